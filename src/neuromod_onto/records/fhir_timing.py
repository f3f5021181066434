"""When a device was used, by the ``timing[x]`` of FHIR: a dateTime, a Period, or a Timing.

A Timing lists times (``event``), or repeats within ``bounds[x]``: a Period, or a Duration or Range that names
no day. The same choice stands in DeviceUseStatement of release 4 and DeviceUsage of release 5. The use began
at the start of the period or at the first event, whichever is earlier.

Source: hl7.org/fhir/StructureDefinition/Timing and .../Period (4.0.1), .../DeviceUsage (5.0.0).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from neuromod_onto.records.json_document import list_of, object_of
from neuromod_onto.records.record import date_time

_Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class Use:
    """When a use began, and all that was said of its time.

    Attributes:
        start: date and time, where a day is named.
        text: what the source says beyond one time, such as an end or how often; else empty.
        faults: (cause, place within the resource) of what is no time.

    """

    start: str | None
    text: str
    faults: tuple[tuple[str, _Steps], ...]


def use_of(resource: dict[str, Any]) -> Use:
    """Return when the device of a DeviceUseStatement or DeviceUsage was used."""
    stated: list[tuple[Any, _Steps]] = []
    texts: list[str] = []
    for element in ("timingDateTime", "timingPeriod", "timingTiming"):
        value = resource.get(element)
        if not value:
            continue
        if element == "timingDateTime":
            stated.append((value, (element,)))
            continue
        period: _Steps = (element,)
        bounds = value
        if element == "timingTiming":
            period = (element, "repeat", "boundsPeriod")
            bounds = object_of(object_of(object_of(value).get("repeat")).get("boundsPeriod"))
            events = object_of(value).get("event")
            stated += [(event, (element, "event", n)) for n, event in enumerate(list_of(events))]
            if events and not isinstance(events, list):
                stated.append((events, (element, "event")))
        start = object_of(bounds).get("start")
        if start:
            stated.append((start, (*period, "start")))
        elif not isinstance(value, dict):
            stated.append((value, (element,)))
        if element == "timingTiming" or len(object_of(value)) > 1 or not start:
            texts.append(f"{element}: {json.dumps(value, ensure_ascii=False, default=str)}")
    times = [(date_time(value) if isinstance(value, str) else None, value, steps) for value, steps in stated]
    faults = [(f"{v!r} is no full date", steps) for time, v, steps in times if time is None]
    starts = sorted((time for time, _, _ in times if time), key=_instant)
    return Use(starts[0] if starts else None, "; ".join(texts), tuple(faults))


def _instant(time: str) -> datetime:
    """Return a time to sort by; one without zone is taken as of UTC."""
    found = datetime.fromisoformat(time)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
