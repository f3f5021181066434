"""A programme on its way from a row of a BIDS table to records, and what kind of programme it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from neuromod_onto.records.bids.fields import words
from neuromod_onto.records.bids.layout import text_of
from neuromod_onto.records.intake import Place
from neuromod_onto.records.record import Record

#: Cells that state nothing.
ABSENT = frozenset({"", "n/a", "N/A"})


@dataclass
class Row:
    """A row on its way to records.

    Attributes:
        place: file and line.
        record: the programme; further pulses of a pair become programmes of their own.
        facts: what the source states, properties and others, for the list of what is missing.
        places: where each property stood.
        kept_as_text: names that mean none of our terms, each with what it names.
        sham: the source says that nothing was delivered.

    """

    place: Place
    record: Record
    facts: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)
    contacts: list[Record] = field(default_factory=list)
    pulses: list[Record] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    currents: list[Decimal] = field(default_factory=list)
    intensities: list[Decimal] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    kept_as_text: list[tuple[str, str]] = field(default_factory=list)
    scaling: str = ""
    pulse_count: str = ""
    sham: bool = False
    good: bool = True

    def reported(self, name: str, text: str) -> None:
        """Keep the text of a cell as it stood."""
        self.record.text("reportedValue", f"{name}: {text}")

    def complete_pulses(self) -> None:
        """Give further pulses what they share with the first: all but intensity and what is written of it."""
        own = {"percentStimulatorOutput", "percentMotorThreshold", "reportedValue"}
        shared = [fact for fact in self.record.facts if fact[0] not in own]
        for pulse in self.pulses:
            pulse.facts = [*shared, *pulse.facts]


def kind_of(cells: dict[str, str], sidecar: dict[str, Any], suffix: str) -> str | None:
    """Return the class of programme of a row of NIBS; None when it does not say what it is."""
    stated = {cells.get(name, "").casefold() for name in ("nibs_type", "StimType")} - {"", "n/a"}
    if not stated and suffix == "tms":
        stated = {"tms"}
    details = sidecar.get("NIBSDetails")
    if not stated and text_of(details, "NIBSType"):
        stated = {text_of(details, "NIBSType").casefold()}
    kinds = words("kind")
    for word in stated:
        if word not in kinds:
            return None
        if kinds[word]:
            return kinds[word]
    for name in ("pattern", "nibs_event_id", "event_id", "ProtocolName", "trial_type"):
        if kind := kinds.get(cells.get(name, "").casefold()):
            return kind
    shape = cells.get("stimulus_shape", "").casefold()
    if stated and shape.startswith("sinus"):
        return "AlternatingCurrentProgram"
    if stated and shape.startswith("rectang"):
        return "DirectCurrentProgram"
    return "StimulationProgram" if stated else None
