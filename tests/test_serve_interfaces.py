"""The interfaces: SPARQL, linked data and JSON, and that a heavy request holds up nobody else."""

from __future__ import annotations

import csv
import io
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox
import pytest

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import Rows
from neuromod_onto.serve import make_app
from neuromod_onto.serve.answers import as_json, table
from neuromod_onto.serve.service import Service

from .conftest import Neuromod


def test_a_query_that_is_not_there_is_not_found(client: TestClient) -> None:
    assert [client.get(f"/{tag}/queries/none").status_code for tag in ("en", "fr")] == [404, 404]
    assert client.get("/en/queries/" + "x" * 300).status_code == 404
    near = client.get("/en/queries/therapie-for-condition")
    assert (near.status_code, "therapies-for-condition" in near.text) == (404, True)


@pytest.mark.parametrize(
    ("address", "cause", "named"),
    [
        ("/api/serch", "no such address: /api/serch", "/api/search"),
        ("/api", "no such address: /api", "/api/openapi.json"),
        ("/api/term/Pain", "no such address: /api/term/Pain", "/api/terms/{id}/neighbours"),
        ("/reconcile/de", "no such address: /reconcile/de", "/reconcile/{en|fr}"),
        ("/reconcile/fr/extend", "no such address: /reconcile/fr/extend", "/reconcile/{en|fr}/properties"),
        ("/api/tree/Nothing", "no term 'Nothing'", "/api/search?q=NAME"),
        ("/api/queries/a; b", "no query 'a; b'", "/api/queries"),
        ("/reconcile/fr/preview?id=Nothing", "no term 'Nothing'", "/api/search?q=NAME"),
    ],
)
def test_a_program_that_asks_for_what_is_not_there_hears_what_there_is(
    client: TestClient, address: str, cause: str, named: str
) -> None:
    """In the form of all faults of these interfaces; the addresses come from the routes themselves."""
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json()["error"] == cause
    assert named in answer.json()["hint"]
    assert answer.json()["candidates"] == []
    hint = answer.json()["hint"]
    if hint.startswith("there are "):
        own = address.split("/")[1]
        assert all(path.startswith(f"/{own}") for path in hint.removeprefix("there are ").split(", "))


def test_a_page_that_is_not_there_lists_no_addresses_for_programs(client: TestClient) -> None:
    page = client.get("/en/nowhere")
    assert page.status_code == 404
    assert "/api/tree" not in page.text


def test_a_term_is_html_turtle_or_json_ld_as_the_reader_accepts(client: TestClient) -> None:
    iri = "https://w3id.org/neuromod-onto/SpinalCordStimulation"
    answers = {}
    for media, form in (("text/turtle", ox.RdfFormat.TURTLE), ("application/ld+json", ox.RdfFormat.JSON_LD)):
        answer = client.get("/id/SpinalCordStimulation", headers={"accept": media})
        assert answer.headers["content-type"].startswith(media)
        answers[media] = list(ox.parse(answer.content, format=form))
    assert len(answers["text/turtle"]) == len(answers["application/ld+json"]) > 100
    label = (ox.NamedNode(iri), ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"))
    found = {str(q.object) for q in answers["text/turtle"] if (q.subject, q.predicate) == label}
    assert found == {'"spinal cord stimulation"@en', '"stimulation médullaire"@fr'}
    page = client.get("/id/SpinalCordStimulation", headers={"accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/en/term/SpinalCordStimulation")
    assert client.get("/id/SpinalCordStimulation", headers={"accept": "image/png"}).status_code == 406
    assert client.get("/id/SpinalCordStimulation.ttl").headers["content-type"].startswith("text/turtle")
    assert client.get("/id/Nothing.ttl").status_code == 404


XSD = "http://www.w3.org/2001/XMLSchema#"


def test_values_that_json_cannot_write_or_their_datatype_does_not_allow_stay_text(dataset: Dataset) -> None:
    """Data of users hold such; a table of them is no bug of the service."""
    kinds = ("INF", "double"), ("NaN", "float"), ("many", "integer"), ("1.5", "integer"), ("maybe", "boolean")
    odd = tuple(ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) for text, kind in kinds)
    plain = ("7", "integer"), ("2.50", "decimal"), ("1", "boolean"), ("0", "boolean"), ("-0.5", "double")
    good = tuple(ox.Literal(text, datatype=ox.NamedNode(XSD + kind)) for text, kind in plain)
    service = Service(dataset)
    try:
        shown = table(service, Rows(("a", "b", "c", "d", "e"), [odd, good]), "en")
    finally:
        service.close()
    assert list(shown.rows) == [["INF", "NaN", "many", "1.5", "maybe"], [7, 2.5, True, False, -0.5]]
    assert json.loads(json.dumps(as_json(shown), allow_nan=False))[0]["a"] == "INF"


def test_a_table_has_the_labels_that_the_command_line_prints(client: TestClient, neuromod: Neuromod) -> None:
    for name, language in (("therapies-for-condition", "fr"), ("records-for-condition", "en")):
        given = {"condition": "migraine"}
        served = client.get(f"/api/queries/{name}.csv", params={**given, "lang": language}).text
        printed = neuromod("--lang", language, "query", "run", name, "condition=migraine", "-f", "csv").out
        assert served.replace("\r\n", "\n") == printed.replace("\r\n", "\n")
        assert "_label" in printed


SELECT = "PREFIX neuromod: <https://w3id.org/neuromod-onto/> SELECT ?c { neuromod:SpinalCordStimulation neuromod:treatsCondition ?c }"


def test_the_protocol_takes_a_query_in_three_ways(client: TestClient) -> None:
    answers = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers={"content-type": "application/sparql-query"}),
    ]
    assert {a.headers["content-type"] for a in answers} == {"application/sparql-results+json"}
    assert len({a.text for a in answers}) == 1
    found = {row["c"]["value"].rpartition("/")[2] for row in answers[0].json()["results"]["bindings"]}
    assert {"NeuropathicPain", "PainfulDiabeticNeuropathy"} <= found


