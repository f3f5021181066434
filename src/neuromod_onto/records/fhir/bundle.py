"""The resources of a file: a Bundle, a single resource, or lines of resources (NDJSON)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from neuromod_onto.dataset.lines import bounded_lines
from neuromod_onto.errors import InputError
from neuromod_onto.records.json_document import JsonDocument

#: Names and numbers that lead from a document to a value of it.
Steps: TypeAlias = tuple[str | int, ...]


def resources(path: Path) -> Iterator[tuple[JsonDocument, Steps, dict[str, Any]]]:
    """Yield each resource with its document and place, line by line when the file is NDJSON.

    Raises:
        InputError: the file holds no JSON, or something other than resources.

    """
    if path.suffix == ".ndjson":
        with path.open("rb") as stream:
            for number, line in enumerate(bounded_lines(stream, str(path)), 1):
                if line.strip():
                    document = JsonDocument(path, line, number)
                    yield document, (), _resource(document, document.value, ())
        return
    document = JsonDocument(path)
    whole = _resource(document, document.value, ())
    if whole.get("resourceType") != "Bundle":
        yield document, (), whole
        return
    entries = whole.get("entry") or []
    if not isinstance(entries, list):
        raise InputError("the entries of a Bundle are a list", place=_place(document, ("entry",)))
    for number, entry in enumerate(entries):
        steps: Steps = ("entry", number, "resource")
        if not isinstance(entry, dict) or "resource" not in entry:
            raise InputError("an entry without a resource", place=_place(document, steps))
        if entry.get("fullUrl") and isinstance(entry["resource"], dict):
            entry["resource"].setdefault("id", str(entry["fullUrl"]).rpartition(":")[2])
        yield document, steps, _resource(document, entry["resource"], steps)


def _resource(document: JsonDocument, value: Any, steps: Steps) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        raise InputError("no FHIR resource: no resourceType", place=_place(document, steps))
    return value


def _place(document: JsonDocument, steps: Steps) -> str:
    return ":".join(str(part) for part in document.place(*steps))
