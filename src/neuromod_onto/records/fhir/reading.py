"""Records from FHIR: a Bundle, a single resource, or lines of resources (NDJSON), of releases 4 and 5.

Read are Procedure, DeviceUseStatement or DeviceUsage with the Device it names, MedicationAdministration into
the spaces where neuromodulation places drugs, and Observation of an outcome measure. A code becomes a term of
ours where it means the same or something narrower. The patient is named by the identifier in
``subject.reference``; no name is read.

Release 5 calls the ``subject`` of a use of a device ``patient``, makes ``device`` and ``reason`` a reference
or a concept, and the names of a Device values (hl7.org/fhir/R5/deviceusage.r4b.diff.xml).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.records.checks.needs import met
from neuromod_onto.records.checks.plausibility import plausible
from neuromod_onto.records.fhir.bundle import resources
from neuromod_onto.records.fhir.device_uses import device_use
from neuromod_onto.records.fhir.medications import medication
from neuromod_onto.records.fhir.observations import observation
from neuromod_onto.records.fhir.procedures import procedure
from neuromod_onto.records.fhir.resource import Resource
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.record import Record

#: Of any of the resources: nothing happened, or nothing is known yet.
_NOT_DONE = {"not-done", "entered-in-error", "preparation", "intended", "cancelled", "registered"}
#: What states a resource of each kind in a record.
_KINDS: dict[str, Callable[[Resource, Record], None]] = {
    "Procedure": procedure,
    "DeviceUseStatement": device_use,
    "DeviceUsage": device_use,
    "MedicationAdministration": medication,
    "Observation": observation,
}


def read(path: Path, dataset: Dataset, intake: Intake) -> Iterator[Record]:
    """Yield the records of a file of FHIR resources.

    Raises:
        InputError: the file holds no JSON, or something other than resources.

    """
    devices: dict[str, dict[str, Any]] = {}
    for _, _, content in resources(path):
        if content.get("resourceType") == "Device":
            for name in {str(content.get("id")), f"Device/{content.get('id')}"}:
                devices[name] = content
    for document, steps, content in resources(path):
        yield from _records(Resource(content, document, steps, dataset, intake, devices), path)


def _records(resource: Resource, path: Path) -> Iterator[Record]:
    """Yield the records of a resource, or report why there are none."""
    intake, content, steps = resource.intake, resource.content, resource.steps
    intake.rows += 1
    kind = content["resourceType"]
    if kind not in _KINDS:
        intake.passed["read with the resource that names it" if kind == "Device" else f"{kind}"] += 1
        return
    if str(content.get("status")) in _NOT_DONE:
        intake.passed[f"status {content['status']}"] += 1
        return
    before = len(intake.faults)
    passed = intake.passed.total()
    place = resource.document.place(*steps)
    record = Record(intake.iri(path.stem, kind, str(content.get("id") or len(steps) or "1")), "Record")
    record.text("readFrom", ":".join(str(part) for part in place[:2]).rpartition("/")[2])
    resource.state_patient(record)
    _KINDS[kind](resource, record)
    plausible(record, intake, place)
    if intake.passed.total() > passed:
        del intake.faults[before:]  # what is not ours may lack what ours must have
        return
    if len(intake.faults) > before:
        intake.refused += 1
        return
    intake.recorded += 1
    if needs := met(record):
        intake.describes(path.name, needs)
    yield record
    yield from resource.further
