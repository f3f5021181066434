"""The compiler of SHACL finds what pySHACL finds, whatever it does to the queries of the shapes on the way."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.validation.ancestry import KIND
from neuromod_onto.validation.compiled import compile_shapes, run_checks
from neuromod_onto.validation.groups import (
    any_property,
    question_marks,
)
from neuromod_onto.validation.reference import run_reference
from neuromod_onto.validation.shacl import run_shapes

from .small_shapes import PREFIXES, foci
from .test_engines import key

# -- texts within queries stay as they are


NAMES = 'ex:r1 ex:has "a" . ex:r2 ex:has "ab" . ex:r3 ex:has "a$b" . ex:r4 ex:has "rdfs:subClassOf*" .'


@pytest.mark.parametrize(
    ("test", "found"),
    [
        (r"REGEX(?value, '^a$')", ["r1"]),
        (r"REGEX($value, \"^a$\")", ["r1"]),
        (r"$value = 'a$b'", ["r3"]),
        (r"?value = '''a$b''' # $this is not ?that", ["r3"]),
        ("?value = 'rdfs:subClassOf*'", ["r4"]),
        ("?value = 'a' || ?value = '} FILTER EXISTS { x'", ["r1"]),
    ],
)
def test_texts_within_a_query(tmp_path: Path, test: str, found: list[str]) -> None:
    select = f"SELECT $this ?value WHERE {{ $this ex:has ?value . FILTER ({test}\n) }}"
    assert foci(tmp_path, NAMES, select.replace(r"\"", r"\\\"").replace(r"\\\"", r"\"")) == found


def test_parameters_become_variables_outside_texts_only() -> None:
    query = 'SELECT $this { $this <urn:$x> \'$y\' ; ex:p """a"$z""" . # $c\n FILTER ($a = 1) }'
    assert question_marks(query) == query.replace("$this", "?this").replace("$a", "?a")


# -- classes first


CLASSES = """
ex:Pump rdfs:subClassOf ex:Device . ex:Lead rdfs:subClassOf ex:Device . ex:DualLead rdfs:subClassOf ex:Lead .
ex:Heat rdfs:subClassOf ex:Exposure . ex:Device rdfs:subClassOf ex:Thing . ex:Exposure rdfs:subClassOf ex:Thing .
ex:Lead ex:excludes ex:Heat , ex:Pump , ex:Cold . ex:Pump ex:excludes ex:Heat .
ex:model a ex:DualLead . ex:odd ex:alone ex:odd .
ex:r1 ex:has ex:model ; ex:of "p1" . ex:r2 ex:has ex:Heat ; ex:of "p1" . ex:r3 ex:has ex:Heat ; ex:of "p2" .
ex:r4 ex:has ex:Pump ; ex:of "p1" . ex:r5 ex:has ex:odd ; ex:of "p3" . ex:r6 ex:has ex:unheard ; ex:of "p4" .
ex:r7 ex:has ex:Lead ; ex:of "p5" .
"""

