"""From one row of a BIDS table to the programmes it describes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from neuromod_onto.records.bids.columns import Columns
from neuromod_onto.records.bids.fields import Field, words
from neuromod_onto.records.bids.intensity import Intensities
from neuromod_onto.records.bids.programs import ABSENT, Row
from neuromod_onto.records.bids.setup import Contacts, Setup, Stimulator
from neuromod_onto.records.checks.plausibility import plausible
from neuromod_onto.records.intake import Intake, Place
from neuromod_onto.records.quantities.units import UnitError, convert, split
from neuromod_onto.records.record import Record

#: Reads one cell into a row; says whether it is good.
Rule = Callable[[Row, Field, str, Place], bool]


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
        self.columns = Columns(header, sidecar, intake)
        self.intensities = Intensities(self.columns, setup)
        self.contacts = contacts
        self.setup = setup
        self.setting = setting
        self.intake = intake
        #: By the name that fields.tsv gives them.
        self.rules: dict[str, Rule] = {
            "text": self._text,
            "number": self._number,
            "interval": self._interval,
            "duration": self._duration,
            "waveform": self._waveform,
            "contacts": self._contacts,
            "electrode": self._electrode,
            "elements": self._elements,
            "marker": self._marker,
            "stimulator": self._stimulator,
            "protocol": self._protocol,
            "identifier": self._protocol,
            "kind": lambda *_: True,  # read before the others, by kind_of
            "intensity": self.intensities.intensity,
            "second": self.intensities.second,
            "current": self.intensities.current,
            "reference": self.intensities.reference,
            "scaling": self.intensities.scaling,
        }

    def times(self, cells: list[str], line: int) -> bool:
        """Check onset and duration, which every row of events has, with or without stimulation."""
        good = True
        for index, known in self.columns.clocks:
            text = cells[index].strip()
            if text not in ABSENT:
                good &= self._time(known, text, (self.file, line, index + 1))
        return good

    def read(self, cells: list[str], row: Row) -> bool:
        """Read all cells into the records of a row; faults are reported.

        Returns:
            Whether the row is good.

        """
        if self.setup.stimulator:
            self._device(row, self.setup.stimulator)
        for index, known in self.columns.known:
            text = cells[index].strip()
            if text in ABSENT:
                continue
            place = (self.file, row.place[1], index + 1)
            row.good &= self.rules[known.rule](row, known, text, place)
        row.good &= self.intensities.balanced(row) and self.intensities.scaled(row)
        row.complete_pulses()
        for record in (row.record, *row.pulses):
            row.good &= plausible(record, self.intake, row.place, setting=self.setting, places=row.places)
        return row.good

    # ---- rules of fields.tsv ----

    def _text(self, row: Row, known: Field, text: str, _place: Place) -> bool:
        row.reported(known.name, text)
        return True

    def _number(self, row: Row, known: Field, text: str, place: Place, name: str = "") -> bool:
        name = name or known.property
        if row.record.has(name):
            return self._text(row, known, text, place)
        unit = self.columns.unit(known, name)
        self.columns.check_unit(known, name, text, unit, place)
        row.places[name] = place
        return self.intake.quantity(row.record, name, text, place, unit=unit, called=known.name)

    def _interval(self, row: Row, known: Field, text: str, place: Place) -> bool:
        """Read the time from one onset to the next as the frequency that it is."""
        try:
            seconds = convert(text, self.columns.unit(known, "trainDuration"), "s")
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
        levels = self.columns.levels(known)
        accepted = words("waveform")
        if text.casefold() not in accepted and text not in levels:
            listed = ", ".join([*levels] or accepted)
            return self._fault(
                place, "unknown waveform", f"{known.name}: unknown waveform {text!r}", f"known: {listed}"
            )
        if own := accepted.get(text.casefold()):
            row.record.own(known.property, own)
        row.facts.add("waveform")
        if isinstance(levels.get(text), dict):
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
        if self.contacts.placed.issuperset(names):
            row.facts.add("position")
        self._area(row, names, place)
        return self._text(row, known, text, place)

    def _electrode(self, row: Row, known: Field, text: str, place: Place) -> bool:
        row.facts.add("position")
        self._contact(row, text)
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

    def _stimulator(self, row: Row, known: Field, text: str, place: Place) -> bool:
        described = self.setup.stimulators
        if text not in described and any(described):
            listed = ", ".join(sorted(described))
            cause = f"{known.name}: StimulatorSet has no {text!r}"
            return self._fault(place, "unknown stimulator", cause, f"it has {listed}")
        if text in described and len(described) > 1:
            self._device(row, described[text])
        row.facts.add("device")
        return self._text(row, known, text, place)

    def _protocol(self, row: Row, known: Field, text: str, place: Place) -> bool:
        therapy = words("therapy").get(text.casefold())
        if therapy and not row.sham and not row.record.has("recordsTherapy"):
            row.record.own("recordsTherapy", therapy)
        return self._text(row, known, text, place)

    # ---- parts of rules ----

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

    def _area(self, row: Row, names: list[str], place: Place) -> None:
        """State the surface of the contacts where a table gives one number of mm2 for all of them."""
        sizes = {self.contacts.sizes.get(name, "n/a") for name in names}
        size = sizes.pop()
        if not sizes and size.replace(".", "", 1).isdigit() and float(size):
            self.intake.quantity(row.record, "contactArea", size, place, unit="mm2", called="size")

    def _device(self, row: Row, stimulator: Stimulator) -> None:
        """State the model where its name is one that we know; the words are kept in any case."""
        if stimulator.words:
            row.facts.add("device")
            row.record.text("reportedValue", f"device: {stimulator.words}")
        if stimulator.product:
            row.record.term("recordsDevice", stimulator.product)
        elif stimulator.words:
            row.kept_as_text.append(("device", stimulator.words))

    def _contact(self, row: Row, label: str) -> None:
        contact = Record(f"{row.record.iri}/contact/{quote(label, safe='')}", "ContactSetting")
        contact.text("contactLabel", label)
        row.record.term("hasContact", contact.iri)
        row.contacts.append(contact)
        row.names.append(label)

    def _fault(self, place: Place, kind: str, cause: str, hint: str = "") -> bool:
        self.intake.fault(place, kind, cause, hint)
        return False
