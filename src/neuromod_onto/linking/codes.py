"""The SNOMED CT and MeSH codes that go with a term."""

from __future__ import annotations

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import compact, prefixes
from neuromod_onto.model.vocabulary import SKOS

SYSTEMS = ("snomedct", "mesh")
_MATCHES = ("exact", "close", "broad", "narrow")


def codes_of(
    dataset: Dataset, iri: str, *, systems: tuple[str, ...] = SYSTEMS, full: bool = False
) -> list[str]:
    """Return the codes to which a term is mapped, exact ones plain and others marked with how they match.

    Args:
        systems: prefixes of the vocabularies wanted.
        full: IRIs instead of CURIEs.

    """
    found = []
    for match in _MATCHES:
        for code in dataset.iris(iri, f"{SKOS}{match}Match"):
            if any(code.startswith(prefixes()[system].namespace) for system in systems):
                name = code if full else compact(code)
                found.append(name if match == "exact" else f"{name} ({match})")
    return found
