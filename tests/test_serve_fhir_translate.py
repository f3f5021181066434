"""Codes of other systems for ours and back, as the operation ConceptMap/$translate of FHIR R4 tells them."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette")

from starlette.testclient import TestClient

from .fhir_reading import MESH, OURS, get, matches, named, outcome, post


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
