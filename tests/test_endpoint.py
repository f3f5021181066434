"""A SPARQL service elsewhere: the same answers, passing faults, and no network unasked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset

from .conftest import ROOT, Neuromod

ARMS = ROOT / "examples" / "trial_arms.csv"


class Service(BaseHTTPRequestHandler):
    """A SPARQL service over the shipped dataset, with faults on demand."""

    dataset: Dataset
    faults: list[int]

    def do_POST(self) -> None:
        from urllib.parse import parse_qs

        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.faults:
            self.send_response(self.faults.pop(0))
            self.end_headers()
            self.wfile.write(b"no")
            return
        results = self.dataset.store.query(body["query"][0])
        self.send_response(200)
        if isinstance(results, ox.QueryTriples):
            self.send_header("Content-Type", "application/n-triples")
            payload = results.serialize(format=ox.RdfFormat.N_TRIPLES)
        else:
            self.send_header("Content-Type", "application/sparql-results+json")
            payload = results.serialize(format=ox.QueryResultsFormat.JSON)
        self.end_headers()
        self.wfile.write(payload or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service(dataset: Dataset) -> Iterator[str]:
    Service.dataset, Service.faults = dataset, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    server.server_close()


def test_an_endpoint_gives_the_same_answer_as_the_dataset(neuromod: Neuromod, service: str) -> None:
    here = neuromod("query", "run", "therapies-for-condition", "condition=Epilepsy")
    there = neuromod("--endpoint", service, "query", "run", "therapies-for-condition", "condition=Epilepsy")
    assert here.rows() == there.rows()
    assert (
        neuromod(
            "sparql",
            "--endpoint",
            service,
            "CONSTRUCT WHERE { neuromod:DeepBrainStimulation rdfs:label ?l }",
            "-f",
            "nt",
        ).out.count("\n")
        == 2
    )


def test_passing_faults_of_a_service_are_tried_again(neuromod: Neuromod, service: str) -> None:
    Service.faults = [503]
    assert neuromod("sparql", "--endpoint", service, "ASK {}").out == "true\n"


def test_a_service_that_keeps_failing_is_a_network_error(neuromod: Neuromod, service: str) -> None:
    Service.faults = [500, 500, 500]
    assert neuromod("sparql", "--endpoint", service, "ASK {}").code == 5
    assert neuromod("sparql", "--endpoint", "http://127.0.0.1:9/none", "ASK {}").code == 5
    assert neuromod("sparql", "--endpoint", "ftp://example.org", "ASK {}").code == 5


def test_no_command_touches_the_network_by_itself(
    monkeypatch: pytest.MonkeyPatch, neuromod: Neuromod
) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for arguments in (
        ["search", "DBS"],
        ["term", "DBS"],
        ["query", "test"],
        ["map", "DBS"],
        ["annotate", str(ARMS), "--text", "arm"],
        ["doctor"],
    ):
        assert neuromod(*arguments).code == 0
