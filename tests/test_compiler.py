"""The compiler of SHACL finds what pySHACL finds, whatever it does to the queries of the shapes on the way."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.validation.ancestry import KIND
from neuromod_onto.validation.compiled import compile_shapes, run_checks
from neuromod_onto.validation.groups import Filter, Other, Pattern, UnreadError, question_marks, read
from neuromod_onto.validation.reference import run_reference

from .test_engines import key

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ,
    [ sh:prefix "rdfs" ; sh:namespace "http://www.w3.org/2000/01/rdf-schema#"^^xsd:anyURI ] .
"""


def foci(tmp_path: Path, data: str, select: str, target: str = "sh:targetSubjectsOf ex:has") -> list[str]:
    """Return the focus nodes that break a ``sh:sparql`` constraint, compiled and by pySHACL alike."""
    shapes = f'ex:Shape a sh:NodeShape ; {target} ; sh:sparql [ sh:prefixes ex:prefixes ; sh:select """{select}""" ] .'
    return both(tmp_path, data, shapes)


def both(tmp_path: Path, data: str, shapes: str) -> list[str]:
    """Return the focus nodes of results, the same from both engines, with no shape handed over."""
    (tmp_path / "data.ttl").write_text(PREFIXES + data, "utf-8")
    (tmp_path / "shapes.ttl").write_text(PREFIXES + shapes, "utf-8")
    graph = read_rdf([tmp_path / "shapes.ttl"])
    expected = sorted({key(r) for r in run_reference(graph, read_rdf([tmp_path / "data.ttl"]), "shapes")})
    store = read_rdf([tmp_path / "data.ttl"])
    checks, rest = compile_shapes(graph, store)
    assert rest == []
    assert sorted({key(r) for r in run_checks(checks, store)}) == expected
    return sorted({row[0].removeprefix("<https://example.org/").rstrip(">") for row in expected})


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


# -- groups


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("?a ex:p/ex:q ?b", [Pattern("?a", "ex:p", "?step0"), Pattern("?step0", "ex:q", "?b")]),
        ("?a (ex:p/ex:q*) ?b", [Pattern("?a", "ex:p", "?step0"), Pattern("?step0", "ex:q*", "?b")]),
        ("?a ex:p|ex:q/ex:r ?b", [Pattern("?a", "ex:p|ex:q/ex:r", "?b")]),
        ("?a (ex:p|^ex:q)/a ?b", [Pattern("?a", "(ex:p|^ex:q)", "?step0"), Pattern("?step0", "a", "?b")]),
        ("?a ex:p 'x'@en , -1.5 ; .", [Pattern("?a", "ex:p", "'x'@en"), Pattern("?a", "ex:p", "-1.5")]),
        ("?step0 ex:p/ex:q ?b", [Pattern("?step0", "ex:p", "?step1"), Pattern("?step1", "ex:q", "?b")]),
        (
            "OPTIONAL { ?a ex:p ?b } FILTER NOT EXISTS { ?a ex:q ?c } BIND (1 AS ?d)",
            [Other("OPTIONAL { ?a ex:p ?b }"), Filter("NOT EXISTS { ?a ex:q ?c }"), Other("BIND (1 AS ?d)")],
        ),
    ],
)
def test_groups_are_read(text: str, elements: list[object]) -> None:
    assert read(text) == elements


@pytest.mark.parametrize("text", ["?a ex:p [ ex:q ?b ]", "?a ex:p _:b", "?a ex:p (1 2)", "?a ex:p"])
def test_groups_that_are_not_read_say_so(text: str) -> None:
    with pytest.raises(UnreadError):
        read(text)


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
