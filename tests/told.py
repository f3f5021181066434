"""What ``validate`` tells of records, counted by record."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from neuromod_onto.validation import validate

#: By the last part of a record's name: how often each rule, with its severity, is told of it.
Told = dict[str, Counter[tuple[str, str]]]


def told_of(records: str, shapes: str, folder: Path) -> Told:
    """Write records in Turtle into a folder, validate them, and return what is told of each."""
    file = folder / "records.ttl"
    file.write_text(records, "utf-8")
    found: Told = {}
    for finding in validate([file], shapes=[shapes]).findings:
        key = (finding.rule.rpartition("/")[2], finding.severity)
        found.setdefault(finding.focus.rpartition("/")[2], Counter())[key] += 1
    return found
