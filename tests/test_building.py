"""Generated files of a checkout: built, found stale, refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuromod_onto.dataset import read_quads
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import NEUROMOD, ONTOLOGY
from neuromod_onto.model.vocabulary import SUBCLASS_OF
from neuromod_onto.release import build

ONTOLOGY_TEXT = f"""@prefix : <{NEUROMOD}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<{ONTOLOGY}neuromod> a owl:Ontology ; owl:versionInfo "0.0" .
:A a owl:Class ; rdfs:subClassOf :B . :B a owl:Class ; :scope "in" . :C a owl:Class .
:D a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :A :C ) ] .
"""


def checkout(folder: Path, text: str) -> Path:
    (folder / "ontology").mkdir()
    (folder / "mappings").mkdir()
    (folder / "ontology" / "neuromod.ttl").write_text(text, "utf-8")
    return folder


def test_another_checkout_is_built_and_then_is_not_stale(tmp_path: Path) -> None:
    root = checkout(tmp_path, ONTOLOGY_TEXT)
    names = ["neuromod.ttl", "mappings.ttl", "inferred.ttl"]
    assert [stale.path.name for stale in build(root=root, check=True)] == names
    assert [path.name for path in (root / "ontology").iterdir()] == names[:1]
    assert (root / "ontology" / "neuromod.ttl").read_text("utf-8") == ONTOLOGY_TEXT
    assert [stale.path.name for stale in build(root=root)] == names
    assert build(root=root, check=True) == []
    inferred = {str(q.triple) for q in read_quads(root / "ontology" / "inferred.ttl")}
    assert f"<{NEUROMOD}D> <{SUBCLASS_OF}> <{NEUROMOD}A>" in inferred
    assert f"<{NEUROMOD}C> <{SUBCLASS_OF}> <{NEUROMOD}B>" not in inferred
    assert f'<{NEUROMOD}D> <{NEUROMOD}scope> "in"' in inferred
    assert f'<{NEUROMOD}C> <{NEUROMOD}scope> "in"' not in inferred


def test_an_ontology_that_contradicts_itself_or_has_no_version_is_not_built(tmp_path: Path) -> None:
    root = checkout(tmp_path, ONTOLOGY_TEXT + ":B owl:disjointWith :C . :A rdfs:subClassOf :C .\n")
    with pytest.raises(UsageError, match=r"contradicts itself: .*neuromod-onto/A"):
        build(root=root, check=True)
    path = root / "ontology" / "neuromod.ttl"
    path.write_text(ONTOLOGY_TEXT.replace(' ; owl:versionInfo "0.0"', ""), "utf-8")
    with pytest.raises(UsageError, match=r"no owl:versionInfo") as caught:
        build(root=root, check=True)
    assert caught.value.place == str(path)


def test_outside_a_checkout_nothing_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neuromod_onto.release.building.is_checkout", lambda: False)
    with pytest.raises(UsageError, match="source checkout"):
        build(check=True)
