"""Session reports of Percept neurostimulators: every programme its own record, every fault at its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import RDF_TYPE
from neuromod_onto.records import Intake, ingest

Json = dict[str, Any]
Facts = dict[str, dict[str, list[str]]]
PROGRAM: Json = {"AmplitudeInMilliAmps": 2.0, "PulseWidthInMicroSecond": 60, "RateInHertz": 130}


def program(name: str = "", **more: Any) -> Json:
    return {**({"ProgramId": f"ProgramIdDef.{name}"} if name else {}), **PROGRAM, **more}


def group(letter: str, **settings: Any) -> Json:
    return {"GroupId": f"GroupIdDef.GROUP_{letter}", "ProgramSettings": settings}


def side(*programs: Any) -> Json:
    return {"Programs": list(programs)}


def read(report: Json, dataset: Dataset, tmp_path: Path) -> tuple[Intake, Facts]:
    """Return the tally, and the facts of each record, whose IRI is shown without what all share."""
    path = tmp_path / "r.json"
    path.write_text(json.dumps(report, indent=1), "utf-8")
    intake = ingest("percept", path, tmp_path / "out.nt", dataset)
    assert intake.rows == intake.recorded + intake.refused
    facts: Facts = {}
    for quad in ox.parse(path=str(tmp_path / "out.nt")):
        assert isinstance(quad.subject, ox.NamedNode)
        about = facts.setdefault(quad.subject.value.removeprefix(NEUROMOD + "record/r/"), {})
        value = getattr(quad.object, "value", "")
        about.setdefault(quad.predicate.value.removeprefix(NEUROMOD), []).append(value.removeprefix(NEUROMOD))
    return intake, facts


def report(*groups: Json, **more: Any) -> Json:
    return {"SessionDate": "2025-01-15T09:30:00Z", "Groups": {"Final": list(groups)}, **more}


def test_programmes_without_a_name_are_not_mixed(dataset: Dataset, tmp_path: Path) -> None:
    """Left and right, and what senses, have one place each; else one record would have two sides."""
    sensing = program(AmplitudeInMilliAmps=1.0, HemisphereLocation="HemisphereLocationDef.Left")
    settings = {
        "LeftHemisphere": side(program(), program(AmplitudeInMilliAmps=2.5)),
        "RightHemisphere": side(program(AmplitudeInMilliAmps=3.0)),
        "SensingChannel": [sensing],
    }
    intake, facts = read(report(group("A", **settings)), dataset, tmp_path)
    assert (intake.recorded, intake.faults) == (4, [])
    found = {(*one["hasLaterality"], *one["currentAmplitude"]) for one in facts.values()}
    assert found == {("LeftSide", "2.0"), ("LeftSide", "2.5"), ("RightSide", "3.0"), ("LeftSide", "1.0")}
    places = ["LeftHemisphere-Programs-0", "LeftHemisphere-Programs-1", "RightHemisphere-Programs-0"]
    assert list(facts) == [f"Final/A/{place}" for place in (*places, "SensingChannel-0")]


def test_programmes_of_one_name_are_not_mixed(dataset: Dataset, tmp_path: Path) -> None:
    left = [program("FIRST_LEFT"), program("FIRST_LEFT", AmplitudeInMilliAmps=2.5)]
    _, facts = read(report(group("A", LeftHemisphere=side(*left))), dataset, tmp_path)
    assert {name: one["currentAmplitude"] for name, one in facts.items()} == {
        "Final/A/FIRST_LEFT": ["2.0"],
        "Final/A/FIRST_LEFT-2": ["2.5"],
    }


def test_all_that_a_report_says_of_a_programme_is_in_its_record(dataset: Dataset, tmp_path: Path) -> None:
    state = {"Electrode": "ElectrodeDef.SenSight_1a", "ElectrodeStateResult": "ElectrodeStateDef.Negative"}
    case = {"Electrode": "ElectrodeDef.Case", "ElectrodeStateResult": "ElectrodeStateDef.Positive"}
    off = {"Electrode": "ElectrodeDef.SENSIGHT_3", "ElectrodeStateResult": "ElectrodeStateDef.None"}
    one = program(
        "FIRST_RIGHT",
        LowerLimitInMilliAmps=2.0,
        UpperLimitInMilliAmps=2.0,
        SuspendAmplitudeInMilliAmps=0.5,
        ElectrodeState=[{**state, "ElectrodeFractionOf64": -64}, case, {**off, "ElectrodeFractionOf64": 16}],
    )
    del one["RateInHertz"]
    whole = report(
        group("B", RightHemisphere={"Programs": one}, RateInHertz=125),
        DeviceInformation={"Initial": {"Neurostimulator": "Percept PC"}},
        LeadConfiguration={
            "Final": [
                {"Hemisphere": "HemisphereLocationDef.Left", "LeadLocation": "LeadLocationDef.Gpi"},
                {"Hemisphere": "HemisphereLocationDef.Right", "LeadLocation": "LeadLocationDef.Vim"},
            ]
        },
    )
    intake, facts = read(whole, dataset, tmp_path)
    assert (intake.rows, intake.recorded, intake.faults, intake.kept_as_text.total()) == (1, 1, [], 0)
    record = facts.pop("Final/B/FIRST_RIGHT")
    line, column = next(
        (number, text.index("{") + 1)
        for number, text in enumerate((tmp_path / "r.json").read_text().splitlines(), 1)
        if '"Programs"' in text
    )
    assert record == {
        RDF_TYPE: ["PulsedStimulationProgram"],
        "readFrom": [f"r.json:{line}:{column}"],
        "occurredAt": ["2025-01-15T09:30:00Z"],
        "hasLaterality": ["RightSide"],
        "recordsTherapy": ["VimDeepBrainStimulation"],
        "recordsTarget": ["VentralIntermediateNucleus"],
        "recordsDevice": ["product/PerceptPC"],
        "currentAmplitude": ["2.0"],
        "pulseWidth": ["60"],
        "stimulationFrequency": ["125"],
        "reportedValue": [
            "LeadLocation: LeadLocationDef.Vim",
            "AmplitudeInMilliAmps: 2.0 [mA]",
            "PulseWidthInMicroSecond: 60 [us]",
            "RateInHertz: 125 [Hz]",
            "SuspendAmplitudeInMilliAmps: 0.5",
            "LowerLimitInMilliAmps: 2.0",
            "UpperLimitInMilliAmps: 2.0",
        ],
        "hasContact": [f"record/r/Final/B/FIRST_RIGHT/{number}" for number in range(3)],
    }
    contacts = [facts[f"Final/B/FIRST_RIGHT/{number}"] for number in range(3)]
    assert [c["contactLabel"] for c in contacts] == [["SenSight_1a"], ["Case"], ["SENSIGHT_3"]]
    assert [c[RDF_TYPE] for c in contacts] == [["ContactSetting"]] * 3
    polarities = [c["hasElectrodePolarity"] for c in contacts]
    assert polarities == [["CathodePolarity"], ["AnodePolarity"], ["OffPolarity"]]
    assert [c.get("currentShare") for c in contacts] == [["100"], None, ["25"]]
    assert [c.get("reportedValue") for c in contacts] == [
        ["ElectrodeFractionOf64: -64"],
        None,
        ["ElectrodeFractionOf64: 16"],
    ]


def test_each_moment_and_session_has_its_programmes_and_its_date(dataset: Dataset, tmp_path: Path) -> None:
    left = group("A", LeftHemisphere=side(program("FIRST_LEFT")))
    whole = {
        "SessionDate": "2025-01-15T09:30:00Z",
        "Groups": {"Initial": [left], "Final": left},
        "GroupHistory": [
            {"Sessiondate": "2024-05-01T08:00:00Z", "Settings": [left]},
            {"SessionDate": "2024-06-01T08:00:00Z", "Groups": [left, {**left, "GroupId": None}]},
            {"Groups": [left]},
        ],
    }
    intake, facts = read(whole, dataset, tmp_path)
    assert intake.faults == []
    assert {name: one.get("occurredAt", [""])[0][:10] for name, one in facts.items()} == {
        "Initial/A/FIRST_LEFT": "2025-01-15",
        "Final/A/FIRST_LEFT": "2025-01-15",
        "history-0/A/FIRST_LEFT": "2024-05-01",
        "history-1/A/FIRST_LEFT": "2024-06-01",
        "history-1/1/FIRST_LEFT": "2024-06-01",
        "history-2/A/FIRST_LEFT": "",
    }


def test_an_amplitude_that_adapts_need_not_be_there(dataset: Dataset, tmp_path: Path) -> None:
    adapts = program("FIRST_LEFT", AdaptiveTherapyStatus="AdaptiveTherapyStatusDef.RUNNING")
    del adapts["AmplitudeInMilliAmps"]
    intake, facts = read(report(group("A", LeftHemisphere=side(adapts))), dataset, tmp_path)
    assert intake.faults == []
    assert "currentAmplitude" not in facts["Final/A/FIRST_LEFT"]
    del adapts["PulseWidthInMicroSecond"]
    intake, facts = read(report(group("A", LeftHemisphere=side(adapts))), dataset, tmp_path)
    assert [fault.cause for fault in intake.faults] == ["FIRST_LEFT has no PulseWidthInMicroSecond"]
    assert facts == {}


STATE = {"Electrode": "ElectrodeDef.SenSight_1a", "ElectrodeStateResult": "ElectrodeStateDef.Negative"}


@pytest.mark.parametrize(
    ("change", "kind", "cause", "word"),
    [
        ({"LowerLimitInMilliAmps": 2.1, "UpperLimitInMilliAmps": 3}, "outside own limits",
         "AmplitudeInMilliAmps: 2.0 lies outside the programme's own limits, 2.1 to 3", '"AmplitudeInMilliAmps"'),
        ({"LowerLimitInMilliAmps": 1, "UpperLimitInMilliAmps": 1.9}, "outside own limits",
         "AmplitudeInMilliAmps: 2.0 lies outside the programme's own limits, 1 to 1.9", '"AmplitudeInMilliAmps"'),
        ({"ElectrodeState": ["x"]}, "structure", "ElectrodeState: no object", '"x"'),
        *(({"ElectrodeState": [{**STATE, "Electrode": f"ElectrodeDef.{label}"}]}, "unknown contact",
           f"a SenSight lead has no contact {label!r}", '"Electrode"')
          for label in ("SenSight_4", "SenSight_0a", "SenSight_1d", "SenSight_3a", "sensight_", "SENSIGHT_2ab")),
        ({"ElectrodeState": [{**STATE, "ElectrodeStateResult": "x.Up"}]}, "unknown polarity",
         "SenSight_1a: no polarity is called 'Up'", '"ElectrodeStateResult"'),
        ({"ElectrodeState": [{**STATE, "ElectrodeFractionOf32": 1}]}, "unknown field",
         "ElectrodeFractionOf32: shares are parts of 64", '"ElectrodeFractionOf32"'),
        ({"ElectrodeState": [{**STATE, "ElectrodeFractionOf64": 65}]}, "number",
         "ElectrodeFractionOf64: 65 is no number of parts of 64", '"ElectrodeFractionOf64"'),
        ({"ElectrodeState": [{**STATE, "ElectrodeFractionOf64": 0.5}]}, "number",
         "ElectrodeFractionOf64: 0.5 is no number of parts of 64", '"ElectrodeFractionOf64"'),
        ({"ProgramId": "ProgramIdDef.FIRST_RIGHT"}, "swapped hemisphere",
         "ProgramIdDef.FIRST_RIGHT stands under LeftHemisphere", '"ProgramId"'),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_value_and_its_programme_left_out(
    dataset: Dataset, tmp_path: Path, change: Json, kind: str, cause: str, word: str
) -> None:
    whole = report(group("A", LeftHemisphere=side(program("FIRST_LEFT", **change))))
    intake, facts = read(whole, dataset, tmp_path)
    assert [(fault.kind, fault.cause) for fault in intake.faults] == [(kind, cause)]
    assert (facts, intake.refused) == ({}, 1)
    text = (tmp_path / "r.json").read_text()
    assert intake.faults[0].line == text.partition(word)[0].count("\n") + 1


@pytest.mark.parametrize("missing", ["LowerLimitInMilliAmps", "UpperLimitInMilliAmps"])
def test_one_limit_alone_is_no_range(dataset: Dataset, tmp_path: Path, missing: str) -> None:
    limits = {"LowerLimitInMilliAmps": 2.5, "UpperLimitInMilliAmps": 1.5}
    del limits[missing]
    intake, _ = read(
        report(group("A", LeftHemisphere=side(program("FIRST_LEFT", **limits)))), dataset, tmp_path
    )
    assert intake.faults == []


@pytest.mark.parametrize("label", ["0", "3", "1", "2", "1a", "1b", "1c", "2a", "2B", "2c"])
def test_the_contacts_of_a_lead_are_known(dataset: Dataset, tmp_path: Path, label: str) -> None:
    state = {**STATE, "Electrode": f"ElectrodeDef.SenSight_{label}"}
    whole = report(group("A", LeftHemisphere=side(program("FIRST_LEFT", ElectrodeState=[state]))))
    assert read(whole, dataset, tmp_path)[0].faults == []


def test_a_channel_of_no_side_is_a_fault(dataset: Dataset, tmp_path: Path) -> None:
    channel = program(HemisphereLocation="HemisphereLocationDef.Both")
    intake, _ = read(report(group("A", SensingChannel=["lost", channel])), dataset, tmp_path)
    lost = intake.faults.pop(0)
    assert "lost" in (tmp_path / "r.json").read_text().splitlines()[lost.line - 1]
    assert [(f.kind, f.cause) for f in intake.faults] == [("unknown side", "no hemisphere: 'BothHemisphere'")]


def test_what_is_no_object_is_a_row_at_fault(dataset: Dataset, tmp_path: Path) -> None:
    whole = report(group("A", LeftHemisphere=side("lost" * 20, program("FIRST_LEFT"))))
    intake, facts = read(whole, dataset, tmp_path)
    (fault,) = intake.faults
    assert (fault.kind, fault.cause) == ("structure", f"Programs: {'lost' * 10!r} is no object")
    assert (intake.rows, intake.recorded, intake.refused, len(facts)) == (2, 1, 1, 1)


def test_groups_and_programmes_without_a_name_go_by_their_place(dataset: Dataset, tmp_path: Path) -> None:
    unnamed = {
        "GroupId": None,
        "ProgramSettings": {"LeftHemisphere": {"Programs": {**PROGRAM, "ProgramId": None}}},
    }
    intake, facts = read(report(unnamed, unnamed), dataset, tmp_path)
    assert intake.faults == []
    assert list(facts) == ["Final/0/LeftHemisphere-Programs", "Final/1/LeftHemisphere-Programs"]


def test_what_is_no_object_in_the_history_is_told_at_its_place(dataset: Dataset, tmp_path: Path) -> None:
    intake, _ = read({"GroupHistory": [{}, "lost"]}, dataset, tmp_path)
    (fault,) = intake.faults
    assert fault.cause == "GroupHistory: 'lost' is no object"
    assert "lost" in (tmp_path / "r.json").read_text().splitlines()[fault.line - 1]


@pytest.mark.parametrize("text", ["[1]", "{}", '{"Group": []}', '"Groups"', "3", "null"])
def test_what_is_no_report_is_refused(dataset: Dataset, tmp_path: Path, text: str) -> None:
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(InputError, match="no session report"):
        ingest("percept", tmp_path / "r.json", None, dataset)
    (tmp_path / "r.json").unlink()
    with pytest.raises(InputError, match="in this folder"):
        ingest("percept", tmp_path, None, dataset)


def test_what_no_lead_in_the_brain_gives_is_a_fault(dataset: Dataset, tmp_path: Path) -> None:
    strong = program("FIRST_LEFT", AmplitudeInMilliAmps=31)
    intake, _ = read(report(group("A", LeftHemisphere=side(strong))), dataset, tmp_path)
    assert [fault.kind for fault in intake.faults] == ["implausible"]


@pytest.mark.parametrize("moment", ["Initial", "Final"])
def test_a_device_that_is_not_known_is_told_where_it_stands(
    dataset: Dataset, tmp_path: Path, moment: str
) -> None:
    intake, _ = read(
        {"Groups": {}, "DeviceInformation": {moment: {"Neurostimulator": "Perrcept QX"}}}, dataset, tmp_path
    )
    (fault,) = intake.faults
    line = (tmp_path / "r.json").read_text().splitlines()[fault.line - 1]
    assert line.strip() == '"Neurostimulator": "Perrcept QX"'


def test_a_device_that_is_not_known_is_told(dataset: Dataset, tmp_path: Path) -> None:
    left = group("A", LeftHemisphere=side(program("FIRST_LEFT")))
    unknown = {"Final": {"Neurostimulator": "Perrcept QX"}, "Initial": {"Neurostimulator": "Percept PC"}}
    intake, facts = read(report(left, DeviceInformation=unknown), dataset, tmp_path)
    assert [(f.kind, f.cause) for f in intake.faults] == [
        ("unknown device", "no model is called 'Perrcept QX'")
    ]
    assert "recordsDevice" not in facts["Final/A/FIRST_LEFT"]


def test_all_reports_of_a_folder_are_read(dataset: Dataset, tmp_path: Path) -> None:
    left = group("A", LeftHemisphere=side(program("FIRST_LEFT")))
    for name in ("b.json", "a.json", "c.txt"):
        (tmp_path / name).write_text(json.dumps(report(left)))
    intake = ingest("percept", tmp_path, tmp_path / "out.nt", dataset)
    assert intake.recorded == 2
    text = (tmp_path / "out.nt").read_text()
    assert text.index("record/a/Final/A") < text.index("record/b/Final/A")
