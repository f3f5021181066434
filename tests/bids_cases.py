"""Small BIDS datasets with the structure and the values of public ones, written anew.

Sources: openneuro ds004080 and ds004370 (numbers in ampere), ds003708 (text with unit), all CC0; the examples of
nigelrogasch/nibs-bids v4 and v6.3 and of InstCognNeuro/bids-tms-extension for the names of columns and sidecars.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Files = dict[str, str]

_MSO = "% Maximum Stimulator Output"


def table(header: str, *rows: str) -> str:
    """Write a table from words separated by blanks; ``~`` stands for a blank within a cell."""
    return "".join("\t".join(line.split()).replace("~", " ") + "\n" for line in (header, *rows))


def described(**columns: Any) -> str:
    return json.dumps(columns, indent=1)


def units(unit: str, **more: Any) -> dict[str, Any]:
    return {"Units": unit, **more}


def write(files: Files, folder: Path) -> Path:
    """Write the files of a dataset; return its folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def ampere() -> Files:
    """Single-pulse stimulation: numbers whose unit the description of the column names."""
    stem = "sub-01/ses-1/ieeg/sub-01_ses-1"
    stimulus = "electrical_stimulation SPESclin monophasic"
    return {
        "dataset_description.json": described(Name="Evoked potentials in ampere"),
        "events.json": described(
            onset={"description": "onset of event in seconds"},
            electrical_stimulation_type={"description": "type of electrical stimulation [mono-/biphasic]"},
            electrical_stimulation_current={"description": "electrical stimulation current in Ampere"},
            electrical_stimulation_frequency={"description": "electrical stimulation frequency in Hertz"},
            electrical_stimulation_pulsewidth={"description": "electrical stimulation pulse width in s"},
        ),
        f"{stem}_task-SPESclin_run-021448_ieeg.json": described(
            TaskName="SPESclin", iEEGPlacementScheme="left", ElectricalStimulation=True
        ),
        f"{stem}_electrodes.tsv": table(
            "name x y z size hemisphere",
            "vT6 -52.1 -20.5 -18.0 4.2 L",
            "vT7 -55.3 -24.0 -16.2 4.2 L",
            "vT8 -58.0 -27.9 -14.1 4.2 L",
            "TL01 -60.2 -5.0 10.0 4.2 L",
            "TL02 -61.0 4.4 11.5 4.2 L",
        ),
        f"{stem}_task-SPESclin_run-021448_events.tsv": table(
            "onset duration trial_type sub_type electrical_stimulation_type electrical_stimulation_site"
            " electrical_stimulation_current electrical_stimulation_frequency"
            " electrical_stimulation_pulsewidth notes",
            "507.005 0.232 artefact n/a n/a n/a n/a n/a n/a n/a",
            f"1779.5 0.001 {stimulus} vT6-vT7 0.008 0.2 0.001 n/a",
            f"1784.5 0.001 {stimulus} vT6-vT7 0.008 0.2 0.001 n/a",
            f"1789.5 0.001 {stimulus} vT7-vT6 0.008 0.2 0.001 n/a",
            f"1794.5 0.001 {stimulus} vT8-vT7 0.004 0.2 0.001 n/a",
            f"1799.5 0.001 {stimulus} TL01-TL02 0.002 0.2 0.001 n/a",
            "1850.1 12.38 sleep nrem n/a n/a n/a n/a n/a n/a",
        ),
    }


def text() -> Files:
    """Single-pulse stimulation: the unit stands in the cell."""
    stem = "sub-01/ses-ieeg01/ieeg/sub-01_ses-ieeg01"
    return {
        "dataset_description.json": described(Name="Evoked potentials in text"),
        "task-ccep_events.json": described(
            onset=units("seconds"),
            duration=units("seconds"),
            electrical_stimulation_type={"Levels": {"biphasic": "biphasic stimulation"}},
            electrical_stimulation_current={"Description": "stimulation current in mA"},
        ),
        f"{stem}_space-MNI152NLin6Sym_electrodes.tsv": table(
            "name x y z size hemisphere",
            "LTG1 -50.0 3.1 -20.2 4 L",
            "LTG2 -54.7 -6.0 -18.4 4 L",
            "LTG3 -57.1 -15.2 -15.0 4 L",
            "RD1 24.2 -12.0 -19.9 4 R",
            "RD2 29.0 -12.5 -19.1 4 R",
        ),
        f"{stem}_task-ccep_run-01_events.tsv": table(
            "onset duration trial_type electrical_stimulation_type electrical_stimulation_site"
            " electrical_stimulation_current status",
            "510.07 0.0002 electrical_stimulation biphasic LTG1-LTG2 6.0~mA good",
            "594.72 0.0002 electrical_stimulation biphasic LTG1-LTG2 6.0~mA good",
            "601.43 0.0002 electrical_stimulation biphasic LTG2-LTG3 4.0~mA good",
            "606.86 0.0002 electrical_stimulation biphasic RD1-RD2 6.0~mA bad",
        ),
    }


