"""Values that cannot be meant: a factor of a thousand, a negative width, a frequency of zero, the year 1.

The bounds are data, ``plausible.tsv``: wide, editorial where no source is named, and no limit of safety. They
are in the canonical unit of each property, of times they are years, and hold for a class of record or for all
(empty).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

import pyoxigraph as ox

from neuromod_onto.records.intake import Intake, Place
from neuromod_onto.records.record import Record


@dataclass(frozen=True)
class Bounds:
    """The values of one property that can be meant.

    Attributes:
        minimum: smallest, in the canonical unit.
        maximum: largest.
        zero: zero is meant too: switched off, sham.

    """

    minimum: Decimal
    maximum: Decimal
    zero: bool

    def hold(self, value: Decimal) -> bool:
        """Say whether a value lies within."""
        return self.minimum <= value <= self.maximum or (self.zero and not value)


def plausible(
    record: Record,
    intake: Intake,
    place: Place,
    *,
    setting: str = "",
    places: Mapping[str, Place] | None = None,
) -> bool:
    """Report each number of a record that cannot be meant.

    Args:
        record: what was read, in canonical units.
        intake: receives one fault ``implausible`` a number.
        place: of the record.
        setting: narrower bounds that go before those of the class, such as ``intracranial event``.
        places: of single properties, where known.

    Returns:
        Whether all numbers can be meant.

    """
    good = True
    for name, value in record.facts:
        if not isinstance(value, ox.Literal):
            continue
        bounds = _bounds_of(setting, record.kind, name)
        if bounds is None or bounds.hold(_number_of(value)):
            continue
        unit = intake.quantities[name].ucum if name in intake.quantities else ""
        intake.fault(
            (places or {}).get(name, place),
            "implausible",
            f"{name} of {value.value} {unit}".rstrip()
            + f" cannot be meant: {bounds.minimum} to {bounds.maximum} is expected",
            _hint_on(value),
        )
        good = False
    return good


def _is_time(value: ox.Literal) -> bool:
    return value.datatype.value.endswith("#dateTime")


def _number_of(value: ox.Literal) -> Decimal:
    """Return a number, or the year of a time."""
    return Decimal(value.value.partition("-")[0] if _is_time(value) else value.value)


def _hint_on(value: ox.Literal) -> str:
    if _is_time(value):
        return "is the year right? write n/a where the date is not known"
    return "is the unit right?" if _number_of(value) > 0 else "write n/a where there is none"


@cache
def _bounds_of(setting: str, kind: str, name: str) -> Bounds | None:
    table = _table()
    return table.get((setting, name)) or table.get((kind, name)) or table.get(("", name))


@cache
def _table() -> dict[tuple[str, str], Bounds]:
    lines = (files(__package__) / "plausible.tsv").read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {
        (kind, name): Bounds(Decimal(least), _most(most), zero == "yes")
        for kind, name, least, most, zero, _ in rows
    }


def _most(text: str) -> Decimal:
    """Return an upper bound; ``this year+10`` counts from the day on which it is asked."""
    years = text.removeprefix("this year")
    return Decimal(text) if years == text else Decimal(date.today().year + int(years or 0))
