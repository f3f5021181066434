"""Walk the class hierarchy: asserted and inferred direct links, as the dataset holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.lazy import LazyModule
from neuromod_onto.model.vocabulary import (
    INTENDED_FOR_THERAPY,
    MANUFACTURED_BY,
    OWL,
    RDF_TYPE,
    SCOPE,
    SUBCLASS_OF,
)

if TYPE_CHECKING:
    import pyoxigraph as ox
else:
    ox = LazyModule("pyoxigraph")


def parents(dataset: Dataset, iri: str) -> list[str]:
    """Return the direct named superclasses of a class, or classes of an individual; no implied ones."""
    known: dict[str, set[str]] = {}
    direct = _above(dataset, iri)
    if len(direct) < 2:
        return sorted(direct)
    above = {other: _ancestors(dataset, other, known) for other in direct}
    return sorted(p for p in direct if not any(p in above[other] for other in direct - {p}))


def children(dataset: Dataset, iri: str) -> list[str]:
    """Return the direct named subclasses of a class; ones reached through another are left out."""
    direct = set(dataset.subjects(SUBCLASS_OF, iri)) - {iri}
    known: dict[str, set[str]] = {iri: set()}  # what is above the class itself is none of its children
    return sorted(c for c in direct if not _ancestors(dataset, c, known) & (direct - {c}))


def ancestors(dataset: Dataset, iri: str) -> set[str]:
    """Return all named superclasses of a class, itself left out; of an individual, its classes and theirs."""
    return _ancestors(dataset, iri, {})


def _ancestors(dataset: Dataset, iri: str, known: dict[str, set[str]]) -> set[str]:
    """Walk up, and remember in ``known`` what stands right above each class on the way."""
    found: set[str] = set()
    open_ends = [iri]
    while open_ends:
        current = open_ends.pop()
        if current not in known:
            known[current] = _above(dataset, current)
        new = known[current] - found - {iri}
        found |= new
        open_ends += new
    return found


def _above(dataset: Dataset, iri: str) -> set[str]:
    types = {cls for cls in dataset.iris(iri, RDF_TYPE) if not cls.startswith(OWL)}
    return {*dataset.iris(iri, SUBCLASS_OF), *types} - {iri}


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


def is_product(dataset: Dataset, iri: str) -> bool:
    """Say whether an individual is a marketed model: it has a maker."""
    return bool(dataset.iris(iri, MANUFACTURED_BY))


def products_of(dataset: Dataset, iri: str) -> list[str]:
    """Return the marketed models of a kind of device, for a therapy or by a maker, of the kinds below too."""
    return dataset.select(
        f"""?kind <{SUBCLASS_OF}>* {ox.NamedNode(iri)} .
            ?found <{RDF_TYPE}>|<{INTENDED_FOR_THERAPY}>|<{MANUFACTURED_BY}> ?kind .
            ?found <{MANUFACTURED_BY}> ?maker
            FILTER (isIRI(?maker))"""
    )


def scope_of(dataset: Dataset, iri: str) -> str:
    """Return the scope bucket of an intervention class (in, border, out, surgery), or an empty string.

    The bucket is asserted on the class that heads it, and written by the build for those below; a class of
    the user's own data gets it from its ancestors.
    """
    found = {value for value, _ in dataset.literals(iri, SCOPE)}
    if not found:
        found = {value for above in ancestors(dataset, iri) for value, _ in dataset.literals(above, SCOPE)}
    return "+".join(sorted(found))
