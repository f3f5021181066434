"""Commands that check: what a contradiction, a trap or a wrong combination of options leads to."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import click
import pytest

from neuromod_onto.cli import VERBS
from neuromod_onto.cli.group import VerbGroup
from neuromod_onto.dataset import Dataset, load
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.pages.matrix import matrix
from neuromod_onto.records.csv.schema import schema
from neuromod_onto.records.quantities import quantities

from .conftest import ROOT, Neuromod
from .test_ingest import run

PREFIXES = f"""@prefix n: <{NEUROMOD}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix own: <https://example.org/own#> .
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "own.ttl"
    path.write_text(PREFIXES + text, "utf-8")
    return path


# ---- check ----


def test_a_fault_of_the_ontology_is_shown_without_a_limit(neuromod: Neuromod, tmp_path: Path) -> None:
    data = written(tmp_path, "n:Unlabelled a owl:Class ; rdfs:subClassOf n:Device .")
    result = neuromod(
        "check", "--data", data, "--fail-on", "never", "--report", f"json:{tmp_path / 'r.json'}"
    )
    assert result.code == 0
    rows = [row for row in result.rows() if row["focus"].endswith("Unlabelled")]
    assert rows
    assert "limit" not in rows[0]
    assert "Unlabelled" in (tmp_path / "r.json").read_text("utf-8")


# ---- combinations of options ----


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (["annotate", "x.csv", "--jobs", "2"], "--jobs says how many processes --dask local has"),
        (
            ["annotate", "x.csv", "--dask", "local", "--store", "s"],
            "--dask takes no --store",
        ),
        (["validate", "x.ttl", "--dask", "local"], "--dask checks one .nt or .nq file in parts"),
        (["serve", "--endpoint", "http://127.0.0.1:9/"], "serve works on data at hand"),
        (["search", "DBS", "--store", "s", "--data", "x.ttl"], "--store stands for the whole dataset"),
        (["sparql", "ASK {}", "--store", "s", "--endpoint", "http://127.0.0.1:9/"], "--store stands for"),
        (["--", "-x"], "-x"),
    ],
)
def test_options_that_exclude_each_other_are_refused(
    words: list[str], cause: str, neuromod: Neuromod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("DBS\n")
    (tmp_path / "x.ttl").write_text("")
    result = neuromod(*words)
    assert (result.code, result.out, cause in result.err) == (2, "", True), result.err


LOCAL = [name for name, verb in VERBS.items() if not verb.asks_service]


@pytest.mark.parametrize("before", [True, False], ids=["before the verb", "after it"])
def test_a_command_that_asks_no_service_refuses_an_endpoint(neuromod: Neuromod, before: bool) -> None:
    """An option that a command would not heed is no silence: the answer is not the service's."""
    words = {
        "search": ["DBS"],
        "term": ["DBS"],
        "map": ["DBS"],
        "annotate": ["x.csv"],
        "tree": [],
        "cite": [],
    }
    assert set(words) < set(LOCAL)
    for verb, more in words.items():
        service = ["--endpoint", "http://127.0.0.1:9/"]
        result = neuromod(*service, verb, *more) if before else neuromod(verb, *more, *service)
        assert result.code == 2
        assert f"{verb} works on data at hand" in result.err
        assert "query, sparql, valueset, load" in result.err


def test_the_table_of_verbs_says_which_ask_a_service() -> None:
    """Those whose module uses the engine or the address of the settings."""
    asking = {
        name
        for name, verb in VERBS.items()
        if any(
            word in (ROOT / "src" / "neuromod_onto" / "cli" / f"{verb.module}.py").read_text("utf-8")
            for word in ("settings.engine(", "settings.answer(", "settings.endpoint")
        )
    }
    assert asking == set(VERBS) - set(LOCAL)


def test_verbs_and_options_are_completed() -> None:
    group = VerbGroup(VERBS)
    context = click.Context(group)
    assert [item.value for item in group.shell_complete(context, "val")] == ["valueset", "validate"]
    assert "--lang" in [item.value for item in group.shell_complete(context, "--l")]
    assert group.shell_complete(context, "zzz") == []


# ---- load into a service ----


def test_files_are_sent_to_a_service_and_counted(neuromod: Neuromod, tmp_path: Path) -> None:
    received: list[tuple[str, str, int]] = []

    class GraphStore(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append((self.command, self.path, len(body)))
            self.send_response(204)
            self.end_headers()

        do_PUT = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), GraphStore)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/data"
        file = written(tmp_path, "own:a own:b own:c , own:d .")
        default = neuromod("load", file, "--endpoint", address)
        named = neuromod("load", file, "--endpoint", address, "--graph", "urn:own", "--replace")
    finally:
        server.shutdown()
        server.server_close()
    assert (default.code, default.err) == (0, "2 statements sent to the default graph\n")
    assert (named.code, named.err) == (0, "2 statements sent to <urn:own>\n")
    assert [method for method, _, _ in received] == ["POST", "PUT"]
    assert "graph=urn%3Aown" in received[1][1]


# ---- properties that users add ----


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    text = """
own:dose a owl:DatatypeProperty ; rdfs:range xsd:decimal ; rdfs:label "own dose"@en .
own:width a owl:DatatypeProperty ; rdfs:range xsd:string ; rdfs:label "pulse width"@en .
own:record n:aboutTherapy n:SpinalCordStimulation ; n:aboutCondition n:Pain .
[] n:aboutTherapy n:VagusNerveStimulation ; n:aboutCondition n:Pain .
own:other n:aboutTherapy "spinal cord stimulation" ; n:aboutCondition n:Pain .
"""
    return load([written(tmp_path_factory.mktemp("own"), text)])


def test_only_our_quantities_are_read_into_records(own: Dataset, dataset: Dataset) -> None:
    assert quantities(own) == quantities(dataset)
    assert "pulseWidth" in quantities(own)


def test_a_name_that_two_properties_share_names_neither(
    own: Dataset, dataset: Dataset, tmp_path: Path
) -> None:
    assert "pulse width" in schema(dataset).properties
    assert "pulse width" not in schema(own).properties
    text = "record,id,pulse width\nPulsedStimulationProgram,a,60 us\n"
    assert run("csv", text, tmp_path, dataset).faults == []
    (fault,) = run("csv", text, tmp_path, own).faults
    assert (fault.kind, fault.line, fault.column) == ("unknown column", 1, 3)


def test_the_matrix_counts_records_that_name_a_therapy(own: Dataset, dataset: Dataset) -> None:
    from neuromod_onto.pages import Explorer

    key = (NEUROMOD + "SpinalCordStimulation", NEUROMOD + "Pain")
    shipped, added = (matrix(Explorer(one), "en", {}, "").uses for one in (dataset, own))
    before = shipped[key].past if key in shipped else 0
    assert added[key].past == before + 1, "without polarity and status a record is no current verdict"
    vagus = (NEUROMOD + "VagusNerveStimulation", NEUROMOD + "Pain")
    assert added.get(vagus) == shipped.get(vagus), "a record without a name is none"
