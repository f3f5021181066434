"""How fast shapes run over a made-up registry, by our engine and by those that others use.

    python benchmarks/validation_speed.py [--sizes 10000 1000000] [--core 29000 100000] [--check]

First table: ``neuromod validate`` with all shapes for records and safety, in a process of its own for each
size: wall and processor seconds, memory of the largest process, planted faults and found ones, and the slope
of growth on logarithmic scales. Second table: core constraints and ``sh:sparql`` ones apart, against pySHACL
(and pyshacl-turbo where it is installed; nothing needs it), reading not counted. pySHACL is stopped
``--limit`` seconds after reading, and the ratio is then a lower bound. ``--check`` fails when a planted fault
was missed, something else was found, engines disagree, or a ratio stays below 7 (core) or 100 (sh:sparql).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parent))
from registry import write

from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.dataset.shipped import shipped_files
from neuromod_onto.model.vocabulary import SH
from neuromod_onto.validation.reference import to_rdflib
from neuromod_onto.validation.shacl import run_shapes, shape_files

SHAPES = ("records", "safety")
#: The least ratio to pySHACL that is good enough.
GOALS = {"core": 7, "sh:sparql": 100}
#: What a kind of constraint leaves out of the shapes.
LEFT_OUT = {"core": "sparql", "sh:sparql": "property"}


@dataclass(frozen=True)
class Run:
    """One run of the command."""

    wall: float
    processor: float
    megabytes: float
    found: Counter[str]


def command(file: Path, jobs: int) -> Run:
    """Validate a file by the command; what it spends counts with all its processes."""
    report = file.with_suffix(".json")
    call = [sys.executable, "-m", "neuromod_onto", "-q", "validate", str(file), "--fail-on", "never"]
    call += [f"--shapes={name}" for name in SHAPES] + ["--jobs", str(jobs), "--report", f"json:{report}"]
    start = time.perf_counter()
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"validate ended with {process.returncode}")
    findings = json.loads(report.read_text("utf-8"))["findings"]
    broken = {(finding["rule"].rpartition("/")[2], finding["focus"]) for finding in findings}
    found = Counter(rule for rule, _ in broken)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, found)


def sizes_table(sizes: list[int], jobs: int, folder: Path) -> bool:
    """Print a row for each size, and the slope; say whether exactly the planted faults were found."""
    print(f"{'triples':>11} {'wall s':>8} {'cpu s':>8} {'MB':>6} {'planted':>8} {'found':>6}")
    good, times = True, {}
    for size in sizes:
        file = folder / f"{size}.nt"
        planted = write(size, file)
        run = command(file, jobs)
        times[size] = run.wall
        good &= run.found == planted
        counts = f"{planted.total():8d} {run.found.total():6d}"
        print(f"{size:11,d} {run.wall:8.2f} {run.processor:8.2f} {run.megabytes:6.0f} {counts}", flush=True)
        file.unlink()
    for low, high in [*pairwise(sizes), *([(sizes[0], sizes[-1])] if len(sizes) > 2 else [])]:
        slope = math.log(times[high] / times[low]) / math.log(high / low)
        print(f"slope from {low:,d} to {high:,d}: {slope:.2f}")
    return good


def shapes_of(kind: str) -> ox.Store:
    """Return the shapes with one kind of constraint."""
    store = ox.Store()
    store.extend(q for q in read_rdf(shape_files(SHAPES)) if q.predicate.value != SH + LEFT_OUT[kind])
    return store


#: Runs shapes over data, after saying that both are read; gives seconds and results.
Engine = Callable[[ox.Store, ox.Store, Callable[[], None]], tuple[float, int]]


def _ours(shapes: ox.Store, data: ox.Store, ready: Callable[[], None]) -> tuple[float, int]:
    ready()
    start = time.perf_counter()
    results = run_shapes(shapes, data, "shapes")
    return time.perf_counter() - start, len(set(results))


def _like_pyshacl(module: str) -> Engine:
    def run(shapes: ox.Store, data: ox.Store, ready: Callable[[], None]) -> tuple[float, int]:
        import rdflib

        engine = importlib.import_module(module)
        graph, shape_graph = to_rdflib(data), to_rdflib(shapes)
        ready()
        start = time.perf_counter()
        _, results, _ = engine.validate(graph, shacl_graph=shape_graph, inference="none", advanced=True)
        seconds = time.perf_counter() - start
        return seconds, len(set(results.objects(None, rdflib.URIRef(SH + "result"))))

    return run


ENGINES: dict[str, Engine] = {
    "ours": _ours,
    "pySHACL": _like_pyshacl("pyshacl"),
    "pyshacl-turbo": _like_pyshacl("pyshacl_turbo"),
}


def _measured(engine: str, kind: str, file: Path, answer: Connection) -> None:
    data = read_rdf([*shipped_files(), file])
    answer.send(ENGINES[engine](shapes_of(kind), data, lambda: answer.send("ready")))


def measured(engine: str, kind: str, file: Path, limit: float) -> tuple[float, int] | None:
    """Return seconds and results of an engine, in a process of its own; None when it was stopped.

    It is stopped at the limit, or ends by itself without an answer, as where memory runs out: then what it
    took until then is no bound, and an error is raised.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(engine, kind, file, sender))
    process.start()
    sender.close()
    try:
        receiver.recv()  # all is read: the limit holds from here on
        return receiver.recv() if receiver.poll(limit) else None
    except EOFError as error:
        process.join()
        raise RuntimeError(f"{engine} ended without an answer ({process.exitcode})") from error
    finally:
        process.kill()
        process.join()


