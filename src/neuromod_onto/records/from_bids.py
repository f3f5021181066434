"""Records from a BIDS dataset: electrical stimulation in events, and the drafts for NIBS.

Each row that describes a stimulation gives one programme with its contacts; the second pulse of a pair gives
a programme of its own. Rows that only say when a programme of ``*_nibs.tsv`` was given, and rows about other
things, are passed over and counted. What the columns are called is data (``bids_fields.tsv``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError
from neuromod_onto.records.bids_layout import Layout, Name, Table, position, text_of
from neuromod_onto.records.bids_programs import ABSENT, Row, kind_of
from neuromod_onto.records.bids_rows import RowReader
from neuromod_onto.records.bids_setup import Contacts, Setup, Surroundings
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.needs import met, needs_of
from neuromod_onto.records.record import Record

_ELECTRICAL = "electrical_stimulation_"
_DOSE_OF_TMS = re.compile(r"tms_intensity|tes_electrode|stimulus_intensity|FirstPulseAmplitude")
_REFERS = ("nibs_event_id", "event_id", "stim_ref")
_IDENTIFIERS = ("nibs_event_id", "event_id", "StimID")
_SHAM = re.compile(r"(?<![A-Za-z])(sham|placebo)(?![A-Za-z])", re.IGNORECASE)
_RECORDINGS = ("ieeg", "eeg", "meg", "bold", "emg", "nirs", "pet", "physio", "beh")
#: Words in names of datasets and tasks that tell of stimulation; the second is the class of programme.
_HINTS = (
    (re.compile(r"TMS|ccPAS|theta.?burst|magnetic stim", re.IGNORECASE), "MagneticStimulationProgram"),
    (re.compile(r"tDCS|direct.current", re.IGNORECASE), "DirectCurrentProgram"),
    (re.compile(r"tACS|alternating.current", re.IGNORECASE), "AlternatingCurrentProgram"),
    (re.compile(r"SPES|ccep|stimulation|\bstim(?=[A-Z_RL]|\b)"), "PulsedStimulationProgram"),
)


def read(path: Path, dataset: Dataset, intake: Intake) -> Iterator[Record]:
    """Yield the records of a dataset, or of one table of it, as it is read.

    Args:
        path: a folder in the layout of BIDS, or a table (``*_events.tsv``, ``*_nibs.tsv`` ...).
        dataset: the ontology, for the models of devices; its quantities are in the intake already.
        intake: receives the tally and the faults; a row at fault gives no record.

    """
    layout = Layout(path, intake)
    surroundings = Surroundings(layout, dataset)
    before = intake.recorded + intake.refused
    for table in layout.tables():
        try:
            yield from _table(table, layout, surroundings, intake)
        except (InputError, OSError) as error:
            cause = getattr(error, "cause", "") or str(error)
            place = position(str(getattr(error, "place", "")))
            intake.fault((layout.called(table), *place), "unreadable", cause)
    if path.is_dir() and intake.recorded + intake.refused == before:
        _unsaid(layout, intake)


def _table(path: Path, layout: Layout, surroundings: Surroundings, intake: Intake) -> Iterator[Record]:
    table = Table(path, layout.called(path))
    if not table.header:
        return
    if doubled := {name for name in table.header if table.header.count(name) > 1}:
        raise InputError(f"two columns are called {min(doubled)!r}", "rename one", f"{table.name}:1")
    name = Name.of(path)
    suffix = name.suffix if "nibs_type" not in table.header else "nibs"
    stimulating = [i for i, column in enumerate(table.header) if column.startswith(_ELECTRICAL)]
    electrical = bool(stimulating)
    described = any(_DOSE_OF_TMS.match(column) for column in table.header) or suffix in ("nibs", "tms")
    sidecar = layout.sidecar(path)
    contacts = surroundings.contacts(path) if electrical else Contacts()
    setup = surroundings.setup(path) if described else Setup()
    setting = "intracranial event" if electrical else ""
    within, subject = layout.within(path), name.entities.get("sub", "")
    prefix = intake.iri(layout.title, *within.split("/"))
    reader = RowReader(table.name, table.header, sidecar, contacts, setup, setting, intake)
    known = _programmes(layout, path) if not described and not electrical else {}
    parameters = (
        text_of(layout.sidecar(path, "ieeg"), "ElectricalStimulationParameters") if electrical else ""
    )
    identity = table.column("onset", "Timestamp", *_IDENTIFIERS)
    seen: dict[str, int] = {}
    title = path.name if path == layout.path else layout.title
    for number, cells in table.rows():
        intake.rows += 1
        place = (table.name, number, 0)
        if len(cells) != len(table.header):
            cause = f"{len(cells)} cells where the heading has {len(table.header)}"
            intake.fault(place, "row length", cause, "a missing value is written n/a")
            intake.refused += 1
            continue
        if not reader.times(cells, number):
            intake.refused += 1
            continue
        named = dict(zip(table.header, cells, strict=True))
        if not electrical and not described:
            yield from _reference(named, known, table, place, intake)
            continue
        if electrical and not (
            named.get("trial_type") == "electrical_stimulation"
            or any(cells[i].strip() not in ABSENT for i in stimulating)
        ):
            intake.passed["no stimulation"] += 1
            continue
        if identity is not None:
            key = "\t".join(cells) if suffix in ("events", "tms") or electrical else cells[identity]
            if first := seen.setdefault(key, 0):
                cause = f"the row repeats line {first}"
                intake.fault((table.name, number, identity + 1), "duplicate row", cause, "delete one")
                intake.refused += 1
                continue
            seen[key] = number
        kind = "PulsedStimulationProgram" if electrical else kind_of(named, sidecar, suffix)
        if kind is None:
            if suffix == "events":
                intake.passed["no stimulation"] += 1
                continue
            cause = f"no known kind of stimulation: {_stated_kind(named)!r}"
            intake.fault(place, "unknown stimulation", cause, "TMS, tES, tDCS, tACS, tRNS, TUS")
            intake.refused += 1
            continue
        row = Row(place, Record(f"{prefix}/{number}", kind))
        if subject:
            row.record.text("patientPseudonym", f"sub-{subject}")
        row.record.text("readFrom", f"{within}:{number}")
        row.pulse_count = named.get("pattern1_count", "")
        if row.pulse_count not in ABSENT:
            row.facts.add("pulses")
        row.sham = _SHAM.search("\t".join(cells)) is not None
        if row.sham:
            row.record.text("reportedValue", "condition: sham")
        if any(column.startswith("tms_pos_centre") for column in table.header):
            row.facts.add("position")
        if parameters:
            row.record.text("reportedValue", f"ElectricalStimulationParameters: {parameters}")
        good = reader.read(cells, row)
        intake.describes(title, met(row.record, row.facts))
        if not good:
            intake.refused += 1
            continue
        intake.recorded += 1
        intake.kept_as_text.update(row.kept_as_text)
        yield row.record
        yield from row.pulses
        yield from row.contacts


def _stated_kind(named: dict[str, str]) -> str:
    return next((named[name] for name in ("nibs_type", "StimType", "pattern") if name in named), "")


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


def _reference(
    named: dict[str, str],
    known: dict[str, set[str]],
    table: Table,
    place: tuple[str, int, int],
    intake: Intake,
) -> Iterator[Record]:
    """Count a row of events without parameters; check that the programme it refers to exists."""
    for column in _REFERS:
        value = named.get(column, "n/a").strip()
        if value in ABSENT:
            continue
        given = value.rpartition("#id=")[2] if column == "stim_ref" else value
        defined = known.get("StimID" if column == "stim_ref" else column, set())
        if defined and given not in defined:
            spot = (*place[:2], table.header.index(column) + 1)
            cause = f"{column}: no programme {given!r} in the table of stimulation"
            intake.fault(spot, "unknown programme", cause, f"there are {', '.join(sorted(defined)[:8])}")
            intake.refused += 1
            return
        if defined or column != "event_id":
            intake.passed["time of a programme described elsewhere"] += 1
            return
    intake.passed["no stimulation"] += 1
    yield from ()


def _unsaid(layout: Layout, intake: Intake) -> None:
    """Note, for recordings under stimulation that no table describes, that everything is missing."""
    title = str(layout.json(layout.root / "dataset_description.json").get("Name", ""))
    recordings: dict[str, str] = {}
    for path in layout.files:
        name = Name.of(path)
        if path.suffix != ".json" or name.suffix not in _RECORDINGS:
            continue
        sidecar = layout.json(path)
        kind = _hinted(sidecar, name, title)
        if kind and "rest" not in name.entities.get("task", "").casefold():
            recordings[path.as_posix()] = kind
    kinds: dict[str, int] = {}
    for kind in recordings.values():
        kinds[kind] = kinds.get(kind, 0) + 1
    for kind, count in kinds.items():
        for _ in range(count):
            intake.describes(layout.title, dict.fromkeys(needs_of(kind), False))


def _hinted(sidecar: dict[str, Any], name: Name, title: str) -> str:
    """Return the class of programme of which task, description or title of a recording tell; else nothing."""
    task = name.entities.get("task", "")
    said = " ".join((task, text_of(sidecar, "TaskName"), text_of(sidecar, "TaskDescription")))
    kinds = [kind for pattern, kind in _HINTS if pattern.search(said)]
    if not kinds and sidecar.get("ElectricalStimulation") is True:
        return "PulsedStimulationProgram"
    if kinds == ["PulsedStimulationProgram"]:
        # a task such as stimRxIFJ of a dataset about TMS
        kinds = [kind for pattern, kind in _HINTS if pattern.search(title)] or kinds
    return kinds[0] if kinds else ""
