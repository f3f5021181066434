"""Records of evidence.ttl and models of products.ttl: what they must carry, and that ours do."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from neuromod_onto.catalog import run_query
from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import LocalEngine, Rows
from neuromod_onto.findings import Report
from neuromod_onto.model.namespaces import compact
from neuromod_onto.validation import validate
from neuromod_onto.validation.shacl import shape_files

from .conftest import ROOT

PREFIXES = """@prefix neuromod: <https://w3id.org/neuromod-onto/> . @prefix source: <https://w3id.org/neuromod-onto/source/> .
@prefix evidence: <https://w3id.org/neuromod-onto/evidence/> . @prefix product: <https://w3id.org/neuromod-onto/product/> .
@prefix maker: <https://w3id.org/neuromod-onto/maker/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
maker:Acme a neuromod:Manufacturer .
"""
RECORD = {
    "a": "neuromod:PremarketApproval",
    "rdfs:label": '"A record"@en , "Un enregistrement"@fr',
    "neuromod:aboutTherapy": "neuromod:SubthalamicDeepBrainStimulation",
    "neuromod:aboutCondition": "neuromod:ParkinsonDisease",
    "neuromod:hasPolarity": "neuromod:SupportsUse",
    "neuromod:hasStatus": "neuromod:CurrentRecord",
    "neuromod:hasJurisdiction": "neuromod:UnitedStates",
    "neuromod:recordNumber": '"P960009"',
    "neuromod:recordYear": "1997",
    "neuromod:asOf": '"2026-11-26"^^xsd:date',
    "neuromod:sourceWasRead": "true",
    "dcterms:source": "source:P960009",
}
PRODUCT = {
    "a": "neuromod:DeepBrainStimulator",
    "rdfs:label": '"Acme One"',
    "neuromod:manufacturedBy": "maker:Acme",
    "neuromod:intendedForTherapy": "neuromod:DeepBrainStimulation",
    "neuromod:fdaProductCode": '"MHY"',
    "neuromod:premarketNumber": '"P960009"',
    "neuromod:offersControlMode": "neuromod:OpenLoopControl , neuromod:BrainSignalFeedback",
    "dcterms:source": "source:P960009",
}
#: fault: (what replaces the facts of a sound record, the shape it breaks)
RECORD_FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "a label in German": ({"rdfs:label": '"A"@en , "B"@fr , "C"@de'}, "EvidenceRecordShape-label"),
    "no English label": ({"rdfs:label": '"B"@fr'}, "EvidenceRecordShape-label-en"),
    "no French label": ({"rdfs:label": '"A"@en'}, "EvidenceRecordShape-label-fr"),
    "no therapy": ({"neuromod:aboutTherapy": ""}, "EvidenceRecordShape-aboutTherapy"),
    "a device for a therapy": (
        {"neuromod:aboutTherapy": "neuromod:DeepBrainStimulator"},
        "EvidenceRecordShape-therapyIsAnIntervention",
    ),
    "two conditions": (
        {"neuromod:aboutCondition": "neuromod:ParkinsonDisease , neuromod:Epilepsy"},
        "EvidenceRecordShape-aboutCondition",
    ),
    "a nerve for a condition": (
        {"neuromod:aboutCondition": "neuromod:VagusNerve"},
        "EvidenceRecordShape-conditionIsACondition",
    ),
    "a product of nobody": (
        {"neuromod:aboutProduct": "product:Nobody"},
        "EvidenceRecordShape-aboutProduct",
    ),
    "no polarity": ({"neuromod:hasPolarity": ""}, "EvidenceRecordShape-hasPolarity"),
    "a status for a polarity": (
        {"neuromod:hasPolarity": "neuromod:CurrentRecord"},
        "EvidenceRecordShape-hasPolarity",
    ),
    "no status": ({"neuromod:hasStatus": ""}, "EvidenceRecordShape-hasStatus"),
    "no jurisdiction": ({"neuromod:hasJurisdiction": ""}, "EvidenceRecordShape-hasJurisdiction"),
    "an intent that is none": (
        {"neuromod:hasTreatmentIntent": "neuromod:UnitedStates"},
        "EvidenceRecordShape-hasTreatmentIntent",
    ),
    "a year in words": ({"neuromod:recordYear": '"1997"'}, "EvidenceRecordShape-recordYear"),
    "no as-of date": ({"neuromod:asOf": ""}, "EvidenceRecordShape-asOf"),
    "silence on whether the source was read": (
        {"neuromod:sourceWasRead": ""},
        "EvidenceRecordShape-sourceWasRead",
    ),
    "no source": ({"dcterms:source": ""}, "EvidenceRecordShape-source"),
    "an approval with the number of a clearance": (
        {"neuromod:recordNumber": '"K083538"'},
        "PremarketApprovalShape-recordNumber",
    ),
    "a clearance with the number of an approval": (
        {"a": "neuromod:PremarketClearance"},
        "PremarketClearanceShape-recordNumber",
    ),
    "a De Novo number with a slip": (
        {"a": "neuromod:DeNovoClassification", "neuromod:recordNumber": '"DEN12001"'},
        "DeNovoClassificationShape-recordNumber",
    ),
    "an exemption without number": (
        {"a": "neuromod:HumanitarianDeviceExemption", "neuromod:recordNumber": ""},
        "HumanitarianDeviceExemptionShape-recordNumber",
    ),
}
PRODUCT_FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "two names": ({"rdfs:label": '"One" , "Two"'}, "ProductShape-label"),
    "a therapy for a device": ({"a": "neuromod:DeepBrainStimulation"}, "ProductShape-isADevice"),
    "a maker that is none": (
        {"neuromod:manufacturedBy": "neuromod:ParkinsonDisease"},
        "ProductShape-manufacturedBy",
    ),
    "no therapy": ({"neuromod:intendedForTherapy": ""}, "ProductShape-intendedForTherapy"),
    "a product code with a digit": ({"neuromod:fdaProductCode": '"MH1"'}, "ProductShape-fdaProductCode"),
    "a regulation that is none": (
        {"neuromod:regulationNumber": '"21 CFR"'},
        "ProductShape-regulationNumber",
    ),
    "a premarket number with a slip": (
        {"neuromod:premarketNumber": '"P96009"'},
        "ProductShape-premarketNumber",
    ),
    "marketed by a word": ({"neuromod:isMarketed": '"yes"'}, "ProductShape-isMarketed"),
    "a therapy for a control mode": (
        {"neuromod:offersControlMode": "neuromod:OpenLoopControl , neuromod:ClosedLoopNeuromodulation"},
        "DeviceControlMode-offersControlMode",
    ),
    "no source": ({"dcterms:source": ""}, "ProductShape-source"),
}


def described(subject: str, facts: dict[str, str], changes: dict[str, str]) -> str:
    body = " ; ".join(f"{p} {o}" for p, o in {**facts, **changes}.items() if o)
    return f"{subject} {body} .\n"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Check one file with one sound record and product, and one faulty for each fault."""
    file = tmp_path_factory.mktemp("evidence") / "faults.ttl"
    text = PREFIXES + described("evidence:Sound", RECORD, {}) + described("product:Sound", PRODUCT, {})
    for n, (changes, _) in enumerate(RECORD_FAULTS.values()):
        text += described(f"evidence:Fault{n}", RECORD, changes)
    for n, (changes, _) in enumerate(PRODUCT_FAULTS.values()):
        text += described(f"product:Fault{n}", PRODUCT, changes)
    file.write_text(text, "utf-8")
    return validate([file, ROOT / "ontology" / "neuromod.ttl"], shapes=["evidence", "products"])


