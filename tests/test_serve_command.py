"""``neuromod serve``: a real server, started and stopped as a user does."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import IncompleteRead
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import Request, urlopen

import pytest

pytest.importorskip("uvicorn")

from .conftest import ROOT, Neuromod

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the command on a free port; yield the address that it names."""
    server = subprocess.Popen(
        [sys.executable, "-m", "neuromod_onto", "serve", "--port", "0", *arguments],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert server.stderr is not None
        found = re.search(r"http://\S+/", server.stderr.readline())
        assert found, server.stderr.read()
        yield found[0], server
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=20)


def ask(address: str, query: str) -> dict[str, object]:
    request = Request(address + "sparql", query.encode(), {"Content-Type": "application/sparql-query"})
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_the_command_serves_until_interrupted() -> None:
    with serving() as (address, server):
        with urlopen(address + "en/", timeout=30) as answer:
            assert b"<h1>" in answer.read()
        assert ask(address, "ASK { <https://w3id.org/neuromod-onto/Pain> ?p ?o }")["boolean"] is True
    assert server.returncode == 130


def test_the_example_in_javascript_runs(tmp_path: Path) -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("needs Node.js")
    (example,) = re.findall(r"```js\n(.*?)```", (ROOT / "docs" / "serve.md").read_text("utf-8"), re.DOTALL)
    with serving() as (address, _):
        program = tmp_path / "example.mjs"
        program.write_text(example.replace("http://127.0.0.1:8000/", address), "utf-8")
        done = subprocess.run(
            [node, str(program)], capture_output=True, text=True, timeout=60, encoding="utf-8"
        )
    assert done.returncode == 0, done.stderr
    *therapies, label = done.stdout.splitlines()
    assert "https://w3id.org/neuromod-onto/ExternalUpperLimbTremorStimulation" in therapies
    assert re.search(" du | de la |é", label), label  # a French label


def test_data_of_the_user_is_served_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text("<urn:x:mine> <urn:x:is> <urn:x:here> .", "utf-8")
    with serving("--data", str(path)) as (address, _):
        assert ask(address, "ASK { <urn:x:mine> <urn:x:is> <urn:x:here> }")["boolean"] is True


EXECUTABLES = """PREFIX sh: <http://www.w3.org/ns/shacl#>
    ASK { ?query a sh:SPARQLExecutable ; sh:select ?text }"""


def test_a_store_is_served_with_the_canned_queries_and_left_as_it_was(tmp_path: Path) -> None:
    from neuromod_onto.dataset import load_store, open_store

    data, folder = tmp_path / "mine.ttl", tmp_path / "store"
    data.write_text("<urn:x:mine> <urn:x:is> <urn:x:here> .", "utf-8")
    load_store([data], folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.sst")}
    size = len(open_store(folder).store)
    with serving("--store", str(folder)) as (address, _):
        assert ask(address, "ASK { <urn:x:mine> <urn:x:is> <urn:x:here> }")["boolean"] is True
        assert ask(address, EXECUTABLES)["boolean"] is True
        with urlopen(address + "api/search?q=SCS", timeout=30) as answer:
            assert json.load(answer)[0]["id"] == "neuromod:SpinalCordStimulation"
    assert len(open_store(folder).store) == size
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.sst")} == before


def test_a_taken_port_is_one_clear_line(neuromod: Neuromod) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = neuromod("serve", "--port", str(taken.getsockname()[1]))
    assert result.code == 2
    assert "cannot listen" in result.err
    assert "choose another --port" in result.err


def test_an_endpoint_is_not_served_on(neuromod: Neuromod) -> None:
    assert neuromod("serve", "--endpoint", "http://127.0.0.1:1/").code == 2


def test_an_answer_that_is_broken_off_is_one_line_in_the_log() -> None:
    endless = b"SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }"
    with serving("--timeout", "4s") as (address, server):
        assert ask(address, "ASK {}")["boolean"] is True  # a process that answers has been started
        asked = Request(address + "sparql", endless, {"Content-Type": "application/sparql-query"})
        with pytest.raises(IncompleteRead), urlopen(asked, timeout=30) as answer:
            answer.read()
        assert ask(address, "ASK {}")["boolean"] is True
        server.send_signal(signal.SIGINT)
        assert server.stderr is not None
        told = server.stderr.read()
    assert "an answer was broken off: stopped after 4 s" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("kind", ["application/sparql-update", "text/turtle", "application/n-triples"])
def test_what_would_write_is_told_that_the_service_only_reads(kind: str, client: TestClient) -> None:
    answer = client.post("/sparql", content="<urn:a> <urn:b> <urn:c> .", headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert answer.text == "this service is read-only: there is no update operation\n"


def test_a_wrong_query_over_http_is_told_with_its_place(client: TestClient) -> None:
    answer = client.post("/sparql", data={"query": "SELECT * {\n ?s a foo:x }"})
    assert answer.status_code == 400
    assert answer.text.splitlines() == [
        "not valid SPARQL: the prefix of the name before this place is not declared",
        "query:2:12",
        "declare it, such as PREFIX neuromod: <https://w3id.org/neuromod-onto/>",
    ]


def test_a_search_without_a_text_is_told_which_parameter_takes_it(client: TestClient) -> None:
    answer = client.get("/api/search", params={"text": "dbs"})
    assert (answer.status_code, answer.json()["error"]) == (400, "give a text to search for as q")
    assert client.get("/api/search", params={"q": ""}).json() == []
