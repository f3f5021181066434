"""What one record says together: device, agent, programme, target and condition against the therapy; start and end."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import read_rdf
from neuromod_onto.findings import Finding
from neuromod_onto.model.vocabulary import SH
from neuromod_onto.validation import validate
from neuromod_onto.validation.shacl import shape_files

from .conftest import ROOT
from .own_kind_cases import OWN, OWN_CASES
from .safety_cases.records import record
from .test_engines import both, without_datatype
from .test_record_codes import PREFIXES
from .together_cases import CASES


def lasting(start: str, end: str) -> str:
    """Return a record from one time to another, each a day or a moment."""
    kinds = {time: "dateTime" if "T" in time else "date" for time in (start, end)}
    return record(
        "Record",
        startedAt=f'"{start}"^^xsd:{kinds[start]}',
        endedAt=f'"{end}"^^xsd:{kinds[end]}',
    )


END = "RecordedEnd"
ENDS: dict[str, tuple[str, str]] = {
    "an end after the start": (lasting("2024-03-01T09:00:00", "2024-03-01T09:00:01"), ""),
    "an end at the start": (lasting("2024-03-01T09:00:00", "2024-03-01T09:00:00"), ""),
    "an end before the start": (lasting("2024-03-01T09:00:00", "2024-03-01T08:59:59"), END),
    "an end on the day of the start": (lasting("2024-03-01T09:00:00", "2024-03-01"), ""),
    "an end on the day before": (lasting("2024-03-01T09:00:00", "2024-02-29"), END),
    "two days in order": (lasting("2024-03-01", "2024-03-02"), ""),
    "two days": (lasting("2024-03-02", "2024-03-01"), END),
    "an end that is later elsewhere": (lasting("2024-03-02T03:00:00Z", "2024-03-01T23:00:00-05:00"), ""),
    "an end that is earlier elsewhere": (lasting("2024-03-01T09:00:00Z", "2024-03-01T10:30:00+02:00"), END),
    "a zone of the end alone": (lasting("2024-03-01T09:00:00", "2024-03-01T08:00:00Z"), ""),
    "a zone of the start alone": (lasting("2024-03-02T09:00:00Z", "2024-03-01T08:00:00"), END),
    "an end alone": (record("Record", endedAt='"2024-03-01T09:00:00"^^xsd:dateTime'), ""),
}
THIS_YEAR = datetime.now(UTC).year


def at(**times: str) -> str:
    return record("Record", **{name: f'"{time}"^^xsd:dateTime' for name, time in times.items()})


#: Times that clerks or programs write where they know none, and the first and last that can be meant.
TIMES: dict[str, tuple[str, str]] = {
    "the least time of a program": (at(startedAt="0001-01-01T00:00:00"), "RecordedStartPlausible"),
    "the zero of a spreadsheet": (at(occurredAt="1899-12-30T00:00:00Z"), "RecordedEventPlausible"),
    "the last moment of 1900": (at(startedAt="1900-12-31T23:59:59"), "RecordedStartPlausible"),
    "the first moment of 1901": (at(startedAt="1901-01-01T00:00:00"), ""),
    "a start this year": (at(startedAt=f"{THIS_YEAR}-01-01T00:00:00"), ""),
    "a start next year": (at(startedAt=f"{THIS_YEAR + 1}-06-01T00:00:00"), "RecordedStartPlausible"),
    "an event this year": (at(occurredAt=f"{THIS_YEAR}-01-01T00:00:00Z"), ""),
    "an event next year": (at(occurredAt=f"{THIS_YEAR + 1}-06-01T00:00:00"), "RecordedEventPlausible"),
    "an event in 1901": (at(occurredAt="1901-01-01T00:00:00"), ""),
    "an end that is planned": (at(endedAt=f"{THIS_YEAR + 10}-12-31T00:00:00"), ""),
    "an end too far ahead": (at(endedAt=f"{THIS_YEAR + 11}-01-01T00:00:00"), "RecordedEndPlausible"),
    "an end in 1900": (at(endedAt="1900-01-01T00:00:00"), "RecordedEndPlausible"),
    "an end in 1901": (at(endedAt="1901-01-01T00:00:00"), ""),
    "the last time of a program": (at(endedAt="9999-12-31T23:59:59"), "RecordedEndPlausible"),
    "a day long ago": (record("Record", startedAt='"0024-03-01"^^xsd:date'), "RecordedStartPlausible"),
}
ALL = CASES | OWN_CASES | ENDS | TIMES


def written() -> str:
    """Return all records with the kinds of the user's own."""
    return PREFIXES + OWN + "".join(f":together{n} {one} .\n" for n, (one, _) in enumerate(ALL.values()))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """Return what the rules of this file find of each record."""
    file = tmp_path_factory.mktemp("together") / "records.ttl"
    file.write_text(written(), "utf-8")
    by_record: dict[str, list[Finding]] = {}
    for finding in validate([file], shapes=["records"]).findings:
        if "Shape-" not in finding.rule:
            by_record.setdefault(finding.focus.rpartition("/")[2], []).append(finding)
    return by_record


@pytest.mark.parametrize(("number", "case"), list(enumerate(ALL)), ids=list(ALL))
def test_what_contradicts_itself_is_told_once_and_nothing_else(
    found: dict[str, list[Finding]], number: int, case: str
) -> None:
    told = [(f.rule.rpartition("/")[2], f.severity) for f in found.get(f"together{number}", [])]
    rule = ALL[case][1]
    assert told == (
        [(rule, "violation" if rule == END or rule.endswith("Plausible") else "warning")] if rule else []
    )


