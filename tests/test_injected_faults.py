"""Faults put into BIDS datasets are caught, and untouched datasets raise none."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.records.bids.reading import read
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.quantities import quantities

from .bids_cases import CASES, Files, write
from .bids_injections import INJECTIONS, Injected

SEEDS = range(4)
CAUGHT = 0.98


def taken(files: Files, folder: Path, dataset: Dataset) -> Intake:
    """Read a dataset and check that no row is lost."""
    intake = Intake(quantities(dataset))
    list(read(write(files, folder), dataset, intake))
    assert intake.rows == intake.recorded + intake.refused + sum(intake.passed.values())
    return intake


def is_caught(injected: Injected, intake: Intake, folder: Path) -> bool:
    return any(
        fault.kind in injected.kinds
        and fault.file == str(folder / injected.file)
        and injected.line in (0, fault.line)
        and fault.cause
        for fault in intake.faults
    )


@pytest.mark.parametrize("case", CASES)
def test_an_untouched_dataset_raises_no_fault(case: str, tmp_path: Path, dataset: Dataset) -> None:
    intake = taken(CASES[case](), tmp_path, dataset)
    assert intake.faults == []
    assert intake.recorded > 0


def test_injected_faults_are_caught(tmp_path: Path, dataset: Dataset) -> None:
    done: Counter[str] = Counter()
    missed = []
    for case, files_of in CASES.items():
        for name, injection in INJECTIONS.items():
            for seed in SEEDS:
                injected = injection(files_of(), random.Random(f"{case} {name} {seed}"))
                if injected is None:
                    continue
                folder = tmp_path / f"{case}-{name}-{seed}".replace(" ", "-")
                intake = taken(injected.files, folder, dataset)
                done[name] += 1
                if not is_caught(injected, intake, folder):
                    missed.append(
                        (case, name, injected.file, injected.line, [f.cause for f in intake.faults])
                    )
    total = done.total()
    assert set(done) == set(INJECTIONS), "an injection that fits no dataset tests nothing"
    assert total >= 400
    assert 1 - len(missed) / total >= CAUGHT, "\n".join(map(str, missed))


def test_a_check_that_looks_away_is_noticed(tmp_path: Path, dataset: Dataset) -> None:
    """The measure itself can fail: an untouched dataset does not count as caught."""
    files = CASES["ampere"]()
    injected = INJECTIONS["zero frequency"](files, random.Random(1))
    assert injected is not None
    intake = taken(files, tmp_path, dataset)
    assert not is_caught(injected, intake, tmp_path)
