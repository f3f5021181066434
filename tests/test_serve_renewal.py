"""A store that is loaded again while it is served: first the old data, then the new, never both, never a fault."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest

pytest.importorskip("uvicorn")

from neuromod_onto.dataset import load_store

from .test_serve_command import serving

OURS = "https://w3id.org/neuromod-onto/"
#: More than are sent before the reader takes any, so that the answer is under way during the change.
ROWS = "SELECT ?s ?p ?o ?x { ?s ?p ?o VALUES ?x { 1 2 3 4 } }"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Two files that name a kind of pain differently, and a folder for temporary files."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    paths = {name: tmp_path / f"{name}.ttl" for name in ("Oldpain", "Newpain")}
    for name, path in paths.items():
        path.write_text(
            f"<{OURS}TestPain> a <http://www.w3.org/2002/07/owl#Class> ; "
            f'<http://www.w3.org/2000/01/rdf-schema#label> "testpain {name}"@en ; '
            f"<http://www.w3.org/2000/01/rdf-schema#subClassOf> <{OURS}Pain> .",
            "utf-8",
        )
    return paths


def faces(address: str) -> list[str]:
    """Return what each kind of answer calls the class: query, page, search, value set; all must be well."""
    query = f"SELECT ?l {{ <{OURS}TestPain> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}"
    named = []
    for path in (
        f"sparql?query={quote(query)}",
        "en/term/TestPain",
        "api/search?q=testpain",
        f"fhir/ValueSet/$expand?expression=Pain&filter=pain&n={time.monotonic_ns()}",
    ):
        with urlopen(address + path, timeout=30) as answer:
            text = answer.read().decode()
        named.append("/".join(name for name in ("Oldpain", "Newpain") if name in text))
    return named


def wait_until(change: Callable[[], bool], seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not change():
        assert time.monotonic() < end
        time.sleep(0.2)


def test_new_data_are_served_soon_and_answers_under_way_are_finished(
    files: dict[str, Path], tmp_path: Path
) -> None:
    store = tmp_path / "store"
    load_store([files["Oldpain"]], store)
    with serving("--store", str(store), "--timeout", "90s") as (address, _):
        assert faces(address) == ["Oldpain"] * 4
        counting = quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        with urlopen(f"{address}sparql?query={counting}", timeout=30) as answer:
            count = int(json.load(answer)["results"]["bindings"][0]["n"]["value"])
        with closing(HTTPConnection(urlsplit(address).netloc, timeout=60)) as long:
            long.request(
                "GET", f"/sparql?query={quote(ROWS)}", headers={"Accept": "text/tab-separated-values"}
            )
            with long.getresponse() as under_way:
                begun = under_way.read(1000)
                load_store([files["Newpain"]], store, replace=True)
                seen = [faces(address)]
                while seen[-1] != ["Newpain"] * 4:
                    assert len(seen) < 200
                    time.sleep(0.2)
                    seen.append(faces(address))
                rows = (begun + under_way.read()).decode().splitlines()
        assert {name for names in seen for name in names} <= {"Oldpain", "Newpain"}
        assert len(rows) - 1 == 4 * count
        assert any("Oldpain" in row for row in rows)
        assert not any("Newpain" in row for row in rows)
        # What served the old data is gone: its copy of the store, and with it its processes.
        wait_until(lambda: len(list((tmp_path / "temporary").glob("neuromod-serve-*"))) == 1)
        assert faces(address) == ["Newpain"] * 4


def test_data_that_cannot_be_served_leave_the_old_ones_and_say_why(
    files: dict[str, Path], tmp_path: Path
) -> None:
    store = tmp_path / "store"
    manifest = load_store([files["Oldpain"]], store)
    path = store / "manifest.json"
    with serving("--store", str(store)) as (address, server):
        other = replace(manifest, ontology="0" * 32, generation="data-other")
        path.write_text(other.as_json(), "utf-8")
        assert server.stderr is not None
        line = server.stderr.readline()
        assert "cannot be served" in line
        assert "another version of the ontology" in line
        assert faces(address) == ["Oldpain"] * 4
        load_store([files["Newpain"]], store, replace=True)
        wait_until(lambda: faces(address) == ["Newpain"] * 4)
