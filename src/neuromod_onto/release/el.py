"""The part of an ontology that lies in OWL 2 EL, the profile of fast reasoners such as ELK."""

from __future__ import annotations

from collections.abc import Iterable

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
from neuromod_onto.model.vocabulary import (
    OWL,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    RDFS,
    SUBCLASS_OF,
    XSD,
)
from neuromod_onto.reasoning.axioms import Axiom, axioms

_TYPE = ox.NamedNode(RDF_TYPE)
_SUBCLASS = ox.NamedNode(SUBCLASS_OF)
_EQUIVALENT = ox.NamedNode(OWL + "equivalentClass")
#: Datatypes of OWL 2 EL among those that the ontology uses.
_EL_DATATYPES = {XSD + name for name in ("string", "decimal", "integer", "dateTime")}
#: Kinds of property that OWL 2 EL lacks.
_NOT_EL = {
    OWL + name
    for name in (
        "InverseFunctionalProperty",
        "SymmetricProperty",
        "AsymmetricProperty",
        "IrreflexiveProperty",
    )
}


def el_module(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return what an ontology states within the profile OWL 2 EL.

    Axioms outside the profile are left out, or weakened to the part inside it: of a definition with a truth
    value (``isReversible value true``) what is left is a necessary condition. All annotations stay.
    """
    triples = list(triples)
    store = ox.Store()
    store.extend(ox.Quad(*t) for t in triples)
    data_properties = {
        q.subject for q in store.quads_for_pattern(None, _TYPE, ox.NamedNode(OWL + "DatatypeProperty"))
    }
    found, _ = axioms(store)
    loose = _ranges_that_chains_forbid(store)
    gone: set[ox.Triple] = set()
    new: list[ox.Triple] = []
    for axiom in found:
        if axiom.head.predicate in (_SUBCLASS, _EQUIVALENT):
            kept, weaker = _el_class_axiom(store, axiom)
        else:
            kept = axiom.head not in loose and _is_el_property_axiom(axiom, data_properties)
            weaker = []
        if not kept:
            gone |= set(axiom.triples)
            new += weaker
    return [t for t in triples if t not in gone] + new


def _ranges_that_chains_forbid(store: ox.Store) -> set[ox.Triple]:
    """Return the range axioms that break the global restriction of EL on chains.

    A range of the property that a chain implies must be a range of the last link too (OWL 2 Profiles, 2.2.6).
    """

    def objects(subject: object, predicate: str) -> set[object]:
        return {q.object for q in store.quads_for_pattern(subject, ox.NamedNode(predicate), None)}  # type: ignore[arg-type]

    def with_wider(prop: object) -> set[object]:
        found, pending = {prop}, [prop]
        while pending:
            new = objects(pending.pop(), RDFS + "subPropertyOf") - found
            found |= new
            pending += new
        return found

    forbidden = set()
    for chain in store.quads_for_pattern(None, ox.NamedNode(OWL + "propertyChainAxiom"), None):
        *_, last = read_list(store, chain.object)
        imposed = {r for prop in with_wider(last) for r in objects(prop, RDFS + "range")}
        for prop in with_wider(chain.subject):
            for value in objects(prop, RDFS + "range") - imposed:
                forbidden.add(ox.Triple(prop, ox.NamedNode(RDFS + "range"), value))  # type: ignore[arg-type]
    return forbidden


def _el_class_axiom(store: ox.Store, axiom: Axiom) -> tuple[bool, list[ox.Triple]]:
    """Say whether a class axiom is in EL as it stands; if not, what of it is."""
    try:
        parts = conjuncts(read_expression(store, axiom.head.object))
    except UnsupportedExpressionError:
        return False, []
    if all(map(_is_el, parts)):
        return True, []
    names = _Nodes(f"{axiom.head.object.value}el")  # type: ignore[union-attr]
    weaker: list[ox.Triple] = []
    for part in parts:
        if _is_el(part):
            node, described = names.write(part)
            weaker += [ox.Triple(axiom.head.subject, _SUBCLASS, node), *described]
    return False, weaker


def _is_el(expression: Expression) -> bool:
    match expression:
        case Named():
            return True
        case Combined("and", parts):
            return all(map(_is_el, parts))
        case Restriction("some", _, filler):
            return _is_el(filler)
        case HasValue(_, value):
            return isinstance(value, ox.NamedNode) or value.datatype.value in _EL_DATATYPES
    return False


def _is_el_property_axiom(
    axiom: Axiom, data_properties: set[ox.NamedNode | ox.BlankNode | ox.Triple]
) -> bool:
    predicate, value = axiom.head.predicate.value, axiom.head.object
    if predicate == OWL + "inverseOf" or (isinstance(value, ox.NamedNode) and value.value in _NOT_EL):
        return False
    if isinstance(value, ox.NamedNode) and value.value == OWL + "FunctionalProperty":
        return axiom.head.subject in data_properties
    if predicate == RDFS + "range" and axiom.head.subject in data_properties:
        return isinstance(value, ox.NamedNode) and value.value in _EL_DATATYPES
    if predicate in (RDFS + "domain", RDFS + "range", OWL + "disjointUnionOf"):
        return isinstance(value, ox.NamedNode)
    return not (isinstance(value, ox.Literal) and value.datatype.value not in _EL_DATATYPES)


class _Nodes:
    """Writes expressions of OWL 2 EL as RDF, with blank nodes named after ``stem``."""

    def __init__(self, stem: str) -> None:
        self.stem = stem
        self.count = 0

    def write(self, expression: Expression) -> tuple[ox.NamedNode | ox.BlankNode, list[ox.Triple]]:
        match expression:
            case Named(iri):
                return ox.NamedNode(iri), []
            case Restriction(_, prop, filler):
                node, described = self.write(filler)
                return self._restriction(prop, "someValuesFrom", node, described)
            case HasValue(prop, value):
                return self._restriction(prop, "hasValue", value, [])
        assert isinstance(expression, Combined)  # an intersection: nothing else that is left is in EL
        head = self._fresh()
        found = [ox.Triple(head, _TYPE, ox.NamedNode(OWL + "Class"))]
        rest: ox.NamedNode | ox.BlankNode = ox.NamedNode(RDF_NIL)
        for part in reversed(expression.parts):
            node, described = self.write(part)
            cell = self._fresh()
            found += [
                *described,
                ox.Triple(cell, ox.NamedNode(RDF_FIRST), node),
                ox.Triple(cell, ox.NamedNode(RDF_REST), rest),
            ]
            rest = cell
        return head, [*found, ox.Triple(head, ox.NamedNode(OWL + "intersectionOf"), rest)]

    def _restriction(
        self,
        prop: str,
        kind: str,
        value: ox.NamedNode | ox.BlankNode | ox.Literal,
        described: list[ox.Triple],
    ) -> tuple[ox.BlankNode, list[ox.Triple]]:
        node = self._fresh()
        return node, [
            ox.Triple(node, _TYPE, ox.NamedNode(OWL + "Restriction")),
            ox.Triple(node, ox.NamedNode(OWL + "onProperty"), ox.NamedNode(prop)),
            ox.Triple(node, ox.NamedNode(OWL + kind), value),
            *described,
        ]

    def _fresh(self) -> ox.BlankNode:
        self.count += 1
        return ox.BlankNode(f"{self.stem}{self.count}")
