"""What holds of every address: hosts, methods, origins, lengths, languages and types, and what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from neuromod_onto.dataset import load, load_store, open_store
from neuromod_onto.serve import make_app
from neuromod_onto.serve.negotiation import best_of
from neuromod_onto.serve.service import Service

from .conftest import Neuromod


def test_a_foreign_host_is_refused(client: TestClient) -> None:
    assert client.get("/health", headers={"host": "testserver:8000"}).status_code == 200
    for host in ("evil.example", "testserver.evil.example", ""):
        assert client.get("/health", headers={"host": host}).status_code == 421


def test_an_answer_is_kept_and_not_sent_again_to_who_has_it(client: TestClient) -> None:
    first = client.get("/en/term/Pain")
    again = client.get("/en/term/Pain", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/fr/term/Pain").headers["etag"] != first.headers["etag"]


def test_an_answer_is_not_sent_again_whatever_way_the_reader_names_it(client: TestClient) -> None:
    tag = client.get("/en/term/Pain").headers["etag"]
    for named in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        assert client.get("/en/term/Pain", headers={"if-none-match": named}).status_code == 304
    for other in ('"x"', tag.strip('"'), ""):
        assert client.get("/en/term/Pain", headers={"if-none-match": other}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/en/",
        "/sparql",
        "/sparql?query=ASK%20%7B%7D",
        "/api/search?q=dbs",
        "/reconcile/en",
        "/static/style.css",
        "/id/Pain.ttl",
    ],
)
def test_head_tells_what_get_does_without_the_body(client: TestClient, path: str) -> None:
    for _ in range(2):  # asked and kept
        head, got = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (got.status_code, b"") == (200, b"")
        assert head.headers == got.headers
    tag = got.headers["etag"]
    assert client.head(path, headers={"if-none-match": tag}).status_code == 304


def test_a_method_that_is_not_answered_is_told_which_are(client: TestClient) -> None:
    for method, path, allowed in (
        ("PUT", "/sparql", "GET, HEAD, POST"),
        ("DELETE", "/fr/tree", "GET, HEAD"),
        ("GET", "/api/annotate", "POST"),
        ("PATCH", "/fhir/ConceptMap/$translate", "GET, HEAD, POST"),
    ):
        answer = client.request(method, path, follow_redirects=False)
        assert answer.status_code == 405
        assert sorted(answer.headers["allow"].split(", ")) == sorted(allowed.split(", "))
        assert answer.headers["allow"] in answer.text
        asked = client.options(path)
        assert (asked.status_code, asked.content) == (204, b"")
        assert set(asked.headers["allow"].split(", ")) == {*allowed.split(", "), "OPTIONS"}
        assert "content-security-policy" in asked.headers
    assert "méthode, seulement à " in client.delete("/fr/tree").text


def test_other_origins_may_ask_and_read_faults_where_they_may_read_answers(client: TestClient) -> None:
    preflight = {"origin": "https://x.org", "access-control-request-method": "POST"}
    for path in ("/sparql", "/reconcile/en", "/fhir/ConceptMap/$translate"):
        asked = client.options(path, headers=preflight)
        assert asked.headers["access-control-allow-origin"] == "*"
        assert "POST" in asked.headers["access-control-allow-methods"]
        assert "access-control-allow-credentials" not in asked.headers
    assert client.get("/sparql?query=nonsense").headers["access-control-allow-origin"] == "*"
    for path in ("/sparql", "/api/search?q=DBS", "/api/nothing", "/fhir/metadata", "/id/Pain.ttl", "/void"):
        assert client.get(path).headers["access-control-allow-origin"] == "*"
    for path in ("/en/", "/fr/term/Pain", "/static/style.css", "/idle", "/"):
        assert "access-control-allow-origin" not in client.options(path, headers=preflight).headers
        assert "access-control-allow-origin" not in client.get(path).headers
    assert client.get("/sparql?query=").text.splitlines()[1:] == ["query:1:1"]


def test_pages_of_other_origins_read_no_data_of_the_user_but_those_that_are_let(tmp_path: Path) -> None:
    """A registry served on this machine would else be read by any page that its user opens."""
    own = tmp_path / "own.ttl"
    own.write_text("<urn:example:patient> <urn:example:has> 7 .\n")
    load_store([own], tmp_path / "store")
    load_store([], tmp_path / "empty")
    query = "/sparql?query=ASK%20%7B%7D"
    for data in (load([own]), open_store(tmp_path / "store"), open_store(tmp_path / "empty")):
        with TestClient(make_app(Service(data), ["testserver"])) as client:
            for path in (query, "/sparql", "/api/queries", "/reconcile/en", "/sparql?query=nonsense"):
                headers = client.get(path, headers={"origin": "https://a.example"}).headers
                assert "access-control-allow-origin" not in headers
    app = make_app(Service(load([own])), ["testserver"], ["https://A.example/", "http://127.0.0.1:3333"])
    with TestClient(app) as client:
        for _ in range(2):  # kept answers, too
            for origin, let in {
                "https://a.example": True,
                "http://127.0.0.1:3333": True,
                "https://b.example": False,
                "https://a.example.org": False,
                "null": False,
            }.items():
                headers = client.get(query, headers={"origin": origin}).headers
                assert headers.get("access-control-allow-origin") == (origin if let else None)
                assert "Origin" in headers["vary"]


@pytest.mark.parametrize("origin", ["a.example", "https://a.example/path", "", "https://", "https://*.a b"])
def test_what_is_no_origin_is_refused(neuromod: Neuromod, origin: str) -> None:
    result = neuromod("serve", "--port", "0", "--origin", origin)
    assert result.code == 2
    assert result.err.startswith(f"neuromod: {origin!r} is not an origin\n")


@pytest.mark.parametrize(
    ("language", "address", "heads"),
    [("en", "an address", "headers have"), ("fr", "une adresse", "les en-têtes")],
)
def test_a_long_address_and_long_headers_are_refused(
    client: TestClient, language: str, address: str, heads: str
) -> None:
    fits = client.get(f"/{language}/?q=" + "a" * 31_000)
    assert fits.status_code == 200
    long = client.get(f"/{language}/?q=" + "a" * 33_000)
    assert (long.status_code, address in long.text) == (414, True)
    assert "content-security-policy" in long.headers
    wide = client.get(f"/{language}/", headers={"x-wide": "a" * 33_000})
    assert (wide.status_code, heads in wide.text) == (431, True)


def test_the_language_liked_best_is_taken(client: TestClient) -> None:
    liked = {
        "fr-CA,fr;q=0.9": "fr",
        "de,en;q=0.3,fr;q=0.9": "fr",
        "fr;q=0,en": "en",
        "frr, ens": "en",
        "fr;q=0.5, en;q=0.5": "fr",
        "*": "en",
        "": "en",
    }
    for accepted, language in liked.items():
        answer = client.get("/", headers={"accept-language": accepted}, follow_redirects=False)
        assert answer.headers["location"] == f"/{language}/", accepted


def test_a_long_body_is_refused(client: TestClient) -> None:
    assert client.post("/health", content=b"x" * 1_000_001).status_code == 413


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("", "text/html"),
        ("text/turtle", "text/turtle"),
        ("text/*;q=0.5, text/turtle;q=0.1", "text/html"),
        ("text/turtle;q=0", ""),
        ("*/*;q=0.1, text/turtle;q=nonsense", "text/html"),
    ],
)
def test_the_best_accepted_type_is_chosen(accept: str, best: str) -> None:
    assert best_of(accept, ("text/html", "text/turtle")) == best
