"""The form of foreign identifiers: what can be judged without the vocabulary at hand."""

from __future__ import annotations

import re

from neuromod_onto.model.namespaces import prefixes

_PATTERNS = {
    "mesh": re.compile(r"[CDM][0-9]{6}(?:[0-9]{3})?"),
    "icd10pcs": re.compile(r"[0-9A-HJ-NP-Z]{7}"),
    "icd10cm": re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?"),
    "icd10": re.compile(r"[A-Z][0-9]{2}(?:\.[0-9]{1,2})?"),
    "fdacode": re.compile(r"[A-Z]{3}"),
    "cfr21": re.compile(r"[0-9]{3,4}\.[0-9]{1,4}"),
    "NCIT": re.compile(r"C[0-9]+"),
    "MONDO": re.compile(r"[0-9]{7}"),
    "HP": re.compile(r"[0-9]{7}"),
    "MAXO": re.compile(r"[0-9]{7}"),
    "DOID": re.compile(r"[0-9]+"),
    "UBERON": re.compile(r"[0-9]{7}"),
    "CHEBI": re.compile(r"[0-9]+"),
    "UO": re.compile(r"[0-9]{7}"),
    "wikidata": re.compile(r"Q[0-9]+"),
    "omim": re.compile(r"[0-9]{6}"),
    "loinc": re.compile(r"[0-9]{1,7}-[0-9]"),
    "rxnorm": re.compile(r"[0-9]+"),
}

# Verhoeff's dihedral check: the multiplication table of the group D5 and the position permutation.
# Source: SNOMED International, Release File Specification, "Check-digit".
_D5 = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
]
_PERMUTATION = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
    [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
    [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
    [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
    [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
    [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
    [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
]


def sctid_is_valid(identifier: str) -> bool:
    """Say whether a text is a SNOMED CT concept identifier: 6 to 18 digits, concept partition, check digit.

    >>> sctid_is_valid("82423001"), sctid_is_valid("82423002")
    (True, False)
    """
    if not re.fullmatch(r"[1-9][0-9]{5,17}", identifier) or identifier[-3:-1] not in ("00", "10"):
        return False
    check = 0
    for position, digit in enumerate(reversed(identifier)):
        check = _D5[check][_PERMUTATION[position % 8][int(digit)]]
    return check == 0


def faults_of_code(prefix: str, code: str) -> str:
    """Return what is wrong with the form of a code, or an empty string."""
    if prefix == "snomedct":
        return (
            ""
            if sctid_is_valid(code)
            else "not a SNOMED CT concept identifier (digits, partition or check digit)"
        )
    pattern = _PATTERNS.get(prefix)
    if pattern and not pattern.fullmatch(code):
        system = prefixes()[prefix].name.partition(" (")[0]
        return f"not of the form of a code of {system}"
    return ""