def _nibs_sidecar(elements: list[dict[str, Any]], **more: Any) -> str:
    return described(
        StimulatorSet={
            "StimulatorID": "Stim1",
            "Manufacturer": "Magstim",
            "ManufacturerModelName": "BiStim^2",
        },
        ElementSet=elements,
        IntensitySet=[
            {"IntensityID": "rMT", "Value": 50, "Units": _MSO, "Type": "resting_motor"},
            {"IntensityID": "1mV", "Value": 58, "Units": _MSO, "Type": "target_MEP"},
        ],
        stimulus_intensity=units(_MSO),
        stimulus_duration=units("microseconds"),
        pattern1_interval=units("milliseconds"),
        pattern1_intensity=units(_MSO, Delimiter="|"),
        pattern2_interval=units("milliseconds"),
        **more,
    )


def paired_pulses() -> Files:
    """NIBS v6.3: single and paired pulses of one coil."""
    stem = "sub-001/nibs/sub-001_task-rest_acq-SICI"
    return {
        "dataset_description.json": described(Name="Paired pulses"),
        f"{stem}_nibs.json": _nibs_sidecar(
            [{"ElementID": "Coil_1", "ElementType": "coil", "ModelName": "D70"}]
        ),
        f"{stem}_nibs.tsv": table(
            "nibs_event_id nibs_type stimulator_id nibs_element_id stimulus_shape stimulus_intensity"
            " stimulus_duration pattern1_count pattern1_interval pattern1_intensity intensity_reference"
            " intensity_scaling",
            "spTMS TMS Stim1 Coil_1 Monophasic 58 200 n/a n/a n/a 1mV 1",
            "SICI TMS Stim1 Coil_1 Monophasic n/a 200 2 2 35|58 rMT|1mV 0.7|1",
        ),
        f"{stem}_markers.tsv": table(
            "nibs_position_id nibs_element_id position_label position_description",
            "M1_L Coil_1 C3 Left~primary~motor~cortex",
        ),
        "sub-001/emg/sub-001_task-rest_acq-SICI_events.tsv": table(
            "onset duration nibs_event_id nibs_position_id",
            "0 n/a spTMS M1_L",
            "4.9 n/a SICI M1_L",
            "9.6 n/a spTMS M1_L",
        ),
    }


def two_coils() -> Files:
    """NIBS v6.3: a pulse of each of two coils, positions in a standard space."""
    stem = "sub-001/nibs/sub-001_task-rest_acq-ccPAS"
    return {
        "dataset_description.json": described(Name="Two coils"),
        f"{stem}_nibs.json": _nibs_sidecar(
            [{"ElementID": "Coil_1", "ModelName": "B65"}, {"ElementID": "Coil_2", "ModelName": "B65"}]
        ),
        f"{stem}_coordsystem.json": described(NIBSCoordinateSystem="MNI152NLin2009cAsym"),
        f"{stem}_nibs.tsv": table(
            "nibs_event_id nibs_type stimulator_id nibs_element_id stimulus_shape stimulus_intensity"
            " stimulus_duration pattern1_count pattern1_interval pattern1_intensity pattern2_count"
            " pattern2_interval intensity_reference intensity_scaling",
            "ccPAS TMS Stim1 Coil_1|Coil_2 Biphasic n/a 200 2 8 45|58 100 5000 rMT|1mV 0.9|1",
        ),
        f"{stem}_markers.tsv": table(
            "nibs_position_id nibs_element_id position_label position_description element_centre_x",
            "PMv_L Coil_1 left~PMv Left~ventral~premotor~cortex -65.1",
            "M1_L Coil_2 left~M1 Left~primary~motor~cortex -47.5",
        ),
    }


def direct_current() -> Files:
    """NIBS v6.3: two electrodes whose currents sum to zero."""
    stem = "sub-001/nibs/sub-001_task-rest_acq-tDCS"
    return {
        "dataset_description.json": described(Name="Direct current"),
        f"{stem}_nibs.json": described(
            StimulatorSet={"StimulatorID": "Stim1", "Manufacturer": "neuroCare"},
            ElementSet=[
                {"ElementID": "anode", "ElectrodeRole": "anode"},
                {"ElementID": "cathode", "ElectrodeRole": "cathode"},
            ],
            stimulus_intensity=units("mA", Delimiter="|"),
            stimulus_duration=units("second"),
            ramp_up=units("second"),
            ramp_down=units("second"),
        ),
        f"{stem}_nibs.tsv": table(
            "nibs_event_id nibs_type stimulator_id nibs_element_id stimulus_shape stimulus_intensity"
            " stimulus_duration ramp_up ramp_down",
            "tDCS tES Stim1 anode|cathode Rectangle 2|-2 1200 10 10",
            "weak tES Stim1 anode|cathode Rectangle 1|-1 600 30 30",
        ),
        f"{stem}_markers.tsv": table(
            "nibs_position_id nibs_element_id position_label position_description",
            "C3 anode C3 Anode~over~left~primary~motor~cortex",
            "Fp2 cathode Fp2 Cathode~over~right~supraorbital~region",
        ),
    }


