"""What of SHACL is compiled, and what goes to the reference engine: the same results either way."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest

from neuromod_onto.errors import InputError
from neuromod_onto.validation.compiled import compile_shapes
from neuromod_onto.validation.reference import run_reference
from neuromod_onto.validation.results import Result, name
from neuromod_onto.validation.shacl import run_shapes

from .small_shapes import PREFIXES
from .test_engines import key

DATA = """
ex:a ex:has "aB" ; ex:n 1 . ex:b ex:has "b"@en ; ex:n 5 . ex:c ex:has "c"@fr ; ex:n 9 . ex:d ex:has ex:lead ; ex:n 3 , 4 .
ex:e ex:has [ ex:n 1 ] . ex:f ex:has "1"^^xsd:integer ; ex:n "x" . ex:g ex:has "g"@en , "h"@en .
ex:lead a ex:DualLead ; ex:n 2 . ex:DualLead rdfs:subClassOf ex:Lead .
"""
ALL = set("abcdefg")


def graph(text: str) -> ox.Store:
    store = ox.Store()
    store.load((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
    return store


def run(shapes: str, data: str = DATA) -> tuple[set[str], bool]:
    """Return the focus nodes of what is found, the same by pySHACL, and whether all was compiled.

    Messages are left out: pySHACL writes some of its own for shapes without.
    """
    shape_graph, store = graph(shapes), graph(data)
    by_reference = list(run_reference(shape_graph, store, "shapes"))
    results = run_shapes(shape_graph, store, "shapes")
    assert Counter(key(one)[1:6] for one in results) == Counter(key(one)[1:6] for one in by_reference)
    assert {focus(one) for one in results} == {focus(one) for one in by_reference}
    return {focus(one) for one in results}, handed(shapes) == []


def focus(result: Result) -> str:
    """Return a focus node in short; blank nodes have no name of their own."""
    return "_" if isinstance(result.focus, ox.BlankNode) else name(result.focus).rpartition("/")[2]


def handed(shapes: str, data: str = DATA) -> list[str]:
    """Return the shapes that the compiler hands to the reference."""
    return [name(node).rpartition("/")[2] for node in compile_shapes(graph(shapes), graph(data))[1]]


def on_has(constraint: str) -> str:
    return f"ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:has ; sh:property ex:p . ex:p sh:path ex:has ; {constraint} ."


#: constraint on ex:has: the nodes that break it
COMPILED: dict[str, set[str]] = {
    "sh:nodeKind sh:IRI": ALL - {"d"},
    "sh:not [ sh:nodeKind sh:IRI ]": {"d"},
    "sh:nodeKind sh:BlankNodeOrIRI": ALL - {"d", "e"},
    "sh:node [ sh:nodeKind sh:BlankNodeOrLiteral ]": {"d"},
    "sh:nodeKind sh:BlankNode": ALL - {"e"},
    "sh:nodeKind sh:IRIOrLiteral": {"e"},
    "sh:class ex:Lead": ALL - {"d"},
    "sh:class ex:Pump": ALL,
    "sh:not [ sh:class ex:Lead ]": {"d"},
    "sh:node [ sh:class ex:Lead ]": ALL - {"d"},
    "sh:pattern '^ab$'": ALL,
    "sh:pattern '^ab$' ; sh:flags 'i'": ALL - {"a"},
    "sh:not [ sh:pattern '^ab$' ; sh:flags 'i' ]": {"a"},
    "sh:node [ sh:minLength 2 ]": ALL - {"a", "d"},
    "sh:not [ sh:maxLength 1 ]": {"b", "c", "f", "g"},
    "sh:languageIn ( 'en' )": ALL - {"b", "g"},
    "sh:not [ sh:languageIn ( 'en' 'fr' ) ]": {"b", "c", "g"},
    "sh:languageIn ( )": ALL,
    "sh:in ( )": ALL,
    "sh:or ( [ sh:languageIn ( 'en' ) ] [ sh:nodeKind sh:IRI ] )": ALL - {"b", "d", "g"},
    "sh:and ( [ sh:nodeKind sh:Literal ] [ sh:languageIn ( 'en' ) ] )": ALL - {"b", "g"},
    "sh:not [ sh:and ( [ sh:nodeKind sh:Literal ] [ sh:languageIn ( 'en' ) ] ) ]": {"b", "g"},
    "sh:not [ sh:or ( [ sh:languageIn ( 'en' ) ] [ sh:nodeKind sh:IRI ] ) ]": {"b", "d", "g"},
    "sh:node [ sh:node [ sh:nodeKind sh:IRI ] ]": ALL - {"d"},
    "sh:not [ sh:not [ sh:nodeKind sh:IRI ] ]": ALL - {"d"},
    "sh:not [ sh:minInclusive 1 ]": {"f"},
    "sh:node [ sh:maxExclusive 1 ]": ALL,
    "sh:node [ sh:hasValue ex:lead ]": ALL - {"d"},
    "sh:not [ sh:in ( ex:lead 'aB' ) ]": {"a", "d"},
    "sh:uniqueLang true": {"g"},
    "sh:uniqueLang false": set(),
    "sh:minCount 0": set(),
    "sh:minCount 2": ALL - {"g"},
    "sh:maxCount 1": {"g"},
    "sh:node [ sh:property [ sh:path ex:n ; sh:minCount 1 ] ]": ALL - {"d", "e"},
    "sh:node [ sh:property [ sh:path ex:n ; sh:minCount 0 ] ]": set(),
    "sh:node [ sh:property [ sh:path ex:n ; sh:maxCount 0 ] ]": {"d", "e"},
    "sh:node [ sh:property [ sh:path ex:n ; sh:hasValue 2 ] ]": ALL - {"d"},
    "sh:node [ sh:property [ sh:path ex:n ; sh:hasValue 2 ; sh:minCount 1 ] ]": ALL - {"d"},
    "sh:not [ sh:path ex:n ; sh:minCount 1 ]": {"d", "e"},
    "sh:not [ sh:property [ sh:path ex:n ; sh:pattern '2' ; sh:flags 'i' ; sh:minCount 1 ] ]": {"d"},
    "sh:deactivated true ; sh:nodeKind sh:IRI": set(),
    "sh:deactivated false ; sh:nodeKind sh:IRI": ALL - {"d"},
}


@pytest.mark.parametrize("constraint", COMPILED)
def test_a_constraint_is_compiled_and_finds_what_the_reference_finds(constraint: str) -> None:
    assert run(on_has(constraint)) == (COMPILED[constraint], True)


#: constraint on ex:has that is not compiled: the nodes that break it
HANDED: dict[str, set[str]] = {
    "sh:xone ( [ sh:nodeKind sh:IRI ] [ sh:languageIn ( 'en' ) ] )": ALL - {"b", "d", "g"},
    "sh:node [ sh:property [ sh:path ex:n ; sh:minCount 2 ] ]": ALL,
    "sh:node [ sh:property [ sh:path ex:n ; sh:maxCount 1 ] ]": set(),
    "sh:not [ sh:property [ sh:path ex:n ; sh:uniqueLang true ] ]": ALL,
    "sh:node [ sh:property [ sh:path ex:n ; sh:equals ex:m ] ]": {"d", "e"},
    "sh:node [ sh:property [ sh:path ex:n ; sh:property [ sh:path ex:m ; sh:minCount 1 ] ] ]": {"d", "e"},
    "sh:property [ sh:path ex:n ; sh:maxCount 0 ]": {"lead", "_"},
    "sh:node [ sh:sparql [ sh:select 'SELECT $this WHERE { $this <https://example.org/n> 2 }' ] ]": {"d"},
    "sh:sparql [ sh:select 'SELECT $this WHERE { $this <https://example.org/n> 1 }' ]": {"a"},
}


@pytest.mark.parametrize("constraint", HANDED)
def test_a_constraint_that_is_not_compiled_goes_to_the_reference(constraint: str) -> None:
    found, compiled = run(on_has(constraint))
    assert (found, compiled) == (HANDED[constraint], False)


def test_one_shape_that_is_not_compiled_takes_no_other_with_it() -> None:
    odd = "ex:X a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:n ; sh:lessThan ex:n ] ."
    assert handed(on_has("sh:nodeKind sh:IRI") + odd) == ["X"]
    found, _ = run(on_has("sh:nodeKind sh:IRI") + odd)
    assert found == ALL - {"d"}


#: target: the nodes that it selects
TARGETS: dict[str, set[str]] = {
    "sh:targetNode ex:a , ex:unheard , 'text'": {"a", "unheard", "text"},
    "sh:targetClass ex:Lead": {"lead"},
    "sh:targetClass ex:DualLead": {"lead"},
    "sh:targetClass ex:Pump": set(),
    "sh:targetSubjectsOf ex:has": ALL,
    "sh:targetObjectsOf rdfs:subClassOf": {"Lead"},
    "sh:targetNode ex:a ; sh:targetClass ex:Lead": {"a", "lead"},
    "sh:targetNode ex:a ; sh:deactivated true": set(),
    "a rdfs:Class": set(),
}


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_selects_what_the_reference_selects(target: str) -> None:
    assert run(f"ex:S a sh:NodeShape ; {target} ; sh:hasValue ex:nothing .") == (TARGETS[target], True)


def test_a_class_that_is_a_shape_targets_its_instances() -> None:
    found, compiled = run("ex:Lead a sh:NodeShape , rdfs:Class ; sh:hasValue ex:nothing .")
    assert (found, compiled) == ({"lead"}, True)


#: path: the nodes from which it leads to anything
PATHS: dict[str, set[str]] = {
    "ex:has": ALL,
    "( ex:has ex:n )": {"d", "e"},
    "[ sh:inversePath ex:has ]": set(),
    "( ex:has [ sh:inversePath ex:has ] )": ALL,
    "[ sh:alternativePath ( ex:unheard ex:n ) ]": {"a", "b", "c", "d", "f"},
    "[ sh:zeroOrMorePath ex:unheard ]": ALL,
    "[ sh:zeroOrOnePath ex:unheard ]": ALL,
    "[ sh:oneOrMorePath ex:unheard ]": set(),
}


@pytest.mark.parametrize("path", PATHS)
def test_a_path_leads_where_the_reference_goes(path: str) -> None:
    shapes = (
        f"ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:has ; sh:property [ sh:path {path} ; sh:minCount 1 ] ."
    )
    assert run(shapes) == (ALL - PATHS[path], True)


# -- queries of shapes


def on_select(select: str, more: str = "") -> str:
    return (
        f'ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:has ; sh:sparql [ sh:select """{select}""" {more} ] .'
    )


N = "<https://example.org/n>"
#: SELECT: the nodes that it finds, and whether it is compiled
SELECTS: dict[str, tuple[set[str], bool]] = {
    f"SELECT $this WHERE {{ $this {N} 5 }}": ({"b"}, True),
    f"SELECT $this WHERE {{ $this {N} ?n . FILTER (?n IN (5, 9)) }}": ({"b", "c"}, True),
    f"SELECT $this WHERE {{ {{ $this {N} 5 }} UNION {{ $this {N} 9 }} }}": ({"b", "c"}, False),
    f"SELECT $this WHERE {{ {{ $this {N} 5 }} }}": ({"b"}, False),
    "SELECT $this WHERE { $this ?any 5 }": ({"b"}, False),
}


@pytest.mark.parametrize("select", SELECTS)
def test_a_query_that_needs_the_focus_node_beforehand_is_not_compiled(select: str) -> None:
    assert run(on_select(select)) == SELECTS[select]


def test_a_query_that_is_turned_off_finds_nothing() -> None:
    select = f"SELECT $this WHERE {{ $this {N} 5 }}"
    assert run(on_select(select, "; sh:deactivated true")) == (set(), True)
    assert run(on_select(select, "; sh:deactivated false")) == ({"b"}, True)


def test_prefixes_are_those_declared_and_those_imported() -> None:
    holders = """
