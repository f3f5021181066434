"""Counts in a store: answers of subqueries over all records, read without other answers of the query."""

from __future__ import annotations

from functools import cache
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuromod_onto.catalog import bind, load_catalog
from neuromod_onto.catalog.values import read_values
from neuromod_onto.dataset import copies as copies_module
from neuromod_onto.dataset import counts as module
from neuromod_onto.dataset import load, load_store, open_store
from neuromod_onto.dataset.closure import closure
from neuromod_onto.dataset.copies import Copies, copies
from neuromod_onto.dataset.counts import counts, forget_counts, read_counts
from neuromod_onto.engine import LocalEngine, Rows, Worker
from neuromod_onto.engine.stars import with_copies
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import RDF_TYPE

EX = "https://example.org/"
GRAPH = "GRAPH <urn:neuromod-onto:counts:"
#: What is counted in the tests of recognising: one subquery with a block in itself, one with it further in.
BY_SIDE = """SELECT ?side (COUNT(?care) AS ?cares) (MIN(?day) AS ?first)
    WHERE { VALUES ?side { ex:Left ex:Right ex:Both } ?care a ex:Care ; ex:of ?side OPTIONAL { ?care ex:on ?day } }
    GROUP BY ?side"""
BY_SIDE_AND_WHO = """SELECT ?side ?who (COUNT(DISTINCT ?care) AS ?cares)
    WHERE {
      { SELECT ?care ?side WHERE { VALUES ?side { ex:Left ex:Right } ?care ex:of ?side } }
      ?care ex:who ?who .
      VALUES ?who { "P1" "P2" }
      FILTER NOT EXISTS { ?care ex:stopped ?when }
      FILTER (?who != "P10" && 15 > 1.5)
    }
    GROUP BY ?side ?who"""
PREFIX = f"PREFIX ex: <{EX}> "
RECORDS = """@prefix ex: <https://example.org/> .
ex:c1 a ex:Care ; ex:of ex:Left ; ex:on 3, 2 ; ex:who "P1" .   ex:c2 a ex:Care ; ex:of ex:Left, ex:Right ; ex:on 5 ; ex:who "P2" .
ex:c3 a ex:Care ; ex:of ex:Right ; ex:who "P1", "P2" .         ex:c4 a ex:Care ; ex:of ex:Right ; ex:who "P1" ;
ex:stopped 1 .                                                 _:c5 a ex:Care ; ex:of ex:Front ; ex:who "P3" ."""


def inside(subquery: str) -> str:
    return f"{PREFIX}SELECT * WHERE {{ {{ {subquery} }} }}"


