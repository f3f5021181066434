"""The dataset on disk: built once, mended when damaged, shared between runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def run_cold(cache: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NEUROMOD_CACHE": str(cache)}
    return subprocess.run(
        [sys.executable, "-m", "neuromod_onto", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment,
    )


def test_the_cache_is_built_once_and_gives_the_same_answer(tmp_path: Path) -> None:
    without = subprocess.run(
        [sys.executable, "-m", "neuromod_onto", "term", "DBS"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "NEUROMOD_CACHE": ""},
    )
    first, second = run_cold(tmp_path, "term", "DBS"), run_cold(tmp_path, "term", "DBS")
    assert first.stdout == second.stdout == without.stdout
    assert len(list(tmp_path.iterdir())) == 1


def test_a_damaged_cache_is_built_again(tmp_path: Path) -> None:
    run_cold(tmp_path, "term", "DBS")
    [store] = tmp_path.iterdir()
    for file in store.iterdir():
        file.write_bytes(b"damaged")
    assert run_cold(tmp_path, "term", "DBS").returncode == 0
    assert run_cold(tmp_path, "term", "DBS").returncode == 0


def test_a_cache_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert run_cold(blocked, "term", "DBS").returncode == 0


def test_several_first_runs_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    environment = {**os.environ, "NEUROMOD_CACHE": str(tmp_path)}
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "neuromod_onto", "term", "DBS"], stdout=subprocess.PIPE, env=environment
        )
        for _ in range(6)
    ]
    answers = {run.communicate(timeout=90)[0] for run in runs}
    assert len(answers) == 1
    assert {run.returncode for run in runs} == {0}
    assert len(list(tmp_path.iterdir())) == 1
