"""Parts of the ontology for others: one language, OWL 2 EL."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.expressions import Combined, HasValue, Named, Restriction, read_expression
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import LABEL, OWL, RDFS, SKOS, SUBCLASS_OF
from neuromod_onto.release.el import el_module
from neuromod_onto.release.views import one_language


def test_dropping_a_language_drops_the_notes_on_its_names() -> None:
    note = ox.BlankNode()
    name = ox.NamedNode(NEUROMOD + "X")
    hidden = ox.NamedNode(SKOS + "hiddenLabel")
    facts = [
        ox.Triple(name, hidden, ox.Literal("SCP", language="fr")),
        ox.Triple(name, hidden, ox.Literal("DBS", language="en")),
        ox.Triple(note, ox.NamedNode(OWL + "annotatedTarget"), ox.Literal("SCP", language="fr")),
        ox.Triple(note, ox.NamedNode(NEUROMOD + "labelKind"), ox.Literal("abbreviation")),
    ]
    assert one_language(facts, "en") == [facts[1]]


def test_the_el_module_keeps_what_el_can_say(dataset: Dataset) -> None:
    turtle = """
        @prefix : <https://w3id.org/neuromod-onto/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        :p a owl:ObjectProperty ; owl:inverseOf :q ; rdfs:range :R . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
        :p owl:propertyChainAxiom ( :q :r ) .
        :b a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:range xsd:boolean .
        :A a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .
        :U a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :A :B ) ] .
        :D a owl:Class ; rdfs:label "kept" ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
            :A [ a owl:Restriction ; owl:onProperty :b ; owl:hasValue true ] ) ] .
    """
    kept = el_module(q.triple for q in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    text = {str(t) for t in kept}
    predicates = [t.predicate.value for t in kept]
    short = f"<{NEUROMOD}%s>"
    assert f"{short % 'D'} <{SUBCLASS_OF}> {short % 'A'}" in text
    assert OWL + "equivalentClass" not in predicates
    assert OWL + "unionOf" not in predicates
    assert OWL + "inverseOf" not in predicates
    assert OWL + "hasValue" not in predicates
    assert OWL + "propertyChainAxiom" in predicates
    assert LABEL in predicates
    assert not [t for t in kept if t.predicate.value.endswith("#range")]
    assert predicates.count(OWL + "someValuesFrom") == 1


def el_of(turtle: str) -> tuple[ox.Store, set[str]]:
    """Return the EL module of an ontology as a store, and its ranges as ``property range``."""
    head = (
        "@prefix : <urn:x:> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
    )
    store = ox.Store()
    kept = el_module(q.triple for q in ox.parse(head + turtle, format=ox.RdfFormat.TURTLE))
    store.extend(ox.Quad(*triple) for triple in kept)
    ranges = store.quads_for_pattern(None, ox.NamedNode(RDFS + "range"), None)
    return store, {f"{q.subject.value[6:]} {q.object.value[6:]}" for q in ranges}


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ("", {"q R"}),
        (":r rdfs:range :R .", {"q R", "r R", "s R"}),
        (":r rdfs:subPropertyOf :t . :t rdfs:range :R .", {"q R", "s R", "t R"}),
        (":s rdfs:subPropertyOf :p .", {"q R"}),
    ],
    ids=["not imposed", "imposed", "imposed further up", "two properties that are one"],
)
def test_a_range_of_what_a_chain_implies_stays_where_its_last_link_has_it(more: str, kept: set[str]) -> None:
    chain = (
        ":p a owl:ObjectProperty ; owl:propertyChainAxiom ( :q :r ) ; rdfs:subPropertyOf :s ."
        ":q a owl:ObjectProperty ; rdfs:range :R . :r a owl:ObjectProperty ."
        ":s a owl:ObjectProperty ; rdfs:range :R . :t a owl:ObjectProperty ."
    )
    assert el_of(chain + more)[1] == kept


def test_what_el_can_say_of_a_definition_stays_as_what_is_necessary() -> None:
    some = "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom %s ]"
    both = f"[ a owl:Class ; owl:intersectionOf ( :B {some % ':C'} ) ]"
    is_true = "[ a owl:Restriction ; owl:onProperty :b ; owl:hasValue %s ]"
    only = "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :C ]"
    parts = [":A", some % both, is_true % ":i", is_true % "true", only]
    store, _ = el_of(
        f":D owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( {' '.join(parts)} ) ] ."
        f":E rdfs:subClassOf {only} . :F rdfs:subClassOf [ a owl:Class ; owl:oneOf ( :i ) ] ."
        f":G rdfs:subClassOf {both} ."
    )
    found = {
        (q.subject.value[6:], read_expression(store, q.object))
        for q in store.quads_for_pattern(None, ox.NamedNode(SUBCLASS_OF), None)
    }
    inside = Combined("and", (Named("urn:x:B"), Restriction("some", "urn:x:p", Named("urn:x:C"))))
    assert found == {
        ("D", Named("urn:x:A")),
        ("D", Restriction("some", "urn:x:p", inside)),
        ("D", HasValue("urn:x:b", ox.NamedNode("urn:x:i"))),
        ("G", inside),
    }
    assert not list(store.quads_for_pattern(None, ox.NamedNode(OWL + "equivalentClass"), None))
