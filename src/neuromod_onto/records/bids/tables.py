"""From one table of a BIDS dataset to the programmes that its rows describe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from neuromod_onto.errors import InputError
from neuromod_onto.records.bids.layout import Layout, Name, Table, text_of
from neuromod_onto.records.bids.programs import ABSENT, Row, kind_of
from neuromod_onto.records.bids.rows import RowReader
from neuromod_onto.records.bids.setup import Contacts, Setup, Surroundings
from neuromod_onto.records.checks.needs import met
from neuromod_onto.records.intake import Intake, Place
from neuromod_onto.records.record import Record

_ELECTRICAL = "electrical_stimulation_"
_DOSE_OF_TMS = re.compile(r"tms_intensity|tes_electrode|stimulus_intensity|FirstPulseAmplitude")
_REFERS = ("nibs_event_id", "event_id", "stim_ref")
_IDENTIFIERS = ("nibs_event_id", "event_id", "StimID")
_SHAM = re.compile(r"(?<![A-Za-z])(sham|placebo)(?![A-Za-z])", re.IGNORECASE)


class TableReader:
    """Reads the rows of one table: each is recorded, refused with a fault, or passed over and counted.

    Args:
        path: the table.
        layout: the dataset that holds it.
        surroundings: what lies around it: contacts, stimulator, coils.
        intake: receives the tally and the faults.

    Raises:
        InputError: the table cannot be read, or two of its columns have one name.

    """

    def __init__(self, path: Path, layout: Layout, surroundings: Surroundings, intake: Intake) -> None:
        self._table = table = Table(path, layout.called(path))
        if doubled := {name for name in table.header if table.header.count(name) > 1}:
            raise InputError(f"two columns are called {min(doubled)!r}", "rename one", f"{table.name}:1")
        self._intake = intake
        name = Name.of(path)
        self._suffix = name.suffix if "nibs_type" not in table.header else "nibs"
        self._stimulating = [i for i, column in enumerate(table.header) if column.startswith(_ELECTRICAL)]
        self._electrical = bool(self._stimulating)
        described = any(_DOSE_OF_TMS.match(column) for column in table.header)
        described = described or self._suffix in ("nibs", "tms")
        #: Rows only say when a programme was given that another table describes.
        self._refers = not described and not self._electrical
        self._known = _programmes(layout, path) if self._refers else {}
        self._sidecar = layout.sidecar(path)
        contacts = surroundings.contacts(path) if self._electrical else Contacts()
        setup = surroundings.setup(path) if described else Setup()
        setting = "intracranial event" if self._electrical else ""
        self._reader = RowReader(table.name, table.header, self._sidecar, contacts, setup, setting, intake)
        recording = layout.sidecar(path, "ieeg") if self._electrical else {}
        self._parameters = text_of(recording, "ElectricalStimulationParameters")
        self._identity = table.column("onset", "Timestamp", *_IDENTIFIERS)
        self._seen: dict[str, int] = {}
        self._subject = name.entities.get("sub", "")
        self._within = layout.within(path)
        self._prefix = intake.iri(layout.title, *self._within.split("/"))
        self._title = path.name if path == layout.path else layout.title

    def records(self) -> Iterator[Record]:
        """Yield the programmes of the rows, each followed by its further pulses and its contacts."""
        if not self._table.header:
            return
        for number, cells in self._table.rows():
            self._intake.rows += 1
            kind = self._kind(cells, number)
            if kind is None:
                continue
            row = self._begun(kind, cells, number)
            good = self._reader.read(cells, row)
            self._intake.describes(self._title, met(row.record, row.facts))
            if not good:
                self._intake.refused += 1
                continue
            self._intake.recorded += 1
            self._intake.kept_as_text.update(row.kept_as_text)
            yield row.record
            yield from row.pulses
            yield from row.contacts

    def _kind(self, cells: list[str], number: int) -> str | None:
        """Return the class of programme that a row describes; None when it is refused or passed over."""
        header, place = self._table.header, (self._table.name, number, 0)
        if len(cells) != len(header):
            cause = f"{len(cells)} cells where the heading has {len(header)}"
            self._refuse(place, "row length", cause, "a missing value is written n/a")
            return None
        if not self._reader.times(cells, number):
            self._intake.refused += 1
            return None
        named = dict(zip(header, cells, strict=True))
        if self._refers:
            self._refer(named, place)
            return None
        if self._electrical and not self._stimulates(named, cells):
            self._pass("no stimulation")
            return None
        if first := self._first_of(cells, number):
            place = (self._table.name, number, (self._identity or 0) + 1)
            self._refuse(place, "duplicate row", f"the row repeats line {first}", "delete one")
            return None
        kind = "PulsedStimulationProgram" if self._electrical else kind_of(named, self._sidecar, self._suffix)
        if kind is None and self._suffix == "events":
            self._pass("no stimulation")
            return None
        if kind is None:
            said = next((named[name] for name in ("nibs_type", "StimType", "pattern") if name in named), "")
            cause = f"no known kind of stimulation: {said!r}"
            self._refuse(place, "unknown stimulation", cause, "TMS, tES, tDCS, tACS, tRNS, TUS")
            return None
        return kind

    def _refuse(self, place: Place, kind: str, cause: str, hint: str) -> None:
        self._intake.fault(place, kind, cause, hint)
        self._intake.refused += 1

    def _pass(self, reason: str) -> None:
        self._intake.passed[reason] += 1

    def _stimulates(self, named: dict[str, str], cells: list[str]) -> bool:
        return named.get("trial_type") == "electrical_stimulation" or any(
            cells[i].strip() not in ABSENT for i in self._stimulating
        )

    def _first_of(self, cells: list[str], number: int) -> int:
        """Return the line of an earlier row that this one repeats, or 0."""
        if self._identity is None:
            return 0
        whole = self._electrical or self._suffix in ("events", "tms")
        first = self._seen.setdefault("\t".join(cells) if whole else cells[self._identity], number)
        return first if first != number else 0

    def _begun(self, kind: str, cells: list[str], number: int) -> Row:
        """Return a programme with what the row says beside its parameters."""
        header = self._table.header
        row = Row((self._table.name, number, 0), Record(f"{self._prefix}/{number}", kind))
        if self._subject:
            row.record.text("patientPseudonym", f"sub-{self._subject}")
        row.record.text("readFrom", f"{self._within}:{number}")
        row.pulse_count = cells[header.index("pattern1_count")] if "pattern1_count" in header else ""
        if row.pulse_count not in ABSENT:
            row.facts.add("pulses")
        row.sham = _SHAM.search("\t".join(cells)) is not None
        if row.sham:
            row.record.text("reportedValue", "condition: sham")
        if any(column.startswith("tms_pos_centre") for column in header):
            row.facts.add("position")
        if self._parameters:
            row.record.text("reportedValue", f"ElectricalStimulationParameters: {self._parameters}")
        return row

    def _refer(self, named: dict[str, str], place: Place) -> None:
        """Count a row of events without parameters; check that the programme it refers to exists."""
        for column in _REFERS:
            value = named.get(column, "n/a").strip()
            if value in ABSENT:
                continue
            given = value.rpartition("#id=")[2] if column == "stim_ref" else value
            defined = self._known.get("StimID" if column == "stim_ref" else column, set())
            if defined and given not in defined:
                spot = (*place[:2], self._table.header.index(column) + 1)
                cause = f"{column}: no programme {given!r} in the table of stimulation"
                hint = f"there are {', '.join(sorted(defined)[:8])}"
                self._refuse(spot, "unknown programme", cause, hint)
                return
            if defined or column != "event_id":
                self._pass("time of a programme described elsewhere")
                return
        self._pass("no stimulation")


def _programmes(layout: Layout, path: Path) -> dict[str, set[str]]:
    """Return the identifiers that the tables of NIBS beside a table of events define, by column."""
    found: dict[str, set[str]] = {}
    for suffix in ("nibs", "stim"):
        for companion in layout.companions(path, suffix):
            table = Table(companion, layout.called(companion))
            for name in _IDENTIFIERS:
                if (column := table.column(name)) is not None:
                    cells = {row[column] for _, row in table.rows() if len(row) > column}
                    found.setdefault(name, set()).update(cells)
    return found
