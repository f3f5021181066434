"""The library as somebody types it who has read no code: paths as text, Python values, names for identifiers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import neuromod_onto
from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import Rows
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.model.namespaces import NEUROMOD

from .conftest import ROOT, Neuromod

OWN = """@prefix ex: <https://example.org/lab/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix neuromod: <https://w3id.org/neuromod-onto/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Pulvinar a owl:Class ; rdfs:label "pulvinar shaking"@en ; rdfs:subClassOf neuromod:DeepBrainStimulation .
"""


@pytest.fixture
def own(tmp_path: Path) -> str:
    path = tmp_path / "own.ttl"
    path.write_text(OWN, "utf-8")
    return str(path)


def test_paths_may_be_text(own: str, tmp_path: Path, dataset: Dataset) -> None:
    assert "https://example.org/lab/Pulvinar" in neuromod_onto.load(own)
    assert neuromod_onto.convert(own, f"{tmp_path}/own.nt") == 3
    neuromod_onto.load_store(own, f"{tmp_path}/store")
    assert "https://example.org/lab/Pulvinar" in neuromod_onto.open_store(f"{tmp_path}/store")
    assert neuromod_onto.diff(own, f"{tmp_path}/own.nt") == []
    records = str(ROOT / "examples" / "records.csv")
    assert neuromod_onto.ingest("csv", records, f"{tmp_path}/out.ttl", dataset).recorded == 10
    report = neuromod_onto.validate(str(ROOT / "examples" / "dose-records.ttl"), shapes="safety")
    assert report.count("violation") == 2


@pytest.mark.parametrize(
    ("given", "typed"),
    [
        (
            {"condition": "chronic pain", "reversible": True},
            {"condition": "chronic pain", "reversible": "true"},
        ),
        ({"condition": ("migraine",), "reversible": None}, {"condition": "migraine"}),
    ],
)
def test_values_of_python_are_those_that_are_typed(
    given: dict[str, str | bool], typed: dict[str, str], dataset: Dataset
) -> None:
    answers = [neuromod_onto.run_query(dataset, "therapies-for-condition", v) for v in (given, typed)]
    first, second = [answer.rows for answer in answers if isinstance(answer, Rows)]
    assert first == second != []


def test_numbers_are_values_and_what_fits_no_type_is_one_line(dataset: Dataset) -> None:
    ranges = neuromod_onto.run_query(dataset, "therapies-for-setting", {"frequency": 10000, "width": 30})
    assert isinstance(ranges, Rows)
    assert [row[0].value for row in ranges.rows if row[0]] == [NEUROMOD + "TenKilohertzSpinalCordStimulation"]
    with pytest.raises(UsageError, match="no term is called '5'"):
        neuromod_onto.run_query(dataset, "therapies-for-condition", {"condition": 5})
    with pytest.raises(UsageError, match="needs a value for condition"):
        neuromod_onto.run_query(dataset, "therapies-for-condition", {"condition": None})


@pytest.mark.parametrize("name", ["DBS", "neuromod:DeepBrainStimulation", "deep brain stimulation"])
def test_a_name_in_the_place_of_an_iri_is_told(name: str, dataset: Dataset) -> None:
    for function in (neuromod_onto.describe, neuromod_onto.tree, neuromod_onto.explain):
        with pytest.raises(UsageError, match="not an IRI") as told:
            function(dataset, name)
        assert f"resolve(dataset, {name!r}).iri" in told.value.hint
    with pytest.raises(UsageError, match="not an IRI"):
        neuromod_onto.extract(dataset, [name])


def test_a_search_finds_terms_of_the_users_own_but_no_sources(
    own: str, neuromod: Neuromod, dataset: Dataset
) -> None:
    found = neuromod("--data", own, "search", "pulvinar").rows()
    assert [row["term"] for row in found] == ["https://example.org/lab/Pulvinar"]
    hits = neuromod_onto.search(dataset, "definition source", limit=None)
    hits += neuromod_onto.search(dataset, "summary of product characteristics", limit=None)
    assert not [hit.iri for hit in hits if "/source/" in hit.iri or "/IAO_" in hit.iri]


def test_the_ontology_folder_with_its_catalog_is_compared_and_a_new_name_is_no_new_logic(
    tmp_path: Path,
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        for name in ("neuromod.ttl", "catalog-v001.xml"):
            shutil.copy(ROOT / "ontology" / name, folder / name)
    text = (new / "neuromod.ttl").read_text("utf-8")
    renamed = text.replace('"deep brain stimulation"@en', '"deep brain shaking"@en')
    (new / "neuromod.ttl").write_text(renamed, "utf-8")
    changes = neuromod_onto.diff(old, new)
    assert [(c.kind, c.term, c.new) for c in changes] == [
        ("relabelled", NEUROMOD + "DeepBrainStimulation", "deep brain shaking")
    ]


def test_a_describe_query_needs_no_braces_and_a_fault_names_the_column_that_was_typed(
    neuromod: Neuromod, dataset: Dataset
) -> None:
    told = neuromod("sparql", "DESCRIBE neuromod:DeepBrainStimulation", "-f", "nt")
    assert told.code == 0
    assert f"<{NEUROMOD}DeepBrainStimulation> <" in told.out
    open_end = "SELECT * { ?s a neuromod:Therapy "
    place = rf"query:1:{len(open_end) + 1}: not valid SPARQL"
    with pytest.raises(InputError, match=place):
        neuromod_onto.sparql(dataset, open_end)
    assert f"query:1:{len(open_end) + 1}: " in neuromod("sparql", open_end).err
    undeclared = neuromod("sparql", "SELECT * {\n ?s a foo:x }")
    assert undeclared.code == 3
    assert undeclared.err.splitlines() == [
        "neuromod: query:2:12: not valid SPARQL: the prefix of the name before this place is not declared",
        "  declare it, such as PREFIX neuromod: <https://w3id.org/neuromod-onto/>",
    ]


def test_own_classes_are_found_by_the_relations_that_are_stated_of_them(own: str, neuromod: Neuromod) -> None:
    asked = ("--data", own, "query", "run", "therapies-for-condition", "condition=epilepsy")
    assert "https://example.org/lab/Pulvinar" not in {row["therapy"] for row in neuromod(*asked).rows()}
    stated = 'ex:Pulvinar neuromod:treatsCondition neuromod:Epilepsy ; neuromod:scope "in" .'
    Path(own).write_text(OWN + stated, "utf-8")
    assert "https://example.org/lab/Pulvinar" in {row["therapy"] for row in neuromod(*asked).rows()}
