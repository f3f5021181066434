"""How long a cold process takes, against a trivial click program in the same run.

Prints one line a command: median milliseconds, and the median of its ratio to the ``--help`` of the trivial
program run just before it, so that a busy machine slows both alike. ``--first-run`` also empties the cache
before each run; ``--rdflib`` reads the same files with rdflib and asks the same queries in a cold process;
``--runoak PROGRAM OBO`` asks the same questions of the same ontology with that program of oaklib, in the file
that ``neuromod build --dist`` writes, and for its ``--help``, which takes as long: starts are compared.

With ``--check`` it fails when a ratio misses what a busy machine holds too, a little less strict than the
goal that is printed beside it, or when a command imports something heavy.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TRIVIAL = (
    "import click\n@click.command()\n@click.option('--x', help='an option')\ndef main(x): pass\nmain()\n"
)
#: The least that a query in Python behind click needs: it opens a store, asks and prints.
FLOOR = (
    "import sys, click, pyoxigraph\n@click.command()\n@click.argument('paths', nargs=-1)\ndef main(paths):\n"
    "    store = pyoxigraph.Store.read_only(paths[0])\n"
    "    for row in store.query(open(paths[1]).read()): sys.stdout.write(str(row))\nmain()\n"
)
RDFLIB = (
    "import sys, rdflib\ngraph = rdflib.Graph()\nfor path in sys.argv[2:]: graph.parse(path)\n"
    "print(len(list(graph.query(open(sys.argv[1]).read()))))\n"
)
#: Some queries take rdflib minutes; it is stopped then, and the ratio is more than what is printed.
LONGEST = 30.0
NEUROMOD = str(Path(sys.executable).parent / "neuromod")
QUERIES = {
    "therapies-for-condition": {"condition": "chronic pain", "reversible": "true"},
    "discontinuation-risks": {},
    "therapies-by-target": {"structure": "Nerf Vague"},
}
COMMANDS = {
    **{
        f"query run {name}": ["query", "run", name, *(f"{key}={value}" for key, value in values.items())]
        for name, values in QUERIES.items()
    },
    "term": ["term", "DBS"],
    "term, by an unaccented name": ["term", "stimulation medullaire", "--lang", "fr"],
    "map": ["map", "deep brain stimulation", "--to", "mesh"],
    "map, from a code": ["map", "mesh:D046690"],
    "search": ["search", "stimulation medulaire", "--lang", "fr"],
    "search, many hits": ["search", "stimulation"],
}
#: What runoak is asked, by what is asked of ours: both find, describe, list what is below, or only start.
RUNOAK = {
    ("--help",): ["--help"],
    ("search", "deep brain stimulation"): ["search", "deep brain stimulation"],
    ("term", "neuromod:DeepBrainStimulation"): ["info", "neuromod:DeepBrainStimulation", "-O", "obo"],
    ("tree", "neuromod:DeepBrainStimulation"): ["tree", "-p", "i", "neuromod:DeepBrainStimulation", "--down"],
    ("map", "neuromod:DeepBrainStimulation"): ["mappings", "neuromod:DeepBrainStimulation"],
}
#: an installed program has its bytecode beside it, also where the caller forbids writing more
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
HEAVY = ("rdflib", "pyshacl", "owlready2", "rich", "yaml")


@dataclass
class Measured:
    """A command and what it took.

    Attributes:
        goal: the ratio that is aimed at; for the others' programs the least, for ours the most.
        held: the ratio with which ``--check`` is content.
        seconds: of each run.
        ratios: of each run to the one it is compared with.

    """

    name: str
    goal: float
    held: float
    seconds: list[float]
    ratios: list[float]
    imports: frozenset[str] = frozenset()
    slower: bool = False

    @property
    def missed(self) -> bool:
        """Say whether the ratio is worse than what is held, or something heavy is imported."""
        ratio = statistics.median(self.ratios)
        return bool(self.imports) or (ratio < self.held if self.slower else ratio > self.held)

    def line(self) -> str:
        """Return the line that is printed."""
        than = "at least" if self.slower else "at most"
        heavy = "".join(f"  imports {package}" for package in sorted(self.imports))
        return (
            f"{statistics.median(self.seconds) * 1000:8.1f} ms {statistics.median(self.ratios):7.2f}x "
            f"(goal {than} {self.goal:g}x)  {self.name}{heavy}"
        )


def seconds(command: list[str], limit: float | None = None, **variables: str) -> float:
    """Run a command and return how long it took, or after how long it was stopped."""
    quiet = subprocess.DEVNULL
    start = time.perf_counter()
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command,
            stdout=quiet,
            stderr=quiet,
            check=True,
            env={**ENVIRONMENT, **variables},
            timeout=limit,  # with a limit Python looks only now and then: no good for milliseconds
        )
    return time.perf_counter() - start


def imported(command: list[str]) -> frozenset[str]:
    """Return the heavy packages that a command imports."""
    trace = subprocess.run(
        [sys.executable, "-X", "importtime", *command], capture_output=True, text=True, check=True
    ).stderr
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in trace.splitlines()}
    return frozenset(names & set(HEAVY))


def against_trivial(trivial: list[str], runs: int) -> list[Measured]:
    """Measure ``--help`` and each command with a filled cache."""
    found = [Measured("neuromod --help", 1.5, 1.5, [], [], imported([NEUROMOD, "--help"]))]
    found += [
        Measured(f"neuromod {name}", 2.0, 2.5, [], [], imported([NEUROMOD, *words]))
        for name, words in COMMANDS.items()
    ]
    commands = [["--help"], *COMMANDS.values()]
    for _ in range(runs):
        for measured, words in zip(found, commands, strict=True):
            floor = seconds(trivial)
            measured.seconds.append(seconds([NEUROMOD, *words]))
            measured.ratios.append(measured.seconds[-1] / floor)
    return found


def fill_cache() -> None:
    """Run what fills the cache, and wait until the store is built."""
    from neuromod_onto.dataset.cache import kept

    entry = kept()
    if entry is None:
        sys.exit("the cache is turned off: NEUROMOD_CACHE is empty")
    for words in COMMANDS.values():
        seconds([NEUROMOD, *words])
    _wait_for(Path(entry.store))


def _wait_for(store: Path) -> None:
    end = time.monotonic() + 60
    while not store.is_dir():
        if time.monotonic() > end:
            sys.exit(f"the store was not built: {store}")
        time.sleep(0.05)


def the_floor(trivial: list[str], folder: Path, runs: int) -> Measured:
    """Measure a query over the same store without any of our code."""
    from neuromod_onto.dataset.cache import kept

    program, query = folder / "floor.py", folder / "floor.rq"
    program.write_text(FLOOR)
    query.write_text(bound("therapies-for-condition"))
    store = kept().store  # type: ignore[union-attr]
    measured = Measured("floor: click, pyoxigraph, open the store, the first query", 2.0, 99, [], [])
    for _ in range(runs):
        base = seconds(trivial)
        measured.seconds.append(seconds([sys.executable, str(program), store, str(query)]))
        measured.ratios.append(measured.seconds[-1] / base)
    return measured


def first_runs(trivial: list[str], runs: int) -> list[Measured]:
    """Measure each command with an empty cache, which its run begins to fill."""
    from neuromod_onto.dataset.cache import Kept
    from neuromod_onto.dataset.shipped import current_key

    key = current_key()
    found = []
    for name in ("query run therapies-for-condition", "term", "map", "search"):
        measured = Measured(f"neuromod {name}, first run", 10.0, 14.0, [], [])
        for _ in range(runs):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache:
                base = seconds(trivial)
                measured.seconds.append(seconds([NEUROMOD, *COMMANDS[name]], NEUROMOD_CACHE=cache))
                measured.ratios.append(measured.seconds[-1] / base)
                _wait_for(Path(Kept(f"{cache}/{key}").store))  # else it would be at work during the next run
        found.append(measured)
    return found


def bound(name: str) -> str:
    """Return the text of a query with its values in place."""
    from neuromod_onto.catalog.run import bound_text
    from neuromod_onto.dataset import load

    return bound_text(load(cached=True), name, QUERIES[name])[0]


def with_rdflib(folder: Path, runs: int) -> list[Measured]:
    """Measure rdflib reading the shipped files and asking each query, against ours."""
    from neuromod_onto.dataset.shipped import shipped_files

    found = []
    for name in QUERIES:
        query = folder / f"{name}.rq"
        query.write_text(bound(name))
        measured = Measured(f"rdflib, files and {name}: times ours", 8.0, 8.0, [], [], slower=True)
        for _ in range(runs):
            ours = seconds([NEUROMOD, *COMMANDS[f"query run {name}"]])
            words = [sys.executable, "-c", RDFLIB, str(query), *map(str, shipped_files())]
            measured.seconds.append(seconds(words, LONGEST))
            measured.ratios.append(measured.seconds[-1] / ours)
        found.append(measured)
    return found


def with_runoak(runoak: Path, ontology: Path, runs: int) -> list[Measured]:
    """Measure oaklib answering what we answer, from the OBO file of a release, against ours."""
    found = []
    for ours, theirs in RUNOAK.items():
        measured = Measured(f"runoak {theirs[0]}: times neuromod {ours[0]}", 50.0, 25.0, [], [], slower=True)
        for _ in range(runs):
            base = seconds([NEUROMOD, *ours])
            measured.seconds.append(seconds([str(runoak), "-i", f"pronto:{ontology}", *theirs]))
            measured.ratios.append(measured.seconds[-1] / base)
        found.append(measured)
    return found


def main() -> int:
    """Measure, print, and say whether a ratio was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--first-run", action="store_true", help="with an empty cache, too")
    parser.add_argument("--rdflib", action="store_true", help="against rdflib, too; takes seconds a query")
    parser.add_argument(
        "--runoak", nargs=2, type=Path, metavar=("PROGRAM", "OBO"), help="against oaklib, too"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = folder / "trivial.py"
        program.write_text(TRIVIAL)
        trivial = [sys.executable, str(program), "--help"]
        fill_cache()
        base = [seconds(trivial) for _ in range(options.runs)]
        print(f"{statistics.median(base) * 1000:8.1f} ms    1.00x  trivial click --help")
        found = [*against_trivial(trivial, options.runs), the_floor(trivial, folder, options.runs)]
        if options.first_run:
            found += first_runs(trivial, max(1, options.runs // 3))
        if options.rdflib:
            found += with_rdflib(folder, 1)
        if options.runoak:
            found += with_runoak(*options.runoak, runs=3)
    for measured in found:
        print(measured.line())
    missed = [measured.name for measured in found if measured.missed]
    if options.check and missed:
        print("missed: " + ", ".join(missed), file=sys.stderr)
    return int(bool(options.check and missed))


if __name__ == "__main__":
    sys.exit(main())
