"""What a text names, way by way, over a small dataset made for it; then a few texts over the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UnknownTermError, UsageError
from neuromod_onto.mappings import map_term
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.terms import resolve
from neuromod_onto.terms.resolution import exactly_named, named, nearest, require_iri

from .conftest import ROOT, dataset_of

GRAPH = """
@prefix neuromod: <https://w3id.org/neuromod-onto/> . @prefix product: <https://w3id.org/neuromod-onto/product/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix mesh: <http://id.nlm.nih.gov/mesh/> . @prefix ex: <https://example.org/> .
neuromod:Alpha rdfs:label "alpha stimulation"@en , "stimulation alpha é"@fr ; skos:altLabel "shared"@en , "first wave"@en ;
    skos:hiddenLabel "AS" ; skos:exactMatch mesh:D000001 ; skos:closeMatch mesh:D000002 , mesh:D000003 .
mesh:D000001 rdfs:label "a heading that is mapped"@en .
neuromod:Beta rdfs:subClassOf neuromod:Alpha ; rdfs:label "beta stimulation"@en , "stimulation bêta"@fr ;
    skos:altLabel "shared"@en ; skos:closeMatch mesh:D000002 ; skos:exactMatch mesh:D000003 ; skos:narrowMatch mesh:D000004 .