READ = {
    "the subquery itself": inside(BY_SIDE),
    "the other": inside(BY_SIDE_AND_WHO),
    "other names, spaces and comments": inside(
        BY_SIDE.replace("?side", "$s")
        .replace("?care ", "?x ")
        .replace("(?care)", "(?x)")
        .replace(" ; ", "; #;\n")
    ),
    "full names and small letters": inside(
        BY_SIDE.replace("ex:Care", f"<{EX}Care>")
        .replace("SELECT", "select")
        .replace(" a ", f" <{RDF_TYPE}> ")
    ),
    "another prefix": inside(BY_SIDE).replace("ex:", "e:"),
    "one value": inside(BY_SIDE.replace("ex:Left ex:Right ex:Both", "ex:Right")),
    "two values in another order": inside(BY_SIDE.replace("ex:Left ex:Right ex:Both", "ex:Both ex:Left")),
    "one value further in": inside(BY_SIDE_AND_WHO.replace("ex:Left ex:Right", "ex:Right")),
    "one value of each": inside(
        BY_SIDE_AND_WHO.replace("ex:Left ex:Right", "ex:Left").replace('"P1" "P2"', '"P2"')
    ),
    "joined with more": f"""{PREFIX}SELECT ?p (SUM(?cares) AS ?n) WHERE
        {{ {{ {BY_SIDE} }} ?c ex:of ?side ; ex:who ?p FILTER (?cares > 1) }} GROUP BY ?p""",
    "optional": f"{PREFIX}SELECT * WHERE {{ ?c ex:of ?side OPTIONAL {{ {BY_SIDE} }} }}",
    "taken away": f"{PREFIX}SELECT * WHERE {{ ?c ex:of ?side MINUS {{ {BY_SIDE} }} }}",
    "a branch": f"{PREFIX}SELECT * WHERE {{ {{ {BY_SIDE} }} UNION {{ {BY_SIDE_AND_WHO} }} }}",
    "two subqueries deep": inside(f"SELECT ?side WHERE {{ {{ {BY_SIDE} }} }}"),
}
LEFT = {
    "another property": inside(BY_SIDE.replace("ex:of", "ex:off")),
    "another class": inside(BY_SIDE.replace("ex:Care", "ex:Visit")),
    "another aggregate": inside(BY_SIDE.replace("COUNT(?care)", "COUNT(DISTINCT ?care)")),
    "one column less": inside(BY_SIDE.replace(" (MIN(?day) AS ?first)", "")),
    "a limit": inside(BY_SIDE + " LIMIT 1"),
    "only some groups": inside(BY_SIDE + " HAVING (COUNT(?care) > 1)"),
    "a value that was not counted": inside(BY_SIDE.replace("ex:Both", "ex:Front")),
    "a value twice": inside(BY_SIDE.replace("ex:Left ex:Right ex:Both", "ex:Left ex:Left")),
    "the same value twice, named in two ways": inside(
        BY_SIDE.replace("ex:Left ex:Right ex:Both", f"ex:Left <{EX}Left>")
    ),
    "any value": inside(BY_SIDE.replace("ex:Left ex:Right ex:Both", "UNDEF")),
    "no value": inside(BY_SIDE.replace("ex:Left ex:Right ex:Both", "")),
    "no block": inside(BY_SIDE.replace("VALUES ?side { ex:Left ex:Right ex:Both }", "")),
    "a block more": inside(BY_SIDE.replace("?care a", "VALUES ?care { ex:c1 } ?care a")),
    "a language": inside(BY_SIDE_AND_WHO.replace('"P1" "P2"', '"P1"@en')),
    "a datatype": inside(BY_SIDE_AND_WHO.replace('"P1" "P2"', '"P1"^^ex:t')),
    "another number": inside(BY_SIDE_AND_WHO.replace("15", "150")),
    "a filter more": inside(BY_SIDE.replace("ex:of ?side", "ex:of ?side FILTER (?side != ex:Left)")),
    "another order of what is optional": inside(
        BY_SIDE.replace(
            "ex:of ?side OPTIONAL { ?care ex:on ?day }", "ex:on ?day OPTIONAL { ?care ex:of ?side }"
        )
    ),
    "variables that meet": inside(BY_SIDE.replace("?day)", "?side)").replace("?day", "?side")),
    "a blank node for a variable": inside(BY_SIDE.replace("?care a", "_:care a")),
    "a prefix of another meaning": inside(BY_SIDE).replace(EX, "https://example.com/"),
    "asked row by row": f"{PREFIX}SELECT * WHERE {{ ?c ex:of ?side FILTER EXISTS {{ {{ {BY_SIDE} }} }} }}",
    "asked of a graph": f"{PREFIX}SELECT * WHERE {{ GRAPH <urn:mine> {{ {{ {BY_SIDE} }} }} }}",
    "in words": f"""{PREFIX}SELECT ('''{{ {BY_SIDE} }}''' AS ?text) WHERE {{ }}""",
    "no subquery": PREFIX + BY_SIDE,
}
#: A block in one branch of two, and one in what may be missing, do not only pick groups: all of it must be alike.
BRANCHES = """SELECT ?side (COUNT(*) AS ?n)
    WHERE { { VALUES ?side { ex:Left ex:Right } ?c ex:of ?side } UNION { ?c ex:by ?side } } GROUP BY ?side"""
