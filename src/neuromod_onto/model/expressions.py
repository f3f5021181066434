"""OWL class expressions: read them from RDF, write them as sentences.

Only the constructs of OWL that this ontology uses are known; others are named as unsupported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import OWL, RDF_FIRST, RDF_NIL, RDF_REST


class Named(NamedTuple):
    """A named class."""

    iri: str


class Combined(NamedTuple):
    """An intersection (``and``) or union (``or``) of expressions."""

    operator: str
    parts: tuple[Expression, ...]


class Not(NamedTuple):
    """The complement of an expression."""

    part: Expression


class Restriction(NamedTuple):
    """A restriction of a property: ``some`` or ``only`` an expression."""

    kind: str
    property: str
    filler: Expression


class HasValue(NamedTuple):
    """A property that has a given value."""

    property: str
    value: ox.NamedNode | ox.Literal


Expression: TypeAlias = Named | Combined | Not | Restriction | HasValue


class UnsupportedExpressionError(ValueError):
    """A class expression uses a construct that is not read."""


def read_expression(store: ox.Store, node: object) -> Expression:
    """Read the class expression at a node.

    Raises:
        UnsupportedExpressionError: the construct is not one of those known here.

    """
    if isinstance(node, ox.NamedNode):
        return Named(node.value)
    if not isinstance(node, ox.BlankNode):
        raise UnsupportedExpressionError(f"not a class expression: {node}")
    facts = {q.predicate.value: q.object for q in store.quads_for_pattern(node, None, None)}
    for local, operator in (("intersectionOf", "and"), ("unionOf", "or")):
        if OWL + local in facts:
            return Combined(
                operator, tuple(read_expression(store, part) for part in read_list(store, facts[OWL + local]))
            )
    if OWL + "complementOf" in facts:
        return Not(read_expression(store, facts[OWL + "complementOf"]))
    prop = facts.get(OWL + "onProperty")
    if isinstance(prop, ox.NamedNode):
        for local, kind in (("someValuesFrom", "some"), ("allValuesFrom", "only")):
            if OWL + local in facts:
                return Restriction(kind, prop.value, read_expression(store, facts[OWL + local]))
        value = facts.get(OWL + "hasValue")
        if isinstance(value, ox.NamedNode | ox.Literal):
            return HasValue(prop.value, value)
    raise UnsupportedExpressionError("unsupported class expression: " + ", ".join(sorted(facts)))


def read_list(store: ox.Store, node: object) -> Iterator[ox.NamedNode | ox.BlankNode | ox.Literal]:
    """Yield the members of an RDF list."""
    while isinstance(node, ox.BlankNode) or (isinstance(node, ox.NamedNode) and node.value != RDF_NIL):
        for quad in store.quads_for_pattern(node, ox.NamedNode(RDF_FIRST), None):
            yield quad.object  # type: ignore[misc]
        node = next((q.object for q in store.quads_for_pattern(node, ox.NamedNode(RDF_REST), None)), None)


def conjuncts(expression: Expression) -> tuple[Expression, ...]:
    """Return the parts of an intersection, nested ones flattened, or the expression alone."""
    if isinstance(expression, Combined) and expression.operator == "and":
        return tuple(part for inner in expression.parts for part in conjuncts(inner))
    return (expression,)


_WORDS = {
    "en": {
        "and": " and ",
        "or": " or ",
        "not": "not ",
        "some": "some",
        "only": "only",
        "value": "",
        "true": "true",
        "false": "false",
    },
    "fr": {
        "and": " et ",
        "or": " ou ",
        "not": "non ",
        "some": "au moins",
        "only": "seulement",
        "value": "",
        "true": "vrai",
        "false": "faux",
    },
}


def sentence(
    expression: Expression, label: Callable[[str], str], language: str = "en", *, inner: bool = False
) -> str:
    """Write an expression as words, with the labels that ``label`` gives for IRIs.

    >>> sentence(Restriction("some", "p", Named("c")), {"p": "treats", "c": "pain"}.get)
    'treats some pain'
    """
    words = _WORDS[language]
    match expression:
        case Named(iri):
            return label(iri)
        case Combined(operator, parts):
            text = words[operator].join(sentence(part, label, language, inner=True) for part in parts)
            return f"({text})" if inner else text
        case Not(part):
            return words["not"] + sentence(part, label, language, inner=True)
        case Restriction(kind, prop, filler):
            return f"{label(prop)} {words[kind]} {sentence(filler, label, language, inner=True)}"
    value = expression.value
    shown = label(value.value) if isinstance(value, ox.NamedNode) else words.get(value.value, value.value)
    return f"{label(expression.property)}: {shown}"