ex:holder <http://www.w3.org/2002/07/owl#imports> ex:more , ex:holder .
ex:more sh:declare [ sh:prefix "e" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
"""
    shapes = on_select("SELECT $this WHERE { $this e:n 5 }", "; sh:prefixes ex:holder")
    assert handed(shapes + holders) == []
    found = run_shapes(graph(shapes + holders), graph(DATA), "shapes")
    assert [name(one.focus).rpartition("/")[2] for one in found] == ["b"]
    assert handed(shapes) == ["S"]  # not declared: no query


@pytest.mark.parametrize(
    "shapes",
    [
        on_select("SELECT $this WHERE { $this e:n 5 }"),
        on_select("SELECT $this WHERE {"),
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select ex:nothing ] .",
        on_select(f"SELECT $this WHERE {{ $this {N} ?n . MINUS {{ $this {N} 5 }} }}"),
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:ask 'ASK { ?s ?p ?o }' ] .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:minCount 1 .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path 'text' ; sh:minCount 1 ] .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path [ ex:unheard ex:n ] ; sh:minCount 1 ] .",
    ],
)
def test_a_shape_that_cannot_be_run_is_a_fault_and_no_pass(shapes: str) -> None:
    assert handed(shapes) == ["S"]
    with pytest.raises(InputError):
        run_shapes(graph(shapes), graph(DATA), "shapes.ttl")


@pytest.mark.parametrize("constraint", ["sh:node 'text'", "sh:not 'text'"])
def test_a_text_for_a_shape_is_left_to_the_reference(constraint: str) -> None:
    assert handed(on_has(constraint)) == ["S"]


# -- the rest of shapes


@pytest.mark.parametrize(
    "shapes",
    [
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property [ sh:path ex:see ; sh:node ex:S ] .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:not ex:S .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:node ex:T . ex:T a sh:NodeShape ; sh:node ex:T .",
        "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property ex:T . ex:T sh:path ex:n ; sh:property ex:T .",
    ],
)
def test_a_shape_that_refers_to_itself_goes_to_the_reference(shapes: str) -> None:
    assert handed(shapes) == ["S"]


def test_a_shape_that_is_used_twice_is_no_circle() -> None:
    shapes = (
        "ex:S a sh:NodeShape ; sh:targetNode ex:a , ex:d ; sh:node ex:T ; sh:property [ sh:path ex:has ; sh:node ex:T ] ."
        "ex:T a sh:NodeShape ; sh:nodeKind sh:IRI ."
    )
    assert run(shapes) == ({"a"}, True)


def test_shapes_with_components_of_their_own_go_to_the_reference() -> None:
    component = """
ex:Component a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ;
    sh:validator [ a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER ($value >= $least) }" ] .
"""
    least = on_has("ex:least 1").replace("ex:has ;", "ex:n ;")
    found, compiled = run(component + least, "ex:a ex:has 1 ; ex:n 5 . ex:b ex:has 1 ; ex:n 0 .")
    assert (found, compiled) == ({"b"}, False)
    assert run(least, "ex:b ex:has 1 ; ex:n 0 .") == (set(), True)  # without it, a property like any other


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("SELECT ?this WHERE { ?this <https://example.org/n> 5 }", {"b"}),
        ("SELECT ?this WHERE { ?this <https://example.org/n> 77 }", set()),
        ("SELECT ?this WHERE { ?any <https://example.org/has> ?this }", {"lead"}),
    ],
)
def test_a_query_selects_the_focus_nodes(target: str, found: set[str]) -> None:
    shapes = f"ex:S a sh:NodeShape ; sh:target [ a sh:SPARQLTarget ; sh:select '{target}' ] ; sh:hasValue ex:nothing ."
    results = run_shapes(graph(shapes), graph(DATA), "shapes")
    assert {focus(one) for one in results} == found
    assert handed(shapes) == []


@pytest.mark.parametrize(
    "target", ["'text'", "[ a sh:SPARQLTarget ; sh:ask 'ASK { ?s ?p ?o }' ]", "ex:unheard"]
)
def test_a_target_that_is_no_query_goes_to_the_reference(target: str) -> None:
    assert handed(f"ex:S a sh:NodeShape ; sh:target {target} ; sh:hasValue ex:nothing .") == ["S"]


def test_prefixes_that_lack_a_part_are_passed_over() -> None:
    holder = """
ex:holder sh:declare "text" , [ sh:prefix "e" ] , [ sh:namespace "https://example.org/" ] ,
    [ sh:prefix "good" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
"""
    shapes = on_select("SELECT $this WHERE { $this good:n 5 }", "; sh:prefixes ex:holder , 'text'")
    assert handed(shapes + holder) == []
    assert handed(shapes.replace("good:n", "e:n") + holder) == ["S"]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("sh:qualifiedMinCount 1", {"a", "b", "c"}),
        ("sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1", {"a", "b", "c"}),
        ("sh:qualifiedMaxCount 1", set()),
        ("sh:qualifiedMaxCount 0", {"d"}),
        ("sh:qualifiedMinCount 2", set("abcd")),
    ],
)
def test_values_that_conform_are_counted(more: str, found: set[str]) -> None:
    shapes = on_has(f"sh:qualifiedValueShape [ sh:class ex:Lead ] ; {more}")
    data = "\n".join(line for line in DATA.splitlines() if "ex:e " not in line)
    assert run(shapes, data) == (found, True)


def test_a_row_without_a_focus_node_is_no_result() -> None:
    shapes = on_select(f"SELECT ?this ?n WHERE {{ OPTIONAL {{ ?this {N} ?n }} }}")
    assert {focus(one) for one in run_shapes(graph(shapes), graph(""), "shapes")} == set()
