"""Class-level relations: what holds of every instance of a class, as plain (class, property, value) rows.

A class that is a subclass of ``hasNeuralTarget some VagusNerve`` gets the row (class, hasNeuralTarget,
VagusNerve), and so do its subclasses; property chains, transitive properties and subproperties are
followed. The rows are read off the axioms and the reasoner's hierarchy; a test confirms each of them,
and that none is missing, by asking HermiT.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.model.expressions import (
    Combined,
    Expression,
    HasValue,
    Named,
    Restriction,
    UnsupportedExpressionError,
    conjuncts,
    read_expression,
    read_list,
)
from neuromod_onto.model.vocabulary import MATERIALISED_FILLER, OWL, RDF_TYPE, RDFS, SUBCLASS_OF
from neuromod_onto.reasoning.hermit import Taxonomy

Link = tuple[str, Expression]


class Relation(NamedTuple):
    """A class-level relation; ``value`` is a class IRI or a literal."""

    subject: str
    property: str
    value: ox.NamedNode | ox.Literal


def class_relations(store: ox.Store, taxonomy: Taxonomy) -> list[Relation]:
    """Return the class-level relations of an ontology, sorted.

    A value that a subclass refines is left out of that subclass (deep brain stimulation targets a deep
    structure, subthalamic stimulation its nucleus); values stated side by side are all kept. None is
    returned that says no more than the property's range, and for a property with
    ``neuromod:materialisedFiller`` only values under that class.
    """
    return _Closure(store, taxonomy).relations()


class _Closure:
    def __init__(self, store: ox.Store, taxonomy: Taxonomy) -> None:
        self.store = store
        self.taxonomy = taxonomy
        self.classes = sorted(self._declared("Class"))
        self.own = {iri: self._own(iri) for iri in self.classes}
        self.chains = self._chains()
        self.super_properties = self._super_properties()
        self.cache: dict[Expression, frozenset[Link]] = {}
        self.open: set[Expression] = set()

    def relations(self) -> list[Relation]:
        found = []
        for iri in self.classes:
            if iri in self.taxonomy.unsatisfiable:
                continue
            values: dict[str, set[str]] = defaultdict(set)
            for prop, filler in self.links(Named(iri)):
                if isinstance(filler, Named):
                    values[prop].add(filler.iri)
            for prop, fillers in values.items():
                found += [Relation(iri, prop, ox.NamedNode(v)) for v in self._informative(iri, prop, fillers)]
            found += [Relation(iri, prop, value) for prop, value in self._values(iri)]
        return sorted(found, key=lambda r: (r.subject, r.property, str(r.value)))

    def links(self, expression: Expression) -> frozenset[Link]:
        """Return all (property, filler) with the expression a subclass of ``property some filler``."""
        if expression in self.cache:
            return self.cache[expression]
        if expression in self.open:  # a cycle of restrictions adds nothing new
            return frozenset()
        self.open.add(expression)
        found = set(self._direct(expression))
        self._saturate(found)
        self.open.discard(expression)
        if not self.open:
            self.cache[expression] = frozenset(found)
        return frozenset(found)

    def _direct(self, expression: Expression) -> set[Link]:
        match expression:
            case Named(iri):
                found: set[Link] = set()
                for other in {iri} | self.taxonomy.ancestors(iri):
                    for part in self.own.get(other, ()):
                        found |= self.links(part)
                return found
            case Combined("and", parts):
                return {link for part in parts for link in self.links(part)}
            case Combined("or", parts):
                return set(frozenset.intersection(*(self.links(part) for part in parts)))
            case Restriction("some", prop, filler):
                return {(prop, filler)}
        return set()

    def _saturate(self, found: set[Link]) -> None:
        pending = list(found)
        while pending:
            prop, filler = pending.pop()
            new = {(sup, filler) for sup in self.super_properties[prop]}
            for result, first, second in self.chains:
                if first == prop:
                    new |= {(result, end) for step, end in self.links(filler) if step == second}
            pending += new - found
            found |= new

    def _values(self, iri: str) -> set[tuple[str, ox.Literal | ox.NamedNode]]:
        parts = (p for other in {iri} | self.taxonomy.ancestors(iri) for p in self.own.get(other, ()))
        return {(p.property, p.value) for p in parts if isinstance(p, HasValue)}

    def _informative(self, iri: str, prop: str, fillers: set[str]) -> set[str]:
        ranges = set(self._objects(prop, RDFS + "range"))
        wanted = self._objects(prop, MATERIALISED_FILLER)
        kept = {f for f in fillers if not wanted or any(self.taxonomy.entails_subclass(f, w) for w in wanted)}
        kept = {f for f in kept if not any(self.taxonomy.entails_subclass(r, f) for r in (*ranges, *wanted))}
        stated = self._stated(iri, prop)
        return {
            f
            for f in kept
            if not any(
                g != f and f in self.taxonomy.ancestors(g) and self._refines(stated[g], stated[f])
                for g in kept
            )
        }

    def _stated(self, iri: str, prop: str) -> dict[str, set[str]]:
        """Return, for each value, the classes from ``iri`` upwards that state it."""
        stated: dict[str, set[str]] = defaultdict(set)
        for other in {iri} | self.taxonomy.ancestors(iri):
            for part in self.own.get(other, ()):
                if (
                    isinstance(part, Restriction)
                    and part.kind == "some"
                    and part.property == prop
                    and isinstance(part.filler, Named)
                ):
                    stated[part.filler.iri].add(other)
        return stated

    def _refines(self, lower: set[str], upper: set[str]) -> bool:
        """Say whether each class that states the wider value lies above one that states the narrower."""

        def above(a: str, b: str) -> bool:
            return a in self.taxonomy.ancestors(b) and b not in self.taxonomy.ancestors(a)

        return all(any(above(a, b) for b in lower) for a in upper)

    def _own(self, iri: str) -> list[Expression]:
        """Return the unnamed classes under which a class is placed by its own axioms."""
        found: list[Expression] = []
        for predicate in (SUBCLASS_OF, OWL + "equivalentClass"):
            for quad in self.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None):
                try:
                    expression = read_expression(self.store, quad.object)
                except UnsupportedExpressionError:
                    continue
                found += [part for part in conjuncts(expression) if not isinstance(part, Named)]
        return found

    def _chains(self) -> list[tuple[str, str, str]]:
        found = [(p, p, p) for p in self._declared("TransitiveProperty")]
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(OWL + "propertyChainAxiom"), None):
            links = [link.value for link in read_list(self.store, quad.object)]
            if len(links) == 2 and isinstance(quad.subject, ox.NamedNode):
                found.append((quad.subject.value, links[0], links[1]))
        return found

    def _super_properties(self) -> dict[str, set[str]]:
        direct: dict[str, set[str]] = defaultdict(set)
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(RDFS + "subPropertyOf"), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
                direct[quad.subject.value].add(quad.object.value)
        return direct

    def _declared(self, kind: str) -> set[str]:
        quads = self.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + kind))
        return {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}

    def _objects(self, subject: str, predicate: str) -> list[str]:
        quads = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
        return [q.object.value for q in quads if isinstance(q.object, ox.NamedNode)]
