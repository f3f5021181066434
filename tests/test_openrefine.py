"""OpenRefine's own client reconciles a column with our service and fetches further columns.

The client is that of OpenRefine 3.9.5 (``org.openrefine:core`` from Maven Central, see ``.ci/openrefine.xml``),
driven by ``OpenRefineClient.java``: what the reconciliation dialogue and "Add columns from reconciled values" run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import compact, expand

from .test_serve_command import serving

CLIENT = Path(__file__).parent / "OpenRefineClient.java"
PROPERTIES = [
    {"id": "mesh", "name": "MeSH", "settings": {"match": "exact"}},
    {"id": "neuromod:treatsCondition", "name": "treats"},
]
TEXTS = {
    "spinal cord stimulation": "neuromod:SpinalCordStimulation",
    "DBS": "neuromod:DeepBrainStimulation",
    "stimulation du nerf vague": "neuromod:VagusNerveStimulation",
    "xyzzy qwerty": "",
}


@pytest.fixture(scope="module")
def client() -> Callable[[str, str], list[list[str]]]:
    """Runs the client on a service and a type of terms; returns its lines, each as fields."""
    jars, java = os.environ.get("NEUROMOD_OPENREFINE_JARS", ""), shutil.which("java")
    if not java or not list(Path(jars or "nowhere").glob("core-*.jar")):
        pytest.skip(
            "NEUROMOD_OPENREFINE_JARS does not name a folder with org.openrefine:core, or no Java is there"
        )
    start = [java, "-cp", f"{jars}/*", str(CLIENT)]

    def run(service: str, kind: str) -> list[list[str]]:
        done = subprocess.run(
            [*start, service, kind, json.dumps({"properties": PROPERTIES}), *TEXTS],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            env={**os.environ, "JAVA_TOOL_OPTIONS": "-Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8"},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    return run


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_column_is_matched_and_extended_by_openrefine(
    client: Callable[[str, str], list[list[str]]], language: str, dataset: Dataset
) -> None:
    with serving() as (address, _):
        lines = client(f"{address}reconcile/{language}", "neuromod:NeuromodulationTherapy")
    recons = {fields[1]: fields[2:] for fields in lines if fields[0] == "recon"}
    assert list(recons) == list(TEXTS)
    for text, term in TEXTS.items():
        judgement, *candidates = recons[text]
        assert judgement == ("Matched" if term else "None")
        assert [line.split()[0] for line in candidates][:1] == ([term] if term else [])
        assert not [line for line in candidates if line.startswith("error")]

    rows = [fields[1:] for fields in lines if fields[0] == "extend"]
    assert {row[0] for row in rows} == set(TEXTS.values()) - {""}
    for term in {row[0] for row in rows}:
        codes = {row[1] for row in rows if row[0] == term} - {"null"}
        conditions = {row[2] for row in rows if row[0] == term} - {"null"}
        exact = dataset.iris(expand(term), expand("skos:exactMatch"))
        assert codes == {
            compact(iri).removeprefix("mesh:") for iri in exact if compact(iri).startswith("mesh:")
        }
        assert conditions == set(map(compact, dataset.iris(expand(term), expand("neuromod:treatsCondition"))))
    assert any(row[1] != "null" for row in rows)
    assert any(row[2] != "null" for row in rows)
    columns = [fields[1] for fields in lines if fields[0] == "column"]
    treats = {"en": "treats condition", "fr": "traite l’affection"}[language]
    assert columns == ["Medical Subject Headings", treats]
