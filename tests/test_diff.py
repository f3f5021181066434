"""What changed between two states: each kind of change, and none where there is none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.release import diff, release_notes

from .conftest import ROOT, Neuromod

PREFIXES = """
@prefix : <https://w3id.org/neuromod-onto/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix IAO: <http://purl.obolibrary.org/obo/IAO_> . @prefix mesh: <http://id.nlm.nih.gov/mesh/> .
:treats a owl:ObjectProperty ; rdfs:label "treats"@en, "traite"@fr .
:Top a owl:Class ; rdfs:label "top"@en . :Mid a owl:Class ; rdfs:label "middle"@en .
"""
OLD = ':X a owl:Class ; rdfs:label "x"@en, "ix"@fr ; skos:prefLabel "x"@en ; rdfs:subClassOf :Top .'


def state(folder: Path, name: str, turtle: str) -> Path:
    path = folder / f"{name}.ttl"
    path.write_text(PREFIXES + turtle, "utf-8")
    return path


def changes(folder: Path, old: str, new: str, language: str = "en") -> list[tuple[str, ...]]:
    found = diff(state(folder, "old", old), state(folder, "new", new), language=language)
    assert all(c.term == NEUROMOD + "X" for c in found)
    return [(c.kind, c.property, c.language, c.old, c.new) for c in found]


REORDERED = """ [ owl:intersectionOf ( :Mid
    [ owl:someValuesFrom :Top ; owl:onProperty :treats ; a owl:Restriction ] ) ; a owl:Class ]"""
DEFINED = """ [ a owl:Class ; owl:intersectionOf ( :Mid
    [ a owl:Restriction ; owl:onProperty :treats ; owl:someValuesFrom :Top ] ) ]"""


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (OLD, []),
        (OLD.replace('"ix"@fr', '"icse"@fr'), [("relabelled", "rdfs:label", "fr", "ix", "icse")]),
        (
            OLD.replace('"x"@en', '"y"@en'),
            [("relabelled", "rdfs:label", "en", "x", "y")],
        ),
        (OLD + ':X IAO:0000115 "A."@en .', [("redefined", "IAO:0000115", "en", "", "A.")]),
        (OLD.replace(":Top .", ":Mid ."), [("moved", "", "", "neuromod:Top", "neuromod:Mid")]),
        (
            OLD.replace("rdfs:subClassOf :Top", "owl:equivalentClass" + DEFINED),
            [
                ("moved", "", "", "neuromod:Top", "neuromod:Mid"),
                ("logic", "owl:equivalentClass", "", "", "equivalent to middle and treats some top"),
            ],
        ),
        (
            OLD + ':X skos:altLabel "ex"@en ; skos:hiddenLabel "X1" .',
            [("name", "skos:altLabel", "en", "", "ex"), ("name", "skos:hiddenLabel", "", "", "X1")],
        ),
        (OLD + ":X skos:exactMatch mesh:D1 .", [("mapping", "skos:exactMatch", "", "", "mesh:D1")]),
        (
            OLD + ":X owl:deprecated true ; IAO:0100001 :Mid .",
            [
                ("obsoleted", "owl:deprecated", "", "", "neuromod:Mid"),
                ("other", "IAO:0100001", "", "", "neuromod:Mid"),
            ],
        ),
        (OLD + ':X rdfs:comment "c"@en .', [("other", "rdfs:comment", "en", "", "c")]),
        ("", [("removed", "", "", "", "")]),
    ],
)
def test_each_kind_of_change_is_named(tmp_path: Path, new: str, expected: list[tuple[str, ...]]) -> None:
    assert sorted(changes(tmp_path, OLD, new)) == sorted(expected)
    mirrored = {"obsoleted": "restored", "removed": "added"}
    wanted = {mirrored.get(kind, kind) for kind, *_ in expected}
    assert {kind for kind, *_ in changes(tmp_path, new, OLD)} == wanted


def test_a_genus_that_goes_from_one_axiom_to_another_is_no_move(tmp_path: Path) -> None:
    defined = OLD.replace("rdfs:subClassOf :Top", "owl:equivalentClass" + DEFINED.replace(":Mid", ":Top", 1))
    assert [c[0] for c in changes(tmp_path, OLD, defined)] == ["logic"]


def test_order_and_blank_nodes_are_no_change(tmp_path: Path) -> None:
    defined = OLD + ":X owl:equivalentClass" + DEFINED + " ."
    assert changes(tmp_path, defined, OLD + " " + ":X owl:equivalentClass" + REORDERED + " .") == []


def test_axioms_are_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    found = changes(tmp_path, OLD, OLD + ":X owl:disjointWith :Mid .", "fr")
    assert found == [("logic", "owl:disjointWith", "", "", "disjoint de middle")]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the ontology and mappings, as ``git archive`` gives them."""
    for folder in ("ontology", "mappings"):
        shutil.copytree(ROOT / folder, tmp_path / "copy" / folder)
    return tmp_path / "copy"


