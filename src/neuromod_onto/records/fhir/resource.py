"""A resource of FHIR on its way to a record: what resources of all kinds state in the same manner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import compact
from neuromod_onto.records.fhir.bundle import Steps
from neuromod_onto.records.fhir.coded import codes_of, terms_of
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.json_document import JsonDocument, object_of, objects_in
from neuromod_onto.records.record import Record, date_time


@dataclass
class Resource:
    """A resource, where it stands, and what it is read with.

    Attributes:
        content: the resource itself.
        document: where it stands.
        steps: names and numbers that lead to it there.
        dataset: the ontology.
        intake: receives the tally and the faults.
        devices: Device resources of the file, by id and by reference.
        further: the records that it gives beside the first.

    """

    content: dict[str, Any]
    document: JsonDocument
    steps: Steps
    dataset: Dataset
    intake: Intake
    devices: dict[str, dict[str, Any]]
    further: list[Record] = field(default_factory=list)

    def fault(self, kind: str, cause: str, *steps: str | int, hint: str = "") -> None:
        """Report something wrong with the value to which steps lead from the resource."""
        self.intake.fault(self.document.place(*self.steps, *steps), kind, cause, hint)

    def state_patient(self, record: Record) -> None:
        """Record the identifier in the reference to the patient."""
        subject = self.content.get("subject") or self.content.get("patient")
        reference = subject.get("reference") if isinstance(subject, dict) else None
        if not reference:
            self.fault("missing field", "no reference to a patient", "subject")
            return
        record.text("patientPseudonym", str(reference).rpartition("/")[2].rpartition(":")[2])

    def state_time(self, record: Record, name: str, *elements: str) -> None:
        """Record the dateTime, or the start of the Period, of the first of these elements that has one."""
        for element in elements:
            value = self.content.get(element)
            start = value.get("start") if isinstance(value, dict) else value
            if not start:
                continue
            if (time := date_time(str(start))) is None:
                self.fault("time", f"{element}: {start!r} is no full date", element)
            else:
                record.time(name, time)
            return

    def state_one(
        self, record: Record, name: str, terms: list[str], codes: list[str], *steps: str | int
    ) -> None:
        """Record the term that codes mean, with the codes; several terms are a fault."""
        if len(terms) > 1:
            named = ", ".join(compact(term) for term in terms)
            self.fault(
                "ambiguous code", f"{', '.join(map(compact, codes))} fits several terms: {named}", *steps
            )
            return
        record.term(name, terms[0])
        for code in codes:
            record.term("recordedCode", code)

    def state_reasons(self, record: Record) -> None:
        """Record the conditions that the reasons mean, and the codes of all reasons."""
        newer = [object_of(one.get("concept")) for one in objects_in(self.content, "reason")]
        for reason in objects_in(self.content, "reasonCode") or newer:
            codes = codes_of(reason)
            for term in terms_of(self.dataset, codes, "Condition"):
                record.term("recordsCondition", term)
            for code in codes:
                record.term("recordedCode", code)
