"""Value sets as other systems read them: FHIR, OMOP, SNOMED CT expression, JSON."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from neuromod_onto.dataset.lines import bounded_lines
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.linking.valuesets.members import ValueSet
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.model.version import __version__

_MATCH_EXTENSION = NEUROMOD + "fhir/match"
_CONCEPT_COLUMNS = (
    "concept_id",
    "concept_name",
    "domain_id",
    "vocabulary_id",
    "concept_class_id",
    "standard_concept",
    "concept_code",
    "invalid_reason",
)


def fhir_valueset(found: ValueSet) -> dict[str, Any]:
    """Return a FHIR R4 ValueSet; an extension of each concept says how it stands to our term."""
    slug = re.sub(r"[^A-Za-z0-9]+", "-", found.expression).strip("-")[:80]
    include: dict[str, Any] = {"system": found.system.fhir}
    if found.release and found.system.prefix.startswith("icd10"):
        include["version"] = found.release
    include["concept"] = [
        {
            "extension": [{"url": _MATCH_EXTENSION, "valueCode": entry.match}],
            "code": entry.code,
            **({"display": entry.name} if entry.name else {}),
        }
        for entry in found.codes()
    ]
    return {
        "resourceType": "ValueSet",
        "url": f"{NEUROMOD}valueset/{slug}-{found.system.prefix}",
        "version": __version__,
        "name": "".join(word[:1].upper() + word[1:] for word in slug.split("-")) or "ValueSet",
        "title": f"{found.expression}: {found.system.title}",
        "status": "draft",
        "description": f"{found.system.title} codes of the classes that are: {found.expression}",
        "compose": {"include": [include] if include["concept"] else [{"system": found.system.fhir}]},
    }


def omop_concept_set(
    found: ValueSet, vocabulary: dict[str, dict[str, str]] | None
) -> tuple[dict[str, Any], list[str]]:
    """Return an OMOP concept set, and the codes that have no concept identifier.

    Args:
        found: the value set.
        vocabulary: rows of CONCEPT.csv by code; without it every identifier is 0.

    Raises:
        UsageError: OMOP does not have the vocabulary.

    """
    if not found.system.omop:
        raise UsageError(
            f"{found.system.title} is no vocabulary of OMOP", "use snomed, mesh, icd10pcs, icd10cm"
        )
    items = []
    missing = []
    for entry in found.codes():
        row = (vocabulary or {}).get(entry.code, {})
        if not row:
            missing.append(entry.code)
        concept = {
            "CONCEPT_ID": int(row.get("concept_id", 0)),
            "CONCEPT_NAME": row.get("concept_name", entry.name),
            "STANDARD_CONCEPT": row.get("standard_concept", ""),
            "INVALID_REASON": row.get("invalid_reason", "") or "V",
            "CONCEPT_CODE": entry.code,
            "DOMAIN_ID": row.get("domain_id", ""),
            "VOCABULARY_ID": found.system.omop,
            "CONCEPT_CLASS_ID": row.get("concept_class_id", ""),
        }
        kinds_too = found.system.prefix == "snomedct" and entry.match in ("exact", "narrow")
        items.append(
            {
                "concept": concept,
                "isExcluded": False,
                "includeDescendants": kinds_too,
                "includeMapped": False,
            }
        )
    return {"items": items}, missing


def read_concepts(path: Path, vocabulary: str) -> dict[str, dict[str, str]]:
    """Return the rows of an OMOP CONCEPT.csv for one vocabulary, by code.

    Raises:
        InputError: the file cannot be read or is no CONCEPT.csv.

    """
    try:
        with path.open("rb") as stream:
            rows = csv.DictReader(bounded_lines(stream, str(path)), delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [column for column in _CONCEPT_COLUMNS if column not in (rows.fieldnames or ())]
            if missing:
                raise InputError(f"not an OMOP CONCEPT.csv: no column {missing[0]!r}", place=f"{path}:1")
            return {row["concept_code"]: row for row in rows if row["vocabulary_id"] == vocabulary}
    except OSError as error:
        raise InputError(error.strerror or str(error), place=str(path)) from error


def ecl(found: ValueSet) -> str:
    """Return a SNOMED CT expression constraint: exact and narrower concepts with their kinds, others alone.

    Codes only: descriptions of SNOMED CT are not published here.
    """
    return " OR ".join(
        f"<< {entry.code}" if entry.match in ("exact", "narrow") else entry.code for entry in found.codes()
    )


def valueset_document(found: ValueSet, *, iri: bool = False) -> dict[str, Any]:
    """Return a value set with its members and their reasons, its codes, and the members that have none.

    Args:
        found: the value set.
        iri: name terms by IRIs instead of CURIEs.

    """

    def name(term: str) -> str:
        return term if iri or not term else compact(term)

    return {
        "expression": found.expression,
        "system": found.system.title,
        "release": found.release,
        "members": [
            {"term": name(m.iri), "label": m.label, "reasons": list(m.reasons)} for m in found.members
        ],
        "codes": [
            {
                "code": e.code,
                "name": e.name,
                "match": e.match,
                "term": name(e.term),
                "via": name(e.via),
                "how": e.how,
                "family": e.family,
            }
            for e in found.entries
        ],
        "uncoded": [name(m.iri) for m in found.uncoded()],
    }
