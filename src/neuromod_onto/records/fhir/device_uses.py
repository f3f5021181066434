"""From a DeviceUseStatement or DeviceUsage, and its Device, to a record of therapy or implant."""

from __future__ import annotations

from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UnknownTermError
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.records.fhir.coded import codes_of, terms_of
from neuromod_onto.records.fhir.resource import Resource
from neuromod_onto.records.fhir.timing import use_of
from neuromod_onto.records.json_document import object_of, objects_in
from neuromod_onto.records.record import Record
from neuromod_onto.terms import resolve
from neuromod_onto.terms.hierarchy import ancestors

_DELIVERS = NEUROMOD + "delivers"
_INTENDED = NEUROMOD + "intendedForTherapy"


def device_use(resource: Resource, record: Record) -> None:
    """State the device, its therapy where it has one only, and when it was used."""
    record.kind = "TherapyRecord"
    used = object_of(resource.content.get("device"))
    reference = object_of(used.get("reference")) or used
    device = resource.devices.get(str(reference.get("reference", "")), {})
    concept = used.get("concept")
    term, codes = _device(resource, device, concept)
    if not term:
        if not (device or concept):
            resource.fault("unknown device", f"no Device is called {reference.get('reference')!r}", "device")
        else:
            resource.intake.passed["no neuromodulation by its device"] += 1
        return
    record.term("recordsDevice", term)
    for code in codes:
        record.term("recordedCode", code)
    therapies = _therapies_of(resource.dataset, term)
    if len(therapies) == 1:
        record.term("recordsTherapy", therapies[0])
    else:
        record.kind = "ImplantRecord"
    resource.state_reasons(record)
    use = use_of(resource.content)
    if use.start:
        record.time("startedAt", use.start)
    if use.end:
        record.time("endedAt", use.end)
    if use.text:
        record.text("reportedValue", use.text)
    for cause, steps in use.faults:
        resource.fault("time", f"{steps[0]}: {cause}", *steps)


def _device(resource: Resource, device: dict[str, Any], concept: Any) -> tuple[str, list[str]]:
    """Return the model that the names tell, else the kind that the codes tell, with the codes."""
    types = device.get("type")
    codes = [
        code for one in (types if isinstance(types, list) else [types, concept]) for code in codes_of(one)
    ]
    names = [
        str(one.get("name") or one.get("value") or "") for one in objects_in(device, "deviceName", "name")
    ]
    for name in [*names, str(device.get("modelNumber") or "")]:
        if name:
            try:
                return resolve(resource.dataset, name, under=NEUROMOD + "Device").iri, codes
            except UnknownTermError:
                continue
    terms = terms_of(resource.dataset, codes, "Device")
    return (terms[0] if len(terms) == 1 else ""), codes


def _therapies_of(dataset: Dataset, device: str) -> list[str]:
    intended = dataset.iris(device, _INTENDED)
    if intended:
        return intended
    delivered = set(dataset.iris(device, _DELIVERS))
    return sorted(delivered - {a for one in delivered for a in ancestors(dataset, one)})
