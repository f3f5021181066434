"""Modules by syntactic locality: the axioms that say all that an ontology entails about some names.

B. Cuenca Grau, I. Horrocks, Y. Kazakov, U. Sattler, *Modular reuse of ontologies: theory and practice*,
Journal of Artificial Intelligence Research 31 (2008). An axiom is local when it says nothing about the names
asked for once all other names are read as empty (bottom) or as universal (top); what is not local is in the
module, and its names are asked for in turn. The star module takes both in alternation until nothing goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from neuromod_onto.model.expressions import (
    Combined,
    Expression,
    Named,
    Not,
    Restriction,
    UnsupportedExpressionError,
    read_expression,
    read_list,
)
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, RDFS, SUBCLASS_OF
from neuromod_onto.reasoning.axioms import CHARACTERISTICS, Axiom

Method = Literal["bottom", "top", "star"]
_W3C = "http://www.w3.org/"


@dataclass(frozen=True)
class _Read:
    """An axiom with its parts read once.

    Attributes:
        kind: IRI of the predicate, or of the class of a property or of axioms, that makes it what it is.
        names: what it speaks of.
        classes: its class expressions, in order; None when one of them is not read.
        properties: its properties, in order; the implied one of a chain is last.

    """

    axiom: Axiom
    kind: str
    names: frozenset[str]
    classes: tuple[Expression, ...] | None
    properties: tuple[str, ...] = ()


def locality_module(
    store: ox.Store, axioms: Iterable[Axiom], names: Iterable[str], method: Method = "star"
) -> list[Axiom]:
    """Return the axioms of the module for some names, sorted.

    Args:
        store: holds the ontology, to read class expressions from.
        axioms: those of the ontology; statements about individuals are left out.
        names: IRIs of classes and properties.
        method: ``bottom`` keeps what lies above the names, ``top`` what lies below, ``star`` is the smallest.

    """
    wanted = frozenset(names)
    found = [read for axiom in axioms if (read := _read(store, axiom))]
    if method != "star":
        return [read.axiom for read in _module(found, wanted, top=method == "top")]
    while True:
        smaller = _module(_module(found, wanted, top=True), wanted, top=False)
        if len(smaller) == len(found):
            return [read.axiom for read in found]
        found = smaller


def _read(store: ox.Store, axiom: Axiom) -> _Read | None:
    head = axiom.head
    predicate, value = head.predicate.value, head.object
    names = frozenset(axiom.signature())
    if isinstance(head.subject, ox.BlankNode):  # owl:AllDisjointClasses
        members = next(t.object for t in axiom.body if t.predicate.value == OWL + "members")
        parts = [*read_list(store, members)]
        return _Read(axiom, OWL + "disjointWith", names, _expressions(store, parts))
    subject = head.subject
    assert isinstance(subject, ox.NamedNode)
    if predicate == RDF_TYPE:
        if isinstance(value, ox.NamedNode) and value.value in CHARACTERISTICS:
            return _Read(axiom, value.value, names, (), (subject.value,))
        return None
    if predicate in (SUBCLASS_OF, OWL + "equivalentClass", OWL + "disjointWith"):
        return _Read(axiom, predicate, names, _expressions(store, [subject, value]))
    if predicate in (RDFS + "domain", RDFS + "range"):
        return _Read(axiom, predicate, names, _expressions(store, [value]), (subject.value,))
    if predicate == OWL + "propertyChainAxiom":
        links = [link.value for link in read_list(store, value) if isinstance(link, ox.NamedNode)]
        return _Read(axiom, predicate, names, (), (*links, subject.value))
    if predicate in (RDFS + "subPropertyOf", OWL + "inverseOf", OWL + "equivalentProperty"):
        return _Read(axiom, predicate, names, (), (subject.value, value.value))  # type: ignore[union-attr]
    return _Read(axiom, predicate, names, None) if predicate.startswith(_W3C) else None


def _expressions(store: ox.Store, nodes: Iterable[object]) -> tuple[Expression, ...] | None:
    try:
        return tuple(read_expression(store, node) for node in nodes)
    except UnsupportedExpressionError:
        return None


def _module(axioms: list[_Read], names: frozenset[str], *, top: bool) -> list[_Read]:
    kept: set[int] = set()
    known = set(names)
    rest = dict(enumerate(axioms))
    grown = True
    while grown:
        grown = False
        judge = _Locality(known, top=top)
        for index, axiom in list(rest.items()):
            if not judge.is_local(axiom):
                del rest[index]
                kept.add(index)
                if not axiom.names <= known:
                    known |= axiom.names
                    grown = True
    return [axioms[index] for index in sorted(kept)]


class _Locality:
    """Judges axioms for one set of names, the others read as empty or, with ``top``, as universal."""

    def __init__(self, names: set[str], *, top: bool) -> None:
        self.names = names
        self.top = top

    def is_local(self, axiom: _Read) -> bool:
        if axiom.classes is None:
            return False
        free = [prop not in self.names for prop in axiom.properties]
        match axiom.kind.rpartition("#")[2]:
            case "subClassOf":
                lower, upper = axiom.classes
                return self.empty(lower) or self.universal(upper)
            case "equivalentClass":
                return all(map(self.empty, axiom.classes)) or all(map(self.universal, axiom.classes))
            case "disjointWith":
                return sum(not self.empty(part) for part in axiom.classes) <= 1
            case "domain" | "range":
                return (not self.top and free[0]) or self.universal(axiom.classes[0])
            case "subPropertyOf":
                return free[1] if self.top else free[0]
            case "propertyChainAxiom":
                return free[-1] if self.top else any(free[:-1])
            case "inverseOf" | "equivalentProperty":
                return all(free)
            case "TransitiveProperty" | "SymmetricProperty":
                return free[0]
            case "ReflexiveProperty":
                return self.top and free[0]
        # functional, inverse functional, asymmetric, irreflexive
        return not self.top and free[0]

    def empty(self, expression: Expression) -> bool:
        """Say whether an expression is surely equivalent to nothing."""
        match expression:
            case Named(iri):
                return iri == OWL + "Nothing" or (not self.top and self._free(iri))
            case Combined("and", parts):
                return any(map(self.empty, parts))
            case Combined(_, parts):
                return all(map(self.empty, parts))
            case Not(part):
                return self.universal(part)
            case Restriction("some", prop, filler):
                return (not self.top and self._free(prop)) or self.empty(filler)
            case Restriction(_, prop, filler):
                return self.top and self._free(prop) and self.empty(filler)
        return not self.top and self._free(expression.property)

    def universal(self, expression: Expression) -> bool:
        """Say whether an expression is surely equivalent to everything."""
        match expression:
            case Named(iri):
                return iri == OWL + "Thing" or (self.top and self._free(iri))
            case Combined("and", parts):
                return all(map(self.universal, parts))
            case Combined(_, parts):
                return any(map(self.universal, parts))
            case Not(part):
                return self.empty(part)
            case Restriction("some", prop, filler):
                return self.top and self._free(prop) and self.universal(filler)
            case Restriction(_, prop, filler):
                return (not self.top and self._free(prop)) or self.universal(filler)
        return self.top and self._free(expression.property)

    def _free(self, iri: str) -> bool:
        return iri not in self.names and not iri.startswith(_W3C)
