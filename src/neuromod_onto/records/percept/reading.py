"""Stimulation settings from session reports of Medtronic Percept neurostimulators (JSON).

Field names carry their unit (``AmplitudeInMilliAmps``). Only settings are read: the block on the patient is
left unread, so that no name gets into the records. One programme of one group gives one record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError, UnknownTermError
from neuromod_onto.records.checks.needs import met
from neuromod_onto.records.checks.plausibility import plausible
from neuromod_onto.records.intake import Intake, Place
from neuromod_onto.records.json_document import JsonDocument, list_of, object_of
from neuromod_onto.records.record import Record, date_time
from neuromod_onto.terms import resolve

_KIND = "PulsedStimulationProgram"
_SETTING = "intracranial event"
_SIDES = {"LeftHemisphere": "LeftSide", "RightHemisphere": "RightSide"}
#: (field, property, unit in the field's name)
_FIELDS = (
    ("AmplitudeInMilliAmps", "currentAmplitude", "mA"),
    ("PulseWidthInMicroSecond", "pulseWidth", "us"),
    ("RateInHertz", "stimulationFrequency", "Hz"),
)
_POLARITIES = {"Negative": "CathodePolarity", "Positive": "AnodePolarity", "None": "OffPolarity"}
#: A SenSight lead (B33005, B33015) has rings 0 and 3, and segments a, b, c at levels 1 and 2.
_SENSIGHT = re.compile(r"sensight_(0|[12][abc]?|3)", re.IGNORECASE)
_FRACTION = re.compile(r"ElectrodeFractionOf(\d+)")
_Steps = tuple[str | int, ...]
_PARTS = 64  # of the current, in which the programmer divides it among contacts


def read(path: Path, dataset: Dataset, intake: Intake) -> Iterator[Record]:
    """Yield the records of a session report, or of all reports (``*.json``) in a folder.

    Raises:
        InputError: a file is no JSON object, or no report is there.

    """
    reports = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not reports:
        raise InputError("no session report (*.json) in this folder", place=str(path))
    for report in reports:
        document = JsonDocument(report)
        if not isinstance(document.value, dict) or not {"Groups", "GroupHistory"} & set(document.value):
            raise InputError("no session report: neither Groups nor GroupHistory", place=str(report))
        yield from _Report(document, dataset, intake).records()


class _Report:
    def __init__(self, document: JsonDocument, dataset: Dataset, intake: Intake) -> None:
        self.document = document
        self.intake = intake
        self.root: dict[str, Any] = document.value
        self.name = document.path.name
        self.device = self._device(dataset)
        #: How often each programme was met: one of the same name is another one.
        self.called: Counter[tuple[str, ...]] = Counter()
        leads = list_of(object_of(self.root.get("LeadConfiguration")).get("Final"))
        self.locations = {
            str(object_of(lead).get("Hemisphere", "")).rpartition(".")[2] + "Hemisphere": str(
                object_of(lead).get("LeadLocation", "")
            )
            for lead in leads
        }

    def _device(self, dataset: Dataset) -> str:
        block = object_of(self.root.get("DeviceInformation"))
        moment = "Final" if block.get("Final") else "Initial"
        name = str(object_of(block.get(moment)).get("Neurostimulator") or "")
        try:
            return resolve(dataset, name).iri if name else ""
        except UnknownTermError:
            place = self.document.place("DeviceInformation", moment, "Neurostimulator")
            self.intake.fault(place, "unknown device", f"no model is called {name!r}")
            return ""

    def _objects(self, value: Any, *steps: str | int) -> Iterator[tuple[_Steps, dict[str, Any]]]:
        """Yield the objects of a list, or the only one, with their places; what is none is a row at fault."""
        several = isinstance(value, list)
        for number, one in enumerate(value if several else [value] if value is not None else []):
            at = (*steps, number) if several else steps
            if isinstance(one, dict):
                yield at, one
                continue
            self.intake.rows += 1
            self.intake.refused += 1
            self.intake.fault(
                self.document.place(*at), "structure", f"{steps[-1]}: {str(one)[:40]!r} is no object"
            )

    def records(self) -> Iterator[Record]:
        """Yield the records of all groups: at the start and the end of the session, and of the history."""
        time = self.root.get("SessionDate")
        groups = object_of(self.root.get("Groups"))
        for moment in ("Initial", "Final"):
            for steps, group in self._objects(groups.get(moment), "Groups", moment):
                yield from self._group(group, steps, time, moment)
        for at, session in self._objects(self.root.get("GroupHistory"), "GroupHistory"):
            then = session.get("SessionDate") or session.get("Sessiondate")
            for key in ("Groups", "Settings"):
                for steps, group in self._objects(session.get(key), *at, key):
                    yield from self._group(group, steps, then, f"history-{at[-1]}")

    def _group(self, group: dict[str, Any], steps: _Steps, time: Any, moment: str) -> Iterator[Record]:
        settings = object_of(group.get("ProgramSettings"))
        letter = str(group.get("GroupId") or "").rpartition("_")[2] or str(steps[-1])
        origin, inner = (moment, letter, time), (*steps, "ProgramSettings")
        for side in _SIDES:
            programs = object_of(settings.get(side)).get("Programs")
            for at, program in self._objects(programs, *inner, side, "Programs"):
                yield from self._program(program, at, side, settings, origin)
        for at, program in self._objects(settings.get("SensingChannel"), *inner, "SensingChannel"):
            side = str(program.get("HemisphereLocation", "")).rpartition(".")[2] + "Hemisphere"
            yield from self._program(program, at, side, settings, origin)

    def _program(
        self,
        program: dict[str, Any],
        steps: _Steps,
        side: str,
        settings: dict[str, Any],
        origin: tuple[str, str, Any],
    ) -> Iterator[Record]:
        self.intake.rows += 1
        before = len(self.intake.faults)
        moment, letter, time = origin
        named = str(program.get("ProgramId") or "").rpartition(".")[2]
        called = named or "-".join(str(step) for step in steps[steps.index("ProgramSettings") + 1 :])
        identity = (self.document.path.stem, moment, letter, called)
        self.called[identity] += 1
        again = f"-{self.called[identity]}" if self.called[identity] > 1 else ""
        record = Record(self.intake.iri(*identity) + again, _KIND)
        _, line, column = self.document.place(*steps)
        record.text("readFrom", f"{self.name}:{line}:{column}")
        if (moment_of := date_time(str(time or ""))) is not None:
            record.time("occurredAt", moment_of)
        self._where(record, program, side, steps)
        places: dict[str, Place] = {}
        for field, name, unit in _FIELDS:
            # the rate may stand with the group for all its programmes
            inherited = field not in program
            source, at = (
                (settings, steps[: steps.index("ProgramSettings") + 1]) if inherited else (program, steps)
            )
            if source.get(field) is not None:
                value, place = str(source[field]), self.document.place(*at, field)
                places[name] = place
                self.intake.quantity(record, name, value, place, unit=unit, called=field)
            elif not (field == "AmplitudeInMilliAmps" and "AdaptiveTherapyStatus" in program):
                place = self.document.place(*steps)
                self.intake.fault(place, "missing field", f"{called} has no {field}")
        for field in ("SuspendAmplitudeInMilliAmps", "LowerLimitInMilliAmps", "UpperLimitInMilliAmps"):
            if field in program:
                record.text("reportedValue", f"{field}: {program[field]}")
        plausible(record, self.intake, self.document.place(*steps), setting=_SETTING, places=places)
        self._require_within_limits(program, steps)
        contacts = list(self._contacts(record, program, steps))
        if len(self.intake.faults) > before:
            self.intake.refused += 1
            return
        self.intake.recorded += 1
        if (location := self.locations.get(side, "")) and location not in _locations():
            self.intake.kept_as_text["place of a lead", location] += 1
        self.intake.describes(self.name, met(record))
        yield record
        yield from contacts

    def _where(self, record: Record, program: dict[str, Any], side: str, steps: _Steps) -> None:
        if side not in _SIDES:
            self.intake.fault(self.document.place(*steps), "unknown side", f"no hemisphere: {side!r}")
            return
        identifier = str(program.get("ProgramId") or "")
        if identifier and not identifier.upper().endswith("_" + side.removesuffix("Hemisphere").upper()):
            place = self.document.place(*steps, "ProgramId")
            self.intake.fault(place, "swapped hemisphere", f"{identifier} stands under {side}")
        record.own("hasLaterality", _SIDES[side])
        location = self.locations.get(side, "")
        therapy, target = _locations().get(location, ("DeepBrainStimulation", ""))
        record.own("recordsTherapy", therapy)
        if target:
            record.own("recordsTarget", target)
        if location:
            record.text("reportedValue", f"LeadLocation: {location}")
        if self.device:
            record.term("recordsDevice", self.device)

    def _require_within_limits(self, program: dict[str, Any], steps: _Steps) -> None:
        """Compare the amplitude with the range in which the patient may change it."""
        fields = [f"{name}InMilliAmps" for name in ("Amplitude", "LowerLimit", "UpperLimit")]
        numbers = [program[field] for field in fields if isinstance(program.get(field), int | Decimal)]
        if len(numbers) < len(fields):
            return
        amplitude, low, high = numbers
        if not low <= amplitude <= high:
            place = self.document.place(*steps, "AmplitudeInMilliAmps")
            cause = (
                f"AmplitudeInMilliAmps: {amplitude} lies outside the programme's own limits, {low} to {high}"
            )
            self.intake.fault(place, "outside own limits", cause)

    def _contacts(self, record: Record, program: dict[str, Any], steps: _Steps) -> Iterator[Record]:
        for number, state in enumerate(list_of(program.get("ElectrodeState"))):
            at = (*steps, "ElectrodeState", number)
            if not isinstance(state, dict):
                self.intake.fault(self.document.place(*at), "structure", "ElectrodeState: no object")
                continue
            label = str(state.get("Electrode", "")).rpartition(".")[2]
            if label.lower().startswith("sensight") and not _SENSIGHT.fullmatch(label):
                place = self.document.place(*at, "Electrode")
                self.intake.fault(place, "unknown contact", f"a SenSight lead has no contact {label!r}")
            result = str(state.get("ElectrodeStateResult", "")).rpartition(".")[2]
            contact = Record(f"{record.iri}/{number}", "ContactSetting")
            contact.text("contactLabel", label)
            if result in _POLARITIES:
                contact.own("hasElectrodePolarity", _POLARITIES[result])
            else:
                place = self.document.place(*at, "ElectrodeStateResult")
                self.intake.fault(place, "unknown polarity", f"{label}: no polarity is called {result!r}")
            self._share(contact, state, at)
            record.term("hasContact", contact.iri)
            yield contact

    def _share(self, contact: Record, state: dict[str, Any], steps: _Steps) -> None:
        for field, value in state.items():
            if not (match := _FRACTION.fullmatch(field)):
                continue
            place = self.document.place(*steps, field)
            if int(match[1]) != _PARTS:
                self.intake.fault(place, "unknown field", f"{field}: shares are parts of {_PARTS}")
            elif not isinstance(value, int) or abs(value) > _PARTS:
                self.intake.fault(place, "number", f"{field}: {value} is no number of parts of {_PARTS}")
            else:
                contact.number("currentShare", Decimal(abs(value) * 100) / _PARTS)
                contact.text("reportedValue", f"{field}: {value}")


@cache
def _locations() -> dict[str, tuple[str, str]]:
    """Return therapy and target of each place of a lead."""
    lines = (files(__package__ or "") / "leads.tsv").read_text("utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {location: (therapy, target) for location, therapy, target, _ in rows}