@pytest.mark.parametrize(
    ("accept", "query", "media"),
    [
        ("text/csv", SELECT, "text/csv"),
        ("application/sparql-results+xml", SELECT, "application/sparql-results+xml"),
        ("application/json", "ASK {}", "application/json"),
        ("text/turtle", "DESCRIBE <https://w3id.org/neuromod-onto/Pain>", "text/turtle"),
        ("application/n-triples", "CONSTRUCT {?s ?p ?o} {?s ?p ?o} LIMIT 3", "application/n-triples"),
    ],
)
def test_results_come_in_the_format_asked(client: TestClient, accept: str, query: str, media: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "LOAD <http://127.0.0.1/x>",
        "SELECT * { SERVICE <http://127.0.0.1/x> { ?s ?p ?o } }",
        "SELECT * { S\\u0045RVICE <http://127.0.0.1/x> { ?s ?p ?o } }",
        "SELECT * FROM <http://127.0.0.1/x> { ?s ?p ?o }",
        "SELECT * {",
        "",
    ],
)
def test_what_writes_reaches_out_or_is_malformed_is_refused(client: TestClient, query: str) -> None:
    answer = client.post("/sparql", data={"query": query, "x": "y"})
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_other_parts_of_the_protocol_are_refused(client: TestClient) -> None:
    assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 400
    graphs = {"query": SELECT, "default-graph-uri": "http://127.0.0.1/x"}
    assert client.get("/sparql", params=graphs).status_code == 400
    assert client.post("/sparql", content="x", headers={"content-type": "text/plain"}).status_code == 415
    assert client.put("/sparql").status_code == 405


def test_any_origin_may_read_and_none_with_credentials(client: TestClient) -> None:
    headers = client.get(
        "/sparql", params={"query": "ASK {}"}, headers={"origin": "https://a.example"}
    ).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers


def test_the_service_describes_itself_and_its_data(client: TestClient) -> None:
    for path in ("/sparql", "/void", "/.well-known/void"):
        answer = client.get(path, headers={"accept": "text/turtle"})
        facts = {
            (q.predicate.value, getattr(q.object, "value", ""))
            for q in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)
        }
        assert ("http://rdfs.org/ns/void#sparqlEndpoint", "http://testserver/sparql") in facts
        triples = next(int(value) for prop, value in facts if prop == "http://rdfs.org/ns/void#triples")
        assert triples > 50_000


def test_canned_queries_are_executables_in_the_served_graph(client: TestClient) -> None:
    query = """PREFIX sh: <http://www.w3.org/ns/shacl#> SELECT ?q ?text { ?q a sh:SPARQLExecutable ; sh:select ?text }"""
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert len(rows) == len(client.get("/api/queries").json())
    text = next(
        r["text"]["value"] for r in rows if r["q"]["value"].endswith("/query/therapies-for-condition")
    )
    assert client.get("/sparql", params={"query": text}).json()["results"]["bindings"]


