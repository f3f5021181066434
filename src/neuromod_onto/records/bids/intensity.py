"""Intensities of a row: shares of stimulator output or of motor threshold, and currents at electrodes."""

from __future__ import annotations

import re
from decimal import Decimal

from neuromod_onto.records.bids.columns import Columns
from neuromod_onto.records.bids.fields import Field
from neuromod_onto.records.bids.programs import ABSENT, Row
from neuromod_onto.records.bids.setup import Setup
from neuromod_onto.records.intake import Place
from neuromod_onto.records.quantities.units import UnitError, convert, split
from neuromod_onto.records.record import Record

_OUTPUT = re.compile(r"stimulator (?:output|power)|\bm\.?s\.?o\b", re.IGNORECASE)
_THRESHOLD = re.compile(r"motor[ _]threshold|\b[ra]?mt\b", re.IGNORECASE)
_PER_CENT = re.compile(r"%|per ?cent", re.IGNORECASE)
_ANCHORS = {"rmt": "resting_motor", "amt": "active_motor", "1mv": "target_MEP", "e-field": "", "absolute": ""}
#: Largest share by which intensity and scaled reference may differ, from rounding to whole per cent.
_ROUNDING = Decimal("0.03")


class Intensities:
    """Reads the intensities of the rows of one table.

    Args:
        columns: of the table, with the units that the sidecar gives.
        setup: thresholds and other references that the sidecar defines.

    """

    def __init__(self, columns: Columns, setup: Setup) -> None:
        self.columns = columns
        self.setup = setup

    # ---- rules of fields.tsv ----

    def intensity(self, row: Row, known: Field, text: str, place: Place) -> bool:
        """Read one intensity or several: of the pulses of a magnetic stimulation, or currents."""
        parts = text.split("|")
        if row.record.kind != "MagneticStimulationProgram":
            return self._currents(row, known, parts, place)
        good = True
        for number, part in enumerate(parts, 1):
            if part not in ABSENT:
                good &= self._pulse(row, known, part, place, number)
        if good and known.name == "pattern1_intensity" and row.pulse_count not in ABSENT | {str(len(parts))}:
            cause = f"{known.name}: {len(parts)} intensities for {row.pulse_count} pulses (pattern1_count)"
            return self._fault(place, "list length", cause)
        return good

    def second(self, row: Row, known: Field, text: str, place: Place) -> bool:
        """Read the intensity of the second pulse of a pair."""
        return self._pulse(row, known, text, place, 2)

    def current(self, row: Row, known: Field, text: str, place: Place) -> bool:
        """Read the current at one electrode."""
        return self._currents(row, known, [text], place)

    def reference(self, row: Row, known: Field, text: str, place: Place) -> bool:
        """Read the names of what intensities are scaled from; the sidecar must define them."""
        row.references = text.split("|")
        for name in row.references:
            if name not in self.setup.references and name.casefold() not in _ANCHORS:
                return self._fault(
                    place, "missing reference", f"{known.name}: IntensitySet has no {name!r}", "add it there"
                )
        row.reported(known.name, text)
        return True

    def scaling(self, row: Row, known: Field, text: str, place: Place) -> bool:
        """Keep by what the references are multiplied."""
        row.places["scaling"] = place
        row.scaling = text
        row.reported(known.name, text)
        return True

    # ---- what a row as a whole must keep ----

    def balanced(self, row: Row) -> bool:
        """State the current of the programme and the sign at each electrode, when currents sum to zero."""
        if not row.currents:
            return True
        place = row.places["currentAmplitude"]
        if len(row.currents) > 1 and sum(row.currents, Decimal(0)):
            return self._fault(
                place, "current balance", f"the currents sum to {sum(row.currents)} mA, not to zero"
            )
        if len(row.names) > 1 and len(row.currents) not in (1, len(row.names)):
            return self._fault(
                place, "list length", f"{len(row.currents)} currents for {len(row.names)} electrodes"
            )
        row.record.number("currentAmplitude", max(abs(current) for current in row.currents))
        if row.record.kind == "DirectCurrentProgram" and len(row.currents) == len(row.contacts):
            for contact, current in zip(row.contacts, row.currents, strict=True):
                if current:
                    contact.own("hasElectrodePolarity", "AnodePolarity" if current > 0 else "CathodePolarity")
        return True

    def scaled(self, row: Row) -> bool:
        """Compare intensities with the thresholds they are scaled from; note the share of a threshold."""
        if not (row.scaling and row.references):
            return True
        place = row.places["scaling"]
        factors = row.scaling.split("|")
        if len(factors) != len(row.references) or (row.intensities and len(factors) != len(row.intensities)):
            return self._fault(place, "list length", "intensities, references and scalings differ in number")
        records = [row.record, *row.pulses]
        for number, (name, factor) in enumerate(zip(row.references, factors, strict=True)):
            if factor.casefold() == "absolute" or number >= len(records):
                continue
            try:
                share = convert(factor, "", "")
            except UnitError as error:
                return self._fault(place, error.kind, f"intensity_scaling: {error.cause}")
            value, kind = self.setup.references.get(name, (None, _ANCHORS.get(name.casefold(), "")))
            if value is not None and number < len(row.intensities):
                expected = value * share
                if abs(expected - row.intensities[number]) > max(Decimal("0.6"), expected * _ROUNDING):
                    return self._fault(
                        row.places.get("percentStimulatorOutput", place),
                        "intensity contradiction",
                        f"intensity {row.intensities[number]}, but {factor} x {name} ({value}) is {expected}",
                    )
            if "motor" in kind and not records[number].has("percentMotorThreshold"):
                records[number].number("percentMotorThreshold", share * 100)
        return True

    # ---- parts of rules ----

    def _pulse(self, row: Row, known: Field, text: str, place: Place, number: int) -> bool:
        """Read the intensity of one pulse, which is nothing without what it is a share of."""
        try:
            value, own = split(text)
        except UnitError as error:
            return self._fault(place, error.kind, f"{known.name}: {error.cause}", error.hint)
        units, described = self.columns.said(known, "Units"), self.columns.said(known, "Description")
        if own and not (_PER_CENT.search(own) or _share_of(own)):
            return self._fault(
                place, "other dimension", f"{known.name}: {text!r} is no share of output or threshold"
            )
        if not (own or units or known.unit or _PER_CENT.search(described)):
            return self._fault(
                place,
                "missing unit",
                f"{known.name}: {text!r} has no unit",
                "give Units in the sidecar, such as '% Maximum Stimulator Output'",
            )
        name = _share_of(own) or known.property or _share_of(units) or _share_of(described)
        if not name:
            return self._fault(
                place,
                "missing reference",
                f"{known.name}: {text!r} is a share neither of stimulator output nor of motor threshold",
                "give Units in the sidecar, such as '% Maximum Stimulator Output'",
            )
        record = row.record if number == 1 else self._further(row, number)
        row.places[name] = place
        if not record.has(name):
            record.number(name, value)
        if name == "percentStimulatorOutput":
            row.intensities.append(value)
        unit = "" if own else units or known.unit or "%"
        record.text("reportedValue", f"{known.name}: {text} [{unit}]" if unit else f"{known.name}: {text}")
        return True

    def _further(self, row: Row, number: int) -> Record:
        while len(row.pulses) < number - 1:
            row.pulses.append(Record(f"{row.record.iri}/pulse/{len(row.pulses) + 2}", row.record.kind))
        return row.pulses[number - 2]

    def _currents(self, row: Row, known: Field, parts: list[str], place: Place) -> bool:
        """Read the current at each electrode: the programme has the largest, each contact its sign."""
        unit = self.columns.unit(known, "currentAmplitude")
        for part in parts:
            if part in ABSENT:
                continue
            try:
                row.currents.append(convert(part, unit, "mA"))
            except UnitError as error:
                return self._fault(place, error.kind, f"{known.name}: {error.cause}", error.hint)
        row.places["currentAmplitude"] = place
        row.facts.add("currents")
        if unit:
            row.record.text("reportedValue", f"{known.name}: {'|'.join(parts)} [{unit}]")
        else:
            row.record.text("reportedValue", f"{known.name}: {'|'.join(parts)}")
        return True

    def _fault(self, place: Place, kind: str, cause: str, hint: str = "") -> bool:
        self.columns.intake.fault(place, kind, cause, hint)
        return False


def _share_of(text: str) -> str:
    """Return the property of what an intensity is a share of, when the text says it."""
    if _OUTPUT.search(text):
        return "percentStimulatorOutput"
    return "percentMotorThreshold" if _THRESHOLD.search(text) else ""