def broken(report: Report, focus: str) -> set[str]:
    return {f.rule.rpartition("/")[2] for f in report.findings if f.focus == focus}


def test_a_sound_record_and_a_sound_product_pass(report: Report) -> None:
    assert broken(report, "evidence:Sound") == set()
    assert broken(report, "product:Sound") == set()


@pytest.mark.parametrize(("number", "fault"), list(enumerate(RECORD_FAULTS)), ids=list(RECORD_FAULTS))
def test_a_faulty_record_is_found(report: Report, number: int, fault: str) -> None:
    assert RECORD_FAULTS[fault][1] in broken(report, f"evidence:Fault{number}")


@pytest.mark.parametrize(("number", "fault"), list(enumerate(PRODUCT_FAULTS)), ids=list(PRODUCT_FAULTS))
def test_a_faulty_product_is_found(report: Report, number: int, fault: str) -> None:
    assert PRODUCT_FAULTS[fault][1] in broken(report, f"product:Fault{number}")


@pytest.mark.parametrize("name", ["evidence", "products"])
def test_every_shape_has_a_case_that_breaks_it(name: str) -> None:
    covered = {shape for _, shape in (*RECORD_FAULTS.values(), *PRODUCT_FAULTS.values())}
    (file,) = shape_files([name])
    shapes = set(re.findall(r"^shape:(\S+)\n    a sh:PropertyShape", file.read_text("utf-8"), re.MULTILINE))
    assert shapes
    assert shapes - covered == set()


