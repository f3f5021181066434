"""Walk the class hierarchy: asserted and inferred direct links, as the dataset holds them."""

from __future__ import annotations

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.vocabulary import SCOPE, SUBCLASS_OF

_SUBCLASS = ox.NamedNode(SUBCLASS_OF)


def parents(dataset: Dataset, iri: str) -> list[str]:
    """Return the direct named superclasses of a class; ones implied by another are left out."""
    direct = set(dataset.iris(iri, SUBCLASS_OF)) - {iri}
    return sorted(p for p in direct if not any(p in ancestors(dataset, other) for other in direct - {p}))


def children(dataset: Dataset, iri: str) -> list[str]:
    """Return the direct named subclasses of a class; ones reached through another are left out."""
    direct = set(dataset.subjects(SUBCLASS_OF, iri)) - {iri}
    return sorted(c for c in direct if not any(other in ancestors(dataset, c) for other in direct - {c}))


def ancestors(dataset: Dataset, iri: str) -> set[str]:
    """Return all named superclasses of a class, itself left out."""
    found: set[str] = set()
    open_ends = [iri]
    while open_ends:
        for parent in dataset.iris(open_ends.pop(), SUBCLASS_OF):
            if parent not in found and parent != iri:
                found.add(parent)
                open_ends.append(parent)
    return found


def descendants(dataset: Dataset, iri: str) -> set[str]:
    """Return all named subclasses of a class, itself left out."""
    found: set[str] = set()
    open_ends = [iri]
    while open_ends:
        for child in dataset.subjects(SUBCLASS_OF, open_ends.pop()):
            if child not in found and child != iri:
                found.add(child)
                open_ends.append(child)
    return found


def scope_of(dataset: Dataset, iri: str) -> str:
    """Return the scope bucket of an intervention class (in, border, out, surgery), or an empty string.

    The bucket is asserted on the class that heads it, and written by the build for those below; a class of
    the user's own data gets it from its ancestors.
    """
    found = {value for value, _ in dataset.literals(iri, SCOPE)}
    if not found:
        found = {value for above in ancestors(dataset, iri) for value, _ in dataset.literals(above, SCOPE)}
    return "+".join(sorted(found))
