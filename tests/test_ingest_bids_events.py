"""Electrical stimulation in the events of BIDS datasets: units, contacts, sidecars."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.records.bids.reading import read
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.quantities import quantities

from .bids_cases import CASES, CURRENT, EVENTS, described, one_event, table, units, write
from .bids_reading import kinds, number, records, values


def test_numbers_in_ampere_and_texts_with_unit_give_the_same_quantities(
    tmp_path: Path, dataset: Dataset
) -> None:
    in_ampere, _ = records(CASES["ampere"](), tmp_path / "a", dataset)
    in_text, _ = records(CASES["text"](), tmp_path / "t", dataset)
    first = in_ampere[0]
    assert first.kind == "PulsedStimulationProgram"
    assert number(first, "currentAmplitude") == 8
    assert number(first, "stimulationFrequency") == Decimal("0.2")
    assert number(first, "pulseWidth") == 1000
    assert number(in_text[0], "currentAmplitude") == 6
    assert values(first, "hasPulseWaveform") == [NEUROMOD + "MonophasicWaveform"]
    assert values(in_text[0], "hasPulseWaveform") == [NEUROMOD + "BiphasicWaveform"]
    assert f"{CURRENT}: 0.008 [Ampere]" in values(first, "reportedValue")
    assert f"{CURRENT}: 6.0 mA" in values(in_text[0], "reportedValue")
    assert values(first, "patientPseudonym") == ["sub-01"]
    assert values(first, "readFrom") == [f"{EVENTS}:3"]


def test_every_row_is_recorded_refused_or_passed_over(tmp_path: Path, dataset: Dataset) -> None:
    found, intake = records(CASES["ampere"](), tmp_path, dataset)
    assert (intake.rows, intake.recorded, intake.refused) == (7, 5, 0)
    assert dict(intake.passed) == {"no stimulation": 2}
    assert len({record.iri for record in found}) == len(found) == 5 * 3


def test_contacts_have_labels_and_no_polarity_that_nobody_stated(tmp_path: Path, dataset: Dataset) -> None:
    found, _ = records(CASES["ampere"](), tmp_path, dataset)
    programme, *_ = found
    contacts = {record.iri: record for record in found if record.kind == "ContactSetting"}
    labels = [values(contacts[iri], "contactLabel") for iri in values(programme, "hasContact")]
    assert labels == [["vT6"], ["vT7"]]
    assert not any(record.has("hasElectrodePolarity") for record in contacts.values())
    assert values(programme, "hasLaterality") == [NEUROMOD + "LeftSide"]


def test_the_surface_of_equal_contacts_is_stated_in_the_canonical_unit(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = CASES["ampere"]()
    name = next(name for name in files if name.endswith("_electrodes.tsv"))
    files[name] = files[name].replace("-14.1\t4.2", "-14.1\t5.0")
    found, _ = records(files, tmp_path, dataset)
    programmes = [record for record in found if record.kind == "PulsedStimulationProgram"]
    assert number(programmes[0], "contactArea") == Decimal("0.042")
    assert not programmes[3].has("contactArea"), "vT8 and vT7 differ in size"


def test_mapping_by_single_pulses_is_not_recorded_as_a_therapy(tmp_path: Path, dataset: Dataset) -> None:
    found, _ = records(CASES["ampere"](), tmp_path, dataset)
    assert not any(record.has("recordsTherapy") for record in found)


@pytest.mark.parametrize(
    ("cell", "sidecar", "milliampere"),
    [
        ("6~mA", {}, "6"),
        ("6", {"Units": "mA"}, "6"),
        ("0.006", {"Units": "A"}, "6"),
        ("6000", {"Units": "uA"}, "6"),
        ("0.006", {"Description": "current in Ampere"}, "6"),
        ("6", {"Description": "stimulation current in mA"}, "6"),
        ("0.006", {"Description": "Stimulation current (A)"}, "6"),
        ("6", {"Units": "mA", "Description": "current in Ampere"}, "6"),
    ],
)
def test_the_unit_comes_from_the_cell_then_units_then_the_description(
    tmp_path: Path, dataset: Dataset, cell: str, sidecar: dict[str, object], milliampere: str
) -> None:
    found, intake = records(one_event(cell, **sidecar), tmp_path, dataset)
    assert intake.faults == []
    assert number(found[0], "currentAmplitude") == Decimal(milliampere)


@pytest.mark.parametrize(
    "sidecar", [{}, {"Description": "stimulation current"}, {"Description": "in seconds"}]
)
def test_a_current_without_any_unit_is_refused_since_bids_defines_none(
    tmp_path: Path, dataset: Dataset, sidecar: dict[str, object]
) -> None:
    found, intake = records(one_event("0.006", **sidecar), tmp_path, dataset)
    assert found == []
    assert (intake.recorded, intake.refused) == (0, 1)
    (fault,) = intake.faults
    assert (fault.kind, fault.line, fault.column) == ("missing unit", 2, 5)
    assert "0.006 mA" not in fault.hint


def test_a_cell_that_contradicts_its_sidecar_is_followed_and_reported_once(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = CASES["text"]()
    files["task-ccep_events.json"] = files["task-ccep_events.json"].replace("in mA", "in Ampere")
    found, intake = records(files, tmp_path, dataset)
    assert kinds(intake) == ["unit contradiction"]
    assert intake.recorded == 4
    assert number(found[0], "currentAmplitude") == 6


def test_a_sidecar_nearer_to_the_table_goes_before_the_dataset_and_others_are_not_read(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = one_event("6", Units="A")
    files["sub-01/ieeg/sub-01_events.json"] = described(**{CURRENT: units("mA")})
    files["sub-01/ieeg/sub-02_events.json"] = described(**{CURRENT: units("uA")})
    files["sub-01/ieeg/sub-01_task-y_events.json"] = described(**{CURRENT: units("uA")})
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert number(found[0], "currentAmplitude") == 6


def test_a_table_by_its_path_takes_the_only_sidecar_beside_it(tmp_path: Path, dataset: Dataset) -> None:
    files = CASES["text"]()
    events = next(content for name, content in files.items() if name.endswith("events.tsv"))
    lone = {"events_sample.tsv": events, "task-ccep_events.json": files["task-ccep_events.json"]}
    write(lone, tmp_path)
    intake = Intake(quantities(dataset))
    found = list(read(tmp_path / "events_sample.tsv", dataset, intake))
    assert (intake.recorded, intake.faults) == (4, [])
    assert number(found[0], "currentAmplitude") == 6


def test_a_contact_that_no_table_of_electrodes_has_is_unknown_and_its_row_refused(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = CASES["ampere"]()
    files[EVENTS] = files[EVENTS].replace("vT8-vT7", "vT9-vT7")
    _, intake = records(files, tmp_path, dataset)
    (fault,) = intake.faults
    assert (fault.kind, fault.place) == ("unknown contact", f"{tmp_path / EVENTS}:6:6")
    assert "'vT9'" in fault.cause
    assert (intake.recorded, intake.refused) == (4, 1)


def test_contacts_are_split_at_the_hyphen_that_makes_known_names(tmp_path: Path, dataset: Dataset) -> None:
    files = one_event("6~mA")
    name = "sub-01/ieeg/sub-01_task-x_events.tsv"
    files[name] = files[name].replace("A1-A2", "G-1-G-2")
    files["sub-01/ieeg/sub-01_electrodes.tsv"] = table("name x", "G-1 1", "G-2 2")
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert [values(r, "contactLabel") for r in found[1:]] == [["G-1"], ["G-2"]]


def test_coordinates_say_nothing_of_the_side_where_their_space_is_not_known(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = one_event("6~mA")
    wrong = table("name x hemisphere", "A1 40 L", "A2 45 L")
    _, in_pixels = records(files | {"sub-01/ieeg/sub-01_electrodes.tsv": wrong}, tmp_path / "p", dataset)
    assert in_pixels.faults == []
    placed = {"sub-01/ieeg/sub-01_space-MNI152Lin_electrodes.tsv": wrong}
    _, in_space = records(files | placed, tmp_path / "s", dataset)
    assert kinds(in_space) == ["hemisphere", "hemisphere"]
