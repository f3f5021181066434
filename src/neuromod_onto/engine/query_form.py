"""The form of a SPARQL query: groups, patterns and clauses, with where each stands in the text.

No more is read than rules about queries (``quality``), ``stars.py`` and ``counted.py`` need, and nothing is
refused: the engine says what is not SPARQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from neuromod_onto.engine.guard import tokens

_AGGREGATES = {"AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"}
_ENDS = {"OPTIONAL", "MINUS", "UNION", "FILTER", "BIND", "VALUES", "GRAPH"}


class Token(NamedTuple):
    """A word of the query."""

    kind: str
    text: str
    offset: int


class Pattern(NamedTuple):
    """A triple pattern: subject and object as variables or other text, and the words of the path."""

    subject: str
    path: tuple[Token, ...]
    object: str
    offset: int


class Expression(NamedTuple):
    """What stands in FILTER, BIND or behind AS.

    Attributes:
        clause: FILTER or BIND.
        words: all words, without the outer brackets and without groups inside.
        target: the variable behind AS, or empty.
        offset: of the clause.

    """

    clause: str
    words: tuple[Token, ...]
    target: str
    offset: int

    @property
    def aggregates(self) -> bool:
        """Say whether an aggregate stands in it."""
        return any(word.text.upper() in _AGGREGATES for word in self.words)


@dataclass
class Group:
    """What stands between two braces.

    Attributes:
        intro: OPTIONAL, MINUS, UNION (every branch but the first), EXISTS, GRAPH, VALUES, or empty.
        offset: of the opening brace.
        items: words and groups in order.

    """

    intro: str
    offset: int
    items: list[Token | Group] = field(default_factory=list)

    @property
    def groups(self) -> list[Group]:
        """The groups directly inside, VALUES blocks left out."""
        return [item for item in self.items if isinstance(item, Group) and item.intro != "VALUES"]

    @property
    def select(self) -> Select | None:
        """The SELECT of which the group consists, if any."""
        first = next(iter(self.items), None)
        return Select(self) if isinstance(first, Token) and first.text.upper() == "SELECT" else None

    def walk(self) -> Iterator[Group]:
        """Yield this group and all inside."""
        yield self
        for group in self.groups:
            yield from group.walk()

    def variables(self) -> set[str]:
        """Return the variables written anywhere inside."""
        found = {item.text for item in self.items if isinstance(item, Token) and item.kind == "variable"}
        return found.union(*(item.variables() for item in self.items if isinstance(item, Group)))

    def values(self) -> list[tuple[tuple[str, ...], int]]:
        """Return the variables and the place of each VALUES block directly inside."""
        found = []
        for index, item in enumerate(self.items):
            if isinstance(item, Token) and item.text.upper() == "VALUES":
                words = takewhile(lambda x: isinstance(x, Token), self.items[index + 1 :])
                names = tuple(x.text for x in words if isinstance(x, Token) and x.kind == "variable")
                found.append((names, item.offset))
        return found

    def expressions(self) -> list[Expression]:
        """Return the FILTERs and BINDs directly inside."""
        return list(self._parts(Expression))

    def patterns(self) -> list[Pattern]:
        """Return the triple patterns directly inside."""
        return [pattern for part in self.runs() for pattern in _patterns(part)]

    def runs(self) -> list[list[Token]]:
        """Return the runs of words directly inside that hold triple patterns."""
        return list(self._parts(list))

    def _parts(self, wanted: type) -> Iterator:  # type: ignore[type-arg]
        """Yield the expressions, or the runs of words that hold triple patterns."""
        if self.select:
            return
        index, run = 0, list[Token]()
        while index < len(self.items):
            item = self.items[index]
            word = item.text.upper() if isinstance(item, Token) else ""
            if isinstance(item, Group) or word in _ENDS:
                if run and wanted is list:
                    yield run
                run = []
            if word in ("FILTER", "BIND"):
                end = self._end_of_expression(index + 1)
                if wanted is Expression:
                    yield _expression(word, self.items[index + 1 : end], item.offset)
                index = end
                continue
            if word == "VALUES":
                while index < len(self.items) and not isinstance(self.items[index], Group):
                    index += 1
            elif isinstance(item, Token) and word not in (*_ENDS, "NOT", "EXISTS", "WHERE"):
                run.append(item)
            index += 1
        if run and wanted is list:
            yield run

    def _end_of_expression(self, index: int) -> int:
        depth = 0
        while index < len(self.items):
            item = self.items[index]
            index += 1
            if isinstance(item, Group):
                if not depth:
                    return index
            elif item.text in "()":
                depth += 1 if item.text == "(" else -1
                if not depth:
                    return index
        return index


class Select:
    """A SELECT with its clauses; ``group`` is what holds it, the whole query or a subquery."""

    def __init__(self, group: Group) -> None:
        self.group = group
        split = next((n for n, x in enumerate(group.items) if isinstance(x, Group)), len(group.items))
        self._head = [x for x in group.items[:split] if isinstance(x, Token)]
        self._tail = [x for x in group.items[split + 1 :] if isinstance(x, Token)]
        found = group.items[split] if split < len(group.items) else Group("", group.offset)
        assert isinstance(found, Group)
        self.where = found
        self.offset = self._head[0].offset

    def projected(self) -> list[str]:
        """Return the variables of the answer that are not computed there; all of them for ``*``."""
        if any(x.text == "*" and not _depth_before(self._head, x) for x in self._head):
            return sorted(self.where.variables())
        return [x.text for x in self._head if x.kind == "variable" and not _depth_before(self._head, x)]

    def computed(self) -> list[Expression]:
        """Return the expressions of the answer, each with its variable."""
        found, start = [], None
        for index, token in enumerate(self._head):
            if token.text == "(" and not _depth_before(self._head, token):
                start = index
            elif token.text == ")" and _depth_before(self._head, token) == 1 and start is not None:
                found.append(_expression("BIND", self._head[start : index + 1], self._head[start].offset))
        return found

    def columns(self) -> list[str]:
        """Return the variables of the answer in order, computed ones too."""
        found = []
        for before, token in zip([None, *self._head], self._head, strict=False):
            named = (
                before is not None and before.text.upper() == "AS" and _depth_before(self._head, token) == 1
            )
            if token.kind == "variable" and (named or not _depth_before(self._head, token)):
                found.append(token.text)
        return found

    def clause(self, word: str) -> list[Token] | None:
        """Return the words of GROUP, HAVING, ORDER or LIMIT; None where there is none."""
        words: list[Token] | None = None
        for token in self._tail:
            upper = token.text.upper() if token.kind == "word" else ""
            if upper == word:
                words = []
            elif words is not None:
                if upper in ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"):
                    break
                if upper != "BY":
                    words.append(token)
        return words

    def keys(self) -> list[str]:
        """Return the variables that GROUP BY names."""
        words = self.clause("GROUP") or []
        return [
            x.text
            for n, x in enumerate(words)
            if x.kind == "variable" and (not _depth_before(words, x) or words[n - 1].text.upper() == "AS")
        ]


def read_form(text: str) -> Group:
    """Return the query as a group: its words, and the groups in its braces."""
    top = Group("", 0)
    stack = [top]
    waiting = ""
    for token in _words(text):
        word = token.text.upper() if token.kind == "word" else token.text
        if word == "{":
            group = Group(waiting, token.offset)
            stack[-1].items.append(group)
            stack.append(group)
            waiting = ""
        elif word == "}":
            if len(stack) > 1:
                stack.pop()
            waiting = ""
        else:
            stack[-1].items.append(token)
            if word in ("OPTIONAL", "MINUS", "UNION", "EXISTS", "GRAPH", "VALUES"):
                waiting = word
            elif token.kind == "word" and word not in ("NOT",):
                waiting = "" if waiting != "VALUES" else waiting
    start = next(
        (n for n, x in enumerate(top.items) if isinstance(x, Token) and x.text.upper() == "SELECT"), 0
    )
    top.items = top.items[start:]
    return top


def _words(text: str) -> Iterator[Token]:
    """Yield the words; a full stop that ends a sentence is no part of the name before it."""
    for kind, word, offset in tokens(text):
        name = word.rstrip(".") if kind in ("name", "blank") else word
        yield Token(kind, name, offset)
        if name != word:
            yield Token("other", ".", offset + len(name))


def _expression(clause: str, items: Iterable[Token | Group], offset: int) -> Expression:
    words = [x for x in items if isinstance(x, Token)]
    if words and words[0].text == "(":
        words = words[1:-1]
    target = ""
    if len(words) > 1 and words[-2].text.upper() == "AS":
        target = words[-1].text
        words = words[:-2]
    return Expression(clause, tuple(words), target, offset)


def _depth_before(words: list[Token], token: Token) -> int:
    before = takewhile(lambda x: x is not token, words)
    return sum((x.text == "(") - (x.text == ")") for x in before)


def _patterns(words: list[Token]) -> Iterator[Pattern]:
    """Yield the triple patterns of a run of words; brackets of blank nodes are taken as they come."""
    sentence: list[list[Token]] = [[]]
    for token in words:
        if token.text in (".", ";", ",", "[", "]"):
            sentence[-1].append(token)
            sentence.append([])
        else:
            sentence[-1].append(token)
    subject, ended = "", "."
    path: tuple[Token, ...] = ()
    for part in sentence:
        sign = part[-1].text if part and part[-1].text in (".", ";", ",", "[", "]") else ""
        terms = part[:-1] if sign else part
        if terms and ended in (".", "]", "[") and ended != "[":
            subject, terms = terms[0].text, terms[1:]
        if terms and ended != ",":
            path = tuple(terms[:-1]) if len(terms) > 1 else tuple(terms)
        if terms or (sign == "[" and path):
            yield Pattern(subject, path, terms[-1].text if terms else "[]", (terms or part)[0].offset)
        ended = sign or "."
