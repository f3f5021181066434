"""From a Procedure to the record of a therapy."""

from __future__ import annotations

from neuromod_onto.records.fhir.coded import codes_of, terms_of
from neuromod_onto.records.fhir.resource import Resource
from neuromod_onto.records.record import Record


def procedure(resource: Resource, record: Record) -> None:
    """State the therapy that the codes mean; what is no neuromodulation is passed over."""
    record.kind = "TherapyRecord"
    codes = codes_of(resource.content.get("code"))
    if not codes:
        resource.fault("missing code", "the procedure has no code of a system that we know", "code")
        return
    terms = terms_of(resource.dataset, codes, "Intervention")
    if not terms:
        resource.intake.passed["no neuromodulation by its code"] += 1
        return
    resource.state_one(record, "recordsTherapy", terms, codes, "code")
    resource.state_reasons(record)
    resource.state_time(record, "startedAt", "performedDateTime", "performedPeriod")
    if not record.has("startedAt"):
        resource.state_time(record, "startedAt", "occurrenceDateTime", "occurrencePeriod")
