"""The FHIR R4 terminology operations, by GET and by POST; every answer is read by the models of fhir.resources."""

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

OURS = "https://w3id.org/neuromod-onto/"
MESH = "https://www.nlm.nih.gov/mesh"
SCS_PCS = f"{OURS}valueset?expression=SpinalCordStimulation&system=icd10pcs"
FHIR = {"content-type": "application/fhir+json"}


def get(client: TestClient, operation: str, **given: str) -> dict[str, Any]:
    """Ask by GET; return the resource, which must be valid."""
    return valid(client.get(f"/fhir/{operation}", params=given), 200)


def post(client: TestClient, operation: str, *given: dict[str, Any]) -> dict[str, Any]:
    """Ask by POST with a Parameters resource."""
    body = {"resourceType": "Parameters", "parameter": list(given)}
    return valid(client.post(f"/fhir/{operation}", json=body, headers=FHIR), 200)


def valid(answer: Any, status: int) -> dict[str, Any]:
    """Return the resource of an answer after the models of fhir.resources have read it."""
    from fhir.resources.R4B import get_fhir_model_class

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    resource: dict[str, Any] = answer.json()
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


def outcome(answer: Any, status: int) -> str:
    """Return the type of the one issue of an OperationOutcome."""
    resource = valid(answer, status)
    assert resource["resourceType"] == "OperationOutcome"
    (issue,) = resource["issue"]
    assert issue["diagnostics"]
    return str(issue["code"])


def named(resource: dict[str, Any], name: str) -> list[Any]:
    """Return the values of the out-parameters of a name; parts as a dictionary."""
    return [_value(p) for p in resource["parameter"] if p["name"] == name]


def _value(parameter: dict[str, Any]) -> Any:
    if "part" in parameter:
        return {part["name"]: _value(part) for part in parameter["part"]}
    return next(v for k, v in parameter.items() if k.startswith("value"))


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


def matches(resource: dict[str, Any]) -> list[tuple[str, str]]:
    found = named(resource, "match")
    assert named(resource, "result") == [bool(found)]
    return [(match["equivalence"], match["concept"]["code"]) for match in found]


def test_a_code_translates_both_ways(client: TestClient) -> None:
    def translated(**given: str) -> list[tuple[str, str]]:
        return matches(get(client, "ConceptMap/$translate", **given))

    assert ("equivalent", "SpinalCordStimulation") in translated(system=MESH, code="D062187")
    assert ("equivalent", "D062187") in translated(
        system=OURS, code="SpinalCordStimulation", targetsystem=MESH
    )
    assert ("narrower", "BurstSpinalCordStimulation") in translated(system=MESH, code="D062187")
    assert ("wider", "D062187") in translated(
        system=OURS, code="BurstSpinalCordStimulation", targetsystem=MESH
    )
    assert translated(system=MESH, code="D000000") == []


def test_a_posted_coding_and_concept_translate_within_a_concept_map(client: TestClient) -> None:
    coding = {"system": OURS, "code": "SpinalCordStimulation"}
    mesh_map = {"name": "url", "valueUri": f"{OURS}conceptmap?system=mesh"}
    one = post(client, "ConceptMap/$translate", mesh_map, {"name": "coding", "valueCoding": coding})
    assert matches(one) == [("equivalent", "D062187")]
    assert [match["source"] for match in named(one, "match")] == [mesh_map["valueUri"]]
    concept = {"coding": [coding, {"system": MESH, "code": "D062187"}], "text": "SCS"}
    both = post(
        client,
        "ConceptMap/$translate",
        mesh_map,
        {"name": "codeableConcept", "valueCodeableConcept": concept},
    )
    assert {("equivalent", "D062187"), ("equivalent", "SpinalCordStimulation")} <= set(matches(both))
    parkinson = {"name": "coding", "valueCoding": {"system": OURS, "code": "ParkinsonDisease"}}
    systems = {
        m["concept"]["system"] for m in named(post(client, "ConceptMap/$translate", parkinson), "match")
    }
    assert {MESH, "http://hl7.org/fhir/sid/icd-10-cm"} <= systems
    other = {"name": "url", "valueUri": f"{OURS}conceptmap?system=rxnorm"}
    nothing = post(client, "ConceptMap/$translate", other, {"name": "coding", "valueCoding": coding})
    assert (matches(nothing), bool(named(nothing, "message"))) == ([], True)


