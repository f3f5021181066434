"""When a device was used, by the ``timing[x]`` of FHIR: a dateTime, a Period, or a Timing.

A Timing lists times (``event``), or repeats within ``bounds[x]``: a Period, or a Duration or Range that names
no day. The same choice stands in DeviceUseStatement of release 4 and DeviceUsage of release 5. The use began
at the start of the period or at the first event, whichever is earlier, and ended at the end of the period,
the last moment that belongs to it; the last event is no end. An end that is only a year or a month stays
text.

Source: hl7.org/fhir/StructureDefinition/Timing and .../Period (4.0.1), .../DeviceUsage (5.0.0).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from neuromod_onto.records.json_document import list_of, object_of
from neuromod_onto.records.record import date_time, end_time

_Steps = tuple[str | int, ...]
_PART_OF_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Use:
    """When a use began, and all that was said of its time.

    Attributes:
        start: date and time, where a day is named.
        end: the same.
        text: what the source says beyond one time, such as an end or how often; else empty.
        faults: (cause, place within the resource) of what is no time.

    """

    start: str | None
    end: str | None
    text: str
    faults: tuple[tuple[str, _Steps], ...]


def use_of(resource: dict[str, Any]) -> Use:
    """Return when the device of a DeviceUseStatement or DeviceUsage was used."""
    stated: list[tuple[Any, _Steps]] = []
    texts: list[str] = []
    ends: list[tuple[Any, _Steps]] = []
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
        end = object_of(bounds).get("end")
        if end and not (isinstance(end, str) and _PART_OF_DATE.fullmatch(end)):
            ends.append((end, (*period, "end")))
        if element == "timingTiming" or len(object_of(value)) > 1 or not start:
            texts.append(f"{element}: {json.dumps(value, ensure_ascii=False, default=str)}")
    begun, over = _read(stated, date_time), _read(ends, end_time)
    faults = [(f"{value!r} is no full date", steps) for time, value, steps in begun + over if time is None]
    starts = sorted((time for time, _, _ in begun if time), key=_instant)
    last = next((time for time, _, _ in over), None)
    return Use(starts[0] if starts else None, last, "; ".join(texts), tuple(faults))


def _read(
    stated: list[tuple[Any, _Steps]], reader: Callable[[str], str | None]
) -> list[tuple[str | None, Any, _Steps]]:
    """Return each time as it is read, None where it is none, with what is written and where."""
    return [(reader(value) if isinstance(value, str) else None, value, steps) for value, steps in stated]


def _instant(time: str) -> datetime:
    """Return a time to sort by; one without zone is taken as of UTC."""
    found = datetime.fromisoformat(time)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
