"""Hostile requests to every route of the OpenAPI description and of the other interfaces and pages.

No answer is a server error, none shows a path of this machine or a traceback, each JSON answer is valid. What
once crashed stands in ``CRASHES``.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

pytest.importorskip("starlette")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from neuromod_onto.catalog import load_catalog
from neuromod_onto.dataset import load
from neuromod_onto.serve import make_app
from neuromod_onto.serve.interfaces.openapi import openapi
from neuromod_onto.serve.service import Service

from .conftest import ROOT

_LEAKS = re.compile(
    "|".join(map(re.escape, {str(ROOT), str(Path(sys.prefix)), str(Path.home()) + "/", "/tmp/", "Traceback"}))
)
#: Texts that broke other services: escapes, other alphabets, controls, syntax of the languages behind.
_HOSTILE = (
    "\x00",
    "a\x00b",
    "\r\nX-Injected: 1",
    "\ud800",
    "\ufffe\uffff",
    "\u202eevil",
    "İıſK",
    "e\u0301" * 40,
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%00%ff%fe",
    "file:///etc/passwd",
    "http://127.0.0.1:1/",
    "urn:x:" + "y" * 300,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    '"} ; DROP ALL ; #',
    "> ?s ?p ?o . <",
    "neuromod:",
    "neuromod:a b",
    ":",
    "{{7*7}}",
    "${jndi:ldap://x}",
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "٣",
    "²",
    "true",
    "x" * 1000,
    "(" * 900,
    "not " * 400 + "Pain",
    "Pain and " * 100 + "Pain",
)
_FIELDS = (
    *("resourceType", "parameter", "name", "valueString", "valueUri", "valueCoding", "system", "code"),
    *("text", "context", "ids", "properties", "id", "settings", "query", "type", "limit", "pid", "v"),
)
_text = st.one_of(
    st.sampled_from(_HOSTILE),
    st.sampled_from(("Pain", "SpinalCordStimulation", "mesh", "neuromod:Pain", "chronic pain", "fr", "")),
    st.text(max_size=30),
)
_json = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        _text.map(lambda t: t.encode("utf-8", "replace").decode()),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(_FIELDS),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A client of the service over the dataset as the command serves it, from the cache."""
    service = Service(load(cached=True), timeout=4.0)
    with TestClient(make_app(service, ["testserver"])) as client:
        yield client


