"""What a table says about its columns: the units of bare numbers, and how they contradict the cells."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from neuromod_onto.records.bids.fields import Field, fields
from neuromod_onto.records.bids.layout import text_of, units_named
from neuromod_onto.records.intake import Intake, Place
from neuromod_onto.records.quantities.units import UnitError, convert, split


class Columns:
    """The columns of one table that are read.

    Args:
        header: names of the columns.
        sidecar: what the JSON files say about them.
        intake: receives faults.

    Attributes:
        known: index and meaning of the columns that describe a stimulation.
        clocks: the same of those that hold times.

    """

    def __init__(self, header: list[str], sidecar: dict[str, Any], intake: Intake) -> None:
        self.sidecar = sidecar
        self.intake = intake
        known = [(i, fields()[name]) for i, name in enumerate(header) if name in fields()]
        self.known = [(i, field) for i, field in known if field.rule != "time"]
        self.clocks = [(i, field) for i, field in known if field.rule == "time"]
        self._units: dict[tuple[str, str], str] = {}
        self._said: set[str] = set()

    def said(self, known: Field, *keys: str) -> str:
        """Return what the sidecar says of a column under one of the keys."""
        return text_of(self.sidecar.get(known.name, {}), *keys)

    def levels(self, known: Field) -> dict[str, Any]:
        """Return the values of a column that the sidecar lists."""
        described = self.sidecar.get(known.name)
        listed = described.get("Levels") if isinstance(described, dict) else None
        return listed if isinstance(listed, dict) else {}

    def unit(self, known: Field, name: str) -> str:
        """Return the unit of bare numbers: of the sidecar, of its description, of the standard; or none."""
        key = known.name, name
        if key not in self._units:
            canonical = self.intake.quantities[name].ucum
            candidates = [self.said(known, "Units")] if self.said(known, "Units") else []
            candidates += [
                unit
                for unit in units_named(self.said(known, "Description", "LongName"))
                if canonical and _is_unit(unit, canonical)
            ]
            self._units[key] = next(iter(candidates), known.unit) if canonical else ""
        return self._units[key]

    def check_unit(self, known: Field, name: str, text: str, unit: str, place: Place) -> None:
        """Report, once a column, a unit in a cell that is not that of the sidecar."""
        if not unit or text[-1:].isdigit() or known.name in self._said:
            return
        try:
            _, own = split(text)
            canonical = self.intake.quantities[name].ucum
            if not own or convert("1", own, canonical) == convert("1", unit, canonical):
                return
        except UnitError:
            return
        self._said.add(known.name)
        self.intake.fault(
            place,
            "unit contradiction",
            f"{known.name}: the cell says {own!r}, the sidecar {unit!r}; the cell is followed",
            "correct the sidecar",
        )


@lru_cache(maxsize=1024)
def _is_unit(text: str, canonical: str) -> bool:
    try:
        convert("1", text, canonical)
    except UnitError:
        return False
    return True
