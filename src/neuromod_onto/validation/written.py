"""Literals as the file writes them, where the store holds them in another form.

The store keeps ``"5"^^xsd:byte`` as the integer 5 and ``2.50`` as ``2.5``: good for comparing, wrong for
``sh:datatype`` and ``sh:pattern``, and for ``sh:in`` and others that ask for one term and no other of its
value. So the form and the type of the file are noted beside the data, for the properties of which shapes ask
them, and beside the shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset.read import rdf_files, read_quads
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
#: What the narrow ones become, so that a value of each may be one value to the store.
_WIDE = frozenset({XSD + "integer", XSD + "dateTime"})
_FORMS = ("pattern", "minLength", "maxLength")
#: Constraints on the values of two properties.
_PAIRS = ("equals", "disjoint", "lessThan", "lessThanOrEquals")
_LOGIC = ("or", "and", "not", "xone", "node", "qualifiedValueShape")
_REST = frozenset([RDF_REST])
_INNER = frozenset([*(SH + name for name in _LOGIC), RDF_FIRST, RDF_REST])
#: Where shapes name literals that the data must, or may, hold.
_NAMED = frozenset(map(ox.NamedNode, (RDF_FIRST, SH + "hasValue", SH + "targetNode")))


class Forms:
    """What shapes ask about the written form of literals.

    Args:
        shapes: the graph of shapes.

    """

    def __init__(self, shapes: ox.Store) -> None:
        self.types = any(True for _ in shapes.quads_for_pattern(None, ox.NamedNode(SH + "datatype"), None))
        self.properties: set[ox.NamedNode] = set()
        for quad in shapes.quads_for_pattern(None, ox.NamedNode(SH + "path"), None):
            named = _objects(shapes, quad.subject, _PAIRS)
            if named or any(_asks(shapes, node) for node in _below(shapes, quad.subject, _INNER)):
                found = _below(shapes, quad.object, None) | named
                self.properties |= {node for node in found if isinstance(node, ox.NamedNode)}
        for quad in shapes.quads_for_pattern(None, ox.NamedNode(SH + "targetObjectsOf"), None):
            if isinstance(quad.object, ox.NamedNode) and any(
                _asks(shapes, node) for node in _below(shapes, quad.subject, _INNER)
            ):
                self.properties.add(quad.object)
        narrow = rf"\^\^<{re.escape(XSD)}(?:{'|'.join(NARROW)})>"
        self._lines = [re.compile(narrow.encode())] if self.types else []
        for name in sorted(map(str, self.properties)):
            self._lines.append(re.compile(re.escape(name.encode()) + rb'[ \t]*"[^"\n]*"\^\^'))

    def asked_in(self, text: bytes) -> bool:
        """Say whether N-Triples or N-Quads may hold a literal to note."""
        return any(line.search(text) for line in self._lines)

    def noted(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
        """Yield quads, and notes of the literals among them that the store holds in another form."""
        plain: set[tuple[object, ox.NamedNode, object]] = set()
        changed: dict[tuple[object, ox.NamedNode, object], ox.Quad] = {}
        for quad in quads:
            yield quad
            value = quad.object
            if not isinstance(value, ox.Literal) or value.datatype.value in _TEXTS:
                continue
            kind = value.datatype.value
            if quad.predicate in self.properties or (self.types and (kind in _NARROW or kind in _WIDE)):
                stored = _stored(value)
                if stored == value:
                    plain.add((quad.subject, quad.predicate, value))
                else:
                    changed[(quad.subject, quad.predicate, stored)] = quad
                    yield from _note(quad, value)
        for place, quad in changed.items():
            if place in plain and isinstance(place[2], ox.Literal):
                yield from _note(quad, place[2])


def _note(quad: ox.Quad, value: ox.Literal) -> Iterator[ox.Quad]:
    """Yield the note of a literal for which the store holds the value of a quad."""
    note = ox.BlankNode()
    yield ox.Quad(quad.subject, note_of(quad.predicate), note, GRAPH)
    yield ox.Quad(note, VALUE, value, GRAPH)
    yield ox.Quad(note, FORM, ox.Literal(value.value), GRAPH)
    yield ox.Quad(note, TYPE, value.datatype, GRAPH)


def read_shapes(paths: Iterable[Path]) -> ox.Store:
    """Read files of shapes into one store, with notes of the literals that they name."""
    return noted_shapes(quad for path in rdf_files(paths) for quad in read_quads(path))


def noted_shapes(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return a store of shapes, with notes of the literals that they name."""
    store, forms = ox.Store(), Forms(ox.Store())
    forms.properties |= _NAMED
    store.bulk_extend(forms.noted(quads))
    return store


def as_written(store: ox.Store, subject: ox.NamedNode | ox.BlankNode, predicate: ox.NamedNode) -> set[object]:
    """Return the values of a property as the file writes them."""
    quads = store.quads_for_pattern(subject, note_of(predicate), None, GRAPH)
    notes = [_read_note(store, quad.object) for quad in quads]
    found: set[object] = {quad.object for quad in store.quads_for_pattern(subject, predicate, None)}
    return (found - {value for value, _ in notes}) | {written for _, written in notes}


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
            value, form = _read_note(data, quad.object)
            triple = ox.Triple(quad.subject, ox.NamedNode(quad.predicate.value.removeprefix(_OF)), value)
            changed.setdefault(triple, []).append(form)
    for quad in data:
        if quad.graph_name == GRAPH:
            continue
        if quad.triple in changed:
            yield from (ox.Triple(quad.subject, quad.predicate, one) for one in changed[quad.triple])
        else:
            yield quad.triple


def _read_note(data: ox.Store, note: object) -> tuple[ox.Literal, ox.Literal]:
    """Return the literal that a note is of, as the store holds it and as the file writes it."""
    assert isinstance(note, ox.BlankNode)
    said = {quad.predicate: quad.object for quad in data.quads_for_pattern(note, None, None, GRAPH)}
    value = said[VALUE]
    assert isinstance(value, ox.Literal)
    return value, literal(said[FORM], said[TYPE])


def literal(form: object, kind: object) -> ox.Literal:
    """Return the literal of a note."""
    assert isinstance(form, ox.Literal)
    assert isinstance(kind, ox.NamedNode)
    return ox.Literal(form.value, datatype=kind)


def is_stored(value: ox.Literal) -> bool:
    """Say whether the store holds a literal as it is written."""
    return value.datatype.value in _TEXTS or _stored(value) == value


@lru_cache(maxsize=2**12)
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


def _asks(shapes: ox.Store, node: object) -> bool:
    """Say whether a shape asks for the form of a literal, itself."""
    if _objects(shapes, node, _FORMS):
        return True
    lists = [member for head in _objects(shapes, node, ("in",)) for member in _below(shapes, head, _REST)]
    members = [value for one in lists for value in _values(shapes, one, RDF_FIRST)]
    return any(
        isinstance(value, ox.Literal) and value.datatype.value not in _TEXTS
        for value in [*members, *_objects(shapes, node, ("hasValue",))]
    )


def _objects(shapes: ox.Store, node: object, names: Iterable[str]) -> set[object]:
    return {value for name in names for value in _values(shapes, node, SH + name)}


def _values(shapes: ox.Store, node: object, predicate: str) -> list[object]:
    if not isinstance(node, (ox.NamedNode, ox.BlankNode)):
        return []
    return [quad.object for quad in shapes.quads_for_pattern(node, ox.NamedNode(predicate), None)]
