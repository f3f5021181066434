"""How long the analytic queries take: ours, rdflib, Jena (TDB2 in Fuseki) and Virtuoso.

``python benchmarks/query_engines.py --sizes 10000,100000 --json docs/performance.json`` measures, adds to
what the file holds of other sizes and engines, and prints the tables; ``--docs docs`` writes tables and chart
into the documentation, from the file alone (``--sizes ""`` measures nothing).

All engines hold the same triples, the dump of a store of ``neuromod load``: ontology, made-up registry and
subclass closure; the store has copies of records and counts beside (``dataset/copies.py``, ``counts.py``),
which our engine reads by itself. All are asked the same, the closure standing for ``rdfs:subClassOf*`` as in
our store and through ``--endpoint``, and are measured warm, all rows read: ``floor`` is pyoxigraph's own call
on the store on disk, ``ours`` the same through the library, ``memory`` the library over a store in memory;
Jena and Virtuoso are asked over HTTP for JSON; rdflib, which keeps nothing warm, is asked once. Rows are
compared with ours. What is not installed is said to be so.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import queue as queues
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
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox
import query_tables
import registry

from neuromod_onto.catalog import bind, load_catalog
from neuromod_onto.catalog.values import read_values
from neuromod_onto.dataset import load, load_store, open_store
from neuromod_onto.engine import LocalEngine, Rows
from neuromod_onto.engine.closure import without_walks

GIVEN = {"cohort": {"therapy": ["DeepBrainStimulation"]}}
GRAPH = "https://example.org/registry"
RUNS = 5
#: Share of patients with a planted fault, so that every query finds rows.
FAULTY = 0.1
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
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
"""
Table = list[tuple[str, ...]]
#: What one engine needs of one query: ``ms`` and ``rows``, or ``fault``.
Measure = dict[str, Any]


class Data:
    """The same data in every form that an engine loads.

    Attributes:
        folder: for what engines write.
        store: a store of ``neuromod load``.
        dump: its triples as N-Triples.
        limit: seconds that one answer may take.

    """

    def __init__(self, folder: Path, size: int, limit: float) -> None:
        self.folder, self.limit = folder, limit
        records = folder / "registry.nt"
        registry.write(size, records, fault_rate=FAULTY)
        self.store = folder / "store"
        load_store([records], self.store)
        self.dump = folder / "dump" / "everything.nt"
        self.dump.parent.mkdir()
        with self.dump.open("wb") as file:
            quads = open_store(self.store).store.quads_for_pattern(None, None, None, ox.DefaultGraph())
            ox.serialize((q.triple for q in quads), file, format=ox.RdfFormat.N_TRIPLES)


class Engine(Protocol):
    """An engine with the data loaded."""

    def ask(self, text: str) -> Table:
        """Answer a query; raise TimeoutError or another error when there is no answer."""

    def close(self) -> None:
        """Stop what runs."""


class Floor:
    """pyoxigraph over the store on disk, nothing of ours around it."""

    def __init__(self, data: Data) -> None:
        self.engine = LocalEngine(open_store(data.store).store, closed=True)
        self.asked: dict[str, str] = {}

    def ask(self, text: str) -> Table:
        """Answer a query, put to the store as ours is."""
        asked = self.asked.setdefault(text, self.engine.as_asked(text))
        return _table(self.engine.store.query(asked))  # type: ignore[arg-type]

    def close(self) -> None:
        """Stop what runs."""
        del self.engine


class Ours:
    """A store made by ``neuromod load``, read in this process."""

    def __init__(self, data: Data) -> None:
        self.engine = LocalEngine(open_store(data.store).store, closed=True)

    def ask(self, text: str) -> Table:
        """Answer a query."""
        answer = self.engine.query(text)
        assert isinstance(answer, Rows)
        return _table(answer.rows)

    def close(self) -> None:
        """Stop what runs."""
        del self.engine


class Memory(Ours):
    """The same data in memory, as ``--data`` holds it in a program that goes on."""

    def __init__(self, data: Data) -> None:
        store = ox.Store()
        store.bulk_load(path=str(data.dump), format=ox.RdfFormat.N_TRIPLES)
        self.engine = LocalEngine(store, closed=True)


