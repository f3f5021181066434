"""``neuromod ingest csv``, ``percept`` and ``fhir``: canonical units, every fault with its place, no row lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.records import Intake, ingest
from neuromod_onto.validation import validate

from .conftest import ROOT, Neuromod

CSV = ROOT / "examples" / "records.csv"
PERCEPT = ROOT / "examples" / "percept-report.json"


def read(path: Path) -> dict[tuple[str, str], list[str]]:
    """Return the values of a file's statements, by the end of the subject's IRI and the property's name."""
    found: dict[tuple[str, str], list[str]] = {}
    for quad in ox.parse(path=str(path)):
        key = (quad.subject.value.rpartition("/")[2], quad.predicate.value.removeprefix(NEUROMOD))
        found.setdefault(key, []).append(quad.object.value.removeprefix(NEUROMOD))
    return found


def run(source: str, text: str, tmp_path: Path, dataset: Dataset, name: str = "in.csv") -> Intake:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    intake = ingest(source, path, tmp_path / "out.ttl", dataset)
    assert intake.rows == intake.recorded + intake.refused + intake.passed.total()
    return intake


# CSV


def test_csv_comes_out_in_canonical_units_with_the_text_kept(dataset: Dataset, tmp_path: Path) -> None:
    intake = ingest("csv", CSV, tmp_path / "out.ttl", dataset)
    assert (intake.rows, intake.recorded, intake.faults) == (10, 10, [])
    facts = read(tmp_path / "out.ttl")
    assert facts["p2", "currentAmplitude"] == ["2.900"]  # written as 2900 uA
    assert facts["p3", "pulseWidth"] == ["60"]  # written as 0.06 ms under a heading in us
    assert facts["i1", "dailyDose"] == ["0.250"]  # 250 ug/d
    assert "currentAmplitude: 2900 uA" in facts["p2", "reportedValue"]
    assert facts["t2", "recordsTherapy"] == ["SubthalamicDeepBrainStimulation"]
    assert facts["t2", "readFrom"] == ["records.csv:3"]
    assert facts["c1", "hasElectrodePolarity"] == ["CathodePolarity"]
    assert len(facts["p2", "hasContact"]) == 2


@pytest.mark.parametrize("ending", ["ttl", "nt"])
def test_what_comes_out_passes_the_shapes_of_records(dataset: Dataset, tmp_path: Path, ending: str) -> None:
    ingest("csv", CSV, tmp_path / f"out.{ending}", dataset)
    report = validate([tmp_path / f"out.{ending}"], shapes=("records", "safety"))
    assert report.checked > 50
    assert [finding for finding in report.findings if finding.severity == "violation"] == []


def test_an_end_on_a_day_is_the_last_second_of_the_day(dataset: Dataset, tmp_path: Path) -> None:
    head = "record,id,patientPseudonym,recordsTherapy,startedAt,endedAt\n"
    rows = "TherapyRecord,a,P-1,DeepBrainStimulation,2024-03-01,2024-05-31\n"
    rows += "TherapyRecord,b,P-1,DeepBrainStimulation,2024-06-01,2024-06-30T12:30\n"
    rows += "TherapyRecord,c,P-1,DeepBrainStimulation,2024-06-01,\n"
    assert run("csv", head + rows, tmp_path, dataset).recorded == 3
    facts = read(tmp_path / "out.ttl")
    assert facts["a", "startedAt"] == ["2024-03-01T00:00:00"]
    assert facts["a", "endedAt"] == ["2024-05-31T23:59:59"]
    assert facts["b", "endedAt"] == ["2024-06-30T12:30:00"]
    assert ("c", "endedAt") not in facts


