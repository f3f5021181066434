"""Conditions on what records name are tested once for each set of values: same rows, and only where that is so."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuromod_onto.validation.joins import Joins

NESTED = (
    "FILTER NOT EXISTS { ?a :over ?up . ?up :has ?b . FILTER NOT EXISTS { ?up :over ?more . ?more :has ?b } }"
)
PLAIN = "FILTER NOT EXISTS { ?b :over ?a }"
OF_THE_RECORD = "FILTER NOT EXISTS { ?this :first ?other . FILTER (?other != ?a) }"
OF_ANOTHER = (
    "FILTER NOT EXISTS { ?c :has ?b . FILTER NOT EXISTS { ?c :over ?a } }"  # ?c is bound by the optional part
)
SHAPE = "?this :first ?a ; :second ?b ."


def query(*parts: str) -> str:
    return "PREFIX : <urn:> SELECT DISTINCT ?this ?b WHERE { " + " ".join([SHAPE, *parts]) + " }"


def rows(store: ox.Store, text: str) -> list[tuple[str, ...]]:
    found = store.query(text)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(str(row[name]) for name in ("this", "b")) for row in found)


def once(store: ox.Store, text: str) -> str:
    return Joins(store).values_once(text)


NAMES = st.sampled_from("xyz")
TRIPLES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["r1", "r2", "r3"]), st.sampled_from(["first", "second"]), NAMES),
        st.tuples(NAMES, st.sampled_from(["over", "has", "third"]), NAMES),
        st.tuples(st.sampled_from(["r1", "r2"]), st.just("third"), NAMES),
    ),
    max_size=25,
)
PARTS = [
    (NESTED,),
    (NESTED, PLAIN),
    (NESTED, OF_THE_RECORD),
    (NESTED, "FILTER (?a != ?b)"),
    (NESTED, "OPTIONAL { ?this :third ?c }", OF_ANOTHER),
    (NESTED, "OPTIONAL { ?this :third ?c }", "FILTER (BOUND(?c))"),
    ("FILTER NOT EXISTS { ?x :over ?y . FILTER NOT EXISTS { ?y :has ?x } }",),  # of no value of the record
]


@pytest.mark.parametrize("parts", PARTS)
@settings(max_examples=60, deadline=None)
@given(triples=TRIPLES)
def test_the_rows_are_the_same(parts: tuple[str, ...], triples: list[tuple[str, str, str]]) -> None:
    store = ox.Store()
    store.extend(ox.Quad(*(ox.NamedNode("urn:" + name) for name in triple)) for triple in triples)  # type: ignore[arg-type]
    text = query(*parts)
    assert rows(store, once(store, text)) == rows(store, text)


@pytest.mark.parametrize(
    ("parts", "moved", "stays"),
    [
        ((NESTED, PLAIN), [NESTED, PLAIN], []),
        ((NESTED, OF_THE_RECORD), [NESTED], [OF_THE_RECORD]),
        ((NESTED, "OPTIONAL { ?this :third ?c }", OF_ANOTHER), [NESTED], [OF_ANOTHER]),
    ],
)
def test_what_tells_of_the_values_alone_is_moved(
    parts: tuple[str, ...], moved: list[str], stays: list[str]
) -> None:
    outside, group, inside = once(ox.Store(), query(*parts)).partition("{ SELECT DISTINCT ?a ?b")
    assert group
    assert all(test in inside for test in moved)
    assert all(test in outside for test in stays)


@pytest.mark.parametrize(
    "text",
    [
        query(PLAIN),  # nothing within another
        query("FILTER NOT EXISTS { ?x :over ?y . FILTER NOT EXISTS { ?y :has ?x } }"),  # of no value
        query(NESTED).replace("DISTINCT ", ""),  # how often a row is found matters
        query(NESTED) + " ORDER BY ?b",
        query(NESTED).replace(":first ?a", ":first/:third ?a").replace(":second ?b", ":second|:third ?b"),
    ],
)
def test_other_queries_stay_as_they_are(text: str) -> None:
    assert once(ox.Store(), text) == text