class Route(NamedTuple):
    """A route: method, path with ``{}`` for what varies, names of parameters, names of form fields."""

    method: str
    path: str
    parameters: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def _described() -> list[Route]:
    document = openapi(load_catalog().values(), ("en", "fr"))
    return [
        Route(
            method.upper(),
            re.sub(r"\{\w+\}", "{}", path),
            tuple(p["name"] for p in operation.get("parameters", []) if p["in"] == "query"),
        )
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


_CODED = ("url", "system", "code", "expression", "display", "displayLanguage", "targetsystem", "target")
ROUTES = [
    *_described(),
    *(
        Route(method, f"/fhir/{name}", (*_CODED, "filter", "count", "offset", "reverse", "_format"))
        for name in (
            "ValueSet/$expand",
            "ValueSet/$validate-code",
            "ConceptMap/$translate",
            "CodeSystem/$lookup",
            "CodeSystem/$validate-code",
        )
        for method in ("GET", "POST")
    ),
    Route("GET", "/fhir/{}"),
    Route("POST", "/reconcile/en", fields=("queries", "extend")),
    Route("GET", "/reconcile/fr", ("queries", "extend")),
    Route("GET", "/reconcile/fr/suggest", ("prefix", "cursor")),
    Route("GET", "/reconcile/fr/suggest/type", ("prefix", "cursor")),
    Route("GET", "/reconcile/fr/suggest/property", ("prefix", "cursor")),
    Route("GET", "/reconcile/en/properties", ("type", "limit")),
    Route("GET", "/reconcile/en/preview", ("id",)),
    Route("GET", "/reconcile/view", ("id", "lang")),
    Route("GET", "/id/{}"),
    Route("GET", "/{}"),
    Route("GET", "/static/{}"),
    Route("GET", "/sparql", ("query", "default-graph-uri")),
    Route("POST", "/sparql", fields=("query", "update", "named-graph-uri")),
    Route("GET", "/fr/term/{}"),
    Route("GET", "/fr/search", ("q",)),
    Route("GET", "/fr/matrix", ("modality", "invasiveness", "system", "reversible")),
    Route("GET", "/fr/queries/{}", ("condition", "therapy", "lang")),
    Route("GET", "/fr/queries/therapies-for-condition", ("condition", "reversible", "modality")),
    Route("GET", "/fr/valueset", ("expression", "system", "match")),
    Route("GET", "/fr/strategy", ("expression", "target", "brands")),
    Route("GET", "/fr/console", ("query",)),
    Route("POST", "/fr/annotate", fields=("text",)),
    Route("GET", "/api/valueset.{}", ("expression", "system")),
    Route("GET", "/void"),
]


_FORM = {"content-type": "application/x-www-form-urlencoded"}


class Asked(NamedTuple):
    """A request as it is sent."""

    method: str
    address: str
    headers: dict[str, str]
    body: bytes


def _escaped(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _encoded(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in pairs)


@st.composite
def requests(draw: Any) -> Asked:
    """Draw a request: a route, values of its parameters, a header, a body."""
    route = draw(st.sampled_from(ROUTES))

    def pairs(names: tuple[str, ...]) -> list[tuple[str, str]]:
        if not names:
            return []
        one = st.tuples(st.sampled_from(names), st.one_of(_text, _json.map(_dumped)))
        found: list[tuple[str, str]] = draw(st.lists(one, max_size=4))
        return found

    path = route.path.replace("{}", _escaped(draw(_text)))
    query = _encoded(pairs(route.parameters))
    headers = {}
    if draw(st.booleans()):
        headers["accept"] = draw(
            st.sampled_from(
                ("text/turtle", "text/csv", "*/*;q=x", ",;,", "application/json;q=0", "image/png")
            )
        )
    body = b""
    if route.method == "POST":
        if route.fields:
            headers.update(_FORM)
            body = _encoded(pairs(route.fields)).encode()
        else:
            headers["content-type"] = "application/fhir+json" if "/fhir/" in path else "application/json"
            body = draw(st.one_of(st.binary(max_size=40), _json.map(_dumped).map(str.encode), _bodies()))
    return Asked(route.method, f"{path}?{query}" if query else path, headers, body)


def _dumped(value: Any) -> str:
    return json.dumps(value)


def _bodies() -> st.SearchStrategy[bytes]:
    """Return bodies that are nearly right."""
    name = st.sampled_from((*_CODED, "coding", "codeableConcept", "valueSet", "count", "reverse"))
    kind = st.sampled_from(
        ("valueUri", "valueString", "valueCode", "valueInteger", "valueCoding", "resource")
    )
    entry = st.builds(lambda n, k, v: {"name": n, k: v}, name, kind, st.one_of(_json, _text))
    parameters = st.lists(entry, max_size=4).map(lambda ps: {"resourceType": "Parameters", "parameter": ps})
    annotation = st.builds(lambda t, c: {"text": t, "context": c}, _text, _text)
    return st.one_of(parameters, annotation).map(lambda body: json.dumps(body).encode())


def send(client: TestClient, asked: Asked) -> None:
    """Send a request and look at the answer."""
    patient = TestClient(client.app, raise_server_exceptions=False)
    answer = patient.request(
        asked.method, asked.address, headers=asked.headers, content=asked.body, follow_redirects=False
    )
    assert answer.status_code < 500 or answer.status_code in (501, 503), asked
    # what was sent may come back; only what was not sent can be a leak
    sent = asked.address + asked.body.decode("utf-8", "replace") + json.dumps(_HOSTILE)
    assert not [leak for leak in _LEAKS.findall(answer.text) if leak not in sent], asked
    assert "x-injected" not in answer.headers
    if "json" in answer.headers.get("content-type", "") and "ld+json" not in answer.headers["content-type"]:
        json.loads(answer.content, parse_constant=lambda name: pytest.fail(f"{name} in {asked}"))


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=requests())
def test_no_request_breaks_the_service_or_makes_it_tell(client: TestClient, asked: Asked) -> None:
    send(client, asked)


#: The canned queries have one handler, so that a few of them stand for all here.
_DIFFERENT = [route for i, route in enumerate(ROUTES) if "/api/queries/" not in route.path or i % 15 == 0]


@pytest.mark.parametrize("route", _DIFFERENT, ids=lambda route: f"{route.method} {route.path}")
def test_each_route_stands_hostile_texts(client: TestClient, route: Route) -> None:
    """A few of the texts for each route, other ones for the next."""
    start = _DIFFERENT.index(route) * 4
    for text in [*_HOSTILE, *_HOSTILE][start % len(_HOSTILE) :][:4]:
        send(client, _with(route, text))


def _with(route: Route, text: str) -> Asked:
    """Return the request that has a text in every place of a route."""
    values = _encoded([(name, text) for name in route.fields or route.parameters])
    path = route.path.replace("{}", _escaped(text))
    if route.fields:
        return Asked(route.method, path, _FORM, values.encode())
    return Asked(route.method, f"{path}?{values}", {}, b"")


def test_an_expression_that_would_take_long_is_refused(client: TestClient) -> None:
    long = quote("Pain and " * 60 + "Pain")
    for path in (
        "/api/valueset?system=mesh",
        "/api/search-strategy?target=pubmed",
        "/fhir/ValueSet/$expand?count=1",
    ):
        answer = client.get(f"{path}&expression={long}")
        assert answer.status_code == 400
        assert "at most 500 characters" in answer.text
    assert client.get(f"/fr/strategy?expression={long}").status_code == 400


#: Requests that once ended in a server error.
CRASHES = [
    Asked("GET", "/id/%3E%20%3Fs%20%3Fp%20%3Fo%20.%20%3C", {}, b""),
    Asked("GET", "/id/%ED%A0%80", {}, b""),
    Asked("GET", "/api/tree/%EF%BF%BD", {}, b""),
    Asked("GET", "/api/search?q=neuromod:%00", {}, b""),
    Asked("GET", "/fr/queries/" + "9" * 400, {}, b""),
    Asked("POST", "/api/annotate", {"content-type": "application/json"}, b'{"text": "\\ud800"}'),
    Asked("POST", "/api/annotate", {"content-type": "application/json"}, b"[" * 100_000),
    Asked("POST", "/reconcile/en", _FORM, b"queries=" + quote('{"q": {"query": "\\ud800"}}').encode()),
    Asked(
        "POST", "/reconcile/en", _FORM, b"queries=" + quote('{"q": {"query": "x", "limit": 1e999}}').encode()
    ),
    Asked(
        "GET", "/fhir/CodeSystem/$validate-code?url=https://w3id.org/neuromod-onto/&code=%EF%BF%BD", {}, b""
    ),
]


@pytest.mark.parametrize("asked", CRASHES, ids=lambda asked: asked.address[:60])
def test_what_once_crashed_is_refused_now(client: TestClient, asked: Asked) -> None:
    send(client, asked)
