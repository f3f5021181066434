"""Literals as the file writes them, where the store holds them in another form.

The store keeps ``"5"^^xsd:byte`` as the integer 5 and ``2.50`` as ``2.5``: good for comparing, wrong for
``sh:datatype`` and ``sh:pattern``. So the form and the type of the file are noted beside the data, for the
properties of which shapes ask them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import RDF_FIRST, RDF_REST, SH, XSD
from neuromod_onto.validation.ancestry import GRAPH

#: What a note says of a value: what the store made of it, its form and its type in the file.
VALUE, FORM, TYPE = (ox.NamedNode(f"urn:neuromod-onto:written:{name}") for name in ("value", "form", "type"))
_OF = "urn:neuromod-onto:written-of:"
#: Datatypes that the store replaces by a wider one.
NARROW = (
    *("byte", "short", "int", "long", "unsignedByte", "unsignedShort", "unsignedInt", "unsignedLong"),
    *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger", "dateTimeStamp"),
)
_NARROW = frozenset(XSD + name for name in NARROW)
_TEXTS = frozenset({XSD + "string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})
_FORMS = ("pattern", "minLength", "maxLength")
_INNER = frozenset(
    [*(SH + name for name in ("or", "and", "not", "node", "qualifiedValueShape")), RDF_FIRST, RDF_REST]
)


class Forms:
    """What shapes ask about the written form of literals.

    Args:
        shapes: the graph of shapes.

    """

    def __init__(self, shapes: ox.Store) -> None:
        self.types = any(True for _ in shapes.quads_for_pattern(None, ox.NamedNode(SH + "datatype"), None))
        self.properties: set[ox.NamedNode] = set()
        for quad in shapes.quads_for_pattern(None, ox.NamedNode(SH + "path"), None):
            if any(_asks(shapes, node, _FORMS) for node in _below(shapes, quad.subject, _INNER)):
                path = _below(shapes, quad.object, None)
                self.properties |= {node for node in path if isinstance(node, ox.NamedNode)}
        narrow = rf"\^\^<{re.escape(XSD)}(?:{'|'.join(NARROW)})>"
        self._lines = [re.compile(narrow.encode())] if self.types else []
        for name in sorted(map(str, self.properties)):
            self._lines.append(re.compile(re.escape(name.encode()) + rb'[ \t]*"[^"\n]*"\^\^'))

    def asked_in(self, text: bytes) -> bool:
        """Say whether N-Triples or N-Quads may hold a literal to note."""
        return any(line.search(text) for line in self._lines)

    def noted(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield quads, and notes of the literals among them that the store holds in another form."""
        for quad in quads:
            yield quad
            value = quad.object
            if not isinstance(value, ox.Literal) or value.datatype.value in _TEXTS:
                continue
            narrow = self.types and value.datatype.value in _NARROW
            if narrow or (quad.predicate in self.properties and _stored(value) != value):
                note = ox.BlankNode()
                yield ox.Quad(quad.subject, note_of(quad.predicate), note, GRAPH)
                yield ox.Quad(note, VALUE, value, GRAPH)
                yield ox.Quad(note, FORM, ox.Literal(value.value), GRAPH)
                yield ox.Quad(note, TYPE, value.datatype, GRAPH)


def note_of(predicate: ox.NamedNode) -> ox.NamedNode:
    """Return the property that leads from a subject to the notes of its values of another property."""
    return ox.NamedNode(_OF + predicate.value)


def notes_on(path: str, data: ox.Store) -> str | None:
    """Return the path to the notes of the values at the end of a path; empty when there are none.

    Returns:
        None when there are notes and the path is more than properties to choose from.

    """
    properties = [ox.NamedNode(name) for name in re.findall(r"<([^<>]*)>", path)]
    notes = [
        str(note)
        for note in map(note_of, properties)
        if any(True for _ in data.quads_for_pattern(None, note, None, GRAPH))
    ]
    if notes and re.sub(r"<[^<>]*>|[|()]", "", path):
        return None
    return "|".join(notes)


def rewritten(data: ox.Store) -> Iterator[ox.Triple]:
    """Yield the triples of a store, without what was added to it, with literals as the file writes them."""
    changed: dict[ox.Triple, list[ox.Literal]] = {}
    for quad in data.quads_for_pattern(None, None, None, GRAPH):
        if quad.predicate.value.startswith(_OF):
            assert isinstance(quad.object, ox.BlankNode)
            note = {q.predicate: q.object for q in data.quads_for_pattern(quad.object, None, None, GRAPH)}
            triple = ox.Triple(
                quad.subject, ox.NamedNode(quad.predicate.value.removeprefix(_OF)), note[VALUE]
            )
            changed.setdefault(triple, []).append(literal(note[FORM], note[TYPE]))
    for quad in data:
        if quad.graph_name == GRAPH:
            continue
        if quad.triple in changed:
            yield from (ox.Triple(quad.subject, quad.predicate, one) for one in changed[quad.triple])
        else:
            yield quad.triple


def literal(form: object, kind: object) -> ox.Literal:
    """Return the literal of a note."""
    assert isinstance(form, ox.Literal)
    assert isinstance(kind, ox.NamedNode)
    return ox.Literal(form.value, datatype=kind)


def _stored(value: ox.Literal) -> object:
    store = ox.Store()
    store.add(ox.Quad(VALUE, VALUE, value))
    return next(iter(store)).object


def _below(shapes: ox.Store, node: object, through: frozenset[str] | None) -> set[object]:
    """Return a node with all nodes that properties lead to from it; any property when none is named."""
    found, pending = {node}, [node]
    while pending:
        at = pending.pop()
        if not isinstance(at, (ox.NamedNode, ox.BlankNode)) or (
            through is None and isinstance(at, ox.NamedNode)
        ):
            continue
        new = {
            quad.object
            for quad in shapes.quads_for_pattern(at, None, None)
            if through is None or quad.predicate.value in through
        } - found
        found |= new
        pending += new
    return found


def _asks(shapes: ox.Store, node: object, names: Iterable[str]) -> bool:
    return isinstance(node, (ox.NamedNode, ox.BlankNode)) and any(
        any(True for _ in shapes.quads_for_pattern(node, ox.NamedNode(SH + name), None)) for name in names
    )