def told(tmp_path: Path, language: str, case: str) -> str:
    file = tmp_path / "record.ttl"
    file.write_text(f"{PREFIXES}:r {CASES[case][0]} .\n", "utf-8")
    (finding,) = [
        f for f in validate([file], shapes=["records"], language=language).findings if "Agrees" in f.rule
    ]
    return finding.message


@pytest.mark.parametrize(
    ("language", "case", "message"),
    [
        (
            "en",
            "a model for another therapy",
            "Percept PC is recorded with spinal cord stimulation, and is not among the devices known to deliver it.",
        ),
        (
            "fr",
            "a device for another therapy",
            "Le dispositif stimulateur cardiaque est enregistré avec neurostimulation électrique transcutanée, et "
            "n’est pas de ceux dont on sait qu’ils délivrent ce traitement.",
        ),
        ("en", "another agent", "morphine is recorded with intrathecal baclofen therapy, which delivers another agent."),
        (
            "en",
            "a coil for direct current",
            "Recorded as magnetic stimulation programme, while transcranial direct current stimulation acts by "
            "another means.",
        ),
    ],
)  # fmt: skip
def test_a_message_names_both(tmp_path: Path, language: str, case: str, message: str) -> None:
    assert told(tmp_path, language, case) == message


MINI = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
neuromod:SpinalCordStimulation neuromod:deliveredBy neuromod:SpinalCordStimulator ; neuromod:usesModality neuromod:ElectricalModality .
neuromod:SpinalCordStimulator rdfs:subClassOf neuromod:Device ; neuromod:delivers neuromod:SpinalCordStimulation .
neuromod:BurstSpinalCordStimulation rdfs:subClassOf neuromod:SpinalCordStimulation .
neuromod:IntrathecalBaclofenTherapy neuromod:deliversAgent neuromod:Baclofen ; neuromod:deliveredBy neuromod:ImplantableInfusionPump .
neuromod:SubthalamicDeepBrainStimulation rdfs:subClassOf neuromod:DeepBrainStimulation ; neuromod:hasNeuralTarget neuromod:SubthalamicNucleus .
neuromod:PercutaneousTibialNerveStimulation neuromod:hasContraindication neuromod:PeripheralNeuropathy .
neuromod:PaddleSpinalLead rdfs:subClassOf neuromod:SpinalLead . neuromod:SpinalLead rdfs:subClassOf neuromod:DeviceComponent ; neuromod:componentOf neuromod:SpinalCordStimulator .
product:Vectris a neuromod:SpinalLead ; neuromod:intendedForTherapy neuromod:SpinalCordStimulation .
neuromod:InfusionProgram rdfs:subClassOf neuromod:DoseRecord ; rdfs:label "infusion programme"@en , "programme de perfusion"@fr .
"""  # fmt: skip


def test_both_engines_judge_alike(tmp_path: Path) -> None:
    chosen = [
        "a pump for stimulation",
        "any device",
        "its lead",
        "a lead of the therapy",
        "another agent",
        "the agent of the therapy",
        "an infusion by a stimulator",
        "another target",
        "its target",
        "a condition that rules it out",
    ]
    text = PREFIXES + MINI + "".join(f":r{n} {CASES[case][0]} .\n" for n, case in enumerate(chosen))
    compiled, reference = both(tmp_path, text, ["records"])
    assert list(map(without_datatype, compiled)) == list(map(without_datatype, reference))
    found = Counter((row[0].rpartition("/")[2], row[5].rpartition("/")[2]) for row in compiled)
    broken = {(name, rule): n for (name, rule), n in found.items() if rule.endswith("Agrees")}
    expected = {(f"r{n}>", CASES[case][1]): 1 for n, case in enumerate(chosen) if CASES[case][1]}
    assert broken == expected


def test_both_engines_compare_times_alike(tmp_path: Path) -> None:
    text = PREFIXES + "".join(f":r{n} {one} .\n" for n, (one, _) in enumerate(ENDS.values()))
    compiled, reference = both(tmp_path, text, ["records"])
    # rdflib writes a time of UTC in another form, in the message and the value
    assert [(row[0], row[5]) for row in compiled] == [(row[0], row[5]) for row in reference]
    assert sum(row[5].endswith(END) for row in compiled) == sum(rule == END for _, rule in ENDS.values())


def test_every_rule_has_a_case_that_breaks_it() -> None:
    """Those on codes have theirs in ``test_record_codes``."""
    rules = {
        quad.subject.value.rpartition("/")[2]
        for quad in read_rdf(shape_files(["records"]))
        if quad.predicate.value == SH + "sparql" and isinstance(quad.subject, ox.NamedNode)
    }
    others = {rule for rule in rules if re.match("Recorded(?!Code|Number|Term)", rule)}
    assert others == {rule for _, rule in ALL.values() if rule}


@pytest.mark.parametrize("name", ["dose-records.ttl", "records-valid.ttl"])
def test_the_examples_agree_with_themselves(name: str) -> None:
    findings = validate([ROOT / "examples" / name], shapes=["records"]).findings
    assert not [f for f in findings if f.rule.rpartition("/")[2].endswith("Agrees")]
