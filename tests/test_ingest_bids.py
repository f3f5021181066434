"""Stimulation read from BIDS datasets: units, contacts, references, what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.records.bids.fields import _rows, fields, words
from neuromod_onto.records.bids.layout import Name, units_named
from neuromod_onto.records.bids.reading import read
from neuromod_onto.records.bids.setup import side_in
from neuromod_onto.records.checks.needs import needs_of
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.quantities import quantities

from .bids_cases import CASES, EVENTS, described, table, write
from .bids_reading import kinds, lacking, number, records, values
from .conftest import Neuromod

# ---- non-invasive stimulation ----


def test_each_pulse_of_a_pair_is_a_programme_with_its_own_intensity(tmp_path: Path, dataset: Dataset) -> None:
    found, intake = records(CASES["paired_pulses"](), tmp_path, dataset)
    single, conditioning, test = found
    assert {record.kind for record in found} == {"MagneticStimulationProgram"}
    assert [number(record, "percentStimulatorOutput") for record in found] == [58, 35, 58]
    assert number(conditioning, "percentMotorThreshold") == 70
    assert not test.has("percentMotorThreshold")
    assert number(conditioning, "intraburstFrequency") == 500
    assert number(test, "pulseWidth") == number(single, "pulseWidth") == 200
    assert values(test, "hasPulseWaveform") == [NEUROMOD + "MonophasicWaveform"]
    assert dict(intake.passed) == {"time of a programme described elsewhere": 3}
    assert not any(record.has("recordsTherapy") for record in found), "spTMS here measures, it does not treat"


def test_direct_current_has_an_anode_and_a_cathode_by_the_sign_of_the_current(
    tmp_path: Path, dataset: Dataset
) -> None:
    found, _ = records(CASES["direct_current"](), tmp_path, dataset)
    programme, anode, cathode, *_ = found
    assert programme.kind == "DirectCurrentProgram"
    assert number(programme, "currentAmplitude") == 2
    assert number(programme, "sessionDuration") == 20
    assert number(programme, "rampDuration") == 10
    assert values(programme, "recordsTherapy") == [NEUROMOD + "TranscranialDirectCurrentStimulation"]
    assert values(anode, "hasElectrodePolarity") == [NEUROMOD + "AnodePolarity"]
    assert values(cathode, "hasElectrodePolarity") == [NEUROMOD + "CathodePolarity"]


def test_alternating_current_has_neither_anode_nor_cathode(tmp_path: Path, dataset: Dataset) -> None:
    files = {
        name: content.replace("tDCS", "tACS").replace("Rectangle", "Sinusoid")
        for name, content in CASES["direct_current"]().items()
    }
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert [r.kind for r in found if r.kind != "ContactSetting"] == ["AlternatingCurrentProgram"] * 2
    assert not any(record.has("hasElectrodePolarity") for record in found)


def test_theta_bursts_by_name_are_the_therapy_unless_sham(tmp_path: Path, dataset: Dataset) -> None:
    files = CASES["theta_bursts"]()
    name = next(name for name in files if name.endswith("_stim.tsv"))
    real, _ = records(files, tmp_path / "real", dataset)
    assert values(real[0], "recordsTherapy") == [NEUROMOD + "IntermittentThetaBurstStimulation"]
    assert [number(real[0], p) for p in ("intraburstFrequency", "burstFrequency", "numberOfPulses")] == [
        50,
        5,
        600,
    ]
    assert number(real[0], "percentMotorThreshold") == 90
    sham, intake = records(
        files | {name: files[name].replace("itbs_2", "sham_2")}, tmp_path / "sham", dataset
    )
    assert intake.faults == []
    assert not sham[1].has("recordsTherapy")
    assert "condition: sham" in values(sham[1], "reportedValue")


def test_the_device_is_found_under_the_names_of_all_drafts(tmp_path: Path, dataset: Dataset) -> None:
    for case, device in (
        ("paired_pulses", "Magstim BiStim^2"),
        ("magnetic_events", "Magstim BiStim^2"),
        ("extension", "MagVenture MagPro X100"),
    ):
        found, _ = records(CASES[case](), tmp_path / case, dataset)
        assert f"device: {device}" in values(found[0], "reportedValue"), case


def test_an_intensity_is_a_share_of_output_or_of_threshold_or_refused(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = CASES["extension"]()
    found, _ = records(files, tmp_path / "a", dataset)
    assert (number(found[0], "percentStimulatorOutput"), number(found[0], "percentMotorThreshold")) == (
        70,
        80,
    )
    name = next(name for name in files if name.endswith("_tms.json"))
    bare = files[name].replace("output level as a percentage of maximum stimulator power", "level")
    _, intake = records(files | {name: bare}, tmp_path / "b", dataset)
    assert kinds(intake) == ["missing reference"] * 2
    assert intake.recorded == 0


# -- what is missing


def test_the_maker_of_the_recorder_is_not_taken_for_the_stimulator(tmp_path: Path, dataset: Dataset) -> None:
    files = CASES["ampere"]()
    name = next(name for name in files if name.endswith("_ieeg.json"))
    files[name] = json.dumps(json.loads(files[name]) | {"Manufacturer": "Micromed"})
    _, intake = records(files, tmp_path, dataset)
    assert lacking(intake) == {"device": (5, 5)}


def test_stimulation_that_no_table_describes_lacks_everything(tmp_path: Path, dataset: Dataset) -> None:
    files = {
        "dataset_description.json": described(Name="Single-pulse TMS fMRI"),
        "sub-1/func/sub-1_task-stimRxIFJ_bold.json": described(TaskName="R_IFJ"),
        "sub-1/func/sub-1_task-resting_bold.json": described(TaskName="rest"),
        "sub-1/eeg/sub-1_task-spTMS_eeg.json": described(TaskName="spTMS"),
        "sub-1/eeg/sub-1_task-spTMS_events.tsv": table("onset duration trial_type", "4.1 0 Stimulus/A"),
    }
    found, intake = records(files, tmp_path, dataset)
    assert found == []
    assert lacking(intake) == dict.fromkeys(needs_of("MagneticStimulationProgram"), (2, 2))
    assert dict(intake.passed) == {"no stimulation": 1}


def test_a_dataset_without_stimulation_lacks_nothing(tmp_path: Path, dataset: Dataset) -> None:
    files = {
        "dataset_description.json": described(
            Name="Recordings from people with leads for deep brain stimulation"
        ),
        "sub-1/meg/sub-1_task-HoldL_meg.json": described(TaskName="HoldL"),
        "sub-1/meg/sub-1_task-HoldL_events.tsv": table("onset duration trial_type", "0 300 rest"),
    }
    _, intake = records(files, tmp_path, dataset)
    assert intake.missing == []


def test_contacts_with_coordinates_say_where_the_stimulation_was(tmp_path: Path, dataset: Dataset) -> None:
    files = CASES["ampere"]()
    name = next(name for name in files if name.endswith("_electrodes.tsv"))
    header, *rows = files[name].splitlines()
    x = header.split("\t").index("x")
    bare = [[*row[:x], "n/a", *row[x + 1 :]] for row in (line.split("\t") for line in rows)]
    files[name] = "\n".join([header, *("\t".join(row) for row in bare)]) + "\n"
    _, intake = records(files, tmp_path, dataset)
    assert lacking(intake) == {"device": (5, 5), "target": (5, 5)}


# ---- damaged input ----


def test_a_table_that_cannot_be_read_is_reported_and_the_others_are_read(
    tmp_path: Path, dataset: Dataset
) -> None:
    folder = write(CASES["ampere"](), tmp_path)
    (folder / "sub-01/ses-1/ieeg/sub-01_ses-1_task-bad_events.tsv").write_bytes(b"onset\tduration\n1\t\xff\n")
    (folder / "sub-01/ses-1/ieeg/sub-01_ses-1_task-twice_events.tsv").write_text("onset\tonset\n1\t1\n")
    (folder / "sub-01/ses-1/ieeg/sub-01_ses-1_task-empty_events.tsv").write_text("")
    intake = Intake(quantities(dataset))
    list(read(folder, dataset, intake))
    assert kinds(intake) == ["unreadable", "unreadable"]
    assert intake.recorded == 5


def test_the_command_writes_what_is_good_and_tells_each_fault_with_its_place(
    tmp_path: Path, neuromod: Neuromod
) -> None:
    files = CASES["ampere"]()
    files[EVENTS] = files[EVENTS].replace("0.004", "4")
    folder = write(files, tmp_path / "in")
    target, lines = tmp_path / "out.ttl", tmp_path / "out.nt"
    result = neuromod("ingest", "bids", folder, "-o", target)
    assert result.code == 1
    assert f"{folder / EVENTS}:6:7: " in result.err
    assert "7 rows: 4 recorded, 1 refused, 2 passed over (no stimulation); 1 fault" in result.err
    assert neuromod("ingest", "bids", folder, "-o", lines).code == 1
    turtle = set(ox.parse(path=str(target), format=ox.RdfFormat.TURTLE))
    assert turtle == set(ox.parse(path=str(lines), format=ox.RdfFormat.N_TRIPLES))
    assert neuromod("validate", target, "--shapes", "records").code == 0


def test_no_name_in_a_dataset_steers_the_terminal(tmp_path: Path, neuromod: Neuromod) -> None:
    files = CASES["paired_pulses"]()
    name = next(name for name in files if name.endswith("_nibs.json"))
    files[name] = files[name].replace('"Coil_1"', '"\\u001b[31mCoil"')
    result = neuromod("ingest", "bids", write(files, tmp_path), "--missing")
    assert result.code == 1
    assert "there are \\u001b[31mCoil" in result.err
    assert "\x1b" not in result.err + result.out


def test_the_command_says_when_no_stimulation_is_described(tmp_path: Path, neuromod: Neuromod) -> None:
    folder = write({"dataset_description.json": described(Name="Rest")}, tmp_path)
    result = neuromod("ingest", "bids", folder, "--missing")
    assert result.code == 0
    assert "no stimulation is described" in result.err


# ---- the tables that the reader is made of ----


def test_the_tables_name_properties_of_the_ontology(dataset: Dataset) -> None:
    known = quantities(dataset)
    relations = {"hasPulseWaveform", "hasContact"}
    for field in fields().values():
        assert field.property in known or field.property in relations | {""}, field.name
    assert len(fields()) == len(_rows("fields.tsv")) > 60
    for sort in ("waveform", "kind", "therapy"):
        for local in filter(None, words(sort).values()):
            node = ox.NamedNode(NEUROMOD + local)
            assert any(dataset.store.quads_for_pattern(node, None, None, None)), local


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pulse width in s", ["s"]),
        ("onset of event in seconds", ["seconds"]),
        ("type of electrical stimulation [mono-/biphasic]", []),
        ("electrode names of stimulus pair", []),
        ("in milliampere, in the cortex", ["milliampere", "the"]),
    ],
)
def test_units_named_in_a_description(text: str, found: list[str]) -> None:
    assert units_named(text) == found


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("L", "L"),
        ("right", "R"),
        ("M1_L", "L"),
        ("Fp2", "R"),
        ("Cz", ""),
        ("left and right", ""),
        ("LTG1", ""),
    ],
)
def test_sides_named_in_a_text(text: str, side: str) -> None:
    assert side_in(text) == side


def test_a_name_is_taken_apart() -> None:
    name = Name.of(Path("sub-01_ses-1_task-x_run-02_events.tsv"))
    assert (name.entities, name.suffix) == ({"sub": "01", "ses": "1", "task": "x", "run": "02"}, "events")
