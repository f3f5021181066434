"""The dataset as the pages read it: labels, what is asserted, what the names are."""

from __future__ import annotations

from functools import cached_property

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset, load_asserted
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import RDF_TYPE, SUBCLASS_OF
from neuromod_onto.terms import Hit, children, descendants, label_of, search
from neuromod_onto.terms.nameindex import NameIndex
from neuromod_onto.terms.names import fold
from neuromod_onto.terms.outline import roots


class Explorer:
    """A dataset with what pages ask of it again and again.

    Attributes:
        dataset: what is shown.

    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._counts: dict[str, int] = {}

    @cached_property
    def names(self) -> NameIndex:
        """The names to search among."""
        return NameIndex(self.dataset)

    @cached_property
    def asserted(self) -> Dataset:
        """The ontology as written by hand, before a reasoner added to it."""
        return load_asserted()

    def label(self, iri: str, language: str) -> str:
        """Return the label of a term, or its CURIE when it has none."""
        return label_of(self.dataset, iri, language) or compact(iri)

    def search(self, text: str, language: str, *, under: str = "", limit: int | None = 20) -> list[Hit]:
        """Return the terms that a text may mean, best first."""
        return search(self.dataset, text, index=self.names, language=language, under=under, limit=limit)

    def is_inferred(self, iri: str, parent: str) -> bool:
        """Say whether a superclass was found by the reasoner: it is in the dataset and not in the source."""
        subject, above = ox.NamedNode(iri), ox.NamedNode(parent)
        return not any(
            True
            for predicate in (SUBCLASS_OF, RDF_TYPE)
            for data in (self.asserted, self.dataset)
            if data is self.asserted or predicate == RDF_TYPE
            for _ in data.store.quads_for_pattern(subject, ox.NamedNode(predicate), above)
        )

    def count(self, iri: str) -> int:
        """Return how many classes lie below a class."""
        if iri not in self._counts:
            self._counts[iri] = len(descendants(self.dataset, iri))
        return self._counts[iri]

    def branches(self, iri: str, language: str) -> list[tuple[str, str, int]]:
        """Return the direct subclasses, or the top classes for an empty IRI: (IRI, label, count below)."""
        below = children(self.dataset, iri) if iri else roots(self.dataset)
        rows = [(child, self.label(child, language), self.count(child)) for child in below]
        return sorted(rows, key=lambda row: (fold(row[1]), row[0]))
