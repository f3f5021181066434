"""OpenRefine's protocol: each answer is held against the schemas of the specification."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("starlette")

from jsonschema import validate
from starlette.testclient import TestClient

from .reconciliation_schemas import EXTENDED, MANIFEST, PROPOSED, RESULTS, SUGGESTED, SUGGESTED_TERMS


def match(client: TestClient, language: str = "en", **queries: dict[str, Any]) -> dict[str, Any]:
    """Return the candidates of each query."""
    answer = client.post(f"/reconcile/{language}", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    validate(answer.json(), RESULTS)
    return {key: value["result"] for key, value in answer.json().items()}


def extend(
    client: TestClient, ids: list[str], *properties: dict[str, Any], language: str = "en"
) -> dict[str, Any]:
    """Return the values of properties of terms, by term and property."""
    query = json.dumps({"ids": ids, "properties": properties})
    answer = client.post(f"/reconcile/{language}", data={"extend": query})
    assert answer.status_code == 200, answer.text
    validate(answer.json(), EXTENDED)
    assert client.get(f"/reconcile/{language}", params={"extend": query}).json() == answer.json()
    assert [meta["id"] for meta in answer.json()["meta"]] == [p["id"] for p in properties]
    rows: dict[str, Any] = answer.json()["rows"]
    return rows


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_manifest_is_as_specified_and_its_addresses_answer(client: TestClient, language: str) -> None:
    manifest = client.get(f"/reconcile/{language}").json()
    validate(manifest, MANIFEST)
    paths = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    for path in paths:
        assert client.get(path["service_url"] + path["service_path"]).status_code == 200
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        answer = client.get(template.replace("{{id}}", "neuromod%3ASpinalCordStimulation"))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/html")


def test_a_column_is_matched(client: TestClient) -> None:
    found = match(
        client,
        q0={"query": "stimulation du nerf vague"},
        q1={"query": "parkinson diseas", "type": "neuromod:Condition", "limit": 2},
        q2={"query": "zzqqxx"},
    )
    assert (found["q0"][0]["id"], found["q0"][0]["match"]) == ("neuromod:VagusNerveStimulation", True)
    assert (found["q1"][0]["id"], found["q1"][0]["match"]) == ("neuromod:ParkinsonDisease", False)
    assert len(found["q1"]) <= 2
    assert found["q2"] == []


def test_other_cells_of_the_row_raise_the_candidate_that_has_them(client: TestClient) -> None:
    def first(properties: list[dict[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = match(
            client, q={"query": "spinal cord stimulation", "properties": properties}
        )["q"][0]
        return found

    plain = first([])
    assert (plain["id"], plain["features"]) == ("neuromod:SpinalCordStimulation", [])
    right = first([{"pid": "mesh", "v": "D062187"}])
    assert right["id"] == "neuromod:SpinalCordStimulation"
    assert (right["match"], right["features"]) == (True, [{"id": "mesh", "value": True}])
    wrong = first([{"pid": "mesh", "v": ["D000000"]}])
    assert (wrong["match"], wrong["features"]) == (False, [{"id": "mesh", "value": False}])
    target = {"pid": "neuromod:treatsCondition", "v": {"id": "neuromod:NeuropathicPain", "name": "x"}}
    assert first([target])["features"] == [{"id": "neuromod:treatsCondition", "value": True}]
    by_code = match(client, q={"properties": [{"pid": "mesh", "v": "D062187"}]})["q"]
    assert "neuromod:SpinalCordStimulation" in [candidate["id"] for candidate in by_code]


def test_columns_are_added_from_terms(client: TestClient, dataset: Any) -> None:
    rows = extend(
        client,
        ["neuromod:SpinalCordStimulation", "neuromod:NoSuchTerm"],
        {"id": "label.fr"},
        {"id": "neuromod:treatsCondition"},
        {"id": "mesh"},
        {"id": "neuromod:NoSuchProperty"},
    )
    row = rows["neuromod:SpinalCordStimulation"]
    assert row["label.fr"] == [{"str": "stimulation médullaire"}]
    expected = dataset.iris(
        "https://w3id.org/neuromod-onto/SpinalCordStimulation",
        "https://w3id.org/neuromod-onto/treatsCondition",
    )
    assert len(row["neuromod:treatsCondition"]) == len(set(expected)) > 3
    assert {"id": "neuromod:NeuropathicPain", "name": "neuropathic pain"} in row["neuromod:treatsCondition"]
    assert row["mesh"] == [{"str": "D062187"}]
    assert row["neuromod:NoSuchProperty"] == []
    assert set(map(str, rows["neuromod:NoSuchTerm"].values())) == {"[]"}


def test_settings_limit_values_and_choose_codes(client: TestClient) -> None:
    name = "neuromod:BurstSpinalCordStimulation"

    def cells(id: str, **settings: Any) -> list[Any]:
        found: list[Any] = extend(client, [name], {"id": id, "settings": settings})[name][id]
        return found

    assert cells("mesh") == cells("mesh", match="exact") == []
    assert cells("mesh", match="all") == [{"str": "D062187"}]
    assert len(cells("synonym.en")) > 1
    assert cells("synonym.en", limit=1) == cells("synonym.en")[:1]


def test_values_keep_their_type(client: TestClient) -> None:
    """A number is a number and a date a date, where the ontology has some."""
    query = """SELECT ?s ?p (DATATYPE(?o) AS ?d) { ?s ?p ?o FILTER (isLiteral(?o)
        && STRSTARTS(STR(?s), "https://w3id.org/neuromod-onto/") && DATATYPE(?o) = <http://www.w3.org/2001/XMLSchema#%s>
        && STRSTARTS(STR(?p), "https://w3id.org/neuromod-onto/")) } LIMIT 1"""
    for datatype, field in (("integer", "int"), ("decimal", "float"), ("date", "date"), ("boolean", "str")):
        rows = client.get("/sparql", params={"query": query % datatype}).json()["results"]["bindings"]
        if rows:
            subject, prop = rows[0]["s"]["value"], rows[0]["p"]["value"]
            (cell, *_) = extend(client, [subject], {"id": prop})[subject][prop]
            assert list(cell) == [field]


def test_properties_of_a_type_are_proposed(client: TestClient) -> None:
    def proposed(**given: str) -> list[str]:
        answer = client.get("/reconcile/en/properties", params=given).json()
        validate(answer, PROPOSED)
        return [prop["id"] for prop in answer["properties"]]

    therapies = proposed(type="neuromod:NeuromodulationTherapy")
    assert {"label.fr", "definition.en", "is-a", "neuromod:treatsCondition", "mesh", "snomedct"} <= set(
        therapies
    )
    conditions = proposed(type="neuromod:Condition")
    assert "icd10cm" in conditions
    assert "neuromod:treatsCondition" not in conditions
    assert proposed(type="neuromod:Condition", limit="3") == conditions[:3]
    assert set(proposed()) > set(therapies)
    rows = extend(client, ["neuromod:SpinalCordStimulation"], *({"id": name} for name in therapies[:50]))
    assert sum(bool(cells) for cells in rows["neuromod:SpinalCordStimulation"].values()) > 10


def test_terms_types_and_properties_are_suggested(client: TestClient) -> None:
    def names(kind: str, schema: dict[str, Any], **given: str) -> list[str]:
        answer = client.get(f"/reconcile/fr/suggest{kind}", params=given).json()
        validate(answer, schema)
        return [item["id"] for item in answer["result"]]

    terms = names("", SUGGESTED_TERMS, prefix="stimulation médullaire")
    assert terms[0] == "neuromod:SpinalCordStimulation"
    assert names("", SUGGESTED_TERMS, prefix="stimulation médullaire", cursor="2")[:3] == terms[2:5]
    by_id = names("", SUGGESTED_TERMS, prefix="neuromod:BurstSpinalCordStimulation")
    assert by_id[0] == "neuromod:BurstSpinalCordStimulation"
    assert "neuromod:NeuromodulationTherapy" in names("/type", SUGGESTED, prefix="neuromodulation")
    assert "neuromod:Condition" in names("/type", SUGGESTED)
    assert names("/property", SUGGESTED, prefix="MeSH")[0] == "mesh"
    assert "neuromod:treatsCondition" in names("/property", SUGGESTED, prefix="traite")


def test_the_preview_may_be_framed_and_runs_nothing(client: TestClient) -> None:
    answer = client.get("/reconcile/fr/preview", params={"id": "neuromod:SpinalCordStimulation"})
    assert "stimulation médullaire" in answer.text
    assert "<script" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in client.get("/fr/tree").headers["content-security-policy"]
    for wrong in ("neuromod:NoSuchTerm", "mesh:D062187", ""):
        assert client.get("/reconcile/fr/preview", params={"id": wrong}).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"queries": "[1]"},
        {"queries": "{"},
        {"queries": '{"q": 1}'},
        {"queries": '{"q": {"query": 1}}'},
        {"queries": '{"q": {"query": "x", "limit": 1e999}}'},
        {"queries": '{"q": {"query": "x", "properties": [1]}}'},
        {"queries": json.dumps({str(n): {"query": "x"} for n in range(101)})},
        {"extend": "{}"},
        {"extend": '{"ids": [1], "properties": []}'},
        {"extend": '{"ids": [], "properties": ["x"]}'},
        {"extend": '{"ids": ["a b"], "properties": [{"id": "mesh"}]}'},
        {"extend": '{"ids": ["Pain"], "properties": [{"id": "mesh", "settings": {"match": "perhaps"}}]}'},
        {"extend": '{"ids": ["Pain"], "properties": [{"id": "mesh", "settings": {"limit": "x"}}]}'},
    ],
)
def test_what_is_malformed_is_refused(client: TestClient, given: dict[str, str]) -> None:
    answer = client.post("/reconcile/en", data=given)
    assert answer.status_code == 400
    assert answer.json()["error"]
