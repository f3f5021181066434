"""The FHIR R4 terminology operations on value sets and code systems, by GET and by POST."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from neuromod_onto.dataset import Dataset, load_store, open_store
from neuromod_onto.dataset.closure import KIND_OF
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, SUBCLASS_OF
from neuromod_onto.serve import make_app
from neuromod_onto.serve.service import Service

from .fhir_reading import FHIR, MESH, OURS, get, named, outcome, post

SCS_PCS = f"{OURS}valueset?expression=SpinalCordStimulation&system=icd10pcs"


def test_what_is_offered_is_stated_and_answers(client: TestClient) -> None:
    statement = get(client, "metadata")
    assert statement["fhirVersion"] == "4.0.1"
    offered = {
        (resource["type"], operation["name"])
        for resource in statement["rest"][0]["resource"]
        for operation in resource["operation"]
    }
    assert offered == {
        ("ValueSet", "expand"),
        ("ValueSet", "validate-code"),
        ("ConceptMap", "translate"),
        ("CodeSystem", "lookup"),
        ("CodeSystem", "validate-code"),
    }
    for kind, name in offered:
        assert outcome(client.get(f"/fhir/{kind}/${name}"), 400) == "invalid"
    assert outcome(client.get("/fhir/ConceptMap/$closure"), 404) == "not-found"


def test_a_value_set_expands_as_the_command_line_lists_it(client: TestClient) -> None:
    document = get(client, "ValueSet/$expand", url=SCS_PCS)
    codes = [c["code"] for c in document["expansion"]["contains"]]
    listed = client.get(
        "/api/valueset", params={"expression": "SpinalCordStimulation", "system": "icd10pcs"}
    ).json()
    assert set(codes) == {row["code"] for row in listed if row["match"] in ("exact", "close", "narrow")}
    assert document["expansion"]["total"] == len(codes) > 10
    part = get(client, "ValueSet/$expand", url=SCS_PCS, count="3", offset="2")
    assert [c["code"] for c in part["expansion"]["contains"]] == codes[2:5]
    assert (
        outcome(client.get("/fhir/ValueSet/$expand", params={"expression": "NoSuchThing"}), 400) == "invalid"
    )


@pytest.mark.parametrize(
    "named_by",
    [
        {"name": "url", "valueUri": SCS_PCS},
        {"name": "valueSet", "resource": {"resourceType": "ValueSet", "status": "draft", "url": SCS_PCS}},
    ],
    ids=["url", "resource"],
)
def test_a_value_set_expands_by_post_as_by_get(client: TestClient, named_by: dict[str, Any]) -> None:
    asked = get(client, "ValueSet/$expand", url=SCS_PCS, count="4", filter="lead")["expansion"]
    posted = post(
        client,
        "ValueSet/$expand",
        named_by,
        {"name": "count", "valueInteger": 4},
        {"name": "filter", "valueString": "lead"},
    )["expansion"]
    assert posted["contains"] == asked["contains"]
    assert posted["total"] == asked["total"] > 4


def test_displays_come_in_the_language_asked(client: TestClient) -> None:
    given = {"name": "url", "valueUri": f"{OURS}valueset?expression=BurstSpinalCordStimulation"}
    french = {"name": "displayLanguage", "valueCode": "fr-CH"}
    codes = post(client, "ValueSet/$expand", given, french)["expansion"]["contains"]
    assert {code["system"] for code in codes} == {OURS}
    display = {code["code"]: code["display"] for code in codes}
    assert display["BurstSpinalCordStimulation"].startswith("stimulation médullaire")


CLOSED = ("NeuromodulationTherapy", "SpinalCordStimulation", "ChronicPain", "Device", "AnatomicalEntity")


def below(dataset: Dataset, name: str) -> set[str]:
    """Return a class and all below it that are in use, walked step by step over what the dataset states."""
    subclass, kind = ox.NamedNode(SUBCLASS_OF), ox.NamedNode(RDF_TYPE)
    found, waiting = set(), [ox.NamedNode(OURS + name)]
    while waiting:
        above = waiting.pop()
        if above not in found:
            found.add(above)
            steps = dataset.store.quads_for_pattern(None, subclass, above)
            waiting += [q.subject for q in steps if isinstance(q.subject, ox.NamedNode)]
    classes = {q.subject for q in dataset.store.quads_for_pattern(None, kind, ox.NamedNode(OWL + "Class"))}
    return {
        node.value.removeprefix(OURS)
        for node in found & classes
        if not dataset.literals(node.value, OWL + "deprecated")
    }


def test_an_expansion_is_the_closure_over_the_dataset_and_over_a_store(
    client: TestClient, dataset: Dataset, tmp_path: Path
) -> None:
    def expanded(asked: TestClient, name: str) -> list[str]:
        expansion = get(asked, "ValueSet/$expand", expression=name)["expansion"]
        codes = [code["code"] for code in expansion["contains"]]
        assert len(codes) == len(set(codes)) == expansion["total"]
        return codes

    own = tmp_path / "own.ttl"
    own.write_text(
        f"@prefix : <{OURS}> . @prefix owl: <{OWL}> .\n"
        f":OwnMiddle a owl:Class ; <{SUBCLASS_OF}> :SpinalCordStimulation .\n"
        f":OwnLeaf a owl:Class ; <{SUBCLASS_OF}> :OwnMiddle .\n"
        f":OwnGone a owl:Class ; <{SUBCLASS_OF}> :OwnMiddle ; owl:deprecated true .\n",
        "utf-8",
    )
    load_store([own], tmp_path / "store")
    store = open_store(tmp_path / "store")
    with TestClient(make_app(Service(store), ["testserver"])) as stored:
        for name in CLOSED:
            embedded = expanded(client, name)
            assert set(embedded) == below(dataset, name)
            assert len(embedded) > 3
            kinds = {
                q.subject.value.removeprefix(OURS)
                for q in store.store.quads_for_pattern(
                    None, ox.NamedNode(KIND_OF), ox.NamedNode(OURS + name), ox.DefaultGraph()
                )
                if isinstance(q.subject, ox.NamedNode)
            }
            over_store = set(expanded(stored, name))
            assert over_store == below(store, name)
            assert over_store <= kinds
            added = {"OwnMiddle", "OwnLeaf"} if name in CLOSED[:2] else set()
            assert over_store == set(embedded) | added


def test_a_code_is_validated_against_a_value_set(client: TestClient) -> None:
    inside = get(client, "ValueSet/$expand", url=SCS_PCS)["expansion"]["contains"][0]
    url = {"name": "url", "valueUri": SCS_PCS}
    yes = post(client, "ValueSet/$validate-code", url, {"name": "coding", "valueCoding": inside})
    assert (named(yes, "result"), named(yes, "display")) == ([True], [inside["display"]])
    no = get(client, "ValueSet/$validate-code", url=SCS_PCS, system=inside["system"], code="0000000")
    assert named(no, "result") == [False]
    assert named(no, "message")
    elsewhere = get(client, "ValueSet/$validate-code", url=SCS_PCS, system=MESH, code=inside["code"])
    assert named(elsewhere, "result") == [False]


def test_a_term_is_looked_up_with_its_names_and_place(client: TestClient) -> None:
    found = get(
        client, "CodeSystem/$lookup", system=OURS, code="BurstSpinalCordStimulation", displayLanguage="fr"
    )
    assert named(found, "display")[0].startswith("stimulation médullaire")
    assert {d["language"] for d in named(found, "designation")} == {"en", "fr"}
    properties = [(p["code"], p["value"]) for p in named(found, "property")]
    assert ("parent", "SpinalCordStimulation") in properties
    assert ("inactive", False) in properties
    below = named(get(client, "CodeSystem/$lookup", system=OURS, code="SpinalCordStimulation"), "property")
    assert "BurstSpinalCordStimulation" in [p["value"] for p in below if p["code"] == "child"]
    for system, code in ((OURS, "NoSuchTerm"), (OURS, "a b"), (MESH, "D062187")):
        answer = client.get("/fhir/CodeSystem/$lookup", params={"system": system, "code": code})
        assert outcome(answer, 404) == "not-found"


def test_a_code_of_a_system_is_validated(client: TestClient) -> None:
    def result(url: str, code: str) -> tuple[bool, str]:
        answer = get(client, "CodeSystem/$validate-code", url=url, code=code)
        return named(answer, "result")[0], "".join(named(answer, "message"))

    assert result(OURS, "SpinalCordStimulation") == (True, "")
    assert result(MESH, "D062187") == (True, "")
    assert result(OURS, "NoSuchTerm")[0] is False
    assert result(MESH, "D999999999")[0] is False
    assert "not known here" in result("http://snomed.info/sct", "22298006")[1]


@pytest.mark.parametrize(
    ("body", "status", "issue"),
    [
        ("{", 400, "invalid"),
        ("[" * 100_000, 400, "invalid"),
        ("[]", 400, "invalid"),
        ('{"resourceType": "ValueSet"}', 400, "invalid"),
        ('{"resourceType": "Parameters", "parameter": [3]}', 400, "invalid"),
        ('{"resourceType": "Parameters", "parameter": [{"name": "url"}]}', 400, "invalid"),
        ('{"resourceType": "Parameters", "parameter": [{"name": "url", "valueUri": 3}]}', 400, "invalid"),
        (
            '{"resourceType": "Parameters", "parameter": [{"name": "url", "valueUri": "urn:x:y"}]}',
            404,
            "not-found",
        ),
        (
            '{"resourceType": "Parameters", "parameter": [{"name": "valueSet", "resource":'
            ' {"resourceType": "ValueSet", "compose": {}}}]}',
            501,
            "not-supported",
        ),
    ],
)
def test_a_body_that_cannot_be_served_is_an_outcome(
    client: TestClient, body: str, status: int, issue: str
) -> None:
    assert outcome(client.post("/fhir/ValueSet/$expand", content=body, headers=FHIR), status) == issue


def test_other_formats_methods_and_directions_are_refused(client: TestClient) -> None:
    path = "/fhir/ConceptMap/$translate"
    xml = {"content-type": "application/fhir+xml"}
    assert outcome(client.post(path, content="<Parameters/>", headers=xml), 415) == "not-supported"
    given = {"system": MESH, "code": "D062187"}
    accepting = client.get(path, params=given, headers={"accept": "application/fhir+xml"})
    assert outcome(accepting, 406) == "not-supported"
    assert outcome(client.put(path), 405) == "not-supported"
    for wrong in ({"reverse": "perhaps"}, {"coding": "x", "code": "y"}, {"code": ["a", "b"]}):
        assert outcome(client.get(path, params={**given, **wrong}), 400) == "invalid"