def test_a_checkout_is_compared_with_another(neuromod: Neuromod, checkout: Path) -> None:
    same = neuromod("diff", checkout, ROOT, "--fail-on-change")
    assert (same.code, same.err) == (0, "nothing changed\n")
    path = checkout / "ontology" / "neuromod.ttl"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"stimulation cérébrale profonde"@fr', '"SCP profonde"@fr'), "utf-8")
    table = checkout / "mappings" / "mesh.sssom.tsv"
    rows = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join(r for r in rows if not r.startswith("neuromod:AbdominalPain\t")), "utf-8")
    result = neuromod("diff", checkout, ROOT, "--fail-on-change")
    assert result.code == 1
    found = {(row["change"], row["term"], row["old"], row["new"]) for row in result.rows()}
    assert found == {
        ("relabelled", "neuromod:DeepBrainStimulation", "SCP profonde", "stimulation cérébrale profonde"),
        ("mapping", "neuromod:AbdominalPain", "", "mesh:D015746"),
    }
    assert neuromod("diff", checkout, ROOT).code == 0
    only = neuromod("diff", checkout, ROOT, "--kind", "mapping", "-f", "json")
    assert [row["term"] for row in json.loads(only.out)] == ["neuromod:AbdominalPain"]


def test_release_notes_are_markdown_in_both_languages(tmp_path: Path) -> None:
    old = state(tmp_path, "old", OLD)
    new = state(
        tmp_path,
        "new",
        OLD.replace('"ix"@fr', '"i*x"@fr')
        + ':Y a owl:Class ; rdfs:label "why"@en ; IAO:0000115 "A letter."@en .',
    )
    assert release_notes(diff(old, new)) == (
        "## Terms added (1)\n\n- **why** (`neuromod:Y`): A letter.\n\n"
        "## Terms relabelled (1)\n\n- **x** (`neuromod:X`) [rdfs:label, fr]: ~~ix~~ → i\\*x\n"
    )
    assert "## Termes renommés (1)" in release_notes(diff(old, new, language="fr"), language="fr")
    assert release_notes([]) == "Nothing changed.\n"


def test_notes_are_written_to_a_file(neuromod: Neuromod, tmp_path: Path) -> None:
    old, new = state(tmp_path, "old", OLD), state(tmp_path, "new", "")
    assert neuromod("diff", old, new, "--notes", "-o", tmp_path / "notes.md").code == 0
    assert (tmp_path / "notes.md").read_text("utf-8").startswith("## Terms removed (1)")


def test_bad_input_has_its_exit_code(neuromod: Neuromod, tmp_path: Path) -> None:
    new = state(tmp_path, "new", OLD)
    assert neuromod("diff", tmp_path / "none.ttl", new).code == 3
    (tmp_path / "bad.ttl").write_text(":X a owl:Class .")
    bad = neuromod("diff", tmp_path / "bad.ttl", new)
    assert bad.code == 3
    assert "bad.ttl:1:" in bad.err
    wrong = neuromod("diff", new, new, "--kind", "renamed")
    assert wrong.code == 2
    assert "relabelled" in wrong.err
