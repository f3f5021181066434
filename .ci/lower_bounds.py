"""Install the lowest versions that pyproject.toml allows, and run the tests of the core on them.

    python .ci/lower_bounds.py [TEST ...]

Only the dependencies that the package declares itself are held low; theirs are the newest that fit. Needs uv
(extra ``dev``). Ends with the exit code of the first step that fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Tests of what a plain installation does: names, texts, units, shapes, queries.
CORE = ("terms", "annotate", "units", "validation", "queries")
PYTHON = "3.11"
LOWEST = ("--resolution", "lowest-direct", "--python-version", PYTHON, "--no-annotate", "--no-header")


def main(tests: list[str]) -> int:
    """Return the exit code of the first step that fails."""
    with tempfile.TemporaryDirectory() as folder:
        lowest, place = Path(folder) / "lowest.txt", Path(folder) / "venv"
        python = place / "bin" / "python"
        steps: list[list[str | Path]] = [
            ["uv", "pip", "compile", *LOWEST, ROOT / "pyproject.toml", "-o", lowest],
            ["uv", "venv", "-q", "--python", PYTHON, place],
            ["uv", "pip", "install", "-q", "--python", python, "-r", lowest, "pytest", "hypothesis"],
            [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        ]
        for step in steps:
            done = subprocess.run(
                step, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=False
            )
            if done.returncode:
                return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [f"tests/test_{name}.py" for name in CORE]))
