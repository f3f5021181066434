"""Scores and measurements from FHIR Observations: which outcome measure, and its value in the measure's unit.

The measure says its unit (``qudt:ucumCode``, such as ``/h`` for an apnoea-hypopnoea index) and its lowest and
highest score; a measure without a unit is a plain number, which FHIR writes as ``1``, with a remark in
braces, ``{score}``, or without a code and with a word for people to read, ``score``: the scale is the unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.terms.names import label_of

UCUM = "http://unitsofmeasure.org"
_UNIT = "http://qudt.org/schema/qudt/ucumCode"
_REMARK = re.compile(r"\{[^{}]*\}")
#: What ``Quantity.unit``, for people, says of a plain number; no unit of UCUM is written so.
_WORDS = frozenset({"score", "scores", "point", "points", "scale score", "total score"})


@dataclass(frozen=True)
class Measure:
    """What a measure takes as its value.

    Attributes:
        label: its name, for faults.
        unit: UCUM code; empty for a plain number.
        lowest: lowest score, where the ontology gives one.
        highest: highest score.

    """

    label: str
    unit: str
    lowest: Decimal | None
    highest: Decimal | None

    def admits(self, value: Decimal) -> bool:
        """Say whether a value lies between the lowest and the highest score."""
        above = self.lowest is None or value >= self.lowest
        return above and (self.highest is None or value <= self.highest)


def measure_of(dataset: Dataset, iri: str) -> Measure:
    """Return what the ontology says of the values of an outcome measure."""

    def stated(name: str) -> str:
        return next((o.value for o in dataset.objects(iri, name) if hasattr(o, "value")), "")

    lowest, highest = stated(NEUROMOD + "minimumScore"), stated(NEUROMOD + "maximumScore")
    return Measure(
        label_of(dataset, iri, "en"),
        stated(_UNIT),
        Decimal(lowest) if lowest else None,
        Decimal(highest) if highest else None,
    )


def value_of(part: dict[str, Any], measure: Measure) -> tuple[Decimal, str]:
    """Return the value of an Observation, or of a part of one, in the unit of its measure, and its text.

    Raises:
        UnitError: it is no number or no score of the measure, or its unit is missing or another.

    """
    from neuromod_onto.records.quantities.units import UnitError, convert

    quantity = part.get("valueQuantity")
    if isinstance(quantity, dict):
        code = quantity.get("code") if quantity.get("system") in (None, UCUM) else None
        number, unit, coded = quantity.get("value", ""), str(code or quantity.get("unit") or ""), bool(code)
    else:
        number, unit, coded = part.get("valueInteger", ""), "", False
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise UnitError("number", f"{str(number)[:40]!r} is no number")
    plain = _REMARK.sub("", unit)
    worded = not coded and not measure.unit and plain.strip().casefold() in _WORDS
    own = "" if plain == "1" or worded else plain
    if own and not measure.unit:
        raise UnitError("other dimension", f"{measure.label} is a plain number, not one in {unit!r}")
    value = convert(str(number), own, measure.unit)
    if isinstance(quantity, dict) and quantity.get("comparator"):
        raise UnitError("number", f"the value is only known to be {quantity['comparator']} {number}")
    if not measure.admits(value):
        raise UnitError(
            "outside the score",
            f"{value} is no value of {measure.label}, which goes from {measure.lowest} to {measure.highest}",
        )
    return value, f"{number} [{unit}]" if unit else str(number)