neuromod:Gamma rdfs:label "shared-name"@en ; skos:hiddenLabel "alpha stimulation"@en .
neuromod:Delta rdfs:label "delta"@en ; skos:exactMatch neuromod:Alpha ; skos:prefLabel "Delta Prime"@en ; skos:hiddenLabel "first-wave"@en , "Shared Name" .
neuromod:Kind rdfs:label "Wonder"@en .
neuromod:Machine rdfs:label "machine"@en .
neuromod:Kind rdfs:subClassOf neuromod:Machine .
product:Wonder a neuromod:Kind ; rdfs:label "Wonder"@en ; neuromod:manufacturedBy ex:maker .
product:ZXY9 a neuromod:Kind ; rdfs:label "Big Box, ninth"@en ; neuromod:manufacturedBy ex:maker .
ex:thing rdfs:label "a thing of the user"@en .
mesh:D000009 rdfs:label "a heading"@en .
neuromod:Twin1 rdfs:subClassOf neuromod:Alpha ; rdfs:label "twin"@en .
neuromod:Twin2 rdfs:subClassOf neuromod:Machine ; rdfs:label "twin"@en .
neuromod:Twin rdfs:label "other twin"@en .
[] rdfs:label "nobody"@en .
"""


@pytest.fixture(scope="module")
def small() -> Dataset:
    return dataset_of(GRAPH)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        # by IRI, CURIE, local name
        ("https://w3id.org/neuromod-onto/Alpha", "neuromod:Alpha"),
        ("neuromod:Alpha", "neuromod:Alpha"),
        ("NM:Alpha", "neuromod:Alpha"),
        ("Alpha", "neuromod:Alpha"),
        ("product:Wonder", "product:Wonder"),
        ("https://example.org/thing", "https://example.org/thing"),
        ("https://example.org/nothing", ""),
        ("http://id.nlm.nih.gov/mesh/D000001", "neuromod:Alpha"),
        ("neuromod:Nothing", ""),
        ("product/Wonder", ""),
        ("neuromod:", ""),
        ("https://a b", ""),
        # by a code: exact before close, never narrow
        ("mesh:D000001", "neuromod:Alpha"),
        ("MSH:D000001", "neuromod:Alpha"),
        ("mesh:D000002", "neuromod:Alpha neuromod:Beta"),
        ("mesh:D000003", "neuromod:Beta"),
        ("mesh:D000004", ""),
        ("mesh:D000009", "mesh:D000009"),
        ("nosuch:D000001", ""),
        # by a name: a label before a synonym before an abbreviation
        ("alpha stimulation", "neuromod:Alpha"),
        ("stimulation alpha é", "neuromod:Alpha"),
        ("AS", "neuromod:Alpha"),
        ("Delta Prime", "neuromod:Delta"),
        ("shared", "neuromod:Alpha neuromod:Beta"),
        ("first wave", "neuromod:Alpha"),
        ("first-wave", "neuromod:Delta"),  # to the letter before folded
        ("nobody", ""),
        # folded
        ("Stimulation-Alpha E", "neuromod:Alpha"),
        ("FIRST WAVE", "neuromod:Alpha"),  # a synonym before an abbreviation
        ("shared name", "neuromod:Gamma"),  # a label before an abbreviation
        ("as", "neuromod:Alpha"),
        ("delta prime", "neuromod:Delta"),
        ("", ""),
        # a brand names the model before its kind
        ("Wonder", "product:Wonder"),
        ("wonder", "product:Wonder"),
        # the end of its IRI names a model whose name is another
        ("ZXY9", "product:ZXY9"),
        ("ZXY8", ""),
        ("Kind", "neuromod:Kind"),
    ],
)
def test_what_a_text_names(small: Dataset, text: str, terms: str) -> None:
    assert [compact(iri) for iri in named(small, text)] == terms.split()


@pytest.mark.parametrize(
    ("text", "under", "terms"),
    [
        ("twin", "", "neuromod:Twin1 neuromod:Twin2"),
        ("twin", "Machine", "neuromod:Twin2"),
        ("twin", "Alpha", "neuromod:Twin1"),
        ("twin", "Gamma", "neuromod:Twin1 neuromod:Twin2"),  # none is under it: both stay
        ("shared", "Alpha", "neuromod:Alpha neuromod:Beta"),  # the class itself, and what is under it
        ("shared", "Beta", "neuromod:Beta"),
        ("Alpha", "Machine", "neuromod:Alpha"),  # a single answer stays
    ],
)
def test_what_is_under_a_class_wins(small: Dataset, text: str, under: str, terms: str) -> None:
    found = named(small, text, under=NEUROMOD + under if under else "")
    assert [compact(iri) for iri in found] == terms.split()


def test_one_term_comes_with_its_label(small: Dataset) -> None:
    term = resolve(small, "  neuromod:Beta ", language="fr")
    assert (term.curie, term.label) == ("neuromod:Beta", "stimulation bêta")
    assert resolve(small, "Beta").label == "beta stimulation"
    assert resolve(small, "twin", under=NEUROMOD + "Machine").curie == "neuromod:Twin2"


def test_several_terms_are_refused_and_listed(small: Dataset) -> None:
    with pytest.raises(UnknownTermError, match="'twin' names 2 terms") as caught:
        resolve(small, "twin")
    assert caught.value.candidates == ["neuromod:Twin1 twin", "neuromod:Twin2 twin"]


def test_no_term_is_refused_with_the_nearest(small: Dataset) -> None:
    with pytest.raises(UnknownTermError, match="no term is called 'alfa stimulation'") as caught:
        resolve(small, "alfa stimulation", language="fr")
    assert caught.value.candidates[0] == "neuromod:Alpha stimulation alpha é"
    with pytest.raises(UnknownTermError) as caught:
        resolve(small, "twinn", under=NEUROMOD + "Machine")
    assert caught.value.candidates == ["neuromod:Twin2 twin"]


def test_a_name_to_the_letter(small: Dataset) -> None:
    assert exactly_named(small, " alpha stimulation ") == [NEUROMOD + "Alpha"]
    assert exactly_named(small, "Alpha stimulation") == []


def test_the_nearest_names(small: Dataset) -> None:
    assert nearest(small, "twin", "en")[:3] == [
        "neuromod:Twin1 twin",
        "neuromod:Twin2 twin",
        "neuromod:Twin other twin",
    ]
    assert nearest(small, "twin", "en", NEUROMOD + "Machine") == ["neuromod:Twin2 twin"]
    assert nearest(small, "twin", "en", limit=1) == ["neuromod:Twin1 twin"]
    assert len(nearest(small, "stimulation twin wonder")) == 5
    assert nearest(small, "qqqqzzzz") == []


def test_where_nothing_of_a_small_class_is_near_all_of_it_is_told(dataset: Dataset) -> None:
    with pytest.raises(UnknownTermError) as caught:
        resolve(dataset, "Belgium", under=NEUROMOD + "Jurisdiction")
    assert {"neuromod:France France", "neuromod:UnitedStates United States"} <= set(caught.value.candidates)
    assert nearest(dataset, "qqqqzzzz", under=NEUROMOD + "Intervention") == []


def test_the_nearest_of_a_class_are_found_behind_many_nearer_names_of_others(dataset: Dataset) -> None:
    found = nearest(dataset, "spinal cord stimulatino", under=NEUROMOD + "Device")
    assert found[0].startswith("neuromod:SpinalCordStimulator ")


@pytest.mark.parametrize(
    ("text", "under", "term"),
    [
        ("RNS", "Device", "product:RNS"),
        ("RNS", "Intervention", "neuromod:ResponsiveNeurostimulation"),
        ("MRI", "Exposure", "neuromod:MRIExposure"),
        ("hyperbaric oxygen", "Exposure", "neuromod:PressureExposure"),
        ("USA", "Jurisdiction", "neuromod:UnitedStates"),
        ("us", "Jurisdiction", "neuromod:UnitedStates"),
        ("UK", "Jurisdiction", "neuromod:UnitedKingdom"),
        ("UE", "Jurisdiction", "neuromod:EuropeanUnion"),
        ("L", "Laterality", "neuromod:LeftSide"),
        ("D", "Laterality", "neuromod:RightSide"),
        ("droite", "Laterality", "neuromod:RightSide"),
    ],
)
def test_names_as_registries_write_them(dataset: Dataset, text: str, under: str, term: str) -> None:
    assert resolve(dataset, text, under=NEUROMOD + under).curie == term


def test_a_text_longer_than_any_name_has_no_nearest(small: Dataset) -> None:
    assert nearest(small, ("alpha stimulation " * 20)[:301]) == []
    assert nearest(small, ("alpha stimulation " * 20)[:300]) != []


@pytest.mark.parametrize(
    ("text", "to", "first"),
    [
        (
            "spinal cord stimulation",
            "mesh",
            ("neuromod:SpinalCordStimulation", "skos:exactMatch", "mesh:D062187"),
        ),
        (" mesh:D062187 ", "", ("neuromod:SpinalCordStimulation", "skos:exactMatch", "mesh:D062187")),
        ("MSH:D062187", "MeSH", ("neuromod:SpinalCordStimulation", "skos:exactMatch", "mesh:D062187")),
        (
            "neuromod:DeepBrainStimulation",
            "mesh",
            ("neuromod:DeepBrainStimulation", "skos:exactMatch", "mesh:D046690"),
        ),
    ],
)
def test_mappings_of_a_term_and_of_a_code(
    dataset: Dataset, text: str, to: str, first: tuple[str, str, str]
) -> None:
    found = map_term(dataset, text, to=to)
    assert (found[0].subject, found[0].predicate, found[0].object) == first
    order = ["skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch"]
    keys = [(order.index(m.predicate), m.object, m.subject) for m in found]
    assert keys == sorted(keys)
    assert len({(m.subject, m.object) for m in found}) == len(found)


ROWS = """subject_id	predicate_id	object_id	object_label	mapping_justification	confidence	comment	object_source
neuromod:Alpha	skos:relatedMatch	mesh:D000005	e	semapv:X	0.5	"a		b"	S
neuromod:Alpha	skos:narrowMatch	mesh:D000004	d	semapv:X			S
neuromod:Alpha	skos:broadMatch	mesh:D000003	c	semapv:X		"a	b"	S
neuromod:Alpha	skos:closeMatch	mesh:D000002	b	semapv:X			S
neuromod:Alpha	skos:exactMatch	mesh:D000001	a	semapv:X			S
neuromod:Beta	skos:exactMatch	mesh:D000001	a	semapv:X	1.0		S
neuromod:AlphaBeta	skos:exactMatch	mesh:D0000011	f	semapv:X			S
"""


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "x.sssom.tsv"
    file.write_text(ROWS.replace("mesh:D0000011", "mesh:D000001123"), "utf-8")
    monkeypatch.setattr("neuromod_onto.mappings.lookup.mapping_files", lambda: [file])


@pytest.mark.usefixtures("table")
def test_mappings_are_ordered_by_how_close_they_are(small: Dataset) -> None:
    found = map_term(small, "Alpha")
    assert [m.object[-1] for m in found] == ["1", "2", "3", "4", "5"]
    first, *_, last = found
    assert (last.subject, last.predicate, last.object) == (
        "neuromod:Alpha",
        "skos:relatedMatch",
        "mesh:D000005",
    )
    assert (last.object_label, last.justification, last.source) == ("e", "semapv:X", "S")
    assert (last.confidence, last.comment, found[2].comment) == (0.5, "a b", "a b")
    assert (first.confidence, first.comment) == (None, "")
    assert Path(last.place).parent == ROOT / "mappings"
    assert Path(last.place).name.startswith("x.sssom.tsv:")


@pytest.mark.usefixtures("table")
def test_a_code_leads_to_all_its_terms_and_to_no_longer_code(small: Dataset) -> None:
    assert [m.subject for m in map_term(small, "mesh:D000001")] == ["neuromod:Alpha", "neuromod:Beta"]
    assert [m.object for m in map_term(small, "Beta")] == ["mesh:D000001"]
    with pytest.raises(UnknownTermError, match="no term is called 'mesh'"):
        map_term(small, "mesh")


def test_mappings_of_what_is_not_known(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="unknown vocabulary 'nosuch'"):
        map_term(dataset, "spinal cord stimulation", to="nosuch")
    with pytest.raises(UsageError, match="no term of ours is mapped to mesh:D06218"):
        map_term(dataset, "mesh:D06218")
    with pytest.raises(UnknownTermError):
        map_term(dataset, "neuromod:Nothing")
    with pytest.raises(UnknownTermError):
        map_term(dataset, "nosuch:1")


@pytest.mark.parametrize("text", ["https://example.org/x", "urn:x:y", "tag:example.org,2026:x"])
def test_an_iri_is_taken_where_names_would_find_nothing(text: str) -> None:
    assert require_iri(text) == text


@pytest.mark.parametrize(
    "text", ["", "DeepBrainStimulation", "neuromod:DeepBrainStimulation", "urn", "xurn:y", "a/b"]
)
def test_a_name_where_an_iri_is_needed_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(UsageError, match="not an IRI") as caught:
        require_iri(text)
    assert "resolve(" in caught.value.hint