QUERIES = {
    "what one record names excludes what another names": (
        "SELECT DISTINCT $this ?value WHERE { $this ex:has ?value ; ex:of ?p . ?value a?/rdfs:subClassOf* ?k ."
        " ?k ex:excludes ?h . ?other ex:of ?p ; ex:has ?thing . ?thing a?/rdfs:subClassOf* ?h }",
        ["r1", "r4"],
    ),
    "in both directions": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?value ; ex:of ?p . ?value a?/rdfs:subClassOf* ?k ."
        " ?k ex:excludes|^ex:excludes ?h . ?other ex:of ?p ; ex:has/a?/rdfs:subClassOf* ?h }",
        ["r1", "r2", "r4"],
    ),
    "every row, not distinct": (
        "SELECT $this ?k WHERE { $this ex:has ?value . ?value a?/rdfs:subClassOf* ?k . ?k ex:excludes ?h }",
        ["r1", "r4", "r7"],
    ),
    "with what is only there sometimes": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?value . OPTIONAL { ?value ex:excludes ?h }"
        " ?k ex:excludes ?h . FILTER (BOUND(?h)) }",
        ["r1", "r2", "r3", "r4", "r5", "r6", "r7"],
    ),
    "of a node that is its own kind": (
        "SELECT DISTINCT $this WHERE { $this ex:has/a?/rdfs:subClassOf* ?k . ?k ex:alone ?any }",
        ["r5"],
    ),
    "of a node that nothing is said about": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?v . ?v a?/rdfs:subClassOf* ?k . FILTER (?k = ex:unheard) }",
        ["r6"],
    ),
    "steps within steps": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?value . FILTER NOT EXISTS { ?value rdfs:subClassOf*/ex:excludes ?h"
        " . FILTER NOT EXISTS { ?other ex:has/a?/rdfs:subClassOf* ?h } } }",
        ["r1", "r2", "r3", "r4", "r5", "r6"],
    ),
    "a class of which nothing is said is at or below itself": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?v . ?v rdfs:subClassOf* ?k . FILTER (?k = ex:unheard) }",
        ["r6"],
    ),
    "each node, with classes or without": (
        "SELECT $this ?value WHERE { $this ex:has/rdfs:subClassOf* ?value }",
        ["r1", "r2", "r3", "r4", "r5", "r6", "r7"],
    ),
    "a walk down": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?v . ex:unheard ^rdfs:subClassOf* ?v }",
        ["r6"],
    ),
    "a name that nothing else holds": (
        "SELECT DISTINCT $this WHERE { $this ex:of ?p . ex:nowhere rdfs:subClassOf* ex:nowhere . FILTER (?p = 'p4') }",
        ["r6"],
    ),
    "a subject that is no object": (
        "SELECT DISTINCT $this WHERE { $this ex:of 'p1' . $this rdfs:subClassOf* ?k . FILTER (?k = ex:r2) }",
        ["r2"],
    ),
    "names of the same node in two groups": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?any . FILTER NOT EXISTS { $this ex:of ?x . ?x rdfs:subClassOf* ex:Lead }"
        " FILTER NOT EXISTS { $this ex:has ?x . ?x rdfs:subClassOf* ?k . FILTER (?k = ex:unheard) } }",
        ["r1", "r2", "r3", "r4", "r5", "r7"],
    ),
    "no record names a class above what none names": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?v . FILTER NOT EXISTS { ?v rdfs:subClassOf* ?k . ?k ex:alone ?k } }",
        ["r1", "r2", "r3", "r4", "r6", "r7"],
    ),
    "of the focus node": (
        "SELECT DISTINCT $this WHERE { $this a?/rdfs:subClassOf* ex:Lead }",
        ["DualLead", "Lead", "model"],
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_queries_about_classes_and_records(tmp_path: Path, name: str) -> None:
    select, found = QUERIES[name]
    target = (
        "sh:targetNode ex:Lead , ex:DualLead , ex:model , ex:Pump"
        if "focus" in name
        else "sh:targetSubjectsOf ex:has"
    )
    assert foci(tmp_path, CLASSES, select, target) == found


def test_kinds_are_listed_of_the_nodes_that_queries_start_from() -> None:
    store, shapes = ox.Store(), ox.Store()
    store.load((PREFIXES + CLASSES).encode(), format=ox.RdfFormat.TURTLE)
    select = QUERIES["what one record names excludes what another names"][0]
    text = f'ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:has ; sh:sparql [ sh:prefixes ex:prefixes ; sh:select "{select}" ] .'
    shapes.load((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
    list(run_checks(compile_shapes(shapes, store)[0], store))
    started = {quad.subject for quad in store.quads_for_pattern(None, KIND, None)}
    assert started == {
        ox.NamedNode(f"https://example.org/{n}") for n in ("model", "Heat", "Pump", "odd", "unheard", "Lead")
    }


# -- what no record may meet, answered once


LABELS = "".join(
    f"ex:l{n} ex:status ex:Current ; ex:about ex:{about} ; ex:place ex:{place} ."
    for n, (about, place) in enumerate([("Lead", "US"), ("Pump", "EU"), ("Exposure", "US")])
)

USES = "".join(
    f"ex:u{n} ex:has ex:{('Lead', 'DualLead', 'Pump', 'Heat', 'odd')[n % 5]} ; ex:place ex:{('US', 'EU')[n % 2]} ."
    for n in range(10)
) + "".join(f"ex:f{n} ex:fills {n} ." for n in range(300))

LABELLED = "?l ex:status ex:Current ; ex:about ?kind ; ex:place ?place . ?thing rdfs:subClassOf* ?kind ."

APART = {
    "plain": (f"$this ex:has ?thing ; ex:place ?place . FILTER NOT EXISTS {{ {LABELLED} }}", True),
    "a filter of its own": (
        f"$this ex:has ?thing ; ex:place ?place . FILTER NOT EXISTS {{ {LABELLED} FILTER (?kind != ex:Lead) }}",
        True,
    ),
    "asked before what it shares is named": (
        f"$this ex:has ?thing . FILTER NOT EXISTS {{ {LABELLED} }} $this ex:place ?place .",
        True,
    ),
    "a filter on what is outside": (
        f"$this ex:has ?thing ; ex:place ?place ; ex:has ?two . FILTER NOT EXISTS {{ {LABELLED} FILTER (?kind != ?two) }}",
        False,
    ),
    "of the focus node": (
        "$this ex:has ?thing . FILTER NOT EXISTS { ?l ex:status ex:Current ; ex:about ?kind ; ex:place ?place ."
        " $this ex:place ?place . ?thing rdfs:subClassOf* ?kind }",
        False,
    ),
    "shares what is only there sometimes": (
        f"$this ex:has ?thing . OPTIONAL {{ $this ex:nowhere ?place }} FILTER NOT EXISTS {{ {LABELLED} }}",
        False,
    ),
    "shares nothing": (
        f"$this ex:has ?one . FILTER NOT EXISTS {{ {LABELLED} ?thing ex:nowhere ?kind }}",
        False,
    ),
    "of records": (
        "$this ex:has ?thing ; ex:place ?place . FILTER NOT EXISTS { ?other ex:has ?thing . ?other ex:place ?where ."
        " ?l ex:place ?where ; ex:status ex:Current }",
        False,
    ),
    "one thing within another": (
        f"$this ex:has ?thing ; ex:place ?place . FILTER NOT EXISTS {{ {LABELLED} FILTER NOT EXISTS {{ ?l ex:ended ?when }} }}",
        False,
    ),
}


@pytest.mark.parametrize("name", APART)
def test_what_asks_about_rules_alone_is_taken_away(tmp_path: Path, name: str) -> None:
    group, expected = APART[name]
    foci(tmp_path, CLASSES + LABELS + USES, f"SELECT $this ?thing WHERE {{ {group} }}")
    store = read_rdf([tmp_path / "data.ttl"])
    checks, _ = compile_shapes(read_rdf([tmp_path / "shapes.ttl"]), store)
    assert ("MINUS" in checks[0].query) is expected


# -- queries for any property


ANY_PROPERTY = [
    "$this ?p ?o .",
    "$this ex:has ?o . ?o ?p 5",
    "$this ex:has ?o ; ?p ?x",
    "$this !ex:has ?o",
    "$this (ex:has|!ex:of) ?o",
    "$this ex:has/!ex:of ?o",
    "$this ex:has ?o . FILTER NOT EXISTS { ?o ?p ?x }",
    "$this ex:has ?o . ?o ?p [ ex:of ?x ]",
]

SOME_PROPERTY = [
    "$this ex:has ?o . FILTER (!BOUND(?x) && !(?o = 5))",
    "?rule ex:limits ?p . $this ?p ?o",
    "$this ex:has ?o , ?x . BIND (?o AS ?p) FILTER (?p IN (?x, 5))",
    "$this ex:has ?o . FILTER (REGEX(?o, '?a ?b ?c', 'i'))",
]


@pytest.mark.parametrize("pattern", [*ANY_PROPERTY, *SOME_PROPERTY])
def test_queries_for_any_property_are_told_apart(pattern: str) -> None:
    assert any_property(f"SELECT $this ?p ?o WHERE {{ {pattern} }}") is (pattern in ANY_PROPERTY)


def test_a_query_for_any_property_does_not_see_what_was_added(tmp_path: Path) -> None:
    shapes = (
        'ex:Shape a sh:NodeShape ; sh:targetNode ex:Lead , ex:model ; sh:sparql [ sh:select """'
        'SELECT $this ?value WHERE { $this ?value ?o }""" ] .'
    )
    (tmp_path / "data.ttl").write_text(PREFIXES + CLASSES, "utf-8")
    (tmp_path / "shapes.ttl").write_text(PREFIXES + shapes, "utf-8")
    graph, store = read_rdf([tmp_path / "shapes.ttl"]), read_rdf([tmp_path / "data.ttl"])
    found = sorted({key(result) for result in run_shapes(graph, store, "shapes")})
    assert found == sorted(
        {key(r) for r in run_reference(graph, read_rdf([tmp_path / "data.ttl"]), "shapes")}
    )
    assert len(found) == 3
