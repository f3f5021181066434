"""From a MedicationAdministration into the spaces where neuromodulation places drugs to an infusion."""

from __future__ import annotations

from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.records.fhir.coded import codes_of, terms_of
from neuromod_onto.records.fhir.resource import Resource
from neuromod_onto.records.fhir.scores import UCUM
from neuromod_onto.records.json_document import object_of
from neuromod_onto.records.record import Record
from neuromod_onto.terms.hierarchy import ancestors

_AGENT = NEUROMOD + "deliversAgent"
_ROUTE = NEUROMOD + "hasDeliveryRoute"
#: (FHIR element, property, canonical unit): a rate of flow or of mass, a dose given at once.
_AMOUNTS = (
    ("rateQuantity", "dailyDose", "mg/d"),
    ("rateQuantity", "infusionRate", "mL/d"),
    ("dose", "bolusDose", "mg"),
)


def medication(resource: Resource, record: Record) -> None:
    """State agent and amounts, and the therapy where agent and route leave one."""
    record.kind = "InfusionProgram"
    dosage = object_of(resource.content.get("dosage"))
    medication = resource.content.get("medicationCodeableConcept") or object_of(
        resource.content.get("medication")
    ).get("concept")
    codes = codes_of(medication)
    agents = terms_of(resource.dataset, codes, "ChemicalAgent")
    if not agents:
        resource.intake.passed["no agent of neuromodulation"] += 1
        return
    resource.state_one(record, "recordsAgent", agents, codes, "medicationCodeableConcept")
    routes = terms_of(resource.dataset, codes_of(dosage.get("route")), "DeliveryRoute")
    if not routes:
        if dosage.get("route"):
            resource.intake.passed["another route"] += 1
        else:
            resource.fault("missing field", "the dosage has no route", "dosage")
        return
    therapies = _therapies_by(resource.dataset, agents[0], routes[0])
    if not therapies:
        resource.intake.passed["no therapy of this agent by this route"] += 1
        return
    if len(therapies) == 1:
        record.term("recordsTherapy", therapies[0])
    _amounts(resource, record, dosage)
    resource.state_time(record, "occurredAt", "effectiveDateTime", "effectivePeriod")
    if not record.has("occurredAt"):
        resource.state_time(record, "occurredAt", "occurenceDateTime", "occurencePeriod")


def _therapies_by(dataset: Dataset, agent: str, route: str) -> list[str]:
    """Return the most general therapies that deliver the agent by the route."""
    both = set(dataset.subjects(_AGENT, agent)) & set(dataset.subjects(_ROUTE, route))
    return sorted(term for term in both if not ancestors(dataset, term) & both)


def _amounts(resource: Resource, record: Record, dosage: dict[str, Any]) -> None:
    from neuromod_onto.records.quantities.units import UnitError, convert

    before = len(resource.intake.faults)
    for element in ("rateQuantity", "dose"):
        amount = dosage.get(element)
        if not isinstance(amount, dict):
            continue
        code = amount.get("code") if amount.get("system") in (None, UCUM) else None
        unit, value = str(code or amount.get("unit") or ""), str(amount.get("value", ""))
        last: UnitError | None = None
        for at, name, canonical in _AMOUNTS:
            if at != element:
                continue
            try:
                record.number(name, convert(value, unit, canonical))
            except UnitError as error:
                last = error if last is None or error.kind == "other dimension" else last
            else:
                record.text("reportedValue", f"{element}: {value} [{unit}]")
                last = None
                break
        if last:
            resource.fault(last.kind, f"{element}: {last.cause}", "dosage", element, hint=last.hint)
    stated = any(map(record.has, ("dailyDose", "infusionRate", "bolusDose")))
    if not stated and len(resource.intake.faults) == before:
        resource.fault("missing field", "the dosage states neither rateQuantity nor dose", "dosage")
