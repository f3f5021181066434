"""Classify the ontology and say what follows that was not asserted."""

from __future__ import annotations

from dataclasses import dataclass

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.vocabulary import SUBCLASS_OF
from neuromod_onto.reasoning.axioms import logical_triples
from neuromod_onto.reasoning.hermit import Taxonomy, classify


@dataclass
class Conclusion:
    """What the reasoner found.

    Attributes:
        taxonomy: the whole hierarchy.
        inferred: direct subclass links that are not asserted, sorted.

    """

    taxonomy: Taxonomy
    inferred: list[tuple[str, str]]

    @property
    def sound(self) -> bool:
        """Whether the ontology is consistent and every class can have an instance."""
        return self.taxonomy.consistent and not self.taxonomy.unsatisfiable


def reason(dataset: Dataset, *, timeout: float = 300.0) -> Conclusion:
    """Classify the dataset's ontology with HermiT.

    Args:
        dataset: the ontology.
        timeout: seconds that the reasoner may take.

    Raises:
        MissingPartError: no Java.
        InputError: the ontology is outside OWL 2 DL.
        LimitError: not done in time.

    """
    taxonomy = classify(logical_triples(dataset.store), timeout=timeout)
    pairs = {(sub, sup) for sub, sups in taxonomy.direct.items() for sup in sups}
    for sub, sups in taxonomy.equivalent.items():
        pairs |= {(sub, sup) for sup in sups}
    inferred = sorted(pair for pair in pairs if pair[1] not in dataset.iris(pair[0], SUBCLASS_OF))
    return Conclusion(taxonomy, inferred)
