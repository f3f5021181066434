"""From codes of other vocabularies, as FHIR writes them, to our terms."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from neuromod_onto.codes import all_systems
from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD, expand
from neuromod_onto.model.vocabulary import SKOS
from neuromod_onto.terms.hierarchy import ancestors

#: What is said to be coded so is one of the term's members: the code means the same, or something narrower.
_IMPLIES = (SKOS + "exactMatch", SKOS + "narrowMatch", SKOS + "closeMatch")
#: What codes are made of, in all the systems that we know.
_CODE = re.compile(r"[A-Za-z0-9.:_-]+")


@cache
def _prefixes() -> dict[str, str]:
    """Return the prefix of each code system that FHIR names by a URI."""
    return {system.fhir: system.prefix for system in all_systems()}


def codes_of(concept: Any) -> list[str]:
    """Return the IRIs of the codes of a CodeableConcept whose system is known."""
    codings = concept.get("coding") if isinstance(concept, dict) else None
    found = []
    for coding in codings if isinstance(codings, list) else []:
        prefix = _prefixes().get(str(coding.get("system", ""))) if isinstance(coding, dict) else None
        code = coding.get("code") if prefix else None
        if isinstance(code, str) and _CODE.fullmatch(code):
            if prefix == "icd10pcs":  # some write a point, which the system does not have
                code = code.replace(".", "")
            found.append(expand(f"{prefix}:{code}"))
    return found


def terms_of(dataset: Dataset, codes: list[str], under: str) -> list[str]:
    """Return the most specific of our terms that codes imply, sorted.

    Args:
        codes: IRIs of codes of one concept.
        under: local name of the class that the terms must lie under.

    """
    root = NEUROMOD + under
    found: set[str] = set()
    for code in codes:
        for predicate in _IMPLIES:
            # an exact match leaves no doubt; weaker ones count only where there is none
            hits = {
                t for t in dataset.subjects(predicate, code) if t == root or root in ancestors(dataset, t)
            }
            if hits:
                found |= hits
                break
    above = {a for term in found for a in ancestors(dataset, term)}
    return sorted(found - above)
