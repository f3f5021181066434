"""Where a class-level relation comes from: asserted, inherited or found by a property chain."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.expressions import (
    HasValue,
    Named,
    Restriction,
    UnsupportedExpressionError,
    conjuncts,
    read_expression,
    read_list,
)
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import OWL, SUBCLASS_OF
from neuromod_onto.terms.hierarchy import ancestors
from neuromod_onto.terms.names import label_of


class Origin(NamedTuple):
    """Why a relation holds.

    Attributes:
        value: IRI or literal text.
        how: asserted, inherited or inferred.
        steps: the reason in words.

    """

    value: str
    how: str
    steps: str


def origins(dataset: Dataset, iri: str, prop: str, *, language: str = "en") -> list[Origin]:
    """Return, for each value of a class-level relation, where it comes from."""
    found = []
    for node in sorted(dataset.objects(iri, prop), key=str):
        value = node.value if isinstance(node, ox.NamedNode | ox.Literal) else str(node)
        found.append(_origin(dataset, iri, prop, value, language))
    return found


def _origin(dataset: Dataset, iri: str, prop: str, value: str, language: str) -> Origin:
    def label(other: str) -> str:
        return label_of(dataset, other, language) or compact(other)

    if value in _stated(dataset, iri, prop):
        return Origin(value, "asserted", f"{label(iri)}: {label(prop)}")
    for first, second in _chains(dataset, prop):
        for middle in dataset.iris(iri, first):
            if value in dataset.iris(middle, second):
                return Origin(
                    value, "inferred", f"{label(first)} {label(middle)}, {label(second)} {label(value)}"
                )
    for above in sorted(ancestors(dataset, iri)):
        if value in _stated(dataset, above, prop):
            return Origin(value, "inherited", f"{label(above)}: {label(prop)}")
    return Origin(value, "inferred", "")


def _stated(dataset: Dataset, iri: str, prop: str) -> set[str]:
    values = set()
    for predicate in (SUBCLASS_OF, OWL + "equivalentClass"):
        for node in dataset.objects(iri, predicate):
            try:
                parts = conjuncts(read_expression(dataset.store, node))
            except UnsupportedExpressionError:
                continue
            for part in parts:
                if isinstance(part, Restriction) and part.property == prop and isinstance(part.filler, Named):
                    values.add(part.filler.iri)
                elif isinstance(part, HasValue) and part.property == prop:
                    values.add(part.value.value)
    return values


def _chains(dataset: Dataset, prop: str) -> list[tuple[str, str]]:
    chains = []
    for node in dataset.objects(prop, OWL + "propertyChainAxiom"):
        links = [link.value for link in read_list(dataset.store, node)]
        if len(links) == 2:
            chains.append((links[0], links[1]))
    return chains
