"""What the ontology says of single names: their kind, and the words that confirm or refute them."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.vocabulary import CONFIRMED_BY, LABEL_KIND, OWL, RDF_TYPE, REFUTED_BY


class NameNote(NamedTuple):
    """A note on one name of a term.

    Attributes:
        kind: abbreviation, brand, legacy or spelling; empty when it is not said.
        confirmed_by: words that speak for the term when they are near, sorted.
        refuted_by: words that speak against it, sorted.

    """

    kind: str
    confirmed_by: tuple[str, ...]
    refuted_by: tuple[str, ...]


def name_notes(dataset: Dataset) -> dict[tuple[str, str, str], NameNote]:
    """Return the notes by (IRI of the term, name, language)."""
    found = {}
    axioms = dataset.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Axiom"))
    for axiom in axioms:
        facts: dict[str, list[object]] = defaultdict(list)
        for fact in dataset.store.quads_for_pattern(axiom.subject, None, None):
            facts[fact.predicate.value].append(fact.object)
        source = next(iter(facts[OWL + "annotatedSource"]), None)
        target = next(iter(facts[OWL + "annotatedTarget"]), None)
        if isinstance(source, ox.NamedNode) and isinstance(target, ox.Literal):
            found[source.value, target.value, target.language or ""] = NameNote(
                "".join(_texts(facts[LABEL_KIND])[:1]),
                _texts(facts[CONFIRMED_BY]),
                _texts(facts[REFUTED_BY]),
            )
    return found


def _texts(nodes: list[object]) -> tuple[str, ...]:
    return tuple(sorted(node.value for node in nodes if isinstance(node, ox.Literal)))
