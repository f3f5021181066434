"""From an Observation of an outcome measure to its scores, each a record."""

from __future__ import annotations

from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.records.fhir.bundle import Steps
from neuromod_onto.records.fhir.coded import codes_of, terms_of
from neuromod_onto.records.fhir.resource import Resource
from neuromod_onto.records.fhir.scores import measure_of, value_of
from neuromod_onto.records.json_document import objects_in
from neuromod_onto.records.record import Record


def observation(resource: Resource, record: Record) -> None:
    """Read the score of an observation, or those of its components: each is a record of its own."""
    record.kind = "OutcomeRecord"
    resource.state_time(record, "occurredAt", "effectiveDateTime", "effectivePeriod", "effectiveInstant")
    shared = list(record.facts)
    parts: list[tuple[dict[str, Any], Steps]] = [(resource.content, ())]
    parts += [(part, ("component", n)) for n, part in enumerate(objects_in(resource.content, "component"))]
    found = [scored for part, steps in parts if (scored := _score(resource, part, steps))]
    reasons = [_no_score(resource.dataset, part) for part, _ in parts]
    if all(reasons):
        resource.intake.passed[max(reasons)] += 1
    if not found:
        return
    record.facts += found[0]
    for number, facts in enumerate(found[1:], 2):
        resource.further.append(Record(f"{record.iri}/{number}", record.kind, [*shared, *facts]))


def _score(resource: Resource, part: dict[str, Any], steps: Steps) -> list[tuple[str, Any]]:
    """Return the facts of one score; none where there is none, or a fault is reported."""
    from neuromod_onto.records.quantities.units import UnitError

    if _no_score(resource.dataset, part):
        return []
    codes = codes_of(part.get("code"))
    score = Record("", "OutcomeRecord")
    measures = terms_of(resource.dataset, codes, "OutcomeMeasure")
    resource.state_one(score, "recordsOutcomeMeasure", measures, codes, *steps, "code")
    if not score.has("recordsOutcomeMeasure"):
        return []
    measure = measure_of(resource.dataset, score.facts[0][1].value)
    at = next((name for name in part if name.startswith("value")), "")
    try:
        value, text = value_of(part, measure)
    except UnitError as error:
        resource.fault(error.kind, f"{at}: {error.cause}", *steps, at, hint=error.hint)
        return []
    score.number("outcomeValue", value)
    score.text("reportedValue", f"{at}: {text}")
    return score.facts


def _no_score(dataset: Dataset, part: dict[str, Any]) -> str:
    """Return why an observation, or a component, gives no score, where that is no fault."""
    if not terms_of(dataset, codes_of(part.get("code")), "OutcomeMeasure"):
        return "no outcome measure by its code"
    return "" if any(name.startswith("value") for name in part) else "no value"
