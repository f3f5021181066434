"""Copies in a store: what records of one class say, and queries that read them without other answers."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.catalog import bind, load_catalog
from neuromod_onto.catalog.values import read_values
from neuromod_onto.dataset import Dataset, load_store, open_store
from neuromod_onto.dataset import copies as module
from neuromod_onto.dataset.copies import Copies, graph_of, read_copies
from neuromod_onto.engine import LocalEngine, Rows, Worker
from neuromod_onto.engine.closure import without_walks
from neuromod_onto.engine.stars import with_copies
from neuromod_onto.errors import InputError

from .conftest import ROOT

EX = "https://example.org/"
PREFIX = f"PREFIX : <{EX}> "
CARE, VISIT = EX + "Care", EX + "Visit"
#: One statement each; two cares of three say when, a visit says nothing of its own but ``seen``.
RECORDS = """
@prefix : <https://example.org/> .
:c1 a :Care ; :who "P1" ; :of :Left ; :on 2 .    :c2 a :Care ; :who "P2" ; :of :Left ; :on 5 .
:c3 a :Care ; :who "P1" ; :of :Right .           :c4 a :Care ; :of :Right ; :on 9 .
:v1 a :Visit ; :who "P1" ; :of :Left ; :on 1 ; :seen 7 .   :v2 a :Visit ; :who "P2" ; :of :Right ; :on 3 ; :seen 8 .
:v3 a :Visit ; :who "P3" ; :of :Left ; :seen 4, 5 .        :v4 a :Visit ; :who "P3" ; :on 4 ; :seen 1 .
:o1 a :Other, :Visit ; :who "P1" ; :of :Left ; :on 6 .      :o2 :who "P2" ; :of :Left ; :on 6 .
"""
CHANGED = {
    "a class, two properties": "SELECT ?t (COUNT(DISTINCT ?p) AS ?n) { ?r a :Care ; :who ?p ; :of ?t } GROUP BY ?t",
    "all in one row": "SELECT (SUM(?d) AS ?n) { ?r :on ?d . ?r a :Care . }",
    "an optional property": """SELECT ?t (COUNT(?r) AS ?n) (MIN(?d) AS ?first)
        { ?r a :Care ; :of ?t OPTIONAL { ?r :on ?d } } GROUP BY ?t""",
    "a full IRI for the class": f"SELECT ?t (COUNT(?r) AS ?n) {{ ?r a <{CARE}> ; :of ?t }} GROUP BY ?t",
    "two classes, joined": """SELECT ?t ?u (COUNT(*) AS ?n)
        { ?r a :Care ; :who ?p ; :of ?t . ?v a :Visit ; :who ?p ; :of ?u } GROUP BY ?t ?u""",
    "a class that a property tells": "SELECT ?d (SUM(?s) AS ?n) { ?v :on ?d ; :seen ?s } GROUP BY ?d",
    "a subquery": """SELECT ?p ?d ?s { { SELECT ?p ?d { ?r a :Care ; :who ?p ; :on ?d FILTER (?d > 1) } }
        ?v :who ?p ; :seen ?s }""",
    "branches and a filter": """SELECT ?t (COUNT(?x) AS ?n) {
        { ?r a :Care ; :of ?t ; :who ?x FILTER (?x != "P2") } UNION { ?r a :Visit ; :of ?t ; :on ?x } } GROUP BY ?t""",
    "comments and commas": """SELECT (COUNT(*) AS ?n) { # { a :Care ; :who }
        ?r a :Care ; # ; :of
           :who ?p . # .
        }""",
    "beside other patterns": """SELECT ?t (COUNT(*) AS ?n) { ?v :of :Left ; :who ?p . ?r a :Care ; :who ?p ; :of ?t }
        GROUP BY ?t""",
    "an answer computed of it": "SELECT (COUNT(?p) + 1 AS ?n) { ?r a :Care ; :who ?p ; :of ?t }",
    "no class, two properties": "SELECT ?t (SUM(?d) AS ?n) { ?r :on ?d ; :of ?t } GROUP BY ?t",
    "one of two properties twice": "SELECT (COUNT(*) AS ?n) { ?r a :Care ; :of ?t, ?u ; :who ?p }",
    "the other of two properties twice": "SELECT (COUNT(*) AS ?n) { ?r a :Care ; :of ?t ; :who ?p, ?q }",
    "groups, and nothing computed": "SELECT ?t { ?r a :Care ; :of ?t } GROUP BY ?t",
    "a prefix that is the class": f"""PREFIX care: <{CARE}>
        SELECT (COUNT(*) AS ?n) {{ ?r a care: ; :who ?p ; :of ?t }}""",
    "an optional property with a constant": """SELECT ?p (COUNT(*) AS ?n)
        { ?r a :Care ; :who ?p OPTIONAL { ?r :of :Left } } GROUP BY ?p""",
    "an optional property with a given value": """SELECT ?t (COUNT(*) AS ?n)
        { VALUES ?d { 2 } ?r a :Care ; :of ?t OPTIONAL { ?r :on ?d } } GROUP BY ?t""",
    "an optional property of itself": """SELECT ?t (COUNT(*) AS ?n)
        { ?r a :Care ; :of ?t OPTIONAL { ?r :on ?r } } GROUP BY ?t""",
    "an optional property and a group": """SELECT ?t (COUNT(?d) AS ?n)
        { ?r a :Care ; :of ?t OPTIONAL { ?r :on ?d { ?r :who "P1" } . } } GROUP BY ?t""",
    "nothing is optional": "SELECT ?t (COUNT(*) AS ?n) { ?r a :Care ; :of ?t OPTIONAL { } } GROUP BY ?t",
    "an optional property before": """SELECT ?t (COUNT(?d) AS ?n)
        { OPTIONAL { ?r :on ?d } ?r a :Care ; :of ?t } GROUP BY ?t""",
    "a property that is missing": """SELECT ?t (COUNT(*) AS ?n)
        { ?r a :Care ; :of ?t MINUS { ?r :on ?d } } GROUP BY ?t""",
    "a property that there is": """SELECT ?t (COUNT(*) AS ?n)
        { ?r a :Care ; :of ?t FILTER EXISTS { ?r :on ?d } } GROUP BY ?t""",
    "the property without a copy first": "SELECT ?d (SUM(?s) AS ?n) { ?v :seen ?s ; :on ?d } GROUP BY ?d",
    "two properties, one optional": """SELECT ?t (COUNT(?p) AS ?n) (COUNT(*) AS ?m)
        { ?r a :Care ; :of ?t OPTIONAL { ?r :who ?p } } GROUP BY ?t""",
}
#: For each of them the copies that are read, each in full: class and properties.
PASSES = {
    "a class, two properties": ["Care of who"],
    "all in one row": ["Care on"],
    "an optional property": ["Care of", "Care on"],
    "a full IRI for the class": ["Care of"],
    "two classes, joined": ["Care of who", "Visit of"],
    "a class that a property tells": ["Visit on"],
    "a subquery": ["Care who", "Care on"],
    "branches and a filter": ["Care of who", "Visit of", "Visit on"],
    "comments and commas": ["Care who"],
    "beside other patterns": ["Care of who"],
    "an answer computed of it": ["Care of who"],
    "no class, two properties": [" of on"],
    "one of two properties twice": ["Care of who", "Care of"],
    "the other of two properties twice": ["Care of who", "Care who"],
    "groups, and nothing computed": ["Care of"],
    "a prefix that is the class": ["Care of who"],
    "an optional property with a constant": ["Care who"],
    "an optional property with a given value": ["Care of"],
    "an optional property of itself": ["Care of"],
    "an optional property and a group": ["Care of"],
    "nothing is optional": ["Care of"],
    "an optional property before": ["Care of"],
    "a property that is missing": ["Care of"],
    "a property that there is": ["Care of"],
    "the property without a copy first": ["Visit on"],
    "two properties, one optional": ["Care of", "Care who"],
}
LOOKED_UP = {
    "no aggregate": "SELECT ?p ?t { ?r a :Care ; :who ?p ; :of ?t }",
    "a constant that is an IRI": "SELECT ?p { ?r a :Care ; :of :Left ; :who ?p }",
    "a given record": "SELECT ?t { :c1 a :Care ; :of ?t }",
    "a given value": 'SELECT (COUNT(*) AS ?n) { VALUES ?p { "P1" } ?r a :Care ; :who ?p ; :of ?t }',
    "a value from BIND": 'SELECT (COUNT(*) AS ?n) { BIND ("P1" AS ?p) ?r a :Care ; :who ?p ; :of ?t }',
    "a limit": "SELECT ?t (COUNT(*) AS ?n) { ?r a :Care ; :of ?t } GROUP BY ?t ORDER BY ?t LIMIT 1",
    "an offset": "SELECT ?t (COUNT(*) AS ?n) { ?r a :Care ; :of ?t } GROUP BY ?t ORDER BY ?t OFFSET 1",
    "the same variable twice": "SELECT (COUNT(*) AS ?n) { ?r a :Care ; :who ?x ; :of ?x }",
    "the other sign": "SELECT (COUNT(*) AS ?n) { $r a :Care ; :who $p ; :of $t }",
    "an optional behind": "SELECT ?t ?d { ?r a :Care ; :of ?t OPTIONAL { ?r :on ?d FILTER (?d > 2) } }",
    "a record of another kind too": "SELECT ?r ?p { ?r a :Visit ; :who ?p . ?r :of ?t }",
    "a property without copies": "SELECT ?s ?d { ?r a :Visit ; :on ?d ; :seen ?s }",
    "a property that is asked for": "SELECT (COUNT(*) AS ?n) { ?r a :Care ; ?p ?x ; :of ?t }",
}
LEFT = {
    "no class": "SELECT ?p ?t { ?r :who ?p ; :of ?t }",
    "a blank node as value": "SELECT ?p { ?r a :Care ; :who ?p ; :of [] }",
    "a blank node with a name": "SELECT ?p { _:r a :Care ; :who ?p ; :of ?t }",
    "an optional record": "SELECT ?p { ?o a :Other OPTIONAL { ?r a :Care ; :who ?p } }",
    "no class, given values": "SELECT (COUNT(*) AS ?n) { VALUES ?t { :Left } ?r :on ?d ; :of ?t }",
    "no class, three properties": "SELECT (COUNT(*) AS ?n) { ?r :on ?d ; :of ?t ; :who ?p }",
    "one property without a copy": "SELECT (COUNT(*) AS ?n) { ?r a :Visit ; :who ?p }",
    "a semicolon too many": "SELECT (COUNT(*) AS ?n) { ?r a :Care ; :who ?p ; }",
    "a statement with a name": "SELECT (COUNT(*) AS ?n) { ?r a :Care ; :who ?p ~ ?said ; :of ?t }",
    "a constant": 'SELECT (COUNT(*) AS ?n) { ?r a :Care ; :who "P1" ; :of ?t }',
    "a class without copies": "SELECT (COUNT(*) AS ?n) { ?r a :Unknown ; :who ?p ; :of ?t }",
    "two classes of one record": "SELECT (COUNT(*) AS ?n) { ?r a :Care, :Visit ; :who ?p ; :of ?t }",
    "a class that is asked for": "SELECT ?c (COUNT(*) AS ?n) { ?r a ?c ; :who ?p ; :of ?t } GROUP BY ?c",
    "a path": "SELECT (COUNT(*) AS ?n) { ?r a :Care ; :who|:of ?x ; :of ?t }",
    "a blank node": "SELECT (COUNT(*) AS ?n) { [] a :Care ; :who ?p ; :of ?t }",
    "a named graph": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?r a :Care ; :who ?p ; :of ?t } }",
    "beside a named graph": """SELECT (COUNT(*) AS ?n)
        { { ?r a :Care ; :who ?p ; :of ?t } UNION { GRAPH ?g { ?r a :Care } } }""",
    "not there": "SELECT (COUNT(*) AS ?n) { ?o a :Other MINUS { ?r a :Care ; :who ?p ; :of ?t } }",
    "whether there is one": "SELECT (COUNT(*) AS ?n) { ?o a :Other FILTER EXISTS { ?r a :Care ; :who ?p } }",
    "asked for in the head": """SELECT (COUNT(*) AS ?n) (EXISTS { ?r a :Care ; :who ?p ; :of ?t } AS ?any)
        { ?o a :Other }""",
    "an optional before": "SELECT (COUNT(*) AS ?n) { OPTIONAL { ?r :on ?d } ?x a :Other }",
    "a literal with a class in it": 'SELECT (COUNT(*) AS ?n) { ?r :who "a :Care ; :who ?p ; :of ?t" }',
    "an escape": 'SELECT (COUNT(*) AS ?n) { ?r a :Care ; :who ?p ; :of ?t FILTER (?p != "\\u0050") }',
    "a base": f"BASE <{EX}> SELECT (COUNT(*) AS ?n) {{ ?r a <Care> ; :who ?p ; :of ?t }}",
    "no SELECT": "ASK { ?r a :Care ; :who ?p ; :of ?t }",
    "a graph as answer": "CONSTRUCT { ?r a :Care ; :who ?p } WHERE { ?r a :Care ; :who ?p }",
}


@pytest.fixture(autouse=True, scope="module")
def _every_count() -> object:
    """Copy however few statements there are: the tests need no thousand records; two properties of theirs too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LEAST", 1)
        patch.setattr(module, "TOGETHER", [*module.TOGETHER, (EX + "of", EX + "who")])
        patch.setattr(module, "TOGETHER_IN_ALL", [*module.TOGETHER_IN_ALL, (EX + "of", EX + "on")])
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("copies")
    (place / "records.ttl").write_text(RECORDS, "utf-8")
    return place


