"""``neuromod ingest fhir``: codes become our terms, of both releases, and no resource is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError
from neuromod_onto.records import ingest

from .conftest import ROOT
from .test_ingest import read, run

SNOMED = "http://snomed.info/sct"
FHIR = ROOT / "examples" / "fhir-bundle.json"


def test_fhir_codes_become_our_terms(dataset: Dataset, tmp_path: Path) -> None:
    intake = ingest("fhir", FHIR, tmp_path / "out.ttl", dataset)
    assert (intake.rows, intake.recorded, intake.faults) == (8, 4, [])
    facts = read(tmp_path / "out.ttl")
    assert facts["lead", "recordsTherapy"] == ["DeepBrainStimulationLeadInsertion"]
    assert facts["lead", "recordsCondition"] == ["ParkinsonDisease"]
    assert facts["use", "recordsDevice"] == ["product/PerceptPC"]
    assert facts["pump", "recordsTherapy"] == ["IntrathecalBaclofenTherapy"]
    assert facts["pump", "dailyDose"] == ["0.250"]
    assert facts["pump", "patientPseudonym"] == ["p2"]
    assert facts["mood", "recordsOutcomeMeasure"] == ["PHQ9"]
    assert facts["mood", "outcomeValue"] == ["5"]
    # a cholecystectomy, oral baclofen and a heart rate are not ours, and are counted
    assert intake.passed.total() == 4


def test_fhir_lines_give_the_same_as_a_bundle(dataset: Dataset, tmp_path: Path) -> None:
    resources = [entry["resource"] for entry in json.loads(FHIR.read_text())["entry"]]
    intake = run("fhir", "".join(json.dumps(r) + "\n" for r in resources), tmp_path, dataset, "in.ndjson")
    assert (intake.recorded, intake.passed.total()) == (4, 4)
    assert read(tmp_path / "out.ttl")["use", "recordsDevice"] == ["product/PerceptPC"]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('"code": "ug/d"', '"unit": ""', "missing unit"),
        ('"code": "ug/d"', '"code": "mA"', "other dimension"),
        ('"value": 250', '"value": "many"', "number"),
        ('"subject": {"reference": "Patient/p1"}', '"subject": {}', "missing field"),
        ('"2023-05-04"', '"2023-05"', "time"),
        ('"Device/d1"', '"Device/d2"', "unknown device"),
        ('"value": 5,', '"value": 28,', "outside the score"),
        ('"value": 5,', '"value": -1,', "outside the score"),
        ('"value": 5,', '"value": "5",', "number"),
        ('"value": 5,', '"value": 5, "comparator": "<",', "number"),
        ('"code": "{score}"', '"code": "mm"', "other dimension"),
        ('"valueQuantity": {"value": 5', '"valueString": {"value": 5', "number"),
        ('"2023-06-01"', '"2023-06"', "time"),
    ],
)
def test_fhir_fault_is_told_with_its_line(
    dataset: Dataset, tmp_path: Path, old: str, new: str, kind: str
) -> None:
    text = FHIR.read_text("utf-8")
    assert old in text
    intake = run("fhir", text.replace(old, new, 1), tmp_path, dataset, "in.json")
    assert kind in [fault.kind for fault in intake.faults]
    assert intake.refused == 1
    assert all(fault.line for fault in intake.faults)


def test_a_procedure_that_was_not_done_is_passed_over(dataset: Dataset, tmp_path: Path) -> None:
    text = FHIR.read_text("utf-8").replace('"status": "completed"', '"status": "not-done"', 1)
    intake = run("fhir", text, tmp_path, dataset, "in.json")
    assert intake.passed["status not-done"] == 1
    assert ("lead", "recordsTherapy") not in read(tmp_path / "out.ttl")


# ---- what release 5 renamed ----


NEWER = {
    "resourceType": "DeviceUsage",
    "id": "u",
    "status": "active",
    "patient": {"reference": "Patient/p1"},
    "device": {"reference": {"reference": "Device/d5"}},
    "reason": [
        {"concept": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "G20"}]}},
        {"reference": {"reference": "Condition/c"}},
    ],
    "timingPeriod": {"start": "2024-02-03"},
}

DEVICE = {
    "resourceType": "Device",
    "id": "d5",
    "name": [{"value": "Percept RC", "type": "user-friendly-name"}],
}


def test_a_use_of_a_device_in_release_5_says_what_one_in_release_4_does(
    dataset: Dataset, tmp_path: Path
) -> None:
    older = {
        "resourceType": "DeviceUseStatement",
        "id": "u",
        "status": "active",
        "subject": NEWER["patient"],
        "device": {"reference": "Device/d5"},
        "reasonCode": [NEWER["reason"][0]["concept"]],  # type: ignore[index]
        "timingPeriod": NEWER["timingPeriod"],
    }
    named = DEVICE | {"deviceName": [{"name": "Percept RC", "type": "user-friendly-name"}]}
    del named["name"]
    found = []
    for use, device in ((NEWER, DEVICE), (older, named)):
        lines = "".join(json.dumps(one) + "\n" for one in (use, device))
        intake = run("fhir", lines, tmp_path, dataset, "in.ndjson")
        assert (intake.recorded, intake.faults) == (1, [])
        found.append({key: value for key, value in read(tmp_path / "out.ttl").items() if key[0] == "u"})
    assert found[0] == found[1]
    assert found[0]["u", "recordsDevice"] == ["product/PerceptRC"]
    assert found[0]["u", "recordsCondition"] == ["ParkinsonDisease"]


def test_a_device_of_release_5_may_be_a_concept(dataset: Dataset, tmp_path: Path) -> None:
    use = NEWER | {"device": {"concept": {"coding": [{"system": SNOMED, "code": "705545001"}]}}}
    intake = run("fhir", json.dumps(use), tmp_path, dataset, "in.json")
    assert (intake.recorded, intake.faults) == (1, [])
    assert read(tmp_path / "out.ttl")["u", "recordsDevice"] == ["PhrenicNerveStimulator"]


@pytest.mark.parametrize("status", ["not-done", "entered-in-error", "intended"])
def test_a_device_that_was_not_used_is_passed_over(status: str, dataset: Dataset, tmp_path: Path) -> None:
    intake = run("fhir", json.dumps(NEWER | {"status": status}), tmp_path, dataset, "in.json")
    assert dict(intake.passed) == {f"status {status}": 1}


# ---- when a device was used ----


OLDER = {
    "resourceType": "DeviceUseStatement",
    "id": "u",
    "status": "active",
    "subject": {"reference": "Patient/p1"},
    "device": {"reference": "Device/d5"},
}

BOUNDS = {"start": "2024-03-01", "end": "2024-05-31"}

DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}


@pytest.mark.parametrize("use", [OLDER, NEWER], ids=["R4", "R5"])
@pytest.mark.parametrize(
    ("timing", "start", "end", "kept"),
    [
        ({"timingDateTime": "2024-03-01T10:00:00Z"}, "2024-03-01T10:00:00Z", None, []),
        ({"timingPeriod": {"start": "2024-03-01"}}, "2024-03-01T00:00:00", None, []),
        ({"timingPeriod": BOUNDS}, "2024-03-01T00:00:00", "2024-05-31T23:59:59", ["2024-05-31"]),
        ({"timingPeriod": {"end": "2024-05-31"}}, None, "2024-05-31T23:59:59", ["2024-05-31"]),
        (
            {"timingTiming": {"repeat": {"boundsPeriod": BOUNDS}}},
            "2024-03-01T00:00:00",
            "2024-05-31T23:59:59",
            ["2024-05-31"],
        ),
        (
            {"timingTiming": {"repeat": {"boundsPeriod": BOUNDS, **DAILY}}},
            "2024-03-01T00:00:00",
            "2024-05-31T23:59:59",
            ['"periodUnit": "d"'],
        ),
        (
            {"timingTiming": {"event": ["2024-04-02", "2024-03-05T08:00:00+02:00", "2024-03-05T07:00:00Z"]}},
            "2024-03-05T08:00:00+02:00",
            None,
            ["2024-04-02", "2024-03-05T07:00:00Z"],
        ),
        (
            {"timingTiming": {"event": ["2024-02-28"], "repeat": {"boundsPeriod": BOUNDS}}},
            "2024-02-28T00:00:00",
            "2024-05-31T23:59:59",
            ["2024-05-31"],
        ),
        (
            {"timingPeriod": {"start": "2024-03-01", "end": "2024-03-01T12:00:00+01:00"}},
            "2024-03-01T00:00:00",
            "2024-03-01T12:00:00+01:00",
            ["2024-03-01T12"],
        ),
        (
            {"timingPeriod": {"start": "2024-03-01", "end": "2024-05"}},
            "2024-03-01T00:00:00",
            None,
            ["2024-05"],
        ),
        ({"timingPeriod": {"start": "2024-03-01", "end": "2025"}}, "2024-03-01T00:00:00", None, ["2025"]),
        ({"timingTiming": {"repeat": DAILY}}, None, None, ['"frequency": 1']),
        ({"timingTiming": {"repeat": {"boundsDuration": {"value": 1.5, "code": "wk"}}}}, None, None, ["1.5"]),
        ({"timingTiming": {"code": {"text": "at night"}}}, None, None, ["at night"]),
    ],
)
def test_a_device_was_used_from_its_first_time_to_its_end(
    use: dict[str, object], timing: dict[str, object], start: str | None, end: str | None, kept: list[str],
    dataset: Dataset, tmp_path: Path,
) -> None:  # fmt: skip
    named = DEVICE | {"deviceName": [{"name": "Percept RC", "type": "user-friendly-name"}]}
    told = {key: value for key, value in use.items() if not key.startswith("timing")} | timing
    lines = "".join(json.dumps(one) + "\n" for one in (named, told))
    intake = run("fhir", lines, tmp_path, dataset, "in.ndjson")
    assert (intake.recorded, intake.faults) == (1, [])
    facts = read(tmp_path / "out.ttl")
    assert facts.get(("u", "startedAt")) == ([start] if start else None)
    assert facts.get(("u", "endedAt")) == ([end] if end else None)
    (text,) = facts.get(("u", "reportedValue"), [""])
    assert bool(text) is bool(kept)
    assert all(part in text for part in kept)


@pytest.mark.parametrize(
    ("timing", "line"),
    [
        ({"timingTiming": {"event": ["2024-03-05", "2024-03"]}}, '"2024-03"'),
        ({"timingTiming": {"repeat": {"boundsPeriod": {"start": "2024"}}}}, '"start": "2024"'),
        ({"timingTiming": "daily"}, '"timingTiming": "daily"'),
        ({"timingTiming": {"event": "daily"}}, '"event": "daily"'),
        ({"timingPeriod": {"start": 2024}}, '"start": 2024'),
        ({"timingPeriod": {"start": "2024-03-01", "end": "2024-13"}}, '"end": "2024-13"'),
        ({"timingPeriod": {"end": "2024-02-30"}}, '"end": "2024-02-30"'),
        ({"timingTiming": {"repeat": {"boundsPeriod": {"end": 2024}}}}, '"end": 2024'),
        ({"timingDateTime": "2024-03"}, '"timingDateTime": "2024-03"'),
    ],
)
def test_what_is_no_time_is_told_with_its_line(
    timing: dict[str, object], line: str, dataset: Dataset, tmp_path: Path
) -> None:
    use = OLDER | {"device": {"reference": "Device/d1"}} | timing
    entries = [json.loads(FHIR.read_text())["entry"], [{"resource": use}]]
    device = next(e for e in entries[0] if e["resource"]["resourceType"] == "Device")
    text = json.dumps({"resourceType": "Bundle", "entry": [device, *entries[1]]}, indent=1)
    intake = run("fhir", text, tmp_path, dataset, "in.json")
    assert (intake.recorded, intake.refused) == (0, 1)
    (fault,) = intake.faults
    assert fault.kind == "time"
    assert line in text.splitlines()[fault.line - 1]


def test_lines_may_be_empty_and_an_entry_must_hold_a_resource(dataset: Dataset, tmp_path: Path) -> None:
    assert run("fhir", '\n{"resourceType": "Device"}\n\n', tmp_path, dataset, "in.ndjson").rows == 1
    bundle = '{"resourceType": "Bundle",\n "entry": [{"fullUrl": "urn:uuid:1"}]}'
    with pytest.raises(InputError, match="an entry without a resource") as caught:
        run("fhir", bundle, tmp_path, dataset, "in.json")
    assert caught.value.place == f"{tmp_path / 'in.json'}:2:12"
    with pytest.raises(InputError, match="the entries of a Bundle are a list"):
        run("fhir", '{"resourceType": "Bundle", "entry": {"resource": 1}}', tmp_path, dataset, "in.json")


@pytest.mark.parametrize(
    ("route", "passed", "fault"), [("none", "", "missing field"), ("oral", "another route", "")]
)
def test_a_drug_counts_only_with_the_route_of_neuromodulation(
    dataset: Dataset, tmp_path: Path, route: str, passed: str, fault: str
) -> None:
    """What is swallowed is none of our therapies; a drug without any route is at fault."""
    resources = [entry["resource"] for entry in json.loads(FHIR.read_text("utf-8"))["entry"]]
    given = [one for one in resources if one["resourceType"] == "MedicationAdministration"]
    pump = next(one for one in given if one["id"] == "pump")
    oral = next(one for one in given if one["id"] != "pump")
    del pump["dosage"]["route"]
    if route == "oral":
        pump["dosage"]["route"] = oral["dosage"]["route"]
    intake = run("fhir", json.dumps(pump), tmp_path, dataset, "in.json")
    assert intake.recorded == 0
    assert list(intake.passed) == ([passed] if passed else [])
    assert [f.kind for f in intake.faults] == ([fault] if fault else [])
