"""What the service refuses or answers in another form: each interface by its own rules, one clear cause."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette")

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from neuromod_onto.dataset import load
from neuromod_onto.serve import make_app
from neuromod_onto.serve.memory import AnswerMemory
from neuromod_onto.serve.negotiation import best_of
from neuromod_onto.serve.service import Service

from .fhir_reading import FHIR, MESH, OURS, get, matches, named, outcome, post

TRANSLATE = "/fhir/ConceptMap/$translate"


def translated(client: TestClient, **given: str) -> list[tuple[str, str]]:
    return matches(get(client, "ConceptMap/$translate", **given))


# ---- FHIR ----


@pytest.mark.parametrize(
    "given",
    [
        {"code": "D062187"},
        {"system": MESH, "code": ""},
        {"system": MESH, "code": "D06 <2187>"},
        {"system": "urn:no:such:system", "code": "1"},
        {"system": OURS, "code": "Pain", "targetsystem": "urn:no:such:system"},
        {"system": OURS, "code": "NoSuchTerm"},
    ],
    ids=["no-system", "no-code", "no-iri", "system", "target", "term"],
)
def test_a_code_to_translate_is_a_code_of_a_system_that_we_know(
    client: TestClient, given: dict[str, str]
) -> None:
    assert outcome(client.get(TRANSLATE, params=given), 400) in ("invalid", "not-found")


def test_a_translation_stays_between_our_system_and_another(client: TestClient) -> None:
    scs = {"system": OURS, "code": "SpinalCordStimulation"}
    assert translated(client, **scs, targetsystem=OURS) == []
    assert translated(client, system=MESH, code="D062187", targetsystem=OURS) != []
    snomed = "http://snomed.info/sct"
    assert translated(client, system=MESH, code="D062187", targetsystem=snomed) == []
    mesh_map = f"{OURS}conceptmap?system=mesh"
    assert translated(client, **scs, url=mesh_map, targetsystem=snomed) == []
    assert translated(client, **scs, url=mesh_map, targetsystem=MESH) == [("equivalent", "D062187")]


def test_a_foreign_code_translates_to_our_terms_only(tmp_path: Path) -> None:
    """Terms of another vocabulary that the data map to the same code are none of the target system."""
    own = tmp_path / "own.ttl"
    own.write_text(
        "<https://example.org/own#SCS> <http://www.w3.org/2004/02/skos/core#exactMatch> "
        "<http://id.nlm.nih.gov/mesh/D062187> .\n"
    )
    dataset = load([own])
    assert "https://example.org/own#SCS" in dataset.subjects(
        "http://www.w3.org/2004/02/skos/core#exactMatch", "http://id.nlm.nih.gov/mesh/D062187"
    )
    with TestClient(make_app(Service(dataset), ["testserver"])) as client:
        codes = translated(client, system=MESH, code="D062187")
    assert ("equivalent", "SpinalCordStimulation") in codes
    assert not any("own" in code for _, code in codes)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("valueCodeableConcept", {"coding": []}),
        ("valueCodeableConcept", {"text": "SCS"}),
        ("valueCodeableConcept", "SCS"),
        ("valueCodeableConcept", {"coding": ["SCS"]}),
        ("valueCodeableConcept", {"coding": [{"system": MESH, "code": 62187}]}),
    ],
    ids=["empty", "text", "no-object", "no-coding", "number"],
)
def test_a_concept_holds_codings_of_text(client: TestClient, name: str, value: Any) -> None:
    body = {"resourceType": "Parameters", "parameter": [{"name": "codeableConcept", name: value}]}
    assert outcome(client.post(TRANSLATE, json=body, headers=FHIR), 400) == "invalid"


@pytest.mark.parametrize("count", ["-1", "1.5", "many", "\u0663", "1234567890"])
def test_a_count_is_a_whole_number(client: TestClient, count: str) -> None:
    asked = {"expression": "SpinalCordStimulation", "count": count}
    assert outcome(client.get("/fhir/ValueSet/$expand", params=asked), 400) == "invalid"
    expression = {"name": "expression", "valueString": "SpinalCordStimulation"}
    for wrong in (True, -1, None):
        body = {
            "resourceType": "Parameters",
            "parameter": [expression, {"name": "count", "valueInteger": wrong}],
        }
        answer = client.post("/fhir/ValueSet/$expand", json=body, headers=FHIR)
        assert answer.status_code == (200 if wrong is None else 400)


def test_reverse_may_be_posted_as_a_boolean(client: TestClient) -> None:
    coding = {"name": "coding", "valueCoding": {"system": MESH, "code": "D062187"}}
    back = post(client, "ConceptMap/$translate", coding, {"name": "reverse", "valueBoolean": True})
    assert set(matches(back)) == set(translated(client, system=MESH, code="D062187", reverse="true"))


def test_a_term_without_a_definition_is_looked_up_all_the_same(client: TestClient) -> None:
    properties = {
        p["code"] for p in named(get(client, "CodeSystem/$lookup", system=OURS, code="Pain"), "property")
    }
    assert "definition" in properties
    product = get(client, "CodeSystem/$lookup", system=OURS, code="product/PerceptPC")
    assert "Percept PC" in named(product, "display")


# ---- JSON, RDF and SPARQL ----


@pytest.mark.parametrize(
    ("path", "given", "cause"),
    [
        ("valueset", {"system": "mesh"}, "give an expression and a system"),
        ("valueset", {"expression": "Pain"}, "give an expression and a system"),
        ("valueset", {"expression": "Pain", "system": "mesh", "match": "perhaps"}, "no such match: perhaps"),
        ("search-strategy", {"expression": " "}, "give an expression"),
        ("search-strategy", {"expression": "Pain", "target": "altavista"}, "altavista"),
    ],
)
def test_a_builder_says_what_it_lacks(
    client: TestClient, path: str, given: dict[str, str], cause: str
) -> None:
    answer = client.get(f"/api/{path}", params=given)
    assert answer.status_code == 400
    assert cause in answer.json()["error"]


def test_a_value_set_comes_in_three_forms_and_by_its_matches(client: TestClient) -> None:
    given = {"expression": "SpinalCordStimulation", "system": "mesh"}
    rows = client.get("/api/valueset", params=given).json()
    csv = client.get("/api/valueset.csv", params=given)
    assert csv.headers["content-disposition"] == 'attachment; filename="valueset.csv"'
    assert len(csv.text.splitlines()) == len(rows) + 1
    fhir = client.get("/api/valueset.fhir", params=given)
    assert fhir.headers["content-type"] == "application/fhir+json"
    assert fhir.json()["resourceType"] == "ValueSet"
    exact = client.get("/api/valueset", params={**given, "match": "exact"}).json()
    assert {row["match"] for row in exact} == {"exact"}
    assert len(exact) < len(rows)
    refused = client.get("/api/valueset", params=given, headers={"accept": "image/png"})
    assert (refused.status_code, "offered: " in refused.text) == (406, True)


def test_a_search_is_given_as_text_in_the_language_asked(client: TestClient) -> None:
    found = client.get("/api/search-strategy", params={"expression": ["DBS", " "], "target": "ovid"}).json()
    assert (found["target"], found["expressions"]) == ("ovid", ["DBS"])
    assert "Deep Brain Stimulation/" in found["search"]


@pytest.mark.parametrize("path", ["/void", "/queries.ttl"])
def test_descriptions_are_graphs_also_for_a_browser(client: TestClient, path: str) -> None:
    page = client.get(path, headers={"accept": "text/html,application/xhtml+xml"})
    assert page.headers["content-type"].startswith("text/turtle")
    assert client.get(path, headers={"accept": "application/ld+json"}).json()
    refused = client.get(path, headers={"accept": "image/png"})
    assert (refused.status_code, "text/turtle" in refused.text) == (406, True)


def test_sparql_takes_one_query_in_utf8_and_answers_in_what_it_offers(client: TestClient) -> None:
    direct = {"content-type": "application/sparql-query"}
    assert client.post("/sparql", content=b"ASK { } # \xff", headers=direct).status_code == 400
    assert client.post("/sparql?query=ASK%7B%7D", content="ASK {}", headers=direct).status_code == 400
    assert client.post("/sparql", data={}).status_code in (400, 415)
    twice = client.get("/sparql", params={"query": ["ASK {}", "ASK {}"]})
    assert (twice.status_code, "exactly one query" in twice.text) == (400, True)
    assert (
        client.get("/sparql", params={"query": "ASK {}"}, headers={"accept": "image/png"}).status_code == 406
    )
    for named_graph in ("named-graph-uri", "using-graph-uri"):
        status = client.get("/sparql", params={"query": "ASK {}", named_graph: "urn:x"}).status_code
        assert status == (400 if named_graph == "named-graph-uri" else 200)


def test_values_of_a_canned_query_keep_their_kind_in_json(client: TestClient) -> None:
    kinds: dict[str, set[type]] = {}
    for name in [row["name"] for row in client.get("/api/queries").json()][:40]:
        answer = client.get(f"/api/queries/{name}")
        for row in answer.json() if answer.status_code == 200 else []:
            for column, value in row.items():
                kinds.setdefault(column, set()).add(type(value))
    assert {int, str, type(None)} <= set().union(*kinds.values())


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        ("text/html;level=1", "text/html"),
        ("text/html;level=1;q=0.2, text/turtle", "text/turtle"),
        ("TEXT/TURTLE", "text/turtle"),
        ("text/turtle;q=7, text/html;q=0.9", "text/turtle"),
        (" , ", "text/html"),
    ],
)
def test_parameters_of_a_media_type_other_than_its_quality_do_not_matter(accept: str, best: str) -> None:
    assert best_of(accept, ("text/html", "text/turtle")) == best


# ---- reconciliation ----


@pytest.mark.parametrize(
    ("extend", "cause"),
    [
        ({"ids": ["Pain"] * 1001, "properties": []}, "at most"),
        ({"ids": "Pain", "properties": []}, "extend has ids"),
        ({"ids": [], "properties": {"id": "mesh"}}, "extend has properties"),
        ({"ids": [], "properties": [{"id": "mesh", "settings": 3}]}, "extend has properties"),
    ],
)
def test_an_extension_is_asked_for_in_lists_of_bounded_length(
    client: TestClient, extend: dict[str, Any], cause: str
) -> None:
    answer = client.post("/reconcile/en", data={"extend": json.dumps(extend)})
    assert (answer.status_code, cause in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize("limit", ["x", "-1", "\u0663", "1234567890"])
def test_a_limit_of_suggestions_is_a_whole_number(client: TestClient, limit: str) -> None:
    answer = client.get("/reconcile/en/properties", params={"limit": limit})
    assert (answer.status_code, answer.json()["error"]) == (400, "limit is a whole number")


def test_a_property_that_nobody_knows_has_no_values_and_its_own_name(client: TestClient) -> None:
    body = {"ids": ["neuromod:Pain", "neuromod:NoSuchTerm"], "properties": [{"id": "colour"}]}
    answer = client.post("/reconcile/en", data={"extend": json.dumps(body)}).json()
    assert answer["meta"] == [{"id": "colour", "name": "colour"}]
    assert answer["rows"] == {name: {"colour": []} for name in body["ids"]}


# ---- what is kept ----


def memory_of(size: int) -> tuple[TestClient, list[str]]:
    """Return a client of a service of answers with a memory, and what reached the service."""
    asked: list[str] = []

    async def answer(request: Request) -> PlainTextResponse | StreamingResponse:
        asked.append(request.url.path)
        if request.url.path == "/long":

            async def parts() -> Any:
                for _ in range(5):
                    yield b"x" * 500_000
                    await asyncio.sleep(0)

            return StreamingResponse(parts())
        return PlainTextResponse("y" * 3_000)

    memory = AnswerMemory(Starlette(routes=[Route("/{name}", answer)]), size)

    class Serial:
        serial = 1

    async def with_state(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})["service"] = Serial
        await memory(scope, receive, send)

    return TestClient(with_state), asked


def test_an_answer_too_long_to_keep_comes_whole_and_is_made_again() -> None:
    client, asked = memory_of(64_000_000)
    assert [len(client.get("/long").content) for _ in range(2)] == [2_500_000] * 2
    assert [len(client.get("/short").content) for _ in range(2)] == [3_000] * 2
    assert asked == ["/long", "/long", "/short"]


def test_the_answer_that_was_asked_least_recently_goes_first() -> None:
    client, asked = memory_of(15_000)  # room for two
    for name in ("a", "b", "a", "c", "a", "b"):
        client.get(f"/{name}")
    assert asked == ["/a", "/b", "/c", "/b"]