MAYBE = """SELECT ?side (COUNT(*) AS ?n)
    WHERE { ?c a ex:Care OPTIONAL { VALUES ?side { ex:Left ex:Right } ?c ex:of ?side } } GROUP BY ?side"""
FEW = """SELECT ?side (COUNT(*) AS ?n)
    WHERE { { SELECT DISTINCT ?side WHERE { VALUES ?side { ex:Left ex:Right } ?c ex:of ?side } LIMIT 1 } ?c ex:of ?side }
    GROUP BY ?side"""
NO_KEY = """SELECT ?who (COUNT(*) AS ?n)
    WHERE { VALUES ?side { ex:Left ex:Right } ?c ex:of ?side ; ex:who ?who } GROUP BY ?who"""


def held(monkeypatch: pytest.MonkeyPatch, *subqueries: str) -> ox.Store:
    """Return a store with the records and the answers of subqueries."""
    texts = {str(number): PREFIX + subquery for number, subquery in enumerate(subqueries)}
    monkeypatch.setattr(module, "counted", lambda: texts)
    store = ox.Store()
    store.load(RECORDS, format=ox.RdfFormat.TURTLE)
    store.bulk_extend(counts(store))
    return store


def rows(engine: LocalEngine, text: str) -> list[tuple[str, ...]]:
    engine.store.query(engine.as_asked(text))  # it is SPARQL: nothing is asked as written instead
    answer = engine.query(text)
    assert isinstance(answer, Rows)
    return sorted(tuple(map(str, row)) for row in answer.rows)


@pytest.mark.parametrize("text", READ.values(), ids=list(READ))
def test_the_answer_that_is_held_is_read(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    engine = LocalEngine(held(monkeypatch, BY_SIDE, BY_SIDE_AND_WHO), closed=True)
    assert GRAPH in engine.as_asked(text)
    assert rows(engine, text) == rows(LocalEngine(engine.store), text) != []


@pytest.mark.parametrize("text", LEFT.values(), ids=list(LEFT))
def test_any_other_query_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    known = read_counts(held(monkeypatch, BY_SIDE, BY_SIDE_AND_WHO))
    assert len(known) == 2
    assert with_copies(text, Copies(), known) == text


@pytest.mark.parametrize("subquery", [BRANCHES, MAYBE, FEW, NO_KEY])
def test_a_block_that_does_more_than_pick_groups_may_not_differ(
    monkeypatch: pytest.MonkeyPatch, subquery: str
) -> None:
    store = held(monkeypatch, subquery)
    engine, plain = LocalEngine(store, closed=True), LocalEngine(store)
    assert GRAPH in engine.as_asked(inside(subquery))
    assert rows(engine, inside(subquery)) == rows(plain, inside(subquery)) != []
    other = inside(subquery.replace("ex:Left ex:Right", "ex:Left"))
    assert GRAPH not in engine.as_asked(other)


def test_a_row_without_a_value_is_held_too(monkeypatch: pytest.MonkeyPatch) -> None:
    store = held(monkeypatch, BY_SIDE)
    (count,) = read_counts(store)
    assert (count.rows, count.lacking) == (2, {2})  # no care of the right side says when
    text = inside(BY_SIDE).replace("SELECT *", "SELECT ?side ?cares ?first")
    left, right = rows(LocalEngine(store, closed=True), text)
    assert (left[0], right[0]) == (f"<{EX}Left>", f"<{EX}Right>")
    assert [row[2] for row in (left, right)] == ['"2"^^<http://www.w3.org/2001/XMLSchema#integer>', "None"]


def test_an_answer_of_many_rows_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 1)
    store = held(monkeypatch, BY_SIDE)
    assert read_counts(store) == []
    assert len(rows(LocalEngine(store, closed=True), inside(BY_SIDE))) == 2


