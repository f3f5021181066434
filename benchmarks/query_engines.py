"""How long the analytic queries take: ours, rdflib, Jena (TDB2) and Virtuoso, over the made-up registry.

``python benchmarks/query_engines.py --sizes 10000,100000,1000000 --json docs/performance.json`` prints one
table a size: milliseconds, the ratio to ours, and the growth of each query as the slope of time over size on
logarithmic axes (1 is linear). Every engine holds the ontology dataset and the registry, gets the same text,
and is measured warm, reading all rows; ours reads a store on disk. What is not installed is said to be so.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox
import registry

from neuromod_onto.catalog import bind, load_catalog
from neuromod_onto.catalog.values import read_values
from neuromod_onto.dataset import load, load_store, open_store, read_quads
from neuromod_onto.dataset.load import shipped_files
from neuromod_onto.engine import LocalEngine, Rows

GIVEN = {"cohort": {"therapy": ["DeepBrainStimulation"]}}
FLOOR = "SELECT (1 AS ?one) WHERE { }"
GRAPH = "https://example.org/registry"
#: Where ``mvn dependency:get -Dartifact=org.apache.jena:jena-fuseki-server:5.6.0`` puts Jena.
JENA = Path.home() / ".m2" / "repository" / "org" / "apache" / "jena" / "jena-fuseki-server"
VIRTUOSO = """[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = v-temp.db
TransactionFile = v-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{port}
DirsAllowed = {folder}
NumberOfBuffers = 120000
MaxDirtyBuffers = 90000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
"""
#: milliseconds in the median and number of rows, or what went wrong
Measure = tuple[float, int] | str


class Engine(Protocol):
    """An engine with the data loaded."""

    def measure(self, text: str) -> Measure:
        """Return how long a query takes."""

    def close(self) -> None:
        """Stop what runs."""


def timed(ask: Callable[[], int], runs: int = 5, budget: float = 10.0) -> tuple[float, int]:
    """Return the median milliseconds of some runs after one to warm up, within a budget of seconds."""
    start = time.perf_counter()
    rows = ask()
    first = time.perf_counter() - start
    times = []
    while len(times) < runs and (not times or sum(times) + first < budget):
        start = time.perf_counter()
        ask()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000, rows


class Ours:
    """A store made by ``neuromod load``, read in this process."""

    def __init__(self, folder: Path, registry_file: Path, _: Path) -> None:
        load_store([registry_file], folder / "store")
        dataset = open_store(folder / "store")
        self.engine = LocalEngine(dataset.store, closed=dataset.closed)

    def measure(self, text: str) -> Measure:
        """Return how long a query takes."""

        def ask() -> int:
            answer = self.engine.query(text)
            return len(answer.rows) if isinstance(answer, Rows) else 0

        return timed(ask)

    def close(self) -> None:
        """Stop what runs."""
        del self.engine


class Rdflib:
    """A graph in memory; a process of its own for each query, so that it can be stopped."""

    limit = 60.0

    def __init__(self, _folder: Path, _registry: Path, everything: Path) -> None:
        import rdflib

        self.graph = rdflib.Graph().parse(everything, format="nt")

    def measure(self, text: str) -> Measure:
        """Return how long a query takes."""
        context = multiprocessing.get_context("fork")
        queue: Queue[tuple[float, int]] = context.Queue()
        process = context.Process(target=self._ask, args=(text, queue))
        process.start()
        process.join(self.limit)
        if process.is_alive():
            process.kill()
            return f"> {self.limit * 1000:.0f}"
        return queue.get(timeout=5) if process.exitcode == 0 else "error"

    def _ask(self, text: str, queue: Queue[tuple[float, int]]) -> None:
        queue.put(timed(lambda: len(list(self.graph.query(text))), runs=1))

    def close(self) -> None:
        """Stop what runs."""
        del self.graph


class Jena:
    """TDB2 on disk, queried by its own command, which warms up and repeats in one process."""

    def __init__(self, folder: Path, _registry: Path, everything: Path) -> None:
        jars = sorted(JENA.glob("*/jena-fuseki-server-*.jar"))
        if not jars or not shutil.which("java"):
            raise FileNotFoundError
        self.jar = jars[-1]
        self.folder = folder
        self._java("tdb2.tdbloader", "--loc", str(folder / "tdb2"), str(everything))

    def _java(self, *arguments: str) -> str:
        command = ["java", "-Xmx3g", "-cp", str(self.jar), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        return done.stdout + done.stderr

    def measure(self, text: str) -> Measure:
        """Return how long a query takes."""
        query = self.folder / "query.rq"
        query.write_text(text, "utf-8")
        asked = ("--time", "--repeat=2,3", "--results=count", f"--query={query}")
        try:
            said = self._java("tdb2.tdbquery", "--loc", str(self.folder / "tdb2"), *asked)
        except subprocess.TimeoutExpired:
            return "> 60000"
        except subprocess.CalledProcessError:
            return "error"
        times = [float(x) * 1000 for x in re.findall(r"^Time: ([0-9.]+) sec", said, re.MULTILINE)]
        count = re.search(r"Count = (\d+)", said)
        return (statistics.median(times[-3:]), int(count[1])) if times and count else "error"

    def close(self) -> None:
        """Nothing runs between queries."""


class Virtuoso:
    """A Virtuoso server, asked over HTTP for JSON."""

    def __init__(self, folder: Path, _registry: Path, everything: Path) -> None:
        program, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt") or shutil.which("isql-v")
        if not program or not isql:
            raise FileNotFoundError
        port, http = free_port(), free_port()
        place = folder / "virtuoso"
        place.mkdir()
        (place / "v.ini").write_text(VIRTUOSO.format(port=port, http=http, folder=folder))
        self.at = f"http://127.0.0.1:{http}/sparql"
        self.server = subprocess.Popen(
            [program, "+foreground", "+configfile", "v.ini"],
            cwd=place,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.at, timeout=2).close()
                break
            except OSError:
                time.sleep(0.5)
        script = (
            f"ld_dir('{everything.parent}', '{everything.name}', '{GRAPH}'); rdf_loader_run(); checkpoint;"
        )
        subprocess.run(
            [isql, f"127.0.0.1:{port}", "dba", "dba", f"exec={script}"],
            capture_output=True,
            check=True,
            timeout=300,
        )

    def measure(self, text: str) -> Measure:
        """Return how long a query takes."""
        form = {"query": text, "default-graph-uri": GRAPH, "format": "application/sparql-results+json"}
        body = urllib.parse.urlencode(form).encode()

        def ask() -> int:
            with urllib.request.urlopen(self.at, body, timeout=60) as response:
                return len(json.load(response)["results"]["bindings"])

        try:
            return timed(ask)
        except urllib.error.HTTPError:
            return "error"
        except TimeoutError:
            return "> 60000"

    def close(self) -> None:
        """Stop what runs."""
        self.server.terminate()
        self.server.wait(30)


ENGINES: dict[str, Callable[[Path, Path, Path], Engine]] = {
    "ours": Ours,
    "rdflib": Rdflib,
    "Jena": Jena,
    "Virtuoso": Virtuoso,
}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def queries() -> dict[str, str]:
    """Return the text of each analytic query, its required parameters bound, and the floor."""
    dataset = load()
    chosen = {name: query for name, query in load_catalog().items() if "analytic" in query.tags}
    texts = {
        name: bind(query.text, read_values(query, GIVEN.get(name, {}), dataset))
        for name, query in chosen.items()
    }
    return {"(floor)": FLOOR, **texts}


def run(size: int, engines: list[str], asked: dict[str, str]) -> dict[str, dict[str, Measure]]:
    """Return the measures of one size by engine and query."""
    found: dict[str, dict[str, Measure]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records, everything = folder / "registry.nt", folder / "everything.nt"
        registry.write(size, records, fault_rate=0.0)
        with everything.open("wb") as file:
            for path in (*shipped_files(), records):
                ox.serialize((quad.triple for quad in read_quads(path)), file, format=ox.RdfFormat.N_TRIPLES)
        for engine_name in engines:
            try:
                engine = ENGINES[engine_name](folder, records, everything)
            except FileNotFoundError:
                found[engine_name] = dict.fromkeys(asked, "not installed")
                continue
            try:
                found[engine_name] = {query: engine.measure(text) for query, text in asked.items()}
            finally:
                engine.close()
            print(f"# {engine_name} at {size} done", file=sys.stderr, flush=True)
    return found


def table(size: int, found: dict[str, dict[str, Measure]]) -> str:
    """Return the measures of one size as a Markdown table; ratios are to ours."""
    names = list(found)
    lines = [f"| {size:,} triples | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for query in found[names[0]]:
        ours = found[names[0]][query]
        cells = []
        for name in names:
            one = found[name][query]
            if isinstance(one, str):
                cells.append(one)
            else:
                ratio = (
                    f" ({one[0] / ours[0]:.1f}x)" if name != names[0] and not isinstance(ours, str) else ""
                )
                cells.append(f"{one[0]:.1f}{ratio}")
        lines.append(f"| {query} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def slopes(by_size: dict[int, dict[str, dict[str, Measure]]]) -> dict[str, float]:
    """Return the slope of our time over size of each query between the first and the last size."""
    least, greatest = min(by_size), max(by_size)
    growth = {}
    for query, one in by_size[least]["ours"].items():
        other = by_size[greatest]["ours"][query]
        if not isinstance(one, str) and not isinstance(other, str) and least != greatest:
            growth[query] = math.log(other[0] / one[0]) / math.log(greatest / least)
    return growth


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--queries", default="", help="only these, with commas between")
    parser.add_argument("--json", type=Path, help="also write the measures to this file")
    options = parser.parse_args()
    asked = queries()
    if options.queries:
        asked = {name: asked[name] for name in options.queries.split(",")}
    by_size: dict[int, dict[str, dict[str, Measure]]] = {}
    for size in map(int, options.sizes.split(",")):
        engines = [e for e in options.engines.split(",") if e != "rdflib" or size <= 100_000]
        by_size[size] = run(size, engines, asked)
        print(table(size, by_size[size]), end="\n\n", flush=True)
    for query, slope in slopes(by_size).items():
        print(f"slope {slope:5.2f}  {query}")
    if options.json:
        options.json.write_text(json.dumps(by_size, indent=1) + "\n")


if __name__ == "__main__":
    main()