HEAD = "record,id,patientPseudonym,recordsTherapy,currentAmplitude [mA],pulseWidth,startedAt,isTapered\n"
ROW = "PulsedStimulationProgram,a,P-1,DeepBrainStimulation,{},{},,\n"
FAULTS = [
    (HEAD + ROW.format("3", "60"), 2, 6, "missing unit"),
    (HEAD + ROW.format("3", "60 mA"), 2, 6, "other dimension"),
    (HEAD + ROW.format('"3,5"', "60 us"), 2, 5, "number"),
    (HEAD + ROW.format("3 apples", "60 us"), 2, 5, "unknown unit"),
    (HEAD + ROW.format("3000 A", "60 us"), 2, 5, "implausible"),
    (HEAD + ROW.format("3", "-60 us"), 2, 6, "implausible"),
    (HEAD + ROW.format("3", "60 us").replace("DeepBrain", "DeepBrian"), 2, 4, "unknown term"),
    (HEAD + ROW.format("3", "60 us").replace("DeepBrainStimulation", "Epilepsy"), 2, 4, "unknown term"),
    (HEAD + ROW.format("3", "60 us").replace("Pulsed", "Plused"), 2, 1, "unknown class"),
    (HEAD + ROW.format("3", "60 us") + ROW.format("4", "60 us"), 3, 2, "duplicate"),
    (HEAD + ROW.format("3", "60 us").replace(",,\n", ",\n"), 2, 0, "row length"),
    (HEAD + ROW.format("3", "60 us").replace(",,\n", ",2024-02-30,\n"), 2, 7, "time"),
    (HEAD + ROW.format("3", "60 us").replace(",,\n", ",,maybe\n"), 2, 8, "truth"),
    (HEAD.replace("isTapered", "colour") + ROW.format("3", "60 us"), 1, 8, "unknown column"),
    ("record,id,hasContact\nPulsedStimulationProgram,a,c9\n", 2, 3, "unknown record"),
]


@pytest.mark.parametrize(("text", "line", "column", "kind"), FAULTS, ids=[fault[3] for fault in FAULTS])
def test_csv_fault_has_line_column_and_cause(
    dataset: Dataset, tmp_path: Path, text: str, line: int, column: int, kind: str
) -> None:
    intake = run("csv", text, tmp_path, dataset)
    assert [(f.line, f.column, f.kind) for f in intake.faults] == [(line, column, kind)]


def test_a_term_of_another_kind_is_refused_with_what_was_meant(neuromod: Neuromod, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "record,id,patientPseudonym,recordsExposure\nExposureRecord,e1,P1,ECT\nExposureRecord,e2,P2,ECT\n"
    )
    result = neuromod("ingest", "csv", tmp_path / "in.csv", "-o", tmp_path / "out.ttl")
    assert result.code == 1
    cause = "'ECT' is electroconvulsive therapy, which is no exposure"
    assert f"in.csv:2:4: {cause}" in result.err
    assert f"in.csv:3:4: {cause}" in result.err
    assert "neuromod:ElectroconvulsiveTherapyExposure" in result.err
    assert "2 rows: 0 recorded, 2 refused" in result.err


def test_a_row_at_fault_is_refused_and_the_others_are_written(neuromod: Neuromod, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        HEAD + ROW.format("3", "60") + ROW.replace(",a,", ",b,").format("3", "60 us")
    )
    result = neuromod("ingest", "csv", tmp_path / "in.csv", "-o", tmp_path / "out.ttl")
    assert result.code == 1
    assert f"{tmp_path}/in.csv:2:6: pulseWidth: '60' has no unit" in result.err
    assert "2 rows: 1 recorded, 1 refused" in result.err
    facts = read(tmp_path / "out.ttl")
    assert ("b", "pulseWidth") in facts
    assert not [key for key in facts if key[0] == "a"]


def test_headings_may_be_french(dataset: Dataset, tmp_path: Path) -> None:
    text = "record,id,durée de rampe [s],a pour latéralité\nDirectCurrentProgram,a,30,gauche\n"
    assert run("csv", text, tmp_path, dataset).faults == []
    assert read(tmp_path / "out.ttl")["a", "rampDuration"] == ["30"]
    assert read(tmp_path / "out.ttl")["a", "hasLaterality"] == ["LeftSide"]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"PulsedStimulationProgram,a\n", "no heading before the first record"),
        (b"record,id,id\n", "two columns are called 'id'"),
        (b"record,id\nx,\xff\n", "not UTF-8"),
        (b'record,id\n"x,y\n', "not CSV"),
    ],
)
def test_a_file_that_is_no_template_is_refused_whole(
    neuromod: Neuromod, tmp_path: Path, content: bytes, cause: str
) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    (tmp_path / "out.ttl").write_text("# the old file\n")
    result = neuromod("ingest", "csv", tmp_path / "in.csv", "-o", tmp_path / "out.ttl")
    assert result.code == 3
    assert cause in result.err
    assert re.match(rf"neuromod: {tmp_path}/in\.csv:\d+", result.err)
    assert (tmp_path / "out.ttl").read_text() == "# the old file\n"


def test_missing_says_what_is_absent_to_reproduce(neuromod: Neuromod) -> None:
    result = neuromod("ingest", "csv", CSV, "--missing")
    assert result.code == 0
    lacking = {row["missing"]: (row["records"], row["of"]) for row in result.rows()}
    # three pulsed programmes and one infusion; no programme names a target or a waveform
    assert lacking["target"] == ("3", "4")
    assert lacking["contacts"] == ("2", "4")
    assert "intensity" not in lacking


