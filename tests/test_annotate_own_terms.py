"""Texts, searches and claims where users add terms of their own, with names that are easily taken for others."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset, load
from neuromod_onto.drawing import neighbourhood
from neuromod_onto.linking import Annotator, Columns, annotate, best_therapies, read_texts, search_strategy
from neuromod_onto.linking.related import related_terms
from neuromod_onto.linking.strategy.freetext import Finder, SearchTerm
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import CONFIRMED_BY, LABEL_KIND, REFUTED_BY
from neuromod_onto.terms.notes import name_notes

OWN = "https://example.org/own#"
TURTLE = f"""
@prefix : <{NEUROMOD}> . @prefix own: <{OWN}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

own:Verdura a :SpinalCordStimulator ; rdfs:label "Verdura"@en ; :intendedForTherapy :SpinalCordStimulation ;
  :manufacturedBy "a name in quotes" .
[] a owl:Axiom ; owl:annotatedSource own:Verdura ; owl:annotatedProperty rdfs:label ;
  owl:annotatedTarget "Verdura"@en ; <{LABEL_KIND}> "brand" ; <{REFUTED_BY}> "salad" .

own:Fuse a :SpinalCordStimulator ; rdfs:label "Fuse"@en ; :intendedForTherapy :SpinalCordStimulation .
[] a owl:Axiom ; owl:annotatedSource own:Fuse ; owl:annotatedProperty rdfs:label ;
  owl:annotatedTarget "Fuse"@en ; <{LABEL_KIND}> "brand" ; <{CONFIRMED_BY}> "pain" .

own:Nameless a owl:Class ; rdfs:subClassOf :SpinalCordStimulation ; rdfs:label "\u2014"@en ;
  skos:altLabel "cord shaking"@en .
[] a owl:Axiom ; owl:annotatedSource own:Nameless ; owl:annotatedProperty rdfs:subClassOf ;
  owl:annotatedTarget :SpinalCordStimulation ; rdfs:comment "no name" .
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    path = tmp_path_factory.mktemp("own") / "own.ttl"
    path.write_text(TURTLE, "utf-8")
    return load([path])


@pytest.fixture(scope="module")
def annotator(own: Dataset) -> Annotator:
    return Annotator(own)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Verdura", True),
        ("Implantation of a Verdura\u00ae in forty patients with pain of the leg", True),
        ("all patients ate verdura with their meals", False),
        ("a Verdura salad was served to forty patients", False),
        ("Verdura\u00ae dressing for salad", False),
        ("Fuse system", True),
        ("the bones Fuse within some months in most of the patients", False),
        ("a Fuse for pain of the leg in most of the patients that were seen", True),
        ("Fuse\u2122 in most of the patients that were seen at the ward", True),
    ],
)
def test_a_brand_that_is_an_everyday_word_too_needs_a_sign_or_its_context(
    text: str, found: bool, annotator: Annotator
) -> None:
    brands = {m.entry.iri for m in annotator.mentions(text) if m.entry.naming == "brand"}
    assert brands == ({OWN + text_of(text)} if found else set())


def text_of(text: str) -> str:
    return "Fuse" if "Fuse" in text else "Verdura"


def test_a_name_without_any_word_is_found_nowhere_and_another_name_of_the_term_is(
    annotator: Annotator,
) -> None:
    assert [m.match for m in annotator.mentions("pain \u2014 and nothing else than \u2014")] == ["pain"]
    assert [m.entry.iri for m in annotator.mentions("cord shaking")] == [OWN + "Nameless"]


def test_one_text_is_annotated_as_by_an_annotator(own: Dataset, annotator: Annotator) -> None:
    text, context = "SCS in thirty patients", "spinal cord stimulation for pain"
    assert annotate(own, text, context) == annotator.mentions(text, context) != []


def test_notes_are_of_names_only(own: Dataset) -> None:
    notes = name_notes(own)
    assert notes[OWN + "Verdura", "Verdura", "en"] == ("brand", (), ("salad",))
    assert not any(iri == OWN + "Nameless" for iri, _, _ in notes), "a note of a link is none of a name"


def test_a_search_leaves_out_brands_unless_asked_and_names_without_words(own: Dataset) -> None:
    plain = search_strategy(own, "SpinalCordStimulation", "pubmed").text
    branded = search_strategy(own, "SpinalCordStimulation", "pubmed", brands=True).text
    assert '"cord shaking"[tiab]' in plain
    assert "\u2014" not in branded
    assert "verdura" not in plain.casefold()
    assert "verdura" in branded.casefold()


