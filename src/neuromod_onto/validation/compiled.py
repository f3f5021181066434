"""Run SHACL as SPARQL: each constraint becomes one query over all focus nodes at once.

The reference engine asks once per focus node; here the store answers for all of them, which is what makes
``sh:sparql`` constraints hundreds of times faster. Shapes that use a part of SHACL that is not compiled are
named, so that the reference engine can run those.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from time import perf_counter

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, RDFS, SH, SUBCLASS_OF
from neuromod_onto.validation.ancestry import materialise, materialise_ends, without_walks
from neuromod_onto.validation.conditions import Conditions
from neuromod_onto.validation.existence import Existence
from neuromod_onto.validation.groups import any_property, blank, question_marks
from neuromod_onto.validation.joins import Joins
from neuromod_onto.validation.results import Node, Result, Value, fill
from neuromod_onto.validation.results import name as written
from neuromod_onto.validation.shapes import Shape, ShapesGraph, SparqlConstraint, UncompiledError
from neuromod_onto.validation.written import is_stored, literal

#: What a query cannot say when ``?this`` comes from a pattern: subqueries, reassignment, set difference.
_PRE_BOUND = re.compile(
    r"\b(?:MINUS|VALUES|SERVICE|GRAPH|UNION)\b|\bSELECT\b.*\bSELECT\b|\bAS\s*\?this\b|\?(?-i:shapesGraph|currentShape|PATH)\b",
    re.IGNORECASE | re.DOTALL,
)
#: Groups, with the word before those that see what is bound outside.
_GROUPS = re.compile(r"(?:\b(WHERE|OPTIONAL|EXISTS)\s*)?\{", re.IGNORECASE)
#: Whole-set parameters, which no condition on one value expresses.
_COUNTED = ("minCount", "maxCount", "qualifiedValueShape")
#: A value, and what the file writes for it.
_VALUE = "?value ?value_form ?value_type"
_NODES = (ox.NamedNode, ox.BlankNode, ox.Literal)


@dataclass(frozen=True)
class Check:
    """One query; each of its rows is a result.

    Attributes:
        query: SPARQL ``SELECT`` of ``?this`` and perhaps ``?value``, ``?path``, variables of the message.
        shape: the shape that its results name as their source.
        component: IRI of the constraint component.
        messages: (text, language) pairs.
        value_is_focus: a result without ``?value`` has the focus node for its value.

    """

    query: str
    shape: Shape
    component: str
    messages: tuple[tuple[str, str], ...]
    value_is_focus: bool = False


def compile_shapes(shapes: ox.Store, data: ox.Store) -> tuple[list[Check], list[Node]]:
    """Compile the shapes that have a target.

    Args:
        shapes: the graph of shapes.
        data: the data, whose subclass axioms say which nodes a class targets; their closure is added to
            it in a graph of its own.

    Returns:
        The checks, and the shapes that use what is not compiled.

    """
    materialise(data, shapes)
    compiler = _Compiler(ShapesGraph(shapes), data)
    if compiler.graph.has_components():
        return [], compiler.graph.targeted()
    checks: list[Check] = []
    rest: list[Node] = []
    for node in compiler.graph.targeted():
        if compiler.graph.deactivated(node):
            continue
        try:
            checks += compiler.checks(node)
        except UncompiledError:
            rest.append(node)
    return checks, rest


def run_checks(
    checks: Iterable[Check], data: ox.Store, seconds: dict[str, float] | None = None
) -> Iterator[Result]:
    """Run compiled checks over the data and yield what they find; add up ``seconds`` by shape."""
    checks = list(checks)
    materialise_ends(data, (check.query for check in checks))
    for check in checks:
        start = perf_counter()
        yield from _run(check, data)
        if seconds is not None:
            shape = written(check.shape.node) or "a shape without a name"
            seconds[shape] = seconds.get(shape, 0.0) + perf_counter() - start


def _run(check: Check, data: ox.Store) -> Iterator[Result]:
    path = ox.NamedNode(check.shape.path_iri) if check.shape.path_iri else None
    solutions = data.query(check.query, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        bound = {n: node for n in names if isinstance(node := solution[n], _NODES)}
        if "this" not in bound:
            continue
        if "GROUP_CONCAT" in check.query and isinstance(sources := bound.get("source"), ox.Literal):
            # the store gathers in any order
            bound["source"] = ox.Literal(", ".join(sorted(sources.value.split(", "))))
        at = bound.get("path")
        if "value_type" in bound:
            bound["value"] = literal(bound["value_form"], bound["value_type"])
        yield Result(
            severity=check.shape.severity,
            focus=bound["this"],
            path=at if isinstance(at, ox.NamedNode) else path,
            value=bound.get("value", bound["this"] if check.value_is_focus else None),
            component=check.component,
            shape=check.shape.node,
            messages=fill(check.messages, bound),
            limit=bound.get("limit", bound.get("bounds")),
            source=bound.get("source"),
        )
    del solutions  # whoever still holds this frame, such as a profiler in another thread, must not hold them


class _Compiler:
    def __init__(self, graph: ShapesGraph, data: ox.Store) -> None:
        self.graph = graph
        self.data = data
        self.kinds = cache(self._kinds)
        self.conditions = Conditions(graph, self.kinds, data)
        self.existence = Existence(data)
        self.joins = Joins(data)

    def checks(self, node: Node) -> list[Check]:
        """Return the checks of one targeted shape.

        Raises:
            UncompiledError: it uses what is not compiled.

        """
        shape = self.graph.shape(node)
        targets = self._targets(node)
        if len(targets) > 1:
            union = " UNION ".join(f"{{ {target} }}" for target in targets)
            targets = [f"{{ SELECT DISTINCT ?this WHERE {{ {union} }} }}"]
        found = [check for target in targets for check in self._checks(shape, target)]
        for check in found:
            _require_syntax(check.query)
        return [replace(check, query=self._fast(check.query)) for check in found]

    def _fast(self, query: str) -> str:
        """Return a query that means the same and suits the store."""
        apart = self.joins.classes_apart(self.joins.values_once(without_walks(query)))
        return self.joins.classes_first(self.existence.stepwise(apart))

    def _checks(self, shape: Shape, focus: str) -> list[Check]:
        found = [
            Check(query, shape, _component(name), shape.messages)
            for name, query in self._queries(shape, focus)
        ]
        found += [self._sparql(shape, constraint, focus) for constraint in shape.sparql]
        for inner in shape.properties:
            if shape.path:
                raise UncompiledError("a property shape with properties of its own")
            found += self._checks(inner, focus)
        return found

    # -- targets

    def _targets(self, node: Node) -> list[str]:
        def named(local: str) -> list[Value]:
            return self.graph.values(node, SH + local)

        classes = [value.value for value in named("targetClass")]
        if self.graph.has_type(node, RDFS + "Class") or self.graph.has_type(node, OWL + "Class"):
            classes.append(node.value)
        return [
            *map(self._instances, classes),
            *map(_target_node, named("targetNode")),
            *(f"{{ SELECT DISTINCT ?this WHERE {{ ?this {p} ?any }} }}" for p in named("targetSubjectsOf")),
            *map(self._objects_of, named("targetObjectsOf")),
            *map(self._sparql_target, named("target")),
        ]

    def _instances(self, iri: str) -> str:
        kinds = self.kinds(iri)
        if len(kinds) == 1:
            return f"?this <{RDF_TYPE}> <{iri}> ."
        listed = " ".join(f"<{kind}>" for kind in kinds)
        return f"{{ SELECT DISTINCT ?this WHERE {{ VALUES ?k {{ {listed} }} ?this <{RDF_TYPE}> ?k }} }}"

    def _objects_of(self, predicate: Value) -> str:
        if self.conditions.noted(str(predicate)):
            raise UncompiledError("literals for focus nodes that the store holds in another form")
        return f"{{ SELECT DISTINCT ?this WHERE {{ ?any {predicate} ?this }} }}"

    def _sparql_target(self, node: Value) -> str:
        select = None if isinstance(node, ox.Literal) else self.graph.value(node, "select")
        if not isinstance(select, ox.Literal) or isinstance(node, ox.Literal):
            raise UncompiledError("a target that is no SELECT")
        found = self.data.query(self.graph.prologue(node) + select.value, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        nodes = sorted({str(row["this"]) for row in found if isinstance(row["this"], ox.NamedNode)})
        return f"VALUES ?this {{ {' '.join(nodes)} }}"

    def _kinds(self, iri: str) -> list[str]:
        found, pending = {iri}, [iri]
        while pending:
            quads = self.data.quads_for_pattern(None, ox.NamedNode(SUBCLASS_OF), ox.NamedNode(pending.pop()))
            new = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)} - found
            found |= new
            pending += new
        return sorted(found)

    # -- constraints

    def _queries(self, shape: Shape, focus: str) -> Iterator[tuple[str, str]]:
        """Yield (name of the parameter, query) for the constraints of a shape but those of sh:sparql."""
        path = shape.path
        for name, values in shape.constraints.items():
            if name in ("flags", "qualifiedMinCount", "qualifiedMaxCount"):
                continue
            if name in _COUNTED or name in ("hasValue", "uniqueLang", "equals", "disjoint"):
                if not path and name != "hasValue":
                    raise UncompiledError(f"sh:{name} without a path")
                for value in values:
                    yield from self._set_query(shape, name, value, focus)
                continue
            var, step = ("?value", self.conditions.step("?this", path, "?value")) if path else ("?this", "")
            shown = _VALUE if path else "(?this AS ?value)"
            for condition in self.conditions.of_value(shape, name, var):
                yield (
                    name,
                    f"SELECT DISTINCT ?this {shown} WHERE {{ {focus} {step} FILTER (!({condition})) }}",
                )

    def _set_query(self, shape: Shape, name: str, value: Value, focus: str) -> Iterator[tuple[str, str]]:
        path, one = shape.path, "SELECT DISTINCT ?this"
        match name:
            case "minCount" if value.value == "1":
                yield name, f"{one} WHERE {{ {focus} FILTER NOT EXISTS {{ ?this {path} ?v }} }}"
            case "minCount" | "maxCount":
                operator = "<" if name == "minCount" else ">"
                yield (
                    name,
                    self._counted(
                        focus, self.conditions.any_step("?this", path, "?v"), f"{operator} {value.value}"
                    ),
                )
            case "hasValue" if path:
                among = self.conditions.has("?this", path, value)
                yield name, f"{one} WHERE {{ {focus} FILTER NOT EXISTS {{ {among} }} }}"
            case "hasValue":
                yield name, f"{one} WHERE {{ {focus} FILTER (!{self.conditions.same('?this', value)}) }}"
            case "uniqueLang" if value.value in ("true", "1"):
                yield (
                    name,
                    f"SELECT ?this WHERE {{ {focus} ?this {path} ?v . FILTER (LANG(?v) != '') "
                    "BIND (LANG(?v) AS ?tag) } GROUP BY ?this ?tag HAVING (COUNT(?v) > 1)",
                )
            case "equals":
                for left, right in ((path, str(value)), (str(value), path)):
                    step = self.conditions.step("?this", left, "?value")
                    also = self.conditions.shared("?this", right, "?value")
                    yield name, f"{one} {_VALUE} WHERE {{ {focus} {step} FILTER NOT EXISTS {{ {also} }} }}"
            case "disjoint":
                step = self.conditions.step("?this", path, "?value")
                also = self.conditions.shared("?this", str(value), "?value")
                yield name, f"{one} {_VALUE} WHERE {{ {focus} {step} {also} }}"
            case "qualifiedValueShape":
                step = self.conditions.step("?this", path, "?v")
                pattern = f"{step} FILTER ({self.conditions.inner(value, '?v')})"
                for bound, operator in (("qualifiedMinCount", "<"), ("qualifiedMaxCount", ">")):
                    for number in shape.constraints.get(bound, []):
                        yield bound, self._counted(focus, pattern, f"{operator} {number.value}")

    def _counted(self, focus: str, pattern: str, test: str) -> str:
        counted = self.conditions.identity("?v")
        if counted != "?v":
            pattern, counted = f"{pattern} BIND ({counted} AS ?counted)", "?counted"
        return (
            f"SELECT ?this WHERE {{ {focus} OPTIONAL {{ {pattern} }} }} "
            f"GROUP BY ?this HAVING (COUNT(DISTINCT {counted}) {test})"
        )

    def _sparql(self, shape: Shape, constraint: SparqlConstraint, focus: str) -> Check:
        if shape.path:
            raise UncompiledError("sh:sparql on a property shape")
        query = question_marks(constraint.select)
        if any_property(query):
            raise UncompiledError("sh:sparql that asks for any property")
        opening = _inlinable(query)
        inserted = f"{query[:opening]} {focus} {query[opening:]}"
        messages = constraint.messages or shape.messages
        return Check(inserted, shape, _component("SPARQL"), messages, value_is_focus=True)


def _target_node(node: Value) -> str:
    if isinstance(node, ox.Literal) and not is_stored(node):
        raise UncompiledError("a literal for a focus node that the store holds in another form")
    return f"VALUES ?this {{ {node} }}"


def _inlinable(query: str) -> int:
    """Return where focus patterns can be put into a SPARQL constraint so that they bind ``?this`` throughout.

    Raises:
        UncompiledError: SPARQL would not see the binding in some part of the query.

    """
    bare = blank(query)
    if _PRE_BOUND.search(bare):
        raise UncompiledError("sh:sparql that needs pre-binding")
    groups = list(_GROUPS.finditer(bare))
    if not groups or any(g[1] is None and g.start() != groups[0].start() for g in groups):
        raise UncompiledError("sh:sparql with a group of its own scope")
    return groups[0].end()


def _require_syntax(query: str) -> None:
    try:
        ox.Store().query(query)
    except SyntaxError as error:
        raise UncompiledError(f"a query that cannot be read: {error}") from error


def _component(parameter: str) -> str:
    return SH + parameter[0].upper() + parameter[1:] + "ConstraintComponent"
