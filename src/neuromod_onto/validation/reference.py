"""Run SHACL by pySHACL, the reference engine: complete, and slow on large data."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from neuromod_onto.errors import InputError
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, RDFS, SH
from neuromod_onto.validation.results import Node, Result, Value, severity_of
from neuromod_onto.validation.shape_places import place_of
from neuromod_onto.validation.wellformed import faults_of_shapes
from neuromod_onto.validation.written import rewritten

if TYPE_CHECKING:
    import rdflib

#: Types by which a shape targets its own instances.
_CLASSES = (ox.NamedNode(RDFS + "Class"), ox.NamedNode(OWL + "Class"))


def run_reference(
    shapes: ox.Store, data: ox.Store, place: str, *, only: Sequence[Node] | None = None
) -> Iterator[Result]:
    """Run shapes over data by pySHACL and yield what it finds.

    Args:
        shapes: the graph of shapes.
        data: the data.
        place: the files of shapes, for faults.
        only: the shapes to run; all when left out.

    Raises:
        InputError: the shapes are not valid SHACL or cannot be run.

    """
    import rdflib

    chosen = shapes if only is None else _without_targets(shapes, set(only))
    results = _validate(to_rdflib(data), to_rdflib(chosen), place)
    for node in results.objects(None, rdflib.URIRef(SH + "result")):  # not the details within a result
        yield _result(results, node)


def _without_targets(shapes: ox.Store, kept: set[Node]) -> ox.Store:
    """Return the shapes with the targets of those that are not to run taken away."""
    target = (SH + "target", RDF_TYPE)
    store = ox.Store()
    store.extend(
        quad
        for quad in shapes
        if quad.subject in kept
        or not quad.predicate.value.startswith(target)
        or (quad.predicate.value == RDF_TYPE and quad.object not in _CLASSES)
    )
    return store


def require_valid(shapes: ox.Store, place: str, files: Sequence[Path] = ()) -> None:
    """Judge shapes by the shapes of SHACL itself.

    Args:
        shapes: the graph of shapes.
        place: the files of shapes, for faults.
        files: the files, to find the line at fault.

    Raises:
        InputError: they are not valid SHACL.

    """
    for fault in faults_of_shapes(shapes):
        if files:
            said = [(q.predicate, q.object) for q in shapes.quads_for_pattern(fault.node, None, None)]
            place = _stands(files, fault.node, said, [(ox.NamedNode(fault.predicate), fault.value)])
        raise InputError(f"not valid SHACL: {fault.cause}", place=place)
    import rdflib
    from pyshacl.entrypoints import meta_validate

    graph = to_rdflib(shapes)
    try:
        valid, results, text = meta_validate(graph, inference="none")
    except Exception as error:  # as in _validate
        raise InputError(f"not valid SHACL: {_reason(str(error))}", place=place) from error
    if not valid:
        if isinstance(results, rdflib.Graph) and files:
            place = _place(results, graph, files)
        raise InputError(f"not valid SHACL: {_reason(text)}", place=place)
    _validate(rdflib.Graph(), graph, place)


def _place(results: rdflib.Graph, shapes: rdflib.Graph, files: Sequence[Path]) -> str:
    """Return where the first fault of shapes stands."""
    import rdflib

    result = next(results.objects(None, rdflib.URIRef(SH + "result")), None)
    if result is None:
        return ", ".join(map(str, files))
    focus, path, value = (
        results.value(result, rdflib.URIRef(SH + local)) for local in ("focusNode", "resultPath", "value")
    )
    said = list(shapes.predicate_objects(focus))
    wanted = [(p, o) for p, o in said if p == path and value in (None, o)]
    return _stands(files, _term(focus), _terms(said), _terms(wanted))


def _terms(pairs: Sequence[tuple[object, object]]) -> list[tuple[object, object]]:
    return [(_term(predicate), _term(value)) for predicate, value in pairs]


def _stands(
    files: Sequence[Path],
    node: object,
    said: Sequence[tuple[object, object]],
    wanted: Sequence[tuple[object, object]],
) -> str:
    """Return where a statement about a node stands, known by all that is said of the node."""

    def named(term: object) -> str | None:
        return None if isinstance(term, ox.BlankNode) or term is None else str(term)

    facts, traces = ([(str(p), named(o)) for p, o in pairs] for pairs in (said, wanted))
    return place_of(files, named(node), set(facts), traces)


def to_rdflib(store: ox.Store) -> rdflib.Graph:
    """Return the triples of a store, without what was added to it, as an rdflib graph."""
    import rdflib

    text = ox.serialize(rewritten(store), format=ox.RdfFormat.N_TRIPLES) or b""
    graph = rdflib.Graph()
    normalise, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False  # it would read 01 as 1
    try:
        graph.parse(data=text, format="nt")
    finally:
        rdflib.NORMALIZE_LITERALS = normalise
    return graph


def _validate(data: rdflib.Graph, shapes: rdflib.Graph, place: str) -> rdflib.Graph:
    import pyshacl
    import rdflib

    logging.getLogger("pyshacl-validate").disabled = True  # it prints what it also raises
    try:
        with warnings.catch_warnings(action="ignore"):  # of shapes that refer to themselves
            _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=True)
    except Exception as error:  # pySHACL and rdflib raise many kinds for shapes that they cannot run
        raise InputError(f"not valid SHACL: {_reason(str(error))}", place=place) from error
    if not isinstance(results, rdflib.Graph):
        raise InputError(f"the shapes cannot be run: {results}", place=place)
    return results


def _reason(report: str) -> str:
    """Return the first reason in pySHACL's account of faulty shapes."""
    messages = [line.partition("Message:")[2].strip() for line in report.splitlines() if "Message:" in line]
    return messages[0] if messages else " ".join(report.split())


def _result(results: rdflib.Graph, node: rdflib.term.Node) -> Result:
    import rdflib

    def one(local: str) -> Value | None:
        return _term(results.value(node, rdflib.URIRef(SH + local)))

    severity, path, shape, focus = (
        one("resultSeverity"),
        one("resultPath"),
        one("sourceShape"),
        one("focusNode"),
    )
    component = one("sourceConstraintComponent")
    return Result(
        severity=severity_of(severity),
        focus=focus or ox.BlankNode(),
        path=path if isinstance(path, ox.NamedNode) else None,
        value=one("value"),
        component="" if component is None else component.value,
        shape=shape if isinstance(shape, (ox.NamedNode, ox.BlankNode)) else ox.BlankNode(),
        messages=tuple(
            (str(m), getattr(m, "language", None) or "")
            for m in results.objects(node, rdflib.URIRef(SH + "resultMessage"))
        ),
    )


def _term(node: object) -> Value | None:
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return (
            ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype)))
            if node.datatype
            else ox.Literal(str(node))
        )
    return None
