"""The files of a release: each is read again by two libraries and says what the ontology says."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset, read_quads
from neuromod_onto.errors import MissingPartError
from neuromod_onto.mappings import mapping_triples, read_mappings
from neuromod_onto.model.namespaces import NEUROMOD, ONTOLOGY, expand
from neuromod_onto.model.vocabulary import LABEL, MANUFACTURED_BY, OWL, RDF_TYPE, SKOS, SUBCLASS_OF
from neuromod_onto.reasoning import reason
from neuromod_onto.release import ARTEFACTS, distribute
from neuromod_onto.release.documents import STEMS
from neuromod_onto.release.views import closure

from .conftest import ROOT, Neuromod

pytest.importorskip("pyhornedowl")
fastobo = pytest.importorskip("fastobo")

ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
TYPE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}type"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    distribute(folder)
    return folder


def canonical(statements: Iterable[ox.Quad | ox.Triple]) -> ox.Dataset:
    """Return statements with blank nodes named by the W3C's canonicalization, so that == is isomorphism."""
    dataset = ox.Dataset(s if isinstance(s, ox.Quad) else ox.Quad(*s) for s in statements)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def by_rdflib(path: Path, rdf_format: str) -> ox.Dataset:
    """Return what rdflib reads, as it hands it on in N-Triples."""
    import rdflib

    graph = rdflib.Graph()
    graph.parse(path, format=rdf_format)
    return canonical(ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES))


def triples(path: Path) -> list[ox.Triple]:
    return [q.triple for q in read_quads(path)]


# ---- the whole