@pytest.mark.parametrize(
    ("query", "given", "expected"),
    [
        # Transcranial direct current stimulation treats migraine without invasion, but has no US
        # authorisation for it.
        (
            "us-authorised-uses",
            {"condition": "MigraineDisorder", "access": "NonInvasiveDelivery"},
            {
                "CaloricVestibularStimulation",
                "CombinedOccipitalAndTrigeminalNeurostimulation",
                "ExternalTrigeminalNerveStimulation",
                "RemoteElectricalNeuromodulation",
                "SinglePulseTranscranialMagneticStimulation",
                "TranscutaneousCervicalVagusNerveStimulation",
            },
        ),
        # Two implanted systems, and the tongue stimulator used by day that NICE keeps for research.
        (
            "us-authorised-uses",
            {"condition": "ObstructiveSleepApnea"},
            {
                "BilateralHypoglossalNerveStimulation",
                "DaytimeIntraoralNeuromuscularTongueStimulation",
                "RespirationSynchronizedHypoglossalNerveStimulation",
            },
        ),
        # P970003 of 1997 is superseded by its supplement for younger patients; the approvals of anterior
        # thalamic stimulation and of heart-rate-triggered vagus nerve stimulation were seen in reports only.
        (
            "us-authorised-uses",
            {"condition": "Epilepsy"},
            {"CyclicVagusNerveStimulation", "ImplantedVagusNerveStimulation", "ResponsiveNeurostimulation"},
        ),
        # The model of 2021 was withdrawn: its record is listed, not counted as authorised.
        (
            "records-for-therapy",
            {"therapy": "CochlearImplantStimulation", "kind": "PremarketApproval"},
            {
                "P000025-S104-SensorineuralHearingLoss",
                "P200021-SensorineuralHearingLoss",
                "P970051-S172-SensorineuralHearingLoss",
                "P970051-S205-SensorineuralHearingLoss",
            },
        ),
        ("records-by-number", {"number": "P150004"}, {"P150004-ComplexRegionalPainSyndrome"}),
    ],
)
def test_a_question_about_records_gets_the_reviewed_rows(
    dataset: Dataset, query: str, given: dict[str, str], expected: set[str]
) -> None:
    answer = run_query(dataset, query, dict(given))
    assert isinstance(answer, Rows)
    assert {compact(row[0].value).partition(":")[2] for row in answer.rows} == expected


def test_a_number_leads_to_therapy_target_and_condition(dataset: Dataset) -> None:
    answer = run_query(dataset, "records-by-number", {"number": "P150004"})
    assert isinstance(answer, Rows)
    cells = {compact(cell.value) for row in answer.rows for cell in row if isinstance(cell, ox.NamedNode)}
    assert {
        "neuromod:DorsalRootGanglionStimulation",
        "neuromod:DorsalRootGanglion",
        "neuromod:ComplexRegionalPainSyndrome",
    } <= cells


def test_no_record_of_this_file_rests_on_a_source_without_address(dataset: Dataset) -> None:
    answer = LocalEngine(dataset.store).query(
        "PREFIX neuromod: <https://w3id.org/neuromod-onto/> PREFIX dcterms: <http://purl.org/dc/terms/> "
        "PREFIX bibo: <http://purl.org/ontology/bibo/> SELECT ?record WHERE { ?record neuromod:aboutTherapy ?t ; "
        "dcterms:source ?source . FILTER NOT EXISTS { ?source bibo:locator ?address } }"
    )
    assert isinstance(answer, Rows)
    assert answer.rows == []
