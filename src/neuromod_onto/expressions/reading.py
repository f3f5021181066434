"""Read a class expression in a small part of the Manchester syntax.

::

    expression  = conjunction { "or" conjunction }
    conjunction = primary { "and" primary }
    primary     = "not" primary | "(" expression ")" | name
                | name "some" primary | name "value" (name | "true" | "false")

A name is anything that ``terms.resolve`` takes, in English or French. Several words in a row are one name;
quotes are needed only when a name holds a parenthesis or one of the words that join expressions. These words
may be French as well (et, ou, non, au moins, vrai, faux).
"""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple, NoReturn

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UnknownTermError, UsageError
from neuromod_onto.model.expressions import Combined, Expression, HasValue, Named, Not, Restriction
from neuromod_onto.model.namespaces import expand
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, XSD
from neuromod_onto.terms import Term, fold, names_of, resolve
from neuromod_onto.terms.names import shown
from neuromod_onto.terms.resolution import exactly_named, nearest

#: Words that join expressions, by the operator that they stand for.
WORDS = {
    "and": "and",
    "et": "and",
    "or": "or",
    "ou": "or",
    "not": "not",
    "non": "not",
    "some": "some",
    "au moins": "some",
    "only": "only",
    "seulement": "only",
    "value": "value",
    "vaut": "value",
    "true": "true",
    "vrai": "true",
    "false": "false",
    "faux": "false",
}
_DEEPEST = 60
_LOOKED_AT = 40
_SHOWN = 5
_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[()])|"(?P<double>[^"]*)"|“(?P<curly>[^”]*)”|«\s*(?P<angle>[^»]*?)\s*»|(?P<word>[^\s()"“«]+))""",
    re.VERBOSE,
)
_BOOLEAN = ox.NamedNode(XSD + "boolean")
_PROPERTIES = (OWL + "ObjectProperty", OWL + "DatatypeProperty", OWL + "AnnotationProperty")
_QUOTE_HINT = "put names that hold and, or, not, et, ou, non or parentheses in quotes"


class _Token(NamedTuple):
    """A piece of an expression: ``kind`` is an operator, a parenthesis, ``name`` or ``end``."""

    kind: str
    text: str
    column: int


def parse_expression(dataset: Dataset, text: str, *, language: str = "en") -> Expression:
    """Read a class expression.

    Args:
        dataset: where names are looked up.
        text: such as ``SpinalCordStimulation or (usesModality some ElectricalModality)``, or just a name.
        language: of the labels in messages.

    Raises:
        UsageError: the text is not an expression; its ``place`` gives the column.
        UnknownTermError: no class or property is called so, or several are.

    """
    named = [iri for iri in exactly_named(dataset, text) if _kind(dataset, iri) == "class"]
    if len(named) == 1:  # a label that holds "and" needs no quotes
        return Named(named[0])
    parser = _Parser(dataset, _tokens(text), language)
    expression = parser.expression()
    parser.expect("end")
    return expression


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if not match:
            rest = text[position:]
            if not rest.strip():
                break
            column = position + len(rest) - len(rest.lstrip()) + 1
            raise UsageError("this quotation mark is not closed", place=_place(column))
        kind = match.lastgroup or ""
        column = match.start(kind) + 1
        word = match[kind]
        if kind == "mark":
            found.append(_Token(word, word, column))
        elif kind == "word":
            found.append(_Token(WORDS.get(word.casefold(), "word"), word, column))
        else:
            found.append(_Token("name", word, column))
        position = match.end()
    found.append(_Token("end", "", len(text.rstrip()) + 1))
    return _joined(found)


def _joined(tokens: list[_Token]) -> list[_Token]:
    """Join words in a row to one name, and "au moins" to one operator."""
    joined: list[_Token] = []
    for index, token in enumerate(tokens):
        previous = joined[-1] if joined else None
        if token.kind != "word":
            joined.append(token)
        elif token.text.casefold() == "au" and tokens[index + 1].text.casefold() == "moins":
            joined.append(_Token("some", "au moins", token.column))
        elif token.text.casefold() == "moins" and previous and previous.text == "au moins":
            continue
        elif previous and previous.kind == "words":
            joined[-1] = _Token("words", f"{previous.text} {token.text}", previous.column)
        else:
            joined.append(_Token("words", token.text, token.column))
    return [token._replace(kind="name") if token.kind == "words" else token for token in joined]


class _Parser:
    def __init__(self, dataset: Dataset, tokens: list[_Token], language: str) -> None:
        self.dataset = dataset
        self.tokens = tokens
        self.language = language
        self.depth = 0

    def expression(self) -> Expression:
        return self._joined_by("or", lambda: self._joined_by("and", self.primary))

    def _joined_by(self, operator: str, part: object) -> Expression:
        assert callable(part)
        parts = [part()]
        while self.tokens[0].kind == operator:
            self.tokens.pop(0)
            parts.append(part())
        return Combined(operator, tuple(parts)) if len(parts) > 1 else parts[0]

    def primary(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UsageError("the expression is nested too deeply", place=_place(self.tokens[0].column))
        try:
            return self._primary()
        finally:
            self.depth -= 1

    def _primary(self) -> Expression:
        token = self.tokens.pop(0)
        if token.kind == "not":
            return Not(self.primary())
        if token.kind == "(":
            inner = self.expression()
            self.expect(")")
            return inner
        if token.kind != "name":
            self._unexpected(token, "a name, not or an opening parenthesis")
        if self.tokens[0].kind in ("some", "only", "value"):
            return self._restriction(token, self.tokens.pop(0))
        return Named(self._class(token))

    def _restriction(self, name: _Token, operator: _Token) -> Expression:
        if operator.kind == "only":
            raise UsageError(
                "'only' cannot be answered: the dataset says what holds, not that nothing else does",
                "use some, or not (... some ...)",
                _place(operator.column),
            )
        prop = self._property(name)
        if operator.kind == "some":
            return Restriction("some", prop, self.primary())
        value = self.tokens.pop(0)
        if value.kind in ("true", "false"):
            return HasValue(prop, ox.Literal(value.kind, datatype=_BOOLEAN))
        if value.kind != "name":
            self._unexpected(value, "true, false or a name")
        if _is_a(self.dataset, prop, OWL + "DatatypeProperty"):
            return HasValue(prop, ox.Literal(value.text))
        return HasValue(prop, ox.NamedNode(self._term(value).iri))

    def expect(self, kind: str) -> None:
        token = self.tokens.pop(0)
        if token.kind != kind:
            self._unexpected(token, "a closing parenthesis" if kind == ")" else "and, or, or the end")

    def _unexpected(self, token: _Token, expected: str) -> NoReturn:
        found = "the expression ends" if token.kind == "end" else f"found {token.text!r}"
        raise UsageError(f"{found} where {expected} should be", _QUOTE_HINT, _place(token.column))

    def _term(self, token: _Token) -> Term:
        try:
            return resolve(self.dataset, token.text, language=self.language)
        except UnknownTermError as error:
            error.place = _place(token.column)
            if error.cause.startswith("no term"):
                near = nearest(self.dataset, token.text, self.language, limit=_LOOKED_AT)
                classes = (line for line in near if _kind(self.dataset, expand(line.split()[0])) == "class")
                error.candidates = list(islice(classes, _SHOWN))
            raise
        except UsageError as error:
            error.place = _place(token.column)
            raise

    def _class(self, token: _Token) -> str:
        term = self._term(token)
        kind = _kind(self.dataset, term.iri)
        if kind == "property":
            raise UsageError(
                f"{token.text!r} is a property and needs a value",
                f"write {token.text} some CLASS, or {token.text} value true",
                _place(token.column),
            )
        if kind != "class":
            raise UsageError(f"{token.text!r} is not a class", place=_place(token.column))
        return term.iri

    def _property(self, token: _Token) -> str:
        try:
            term = resolve(self.dataset, token.text, language=self.language)
            if _kind(self.dataset, term.iri) == "property":
                return term.iri
            cause = f"{token.text!r} is not a property"
        except UsageError:
            cause = f"no property is called {token.text!r}"
        error = UnknownTermError(cause, self._near_properties(token.text))
        error.place = _place(token.column)
        raise error

    def _near_properties(self, text: str) -> list[str]:
        from rapidfuzz import fuzz, process

        names = {
            iri: fold(
                " ".join([iri.rpartition("/")[2], *(name.text for name in names_of(self.dataset, iri))])
            )
            for kind in _PROPERTIES
            for iri in self.dataset.subjects(RDF_TYPE, kind)
        }
        best = process.extract(fold(text), names, scorer=fuzz.WRatio, limit=5)
        return [shown(self.dataset, iri, self.language) for _, _, iri in best]


def _kind(dataset: Dataset, iri: str) -> str:
    if any(_is_a(dataset, iri, kind) for kind in _PROPERTIES):
        return "property"
    return "class" if _is_a(dataset, iri, OWL + "Class") else "other"


def _is_a(dataset: Dataset, iri: str, kind: str) -> bool:
    return kind in dataset.iris(iri, RDF_TYPE)


def _place(column: int) -> str:
    return f"expression:1:{column}"
