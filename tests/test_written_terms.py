"""Constraints compare terms as the files write them, not their values."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox
import pytest

from neuromod_onto.validation.compiled import compile_shapes
from neuromod_onto.validation.results import name
from neuromod_onto.validation.shacl import run_shapes
from neuromod_onto.validation.written import Forms, noted_shapes

from .small_shapes import PREFIXES, by_pyshacl, property_shapes

TERMS = """
ex:n0 ex:has 2.5 ; ex:had 2.5 . ex:n1 ex:has 2.50 ; ex:had 2.5 . ex:n2 ex:has 2.50 ; ex:had 2.50 .
ex:n3 ex:has 1 ; ex:had 01 . ex:n4 ex:has "01"^^xsd:integer ; ex:had 1 . ex:n5 ex:has "1"^^xsd:byte ; ex:had 1 .
ex:n6 ex:has true ; ex:had "1"^^xsd:boolean . ex:n7 ex:has "1"^^xsd:boolean ; ex:had true .
ex:n8 ex:has "2020-01-01T01:00:00+01:00"^^xsd:dateTime ; ex:had "2020-01-01T00:00:00Z"^^xsd:dateTime .
ex:n9 ex:has "2020-01-01T00:00:00+00:00"^^xsd:dateTime ; ex:had "2020-01-01T00:00:00Z"^^xsd:dateTime .
ex:n10 ex:has "2020-01-01T00:00:00Z"^^xsd:dateTime ; ex:had "2020-01-01T00:00:00Z"^^xsd:dateTime .
ex:n11 ex:has "2.5" ; ex:had "2.5" . ex:n12 ex:has "a"@en ; ex:had "a"@EN . ex:n13 ex:has ex:a ; ex:had ex:a .
ex:n14 ex:has 2.5 , 2.50 , 02.5 ; ex:had 2.5 , 2.50 .
ex:n15 ex:has ex:a , 2.50 , "a"@en ; ex:had ex:a , 2.50 , "a"@en .
ex:n16 ex:has "1.0"^^xsd:double , 1.0 ; ex:had 1e0 . ex:n17 ex:has "x"^^xsd:integer ; ex:had "x"^^xsd:integer .
ex:n18 ex:has "a"@en , "b"@EN , "c"@fr . ex:n19 ex:has "a"@en , "a"@fr , 2.50 . ex:n20 ex:has 2.5 ; ex:had ex:a .
ex:m0 ex:see ex:n1 . ex:m1 ex:see ex:n0 .
"""

#: constraint on ex:has: numbers of the nodes that break it, where they are worth reading
OF_TERMS: dict[str, set[int] | None] = {
    "sh:in ( 2.5 1 true ex:a )": {1, 2, 4, 5, *range(7, 13), *range(14, 20)},
    "sh:in ( 2.50 01 '1'^^xsd:boolean )": {0, 3, 5, 6, *range(8, 21)},
    "sh:in ( '2020-01-01T00:00:00Z'^^xsd:dateTime 'a'@EN '2.5' 'x'^^xsd:integer )": None,
    "sh:hasValue 2.5": {*range(1, 14), *range(15, 20)},
    "sh:hasValue 2.50": {0, *range(3, 14), 16, 17, 18, 20},
    "sh:hasValue 01": {*range(21)} - {4},
    "sh:hasValue '1'^^xsd:byte": {*range(21)} - {5},
    "sh:hasValue true": {*range(21)} - {6},
    "sh:hasValue '1'^^xsd:boolean": {*range(21)} - {7},
    "sh:hasValue '2020-01-01T00:00:00+00:00'^^xsd:dateTime": {*range(21)} - {9},
    "sh:hasValue '2020-01-01T01:00:00+01:00'^^xsd:dateTime": {*range(21)} - {8},
    "sh:hasValue 'a'@EN": {*range(21)} - {12, 15, 18, 19},
    "sh:not [ sh:hasValue 2.50 ]": None,
    "sh:not [ sh:in ( 2.50 ) ]": None,
    "sh:or ( [ sh:in ( 2.5 ex:a ) ] [ sh:hasValue 01 ] )": None,
    "sh:xone ( [ sh:in ( 2.5 2.50 ) ] [ sh:hasValue 2.50 ] )": None,
    "sh:qualifiedValueShape [ sh:hasValue 2.50 ] ; sh:qualifiedMinCount 1": {*range(21)} - {1, 2, 14, 15, 19},
    "sh:qualifiedValueShape [ sh:in ( 2.5 2.50 02.5 ) ] ; sh:qualifiedMaxCount 2": {14},
    "sh:hasValue 2.50 ; sh:minCount 3": None,
    "sh:hasValue 2.50 ; sh:maxCount 2": None,
    "sh:equals ex:had": {1, 3, 4, 5, 6, 7, 8, 9, 14, 16, 18, 19, 20},
    "sh:disjoint ex:had": {0, 2, 10, 11, 12, 13, 14, 15, 17},
    "sh:lessThanOrEquals ex:had": None,
    "sh:uniqueLang true": {18},
}


def as_ntriples(text: str) -> str:
    """Return Turtle as N-Triples, each literal as it is written."""
    triples = (quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def by_engine(data: str, shapes: str, engine: str) -> set[tuple[str, str, str]]:
    """Return (focus node, value, shape) of what an engine finds in data alone, without the ontology."""
    triples = ox.parse(PREFIXES + shapes, format=ox.RdfFormat.TURTLE)
    graph, store = noted_shapes(triples), ox.Store()
    store.bulk_extend(Forms(graph).noted(ox.parse(data, format=ox.RdfFormat.N_TRIPLES)))
    return {
        tuple(name(node).rpartition("/")[2] for node in (result.focus, result.value, result.shape))
        for result in run_shapes(graph, store, "shapes", engine)
    }


@cache
def of_terms(engine: str) -> set[tuple[str, str, str]]:
    """Return what an engine finds with all constraints of ``OF_TERMS``, each a shape called by its number."""
    shapes = property_shapes({f"s{n}": constraint for n, constraint in enumerate(OF_TERMS)})
    if engine == "by itself":
        return {(focus, "", shape) for focus, shape in by_pyshacl(as_ntriples(TERMS), as_ntriples(shapes))}
    return by_engine(as_ntriples(TERMS), shapes, engine)


@pytest.mark.parametrize("constraint", OF_TERMS)
def test_terms_are_compared_as_the_files_write_them(constraint: str) -> None:
    shape = f"s{list(OF_TERMS).index(constraint)}"
    found = {one for one in of_terms("compiled") if one[2] == shape}
    assert found == {one for one in of_terms("pyshacl") if one[2] == shape}
    numbers = {int(focus.removeprefix("n")) for focus, _, _ in found}
    itself = {focus for focus, _, one in of_terms("by itself") if one == shape}
    assert itself == {f"n{number}" for number in numbers}
    expected = OF_TERMS[constraint]
    assert 0 < len(numbers) < 21
    assert expected is None or numbers == expected


@pytest.mark.parametrize(
    ("target", "constraint", "expected"),
    [
        ("sh:targetObjectsOf ex:had", "sh:in ( 2.5 1 ex:a )", None),
        ("sh:targetNode 2.50 , 2.5", "sh:hasValue 2.50", {"2.5"}),
        ("sh:targetNode 2.50 , 2.5", "sh:not [ sh:in ( 2.50 ) ]", {"2.50"}),
        (
            "sh:targetSubjectsOf ex:see",
            "sh:property [ sh:path ( ex:see ex:has ) ; sh:hasValue 2.50 ]",
            {"m1"},
        ),
        (
            "sh:targetSubjectsOf ex:see",
            "sh:property [ sh:path ex:see ; sh:node [ sh:property [ sh:path ex:has ; sh:hasValue 2.50 ] ] ]",
            {"m1"},
        ),
        (
            "sh:targetSubjectsOf ex:see",
            "sh:property [ sh:path ex:see ; sh:not [ sh:property [ sh:path ex:has ; sh:in ( 2.50 ) ] ] ]",
            {"m0"},
        ),
    ],
)
def test_terms_elsewhere_in_shapes(target: str, constraint: str, expected: set[str] | None) -> None:
    data, shapes = as_ntriples(TERMS), f"ex:one a sh:NodeShape ; {target} ; {constraint} ."
    found = {focus for focus, _, _ in by_engine(data, shapes, "compiled")}
    assert found == {focus for focus, _ in by_pyshacl(data, as_ntriples(shapes))}
    assert found
    assert expected is None or found == expected


def test_values_that_differ_only_in_form_are_reported_each() -> None:
    found = by_engine(as_ntriples(TERMS), property_shapes({"one": "sh:in ( 02.5 )"}), "compiled")
    assert {value for focus, value, _ in found if focus == "n14"} == {"2.5", "2.50"}


def test_terms_that_the_store_keeps_as_they_are_stay_fast() -> None:
    shapes = ox.Store()
    text = property_shapes({"one": "sh:in ( 'a' ex:b 'c'@en )", "two": "sh:hasValue ex:b , 'x'"})
    shapes.load((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
    assert not Forms(shapes).properties
    assert not Forms(shapes).asked_in(as_ntriples(TERMS).encode())
    checks, rest = compile_shapes(shapes, ox.Store())
    assert rest == []
    assert not any("STR(" in check.query or "OPTIONAL" in check.query for check in checks)
