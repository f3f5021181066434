"""The normal form of Turtle: the same triples, one text."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuromod_onto.dataset import read_quads
from neuromod_onto.errors import InputError
from neuromod_onto.release import to_turtle

from .conftest import ROOT

iris = st.sampled_from(
    [ox.NamedNode(f"https://w3id.org/neuromod-onto/{n}") for n in "ABC"]
    + [ox.NamedNode("http://example.org/a b".replace(" ", "%20"))]
)
literals = st.one_of(
    st.text(st.characters(codec="utf-8")).map(ox.Literal),
    st.tuples(st.text(st.characters(codec="utf-8")), st.sampled_from(["en", "fr"])).map(
        lambda p: ox.Literal(p[0], language=p[1])
    ),
    st.integers().map(ox.Literal),
    st.booleans().map(ox.Literal),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(
        lambda d: ox.Literal(str(d), datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    ),
)


def parsed(text: str) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(text, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@given(st.lists(st.tuples(iris, iris, st.one_of(iris, literals)), max_size=12), st.randoms())
@settings(max_examples=200)
def test_any_triples_survive_and_their_order_does_not_matter(
    triples: list[tuple[ox.NamedNode, ox.NamedNode, ox.Literal]], random: object
) -> None:
    quads = [ox.Quad(*triple) for triple in triples]
    text = to_turtle(quads)
    assert set(parsed(text)) == set(quads)
    random.shuffle(quads)  # type: ignore[attr-defined]
    assert to_turtle(quads) == text


NESTED = """
@prefix : <https://w3id.org/neuromod-onto/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
:A a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( :B [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom [ a owl:Class ; owl:unionOf ( :C :B ) ] ] ) ] .
[] a owl:Axiom ; owl:annotatedSource :A ; owl:annotatedProperty :p ; owl:annotatedTarget "x" .
[] a owl:AllDisjointClasses ; owl:members ( :A :B ) .
"""


def test_nested_blank_nodes_and_lists_survive() -> None:
    quads = list(ox.parse(NESTED, format=ox.RdfFormat.TURTLE))
    text = to_turtle(quads)
    assert parsed(text) == parsed(NESTED)
    assert to_turtle(ox.parse(text, format=ox.RdfFormat.TURTLE)) == text
    assert "_:" not in text


def test_a_shared_blank_node_is_refused() -> None:
    text = "@prefix : <http://e/> . :a :p _:x . :b :p _:x . _:x :q 1 ."
    with pytest.raises(InputError, match="used twice"):
        to_turtle(ox.parse(text, format=ox.RdfFormat.TURTLE))


def test_adding_a_synonym_changes_one_line() -> None:
    quads = list(read_quads(ROOT / "ontology" / "neuromod.ttl"))
    new = ox.Quad(
        ox.NamedNode("https://w3id.org/neuromod-onto/DeepBrainStimulation"),
        ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"),
        ox.Literal("zzz test synonym", language="en"),
    )
    before, after = to_turtle(quads).splitlines(), to_turtle([*quads, new]).splitlines()
    assert len(set(after) - set(before)) <= 2
    assert len(after) - len(before) <= 1


def test_the_committed_files_are_in_normal_form() -> None:
    files = sorted((ROOT / "ontology").glob("*.ttl"))
    assert len(files) >= 6
    stale = [path.name for path in files if to_turtle(read_quads(path)) != path.read_text("utf-8")]
    assert stale == [], "run neuromod build"