@pytest.fixture(scope="module")
def stored() -> Dataset:
    """The records and their copies, in memory."""
    store = ox.Store()
    store.load(RECORDS.encode(), format=ox.RdfFormat.TURTLE)
    store.bulk_extend(list(module.copies(store)))
    return Dataset(store)


def rows(engine: LocalEngine, text: str) -> list[tuple[str, ...]]:
    engine.store.query(engine.as_asked(text))  # it is SPARQL: nothing is asked as written instead
    answer = engine.query(text)
    assert isinstance(answer, Rows)
    return sorted(tuple(map(str, row)) for row in answer.rows)


def both(stored: Dataset, text: str) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return the rows with copies and without."""
    plain = LocalEngine(stored.store)  # takes the store for one that holds the data alone
    return rows(LocalEngine(stored.store, closed=True), text), rows(plain, text)


def test_a_store_says_what_it_holds_copies_of(stored: Dataset) -> None:
    held = read_copies(stored.store)
    ours = {(kind, prop) for kind, prop in held.pairs if kind.startswith(EX)}
    assert {(CARE, EX + "who"), (CARE, EX + "of"), (CARE, EX + "on"), (VISIT, EX + "on")} <= ours
    assert (VISIT, EX + "seen") not in ours  # no other class has it
    assert held.only[EX + "seen"] == VISIT
    assert EX + "who" not in held.only
    assert not read_copies(ox.Store())


def test_a_copy_is_what_the_records_say(stored: Dataset) -> None:
    graph = ox.NamedNode(graph_of(CARE, EX + "who"))
    found = {
        (q.subject.value, q.object.value) for q in stored.store.quads_for_pattern(None, None, None, graph)
    }  # type: ignore[union-attr]
    assert found == {(EX + "c1", "P1"), (EX + "c2", "P2"), (EX + "c3", "P1")}
    everything = stored.store.quads_for_pattern(ox.NamedNode(EX + "c1"), None, None, ox.DefaultGraph())
    assert len(list(everything)) == 4


def test_two_properties_are_read_in_one_pass(stored: Dataset) -> None:
    held = read_copies(stored.store)
    assert {(CARE, EX + "of", EX + "who"), ("", EX + "of", EX + "on")} <= held.together
    graph = ox.NamedNode(graph_of("", EX + "of", EX + "on"))
    quads = list(stored.store.quads_for_pattern(None, None, None, graph))
    assert len(quads) == 7  # all but c3, v3, which say no day, and v4, which says no side
    text = PREFIX + "SELECT (COUNT(*) AS ?n) { ?r a :Care ; :who ?p ; :on ?d ; :of ?t }"
    asked = with_copies(text, held)
    assert "{ ?r ?t ?p }" in asked
    assert asked.count("GRAPH") == 2


def test_a_property_with_a_value_that_is_no_iri_has_a_graph_of_its_own(folder: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.ttl"
    more.write_text(
        '@prefix : <https://example.org/> . :c9 a :Care ; :who "P9" ; :of "both" ; :on 1 .', "utf-8"
    )
    for files in ([folder / "records.ttl", more], [folder / "records.ttl"]):
        place = tmp_path / f"store{len(files)}"
        load_store(files, place)
        if len(files) == 1:  # it comes later
            assert ("", EX + "of", EX + "on") in read_copies(open_store(place).store).together
            load_store([more], place)
        stored = open_store(place)
        assert not any(first == EX + "of" for _, first, _ in read_copies(stored.store).together)
        for text in (*CHANGED.values(), *LOOKED_UP.values()):
            with_them, without = both(stored, PREFIX + text)
            assert with_them == without


def test_who_asks_for_graphs_sees_those_that_were_loaded(tmp_path: Path) -> None:
    (tmp_path / "more.trig").write_text(RECORDS + '<urn:mine> { :c1 a :Care ; :who "P1" . }', "utf-8")
    load_store([tmp_path / "more.trig"], tmp_path / "store")
    stored = open_store(tmp_path / "store")
    text = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    expected = [("<urn:mine>", '"2"^^<http://www.w3.org/2001/XMLSchema#integer>')]
    assert rows(LocalEngine(stored.store, closed=True), text) == expected
    with Worker(stored) as worker:
        answer = worker.query(text)
    assert isinstance(answer, Rows)
    assert [tuple(map(str, row)) for row in answer.rows] == expected
    assert [o.value for o in stored.objects(EX + "c4", EX + "of")] == [EX + "Right"]
    assert stored.facts(EX + "c4")[EX + "of"] == [ox.NamedNode(EX + "Right")]
    assert stored.subjects(EX + "of", EX + "Right") == [EX + "c3", EX + "c4", EX + "v2"]


@pytest.mark.parametrize("name", CHANGED)
def test_a_query_over_all_records_reads_the_copies(stored: Dataset, name: str) -> None:
    text = CHANGED[name]
    asked = LocalEngine(stored.store, closed=True).as_asked(PREFIX + text)
    passes = re.findall(r"\{ SELECT [^{}]* WHERE \{ GRAPH <([^>]*)>", asked)
    assert passes == [
        graph_of(EX + kind if kind else "", *(EX + prop for prop in props))
        for kind, *props in (one.split(" ") for one in PASSES[name])
    ]
    assert asked.count("GRAPH") == len(passes)
    assert module.RDF_TYPE not in asked
    with_them, without = both(stored, PREFIX + text)
    assert with_them == without != []


@pytest.mark.parametrize("text", LOOKED_UP.values(), ids=list(LOOKED_UP))
def test_what_starts_from_values_or_lists_is_looked_up_in_copies(stored: Dataset, text: str) -> None:
    asked = LocalEngine(stored.store, closed=True).as_asked(PREFIX + text)
    assert "GRAPH" in asked
    assert asked.count("SELECT") == 1
    with_them, without = both(stored, PREFIX + text)
    assert with_them == without != []


@pytest.mark.parametrize("text", LEFT.values(), ids=list(LEFT))
def test_any_other_query_is_left_as_it_is(stored: Dataset, text: str) -> None:
    copies = read_copies(stored.store)
    assert with_copies(PREFIX + text, copies) == PREFIX + text


def test_a_prefix_with_two_meanings_is_not_guessed(stored: Dataset) -> None:
    text = f"PREFIX : <urn:x:> {PREFIX}SELECT (COUNT(*) AS ?n) {{ ?r a :Care ; :who ?p ; :of ?t }}"
    assert with_copies(text, read_copies(stored.store)) == text


def test_the_class_is_asked_for_where_no_copy_implies_it() -> None:
    text = PREFIX + "SELECT (COUNT(*) AS ?n) { ?r a :Care ; :x ?x ; :y ?y }"
    known = Copies(frozenset({(CARE, EX + "who")}))
    asked = with_copies(text, known)
    assert asked.index(f"?r <{module.RDF_TYPE}> <{CARE}>") < asked.index("?r :x ?x")
    assert module.RDF_TYPE not in with_copies(text, Copies(known.pairs, only={EX + "x": CARE}))


@pytest.mark.parametrize(
    "part", ["OPTIONAL { ?r :on ?d }", "MINUS { ?r :on ?d }", "FILTER EXISTS { ?r :on ?d }"]
)
def test_what_stands_apart_is_asked_as_it_is_written(stored: Dataset, part: str) -> None:
    text = f"{PREFIX}SELECT ?t (COUNT(*) AS ?n) {{ {part} ?r a :Care ; :of ?t }} GROUP BY ?t"
    asked = with_copies(text, read_copies(stored.store))
    assert part in asked
    assert asked != text


def test_of_a_property_with_a_copy_and_one_without_the_copy_is_read_first(stored: Dataset) -> None:
    text = PREFIX + CHANGED["the property without a copy first"]
    asked = with_copies(text, read_copies(stored.store))
    assert asked.index(":on ?d }") < asked.index(":seen ?s }")


@pytest.mark.parametrize(
    "text", ["{ ?r a :Care ; :who ?p ; :of ?t } GROUP BY", "{ ?r a :Care ; :of ?t . ?r a:b ?x }"]
)
def test_a_fault_is_told_where_it_was_written(stored: Dataset, text: str) -> None:
    places = []
    for closed in (True, False):
        with pytest.raises(InputError) as caught:
            LocalEngine(stored.store, closed=closed).query(f"{PREFIX}SELECT (COUNT(*) AS ?n) {text}")
        places.append((caught.value.place, caught.value.cause))
    assert places[0] == places[1]
    assert places[0][0].startswith("query:1:")


def test_a_prefix_that_is_not_declared_is_told(stored: Dataset) -> None:
    with pytest.raises(InputError, match="prefix"):
        LocalEngine(stored.store, closed=True).query(
            "SELECT (COUNT(*) AS ?n) { ?r a x:Care ; x:who ?p ; x:of ?t }"
        )


def test_more_data_makes_the_copies_whole_again(folder: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.ttl"
    more.write_text(
        '@prefix : <https://example.org/> . :c9 a :Care ; :who "P9" ; :of :Left ; :on 1 . :z :seen 9 ; :who "P9" .'
        + " ".join(f':m{n} a :Care ; :who "P{n}" ; :of :Left .' for n in range(20)),
        "utf-8",
    )
    load_store([folder / "records.ttl"], tmp_path / "store")
    load_store([more], tmp_path / "store")
    stored = open_store(tmp_path / "store")
    assert EX + "seen" not in read_copies(stored.store).only  # what is no visit has it too
    assert (CARE, EX + "who") in read_copies(stored.store).pairs  # though most are of this class now
    for text in (*CHANGED.values(), *LOOKED_UP.values()):
        with_them, without = both(stored, PREFIX + text)
        assert with_them == without != []


def test_the_analytic_queries_answer_alike(tmp_path: Path, registry: Path) -> None:
    load_store([registry], tmp_path / "store")
    stored = open_store(tmp_path / "store")
    changed = 0
    for name, query in load_catalog().items():
        if "analytic" not in query.tags:
            continue
        given = {"therapy": ["DeepBrainStimulation"]} if name == "cohort" else {}
        text = bind(query.text, read_values(query, given, stored))
        changed += LocalEngine(stored.store, closed=True).as_asked(text) != without_walks(text)
        answers = [
            LocalEngine(stored.store, closed=True).query(text),
            LocalEngine(stored.store).query(without_walks(text)),
        ]
        first, second = ([tuple(map(str, r)) for r in a.rows] for a in answers if isinstance(a, Rows))
        assert first == second, name
    assert changed >= 8


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up registry, from the benchmarks."""
    import subprocess
    import sys

    path = tmp_path_factory.mktemp("registry") / "records.nt"
    command = [sys.executable, str(ROOT / "benchmarks" / "registry.py"), "10000", str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path