def test_an_equivalence_claims_what_its_mapping_asserts_and_the_extension_names_it(
    client: TestClient,
) -> None:
    """Our term lies under what it has a broad match with: the definitions of R4 call the target wider."""
    seen = set()
    for code in (
        "SpinalCordStimulation",
        "BurstSpinalCordStimulation",
        "DeepBrainStimulation",
        "ChronicPain",
    ):
        resource = get(client, "ConceptMap/$translate", system=OURS, code=code)
        for match in (p for p in resource["parameter"] if p["name"] == "match"):
            equivalence = match["part"][0]
            seen.add((equivalence["extension"][0]["valueCode"], equivalence["valueCode"]))
    assert seen >= {("exact", "equivalent"), ("broad", "wider")}
    allowed = {
        ("exact", "equivalent"),
        ("close", "relatedto"),
        ("broad", "wider"),
        ("narrow", "narrower"),
        ("related", "relatedto"),
    }
    assert seen <= allowed


def test_reverse_finds_what_is_mapped_to_a_code_as_the_mapping_states_it(client: TestClient) -> None:
    def translated(**given: str) -> set[tuple[str, str]]:
        return set(matches(get(client, "ConceptMap/$translate", **given)))

    back = translated(system=MESH, code="D062187", reverse="true")
    assert {("equivalent", "SpinalCordStimulation"), ("wider", "BurstSpinalCordStimulation")} <= back
    # Each of them is mapped to that code, and says so itself in the same words.
    for equivalence, code in back:
        assert (equivalence, "D062187") in translated(system=OURS, code=code, targetsystem=MESH)
    # The other direction likewise.
    burst = translated(system=OURS, code="BurstSpinalCordStimulation", reverse="true", source=MESH)
    assert ("narrower", "D062187") in burst
    assert ("narrower", "BurstSpinalCordStimulation") in translated(system=MESH, code="D062187")
    # Source and target change their places.
    assert translated(system=MESH, code="D062187", reverse="true", targetsystem=MESH, source=OURS) == back
    icd = "http://hl7.org/fhir/sid/icd-10-cm"
    assert translated(system=MESH, code="D062187", reverse="true", targetsystem=icd) == set()
    assert translated(system=MESH, code="D062187", reverse="true", source=icd) == set()
    mesh_map = f"{OURS}conceptmap?system=mesh"
    assert translated(url=mesh_map, system=MESH, code="D062187", reverse="true") == back
    other = f"{OURS}conceptmap?system=rxnorm"
    assert translated(url=other, system=MESH, code="D062187", reverse="true") == set()
    assert translated(system=MESH, code="D000000", reverse="true") == set()
    assert translated(system=MESH, code="D062187", reverse="false") == translated(system=MESH, code="D062187")


@pytest.mark.parametrize(
    "given",
    [
        {"system": MESH, "code": "D062187", "targetsystem": "http://example.org/none"},
        {"system": OURS, "code": "SpinalCordStimulation", "targetsystem": "http://example.org/none"},
        {
            "system": OURS,
            "code": "SpinalCordStimulation",
            "reverse": "true",
            "source": "http://example.org/none",
        },
        {"system": MESH, "code": "D062187", "reverse": "true", "targetsystem": "http://example.org/none"},
        {"system": "http://example.org/none", "code": "1"},
        {"system": "http://example.org/none", "code": "1", "targetsystem": MESH},
    ],
    ids=["from-theirs", "from-ours", "reverse-source", "reverse-target", "system", "system-with-target"],
)
def test_a_system_that_is_not_known_is_a_fault_and_no_empty_result(
    client: TestClient, given: dict[str, str]
) -> None:
    answer = client.get("/fhir/ConceptMap/$translate", params=given)
    assert outcome(answer, 400) == "invalid"
    assert "http://example.org/none" in answer.json()["issue"][0]["diagnostics"]
    # a system that is known and has no mapping of the code gives a result that is false
    known = {
        name: "http://hl7.org/fhir/sid/icd-10-cm" for name in ("targetsystem", "source") if name in given
    }
    code = {"system": MESH, "code": "D000000"}
    assert matches(get(client, "ConceptMap/$translate", **{**code, **known})) == []


def test_the_statement_says_what_reverse_does(client: TestClient) -> None:
    (rest,) = get(client, "metadata")["rest"]
    (translate,) = next(r["operation"] for r in rest["resource"] if r["type"] == "ConceptMap")
    assert "reverse=true" in translate["documentation"]


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
