"""A SPARQL service elsewhere: the same answers, passing faults, credentials kept, no network unasked."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import RemoteEngine, Rows
from neuromod_onto.engine.credentials import find_credentials
from neuromod_onto.engine.results import RowStream
from neuromod_onto.engine.upload import upload
from neuromod_onto.errors import InputError, LimitError, NetworkError, UsageError

from .conftest import ROOT, Neuromod

ARMS = ROOT / "examples" / "trial_arms.csv"
SECRET = "s3cret-Token/+="
JSON = "application/sparql-results+json"
ROW = b'{"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "1"}}]}}'

#: What a service does with a request, before it would answer properly; True when it has answered.
Behaviour = Callable[["Handler"], bool]


class Handler(BaseHTTPRequestHandler):
    """A SPARQL service over a store, with behaviour on demand."""

    protocol_version = "HTTP/1.1"
    store: ox.Store
    behaviour: list[Behaviour]
    seen: list[tuple[str, str, str | None]]

    def answer(self) -> None:
        """Note the request, then behave as told or answer."""
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        self.seen.append((self.command, self.path, self.headers.get("Authorization")))
        if self.behaviour and self.behaviour.pop(0)(self):
            return
        if self.path.startswith("/store"):
            self.reply(204, b"")
            return
        results = self.store.query(parse_qs(self.body.decode())["query"][0])
        if isinstance(results, ox.QueryTriples):
            payload = results.serialize(format=ox.RdfFormat.N_TRIPLES)
            self.reply(200, payload or b"", "application/n-triples")
        else:
            self.reply(200, results.serialize(format=ox.QueryResultsFormat.JSON) or b"", JSON)

    do_POST = do_PUT = do_GET = do_HEAD = answer  # noqa: N815 the names that http.server calls

    def reply(self, status: int, content: bytes, media_type: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def status(code: int, content: bytes = b"", media_type: str = "text/plain", **headers: str) -> Behaviour:
    def behave(handler: Handler) -> bool:
        handler.reply(code, content, media_type, **headers)
        return True

    return behave


def hang_up(handler: Handler) -> bool:
    handler.close_connection = True
    handler.connection.close()
    return True


@pytest.fixture
def serve(dataset: Dataset) -> Iterator[Callable[..., tuple[str, type[Handler]]]]:
    """Start a service that behaves as told; return its address and its handler, which saw the requests."""
    servers = []

    def start(*behaviour: Behaviour) -> tuple[str, type[Handler]]:
        kind = type("Service", (Handler,), {"store": dataset.store, "behaviour": list(behaviour), "seen": []})
        server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/sparql", kind

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


Serve = Callable[..., tuple[str, type[Handler]]]


@pytest.fixture(autouse=True)
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TOKEN", "USER", "PASSWORD", "INSECURE"):
        monkeypatch.delenv(f"NEUROMOD_ENDPOINT_{name}", raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("")
    (tmp_path / "netrc").chmod(0o600)


# ---- answers


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


def asks_for_digest(nonce: str, more: str = "") -> Behaviour:
    return status(401, WWW_Authenticate=f'Digest realm="r", nonce="{nonce}", qop="auth"{more}')


def test_a_challenge_that_grew_old_is_answered_anew_and_a_refusal_is_none(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEUROMOD_ENDPOINT_USER", "ada")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_PASSWORD", "lovelace")
    first = [asks_for_digest("one"), asks_for_digest("one"), status(200)]
    url, service = serve(*first, asks_for_digest("two", ", stale=true"))
    assert RemoteEngine(url).query("ASK {}") is True
    sent = [header or "" for _, _, header in service.seen]
    assert sent[0].startswith("Basic ")
    assert [
        part in header for header, part in zip(sent[-2:], ('nonce="one"', 'nonce="two"'), strict=True)
    ] == [
        True,
        True,
    ]
    url, service = serve(*first, asks_for_digest("two"))
    with pytest.raises(NetworkError, match="refused: status 401"):
        RemoteEngine(url).query("ASK {}")
    assert 'nonce="one"' in (service.seen[-1][2] or "")
    url, service = serve(status(401, WWW_Authenticate='Basic realm="r"'), status(401), status(401))
    with pytest.raises(NetworkError, match="refused: status 401"):
        RemoteEngine(url).query("ASK {}")


def test_without_a_netrc_or_with_a_token_that_no_header_carries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("NETRC")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert not find_credentials("https://example.org/sparql")
    monkeypatch.setenv("NETRC", str(tmp_path / "missing"))
    with pytest.raises(InputError, match="cannot be read: FileNotFoundError"):
        find_credentials("https://example.org/sparql")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_TOKEN", "two\nlines")
    with pytest.raises(UsageError, match="a character that a header cannot carry") as caught:
        find_credentials("https://example.org/sparql")
    assert "lines" not in str(caught.value)


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


# ---- credentials


def test_a_token_is_sent_and_never_shown(
    neuromod: Neuromod, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEUROMOD_ENDPOINT_TOKEN", SECRET)
    echo = status(403, f"no entry with Bearer {SECRET}".encode())
    url, service = serve(echo)
    result = neuromod("--debug", "sparql", "--endpoint", url, "ASK {}")
    assert service.seen[0][2] == f"Bearer {SECRET}"
    assert result.code == 5
    assert "no entry with Bearer ***" in result.err
    assert SECRET not in result.err + result.out
    engine = RemoteEngine(url)
    assert SECRET not in repr(engine.service.credentials) + repr(engine)


def test_user_and_password_come_from_the_environment_or_netrc(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url, service = serve()
    (tmp_path / "netrc").write_text(
        "machine 127.0.0.1 login ada password fromfile\nmachine other login x password y\n"
    )
    RemoteEngine(url).query("ASK {}")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_USER", "ada")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_PASSWORD", "lovelace")
    RemoteEngine(url).query("ASK {}")
    assert [seen[2] for seen in service.seen] == ["Basic YWRhOmZyb21maWxl", "Basic YWRhOmxvdmVsYWNl"]


def test_a_damaged_netrc_is_reported_without_its_content(
    neuromod: Neuromod, serve: Serve, tmp_path: Path
) -> None:
    url, service = serve()
    (tmp_path / "netrc").write_text(f"machine a login b\npasswort {SECRET}\n")
    result = neuromod("--debug", "sparql", "--endpoint", url, "ASK {}")
    assert result.code == 3
    assert "not a netrc file" in result.err
    assert SECRET not in result.err
    assert "passwort" not in result.err
    assert service.seen == []


def test_credentials_in_an_address_are_refused_and_not_repeated(neuromod: Neuromod) -> None:
    result = neuromod("--debug", "sparql", "--endpoint", f"https://ada:{SECRET}@example.org/sparql", "ASK {}")
    assert result.code == 2
    assert "can be seen by others" in result.err
    assert SECRET not in result.err
    with pytest.raises(NetworkError) as fault:
        RemoteEngine(f"ftp://example.org/path?key={SECRET}")
    assert "ftp://example.org/path: " in str(fault.value)
    assert SECRET not in str(fault.value)


def test_credentials_go_over_plain_http_to_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not find_credentials("http://example.org/sparql")
    monkeypatch.setenv("NEUROMOD_ENDPOINT_TOKEN", SECRET)
    for address in ("http://127.0.0.1/", "http://localhost:7878/", "http://[::1]/", "https://example.org/"):
        assert find_credentials(address)
    for address in ("http://example.org/", "http://127.0.0.1.example.org/", "http://10.0.0.1/"):
        with pytest.raises(UsageError, match="not sent over plain http"):
            find_credentials(address)
    monkeypatch.setenv("NEUROMOD_ENDPOINT_INSECURE", "1")
    assert find_credentials("http://example.org/")


def test_a_redirect_to_another_host_carries_no_credentials(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEUROMOD_ENDPOINT_TOKEN", SECRET)
    other, other_service = serve()
    url, service = serve(status(307, Location="/elsewhere"), status(308, Location=other))
    assert RemoteEngine(url).query("ASK {}") is True
    assert [seen[2] for seen in service.seen] == [f"Bearer {SECRET}"] * 2  # the same host: carried
    assert [seen[2] for seen in other_service.seen] == [None]


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