class Rdflib:
    """A graph in memory; a process of its own for each query, so that it can be stopped. Asked once."""

    def __init__(self, data: Data) -> None:
        import rdflib

        self.limit = data.limit
        self.graph = rdflib.Graph().parse(data.dump, format="nt")

    def ask(self, text: str) -> Table:
        """Answer a query within the limit."""
        text = without_walks(text, of_no_step=False)
        context = multiprocessing.get_context("fork")
        answers: multiprocessing.Queue[Table] = context.Queue()
        process = context.Process(target=self._answer, args=(text, answers))
        process.start()
        try:
            return answers.get(timeout=self.limit)
        except queues.Empty:
            raise TimeoutError from None
        finally:
            process.kill()
            process.join()

    def _answer(self, text: str, answers: multiprocessing.Queue[Table]) -> None:
        answers.put([tuple("" if x is None else str(x) for x in row) for row in self.graph.query(text)])

    def close(self) -> None:
        """Stop what runs."""
        del self.graph


class Server:
    """A server of its own process, asked over HTTP for JSON."""

    def __init__(self, command: list[str], folder: Path, at: str, limit: float, **form: str) -> None:
        self.at, self.limit, self.form = at, limit, form
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        for _ in range(240):
            try:
                urllib.request.urlopen(at, timeout=2).close()
                return
            except urllib.error.HTTPError as error:
                error.close()
                return
            except OSError:
                time.sleep(0.25)
        self.close()
        raise RuntimeError(f"{command[0]} does not answer")

    def ask(self, text: str) -> Table:
        """Answer a query within the limit."""
        text = without_walks(text, of_no_step=False)
        body = urllib.parse.urlencode({"query": text, **self.form}).encode()
        request = urllib.request.Request(self.at, body, {"Accept": "application/sparql-results+json"})
        with urllib.request.urlopen(request, timeout=self.limit) as response:
            answer = json.load(response)
        names = answer["head"]["vars"]
        return [
            tuple(row[name]["value"] if name in row else "" for name in names)
            for row in answer["results"]["bindings"]
        ]

    def close(self) -> None:
        """Stop what runs."""
        self.process.terminate()
        self.process.wait(60)


def jena(data: Data) -> Engine:
    """Load TDB2 on disk and start Fuseki over it."""
    jars = sorted(JENA.glob("*/jena-fuseki-server-*.jar"))
    jar = os.environ.get("NEUROMOD_FUSEKI_JAR") or (str(jars[-1]) if jars else "")
    if not jar or not shutil.which("java"):
        raise FileNotFoundError
    place = data.folder / "jena"
    place.mkdir()
    loader = ["java", "-Xmx2g", "-cp", jar, "tdb2.tdbloader", "--loc", str(place / "tdb2"), str(data.dump)]
    subprocess.run(loader, capture_output=True, timeout=600, check=True)
    port = free_port()
    command = [
        "java",
        "-Xmx3g",
        "-jar",
        jar,
        "--localhost",
        f"--port={port}",
        f"--loc={place / 'tdb2'}",
        "/ds",
    ]
    return Server(command, place, f"http://127.0.0.1:{port}/ds/sparql", data.limit)


def virtuoso(data: Data) -> Engine:
    """Start Virtuoso and load it."""
    program, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt") or shutil.which("isql-v")
    if not program or not isql:
        raise FileNotFoundError
    port, http = free_port(), free_port()
    place = data.folder / "virtuoso"
    place.mkdir()
    (place / "v.ini").write_text(VIRTUOSO.format(port=port, http=http, folder=data.folder))
    at = f"http://127.0.0.1:{http}/sparql"
    form = {"default-graph-uri": GRAPH}
    server = Server([program, "+foreground", "+configfile", "v.ini"], place, at, data.limit, **form)
    script = f"ld_dir('{data.dump.parent}', '{data.dump.name}', '{GRAPH}'); rdf_loader_run(); checkpoint;"
    loader = [isql, f"127.0.0.1:{port}", "dba", "dba", f"exec={script}"]
    subprocess.run(loader, capture_output=True, check=True, timeout=900)
    return server


