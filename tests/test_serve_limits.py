"""Class expressions in the service: one without end is killed, whoever asks, and nobody else waits for it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

pytest.importorskip("starlette")

import anyio
from starlette.testclient import TestClient

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine.worker import BusyError
from neuromod_onto.serve import make_app
from neuromod_onto.serve.line import Line
from neuromod_onto.serve.service import Service

OURS = "https://w3id.org/neuromod-onto/"
MESH = "https://www.nlm.nih.gov/mesh"
#: Each condition multiplies the ways in which a therapy meets the expression: four take three seconds, and
#: thirteen, within the length allowed, more than anybody waits.
ENDLESS = " and ".join(["treatsCondition some Condition"] * 13)
ASKED = [
    ("/en/valueset", {"expression": ENDLESS, "system": "mesh"}),
    ("/fr/strategy", {"expression": ["SpinalCordStimulation", ENDLESS], "target": "pubmed"}),
    ("/api/valueset.fhir", {"expression": ENDLESS, "system": "mesh"}),
    ("/api/search-strategy", {"expression": ENDLESS, "target": "ovid"}),
    ("/fhir/ValueSet/$expand", {"expression": ENDLESS}),
    ("/fhir/ValueSet/$expand", {"expression": ENDLESS, "system": MESH}),
    (
        "/fhir/ValueSet/$validate-code",
        {"url": f"{OURS}valueset?expression={ENDLESS}", "system": OURS, "code": "Pain"},
    ),
]


@pytest.fixture(scope="module")
def hurried(dataset: Dataset) -> Iterator[TestClient]:
    """A client of a service whose requests may take a second."""
    with TestClient(make_app(Service(dataset, timeout=1.0), ["testserver"])) as client:
        yield client


@pytest.mark.parametrize(("path", "given"), ASKED, ids=[path for path, _ in ASKED])
def test_an_expression_without_end_is_stopped_wherever_it_is_asked(
    hurried: TestClient, path: str, given: dict[str, str]
) -> None:
    began = time.monotonic()
    answer = hurried.get(path, params=given)
    assert answer.status_code == 503
    assert ("arrêté après 1 s" if "/fr/" in path else "stopped after 1 s") in answer.text
    assert 0.9 < time.monotonic() - began < 6
    again = hurried.get("/fhir/ValueSet/$expand", params={"expression": "VagusNerveStimulation"})
    assert again.json()["expansion"]["total"] > 1


def test_expressions_without_end_hold_up_no_page_search_or_query(hurried: TestClient) -> None:
    with ThreadPoolExecutor(5) as threads:
        heavy = [
            threads.submit(hurried.get, "/api/valueset", params={"expression": ENDLESS, "system": system})
            for system in ("mesh", "icd10pcs", "icd10cm")
        ]
        time.sleep(0.3)
        waits = []
        for number in range(10):
            began = time.monotonic()
            assert hurried.get(f"/en/term/Pain?n={number}").status_code == 200
            assert hurried.get("/api/search", params={"q": f"vagus {number}"}).status_code == 200
            query = f"ASK {{ VALUES ?x {{ {number} }} }}"
            assert hurried.get("/sparql", params={"query": query}).status_code == 200
            waits.append(time.monotonic() - began)
        assert not all(one.done() for one in heavy)
        assert sorted(waits)[len(waits) // 2] < 1.0
        assert {one.result().status_code for one in heavy} == {503}


def test_an_expression_that_holds_too_much_memory_is_stopped(dataset: Dataset) -> None:
    service = Service(dataset, timeout=60.0, memory=100_000_000)
    with TestClient(make_app(service, ["testserver"])) as client:
        answer = client.get("/fhir/ValueSet/$expand", params={"expression": ENDLESS})
        assert (answer.status_code, "stopped at 100 MB" in answer.text) == (503, True)
        small = client.get("/fhir/ValueSet/$expand", params={"expression": "SpinalCordStimulation"})
        assert small.status_code == 200


def test_a_wrong_expression_is_told_as_on_the_command_line(client: TestClient) -> None:
    answer = client.get("/api/valueset", params={"expression": "SpinalCordStimulaton", "system": "mesh"})
    assert answer.status_code == 400
    assert any("SpinalCordStimulation" in line for line in answer.json()["candidates"])
    page = client.get("/en/valueset", params={"expression": "Pain and", "system": "mesh"})
    assert page.status_code == 400
    assert "the expression ends where a name" in page.text


def test_a_search_of_many_expressions_is_refused(client: TestClient) -> None:
    many = {"expression": ["Pain"] * 9, "target": "pubmed"}
    answer = client.get("/api/search-strategy", params=many)
    assert (answer.status_code, "at most 8 expressions" in answer.text) == (400, True)


def test_a_batch_of_reconciliation_that_takes_too_long_is_stopped(hurried: TestClient) -> None:
    values = [f"stimulation {number}" for number in range(3000)]
    query = {"properties": [{"pid": "mesh", "v": values}]}
    answer = hurried.post("/reconcile/en", data={"queries": json.dumps({"q0": query})})
    assert (answer.status_code, "stopped after 1 s" in answer.json()["error"]) == (503, True)
    small = {"queries": json.dumps({"q0": {"query": "spinal cord stimulation"}})}
    found = hurried.post("/reconcile/en", data=small).json()["q0"]["result"]
    assert found[0]["id"] == "neuromod:SpinalCordStimulation"


@pytest.mark.parametrize(("number", "status"), [(100, 200), (101, 400)])
def test_a_concept_of_many_codings_is_refused(client: TestClient, number: int, status: int) -> None:
    concept = {"coding": [{"system": MESH, "code": "D062187"}] * number}
    body = {
        "resourceType": "Parameters",
        "parameter": [{"name": "codeableConcept", "valueCodeableConcept": concept}],
    }
    answer = client.post(
        "/fhir/ConceptMap/$translate", json=body, headers={"content-type": "application/fhir+json"}
    )
    assert answer.status_code == status


def test_who_waits_too_long_for_a_thread_is_sent_away_and_the_place_stays_free() -> None:
    async def scene() -> None:
        line = Line(1, wait=0.2)
        async with anyio.create_task_group() as group:
            group.start_soon(line.run, partial(time.sleep, 0.6))
            await anyio.sleep(0.1)
            with pytest.raises(BusyError, match="are waiting"):
                await line.run(lambda: "never")
        assert await line.run(lambda: "now") == "now"

    anyio.run(scene)
