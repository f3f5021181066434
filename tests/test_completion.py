"""TAB: scripts for the shells, and what they are offered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Neuromod

Offered = Callable[..., list[str]]


@pytest.fixture
def offered(tmp_path_factory: pytest.TempPathFactory) -> Offered:
    """Ask for completions as zsh does: whole words, each answer with its help."""

    def ask(*words: str, shell: str = "zsh", cword: int | None = None) -> list[str]:
        environment = {
            **os.environ,
            "_NEUROMOD_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": " ".join(["neuromod", *words]),
            "COMP_CWORD": str(len(words) if cword is None else cword),
        }
        done = subprocess.run(
            [sys.executable, "-m", "neuromod_onto"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        return lines[1::3] if shell == "zsh" else [line.partition(",")[2] for line in lines if line]

    return ask


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_legal_for_its_shell(neuromod: Neuromod, tmp_path: Path, shell: str) -> None:
    script = neuromod("completion", shell)
    assert script.code == 0
    assert f"_NEUROMOD_COMPLETE={shell}_complete" in script.out
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    path = tmp_path / "script"
    path.write_text(script.out)
    done = subprocess.run([shell, "-n", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_unknown_shell_is_a_usage_error(neuromod: Neuromod) -> None:
    assert neuromod("completion", "tcsh").code == 2


def test_commands_and_options_are_offered(offered: Offered) -> None:
    assert set(offered("d")) >= {"diff", "doctor", "draw"}
    assert offered("draw", "--li") == ["--limit"]
    assert offered("query", "ru") == ["run"]


def test_terms_are_offered_whatever_the_case(offered: Offered) -> None:
    found = offered("term", "subthalamicD")
    assert found == ["SubthalamicDeepBrainStimulation"]
    assert offered("draw", "VagusNerve")[0] == "VagusNerve"
    assert offered("term", "Zzz") == []


def test_queries_their_parameters_and_values_are_offered(offered: Offered) -> None:
    assert "therapies-for-condition" in offered("query", "run", "therapies-f")
    ask = ("query", "run", "therapies-for-condition")
    assert offered(*ask, "cond") == ["condition="]
    assert offered(*ask, "condition=ParkinsonD") == ["condition=ParkinsonDisease"]
    assert offered(*ask, "reversible=") == ["reversible=true", "reversible=false"]
    assert offered(*ask, "condition=VagusN") == []  # a nerve is no condition


def test_bash_splits_at_the_equals_sign(offered: Offered) -> None:
    ask = ("query", "run", "therapies-for-condition", "condition", "=")
    assert offered(*ask, "ParkinsonD", shell="bash") == ["ParkinsonDisease"]
    assert offered("query", "run", "therapies-for-condition", "reversible", "=", shell="bash") == [
        "true",
        "false",
    ]


def test_bash_completes_a_term_in_a_real_shell(neuromod: Neuromod, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("bash is not installed")
    program = tmp_path / "neuromod"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m neuromod_onto "$@"\n')
    program.chmod(0o755)
    lines = [
        neuromod("completion", "bash").out,
        "COMP_WORDS=(neuromod tree SubthalamicDeep); COMP_CWORD=2; _neuromod_completion neuromod",
        'printf "%s\\n" "${COMPREPLY[@]}"',
    ]
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(
        [bash, "-c", "\n".join(lines)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "SubthalamicDeepBrainStimulation\n"
