"""Records from FHIR: a Bundle, a single resource, or lines of resources (NDJSON), of releases 4 and 5.

Read are Procedure, DeviceUseStatement or DeviceUsage with the Device it names, MedicationAdministration into
the spaces where neuromodulation places drugs, and Observation of an outcome measure. A code becomes a term of
ours where it means the same or something narrower. The patient is named by the identifier in
``subject.reference``; no name is read.

Release 5 calls the ``subject`` of a use of a device ``patient``, makes ``device`` and ``reason`` a reference
or a concept, and the names of a Device values (hl7.org/fhir/R5/deviceusage.r4b.diff.xml).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.dataset.lines import bounded_lines
from neuromod_onto.errors import InputError, UnknownTermError
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.records.coded import codes_of, terms_of
from neuromod_onto.records.fhir_scores import UCUM, measure_of, value_of
from neuromod_onto.records.fhir_timing import use_of
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.json_document import JsonDocument, list_of, object_of
from neuromod_onto.records.needs import met
from neuromod_onto.records.plausibility import plausible
from neuromod_onto.records.record import Record, date_time
from neuromod_onto.terms import resolve
from neuromod_onto.terms.hierarchy import ancestors

#: Of any of the resources: nothing happened, or nothing is known yet.
_NOT_DONE = {"not-done", "entered-in-error", "preparation", "intended", "cancelled", "registered"}
_DELIVERS = NEUROMOD + "delivers"
_INTENDED = NEUROMOD + "intendedForTherapy"
_AGENT = NEUROMOD + "deliversAgent"
_ROUTE = NEUROMOD + "hasDeliveryRoute"
#: (FHIR element, property, canonical unit): a rate of flow or of mass, a dose given at once.
_AMOUNTS = (
    ("rateQuantity", "dailyDose", "mg/d"),
    ("rateQuantity", "infusionRate", "mL/d"),
    ("dose", "bolusDose", "mg"),
)
_Steps = tuple[str | int, ...]


def read(path: Path, dataset: Dataset, intake: Intake) -> Iterator[Record]:
    """Yield the records of a file of FHIR resources.

    Raises:
        InputError: the file holds no JSON, or something other than resources.

    """
    devices: dict[str, dict[str, Any]] = {}
    for _, _, resource in _resources(path):
        if resource.get("resourceType") == "Device":
            for name in {str(resource.get("id")), f"Device/{resource.get('id')}"}:
                devices[name] = resource
    reader = _Reader(path, dataset, intake, devices)
    for document, steps, resource in _resources(path):
        yield from reader.records(document, steps, resource)


def _resources(path: Path) -> Iterator[tuple[JsonDocument, _Steps, dict[str, Any]]]:
    """Yield each resource with its document and place, line by line when the file is NDJSON."""
    if path.suffix == ".ndjson":
        with path.open("rb") as stream:
            for number, line in enumerate(bounded_lines(stream, str(path)), 1):
                if line.strip():
                    document = JsonDocument(path, line, number)
                    yield document, (), _resource(document, document.value, ())
        return
    document = JsonDocument(path)
    whole = _resource(document, document.value, ())
    if whole.get("resourceType") != "Bundle":
        yield document, (), whole
        return
    entries = whole.get("entry") or []
    if not isinstance(entries, list):
        raise InputError("the entries of a Bundle are a list", place=_place(document, ("entry",)))
    for number, entry in enumerate(entries):
        steps: _Steps = ("entry", number, "resource")
        if not isinstance(entry, dict) or "resource" not in entry:
            raise InputError("an entry without a resource", place=_place(document, steps))
        if entry.get("fullUrl") and isinstance(entry["resource"], dict):
            entry["resource"].setdefault("id", str(entry["fullUrl"]).rpartition(":")[2])
        yield document, steps, _resource(document, entry["resource"], steps)


def _resource(document: JsonDocument, value: Any, steps: _Steps) -> dict[str, Any]:
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        raise InputError("no FHIR resource: no resourceType", place=_place(document, steps))
    return value


def _place(document: JsonDocument, steps: _Steps) -> str:
    return ":".join(str(part) for part in document.place(*steps))


class _Reader:
    def __init__(
        self, path: Path, dataset: Dataset, intake: Intake, devices: dict[str, dict[str, Any]]
    ) -> None:
        self.path = path
        self.dataset = dataset
        self.intake = intake
        self.devices = devices
        self.document: JsonDocument
        self.steps: _Steps
        self.further: list[Record]

    def records(self, document: JsonDocument, steps: _Steps, resource: dict[str, Any]) -> Iterator[Record]:
        """Yield the record of a resource, or report why there is none."""
        kinds = {
            "Procedure": self._procedure,
            "DeviceUseStatement": self._device_use,
            "DeviceUsage": self._device_use,
            "MedicationAdministration": self._medication,
            "Observation": self._observation,
        }
        self.intake.rows += 1
        self.document, self.steps, self.further = document, steps, []
        kind = resource["resourceType"]
        if kind not in kinds:
            self.intake.passed["read with the resource that names it" if kind == "Device" else f"{kind}"] += 1
            return
        if str(resource.get("status")) in _NOT_DONE:
            self.intake.passed[f"status {resource['status']}"] += 1
            return
        before = len(self.intake.faults)
        passed = self.intake.passed.total()
        record = Record(
            self.intake.iri(self.path.stem, kind, str(resource.get("id") or len(steps) or "1")), "Record"
        )
        record.text(
            "readFrom", ":".join(str(part) for part in self.document.place(*steps)[:2]).rpartition("/")[2]
        )
        self._patient(record, resource)
        kinds[kind](record, resource)
        plausible(record, self.intake, self.document.place(*steps))
        if self.intake.passed.total() > passed:
            del self.intake.faults[before:]  # what is not ours may lack what ours must have
            return
        if len(self.intake.faults) > before:
            self.intake.refused += 1
            return
        self.intake.recorded += 1
        if needs := met(record):
            self.intake.describes(self.path.name, needs)
        yield record
        yield from self.further

    def _fault(self, kind: str, cause: str, *steps: str | int, hint: str = "") -> None:
        self.intake.fault(self.document.place(*self.steps, *steps), kind, cause, hint)

    def _patient(self, record: Record, resource: dict[str, Any]) -> None:
        subject = resource.get("subject") or resource.get("patient")
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if not reference:
            self._fault("missing field", "no reference to a patient", "subject")
            return
        record.text("patientPseudonym", str(reference).rpartition("/")[2].rpartition(":")[2])

    def _time(self, record: Record, resource: dict[str, Any], name: str, *elements: str) -> None:
        for element in elements:
            value = resource.get(element)
            start = value.get("start") if isinstance(value, dict) else value
            if not start:
                continue
            if (time := date_time(str(start))) is None:
                self._fault("time", f"{element}: {start!r} is no full date", element)
            else:
                record.time(name, time)
            return

    def _procedure(self, record: Record, resource: dict[str, Any]) -> None:
        record.kind = "TherapyRecord"
        codes = codes_of(resource.get("code"))
        if not codes:
            self._fault("missing code", "the procedure has no code of a system that we know", "code")
            return
        terms = terms_of(self.dataset, codes, "Intervention")
        if not terms:
            self.intake.passed["no neuromodulation by its code"] += 1
            return
        self._one(record, "recordsTherapy", terms, codes, "code")
        self._reasons(record, resource)
        self._time(record, resource, "startedAt", "performedDateTime", "performedPeriod")
        if not record.has("startedAt"):
            self._time(record, resource, "startedAt", "occurrenceDateTime", "occurrencePeriod")

    def _one(self, record: Record, name: str, terms: list[str], codes: list[str], *steps: str | int) -> None:
        if len(terms) > 1:
            named = ", ".join(compact(term) for term in terms)
            self._fault(
                "ambiguous code", f"{', '.join(map(compact, codes))} fits several terms: {named}", *steps
            )
            return
        record.term(name, terms[0])
        for code in codes:
            record.term("recordedCode", code)

    def _reasons(self, record: Record, resource: dict[str, Any]) -> None:
        newer = [object_of(one.get("concept")) for one in _objects(resource, "reason")]
        for reason in _objects(resource, "reasonCode") or newer:
            codes = codes_of(reason)
            for term in terms_of(self.dataset, codes, "Condition"):
                record.term("recordsCondition", term)
            for code in codes:
                record.term("recordedCode", code)

    def _device_use(self, record: Record, resource: dict[str, Any]) -> None:
        record.kind = "TherapyRecord"
        used = object_of(resource.get("device"))
        reference = object_of(used.get("reference")) or used
        device = self.devices.get(str(reference.get("reference", "")), {})
        concept = used.get("concept")
        term, codes = self._device(device, concept)
        if not term:
            if not (device or concept):
                self._fault("unknown device", f"no Device is called {reference.get('reference')!r}", "device")
            else:
                self.intake.passed["no neuromodulation by its device"] += 1
            return
        record.term("recordsDevice", term)
        for code in codes:
            record.term("recordedCode", code)
        therapies = self._therapies_of(term)
        if len(therapies) == 1:
            record.term("recordsTherapy", therapies[0])
        else:
            record.kind = "ImplantRecord"
        self._reasons(record, resource)
        use = use_of(resource)
        if use.start:
            record.time("startedAt", use.start)
        if use.end:
            record.time("endedAt", use.end)
        if use.text:
            record.text("reportedValue", use.text)
        for cause, steps in use.faults:
            self._fault("time", f"{steps[0]}: {cause}", *steps)

    def _device(self, device: dict[str, Any], concept: Any) -> tuple[str, list[str]]:
        """Return the model that the names tell, else the kind that the codes tell, with the codes."""
        types = device.get("type")
        codes = [
            code for one in (types if isinstance(types, list) else [types, concept]) for code in codes_of(one)
        ]
        names = [
            str(one.get("name") or one.get("value") or "") for one in _objects(device, "deviceName", "name")
        ]
        for name in [*names, str(device.get("modelNumber") or "")]:
            if name:
                try:
                    return resolve(self.dataset, name, under=NEUROMOD + "Device").iri, codes
                except UnknownTermError:
                    continue
        terms = terms_of(self.dataset, codes, "Device")
        return (terms[0] if len(terms) == 1 else ""), codes

    def _therapies_of(self, device: str) -> list[str]:
        intended = self.dataset.iris(device, _INTENDED)
        if intended:
            return intended
        delivered = set(self.dataset.iris(device, _DELIVERS))
        return sorted(delivered - {a for one in delivered for a in ancestors(self.dataset, one)})

    def _medication(self, record: Record, resource: dict[str, Any]) -> None:
        record.kind = "InfusionProgram"
        dosage = object_of(resource.get("dosage"))
        medication = resource.get("medicationCodeableConcept") or object_of(resource.get("medication")).get(
            "concept"
        )
        codes = codes_of(medication)
        agents = terms_of(self.dataset, codes, "ChemicalAgent")
        if not agents:
            self.intake.passed["no agent of neuromodulation"] += 1
            return
        self._one(record, "recordsAgent", agents, codes, "medicationCodeableConcept")
        routes = terms_of(self.dataset, codes_of(dosage.get("route")), "DeliveryRoute")
        if not routes:
            if dosage.get("route"):
                self.intake.passed["another route"] += 1
            else:
                self._fault("missing field", "the dosage has no route", "dosage")
            return
        therapies = self._therapies_by(agents[0], routes[0])
        if not therapies:
            self.intake.passed["no therapy of this agent by this route"] += 1
            return
        if len(therapies) == 1:
            record.term("recordsTherapy", therapies[0])
        self._amounts(record, dosage)
        self._time(record, resource, "occurredAt", "effectiveDateTime", "effectivePeriod")
        if not record.has("occurredAt"):
            self._time(record, resource, "occurredAt", "occurenceDateTime", "occurencePeriod")

    def _therapies_by(self, agent: str, route: str) -> list[str]:
        """Return the most general therapies that deliver the agent by the route."""
        both = set(self.dataset.subjects(_AGENT, agent)) & set(self.dataset.subjects(_ROUTE, route))
        return sorted(term for term in both if not ancestors(self.dataset, term) & both)

    def _amounts(self, record: Record, dosage: dict[str, Any]) -> None:
        from neuromod_onto.records.units import UnitError, convert

        before = len(self.intake.faults)
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
                self._fault(last.kind, f"{element}: {last.cause}", "dosage", element, hint=last.hint)
        stated = any(map(record.has, ("dailyDose", "infusionRate", "bolusDose")))
        if not stated and len(self.intake.faults) == before:
            self._fault("missing field", "the dosage states neither rateQuantity nor dose", "dosage")

    def _observation(self, record: Record, resource: dict[str, Any]) -> None:
        """Read the score of an observation, or those of its components: each is a record of its own."""
        record.kind = "OutcomeRecord"
        self._time(record, resource, "occurredAt", "effectiveDateTime", "effectivePeriod", "effectiveInstant")
        shared = list(record.facts)
        parts: list[tuple[dict[str, Any], _Steps]] = [(resource, ())]
        parts += [(part, ("component", n)) for n, part in enumerate(_objects(resource, "component"))]
        found = [scored for part, steps in parts if (scored := self._score(part, steps))]
        reasons = [self._no_score(part) for part, _ in parts]
        if all(reasons):
            self.intake.passed[max(reasons)] += 1
        if not found:
            return
        record.facts += found[0]
        for number, facts in enumerate(found[1:], 2):
            self.further.append(Record(f"{record.iri}/{number}", record.kind, [*shared, *facts]))

    def _score(self, part: dict[str, Any], steps: _Steps) -> list[tuple[str, Any]]:
        """Return the facts of one score; none where there is none, or a fault is reported."""
        from neuromod_onto.records.units import UnitError

        if self._no_score(part):
            return []
        codes = codes_of(part.get("code"))
        score = Record("", "OutcomeRecord")
        measures = terms_of(self.dataset, codes, "OutcomeMeasure")
        self._one(score, "recordsOutcomeMeasure", measures, codes, *steps, "code")
        if not score.has("recordsOutcomeMeasure"):
            return []
        measure = measure_of(self.dataset, score.facts[0][1].value)
        at = next((name for name in part if name.startswith("value")), "")
        try:
            value, text = value_of(part, measure)
        except UnitError as error:
            self._fault(error.kind, f"{at}: {error.cause}", *steps, at, hint=error.hint)
            return []
        score.number("outcomeValue", value)
        score.text("reportedValue", f"{at}: {text}")
        return score.facts

    def _no_score(self, part: dict[str, Any]) -> str:
        """Return why an observation, or a component, gives no score, where that is no fault."""
        if not terms_of(self.dataset, codes_of(part.get("code")), "OutcomeMeasure"):
            return "no outcome measure by its code"
        return "" if any(name.startswith("value") for name in part) else "no value"


def _objects(parent: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    """Return the objects in the lists of these names."""
    return [one for name in names for one in list_of(parent.get(name)) if isinstance(one, dict)]