def test_a_canned_query_answers_in_json_and_csv_alike(client: TestClient) -> None:
    values = {"condition": "chronic pain", "reversible": "true"}
    rows = client.get("/api/queries/therapies-for-condition", params=values).json()
    answer = client.get("/api/queries/therapies-for-condition.csv", params=values)
    assert "attachment" in answer.headers["content-disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [line["therapy"] for line in lines] == [row["therapy"] for row in rows]
    assert "spinal cord stimulation" in [row["therapy_label"] for row in rows]
    french = client.get("/api/queries/therapies-for-condition", params={**values, "lang": "fr"}).json()
    assert "stimulation médullaire" in [row["therapy_label"] for row in french]
    assert client.get("/api/queries/therapies-for-condition").status_code == 400
    assert client.get("/api/queries/no-such-query").status_code == 404
    assert client.get("/api/queries/therapies-for-condition", params={"nope": "1"}).json()["error"]


def test_openapi_describes_every_canned_query(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    for row in client.get("/api/queries").json():
        operation = document["paths"][f"/api/queries/{row['name']}"]["get"]
        names = {p["name"]: p["required"] for p in operation["parameters"]}
        assert names == {**{p["name"]: p["required"] for p in row["parameters"]}, "lang": False}
    ids = [op["operationId"] for path in document["paths"].values() for op in path.values()]
    assert len(ids) == len(set(ids))


def test_openapi_has_an_example_by_which_each_path_answers(client: TestClient) -> None:
    """What makes clients of it, or tries it, has nothing else to go by."""
    tried = 0
    for path, operations in client.get("/api/openapi.json").json()["paths"].items():
        if "get" not in operations:
            continue
        needed = [p for p in operations["get"]["parameters"] if p["required"]]
        asked = {p["name"]: p["example"] for p in needed if p["in"] == "query"}
        address = path.format(**{p["name"]: p["example"] for p in needed if p["in"] == "path"})
        answer = client.get(address, params=asked)
        assert (answer.status_code, path) == (200, path)
        tried += bool(needed)
    assert tried > 20


def test_annotation_by_json(client: TestClient) -> None:
    text = "Éval. SCS chez 20 patients"
    (mention,) = client.post("/api/annotate?lang=fr", json={"text": text}).json()
    assert text[mention["start"] : mention["end"]] == "SCS"
    assert (mention["term"], mention["label"]) == ("neuromod:SpinalCordStimulation", "stimulation médullaire")
    for body in ("", "[]", '{"text": 3}', "{"):
        assert client.post("/api/annotate", content=body).status_code == 400


HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_a_heavy_query_is_stopped_and_does_not_slow_its_neighbours(client: TestClient) -> None:
    with ThreadPoolExecutor(4) as threads:
        began = time.monotonic()
        heavy = threads.submit(client.get, "/sparql", params={"query": HEAVY})
        time.sleep(0.3)
        for number in range(20):
            light = client.get("/sparql", params={"query": f"ASK {{ VALUES ?x {{ {number} }} }}"})
            assert light.status_code == 200
        assert time.monotonic() - began < 2.5
        assert not heavy.done()
        answer = heavy.result()
    assert answer.status_code == 503
    assert time.monotonic() - began < 8
    assert client.get("/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


#: The text of the largest size that takes longest of those tried: about a second of one core.
LONG_TEXT = ("deep brain " * 10_000)[:99_000]


def test_a_text_that_takes_too_long_is_stopped_and_the_next_one_answered(dataset: Dataset) -> None:
    service = Service(dataset, timeout=0.25)
    with TestClient(make_app(service, ["testserver"])) as client:
        for path, given in (
            ("/api/annotate", {"json": {"text": LONG_TEXT}}),
            ("/en/annotate", {"data": {"text": LONG_TEXT}}),
        ):
            answer = client.post(path, **given)
            assert answer.status_code == 503
            assert "stopped after" in answer.text
        assert client.post("/api/annotate", json={"text": "SCS"}).json()[0]["match"] == "SCS"
        assert client.get("/api/search", params={"q": "SCS"}).json()


def test_a_reader_that_holds_too_much_memory_is_stopped(dataset: Dataset) -> None:
    service = Service(dataset, memory=1_000_000)
    with TestClient(make_app(service, ["testserver"])) as client:
        answer = client.post("/api/annotate", json={"text": LONG_TEXT})
        assert (answer.status_code, "of memory" in answer.json()["error"]) == (503, True)


def test_long_texts_do_not_hold_up_searches_and_pages(client: TestClient) -> None:
    with ThreadPoolExecutor(6) as threads:
        texts = [
            threads.submit(client.post, "/api/annotate", json={"text": LONG_TEXT + str(number)})
            for number in range(6)
        ]
        time.sleep(0.2)
        waits = []
        for number in range(15):
            began = time.monotonic()
            assert client.get("/api/search", params={"q": f"stimulation {number}"}).status_code == 200
            assert client.get(f"/en/search?q=pain&n={number}").status_code == 200
            assert client.get(f"/fr/term/Pain?n={number}").status_code == 200
            waits.append(time.monotonic() - began)
        assert not all(text.done() for text in texts)
        assert sorted(waits)[len(waits) // 2] < 1.0
        assert {text.result().status_code for text in texts} <= {200, 503}


def test_a_long_answer_comes_whole(client: TestClient) -> None:
    query = "SELECT ?s ?p ?o { ?s ?p ?o }"
    answer = client.get("/sparql", params={"query": query}, headers={"accept": "text/csv"})
    count = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    assert len(answer.content) > 2_000_000
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) - 1 == int(count["results"]["bindings"][0]["n"]["value"])


def test_more_queries_than_threads_are_all_answered(client: TestClient) -> None:
    def ask(number: int) -> int:
        query = f"SELECT ?s {{ ?s ?p ?o . FILTER ({number} = {number}) }} LIMIT 2000"
        return client.get("/sparql", params={"query": query}).status_code

    with ThreadPoolExecutor(80) as threads:
        assert set(threads.map(ask, range(160))) == {200}
