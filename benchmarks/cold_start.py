"""How long a cold process takes, against a trivial click program in the same run.

Prints one line a command: median milliseconds and the ratio to the trivial program's ``--help``. With
``--check`` it fails when a ratio is above its goal. Runs are interleaved: a busy machine slows all alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TRIVIAL = (
    "import click\n@click.command()\n@click.option('--x', help='an option')\ndef main(x): pass\nmain()\n"
)
NEUROMOD = [str(Path(sys.executable).parent / "neuromod")]
#: command, goal as a multiple of the trivial program's --help
COMMANDS = {
    "neuromod --help": ([*NEUROMOD, "--help"], 1.5),
    "neuromod query run": (
        [*NEUROMOD, "query", "run", "therapies-for-condition", "condition=chronic pain", "reversible=true"],
        3.0,
    ),
}
#: an installed program has its bytecode beside it, also where the caller forbids writing more
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
HEAVY = ("rdflib", "pyshacl", "owlready2", "rich")


def seconds(command: list[str]) -> float:
    """Run a command and return how long it took."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, env=ENVIRONMENT)
    return time.perf_counter() - start


def imported(command: list[str]) -> set[str]:
    """Return the heavy packages that a command imports."""
    script = command if command[0] == sys.executable else [sys.executable, *command]
    trace = subprocess.run(
        [script[0], "-X", "importtime", *script[1:]], capture_output=True, text=True, check=True
    ).stderr
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in trace.splitlines()}
    return names & set(HEAVY)


def main() -> int:
    """Measure, print, and say whether a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "trivial.py"
        program.write_text(TRIVIAL)
        commands = {"trivial click --help": ([sys.executable, str(program), "--help"], 1.0)} | COMMANDS
        times: dict[str, list[float]] = {name: [] for name in commands}
        for command, _ in commands.values():
            seconds(command)
        for _ in range(options.runs):
            for name, (command, _) in commands.items():
                times[name].append(seconds(command))
        heavy = {name: imported(command) for name, (command, _) in commands.items()}
    floor = statistics.median(times["trivial click --help"])
    failed = False
    for name, (_, goal) in commands.items():
        median = statistics.median(times[name])
        failed |= median / floor > goal or bool(heavy[name])
        print(
            f"{median * 1000:7.1f} ms  {median / floor:5.2f}x (goal {goal:g}x)  {name}"
            + "".join(f"  imports {package}" for package in sorted(heavy[name]))
        )
    return int(failed and options.check)


if __name__ == "__main__":
    sys.exit(main())
