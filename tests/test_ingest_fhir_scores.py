"""Scores and measurements of FHIR, read as outcomes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.records.fhir.scores import measure_of, value_of
from neuromod_onto.records.quantities.units import UnitError
from neuromod_onto.validation import validate

from .test_ingest import read, run
from .test_ingest_fhir import SNOMED


def observed(code: str, system: str = "http://loinc.org", **more: object) -> dict[str, object]:
    return {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"coding": [{"system": system, "code": code}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2024-01-02",
        **more,
    }


def amount(value: float, code: str) -> dict[str, object]:
    return {"value": value, "system": "http://unitsofmeasure.org", "code": code}


NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"


@pytest.mark.parametrize(
    ("observation", "measure", "value"),
    [
        (observed("44261-6", valueInteger=27), "PHQ9", "27"),
        (observed("44261-6", valueQuantity=amount(0, "1")), "PHQ9", "0"),
        (observed("72514-3", valueQuantity=amount(7, "{score}")), "NumericPainRatingScale", "7"),
        (observed("38214-3", valueQuantity=amount(6.5, "{score}")), "VisualAnalogueScaleForPain", "6.5"),
        (observed("72514-3", valueQuantity={"value": 7, "unit": "score"}), "NumericPainRatingScale", "7"),
        (observed("72514-3", valueQuantity={"value": 7, "unit": "{score}"}), "NumericPainRatingScale", "7"),
        (observed("72514-3", valueQuantity={"value": 7, "unit": "Points"}), "NumericPainRatingScale", "7"),
        (observed("72514-3", valueQuantity={"value": 7}), "NumericPainRatingScale", "7"),
        (observed("273306008", SNOMED, valueInteger=12), "BeckDepressionInventory", "12"),
        (observed("C122382", NCIT, valueInteger=30), "MADRS", "30"),
    ],
)
def test_a_score_of_fhir_is_an_outcome(
    observation: dict[str, object], measure: str, value: str, dataset: Dataset, tmp_path: Path
) -> None:
    intake = run("fhir", json.dumps(observation), tmp_path, dataset, "in.json")
    assert (intake.recorded, intake.faults) == (1, [])
    facts = read(tmp_path / "out.ttl")
    assert (facts["o", "recordsOutcomeMeasure"], facts["o", "outcomeValue"]) == ([measure], [value])
    assert facts["o", "occurredAt"] == ["2024-01-02T00:00:00"]
    assert facts["o", "patientPseudonym"] == ["p1"]
    report = validate([tmp_path / "out.ttl"], shapes=("records",))
    assert report.findings == []


@pytest.mark.parametrize(
    ("unit", "text"),
    [({"unit": "score"}, "7 [score]"), ({}, "7"), ({"unit": "points", "code": "{score}"}, "7 [{score}]")],
)
def test_the_text_of_a_score_is_kept(
    unit: dict[str, str], text: str, dataset: Dataset, tmp_path: Path
) -> None:
    observation = observed("72514-3", valueQuantity={"value": 7, **unit})
    run("fhir", json.dumps(observation), tmp_path, dataset, "in.json")
    assert read(tmp_path / "out.ttl")["o", "reportedValue"] == [f"valueQuantity: {text}"]


@pytest.mark.parametrize(
    "unit",
    [
        {"unit": "mm"},
        {"unit": "%"},
        {"unit": "stars"},
        {"code": "score", "system": "http://unitsofmeasure.org"},
        {"unit": "score", "code": "mm", "system": "http://unitsofmeasure.org"},
    ],
)
def test_a_score_in_another_unit_is_refused(unit: dict[str, str], dataset: Dataset, tmp_path: Path) -> None:
    observation = observed("72514-3", valueQuantity={"value": 7, **unit})
    intake = run("fhir", json.dumps(observation), tmp_path, dataset, "in.json")
    assert (intake.recorded, intake.refused) == (0, 1)
    assert [fault.kind for fault in intake.faults] == ["other dimension"]


def test_scores_in_components_are_records_of_their_own(dataset: Dataset, tmp_path: Path) -> None:
    parts = [
        {"code": observed("44261-6")["code"], "valueInteger": 9},
        {"code": observed("8867-4")["code"], "valueQuantity": amount(60, "/min")},
        {"code": observed("72514-3")["code"], "valueInteger": 4},
    ]
    intake = run("fhir", json.dumps(observed("1-8", component=parts)), tmp_path, dataset, "in.json")
    assert (intake.rows, intake.recorded, intake.faults) == (1, 1, [])
    facts = read(tmp_path / "out.ttl")
    assert {key[0]: value for key, value in facts.items() if key[1] == "outcomeValue"} == {
        "o": ["9"],
        "2": ["4"],
    }
    assert facts["2", "patientPseudonym"] == ["p1"]


def test_a_fault_in_a_component_refuses_the_observation(dataset: Dataset, tmp_path: Path) -> None:
    parts = [{"code": observed("72514-3")["code"], "valueQuantity": amount(40, "mm")}]
    text = json.dumps(observed("44261-6", valueInteger=9, component=parts), indent=1)
    intake = run("fhir", text, tmp_path, dataset, "in.json")
    assert (intake.recorded, intake.refused) == (0, 1)
    (fault,) = intake.faults
    assert text.splitlines()[fault.line - 1].strip().startswith('"valueQuantity"')


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({}, "no value"),
        ({"dataAbsentReason": {"text": "refused"}}, "no value"),
        ({"status": "cancelled"}, "status cancelled"),
        ({"status": "entered-in-error"}, "status entered-in-error"),
        ({"code": {"text": "PHQ-9"}, "valueInteger": 3}, "no outcome measure by its code"),
    ],
)
def test_an_observation_without_a_score_is_passed_over_with_the_reason(
    more: dict[str, object], reason: str, dataset: Dataset, tmp_path: Path
) -> None:
    intake = run("fhir", json.dumps(observed("44261-6") | more), tmp_path, dataset, "in.json")
    assert (dict(intake.passed), intake.faults) == ({reason: 1}, [])


@pytest.mark.parametrize(
    ("number", "unit", "per_hour"),
    [("31", "/h", "31"), ("31", "{events}/h", "31"), ("0.5", "/min", "30")],
)
def test_a_measure_with_a_unit_is_converted(number: str, unit: str, per_hour: str, dataset: Dataset) -> None:
    measure = measure_of(dataset, NEUROMOD + "ApnoeaHypopnoeaIndex")
    value, _ = value_of({"valueQuantity": {"value": Decimal(number), "code": unit}}, measure)
    assert value == Decimal(per_hour)
    assert measure.unit == "/h"


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("", "missing unit"),
        ("score", "unknown unit"),
        ("{events}", "missing unit"),
        ("mA", "other dimension"),
    ],
)
def test_a_measure_with_a_unit_needs_it(unit: str, kind: str, dataset: Dataset) -> None:
    measure = measure_of(dataset, NEUROMOD + "ApnoeaHypopnoeaIndex")
    with pytest.raises(UnitError) as error:
        value_of({"valueQuantity": {"value": 31, "code": unit}}, measure)
    assert error.value.kind == kind
