"""What is given, used and done in FHIR: agents with their route, amounts by their unit, devices by their names."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError

from .test_ingest import read, run
from .test_ingest_fhir import FHIR

# ---- drugs: agents, routes, amounts ----


def resource_of(name: str) -> dict[str, Any]:
    """Return one resource of the example, to be changed."""
    entries = json.loads(FHIR.read_text("utf-8"))["entry"]
    found: dict[str, Any] = next(e["resource"] for e in entries if e["resource"]["id"] == name)
    return found


def rxnorm(*codes: str) -> dict[str, object]:
    return {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": c} for c in codes]}


@pytest.mark.parametrize(
    ("codes", "passed", "fault"),
    [
        (["1292", "7052"], "", "ambiguous code"),  # baclofen and morphine in one concept
        (["25480"], "no therapy of this agent by this route", ""),  # gabapentin is given by mouth
        (["161"], "no agent of neuromodulation", ""),  # paracetamol
        ([], "no agent of neuromodulation", ""),
    ],
)
def test_an_infusion_is_ours_by_its_agent_and_route_together(
    codes: list[str], passed: str, fault: str, dataset: Dataset, tmp_path: Path
) -> None:
    given = resource_of("pump") | {"medicationCodeableConcept": rxnorm(*codes)}
    intake = run("fhir", json.dumps(given), tmp_path, dataset, "in.json")
    assert (intake.recorded, list(intake.passed)) == (0, [passed] if passed else [])
    assert [f.kind for f in intake.faults] == ([fault] if fault else [])
    if fault:
        assert "neuromod:Baclofen, neuromod:Morphine" in intake.faults[0].cause


def test_an_agent_of_release_5_may_be_a_concept_and_its_time_has_another_name(
    dataset: Dataset, tmp_path: Path
) -> None:
    given = resource_of("pump")
    given["medication"] = {"concept": given.pop("medicationCodeableConcept")}
    given["occurencePeriod"] = {"start": given.pop("effectiveDateTime")}  # R5 spells it so
    intake = run("fhir", json.dumps(given), tmp_path, dataset, "in.json")
    assert (intake.recorded, intake.faults) == (1, [])
    facts = read(tmp_path / "out.ttl")
    assert facts["pump", "recordsTherapy"] == ["IntrathecalBaclofenTherapy"]
    assert facts["pump", "occurredAt"][0].startswith("2024-01-02")


UCUM = {"system": "http://unitsofmeasure.org"}


@pytest.mark.parametrize(
    ("dosage", "name", "value"),
    [
        ({"rateQuantity": UCUM | {"value": 0.25, "code": "mg/d"}}, "dailyDose", "0.25"),
        ({"rateQuantity": UCUM | {"value": 20, "code": "uL/h"}}, "infusionRate", None),
        ({"dose": UCUM | {"value": 0.05, "code": "mg"}}, "bolusDose", "0.05"),
        (
            {"dose": {"value": 50, "unit": "ug", "system": "http://example.org/units", "code": "x"}},
            "bolusDose",
            "0.05",
        ),
    ],
    ids=["mass-a-day", "volume-an-hour", "bolus", "unit-of-another-system"],
)
def test_an_amount_is_a_dose_or_a_rate_by_its_unit(
    dosage: dict[str, object], name: str, value: str | None, dataset: Dataset, tmp_path: Path
) -> None:
    given = resource_of("pump")
    del given["dosage"]["rateQuantity"]
    given["dosage"] |= dosage
    intake = run("fhir", json.dumps(given), tmp_path, dataset, "in.json")
    assert intake.faults == []
    facts = read(tmp_path / "out.ttl")
    stated = {p for s, p in facts if s == "pump"} & {"dailyDose", "infusionRate", "bolusDose"}
    assert stated == {name}
    if value:
        assert [Decimal(v) for v in facts["pump", name]] == [Decimal(value)]


@pytest.mark.parametrize("dose", [None, "50 ug", []])
def test_a_dosage_without_an_amount_is_at_fault(dose: object, dataset: Dataset, tmp_path: Path) -> None:
    given = resource_of("pump")
    del given["dosage"]["rateQuantity"]
    given["dosage"]["dose"] = dose
    intake = run("fhir", json.dumps(given), tmp_path, dataset, "in.json")
    (fault,) = intake.faults
    assert (fault.kind, fault.cause) == (
        "missing field",
        "the dosage states neither rateQuantity nor dose",
    )


# ---- devices and procedures ----


def device_use(device: dict[str, object]) -> str:
    use = {"resourceType": "DeviceUseStatement", "id": "u", "status": "active"}
    use |= {"subject": {"reference": "Patient/p"}, "device": {"reference": "Device/x"}}  # type: ignore[dict-item]
    return "".join(json.dumps(one) + "\n" for one in (use, {"resourceType": "Device", "id": "x"} | device))


@pytest.mark.parametrize(
    ("device", "product"),
    [
        ({"deviceName": [{"name": "Activity Tracker 3"}, {"name": "Percept PC"}]}, "product/PerceptPC"),
        ({"deviceName": [{"name": ""}], "modelNumber": "Percept PC"}, "product/PerceptPC"),
        ({"deviceName": "Percept PC"}, None),
        ({"deviceName": [{"name": "Activity Tracker 3"}]}, None),
        ({}, None),
    ],
    ids=["second-name", "number", "no-list", "unknown", "nameless"],
)
def test_the_first_name_that_we_know_is_the_device(
    device: dict[str, object], product: str | None, dataset: Dataset, tmp_path: Path
) -> None:
    intake = run("fhir", device_use(device), tmp_path, dataset, "in.ndjson")
    assert intake.faults == []
    facts = read(tmp_path / "out.ttl")
    assert facts.get(("u", "recordsDevice")) == ([product] if product else None)
    assert intake.passed["no neuromodulation by its device"] == (0 if product else 1)


def test_a_procedure_needs_a_code_of_a_system_that_we_know(dataset: Dataset, tmp_path: Path) -> None:
    for code in (None, {"text": "DBS"}, {"coding": [{"system": "urn:local", "code": "1"}]}):
        given = resource_of("lead") | {"code": code}
        intake = run("fhir", json.dumps(given), tmp_path, dataset, "in.json")
        assert [f.cause for f in intake.faults] == ["the procedure has no code of a system that we know"]


def test_a_procedure_may_have_the_time_of_release_5_or_none(dataset: Dataset, tmp_path: Path) -> None:
    given = resource_of("lead")
    given["occurrencePeriod"] = {"start": given.pop("performedDateTime")}
    run("fhir", json.dumps(given), tmp_path, dataset, "in.json")
    assert read(tmp_path / "out.ttl")["lead", "startedAt"][0].startswith("2023-05-04")
    del given["occurrencePeriod"]
    intake = run("fhir", json.dumps(given), tmp_path, dataset, "in.json")
    assert (intake.recorded, intake.faults) == (1, [])
    assert ("lead", "startedAt") not in read(tmp_path / "out.ttl")


@pytest.mark.parametrize("text", ["[]", "3", '{"id": "x"}', '{"resourceType": 4}'])
def test_what_is_no_resource_is_refused_with_its_place(text: str, dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no FHIR resource: no resourceType") as caught:
        run("fhir", f"\n{text}", tmp_path, dataset, "in.json")
    assert caught.value.place.startswith(f"{tmp_path / 'in.json'}:2:")


def test_a_bundle_names_resources_without_an_id_by_their_address(dataset: Dataset, tmp_path: Path) -> None:
    lead = resource_of("lead")
    del lead["id"]
    bundle = {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:abc", "resource": lead}]}
    run("fhir", json.dumps(bundle), tmp_path, dataset, "in.json")
    assert read(tmp_path / "out.ttl")["abc", "recordsTherapy"] == ["DeepBrainStimulationLeadInsertion"]
    empty = run("fhir", '{"resourceType": "Bundle"}', tmp_path, dataset, "in.json")
    assert (empty.rows, empty.faults) == (0, [])


def test_an_observation_whose_code_fits_two_measures_is_ambiguous(dataset: Dataset, tmp_path: Path) -> None:
    concept = {"coding": [{"system": "http://loinc.org", "code": c} for c in ("44261-6", "72514-3")]}
    given = resource_of("mood") | {"code": concept}
    intake = run("fhir", json.dumps(given), tmp_path, dataset, "in.json")
    assert [f.kind for f in intake.faults] == ["ambiguous code"]
    assert intake.refused == 1
