"""Faults of shapes that SHACL's own shapes do not tell, and by which a check would silently not be made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.engine.guard import check_read_only
from neuromod_onto.errors import UsageError
from neuromod_onto.model.vocabulary import RDF_FIRST, RDF_NIL, RDF_REST, SH
from neuromod_onto.validation.results import Node, Value
from neuromod_onto.validation.shapes import ShapesGraph

#: Properties whose values are shapes, constraints or other nodes; those in the second row take lists of them.
_NODES = ("node", "property", "not", "qualifiedValueShape", "sparql", "declare", "prefixes", "rule", "target")
_LISTS = ("and", "or", "xone")
_SHAPES = frozenset({"node", "property", "not", "qualifiedValueShape", *_LISTS})
_STEPS = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath", "alternativePath")
#: The properties of SHACL 1.0 and of its extensions for rules, functions and JavaScript.
_VOCABULARY = frozenset(
    """
    alternativePath and annotationProperty annotationValue annotationVarName ask class closed condition
    conforms construct datatype deactivated declare defaultValue description detail disjoint entailment
    equals expression filterShape flags focusNode group hasValue ignoredProperties in intersection
    inversePath js jsFunctionName jsLibrary jsLibraryURL labelTemplate languageIn lessThan
    lessThanOrEquals maxCount maxExclusive maxInclusive maxLength message minCount minExclusive
    minInclusive minLength name namespace node nodeKind nodeValidator nodes not object oneOrMorePath
    optional or order parameter path pattern predicate prefix prefixes property propertyValidator
    qualifiedMaxCount qualifiedMinCount qualifiedValueShape qualifiedValueShapesDisjoint result
    resultAnnotation resultMessage resultPath resultSeverity returnType rule select severity shapesGraph
    shapesGraphWellFormed sourceConstraint sourceConstraintComponent sourceShape sparql subject
    suggestedShapesGraph target targetClass targetNode targetObjectsOf targetSubjectsOf union uniqueLang
    update validator value xone zeroOrMorePath zeroOrOnePath
    """.split()  # noqa: SIM905 a list would take a hundred lines
)


class Fault(NamedTuple):
    """What is wrong with a statement of the graph of shapes.

    Attributes:
        node: of which it is said.
        predicate: the property at fault.
        value: its value.
        cause: what is wrong, in words.

    """

    node: Node
    predicate: str
    value: Value
    cause: str


def faults_of_shapes(store: ox.Store) -> Iterator[Fault]:
    """Yield the faults of a graph of shapes, in no fixed order."""
    graph = ShapesGraph(store)
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        local = quad.predicate.value.removeprefix(SH)
        node, value = quad.subject, quad.object
        if local == quad.predicate.value or isinstance(node, ox.Triple) or isinstance(value, ox.Triple):
            continue
        cause = f"SHACL has no property sh:{local}" if local not in _VOCABULARY else ""
        for check in _CHECKS:
            cause = cause or check(graph, local, value)
        if cause:
            yield Fault(node, quad.predicate.value, value, cause)


def _no_literals(graph: ShapesGraph, local: str, value: Value) -> str:
    """Say that a literal stands where only a node can."""
    members = _members(graph, value) if local in _LISTS else [value] if local in _NODES else []
    if members is not None and any(isinstance(member, ox.Literal) for member in members):
        return f"sh:{local} takes no literal"
    return ""


def _known_shapes(graph: ShapesGraph, local: str, value: Value) -> str:
    """Say that a shape is named of which nothing is said."""
    members = _members(graph, value) if local in _LISTS else [value] if local in _SHAPES else []
    for member in members or []:
        if isinstance(member, ox.NamedNode) and not _said(graph, member):
            return f"sh:{local} names {member}, of which these shapes say nothing"
    return ""


def _ends(graph: ShapesGraph, local: str, value: Value) -> str:
    """Say that a list or a path leads back into itself."""
    if local in (*_LISTS, "in", "languageIn", "ignoredProperties") and _members(graph, value) is None:
        return f"the list of sh:{local} leads back into itself"
    if local == "path" and _turns(graph, value, ()):
        return "the path leads back into itself"
    return ""


def _regular(_graph: ShapesGraph, local: str, value: Value) -> str:
    """Say that a pattern is no regular expression."""
    if local != "pattern" or not isinstance(value, ox.Literal):
        return ""
    text = ox.Literal(value.value)
    (row,) = ox.Store().query(f'SELECT (REGEX("", {text}) AS ?found) {{}}')  # type: ignore[misc]
    return "" if row["found"] is not None else "sh:pattern is no regular expression that can be used"


def _one_query(graph: ShapesGraph, local: str, value: Value) -> str:
    """Say that the query of a constraint is not one, or cannot be read."""
    if local != "sparql" or isinstance(value, ox.Literal):
        return ""
    selects = graph.values(value, SH + "select")
    if len(selects) != 1 or not isinstance(selects[0], ox.Literal):
        return "a constraint in SPARQL has one text as sh:select"
    query = graph.prologue(value) + selects[0].value
    try:
        check_read_only(query)
        answer = ox.Store().query(query)
    except UsageError as error:
        return f"sh:select: {error.cause}"
    except SyntaxError as error:
        return f"sh:select is not valid SPARQL: {error}"
    if not isinstance(answer, ox.QuerySolutions) or "this" not in [v.value for v in answer.variables]:
        return "sh:select does not select $this"
    return ""


_CHECKS = (_no_literals, _ends, _known_shapes, _regular, _one_query)


def _said(graph: ShapesGraph, node: Node) -> bool:
    return any(True for _ in graph.store.quads_for_pattern(node, None, None))


def _members(graph: ShapesGraph, head: Value) -> list[Value] | None:
    """Return the members of a list as far as it is one; None when it leads back into itself."""
    found: list[Value] = []
    met: set[Value] = set()
    while not isinstance(head, ox.Literal) and head != ox.NamedNode(RDF_NIL):
        if head in met:
            return None
        met.add(head)
        found += graph.values(head, RDF_FIRST)
        rest = graph.values(head, RDF_REST)
        if not rest:
            break
        head = rest[0]
    return found


def _turns(graph: ShapesGraph, path: Value, above: tuple[Value, ...]) -> bool:
    """Say whether a path is a part of itself."""
    if path in above:
        return True
    if not isinstance(path, ox.BlankNode):
        return False
    inner = [step for local in _STEPS for step in graph.values(path, SH + local)]
    for head in (path, *inner):
        members = _members(graph, head)
        if members is None:
            return True
        inner += members
    return any(_turns(graph, part, (*above, path)) for part in inner)
