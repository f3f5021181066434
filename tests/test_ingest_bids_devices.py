"""Devices that BIDS datasets name: models that we know, and names that stay text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD

from .bids_cases import CASES, Files
from .bids_reading import records, values


def of_model(files: Files, maker: str, model: str) -> Files:
    """Return the pairs of pulses with another stimulator in the sidecar."""
    name = next(name for name in files if name.endswith("_nibs.json"))
    return files | {name: files[name].replace('"Magstim"', f'"{maker}"').replace('"BiStim^2"', f'"{model}"')}


@pytest.mark.parametrize(
    ("maker", "model"),
    [
        ("Magstim", "Rapid2 Therapy System"),
        ("Magstim", "rapid2  therapy-system"),
        ("n/a", "Magstim Rapid2 Therapy System"),
    ],
)
def test_the_name_of_a_model_that_we_know_becomes_the_model(
    maker: str, model: str, tmp_path: Path, dataset: Dataset
) -> None:
    found, intake = records(of_model(CASES["paired_pulses"](), maker, model), tmp_path, dataset)
    programmes = [record for record in found if record.kind == "MagneticStimulationProgram"]
    assert programmes
    for programme in programmes:
        (product,) = values(programme, "recordsDevice")
        assert product == NEUROMOD + "product/MagstimRapid2"
    assert any(text.startswith("device: ") for text in values(programmes[0], "reportedValue"))
    assert not intake.kept_as_text


@pytest.mark.parametrize(
    ("maker", "model"), [("Magstim", "BiStim^2"), ("Magstim", "Rapid2 Ther"), ("", "pump")]
)
def test_another_name_of_a_stimulator_stays_text_and_is_counted(
    maker: str, model: str, tmp_path: Path, dataset: Dataset
) -> None:
    found, intake = records(of_model(CASES["paired_pulses"](), maker, model), tmp_path, dataset)
    assert not any(record.has("recordsDevice") for record in found)
    assert intake.kept_as_text == {("device", f"{maker} {model}".strip()): intake.recorded}
    assert f"device: {maker} {model}".replace("  ", " ") in values(found[0], "reportedValue")


def test_of_two_stimulators_a_row_has_the_one_that_it_names(tmp_path: Path, dataset: Dataset) -> None:
    files = CASES["paired_pulses"]()
    name = next(name for name in files if name.endswith("_nibs.json"))
    sidecar = json.loads(files[name])
    known = {"StimulatorID": "Stim2", "Manufacturer": "Magstim", "ModelName": "Rapid2"}
    files[name] = json.dumps(sidecar | {"StimulatorSet": [sidecar["StimulatorSet"], known]})
    tsv = next(name for name in files if name.endswith("_nibs.tsv"))
    files[tsv] = files[tsv].replace("SICI\tTMS\tStim1", "SICI\tTMS\tStim2")
    single, *pair = [
        r for r in records(files, tmp_path, dataset)[0] if r.kind == "MagneticStimulationProgram"
    ]
    assert not single.has("recordsDevice")
    assert "device: Magstim BiStim^2" in values(single, "reportedValue")
    assert {*values(pair[0], "recordsDevice")} == {NEUROMOD + "product/MagstimRapid2"}