def engines_table(kind: str, size: int, limit: float, folder: Path) -> bool:
    """Print a row for each engine; say whether they agree and the ratio to pySHACL is as it should be."""
    file = folder / f"reference-{size}.nt"
    write(size, file, fault_rate=0.0)  # rdflib stops at a comma in a number, which is one of the faults
    ours = measured("ours", kind, file, limit)
    if ours is None:
        raise RuntimeError(f"ours took more than {limit} s")
    print(f"{size:11,d} {kind:10} {'ours':14} {ours[0]:9.2f} s {'':10} {ours[1]:6d} results")
    good = True
    others = ["pySHACL"] + ["pyshacl-turbo"] * (importlib.util.find_spec("pyshacl_turbo") is not None)
    for engine in others:
        try:
            theirs = measured(engine, kind, file, limit)
        except RuntimeError as error:
            print(f"{size:11,d} {kind:10} {engine:14} {error}", flush=True)
            good &= engine != "pySHACL"
            continue
        seconds = limit if theirs is None else theirs[0]
        sign, count = (">", "stopped") if theirs is None else (" ", f"{theirs[1]:6d} results")
        ratio = f"{sign}{seconds / ours[0]:7.1f} x"
        print(f"{size:11,d} {kind:10} {engine:14}{sign}{seconds:9.2f} s {ratio:10} {count}", flush=True)
        if engine == "pySHACL":
            good &= seconds / ours[0] >= GOALS[kind] and (theirs is None or theirs[1] == ours[1])
    return good


def main() -> int:
    """Measure, print, and say whether all was as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    sizes, small = [10_000, 100_000, 1_000_000], 200
    parser.add_argument("--sizes", type=int, nargs="*", default=sizes, help="triples; add 10000000 for more")
    parser.add_argument("--jobs", type=int, default=2, help="processes of the command")
    parser.add_argument("--core", type=int, nargs="*", default=[29_000], help="triples for core shapes")
    parser.add_argument("--sparql", type=int, nargs="*", default=[small], help="triples for sh:sparql shapes")
    parser.add_argument("--limit", type=float, default=900, help="seconds after which an engine is stopped")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good = sizes_table(sorted(options.sizes), options.jobs, folder)
        for kind, counts in (("core", options.core), ("sh:sparql", options.sparql)):
            for size in counts:
                good &= engines_table(kind, size, options.limit, folder)
    return int(options.check and not good)


if __name__ == "__main__":
    sys.exit(main())
