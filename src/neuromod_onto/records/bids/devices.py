"""From the name of a device model, as a source writes it, to the marketed model of the ontology."""

from __future__ import annotations

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.terms.hierarchy import is_product
from neuromod_onto.terms.resolution import named


def product_of(dataset: Dataset, *names: str) -> str:
    """Return the IRI of the one model that has the first of these names that names one; empty when none does.

    A name counts as a whole, without regard to case, hyphens and spacing; nothing is guessed from a part.
    """
    for name in filter(None, names):
        models = [iri for iri in named(dataset, name, under=NEUROMOD + "Device") if is_product(dataset, iri)]
        if len(models) == 1:
            return models[0]
    return ""
