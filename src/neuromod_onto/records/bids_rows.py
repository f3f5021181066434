"""From one row of a BIDS table to the programmes it describes."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from neuromod_onto.records.bids_fields import Field, fields, needs, words
from neuromod_onto.records.bids_layout import text_of, units_named
from neuromod_onto.records.bids_programs import ABSENT, Row
from neuromod_onto.records.bids_setup import Contacts, Setup
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.plausibility import Place, plausible
from neuromod_onto.records.record import Record
from neuromod_onto.records.units import UnitError, convert, split

_OUTPUT = re.compile(r"stimulator (?:output|power)|\bm\.?s\.?o\b", re.IGNORECASE)
_THRESHOLD = re.compile(r"motor[ _]threshold|\b[ra]?mt\b", re.IGNORECASE)
_PER_CENT = re.compile(r"%|per ?cent", re.IGNORECASE)
_ANCHORS = {"rmt": "resting_motor", "amt": "active_motor", "1mv": "target_MEP", "e-field": "", "absolute": ""}
#: Largest share by which intensity and scaled reference may differ, from rounding to whole per cent.
_ROUNDING = Decimal("0.03")


class RowReader:
    """Reads the rows of one table.

    Args:
        file: what faults call the table.
        header: its columns.
        sidecar: what the JSON files say about it.
        contacts: of the recording, for events.
        setup: of the sidecar, for NIBS.
        setting: of ``plausible``.
        intake: receives faults.

    """

    def __init__(
        self,
        file: str,
        header: list[str],
        sidecar: dict[str, Any],
        contacts: Contacts,
        setup: Setup,
        setting: str,
        intake: Intake,
    ) -> None:
        self.file = file
        self.header = header
        self.sidecar = sidecar
        self.contacts = contacts
        self.setup = setup
        self.setting = setting
        self.intake = intake
        known = [(i, fields()[name]) for i, name in enumerate(header) if name in fields()]
        self.columns = [(i, field) for i, field in known if field.rule != "time"]
        self.clocks = [(i, field) for i, field in known if field.rule == "time"]
        self._units: dict[tuple[str, str], str] = {}
        self._said: set[tuple[str, str]] = set()

    def times(self, cells: list[str], line: int) -> bool:
        """Check onset and duration, which every row of events has, with or without stimulation."""
        good = True
        for index, known in self.clocks:
            text = cells[index].strip()
            if text not in ABSENT:
                good &= self._time(known, text, (self.file, line, index + 1))
        return good

    def read(self, cells: list[str], row: Row) -> bool:
        """Read all cells into the records of a row; faults are reported.

        Returns:
            Whether the row is good.

        """
        if self.setup.device:
            row.facts.add("device")
            row.record.text("reportedValue", f"device: {self.setup.device}")
        for index, known in self.columns:
            text = cells[index].strip()
            if text in ABSENT:
                continue
            place = (self.file, row.place[1], index + 1)
            method: Callable[..., bool] = getattr(self, f"_{known.rule}")
            row.good &= method(row, known, text, place)
        row.good &= self._balance(row) and self._scaled(row)
        row.complete_pulses()
        for record in (row.record, *row.pulses):
            row.good &= plausible(record, self.intake, row.place, setting=self.setting, places=row.places)
        return row.good

    def missing(self, row: Row) -> dict[str, bool]:
        """Return for each need of the programme whether the row states it."""
        stated = row.facts | {name for name, _ in row.record.facts}
        return {need: not stated.isdisjoint(met) for need, met in needs(row.record.kind).items()}

    # ---- rules of bids_fields.tsv ----

    def _time(self, known: Field, text: str, place: Place) -> bool:
        try:
            value, own = split(text)
            if own:
                raise UnitError("number", f"{text!r} is no plain number of seconds")
        except UnitError as error:
            return self._fault(place, error.kind, f"{known.name}: {error.cause}")
        if known.name == "duration" and value < 0:
            return self._fault(place, "implausible", f"duration of {text} s is negative")
        return True

    def _text(self, row: Row, known: Field, text: str, _place: Place) -> bool:
        row.record.text("reportedValue", f"{known.name}: {text}")
        return True

    def _number(self, row: Row, known: Field, text: str, place: Place, name: str = "") -> bool:
        name = name or known.property
        if row.record.has(name):
            return self._text(row, known, text, place)
        unit = self._unit(known, name)
        self._agrees(known, name, text, unit, place)
        row.places[name] = place
        return self.intake.quantity(row.record, name, text, place, unit=unit, called=known.name)

    def _interval(self, row: Row, known: Field, text: str, place: Place) -> bool:
        """Read the time from one onset to the next as the frequency that it is."""
        try:
            seconds = convert(text, self._unit(known, "trainDuration"), "s")
        except UnitError as error:
            return self._fault(place, error.kind, f"{known.name}: {error.cause}", error.hint)
        if seconds <= 0:
            return self._fault(place, "implausible", f"{known.name} of {text} is no interval")
        row.places[known.property] = place
        if not row.record.has(known.property):
            row.record.number(known.property, round(1 / seconds, 6).normalize() + 0)
        return self._text(row, known, text, place)

    def _duration(self, row: Row, known: Field, text: str, place: Place) -> bool:
        magnetic = row.record.kind == "MagneticStimulationProgram"
        return self._number(row, known, text, place, "pulseWidth" if magnetic else "sessionDuration")

    def _waveform(self, row: Row, known: Field, text: str, place: Place) -> bool:
        levels = self.sidecar.get(known.name, {})
        levels = levels.get("Levels", {}) if isinstance(levels, dict) else {}
        accepted = words("waveform")
        if text.casefold() not in accepted and text not in levels:
            listed = ", ".join([*levels] or accepted)
            return self._fault(
                place, "unknown waveform", f"{known.name}: unknown waveform {text!r}", f"known: {listed}"
            )
        if own := accepted.get(text.casefold()):
            row.record.own(known.property, own)
        row.facts.add("waveform")
        if isinstance(levels, dict) and isinstance(levels.get(text), dict):
            for key, value in levels[text].items():
                row.record.text("reportedValue", f"{known.name} {text} {key}: {value}")
        return self._text(row, known, text, place)

    def _contacts(self, row: Row, known: Field, text: str, place: Place) -> bool:
        names = self.contacts.split(text)
        if unknown := [name for name in names if self.contacts.known and name not in self.contacts.known]:
            return self._fault(
                place,
                "unknown contact",
                f"{known.name}: {self.contacts.source} has no contact {', '.join(map(repr, unknown))}",
            )
        if not all(names) or len(names) > 2 or len(set(names)) < len(names):
            return self._fault(
                place, "contacts", f"{known.name}: {text!r} names no pair of contacts", "write A1-A2"
            )
        sides = {self.contacts.known.get(name, "") for name in names}
        if len(sides - {""}) == 2:
            return self._fault(place, "hemisphere", f"{known.name}: {text!r} joins contacts of both sides")
        if sides == {"L"} or sides == {"R"}:
            row.record.own("hasLaterality", {"L": "LeftSide", "R": "RightSide"}[sides.pop()])
        for name in names:
            self._contact(row, name)
        self._area(row, names, place)
        return self._text(row, known, text, place)

    def _area(self, row: Row, names: list[str], place: Place) -> None:
        """State the surface of the contacts where a table gives one number of mm2 for all of them."""
        sizes = {self.contacts.sizes.get(name, "n/a") for name in names}
        size = sizes.pop()
        if not sizes and size.replace(".", "", 1).isdigit() and float(size):
            self.intake.quantity(row.record, "contactArea", size, place, unit="mm2", called="size")

    def _contact(self, row: Row, label: str) -> None:
        contact = Record(f"{row.record.iri}/contact/{quote(label, safe='')}", "ContactSetting")
        contact.text("contactLabel", label)
        row.record.term("hasContact", contact.iri)
        row.contacts.append(contact)
        row.names.append(label)

    def _kind(self, *_: object) -> bool:
        return True  # read before the others, by kind_of

    def _identifier(self, row: Row, known: Field, text: str, place: Place) -> bool:
        self._protocol(row, known, text, place)
        return True

    def _protocol(self, row: Row, known: Field, text: str, place: Place) -> bool:
        therapy = words("therapy").get(text.casefold())
        if therapy and not row.sham and not row.record.has("recordsTherapy"):
            row.record.own("recordsTherapy", therapy)
        return self._text(row, known, text, place)

    def _stimulator(self, row: Row, known: Field, text: str, place: Place) -> bool:
        if self.setup.stimulators and text not in self.setup.stimulators:
            listed = ", ".join(sorted(self.setup.stimulators))
            return self._fault(
                place,
                "unknown stimulator",
                f"{known.name}: StimulatorSet has no {text!r}",
                f"it has {listed}",
            )
        row.facts.add("device")
        return self._text(row, known, text, place)

    def _elements(self, row: Row, known: Field, text: str, place: Place) -> bool:
        names = text.split("|")
        unknown = [name for name in names if self.setup.elements and name not in self.setup.elements]
        if unknown:
            listed = ", ".join(self.setup.elements)
            return self._fault(
                place, "unknown contact", f"{known.name}: no element {unknown[0]!r}", f"there are {listed}"
            )
        for name in names:
            described = self.setup.elements.get(name, "")
            row.record.text("reportedValue", f"{known.name}: {' '.join(filter(None, (name, described)))}")
            if name in self.setup.placed:
                row.facts.add("position")
                row.record.text("reportedValue", f"position of {name}: {self.setup.placed[name]}")
            if row.record.kind == "MagneticStimulationProgram":
                row.facts.add("coil")
            else:
                self._contact(row, name)
        return True

    def _marker(self, row: Row, known: Field, text: str, place: Place) -> bool:
        if self.setup.positions and text not in self.setup.positions:
            return self._fault(place, "unknown contact", f"{known.name}: no marker {text!r}")
        row.facts.add("position")
        return self._text(row, known, text, place)

    def _electrode(self, row: Row, known: Field, text: str, place: Place) -> bool:
        row.facts.add("position")
        self._contact(row, text)
        return self._text(row, known, text, place)

    def _reference(self, row: Row, known: Field, text: str, place: Place) -> bool:
        row.references = text.split("|")
        for name in row.references:
            if name not in self.setup.references and name.casefold() not in _ANCHORS:
                return self._fault(
                    place, "missing reference", f"{known.name}: IntensitySet has no {name!r}", "add it there"
                )
        return self._text(row, known, text, place)

    def _scaling(self, row: Row, known: Field, text: str, place: Place) -> bool:
        row.places["scaling"] = place
        row.scaling = text
        return self._text(row, known, text, place)

    def _current(self, row: Row, known: Field, text: str, place: Place) -> bool:
        return self._currents(row, known, [text], place)

    def _second(self, row: Row, known: Field, text: str, place: Place) -> bool:
        return self._pulse(row, known, text, place, 2)

    def _intensity(self, row: Row, known: Field, text: str, place: Place) -> bool:
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

    # ---- parts of rules ----

    def _pulse(self, row: Row, known: Field, text: str, place: Place, number: int) -> bool:
        """Read the intensity of one pulse, which is nothing without what it is a share of."""
        try:
            value, own = split(text)
        except UnitError as error:
            return self._fault(place, error.kind, f"{known.name}: {error.cause}", error.hint)
        side = self.sidecar.get(known.name, {})
        units, described = text_of(side, "Units"), text_of(side, "Description")
        if own and not (_PER_CENT.search(own) or _reference(own)):
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
        name = _reference(own) or known.property or _reference(units) or _reference(described)
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
        unit = self._unit(known, "currentAmplitude")
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

    def _balance(self, row: Row) -> bool:
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

    def _scaled(self, row: Row) -> bool:
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

    def _unit(self, known: Field, name: str) -> str:
        """Return the unit of bare numbers: of the sidecar, of its description, of the standard; or none."""
        key = known.name, name
        if key not in self._units:
            side = self.sidecar.get(known.name, {})
            canonical = self.intake.quantities[name].ucum
            candidates = [text_of(side, "Units")] if text_of(side, "Units") else []
            candidates += [
                unit
                for unit in units_named(text_of(side, "Description", "LongName"))
                if canonical and _is_unit(unit, canonical)
            ]
            self._units[key] = next(iter(candidates), known.unit) if canonical else ""
        return self._units[key]

    def _agrees(self, known: Field, name: str, text: str, unit: str, place: Place) -> None:
        """Report, once a column, a unit in a cell that is not that of the sidecar."""
        if not unit or text[-1:].isdigit() or (known.name, "") in self._said:
            return
        try:
            _, own = split(text)
            canonical = self.intake.quantities[name].ucum
            if not own or convert("1", own, canonical) == convert("1", unit, canonical):
                return
        except UnitError:
            return
        self._said.add((known.name, ""))
        self._fault(
            place,
            "unit contradiction",
            f"{known.name}: the cell says {own!r}, the sidecar {unit!r}; the cell is followed",
            "correct the sidecar",
        )

    def _fault(self, place: Place, kind: str, cause: str, hint: str = "") -> bool:
        self.intake.fault(place, kind, cause, hint)
        return False


def _reference(text: str) -> str:
    """Return the property of what an intensity is a share of, when the text says it."""
    if _OUTPUT.search(text):
        return "percentStimulatorOutput"
    return "percentMotorThreshold" if _THRESHOLD.search(text) else ""


@lru_cache(maxsize=1024)
def _is_unit(text: str, canonical: str) -> bool:
    try:
        convert("1", text, canonical)
    except UnitError:
        return False
    return True