def magnetic_events() -> Files:
    """NIBS v4: pulses as events, the device in the sidecar of the events."""
    stem = "sub-01/ses-01/eeg/sub-01_ses-01_task-meps_acq-first_events"
    return {
        "dataset_description.json": described(Name="Pulses as events"),
        f"{stem}.json": described(
            NIBSDetails={
                "NIBSType": "TMS",
                "Manufacturer": "Magstim",
                "ManufactureModelName": "BiStim^2",
                "CoilDetails": {"Coil 1": {"ModelName": "D70"}},
            },
            onset=units("seconds"),
            tms_rmt=units("percent", Description="Percent of maximum stimulator output (MSO)."),
            tms_intensity_mso=units("percent", Description="Intensity as a percentage of MSO."),
        ),
        f"{stem}.tsv": table(
            "onset duration trial_type tms_rmt tms_intensity_mso",
            *(f"{onset} 0 TMS 60 55" for onset in ("2.000", "3.500", "5.000", "6.500")),
        ),
    }


def theta_bursts() -> Files:
    """NIBS v4: a train of theta bursts in a table of stimulation."""
    return {
        "dataset_description.json": described(Name="Theta bursts"),
        "sub-01/ses-itbs1/stim/sub-01_ses-itbs1_task-itbs_stim.tsv": table(
            "StimID StimType Onset Duration pattern bursts pulses_per_burst intraburst_freq_hz burst_rate_hz"
            " train_on_s train_off_s total_pulses tms_intensity_rmt_pct MarkerID",
            "itbs_1 TMS 2025-10-03T09:00:00 600 iTBS 200 3 50 5 2 8 600 90 M1",
            "itbs_2 TMS 2025-10-04T09:00:00 600 iTBS 200 3 50 5 2 8 600 90 M1",
        ),
        "sub-01/ses-itbs1/stim/sub-01_ses-itbs1_markers.tsv": table("MarkerID target_x", "M1 -37.2"),
    }


def extension() -> Files:
    """The TMS extension: intensities whose reference the sidecar describes."""
    stem = "sub-01/ses-01/tms/sub-01_ses-01_task-hotspot"
    return {
        "dataset_description.json": described(Name="Hotspot"),
        f"{stem}_tms.json": described(
            Manufacturer="MagVenture",
            ManufacturersModelName="MagPro X100",
            CoilSet=[{"CoilID": "1", "CoilType": "CB60"}, {"CoilID": "2", "CoilType": "CB60"}],
            Waveform={"Levels": {"monophasic": "", "biphasic": "", "halfsine": ""}},
            InterDoublePulseInterval=units("msec"),
            FirstPulseAmplitude=units(
                "%", Description="output level as a percentage of maximum stimulator power"
            ),
            FirstPulseAmplitudeRMT=units("%", Description="percentage of the Resting Motor Threshold"),
        ),
        f"{stem}_tms.tsv": table(
            "CoilID StimulusMode Waveform InterDoublePulseInterval MarkerID FirstPulseAmplitude"
            " FirstPulseAmplitudeRMT Timestamp",
            "1 twin biphasic 2.5 marker1 70 80 2025-06-01T13:45:10.456Z",
            "2 single monophasic n/a marker2 75 85 2025-06-01T13:46:12.789Z",
        ),
        f"{stem}_markers.tsv": table("MarkerID PeelingDepth", "marker1 15.3", "marker2 14.7"),
    }


CASES = {
    case.__name__: case
    for case in (
        ampere,
        text,
        paired_pulses,
        two_coils,
        direct_current,
        magnetic_events,
        theta_bursts,
        extension,
    )
}

EVENTS = "sub-01/ses-1/ieeg/sub-01_ses-1_task-SPESclin_run-021448_events.tsv"

CURRENT = "electrical_stimulation_current"


def one_event(current: str, **sidecar: object) -> Files:
    files = {
        "dataset_description.json": described(Name="One event"),
        "sub-01/ieeg/sub-01_task-x_events.tsv": table(
            f"onset duration trial_type electrical_stimulation_site {CURRENT}",
            f"1.0 0.1 electrical_stimulation A1-A2 {current}",
        ),
    }
    return files | ({"events.json": described(**{CURRENT: sidecar})} if sidecar else {})


STIM = "sub-01/stim/sub-01_task-tes_stim"

TES = "tes_electrode1_pos_centre tes_electrode1_current tes_electrode2_pos_centre tes_electrode2_current"


def named(files: Files, ending: str) -> str:
    return next(name for name in files if name.endswith(ending))


def changed(case: str, ending: str, *changes: tuple[str, str]) -> Files:
    """Return a case of ``bids_cases`` with texts of one file replaced."""
    files = CASES[case]()
    name = named(files, ending)
    for old, new in changes:
        assert old in files[name], old
        files[name] = files[name].replace(old, new)
    return files


def electrodes(*rows: str, unit: str = "mA") -> Files:
    """NIBS v4: the place of and the current at each of two electrodes."""
    current = units(unit) if unit else {"Description": "current"}
    return {
        "dataset_description.json": described(Name="Two electrodes"),
        f"{STIM}.json": described(tes_electrode1_current=current, tes_electrode2_current=current),
        f"{STIM}.tsv": table(f"StimID StimType pattern {TES}", *rows),
    }
