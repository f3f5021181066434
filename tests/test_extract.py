"""Modules: small enough, and saying of their terms what the ontology says. ``convert``: every format."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset, load_asserted, read_quads
from neuromod_onto.dataset.read import FORMATS
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import DEFINITION, LABEL, OWL, RDF_TYPE, SUBCLASS_OF
from neuromod_onto.reasoning import reason
from neuromod_onto.reasoning.axioms import axioms
from neuromod_onto.reasoning.locality import Method, locality_module
from neuromod_onto.release import convert, extract

from .conftest import ROOT, Neuromod

STN = NEUROMOD + "SubthalamicDeepBrainStimulation"


@pytest.fixture(scope="module")
def asserted() -> Dataset:
    return load_asserted()


def as_dataset(triples: list[ox.Triple]) -> Dataset:
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return Dataset(store)


# ---- locality, on ontologies small enough to judge by eye


PREFIXES = """@prefix : <https://w3id.org/neuromod-onto/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
"""
TWICE = "[ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 2 ] ."
NOT_B = "[ a owl:Class ; owl:complementOf :B ]"
ONLY_NOTHING = "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom owl:Nothing ]"
VALUE = "[ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :one ]"
CHAIN = ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :D rdfs:subClassOf :A . "


@pytest.mark.parametrize(
    ("turtle", "method", "kept"),
    [
        (CHAIN, "bottom", {"A subClassOf B", "B subClassOf C"}),
        (CHAIN, "top", {"D subClassOf A"}),
        (CHAIN, "star", set()),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
            "bottom",
            {"A subClassOf"},
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .",
            "top",
            set(),
        ),
        (":X owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :A :B ) ] .", "bottom", set()),
        (":A owl:equivalentClass [ a owl:Class ; owl:unionOf ( :B :C ) ] .", "bottom", {"A equivalentClass"}),
        (":A owl:disjointWith :B .", "bottom", set()),
        (":A owl:disjointWith :B .", "top", {"A disjointWith B"}),
        (":p rdfs:domain :A . :r rdfs:domain :B .", "bottom", set()),
        (":p rdfs:domain :A .", "top", {"p domain A"}),
        (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .", "bottom", set()),
        (":A owl:equivalentClass [ a owl:Class ; owl:complementOf :B ] .", "bottom", {"A equivalentClass"}),
        (":B rdfs:subClassOf :C . :a a :A .", "bottom", set()),
        (":a :r :b . :A rdfs:subClassOf " + TWICE, "bottom", {"A subClassOf"}),
        (":X owl:disjointUnionOf ( :B :C ) .", "bottom", {"X disjointUnionOf"}),
        (
            ":p a owl:ReflexiveProperty . :q a owl:FunctionalProperty .",
            "bottom",
            {"p type ReflexiveProperty"},
        ),
        (":p a owl:ReflexiveProperty . :q a owl:FunctionalProperty .", "top", {"q type FunctionalProperty"}),
        (":p a owl:TransitiveProperty , owl:SymmetricProperty .", "top", set()),
        (f":A rdfs:subClassOf {NOT_B} .", "bottom", set()),
        (f":A rdfs:subClassOf {NOT_B} .", "top", {"A subClassOf"}),
        (f":A owl:disjointWith {NOT_B} .", "bottom", {"A disjointWith"}),
        (f":A owl:disjointWith {NOT_B} .", "top", set()),
        (f":A rdfs:subClassOf {ONLY_NOTHING} .", "bottom", set()),
        (f":A owl:disjointWith {ONLY_NOTHING} .", "bottom", {"A disjointWith"}),
        (f":A owl:disjointWith {ONLY_NOTHING} .", "top", set()),
        (f":A rdfs:subClassOf {VALUE} .", "bottom", {"A subClassOf"}),
        (f":A rdfs:subClassOf {VALUE} .", "top", set()),
        (f":A owl:disjointWith {VALUE} .", "bottom", set()),
        (f":A owl:disjointWith {VALUE} .", "top", {"A disjointWith"}),
        (":A rdfs:subClassOf [ owl:unionOf ( :B :C ) ] .", "top", set()),
        (":A owl:disjointWith [ owl:unionOf ( :B :C ) ] .", "bottom", set()),
    ],
)
def test_the_module_of_a_holds_what_is_not_local(turtle: str, method: Method, kept: set[str]) -> None:
    store = ox.Store()
    store.extend(ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE))
    module = locality_module(store, axioms(store)[0], [NEUROMOD + "A"], method)

    def told(triple: ox.Triple) -> str:
        parts = (triple.subject, triple.predicate, triple.object)
        names = [p.value.rpartition("/")[2].rpartition("#")[2] for p in parts if isinstance(p, ox.NamedNode)]
        return " ".join(names)

    assert {told(axiom.head) for axiom in module} == kept


def test_a_property_brings_its_chain_and_domain_from_bottom() -> None:
    store = ox.Store()
    turtle = PREFIXES + ":p rdfs:domain :A . :p owl:propertyChainAxiom ( :q :r ) . :q rdfs:range :B ."
    store.extend(ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    found, _ = axioms(store)
    assert len(locality_module(store, found, [NEUROMOD + "p"], "bottom")) == 1
    everything = [NEUROMOD + name for name in "pqr"]
    assert len(locality_module(store, found, everything, "bottom")) == 3


# ---- modules of the ontology


def test_a_star_module_entails_of_its_terms_what_the_ontology_entails(asserted: Dataset) -> None:
    seeds = [STN, NEUROMOD + "SubthalamicNucleus", NEUROMOD + "CentralNeuromodulation"]
    module = reason(as_dataset(extract(asserted, seeds, method="star"))).taxonomy
    whole = reason(asserted).taxonomy
    assert whole.ancestors(STN) <= module.ancestors(STN)
    assert module.ancestors(STN) <= whole.ancestors(STN)
    assert NEUROMOD + "DeepBrainStimulation" in module.ancestors(STN)


def test_a_subset_has_the_terms_above_and_names_all_that_it_mentions(
    asserted: Dataset, dataset: Dataset
) -> None:
    module = extract(asserted, [STN], complete=dataset)
    found = as_dataset(module)
    assert len(module) < 0.2 * len(asserted.store)
    assert NEUROMOD + "DeepBrainStimulation" in found.iris(STN, SUBCLASS_OF) + found.iris(
        STN, OWL + "equivalentClass"
    )
    assert ("noyau subthalamique", "fr") in found.literals(NEUROMOD + "SubthalamicNucleus", LABEL)
    assert found.literals(NEUROMOD + "NeuromodulationTherapy", DEFINITION)
    assert NEUROMOD + "SpinalCordStimulation" not in found
    mentioned = {
        node.value
        for t in module
        for node in (t.subject, t.predicate, t.object)
        if isinstance(node, ox.NamedNode)
        and node.value.startswith(NEUROMOD)
        and "/" not in node.value[len(NEUROMOD) :]
    }
    undeclared = [i for i in mentioned if not found.iris(i, RDF_TYPE) and i != NEUROMOD + "docs"]
    assert undeclared == []
    nameless = [i for i in mentioned if not found.literals(i, LABEL) and i != NEUROMOD + "docs"]
    assert nameless == []


def test_a_subset_states_nothing_that_the_whole_does_not(asserted: Dataset, dataset: Dataset) -> None:
    taxonomy = reason(as_dataset(extract(asserted, [STN], complete=dataset))).taxonomy
    whole = reason(asserted).taxonomy
    assert taxonomy.consistent
    assert all(taxonomy.ancestors(c) <= whole.ancestors(c) for c in taxonomy.direct)
    assert taxonomy.ancestors(STN) == whole.ancestors(STN)


def test_extract_writes_a_file_and_refuses_what_it_does_not_know(neuromod: Neuromod, tmp_path: Path) -> None:
    done = neuromod("extract", "DBS", "spinal cord stimulation", "-o", tmp_path / "m.ttl")
    assert done.code == 0
    assert "statements written to" in done.err
    text = (tmp_path / "m.ttl").read_text("utf-8")
    assert (
        "Module of the Neuromodulation Ontology (subset): neuromod:DeepBrainStimulation neuromod:SpinalCordStimulation"
        in text
    )
    assert neuromod("extract", "no such therapy", "-o", tmp_path / "x.ttl").code == 2
    wrong = neuromod("extract", "DBS", "-o", tmp_path / "x.doc")
    assert wrong.code == 2
    assert ".ttl" in wrong.err
    assert neuromod("extract", "DBS", "-o", tmp_path / "none" / "x.ttl").code == 3
    assert not (tmp_path / "x.ttl").exists()


# ---- convert


def canonical(path: Path) -> ox.Dataset:
    dataset = ox.Dataset(read_quads(path))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize("ending", FORMATS)
def test_convert_there_and_back_changes_nothing(tmp_path: Path, ending: str) -> None:
    source = ROOT / "ontology" / "alignment.ttl"
    there, back = tmp_path / f"there{ending}", tmp_path / "back.ttl"
    assert convert(source, there) == convert(there, back)
    assert canonical(there) == canonical(source)
    assert back.read_text("utf-8") == source.read_text("utf-8")


def test_convert_writes_functional_syntax_with_all_axioms(neuromod: Neuromod, tmp_path: Path) -> None:
    pyhornedowl = pytest.importorskip("pyhornedowl")
    target = tmp_path / "alignment.ofn"
    assert neuromod("convert", ROOT / "ontology" / "alignment.ttl", target).code == 0
    ontology = pyhornedowl.open_ontology(str(target), "ofn")
    stated = [q for q in read_quads(ROOT / "ontology" / "alignment.ttl") if q.predicate.value == SUBCLASS_OF]
    found = [a for a in ontology.get_axioms() if type(a.component).__name__ == "SubClassOf"]
    assert len(found) == len(stated) > 5


@pytest.mark.parametrize("ending", [".ttl", ".nt", ".owl", ".ofn"])
def test_named_graphs_are_not_lost_in_a_format_without_them(
    neuromod: Neuromod, tmp_path: Path, ending: str
) -> None:
    source = tmp_path / "in.trig"
    source.write_text("<urn:g> { <urn:a> <urn:b> <urn:c> }")
    result = neuromod("convert", source, tmp_path / f"out{ending}")
    assert result.code == 2
    assert ".nq" in result.err
    assert not (tmp_path / f"out{ending}").exists()
    assert neuromod("convert", source, tmp_path / "out.nq").code == 0