ENGINES: dict[str, Callable[[Data], Engine]] = {
    "floor": Floor,
    "ours": Ours,
    "memory": Memory,
    "rdflib": Rdflib,
    "Jena": jena,
    "Virtuoso": virtuoso,
}


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _table(rows: Any) -> Table:
    return [tuple("" if x is None else str(getattr(x, "value", x)) for x in row) for row in rows]


def comparable(rows: Table) -> Table:
    """Return rows so that engines can be compared: they write numbers in several ways."""

    def cell(text: str) -> str:
        try:
            return f"{float(text):.6g}"
        except ValueError:
            return text

    return sorted(tuple(map(cell, row)) for row in rows)


def queries() -> dict[str, str]:
    """Return the text of each analytic query, its required parameters bound."""
    dataset = load()
    chosen = {name: query for name, query in load_catalog().items() if "analytic" in query.tags}
    return {
        name: bind(query.text, read_values(query, GIVEN.get(name, {}), dataset))
        for name, query in chosen.items()
    }


def measure(engine: Engine, text: str, expected: Table | None, limit: float) -> tuple[Measure, Table | None]:
    """Return the median milliseconds of some runs after one to warm up, and the rows."""
    start = time.perf_counter()
    try:
        rows = comparable(engine.ask(text))
    except TimeoutError:
        return {"fault": f"> {limit:.0f} s"}, None
    except (OSError, RuntimeError) as error:
        return {"fault": "error", "cause": str(error)[:200]}, None
    times = [time.perf_counter() - start]
    runs = 0 if isinstance(engine, Rdflib) else RUNS
    while len(times) <= runs and sum(times) < limit:
        start = time.perf_counter()
        engine.ask(text)
        times.append(time.perf_counter() - start)
    ms = statistics.median(times[1:] or times) * 1000
    found: Measure = {"ms": round(ms, 3), "rows": len(rows)}
    if expected is not None and rows != expected:
        found["fault"] = "other rows"
    return found, rows


def run(size: int, engines: list[str], asked: dict[str, str], limit: float) -> dict[str, dict[str, Measure]]:
    """Return the measures of one size by engine and query; ours comes first, for its rows are the measure."""
    found: dict[str, dict[str, Measure]] = {}
    expected: dict[str, Table | None] = {}
    with tempfile.TemporaryDirectory() as name:
        data = Data(Path(name), size, limit)
        for engine_name in ["ours", *(e for e in engines if e != "ours")]:
            start = time.perf_counter()
            try:
                engine = ENGINES[engine_name](data)
            except (FileNotFoundError, ImportError):
                print(f"# {engine_name} is not installed", file=sys.stderr, flush=True)
                continue
            try:
                found[engine_name] = {}
                for query, text in asked.items():
                    one, rows = measure(engine, text, expected.get(query), limit)
                    found[engine_name][query] = one
                    if engine_name == "ours":
                        expected[query] = rows
            finally:
                engine.close()
            took = time.perf_counter() - start
            print(f"# {engine_name} at {size:,}: {took:.0f} s with loading", file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Measure, keep, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", default="10000", help="triples of the registry, with commas between")
    parser.add_argument("--engines", default=",".join(ENGINES), help="with commas between; ours always")
    parser.add_argument("--queries", default="", help="only these, with commas between")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds that one answer may take")
    parser.add_argument("--json", type=Path, help="add the measures to this file")
    parser.add_argument("--docs", type=Path, help="write table and chart into this folder of documents")
    options = parser.parse_args()
    kept: query_tables.Measures = {}
    if options.json and options.json.exists():
        kept = json.loads(options.json.read_text("utf-8"))
    sizes = [int(size) for size in options.sizes.split(",") if size]
    asked = queries() if sizes else {}
    if options.queries:
        asked = {name: asked[name] for name in options.queries.split(",")}
    for size in sizes:
        for engine, measures in run(size, options.engines.split(","), asked, options.limit).items():
            kept.setdefault(str(size), {}).setdefault(engine, {}).update(measures)
        if options.json:
            options.json.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
    print(query_tables.tables(kept))
    if options.docs:
        query_tables.write(kept, options.docs)


if __name__ == "__main__":
    main()
