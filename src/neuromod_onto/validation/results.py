"""Validation results as SHACL defines them, whichever engine found them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from neuromod_onto.findings import SEVERITIES, Finding
from neuromod_onto.model.languages import pick
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import DC_SOURCE, LABEL, RDF_TYPE, SH

Node = ox.NamedNode | ox.BlankNode
Value = ox.NamedNode | ox.BlankNode | ox.Literal

#: Core constraints that compare a value with a bound.
_BOUNDS = {"MinExclusive": ">", "MinInclusive": ">=", "MaxExclusive": "<", "MaxInclusive": "<="}
_IDENTIFIER = "http://purl.org/dc/terms/identifier"
_FILLED = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class Result:
    """One validation result.

    Attributes:
        severity: ``violation``, ``warning``, ``info``, or the IRI of another severity.
        focus: the focus node.
        path: the property at fault, when the path is a single one.
        value: the value at fault.
        component: IRI of the constraint component.
        shape: the source shape.
        messages: (text, language) pairs, filled in.
        limit: the bound that the value does not keep, when the constraint gives it.
        source: identifiers of the sources of that bound, with commas between, when the constraint gives it.

    """

    severity: str
    focus: Value
    path: ox.NamedNode | None
    value: Value | None
    component: str
    shape: Node
    messages: tuple[tuple[str, str], ...]
    limit: Value | None = None
    source: Value | None = None


def fill(messages: Iterable[tuple[str, str]], bound: dict[str, Value]) -> tuple[tuple[str, str], ...]:
    """Return messages with ``{?variable}`` replaced by what the variable is bound to."""
    return tuple(
        (_FILLED.sub(lambda m: name(bound[m[1]]) if m[1] in bound else m[0], text), language)
        for text, language in messages
    )


def to_findings(
    results: Iterable[Result], shapes: ox.Store, data: ox.Store, language: str
) -> Iterable[Finding]:
    """Yield results as findings in the reader's language."""
    sources: dict[Node, tuple[str, ...]] = {}
    for result in results:
        if result.shape not in sources:
            quads = shapes.quads_for_pattern(result.shape, ox.NamedNode(DC_SOURCE), None)
            found = sorted(compact(q.object.value) for q in quads if isinstance(q.object, ox.NamedNode))
            sources[result.shape] = tuple(found)
        yield Finding(
            severity=result.severity if result.severity in SEVERITIES else SEVERITIES[0],
            focus=name(result.focus),
            focus_label=_label(data, result.focus, language),
            path=name(result.path),
            value=name(result.value),
            message=pick(list(result.messages), language) or "",
            rule=name(result.shape),
            sources=_cited(data, result.source) or sources[result.shape],
            limit=name(result.limit) or _bound(shapes, result),
        )


def _cited(data: ox.Store, source: Value | None) -> tuple[str, ...]:
    """Return the sources that a constraint names, by IRI or by their identifiers in the data."""
    if isinstance(source, ox.NamedNode):
        return (name(source),)
    if source is None:
        return ()
    found = (
        quad.subject
        for identifier in source.value.split(", ")
        for quad in data.quads_for_pattern(None, ox.NamedNode(_IDENTIFIER), ox.Literal(identifier))
    )
    return tuple(sorted(map(name, found)))


def _bound(shapes: ox.Store, result: Result) -> str:
    """Return the bound of a core constraint on values, such as ``sh:maxInclusive``."""
    parameter = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    if parameter not in _BOUNDS:
        return ""
    predicate = ox.NamedNode(SH + parameter[0].lower() + parameter[1:])
    quads = shapes.quads_for_pattern(result.shape, predicate, None)
    return " ".join(sorted(f"{_BOUNDS[parameter]} {name(quad.object)}" for quad in quads))


def to_graph(results: Iterable[Result]) -> str:
    """Return the SHACL validation report as Turtle."""

    def sh(local: str) -> ox.NamedNode:
        return ox.NamedNode(SH + local)

    a = ox.NamedNode(RDF_TYPE)
    report = ox.BlankNode()
    triples = [ox.Triple(report, a, sh("ValidationReport"))]
    conforms = "true"
    for result in results:
        node = ox.BlankNode()
        conforms = "false"
        triples += [
            ox.Triple(report, sh("result"), node),
            ox.Triple(node, a, sh("ValidationResult")),
            ox.Triple(node, sh("focusNode"), result.focus),
            ox.Triple(node, sh("resultSeverity"), severity_iri(result.severity)),
            ox.Triple(node, sh("sourceConstraintComponent"), ox.NamedNode(result.component)),
            ox.Triple(node, sh("sourceShape"), result.shape),
        ]
        if result.path is not None:
            triples.append(ox.Triple(node, sh("resultPath"), result.path))
        if result.value is not None:
            triples.append(ox.Triple(node, sh("value"), result.value))
        triples += [
            ox.Triple(node, sh("resultMessage"), ox.Literal(text, language=language or None))
            for text, language in result.messages
        ]
    boolean = ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")
    triples.append(ox.Triple(report, sh("conforms"), ox.Literal(conforms, datatype=boolean)))
    text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes={"sh": SH}) or b""
    return text.decode("utf-8")


def severity_of(node: Value | None) -> str:
    """Return the name of a severity of SHACL, or the IRI of another."""
    if node is None:
        return SEVERITIES[0]
    known = {severity_iri(severity).value: severity for severity in SEVERITIES}
    return known.get(node.value, node.value)


def severity_iri(severity: str) -> ox.NamedNode:
    """Return the IRI of a severity; the inverse of ``severity_of``."""
    return ox.NamedNode(SH + severity.capitalize() if severity in SEVERITIES else severity)


def name(node: Value | ox.Triple | None) -> str:
    """Return how a node is written for people: CURIE, text, or nothing for a blank node."""
    if isinstance(node, ox.NamedNode):
        return compact(node.value)
    return node.value if isinstance(node, ox.Literal) else ""


def _label(data: ox.Store, node: Value, language: str) -> str:
    if not isinstance(node, ox.NamedNode):
        return ""
    quads = data.quads_for_pattern(node, ox.NamedNode(LABEL), None)
    texts = [(q.object.value, q.object.language or "") for q in quads if isinstance(q.object, ox.Literal)]
    return pick(texts, language) or ""
