"""Read SHACL shapes into plain objects: the part of SHACL that the compiler knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import OWL, RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE, RDFS, SH
from neuromod_onto.validation.results import Node, Value, severity_of
from neuromod_onto.validation.written import as_written


class UncompiledError(Exception):
    """A shape uses a part of SHACL that is not compiled; the reference engine runs it."""


@dataclass(frozen=True)
class SparqlConstraint:
    """A ``sh:sparql`` constraint.

    Attributes:
        node: its own node, the source shape of its results when it is an IRI.
        select: the query with its prefixes.
        messages: (text, language) pairs, with ``{?variable}`` to fill in.

    """

    node: Node
    select: str
    messages: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shape:
    """A node or property shape.

    Attributes:
        node: its node.
        path: SPARQL property path of a property shape, empty for a node shape.
        path_iri: the property, when the path is a single one.
        severity: ``violation``, ``warning`` or ``info``.
        messages: (text, language) pairs.
        constraints: parameter name to its values, for example ``minCount`` to [1].
        properties: the property shapes of this shape.
        sparql: its SPARQL constraints.

    """

    node: Node
    path: str
    path_iri: str
    severity: str
    messages: tuple[tuple[str, str], ...]
    constraints: dict[str, list[Value]]
    properties: tuple[Shape, ...]
    sparql: tuple[SparqlConstraint, ...]


@dataclass
class ShapesGraph:
    """A graph of shapes."""

    store: ox.Store
    _open: set[Node] = field(default_factory=set)

    def values(self, node: Node, predicate: str) -> list[Value]:
        """Return the objects of one subject and predicate in a fixed order."""
        found = as_written(self.store, node, ox.NamedNode(predicate))
        return sorted((v for v in found if isinstance(v, (ox.NamedNode, ox.BlankNode, ox.Literal))), key=str)

    def value(self, node: Node, local: str) -> Value | None:
        """Return the one value of a SHACL parameter, or None."""
        return next(iter(self.values(node, SH + local)), None)

    def members(self, head: Value) -> Iterator[Value]:
        """Yield the members of an RDF list."""
        while isinstance(head, (ox.NamedNode, ox.BlankNode)) and head != ox.NamedNode(RDF_NIL):
            yield self.values(head, RDF_FIRST)[0]
            head = self.values(head, RDF_REST)[0]

    def targeted(self) -> list[Node]:
        """Return the shapes that have a target, in a fixed order."""
        locals_ = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")
        found = {
            quad.subject
            for local in locals_
            for quad in self.store.quads_for_pattern(None, ox.NamedNode(SH + local), None)
        }
        for kind in ("NodeShape", "PropertyShape"):
            for quad in self.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(SH + kind)):
                if any(self.has_type(quad.subject, iri) for iri in (RDFS + "Class", OWL + "Class")):
                    found.add(quad.subject)
        return sorted((n for n in found if isinstance(n, (ox.NamedNode, ox.BlankNode))), key=str)

    def has_type(self, node: Value | ox.Triple, iri: str) -> bool:
        """Say whether a node has a type."""
        return (
            isinstance(node, (ox.NamedNode, ox.BlankNode))
            and ox.Quad(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(iri)) in self.store
        )

    def shape(self, node: Node) -> Shape:
        """Read one shape with all below it.

        Raises:
            UncompiledError: it is recursive, or uses what the compiler does not know.

        """
        if node in self._open:
            raise UncompiledError("a shape that refers to itself")
        self._open.add(node)
        try:
            path = self.value(node, "path")
            return Shape(
                node=node,
                path="" if path is None else self.path(path),
                path_iri=path.value if isinstance(path, ox.NamedNode) else "",
                severity=severity_of(self.value(node, "severity")),
                messages=self.messages(node),
                constraints=self._constraints(node),
                properties=tuple(
                    self.shape(p)
                    for p in self.values(node, SH + "property")
                    if not isinstance(p, ox.Literal) and not self.deactivated(p)
                ),
                sparql=tuple(
                    self._sparql(c)
                    for c in self.values(node, SH + "sparql")
                    if not isinstance(c, ox.Literal) and not self.deactivated(c)
                ),
            )
        finally:
            self._open.discard(node)

    def has_components(self) -> bool:
        """Say whether the graph defines constraint components of its own."""
        return any(True for _ in self.store.quads_for_pattern(None, ox.NamedNode(SH + "parameter"), None))

    def deactivated(self, node: Node) -> bool:
        """Say whether a shape is turned off."""
        flag = self.value(node, "deactivated")
        return isinstance(flag, ox.Literal) and flag.value in ("true", "1")

    def messages(self, node: Node) -> tuple[tuple[str, str], ...]:
        """Return the messages of a shape or constraint."""
        return tuple(
            (m.value, m.language or "")
            for m in self.values(node, SH + "message")
            if isinstance(m, ox.Literal)
        )

    def _constraints(self, node: Node) -> dict[str, list[Value]]:
        found: dict[str, list[Value]] = {}
        for quad in self.store.quads_for_pattern(node, None, None):
            local = quad.predicate.value.removeprefix(SH)
            if local == quad.predicate.value or local in _NOT_CONSTRAINTS:
                continue
            if local not in CONSTRAINTS:
                raise UncompiledError(f"sh:{local}")
            found[local] = self.values(node, quad.predicate.value)
        return found

    def _sparql(self, node: Node) -> SparqlConstraint:
        select = self.value(node, "select")
        if not isinstance(select, ox.Literal):
            raise UncompiledError("a SPARQL constraint without sh:select")
        return SparqlConstraint(node, self.prologue(node) + select.value, self.messages(node))

    def prologue(self, node: Node) -> str:
        """Return the PREFIX lines that ``sh:prefixes`` of a node declares."""
        holders = self.values(node, SH + "prefixes")
        for holder in holders:  # grows by what a holder imports
            if not isinstance(holder, ox.Literal):
                holders += [v for v in self.values(holder, OWL + "imports") if v not in holders]
        lines = set()
        for holder in holders:
            for declaration in [] if isinstance(holder, ox.Literal) else self.values(holder, SH + "declare"):
                if isinstance(declaration, ox.Literal):
                    continue
                prefix, namespace = self.value(declaration, "prefix"), self.value(declaration, "namespace")
                if isinstance(prefix, ox.Literal) and isinstance(namespace, ox.Literal):
                    lines.add(f"PREFIX {prefix.value}: <{namespace.value}>\n")
        return "".join(sorted(lines))

    def path(self, node: Value) -> str:
        """Return a SHACL path as a SPARQL property path."""
        if isinstance(node, ox.NamedNode):
            return str(node)
        if isinstance(node, ox.Literal):
            raise UncompiledError("a literal for a path")
        if self.values(node, RDF_FIRST):
            return "(" + "/".join(self.path(member) for member in self.members(node)) + ")"
        for local, form in _PATHS.items():
            inner = self.value(node, local)
            if inner is not None:
                return form.format(self.path(inner))
        alternatives = self.value(node, "alternativePath")
        if alternatives is not None:
            return "(" + "|".join(self.path(member) for member in self.members(alternatives)) + ")"
        raise UncompiledError("an unknown kind of path")


_PATHS = {
    "inversePath": "^({})",
    "zeroOrMorePath": "({})*",
    "oneOrMorePath": "({})+",
    "zeroOrOnePath": "({})?",
}
_COUNTS = {"minCount", "maxCount", "qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount"}
_VALUES = {"datatype", "class", "nodeKind", "pattern", "flags", "minLength", "maxLength", "languageIn"}
_RANGES = {"minInclusive", "maxInclusive", "minExclusive", "maxExclusive"}
_SETS = {"in", "hasValue", "uniqueLang", "equals", "disjoint"}
_LOGIC = {"not", "or", "and", "node"}
#: Constraint parameters that are compiled.
CONSTRAINTS = frozenset(_COUNTS | _VALUES | _RANGES | _SETS | _LOGIC)
_TARGETS = {"target", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"}
_TEXTS = {"name", "description", "order", "group", "defaultValue", "message"}
_NOT_CONSTRAINTS = frozenset(_TARGETS | _TEXTS | {"path", "severity", "property", "sparql", "deactivated"})
