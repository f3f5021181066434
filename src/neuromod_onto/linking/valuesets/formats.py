"""Value sets as other systems read them: FHIR, OMOP, SNOMED CT expression, comparison with a list."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from neuromod_onto.codes import load_authority
from neuromod_onto.dataset.lines import bounded_lines
from neuromod_onto.errors import InputError
from neuromod_onto.linking.valuesets.members import ValueSet, code_names
from neuromod_onto.model.namespaces import NEUROMOD

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


def fhir_valueset(found: ValueSet, version: str) -> dict[str, Any]:
    """Return a FHIR R4 ValueSet; an extension of each concept says how it stands to our term.

    Args:
        found: the value set.
        version: version of this ontology.

    """
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
        "version": version,
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

    """
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


class Difference(NamedTuple):
    """A code that is in a value set, in a list made by hand, or in both.

    Attributes:
        list: name of the list.
        code: the code.
        verdict: agrees, missed (the list lacks it), extra (the list has it, the value set not) or
            nonexistent (the list has it, and there is no such code).
        name: what the code means.
        reason: family of the code, or why it is in the value set.

    """

    list: str
    code: str
    verdict: str
    name: str
    reason: str


def compare(found: ValueSet, lists: dict[str, list[str]]) -> list[Difference]:
    """Compare a value set with lists made by hand.

    Args:
        found: the value set.
        lists: codes by name of the list.

    """
    ours = {entry.code: entry for entry in found.codes()}
    names = code_names(found.system)
    authority = load_authority(found.system.prefix)
    rows = []
    for name, codes in lists.items():
        theirs = dict.fromkeys(codes)
        for code in (*ours, *(code for code in theirs if code not in ours)):
            entry = ours.get(code)
            if entry is None:
                gone = authority is not None and authority.exists(code) is False
                verdict = "nonexistent" if gone else "extra"
            else:
                verdict = "agrees" if code in theirs else "missed"
            rows.append(
                Difference(
                    name,
                    code,
                    verdict,
                    entry.name if entry else names.get(code, ""),
                    (entry.family or entry.how or entry.label) if entry else "",
                )
            )
    order = ("agrees", "missed", "extra", "nonexistent")
    return sorted(rows, key=lambda row: (row.list, order.index(row.verdict), row.code))


def group_lists(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return codes by list name, from (list, code) pairs."""
    lists: dict[str, list[str]] = {}
    for name, code in rows:
        lists.setdefault(name, []).append(code)
    return lists