def test_faults_come_as_a_report_for_pipelines(neuromod: Neuromod, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(HEAD + ROW.format("3", "60"))
    report = f"json:{tmp_path}/report.json"
    neuromod("ingest", "csv", tmp_path / "in.csv", "-o", tmp_path / "out.ttl", "--report", report)
    (finding,) = json.loads((tmp_path / "report.json").read_text())["findings"]
    assert finding["rule"] == "missing unit"
    assert finding["focus"].endswith("in.csv:2:6")


@pytest.mark.parametrize(
    ("arguments", "code", "cause"),
    [
        (("csv", "nowhere.csv", "-o", "out.ttl"), 3, "nowhere.csv: no such file"),
        (("csv", CSV, "-o", "out.xls"), 2, "names no format"),
        (("csv", CSV), 2, "nowhere to write"),
        (("dicom", CSV, "-o", "out.ttl"), 2, "dicom"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    neuromod: Neuromod, arguments: tuple[str | Path, ...], code: int, cause: str
) -> None:
    result = neuromod("ingest", *arguments)
    assert result.code == code
    assert cause in result.err


# Percept: the structure of Medtronic's session report (perceive toolbox, Apache-2.0), values made up


def test_percept_programmes_keep_side_contacts_and_device(dataset: Dataset, tmp_path: Path) -> None:
    intake = ingest("percept", PERCEPT, tmp_path / "out.ttl", dataset)
    assert (intake.rows, intake.recorded, intake.faults) == (3, 3, [])
    facts = read(tmp_path / "out.ttl")
    assert facts["FIRST_LEFT", "currentAmplitude"] == ["2.4"]
    assert facts["FIRST_LEFT", "stimulationFrequency"] == ["130"]  # stands with the group
    assert facts["FIRST_LEFT", "hasLaterality"] == ["LeftSide"]
    assert facts["FIRST_LEFT", "recordsTarget"] == ["SubthalamicNucleus"]
    assert facts["FIRST_LEFT", "recordsDevice"] == ["product/PerceptPC"]
    assert facts["FIRST_RIGHT", "stimulationFrequency"] == ["125"]  # stands with the programme
    assert facts["0", "currentShare"][0] == "50"  # 32 parts of 64
    assert not any("DOE" in value for values in facts.values() for value in values)


def change_percept(old: str, new: str, tmp_path: Path, dataset: Dataset) -> Intake:
    text = PERCEPT.read_text("utf-8")
    assert old in text
    return run("percept", text.replace(old, new, 1), tmp_path, dataset, "in.json")


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ('"ProgramIdDef.FIRST_LEFT"', '"ProgramIdDef.FIRST_RIGHT"', "swapped hemisphere"),
        ('"ElectrodeDef.SenSight_1a"', '"ElectrodeDef.SenSight_7a"', "unknown contact"),
        ("ElectrodeFractionOf64", "ElectrodeFractionOf63", "unknown field"),
        ('"AmplitudeInMilliAmps": 2.4', '"AmplitudeInMilliAmps": 24', "outside own limits"),
        ('"AmplitudeInMilliAmps": 2.4,', "", "missing field"),
        ('"PulseWidthInMicroSecond": 60', '"PulseWidthInMicroSecond": -60', "implausible"),
        ('"PulseWidthInMicroSecond": 60', '"PulseWidthInMicroSecond": "60 Hz"', "other dimension"),
        ('"RateInHertz": 130', '"RateInHertz": 0', "implausible"),
        ("ElectrodeStateDef.Negative", "ElectrodeStateDef.Sideways", "unknown polarity"),
        ('"Percept PC"', '"Perrcept QX"', "unknown device"),
    ],
)
def test_percept_fault_is_caught_at_its_line(
    dataset: Dataset, tmp_path: Path, old: str, new: str, kind: str
) -> None:
    intake = change_percept(old, new, tmp_path, dataset)
    line = PERCEPT.read_text("utf-8").partition(old)[0].count("\n") + 1
    assert kind in [fault.kind for fault in intake.faults]
    if kind != "missing field":
        assert line in [fault.line for fault in intake.faults]


@pytest.mark.parametrize(
    ("location", "therapy", "target", "kept"),
    [
        ("LeadLocationDef.Gpi", "PallidalDeepBrainStimulation", ["GlobusPallidusInternus"], 0),
        ("LeadLocationDef.Vim", "VimDeepBrainStimulation", ["VentralIntermediateNucleus"], 0),
        ("LeadLocationDef.Other", "DeepBrainStimulation", [], 0),
        ("LeadLocationDef.Elsewhere", "DeepBrainStimulation", [], 1),
    ],
)
def test_the_place_of_a_lead_says_therapy_and_target(
    location: str, therapy: str, target: list[str], kept: int, dataset: Dataset, tmp_path: Path
) -> None:
    text = PERCEPT.read_text("utf-8").replace("LeadLocationDef.Stn", location)
    intake = run("percept", text, tmp_path, dataset, "in.json")
    facts = read(tmp_path / "out.ttl")
    programs = [subject for subject, name in facts if name == "recordsTherapy"]
    assert len(programs) == intake.recorded > 0
    for program in programs:
        assert facts[program, "recordsTherapy"] == [therapy]
        assert facts.get((program, "recordsTarget"), []) == target
        assert f"LeadLocation: {location}" in facts[program, "reportedValue"]
    assert bool(intake.kept_as_text) == bool(kept)


def test_a_file_that_is_no_session_report_is_refused(neuromod: Neuromod, tmp_path: Path) -> None:
    for text, cause in (
        ("{}", "no session report"),
        ("{", "not JSON"),
        ("[1]", "no session report"),
        ('{"Groups": NaN}', "NaN"),
    ):
        (tmp_path / "in.json").write_text(text)
        result = neuromod("ingest", "percept", tmp_path / "in.json", "-o", tmp_path / "out.ttl")
        assert (result.code, cause in result.err) == (3, True), text
        assert not (tmp_path / "out.ttl").exists()


def test_programmes_of_the_history_bear_the_date_of_their_session(dataset: Dataset, tmp_path: Path) -> None:
    report = json.loads(PERCEPT.read_text("utf-8"))
    groups = report["Groups"]["Final"]
    report["Groups"] = {}
    report["GroupHistory"] = [{"SessionDate": "2023-02-03T10:00:00Z", "Groups": groups}, "lost"]
    intake = run("percept", json.dumps(report), tmp_path, dataset, "in.json")
    facts = read(tmp_path / "out.ttl")
    assert intake.recorded > 0
    assert {fault.kind for fault in intake.faults} == {"structure"}
    dates = {value for (_, name), values in facts.items() if name == "occurredAt" for value in values}
    assert dates == {"2023-02-03T10:00:00Z"}


@pytest.mark.parametrize("share", ["65", "-65", '"half"'])
def test_a_share_beyond_the_whole_current_is_a_fault(dataset: Dataset, tmp_path: Path, share: str) -> None:
    intake = change_percept(
        '"ElectrodeFractionOf64": -32', f'"ElectrodeFractionOf64": {share}', tmp_path, dataset
    )
    assert [fault.kind for fault in intake.faults] == ["number"]
    assert "parts of 64" in intake.faults[0].cause


def test_a_name_kept_as_text_is_told_and_stands_in_the_report(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "in.json"
    file.write_text(PERCEPT.read_text("utf-8").replace("LeadLocationDef.Stn", "LeadLocationDef.Elsewhere"))
    words = ("ingest", "percept", file, "-o", tmp_path / "out.ttl", "--report", f"json:{tmp_path / 'r.json'}")
    result = neuromod(*words)
    assert result.code == 0
    assert "place of a lead 'LeadLocationDef.Elsewhere' is none that we know: kept as text" in result.err
    assert "LeadLocationDef.Elsewhere" in (tmp_path / "r.json").read_text("utf-8")


def test_a_folder_without_a_report_and_a_source_without_a_reader_are_refused(
    dataset: Dataset, neuromod: Neuromod, tmp_path: Path
) -> None:
    result = neuromod("ingest", "percept", tmp_path, "-o", tmp_path / "out.ttl")
    assert (result.code, "no session report (*.json)" in result.err) == (3, True)
    with pytest.raises(UsageError, match="unknown source 'edf'"):
        ingest("edf", CSV, None, dataset)


def test_empty_lines_between_rows_and_truth_values_are_read(dataset: Dataset, tmp_path: Path) -> None:
    text = "record,id,isTapered,numberOfPulses\n\n , ,,\nStimulationProgram,p1,oui,3\nStimulationProgram,p2,no,2.5\n"
    intake = run("csv", text, tmp_path, dataset)
    assert (intake.rows, intake.recorded) == (2, 1)
    facts = read(tmp_path / "out.ttl")
    assert (facts["p1", "isTapered"], facts["p1", "numberOfPulses"]) == (["true"], ["3"])
    assert [(f.line, f.cause) for f in intake.faults] == [(5, "numberOfPulses: '2.5' is no whole number")]
