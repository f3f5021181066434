"""Rows of BIDS tables that say less, more or something else than they should; what lies around them likewise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.records.bids.setup import side_of

from .bids_cases import CASES, changed, described, electrodes, named, one_event, table
from .bids_reading import kinds, lacking, number, records, values

# ---- shares of output and of threshold ----


@pytest.mark.parametrize(
    ("old", "new", "kind", "cause"),
    [
        (
            "\t58\t200",
            "\t58~mA\t200".replace("~", " "),
            "other dimension",
            "is no share of output or threshold",
        ),
        ("\t58\t200", "\tstrong\t200", "number", "'strong' does not begin with a number"),
        ("rMT|1mV", "rMT|2mV", "missing reference", "IntensitySet has no '2mV'"),
        ("0.7|1", "0.7", "list length", "intensities, references and scalings differ in number"),
        ("0.7|1", "low|1", "number", "intensity_scaling: 'low'"),
        ("0.7|1", "0.9|1", "intensity contradiction", "intensity 35, but 0.9 x rMT (50) is 45.0"),
        ("\t2\t2\t35|58", "\t3\t2\t35|58", "list length", "2 intensities for 3 pulses"),
        ("\t2\t2\t35|58", "\t2\t0\t35|58", "implausible", "pattern1_interval of 0 is no interval"),
        ("\t2\t2\t35|58", "\t2\tsoon\t35|58", "number", "pattern1_interval: 'soon'"),
        (
            "Stim1\tCoil_1\tMonophasic\t58",
            "Stim9\tCoil_1\tMonophasic\t58",
            "unknown stimulator",
            "no 'Stim9'",
        ),
        ("Coil_1\tMonophasic\t58", "Coil_9\tMonophasic\t58", "unknown contact", "no element 'Coil_9'"),
        ("Coil_1\tMonophasic\t58", "Coil_1\tZigzag\t58", "unknown waveform", "unknown waveform 'Zigzag'"),
    ],
)
def test_a_row_that_contradicts_itself_or_its_sidecar_is_refused(
    old: str, new: str, kind: str, cause: str, tmp_path: Path, dataset: Dataset
) -> None:
    _, intake = records(changed("paired_pulses", "_nibs.tsv", (old, new)), tmp_path, dataset)
    assert kind in kinds(intake)
    assert any(cause in fault.cause for fault in intake.faults), intake.faults
    assert (intake.recorded, intake.refused) == (1, 1)


def test_a_pulse_without_intensity_has_none_and_the_other_keeps_its_own(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = changed("paired_pulses", "_nibs.tsv", ("35|58", "n/a|58"), ("rMT|1mV\t0.7|1", "n/a\tn/a"))
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    _, conditioning, test = found
    assert not conditioning.has("percentStimulatorOutput")
    assert number(test, "percentStimulatorOutput") == 58


def test_an_absolute_intensity_is_no_share_of_the_threshold(tmp_path: Path, dataset: Dataset) -> None:
    files = changed("paired_pulses", "_nibs.tsv", ("0.7|1", "absolute|1"), ("35|58", "33|58"))
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert number(found[1], "percentStimulatorOutput") == 33
    assert not found[1].has("percentMotorThreshold")


def test_a_reference_without_a_value_still_says_of_what_the_scaling_is_a_share(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = changed("paired_pulses", "_nibs.json", ('"Value": 50', '"Value": "not measured"'))
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert number(found[1], "percentMotorThreshold") == 70


def test_the_second_pulse_of_the_extension_has_an_intensity_of_its_own(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = changed(
        "extension",
        "_tms.tsv",
        ("FirstPulseAmplitudeRMT", "SecondPulseAmplitudeRMT"),
        ("\t70\t80\t", "\t70\t120\t"),
    )
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert (number(found[0], "percentStimulatorOutput"), number(found[1], "percentMotorThreshold")) == (
        70,
        120,
    )
    assert not found[1].has("percentStimulatorOutput")


@pytest.mark.parametrize(
    ("cell", "share"), [("70~%~MSO", "percentStimulatorOutput"), ("90~%~RMT", "percentMotorThreshold")]
)
def test_an_intensity_may_say_itself_of_what_it_is_a_share(
    cell: str, share: str, tmp_path: Path, dataset: Dataset
) -> None:
    cell = cell.replace("~", " ")
    changes = (("\t58\t200", f"\t{cell}\t200"), ("\t1mV\t1\n", "\tn/a\tn/a\n"))
    found, intake = records(changed("paired_pulses", "_nibs.tsv", *changes), tmp_path, dataset)
    assert intake.faults == []
    assert f"stimulus_intensity: {cell}" in values(found[0], "reportedValue")
    assert number(found[0], share) == int(cell[:2])


def test_a_bare_share_without_any_unit_is_refused(tmp_path: Path, dataset: Dataset) -> None:
    files = changed("paired_pulses", "_nibs.json")
    name = named(files, "_nibs.json")
    files[name] = files[name].replace('"stimulus_intensity"', '"another_column"')
    _, intake = records(files, tmp_path, dataset)
    assert kinds(intake) == ["missing unit"]
    assert "stimulus_intensity: '58' has no unit" in intake.faults[0].cause


# ---- columns that say the same ----


def test_of_two_columns_for_one_quantity_the_first_counts_and_the_other_is_kept_as_text(
    tmp_path: Path, dataset: Dataset
) -> None:
    head = "electrical_stimulation_pulsewidth electrical_stimulation_pulse_width"
    files = one_event("6~mA")
    name = named(files, "_events.tsv")
    first, row = files[name].splitlines()
    files[name] = f"{first}\t{head.replace(' ', chr(9))}\n{row}\t300 us\t450 us\n"
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert number(found[0], "pulseWidth") == 300
    assert "electrical_stimulation_pulse_width: 450 us" in values(found[0], "reportedValue")


def test_the_frequency_goes_before_the_interval_that_says_the_same(tmp_path: Path, dataset: Dataset) -> None:
    files = changed(
        "paired_pulses", "_nibs.tsv", ("pattern1_interval", "pattern1_frequency\tpattern1_interval")
    )
    name = named(files, "_nibs.tsv")
    files[name] = (
        files[name]
        .replace("n/a\tn/a\tn/a\t1mV", "n/a\tn/a\tn/a\tn/a\t1mV")
        .replace("\t2\t2\t35|58", "\t2\t400 Hz\t2\t35|58")
    )
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert number(found[1], "intraburstFrequency") == 400
    assert "pattern1_interval: 2" in values(found[1], "reportedValue")


def test_a_waveform_that_the_sidecar_describes_keeps_the_description(
    tmp_path: Path, dataset: Dataset
) -> None:
    shape = {"Levels": {"Zigzag": {"Description": "three phases", "PhaseGap": "20 us"}}}
    files = changed("paired_pulses", "_nibs.tsv", ("Coil_1\tMonophasic\t58", "Coil_1\tZigzag\t58"))
    name = named(files, "_nibs.json")
    files[name] = json.dumps(json.loads(files[name]) | {"stimulus_shape": shape})
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert not found[0].has("hasPulseWaveform"), "it is none of ours"
    assert "stimulus_shape Zigzag PhaseGap: 20 us" in values(found[0], "reportedValue")


# ---- times, kinds, references ----


@pytest.mark.parametrize(
    ("times", "kind", "cause"),
    [
        ("1.0\t5 ms\t", "number", "duration: '5 ms' is no plain number of seconds"),
        ("1.0\t-0.1\t", "implausible", "duration of -0.1 s is negative"),
        ("soon\t0.1\t", "number", "onset: 'soon' does not begin with a number"),
    ],
)
def test_a_time_is_a_plain_number_of_seconds(
    times: str, kind: str, cause: str, tmp_path: Path, dataset: Dataset
) -> None:
    files = one_event("6~mA")
    name = named(files, "_events.tsv")
    files[name] = files[name].replace("1.0\t0.1\t", times)
    _, intake = records(files, tmp_path, dataset)
    assert [(fault.kind, fault.cause) for fault in intake.faults] == [(kind, cause)]
    assert intake.refused == 1


def test_an_event_of_another_kind_among_pulses_is_passed_over(tmp_path: Path, dataset: Dataset) -> None:
    files = changed("magnetic_events", "_events.tsv", ("5.000\t0\tTMS", "5.000\t0\tbutton"))
    name = named(files, "_events.json")
    files[name] = files[name].replace('"NIBSType": "TMS"', '"NIBSType": "unheard of"')
    found, intake = records(files, tmp_path, dataset)
    assert len(found) == intake.recorded == 0
    assert intake.faults == []
    assert dict(intake.passed) == {"no stimulation": 4}


def test_a_row_of_a_table_of_stimulation_says_what_it_is(tmp_path: Path, dataset: Dataset) -> None:
    _, intake = records(electrodes("d1 acupuncture x C3 2 Fp2 -2"), tmp_path, dataset)
    (fault,) = intake.faults
    assert (fault.kind, fault.cause) == ("unknown stimulation", "no known kind of stimulation: 'acupuncture'")


def test_the_place_of_the_coil_is_known_where_the_table_has_its_coordinates(
    tmp_path: Path, dataset: Dataset
) -> None:
    without, with_ = (
        CASES["magnetic_events"](),
        changed(
            "magnetic_events",
            "_events.tsv",
            ("tms_rmt", "tms_pos_centre_x\ttms_rmt"),
            ("TMS\t60", "TMS\t-37.2\t60"),
        ),
    )
    _, lacks = records(without, tmp_path / "a", dataset)
    _, has = records(with_, tmp_path / "b", dataset)
    assert lacks.faults == has.faults == []
    assert set(lacking(lacks)) - set(lacking(has)) != set()
    assert not set(lacking(has)) - set(lacking(lacks))


def test_parameters_in_the_sidecar_of_the_recording_are_kept_with_each_row(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = changed(
        "ampere",
        "_ieeg.json",
        ('"TaskName"', '"ElectricalStimulationParameters": "charge-balanced",\n"TaskName"'),
    )
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    programmes = [record for record in found if record.kind == "PulsedStimulationProgram"]
    for record in programmes:
        assert "ElectricalStimulationParameters: charge-balanced" in values(record, "reportedValue")
    assert len(programmes) == 5


def test_an_event_refers_to_a_programme_that_the_table_beside_it_has(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = changed("paired_pulses", "_events.tsv", ("4.9\tn/a\tSICI", "4.9\tn/a\tLICI"))
    _, intake = records(files, tmp_path / "a", dataset)
    (fault,) = intake.faults
    assert (fault.kind, fault.line, fault.column) == ("unknown programme", 3, 3)
    assert fault.hint == "there are SICI, spTMS"
    # an event_id where no table of stimulation defines any is just the name of an event
    plain = {"sub-01/eeg/sub-01_task-x_events.tsv": table("onset duration event_id", "1 0 go", "2 0 stop")}
    found, intake = records(plain, tmp_path / "b", dataset)
    assert (found, intake.faults, dict(intake.passed)) == ([], [], {"no stimulation": 2})


def test_a_recording_said_to_be_under_stimulation_lacks_its_description(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = {
        "dataset_description.json": described(Name="Naming"),
        "sub-01/ieeg/sub-01_task-naming_ieeg.json": described(TaskName="naming", ElectricalStimulation=True),
        "sub-02/ieeg/sub-02_task-naming_ieeg.json": described(TaskName="naming", ElectricalStimulation=False),
    }
    _, intake = records(files, tmp_path, dataset)
    assert set(lacking(intake).values()) == {(1, 1)}


# ---- what lies around a table ----


def test_a_table_of_electrodes_without_names_or_rows_knows_no_contact(
    tmp_path: Path, dataset: Dataset
) -> None:
    for number_, content in enumerate((table("label x", "A1 1"), table("name x"))):
        files = one_event("6~mA") | {"sub-01/ieeg/sub-01_electrodes.tsv": content}
        found, intake = records(files, tmp_path / str(number_), dataset)
        assert intake.faults == []
        assert [values(record, "contactLabel") for record in found[1:]] == [["A1"], ["A2"]]


def test_a_row_of_electrodes_that_is_too_short_is_reported_once_for_all_recordings(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = one_event("6~mA") | {
        "sub-01/ieeg/sub-01_electrodes.tsv": table("name x hemisphere", "A1 1 R", "A2 2 R", "A3 3")
    }
    name = named(files, "_events.tsv")
    files[name.replace("task-x", "task-y")] = files[name]
    found, intake = records(files, tmp_path, dataset)
    (fault,) = intake.faults
    assert (fault.kind, fault.line, fault.cause) == ("row length", 4, "2 cells where the heading has 3")
    assert intake.recorded == 2
    assert values(found[0], "hasLaterality") == [NEUROMOD + "RightSide"]


def test_a_marker_on_the_side_that_its_coordinate_denies_is_reported(
    tmp_path: Path, dataset: Dataset
) -> None:
    _, intake = records(changed("two_coils", "_markers.tsv", ("-47.5", "47.5")), tmp_path / "a", dataset)
    (fault,) = intake.faults
    assert (fault.kind, fault.line) == ("hemisphere", 3)
    # what is no number says nothing of the side, nor does a point close to the midline
    for number_, x in enumerate(("n/a", "1.5")):
        _, intake = records(
            changed("two_coils", "_markers.tsv", ("-47.5", x)), tmp_path / f"b{number_}", dataset
        )
        assert intake.faults == []
    assert [side_of(x) for x in ("-2.1", "-2", "2", "2.1", "far left")] == ["L", "", "", "R", ""]


def test_markers_without_an_identifier_or_of_another_length_name_no_position(
    tmp_path: Path, dataset: Dataset
) -> None:
    _, intake = records(
        changed("extension", "_markers.tsv", ("marker2\t14.7", "marker2")), tmp_path / "a", dataset
    )
    assert [(f.kind, f.cause) for f in intake.faults] == [
        ("row length", "1 cells where the heading has 2"),
        ("unknown contact", "MarkerID: no marker 'marker2'"),
    ]
    nameless = changed("extension", "_markers.tsv", ("MarkerID\t", "Label\t"))
    _, intake = records(nameless, tmp_path / "b", dataset)
    assert (intake.recorded, intake.faults) == (2, [])


def test_a_stimulator_known_by_an_identifier_only_is_no_model(tmp_path: Path, dataset: Dataset) -> None:
    files = changed(
        "paired_pulses",
        "_nibs.json",
        ('"Manufacturer": "Magstim",', ""),
        ('"ManufacturerModelName"', '"Note"'),
    )
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert not intake.kept_as_text
    assert not any(text.startswith("device:") for text in values(found[0], "reportedValue"))
    assert not found[0].has("recordsDevice")