KINDS = [
    "TherapyRecord",
    "PulsedStimulationProgram",
    "ImplantRecord",
    "OutcomeRecord",
    "DiscontinuationRecord",
]
THERAPIES = ["SubthalamicDeepBrainStimulation", "SpinalCordStimulation", "TenKilohertzSpinalCordStimulation"]
XSD = "http://www.w3.org/2001/XMLSchema#"
DATES = [
    ox.Literal("2021-01-05", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("2021-06-01T09:00:00", datatype=ox.NamedNode(XSD + "dateTime")),
    ox.Literal("2023-02-11", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("2024-12-30", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("some day"),
]
SAID = {
    "recordsTherapy": [ox.NamedNode(NEUROMOD + name) for name in THERAPIES],
    "recordsCondition": [
        *(ox.NamedNode(NEUROMOD + name) for name in ("ChronicPain", "ParkinsonDisease")),
        ox.Literal("pain"),
    ],
    "patientPseudonym": [ox.Literal("P1"), ox.Literal("P2")],
    "recordsDevice": [
        *(ox.NamedNode(NEUROMOD + x) for x in ("DeepBrainStimulator", "SpinalCordStimulator")),
        ox.BlankNode("d"),
    ],
    "startedAt": DATES,
    "occurredAt": DATES,
    "endedAt": DATES,
    "pulseWidth": [ox.Literal(60), ox.Literal(60.5), ox.Literal("wide")],
}
IN_NO_GRAPH = ox.DefaultGraph()


@st.composite
def records(draw: st.DrawFn) -> list[ox.Quad]:
    """Draw records that lack properties, have several values of one, or stand in a named graph."""
    quads = []
    for number in range(draw(st.integers(0, 7))):
        record = ox.NamedNode(f"{EX}{number}") if draw(st.booleans()) else ox.BlankNode(f"r{number}")
        graph = draw(st.sampled_from([IN_NO_GRAPH, IN_NO_GRAPH, IN_NO_GRAPH, ox.NamedNode("urn:mine")]))
        kinds = draw(st.lists(st.sampled_from([KINDS[0], *KINDS]), min_size=1, max_size=2))
        said = [(RDF_TYPE, ox.NamedNode(NEUROMOD + kind)) for kind in kinds]
        for prop, pool in SAID.items():
            several = draw(st.integers(0, 9))
            values = st.lists(st.sampled_from(pool), min_size=several > 1, max_size=1 + (several > 7))
            said += [(NEUROMOD + prop, value) for value in draw(values)]
        quads += [ox.Quad(record, ox.NamedNode(prop), value, graph) for prop, value in said]
    return quads


VALUES = {
    "missing-data": st.lists(st.sampled_from(KINDS[:4]), unique=True).map(lambda x: {"kind": x} if x else {}),
    "off-label-uses": st.just({}),
    "patients-by-therapy-and-condition": st.sampled_from([{}, {"therapy": [THERAPIES[1]]}]),
    "device-continuation": st.fixed_dictionaries(
        {"after": st.sampled_from([["1"], ["3"]]), "year": st.sampled_from([["2023"], ["2026"]])}
    ),
    "code-coverage": st.sampled_from([{}, {"vocabulary": ["mesh"]}]),
}


#: What the queries look up beside the records: kinds, a record that supports a use, codes.
KNOWN = f"""@prefix n: <{NEUROMOD}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
n:TenKilohertzSpinalCordStimulation rdfs:subClassOf n:SpinalCordStimulation .
n:SpinalCordStimulation rdfs:subClassOf n:Intervention ; skos:exactMatch <http://id.nlm.nih.gov/mesh/D1> .
n:SubthalamicDeepBrainStimulation rdfs:subClassOf n:Intervention .
n:ChronicPain rdfs:subClassOf n:Condition ; skos:closeMatch <http://snomed.info/id/1> .
n:ParkinsonDisease rdfs:subClassOf n:Condition .
<urn:e> n:hasPolarity n:SupportsUse ; n:hasStatus n:CurrentRecord ; n:hasJurisdiction n:Somewhere ;
  n:aboutTherapy n:SpinalCordStimulation ; n:aboutCondition n:ChronicPain ."""
shipped = cache(load)


@given(said=records(), data=st.data(), copied=st.booleans())
@settings(max_examples=25, deadline=None)
def test_queries_answer_alike_whatever_the_records_say(
    said: list[ox.Quad], data: st.DataObject, copied: bool
) -> None:
    plain, counted = ox.Store(), ox.Store()
    plain.load(KNOWN, format=ox.RdfFormat.TURTLE)
    plain.extend(said)
    plain.extend(list(closure(plain, set())))
    counted.extend(plain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies_module, "LEAST", 1)
        beside = chain(counts(plain), copies(plain)) if copied else counts(plain)
        counted.extend(beside)
    for name, strategy in VALUES.items():
        query = load_catalog()[name]
        text = bind(query.text, read_values(query, data.draw(strategy), shipped()))
        engine = LocalEngine(counted, closed=True)
        assert GRAPH in engine.as_asked(text), name
        assert rows(engine, text) == rows(LocalEngine(plain, closed=True), text), name


def test_every_count_is_of_a_subquery_that_is_shipped() -> None:
    store = ox.Store()
    store.bulk_extend(counts(store))
    engine = LocalEngine(store, closed=True)
    asked = [engine.as_asked(query.text) for query in load_catalog().values()]
    assert len(read_counts(store)) == len(module.counted()) > 0
    for count in read_counts(store):
        assert any(f"GRAPH <{count.graph}>" in text for text in asked), count.text


def test_counts_belong_to_one_load(tmp_path: Path) -> None:
    """What a store counts is what it holds after each load, whatever stood there before."""
    prefix = f"@prefix n: <{NEUROMOD}> . "
    first, more, last = (tmp_path / f"{name}.ttl" for name in ("first", "more", "last"))
    treated = (
        "a n:TherapyRecord ; n:recordsTherapy n:SpinalCordStimulation ; n:recordsCondition n:ChronicPain"
    )
    first.write_text(prefix + f'<urn:r1> {treated} ; n:patientPseudonym "P1" .', "utf-8")
    more.write_text(prefix + f'<urn:r2> {treated} ; n:patientPseudonym "P2" .', "utf-8")
    last.write_text(prefix + f'<urn:r3> {treated} ; n:patientPseudonym "P3" .', "utf-8")
    name = "patients-by-therapy-and-condition"
    text = load_catalog()[name].text

    def patients(place: Path) -> str:
        stored = open_store(place)
        engine = LocalEngine(stored.store, closed=True)
        assert GRAPH in engine.as_asked(text)
        answer = engine.query(text)
        assert isinstance(answer, Rows)
        with Worker(stored) as worker:
            again = worker.query(text)
        assert isinstance(again, Rows)
        assert list(map(tuple, again.rows)) == list(map(tuple, answer.rows))
        ((_, _, number, *_),) = answer.rows
        return number.value  # type: ignore[union-attr]

    place = tmp_path / "store"
    load_store([first], place)
    assert patients(place) == "1"
    load_store([more], place)
    assert patients(place) == "2"
    everything = (
        tmp_path / "everything.nq"
    )  # a dump brings counts of its own, which are not those of the data
    with everything.open("wb") as file:
        open_store(place).store.dump(file, format=ox.RdfFormat.N_QUADS)
    load_store([everything, last], place, replace=True)
    assert patients(place) == "3"
    assert len(read_counts(open_store(place).store)) == len(module.counted())
    asked = "SELECT ?g WHERE { GRAPH ?g { ?s ?p ?o } } LIMIT 1"
    assert rows(LocalEngine(open_store(place).store, closed=True), asked) == []


def test_a_store_without_counts_is_asked_as_before() -> None:
    store = ox.Store()
    store.bulk_extend(counts(store))
    forget_counts(store)
    text = load_catalog()["missing-data"].text
    assert len(store) == 0
    assert LocalEngine(store, closed=True).as_asked(text) == text
