"""What is read of a BIDS dataset, and how to look into it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from neuromod_onto.dataset import Dataset
from neuromod_onto.records.bids.reading import read
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.quantities import quantities
from neuromod_onto.records.record import Record

from .bids_cases import Files, write


def records(files: Files, folder: Path, dataset: Dataset) -> tuple[list[Record], Intake]:
    intake = Intake(quantities(dataset))
    return list(read(write(files, folder), dataset, intake)), intake


def values(record: Record, name: str) -> list[str]:
    return [term.value for stated, term in record.facts if stated == name]


def number(record: Record, name: str) -> Decimal:
    (value,) = values(record, name)
    return Decimal(value)


def kinds(intake: Intake) -> list[str]:
    return [fault.kind for fault in intake.faults]


def lacking(intake: Intake) -> dict[str, tuple[int, int]]:
    return {missing.what: (missing.records, missing.of) for missing in intake.missing}
