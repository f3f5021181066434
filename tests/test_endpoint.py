"""A SPARQL service elsewhere: the same answers, passing faults, credentials kept, no network unasked."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import RemoteEngine, Rows
from neuromod_onto.engine.results import RowStream
from neuromod_onto.engine.upload import upload
from neuromod_onto.errors import InputError, LimitError, NetworkError, UsageError

from .conftest import ROOT, Neuromod
from .sparql_service import JSON, ROW, Behaviour, Handler, Serve, hang_up, status

pytestmark = pytest.mark.usefixtures("no_credentials")


ARMS = ROOT / "examples" / "trial_arms.csv"


def test_an_endpoint_gives_the_same_answer_as_the_dataset(neuromod: Neuromod, serve: Serve) -> None:
    url, _ = serve()
    here = neuromod("query", "run", "therapies-for-condition", "condition=Epilepsy")
    there = neuromod("--endpoint", url, "query", "run", "therapies-for-condition", "condition=Epilepsy")
    assert here.rows() == there.rows()
    text = "CONSTRUCT WHERE { neuromod:DeepBrainStimulation rdfs:label ?l }"
    assert neuromod("sparql", "--endpoint", url, text, "-f", "nt").out.count("\n") == 2
    assert neuromod("sparql", "--endpoint", url, "ASK {}").out == "true\n"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_pages_make_the_same_answer(serve: Serve, dataset: Dataset, size: int) -> None:
    url, service = serve()
    text = (
        "SELECT ?c WHERE { ?c a <http://www.w3.org/2002/07/owl#DatatypeProperty> } ORDER BY ?c # all of them"
    )
    whole = RemoteEngine(url).query(text)
    assert isinstance(whole, Rows)
    before = len(service.seen)
    assert RemoteEngine(url, page_size=size).query(text) == whole
    assert len(service.seen) - before == len(whole.rows) // size + 1
    assert RemoteEngine(url, page_size=size).query(
        text.split("# all")[0] + "VALUES ?c { <urn:none> }"
    ) == Rows(("c",), [])


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 5"])
def test_a_query_whose_pages_would_not_fit_together_is_refused(serve: Serve, text: str) -> None:
    url, service = serve()
    with pytest.raises(UsageError, match="only a query with ORDER BY and without LIMIT"):
        RemoteEngine(url, page_size=10).query(text)
    assert service.seen == []


def test_rows_come_while_the_service_still_sends(serve: Serve) -> None:
    first_read = threading.Event()

    def slowly(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Connection", "close")
        handler.end_headers()
        cell = json.dumps({"n": {"type": "literal", "value": "x" * 1000}})
        handler.wfile.write(f'{{"head": {{"vars": ["n"]}}, "results": {{"bindings": [{cell}'.encode())
        for _ in range(200):
            handler.wfile.write(f", {cell}".encode())
        assert first_read.wait(20)
        handler.wfile.write(b"]}}")
        handler.close_connection = True
        return True

    url, _ = serve(slowly)
    answer = RemoteEngine(url, timeout=20).stream("SELECT ?n {}")
    assert isinstance(answer, RowStream)
    next(answer.rows)
    first_read.set()
    assert sum(1 for _ in answer.rows) == 200


def test_a_large_answer_does_not_fill_the_memory(serve: Serve, tmp_path: Path) -> None:
    count = 300_000

    def send_much(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.send_header("Connection", "close")
        handler.end_headers()
        cells = ", ".join([json.dumps({"n": {"type": "literal", "value": "x" * 300}})] * 1000)
        handler.wfile.write(b'{"head": {"vars": ["n"]}, "results": {"bindings": [')
        for number in range(count // 1000):
            handler.wfile.write(((", " if number else "") + cells).encode())
        handler.wfile.write(b"]}}")
        handler.close_connection = True
        return True

    url, _ = serve(send_much)
    script = (
        "import atexit, resource, sys; from neuromod_onto.cli import main\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024\n"
        "atexit.register(lambda: print(peak(), file=sys.stderr))\n"
        "main()\n"
    )
    command = ["sparql", "SELECT ?n {}", "--endpoint", url, "--timeout", "60s", "-o", str(tmp_path / "x.tsv")]
    # A shell in between: what a process held before it became another counts for its highest memory.
    done = subprocess.run(
        ["sh", "-c", '"$@"; exit $?', "sh", sys.executable, "-c", script, *command],
        stderr=subprocess.PIPE,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "x.tsv").stat().st_size == count * 301 + len("n\n")
    assert int(done.stderr.split()[-1]) < 200  # MB, of an answer of 100 MB as text


# ---- faults


@pytest.mark.parametrize("fault", [status(502), status(503), status(504), status(429), hang_up])
def test_passing_faults_of_a_read_are_tried_again(neuromod: Neuromod, serve: Serve, fault: Behaviour) -> None:
    url, service = serve(fault)
    assert neuromod("sparql", "--endpoint", url, "ASK {}").out == "true\n"
    assert len(service.seen) == 2


def test_a_service_says_when_to_come_back(serve: Serve) -> None:
    url, _ = serve(status(503, Retry_After="1"))
    started = time.monotonic()
    assert RemoteEngine(url).query("ASK {}") is True
    assert 1 <= time.monotonic() - started < 5
    url, service = serve(status(429, b"slow down", Retry_After="3600"))
    with pytest.raises(NetworkError, match="status 429 Too Many Requests: slow down"):
        RemoteEngine(url).query("ASK {}")
    assert len(service.seen) == 1


@pytest.mark.parametrize("when", ["Fri, 27 Nov 2020 09:00:00 GMT", "soon"])
def test_a_time_that_is_past_or_none_at_all_lets_come_back_at_once(serve: Serve, when: str) -> None:
    url, service = serve(status(503, Retry_After=when))
    started = time.monotonic()
    assert RemoteEngine(url).query("ASK {}") is True
    assert time.monotonic() - started < 5
    assert len(service.seen) == 2


def test_without_time_nothing_is_asked(serve: Serve) -> None:
    url, service = serve()
    with pytest.raises(LimitError, match="no answer within 0 s"):
        RemoteEngine(url, timeout=0).query("ASK {}")
    assert service.seen == []


def test_an_answer_that_stands_elsewhere_is_fetched(serve: Serve) -> None:
    url, service = serve(status(303, Location="/result"), status(200, ROW, JSON))
    answer = RemoteEngine(url).query("SELECT ?n { ?n ?p ?o }")
    assert isinstance(answer, Rows)
    assert [row[0].value for row in answer.rows] == ["1"]
    assert [seen[:2] for seen in service.seen] == [("POST", "/sparql"), ("GET", "/result")]


def test_a_file_is_not_sent_after_a_service_that_moved(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> 'x' .")
    url, service = serve(status(307, Location="/elsewhere"))
    with pytest.raises(NetworkError, match=r"the service moved to .*/elsewhere"):
        upload([tmp_path / "a.ttl"], url.replace("/sparql", "/store"))
    assert len(service.seen) == 1


def test_a_page_that_holds_no_rows_is_a_fault(serve: Serve) -> None:
    boolean = b'{"head": {}, "boolean": true}'
    text = "SELECT ?n { ?n ?p ?o } ORDER BY ?n"
    url, _ = serve(status(200, ROW, JSON), status(200, boolean, JSON))
    with pytest.raises(NetworkError, match="a page of rows is something else"):
        RemoteEngine(url, page_size=1).query(text)
    url, service = serve(status(200, boolean, JSON))
    assert RemoteEngine(url, page_size=1).query("ASK {}") is True  # what has no rows has no pages
    assert len(service.seen) == 1


def test_more_graphs_than_files_can_be_open_are_refused(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neuromod_onto.engine.upload._MOST_GRAPHS", 2)
    url, service = serve()
    lines = [f"<urn:a> <urn:b> <urn:c> <urn:g{n}> .\n" for n in range(3)]
    (tmp_path / "a.nq").write_text("".join(lines))
    with pytest.raises(InputError, match="more than 2 named graphs"):
        upload([tmp_path / "a.nq"], url.replace("/sparql", "/store"))
    assert service.seen == []
    (tmp_path / "a.nq").write_text("".join(lines[:2]))
    assert upload([tmp_path / "a.nq"], url.replace("/sparql", "/store")) == {"urn:g0": 1, "urn:g1": 1}


FAULTS = {
    "error of the server": (status(500, b"\nVirtuoso 42000 Error\nat line 7"), 5, "status 500 Internal Server Error: Virtuoso 42000 Error"),
    "always busy": (status(503, b"busy"), 5, "status 503 Service Unavailable: busy"),
    "malformed query": (status(400, b"expected ( at 1:3\nmore"), 3, "status 400 Bad Request: expected ( at 1:3"),
    "no such place": (status(404, b"<html><style>b{}</style><h1>Not &amp; found</h1></html>", "text/html"), 5, "Not & found"),
    "not allowed in": (status(401), 5, "status 401 Unauthorized"),
    "sign-in page": (status(200, b"<html><title>Sign in</title></html>", "text/html"), 5, "a web page instead of results: Sign in"),
    "plain text": (status(200, b"soon", "text/plain"), 5, "plain text instead of results: soon"),
    "picture": (status(200, b"GIF", "image/gif"), 5, "'image/gif', which holds no results"),
    "not what it says": (status(200, b"<sparql/>", JSON), 5, "the answer cannot be read"),
    "broken off": (status(200, ROW[:60], JSON), 5, "the answer breaks off"),
    "unsafe redirect": (status(302, Location="file:///etc/passwd"), 5, "which is not safe"),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "code", "cause"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_service_is_one_clear_line(
    neuromod: Neuromod, serve: Serve, fault: Behaviour, code: int, cause: str
) -> None:
    url, _ = serve(*[fault] * 4)
    result = neuromod("sparql", "--endpoint", url, "SELECT ?n {}")
    assert result.code == code
    assert cause in result.err.splitlines()[0]
    assert len(result.err.splitlines()) <= 2


def test_an_answer_shorter_than_announced_is_an_error(serve: Serve) -> None:
    def stop_short(handler: Handler) -> bool:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/n-triples")
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"<urn:a> <urn:b> <urn:c> .\n")
        handler.close_connection = True
        return True

    url, _ = serve(stop_short)
    with pytest.raises(NetworkError, match="the answer breaks off"):
        RemoteEngine(url).query("CONSTRUCT WHERE { ?a ?b ?c }")


@pytest.mark.parametrize("when", ["before", "while"])
def test_a_service_that_does_not_answer_in_time_is_a_limit(
    neuromod: Neuromod, serve: Serve, when: str
) -> None:
    def wait(handler: Handler) -> bool:
        if when == "while":
            handler.send_response(200)
            handler.send_header("Content-Type", JSON)
            handler.end_headers()
            handler.wfile.write(ROW[:60])
        time.sleep(1.5)
        handler.close_connection = True
        return True

    url, _ = serve(wait)
    result = neuromod("sparql", "--endpoint", url, "SELECT ?n {}", "--timeout", "300ms")
    assert result.code == 6
    assert "no answer within 0.3 s" in result.err


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/none", "ftp://example.org", "example.org/sparql", "http://", "file:///etc"],
)
def test_an_address_without_a_service_is_a_network_error(neuromod: Neuromod, address: str) -> None:
    assert neuromod("sparql", "--endpoint", address, "ASK {}").code == 5


def test_redirects_without_end_are_given_up(serve: Serve) -> None:
    url, service = serve(*[status(307, Location="/sparql")] * 9)
    with pytest.raises(NetworkError, match="without end"):
        RemoteEngine(url).query("ASK {}")
    assert len(service.seen) == 5


# ---- loading


def test_files_are_sent_in_one_request_after_all_are_read(serve: Serve, tmp_path: Path) -> None:
    url, service = serve()
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> 'x' .")
    (tmp_path / "b.nq").write_text("<urn:a> <urn:b> <urn:c> <urn:g> .\n<urn:a> <urn:b> <urn:d> .\n")
    store = url.replace("/sparql", "/store")
    assert upload([tmp_path], store, graph="urn:mine") == {"urn:mine": 2, "urn:g": 1}
    assert [seen[:2] for seen in service.seen] == [
        ("POST", "/store?graph=urn%3Amine"),
        ("POST", "/store?graph=urn%3Ag"),
    ]
    assert upload([tmp_path / "a.ttl"], store, replace=True) == {"": 1}
    assert service.seen[-1][:2] == ("PUT", "/store?default")
    (tmp_path / "c.ttl").write_text("<urn:a> <urn:b> .")
    before = len(service.seen)
    with pytest.raises(InputError, match=r"c\.ttl:1"):
        upload([tmp_path], store)
    assert len(service.seen) == before
    with pytest.raises(InputError, match="not an IRI"):
        upload([tmp_path / "a.ttl"], store, graph="no iri")


@pytest.mark.parametrize("fault", [status(503), hang_up])
def test_a_write_is_never_tried_again(serve: Serve, tmp_path: Path, fault: Behaviour) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> 'x' .")
    url, service = serve(fault)
    with pytest.raises(NetworkError):
        upload([tmp_path / "a.ttl"], url.replace("/sparql", "/store"))
    assert len(service.seen) == 1


def test_an_upload_that_takes_too_long_is_a_limit(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:a> <urn:b> 'x' .")

    def wait(handler: Handler) -> bool:
        time.sleep(1)
        return False

    url, _ = serve(wait)
    with pytest.raises(LimitError):
        upload([tmp_path / "a.ttl"], url.replace("/sparql", "/store"), timeout=0.3)


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
