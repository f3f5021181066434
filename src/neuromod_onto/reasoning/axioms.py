"""Cut an ontology's RDF into axioms: the units that reasoning and explanations deal in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, RDFS, SUBCLASS_OF

_CHARACTERISTICS = {
    OWL + name
    for name in (
        "FunctionalProperty",
        "InverseFunctionalProperty",
        "TransitiveProperty",
        "SymmetricProperty",
        "AsymmetricProperty",
        "ReflexiveProperty",
        "IrreflexiveProperty",
    )
}
_DECLARATIONS = {
    OWL + name for name in ("Class", "ObjectProperty", "DatatypeProperty", "NamedIndividual", "Ontology")
}
_LOGICAL = {
    SUBCLASS_OF,
    OWL + "equivalentClass",
    OWL + "disjointWith",
    OWL + "disjointUnionOf",
    RDFS + "domain",
    RDFS + "range",
    RDFS + "subPropertyOf",
    OWL + "equivalentProperty",
    OWL + "inverseOf",
    OWL + "propertyChainAxiom",
}


@dataclass(frozen=True)
class Axiom:
    """One logical statement.

    Attributes:
        head: the triple that states it; its object may be a blank node.
        body: the triples that describe the blank nodes of ``head``.

    """

    head: ox.Triple
    body: tuple[ox.Triple, ...] = ()

    @property
    def triples(self) -> tuple[ox.Triple, ...]:
        """All triples of the axiom."""
        return (self.head, *self.body)

    def signature(self) -> set[str]:
        """Return the IRIs of the classes and properties that the axiom speaks of."""
        terms = (
            t
            for triple in self.triples
            for t in (triple.subject, triple.object)
            if isinstance(t, ox.NamedNode)
        )
        return {t.value for t in terms if not t.value.startswith((OWL, "http://www.w3.org/"))}


def axioms(store: ox.Store) -> tuple[list[Axiom], list[ox.Triple]]:
    """Return the axioms of an ontology, and its declarations.

    Assertions about individuals count as axioms. Annotations belong to neither.
    """
    annotation = {
        q.subject.value
        for q in store.quads_for_pattern(
            None, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "AnnotationProperty")
        )
        if isinstance(q.subject, ox.NamedNode)
    }
    found: list[Axiom] = []
    declarations: list[ox.Triple] = []
    for quad in store.quads_for_pattern(None, None, None):
        predicate, value = quad.predicate.value, quad.object
        if isinstance(quad.subject, ox.BlankNode):
            if (
                predicate == RDF_TYPE
                and isinstance(value, ox.NamedNode)
                and value.value == OWL + "AllDisjointClasses"
            ):
                found.append(
                    Axiom(quad.triple, tuple(t for t in _described(store, quad.subject) if t != quad.triple))
                )
        elif predicate == RDF_TYPE and isinstance(value, ox.NamedNode):
            if value.value in _DECLARATIONS:
                declarations.append(quad.triple)
            elif value.value in _CHARACTERISTICS or not value.value.startswith(OWL):
                found.append(Axiom(quad.triple))
        elif predicate in _LOGICAL or not _is_annotation(predicate, annotation):
            found.append(
                Axiom(quad.triple, tuple(_described(store, value)) if isinstance(value, ox.BlankNode) else ())
            )
    return sorted(found, key=lambda a: str(a.head)), declarations


def logical_triples(store: ox.Store) -> Iterable[ox.Triple]:
    """Yield all triples that a reasoner needs."""
    found, declarations = axioms(store)
    yield from declarations
    for axiom in found:
        yield from axiom.triples


def _is_annotation(predicate: str, declared: set[str]) -> bool:
    return predicate in declared or predicate.startswith((RDFS, OWL))


def _described(store: ox.Store, node: ox.BlankNode) -> Iterable[ox.Triple]:
    for quad in store.quads_for_pattern(node, None, None):
        yield quad.triple
        if isinstance(quad.object, ox.BlankNode):
            yield from _described(store, quad.object)
