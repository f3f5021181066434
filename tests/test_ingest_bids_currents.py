"""Currents at electrodes in BIDS tables: signs, sums, units of their own."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD

from .bids_cases import changed, electrodes, named, one_event
from .bids_reading import kinds, number, records, values


def test_electrodes_with_a_column_each_are_contacts_with_the_sign_of_their_current(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = electrodes("d1 tDCS tDCS C3 1500 Fp2 -1500", unit="uA")
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    programme, anode, cathode = found
    assert programme.kind == "DirectCurrentProgram"
    assert number(programme, "currentAmplitude") == Decimal("1.5")
    assert [values(one, "contactLabel") for one in (anode, cathode)] == [["C3"], ["Fp2"]]
    assert values(anode, "hasElectrodePolarity") == [NEUROMOD + "AnodePolarity"]
    assert values(cathode, "hasElectrodePolarity") == [NEUROMOD + "CathodePolarity"]


def test_an_electrode_without_current_is_neither_anode_nor_cathode(tmp_path: Path, dataset: Dataset) -> None:
    files = changed(
        "direct_current", "_nibs.tsv", ("anode|cathode Re".replace(" ", "\t"), "anode|cathode|idle\tRe")
    )
    name = named(files, "_nibs.tsv")
    files[name] = files[name].replace("\t2|-2\t", "\t2|-2|0\t").replace("\t1|-1\t", "\t1|-1|0\t")
    sidecar = named(files, "_nibs.json")
    files[sidecar] = files[sidecar].replace(
        '"ElementID": "anode"', '"ElementID": "idle"},{"ElementID": "anode"'
    )
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    idle = [record for record in found if values(record, "contactLabel") == ["idle"]]
    assert len(idle) == 2
    assert not any(record.has("hasElectrodePolarity") for record in idle)


@pytest.mark.parametrize(
    ("row", "unit", "kind", "cause"),
    [
        ("d1 tDCS tDCS C3 2 Fp2 -1", "mA", "current balance", "the currents sum to 1 mA, not to zero"),
        ("d1 tDCS tDCS C3 2 Fp2 -2", "", "missing unit", "'2' has no unit"),
        ("d1 tDCS tDCS C3 2~Hz Fp2 -2", "mA", "other dimension", "'Hz' is no unit of this quantity"),
    ],
)
def test_currents_must_sum_to_zero_and_be_currents(
    row: str, unit: str, kind: str, cause: str, tmp_path: Path, dataset: Dataset
) -> None:
    found, intake = records(electrodes(row, unit=unit), tmp_path, dataset)
    assert (found, intake.refused) == ([], 1)
    assert intake.faults[0].kind == kind
    assert cause in intake.faults[0].cause


def test_a_current_that_is_not_available_is_left_out_and_missed(tmp_path: Path, dataset: Dataset) -> None:
    files = changed("direct_current", "_nibs.tsv", ("\t2|-2\t", "\tn/a|n/a\t"))
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert not found[0].has("currentAmplitude")
    assert number(found[3], "currentAmplitude") == 1


def test_there_is_a_current_for_each_electrode(tmp_path: Path, dataset: Dataset) -> None:
    files = changed("direct_current", "_nibs.tsv", ("\t2|-2\t", "\t2|-1|-1\t"))
    _, intake = records(files, tmp_path, dataset)
    (fault,) = intake.faults
    assert (fault.kind, fault.cause) == ("list length", "3 currents for 2 electrodes")
    assert (intake.recorded, intake.refused) == (1, 1)


def test_currents_with_their_own_unit_need_none_from_the_sidecar(tmp_path: Path, dataset: Dataset) -> None:
    found, intake = records(electrodes("d1 tDCS tDCS C3 1~mA Fp2 -1000~uA", unit=""), tmp_path, dataset)
    assert intake.faults == []
    assert number(found[0], "currentAmplitude") == 1
    assert {"tes_electrode1_current: 1 mA", "tes_electrode2_current: -1000 uA"} <= set(
        values(found[0], "reportedValue")
    )


def test_of_two_intensities_of_one_pulse_the_first_counts(tmp_path: Path, dataset: Dataset) -> None:
    files = changed("extension", "_tms.tsv", ("FirstPulseAmplitudeRMT", "FirstPulseAmplitudeMSO"))
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert number(found[0], "percentStimulatorOutput") == 70
    assert "FirstPulseAmplitudeMSO: 80 [%]" in values(found[0], "reportedValue")


@pytest.mark.parametrize(
    ("site", "kind", "cause"),
    [
        ("vT6-vT6", "contacts", "names no pair of contacts"),
        ("-", "unknown contact", "has no contact"),
        ("vT6-RX1", "hemisphere", "joins contacts of both sides"),
    ],
)
def test_a_site_is_a_pair_of_two_contacts_of_one_side(
    site: str, kind: str, cause: str, tmp_path: Path, dataset: Dataset
) -> None:
    files = changed("ampere", "_electrodes.tsv", ("TL02", "RX1\t61.0\t4.4\t11.5\t4.2\tR\nTL02"))
    name = named(files, "_events.tsv")
    files[name] = files[name].replace("vT8-vT7", site)
    recording = named(files, "_ieeg.json")
    files[recording] = files[recording].replace('"left"', '"both sides"')
    _, intake = records(files, tmp_path, dataset)
    (fault,) = intake.faults
    assert (fault.kind, cause in fault.cause) == (kind, True)
    assert (intake.recorded, intake.refused) == (4, 1)


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ("Rectangle", "DirectCurrentProgram"),
        ("Sinusoid", "AlternatingCurrentProgram"),
        ("Other", "StimulationProgram"),
    ],
)
def test_the_shape_tells_direct_from_alternating_current_where_the_name_does_not(
    shape: str, kind: str, tmp_path: Path, dataset: Dataset
) -> None:
    files = changed(
        "direct_current", "_nibs.tsv", ("\ntDCS\t", "\nA\t"), ("\nweak\t", "\nB\t"), ("Rectangle", shape)
    )
    name = named(files, "_nibs.json")
    files[name] = json.dumps(json.loads(files[name]) | {"stimulus_shape": {"Levels": {"Other": "free"}}})
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert {record.kind for record in found if record.kind != "ContactSetting"} == {kind}


def test_a_sidecar_that_is_no_object_is_reported_once_and_nothing_of_it_is_read(
    tmp_path: Path, dataset: Dataset
) -> None:
    files = one_event("6~mA") | {"events.json": "[1]", "sub-01/ieeg/sub-01_events.json": "{"}
    found, intake = records(files, tmp_path, dataset)
    assert sorted(kinds(intake)) == ["sidecar", "sidecar"]
    assert sorted(fault.cause.partition(":")[0] for fault in intake.faults) == ["no JSON object", "not JSON"]
    assert number(found[0], "currentAmplitude") == 6


def test_markers_may_leave_open_which_coil_they_are_of(tmp_path: Path, dataset: Dataset) -> None:
    files = changed("paired_pulses", "_markers.tsv", ("nibs_element_id\t", "note\t"))
    found, intake = records(files, tmp_path, dataset)
    assert intake.faults == []
    assert not any(text.startswith("position of") for text in values(found[0], "reportedValue"))
