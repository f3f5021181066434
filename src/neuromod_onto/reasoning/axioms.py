"""Cut an ontology's RDF into axioms: the units that reasoning and explanations deal in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, RDFS, SUBCLASS_OF

#: What OWL can say of a property by itself.
CHARACTERISTICS = {
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
    OWL + "propertyDisjointWith",
    OWL + "hasKey",
    OWL + "sameAs",
    OWL + "differentFrom",
    OWL + "bottomObjectProperty",
    OWL + "bottomDataProperty",
}
#: Properties by which OWL writes an expression, or a statement about several things, as a node.
_PARTS = {
    OWL + name
    for name in (
        *("onProperty", "onClass", "onDataRange", "someValuesFrom", "allValuesFrom", "hasValue", "hasSelf"),
        *("cardinality", "minCardinality", "maxCardinality"),
        *("qualifiedCardinality", "minQualifiedCardinality", "maxQualifiedCardinality"),
        *("unionOf", "intersectionOf", "complementOf", "oneOf", "onDatatype", "withRestrictions"),
        *("datatypeComplementOf", "members", "distinctMembers"),
        *("sourceIndividual", "assertionProperty", "targetIndividual", "targetValue"),
    )
}
#: Classes of OWL itself of which something can be said to be an instance.
_EXTREMES = {OWL + "Thing", OWL + "Nothing"}
#: Types of blank nodes that carry annotations of other statements.
_NOTES = (OWL + "Axiom", OWL + "Annotation")


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
    annotation = _annotation_properties(store)
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
            elif value.value in CHARACTERISTICS | _EXTREMES or not value.value.startswith(OWL):
                found.append(Axiom(quad.triple))
        elif predicate not in _PARTS and not _is_annotation(predicate, annotation):
            found.append(
                Axiom(quad.triple, tuple(_described(store, value)) if isinstance(value, ox.BlankNode) else ())
            )
    return sorted(found, key=lambda a: str(a.head)), declarations


def logical_triples(store: ox.Store) -> Iterable[ox.Triple]:
    """Yield all triples that a reasoner needs."""
    found, declarations = axioms(store)
    yield from declarations
    named: set[object] = set()
    for axiom in found:
        yield from axiom.triples
        named.update(triple.subject for triple in axiom.triples)
    yield from _nameless(store, named)


def _nameless(store: ox.Store, known: set[object]) -> Iterable[ox.Triple]:
    """Yield what is said of blank nodes to which no axiom leads.

    These are individuals without a name, class axioms whose left side is an expression, and statements that
    OWL writes as nodes: that individuals differ, or that one does not stand in a relation to another.
    """
    annotation, kind = _annotation_properties(store), ox.NamedNode(RDF_TYPE)
    notes = [q.subject for name in _NOTES for q in store.quads_for_pattern(None, kind, ox.NamedNode(name))]
    notes += [q.object for q in store if _is_annotation(q.predicate.value, annotation)]
    left_out = known | {t.subject for n in notes if isinstance(n, ox.BlankNode) for t in _described(store, n)}
    for quad in store.quads_for_pattern(None, None, None):
        nameless = isinstance(quad.subject, ox.BlankNode) and quad.subject not in left_out
        if nameless and not _is_annotation(quad.predicate.value, annotation):
            yield quad.triple


def _annotation_properties(store: ox.Store) -> set[str]:
    kind = ox.NamedNode(OWL + "AnnotationProperty")
    found = store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), kind)
    return {quad.subject.value for quad in found if isinstance(quad.subject, ox.NamedNode)}


def _is_annotation(predicate: str, declared: set[str]) -> bool:
    if predicate in _LOGICAL or predicate in _PARTS:
        return False
    return predicate in declared or predicate.startswith((RDFS, OWL))


def _described(store: ox.Store, node: ox.BlankNode) -> list[ox.Triple]:
    """Return what is said of a blank node and of those that it leads to, each once."""
    found: list[ox.Triple] = []
    met, pending = {node}, [node]
    while pending:
        for quad in store.quads_for_pattern(pending.pop(), None, None):
            found.append(quad.triple)
            if isinstance(quad.object, ox.BlankNode) and quad.object not in met:
                met.add(quad.object)
                pending.append(quad.object)
    return found
