"""Install the lowest versions that pyproject.toml allows, and run the tests of the core on them.

    python .ci/lower_bounds.py [ARGUMENT OF PYTEST ...]

Each dependency that the package declares is held to exactly its lower bound; theirs are the newest that fit.
Bounds that do not fit each other are a fault. Needs uv (extra ``dev``). Ends with the exit code of the first
step that fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Tests of what a plain installation does: names, texts, units, shapes, queries ...
CORE = ("terms", "annotate", "units", "validation", "queries")
#: ... without the two that take a third of the time and ask no more of a library than their neighbours.
SLOW = (
    "tests/test_validation.py::test_the_reference_finds_the_same_in_a_registry",
    "tests/test_validation.py::test_the_benchmark_finds_the_planted_faults_and_compares_the_engines",
)
PYTHON = "3.11"
RUNNERS = ("pytest", "pytest-xdist", "hypothesis")


def lowest() -> list[str]:
    """Return the package's own dependencies, each at its lower bound."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [requirement.replace(">=", "==") for requirement in project["dependencies"]]


def main(arguments: list[str]) -> int:
    """Return the exit code of the first step that fails."""
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder) / "venv" / "bin" / "python"
        steps: list[list[str | Path]] = [
            ["uv", "venv", "-q", "--python", PYTHON, python.parent.parent],
            ["uv", "pip", "install", "-q", "--python", python, *lowest(), *RUNNERS],
            [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *arguments],
        ]
        for step in steps:
            done = subprocess.run(
                step, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False
            )
            if done.returncode:
                return done.returncode
    return 0


if __name__ == "__main__":
    chosen = [f"tests/test_{name}.py" for name in CORE]
    sys.exit(main(sys.argv[1:] or ["-n", "auto", *chosen, *(f"--deselect={test}" for test in SLOW)]))