def test_every_file_of_the_table_is_written_with_its_checksum(dist: Path) -> None:
    written = {str(p.relative_to(dist)) for p in dist.rglob("*") if p.is_file()}
    assert written == {a.name for a in ARTEFACTS} | {"metadata.ttl", "SHA256SUMS"}
    sums = dict(line.split("  ")[::-1] for line in (dist / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == written - {"SHA256SUMS"}
    assert all(sha256((dist / name).read_bytes()).hexdigest() == known for name, known in sums.items())


def test_the_same_ontology_gives_the_same_bytes(dist: Path) -> None:
    assert distribute(dist, check=True) == []


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a release of the quick files only, as an installed package without a checkout does."""
    quick = [a for a in ARTEFACTS if a.name.endswith(("sssom.tsv", "products.csv"))]
    monkeypatch.setattr("neuromod_onto.release.distribution.ARTEFACTS", quick)
    monkeypatch.setattr("neuromod_onto.model.resources.is_checkout", lambda: False)


@pytest.mark.usefixtures("few")
def test_a_changed_file_is_found_stale_and_mended(tmp_path: Path) -> None:
    distribute(tmp_path)
    bundle = tmp_path / "neuromod.sssom.tsv"
    whole = bundle.read_bytes()
    bundle.write_text("damaged")
    assert [s.path.name for s in distribute(tmp_path, check=True)] == ["neuromod.sssom.tsv"]
    assert bundle.read_text() == "damaged"
    distribute(tmp_path)
    assert bundle.read_bytes() == whole


def test_without_its_library_a_format_is_a_missing_part(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyhornedowl", None)
    with pytest.raises(MissingPartError, match="py-horned-owl") as caught:
        distribute(tmp_path)
    assert "neuromod-onto[release]" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("few")
def test_build_writes_a_release_and_says_what_it_wrote(neuromod: Neuromod, tmp_path: Path) -> None:
    dist = tmp_path / "new" / "dist"
    first = neuromod("build", "--dist", dist)
    assert first.code == 0
    assert f"{dist / 'tables' / 'products.csv'} written" in first.out
    assert "making neuromod.sssom.tsv" in first.err
    assert neuromod("build", "--check", "--dist", dist, "-q") == (0, "", "")
    (dist / "neuromod.sssom.tsv").unlink()
    checked = neuromod("build", "--check", "--dist", dist)
    assert checked.code == 1
    assert "neuromod.sssom.tsv: " in checked.out
    assert neuromod("build", "--dist", dist, "-q").out == f"{dist / 'neuromod.sssom.tsv'} written\n"


# ---- RDF, read by two libraries


def test_rdf_xml_is_isomorphic_to_the_ontology_for_two_readers(dist: Path) -> None:
    wanted = canonical(read_quads(ROOT / "ontology" / "neuromod.ttl"))
    assert canonical(read_quads(dist / "neuromod.owl")) == wanted
    assert by_rdflib(dist / "neuromod.owl", "xml") == wanted


@pytest.mark.parametrize("name", ["neuromod.owl", "neuromod-full.owl", "neuromod-en.owl", "neuromod-el.owl"])
def test_owl_files_begin_with_the_ontology_and_call_classes_classes(dist: Path, name: str) -> None:
    """Tools such as pronto take the file for XML and look for these elements."""
    root = ElementTree.parse(dist / name).getroot()
    assert root[0].tag == f"{{{OWL}}}Ontology"
    named = [node for node in root if node.get(ABOUT) == NEUROMOD + "SpinalCordStimulation"]
    assert [node.tag for node in named] == [f"{{{OWL}}}Class"]
    assert not [node for node in root if node.tag.endswith("Description") and node.find(TYPE) is not None]


def test_the_merged_files_agree_and_hold_every_part(dist: Path) -> None:
    merged = canonical(read_quads(dist / "neuromod-full.ttl"))
    assert canonical(read_quads(dist / "neuromod-full.owl")) == merged
    assert canonical(read_quads(dist / "neuromod-full.jsonld")) == merged
    heads = [t.subject.value for t in merged if getattr(t.object, "value", "") == OWL + "Ontology"]  # type: ignore[union-attr]
    assert heads == [ONTOLOGY + "full"]
    assert not [q for q in merged if q.predicate.value == OWL + "imports"]
    count = len(merged)
    parts = canonical(
        q.triple
        for stem in STEMS
        for q in read_quads(ROOT / "ontology" / f"{stem}.ttl")
        if not (isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(ONTOLOGY))
    )
    own = sum(isinstance(q.subject, ox.NamedNode) and q.subject.value == ONTOLOGY + "full" for q in merged)
    assert count - own == len(parts)


def test_json_ld_means_the_same_to_rdflib(dist: Path, tmp_path: Path) -> None:
    """rdflib needs a minute for the whole, so it reads the terms of one branch."""
    document = json.loads((dist / "neuromod-full.jsonld").read_text())
    nodes = document["@graph"] if isinstance(document, dict) else document
    branch = [node for node in nodes if "Nerve" in node.get("@id", "")]
    assert len(branch) > 50
    small = tmp_path / "nerves.jsonld"
    context = {"@context": document["@context"]} if isinstance(document, dict) else {}
    small.write_text(json.dumps({**context, "@graph": branch}))
    assert by_rdflib(small, "json-ld") == canonical(read_quads(small))


def test_n_quads_keep_each_part_in_its_graph(dist: Path) -> None:
    quads = ox.Dataset(read_quads(dist / "neuromod-full.nq"))
    for stem in STEMS:
        graph = ox.NamedNode(ONTOLOGY + stem)
        assert canonical(q.triple for q in quads.quads_for_graph_name(graph)) == canonical(
            read_quads(ROOT / "ontology" / f"{stem}.ttl")
        )


@pytest.mark.parametrize("name", ["neuromod-skos.ttl", "neuromod-closure.ttl", "metadata.ttl"])
def test_turtle_means_the_same_to_rdflib(dist: Path, name: str) -> None:
    assert by_rdflib(dist / name, "turtle") == canonical(read_quads(dist / name))


# ---- OWL


def test_functional_syntax_states_every_axiom(dist: Path) -> None:
    import pyhornedowl

    ontology = pyhornedowl.open_ontology(str(dist / "neuromod.ofn"), "ofn")
    kinds: dict[str, int] = {}
    for axiom in ontology.get_axioms():
        kind = type(axiom.component).__name__
        kinds[kind] = kinds.get(kind, 0) + 1
    source = triples(ROOT / "ontology" / "neuromod.ttl")

    def stated(predicate: str, value: str = "") -> int:
        return sum(
            t.predicate.value == predicate and (not value or getattr(t.object, "value", "") == value)
            for t in source
        )

    assert kinds["SubClassOf"] == stated(SUBCLASS_OF)
    assert kinds["EquivalentClasses"] == stated(OWL + "equivalentClass")
    assert kinds["DisjointClasses"] == stated(OWL + "disjointWith") + stated(
        RDF_TYPE, OWL + "AllDisjointClasses"
    )
    assert kinds["DeclareObjectProperty"] == stated(RDF_TYPE, OWL + "ObjectProperty")


def test_the_english_file_has_no_french_and_all_english(dist: Path) -> None:
    found = triples(dist / "neuromod-en.owl")
    languages = {t.object.language for t in found if isinstance(t.object, ox.Literal)}
    assert languages == {"en", None}
    labels = {
        t.object.value for t in found if t.predicate.value == LABEL and isinstance(t.object, ox.Literal)
    }
    assert "deep brain stimulation" in labels
    assert "stimulation cérébrale profonde" not in labels


# -- generated files


def test_the_el_module_has_the_hierarchy_of_the_whole(dist: Path) -> None:
    """What HermiT concludes from the module is what it concludes from the ontology, no more and no less."""
    store = ox.Store()
    store.extend(read_quads(dist / "neuromod-el.owl"))
    small = reason(Dataset(store)).taxonomy
    whole = ox.Store()
    whole.extend(read_quads(ROOT / "ontology" / "neuromod.ttl"))
    full = reason(Dataset(whole)).taxonomy
    links = {(c, a) for c in small.direct for a in small.ancestors(c)}
    known = {(c, a) for c in full.direct for a in full.ancestors(c)}
    assert links == known


# ---- closure, SKOS, OBO, SSSOM, tables


def test_the_closure_is_what_the_reasoner_says(dist: Path) -> None:
    taxonomy = reason(Dataset(_store(ROOT / "ontology" / "neuromod.ttl"))).taxonomy
    links = {
        (t.subject.value, t.object.value)  # type: ignore[union-attr]
        for t in triples(dist / "neuromod-closure.ttl")
        if t.predicate.value == SUBCLASS_OF
    }
    wanted = {(c, a) for c in taxonomy.direct for a in taxonomy.ancestors(c) if a != OWL + "Thing"}
    assert links == {(c, a) for c, a in wanted if c != a}


def _store(path: Path) -> ox.Store:
    store = ox.Store()
    store.extend(read_quads(path))
    return store


def test_a_link_over_two_steps_is_in_the_closure() -> None:
    a, b, c = (ox.NamedNode(NEUROMOD + x) for x in "abc")
    below = ox.NamedNode(SUBCLASS_OF)
    store = ox.Store()
    store.extend([ox.Quad(a, below, b), ox.Quad(b, below, c)])
    store.extend(ox.Quad(x, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Class")) for x in (a, b, c))
    assert set(closure(Dataset(store), [])) == {ox.Triple(x, below, y) for x, y in ((a, b), (b, c), (a, c))}


def test_the_skos_view_keeps_the_integrity_conditions_of_skos(dist: Path) -> None:
    store = _store(dist / "neuromod-skos.ttl")

    def ask(pattern: str) -> bool:
        return bool(store.query(f"PREFIX skos: <{SKOS}> ASK {{ {pattern} }}"))

    assert ask(
        f"<{NEUROMOD}DeepBrainStimulation> skos:broader ?b ; skos:prefLabel 'deep brain stimulation'@en"
    )
    assert not ask("?c skos:prefLabel ?x ; skos:altLabel ?x")
    assert not ask("?c skos:altLabel ?x ; skos:hiddenLabel ?x")
    assert not ask("?c skos:prefLabel ?x, ?y FILTER(?x != ?y && lang(?x) = lang(?y))")
    assert not ask(
        "?c a skos:Concept FILTER NOT EXISTS { ?c skos:broader ?b } FILTER NOT EXISTS { ?c skos:topConceptOf ?s }"
    )
    assert not ask("?c skos:broader ?b FILTER NOT EXISTS { ?b a skos:Concept }")


def test_obo_is_read_by_fastobo_and_names_every_class(dist: Path, dataset: Dataset) -> None:
    document = fastobo.load(str(dist / "neuromod-en.obo"))
    terms = {str(frame.id): frame for frame in document if isinstance(frame, fastobo.term.TermFrame)}
    classes = [i for i in dataset.subjects(RDF_TYPE, OWL + "Class") if i.startswith(NEUROMOD)]
    assert len(terms) == len(classes)
    lines = [str(clause) for clause in terms["neuromod:SubthalamicDeepBrainStimulation"]]
    assert "name: subthalamic nucleus deep brain stimulation" in lines
    assert "is_a: neuromod:DeepBrainStimulation" in lines
    assert "relationship: neuromod:hasNeuralTarget neuromod:SubthalamicNucleus" in lines
    assert 'synonym: "STN DBS" RELATED []' in lines


def test_the_sssom_bundle_holds_every_row(dist: Path) -> None:
    from sssom_pydantic import read as read_sssom

    path = dist / "neuromod.sssom.tsv"
    rows = list(read_mappings(path))
    parts = [row for part in sorted((ROOT / "mappings").glob("*.sssom.tsv")) for row in read_mappings(part)]
    assert [(r.subject, r.predicate, r.object, r.comment) for r in rows] == [
        (r.subject, r.predicate, r.object, r.comment) for r in parts
    ]
    found = read_sssom(path)
    assert len(found[0]) == len(rows)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_tables_agree_with_the_dataset(dist: Path, dataset: Dataset) -> None:
    terms = {row["term"]: row for row in table(dist / "tables" / "terms.csv")}
    stimulation = terms["neuromod:DeepBrainStimulation"]
    assert stimulation["label_fr"] == "stimulation cérébrale profonde"
    assert (stimulation["scope"], stimulation["deprecated"]) == ("in", "false")
    assert terms["neuromod:Thalamotomy"]["scope"] == "out"
    links = table(dist / "tables" / "hierarchy.csv")
    assert {"term": "neuromod:VagusNerve", "parent": "neuromod:CranialNerve", "origin": "asserted"} in links
    assert {row["origin"] for row in links} == {"asserted", "inferred"}
    assert all(row["term"] in terms and row["parent"] in terms for row in links)
    mapped = {
        (expand(r["term"]), expand(r["predicate"]), expand(r["code"]))
        for r in table(dist / "tables" / "mappings.csv")
    }
    assert mapped == {
        (t.subject.value, t.predicate.value, t.object.value)  # type: ignore[union-attr]
        for t in mapping_triples()
        if t.predicate.value.startswith(SKOS)
    }
    records = table(dist / "tables" / "evidence.csv")
    assert all(row["aboutTherapy"] and row["hasPolarity"] and row["source"] for row in records)
    sources = {row["source"]: row for row in table(dist / "tables" / "sources.csv")}
    assert {source for row in records for source in row["source"].split(" | ")} <= set(sources)
    assert sources["source:TPS-AD"]["address"] == "https://doi.org/10.3389/fneur.2022.948204"
    products = table(dist / "tables" / "products.csv")
    made = list(dataset.store.quads_for_pattern(None, ox.NamedNode(MANUFACTURED_BY), None))
    assert {expand(row["product"]) for row in products} == {q.subject.value for q in made}  # type: ignore[union-attr]


def test_the_metadata_describes_each_file_by_its_checksum(dist: Path) -> None:
    store = _store(dist / "metadata.ttl")
    rows = store.query(
        """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>
        PREFIX dcterms: <http://purl.org/dc/terms/>
        SELECT ?name ?size ?sum { ?d dcat:distribution ?f . ?f dcterms:identifier ?name ; dcat:byteSize ?size ;
        dcat:mediaType ?m ; spdx:checksum/spdx:checksumValue ?sum ; dcterms:title ?t FILTER(lang(?t) = "fr") }"""
    )
    described = {row["name"].value: (int(row["size"].value), row["sum"].value) for row in rows}  # type: ignore[union-attr]
    assert set(described) == {a.name for a in ARTEFACTS}
    for name, (size, digest) in described.items():
        content = (dist / name).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (size, digest)


def test_sha256sum_accepts_the_checksums(dist: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=dist, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_page_names_every_file() -> None:
    page = (ROOT / "docs" / "release.md").read_text("utf-8")
    named = {a.name.removeprefix("tables/") for a in ARTEFACTS} - {
        "neuromod-full.owl",
        "neuromod-full.jsonld",
    }
    assert [name for name in named if name not in page] == []
