"""Records from a BIDS dataset: electrical stimulation in events, and the drafts for NIBS.

Each row that describes a stimulation gives one programme with its contacts; the second pulse of a pair gives
a programme of its own. Rows that only say when a programme of ``*_nibs.tsv`` was given, and rows about other
things, are passed over and counted. What the columns are called is data (``fields.tsv``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError
from neuromod_onto.records.bids.layout import Layout, Name, position, text_of
from neuromod_onto.records.bids.setup import Surroundings
from neuromod_onto.records.bids.tables import TableReader
from neuromod_onto.records.checks.needs import needs_of
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.record import Record

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
            yield from TableReader(table, layout, surroundings, intake).records()
        except (InputError, OSError) as error:
            cause = getattr(error, "cause", "") or str(error)
            place = position(str(getattr(error, "place", "")))
            intake.fault((layout.called(table), *place), "unreadable", cause)
    if path.is_dir() and intake.recorded + intake.refused == before:
        _unsaid(layout, intake)


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