def test_a_picture_leaves_out_classes_that_are_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "above.ttl"
    path.write_text(
        f"<{NEUROMOD}SpinalCordStimulation> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{OWN}Above> .\n"
        f"<{OWN}Above> a <http://www.w3.org/2002/07/owl#Class> .\n"
    )
    picture = neighbourhood(load([path]), NEUROMOD + "SpinalCordStimulation", up=1)
    assert picture.above
    assert all(box.iri.startswith(NEUROMOD) for box in picture.above)
    assert all(upper != OWN + "Above" for _, upper in picture.links)


# ---- what a text is about ----


@pytest.mark.parametrize(
    ("text", "context", "therapies"),
    [
        ("nerve stimulator guided femoral nerve block", "", []),
        ("Percept PC", "spinal cord stimulation", ["SpinalCordStimulation"]),
        ("Percept PC", "", ["DeepBrainStimulation"]),
        ("Percept PC", "pallidal deep brain stimulation for dystonia", ["PallidalDeepBrainStimulation"]),
        ("", "spinal cord stimulation", []),
    ],
)
def test_a_product_is_used_for_what_the_context_is_about(
    text: str, context: str, therapies: list[str], dataset: Dataset
) -> None:
    found = best_therapies(Annotator(dataset), text, context)
    assert [iri.removeprefix(NEUROMOD) for iri in found.terms] == therapies


def test_empty_lines_of_a_table_are_no_texts() -> None:
    lines = b"id,text\n1,DBS\n\n2,SCS\n"
    found = list(read_texts(io.BytesIO(lines), Columns(text="text", id="id")))
    assert [(one.id, one.text) for one in found] == [("1", "DBS"), ("2", "SCS")]


# ---- agents, search terms ----


def test_what_is_related_to_a_therapy_is_what_is_asked_for(dataset: Dataset) -> None:
    therapy = NEUROMOD + "IntrathecalBaclofenTherapy"
    assert [r.iri for r in related_terms(dataset, therapy, "agents")] == [NEUROMOD + "Baclofen"]
    (agent,) = related_terms(dataset, therapy, "agents", "fr")
    assert "baclofène" in agent.reason
    assert related_terms(dataset, therapy, "") == []
    devices = {r.iri for r in related_terms(dataset, therapy, "devices")}
    assert devices
    assert NEUROMOD + "Baclofen" not in devices


def term(*words: str, stem: str = "", near: bool = False, refuted: tuple[str, ...] = ()) -> SearchTerm:
    return SearchTerm(words, stem, (), near, (), refuted, NEUROMOD + "X", " ".join(words))


@pytest.mark.parametrize(
    ("wanted", "text", "met"),
    [
        (term("neurostimulation", stem="neurostim"), "Neurostimulators for pain", True),
        (term("neurostimulation", stem="neurostim"), "Stimulators for pain", False),
        (term("vagus", "nerve", "stimulation", stem="stimulat"), "vagus nerve stimulating device", True),
        (term("vagus", "nerve", "stimulation", stem="stimulat"), "nerve vagus stimulating device", False),
        (term("cord", "stimulation", near=True), "stimulation of the cord", True),
        (
            term("cord", "stimulation", near=True),
            "stimulation of one or of many or of all parts of a cord",
            False,
        ),
        (term("scs", refuted=("sickle cell",)), "SCS in sickle cells", False),
        (term("scs", refuted=("sickle cell",)), "SCS in failed back surgery", True),
    ],
)
def test_a_search_term_is_found_as_a_search_engine_would(wanted: SearchTerm, text: str, met: bool) -> None:
    assert Finder([wanted]).find(text) == ([wanted] if met else [])


@pytest.mark.parametrize("target", ["ctgov", "europepmc"])
def test_a_search_has_dates_only_where_they_are_given(target: str, dataset: Dataset) -> None:
    plain = search_strategy(dataset, "VagusNerveStimulation", target).text
    since = search_strategy(dataset, "VagusNerveStimulation", target, start="2020-01-01").text
    until = search_strategy(dataset, "VagusNerveStimulation", target, end="2024-12-31").text
    assert since.startswith(plain.strip())
    assert until.startswith(plain.strip())
    assert "2020-01-01" not in plain + until
    assert "2020-01-01" in since
    assert "2024-12-31" in until
