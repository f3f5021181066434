"""Shapes with a fault by which a check would silently not be made: refused with the place of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuromod_onto.errors import InputError
from neuromod_onto.validation import validate

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . e:Other a sh:NodeShape .
e:Shape a sh:NodeShape ; sh:targetClass e:T ;
"""
PROPERTY = "sh:property [ sh:path e:p ; {} ] ."


def judged(folder: Path, shape: str) -> None:
    (folder / "shapes.ttl").write_text(f"{PREFIXES}  {shape}\n", "utf-8")
    (folder / "data.ttl").write_text("<https://example.org/a> a <https://example.org/T> .\n", "utf-8")
    validate([folder / "data.ttl"], shapes=[str(folder / "shapes.ttl")])


@pytest.mark.parametrize(
    ("shape", "column", "cause"),
    [
        ("sh:node 'text' .", 3, "sh:node takes no literal"),
        ("sh:property 'text' .", 3, "sh:property takes no literal"),
        ("sh:not 'text' .", 3, "sh:not takes no literal"),
        ("sh:and ( e:Other 'text' ) .", 3, "sh:and takes no literal"),
        ("sh:or ( e:Other 'text' ) .", 3, "sh:or takes no literal"),
        ("sh:sparql 'SELECT $this {}' .", 3, "sh:sparql takes no literal"),
        (PROPERTY.format("sh:qualifiedMinCount 1 ; sh:qualifiedValueShape 'text'"), 56, "takes no literal"),
        ("sh:node e:Otter .", 3, "sh:node names <https://example.org/Otter>, of which these shapes say"),
        ("sh:xone ( e:Other e:Otter ) .", 3, "sh:xone names <https://example.org/Otter>"),
        (PROPERTY.format("sh:minCuont 1"), 31, "SHACL has no property sh:minCuont"),
        (PROPERTY.format("sh:pattern '('"), 31, "no regular expression"),
        (PROPERTY.format("sh:minCount 'x'"), 31, "not valid SHACL"),
        (PROPERTY.format("sh:class 'C'"), 31, "not valid SHACL"),
        (PROPERTY.format("sh:path e:q"), 17, "not valid SHACL"),
        ("sh:property [ sh:minCount 1 ; sh:path _:x ] . _:x sh:inversePath _:x .", 33, "the path leads back"),
        ("sh:property [ sh:path _:x ] . _:x rdf:first e:p ; rdf:rest _:x .", 17, "the path leads back"),
        (
            "sh:property [ sh:path [ sh:alternativePath _:x ] ] . _:x rdf:first e:p ; rdf:rest _:x .",
            17,
            "back",
        ),
        ("sh:in _:x . _:x rdf:first 1 ; rdf:rest _:x .", 3, "the list of sh:in leads back into itself"),
        ("sh:sparql [ sh:message 'x' ] .", 3, "has one text as sh:select"),
        ("sh:sparql [ sh:select 'SELECT $this {}', 'SELECT ?this {}' ] .", 3, "has one text as sh:select"),
        ("sh:sparql [ sh:select 'SELECT $this {' ] .", 3, "not valid SPARQL: error at 1:15"),
        ("sh:sparql [ sh:select 'SELECT ?x { ?x ?y ?z }' ] .", 3, "does not select $this"),
        ("sh:sparql [ sh:select 'ASK {}' ] .", 3, "does not select $this"),
        ("sh:sparql [ sh:select 'SELECT $this { SERVICE <http://a> {} }' ] .", 3, "SERVICE"),
    ],
)
def test_a_fault_of_shapes_is_told_with_its_place(
    tmp_path: Path, shape: str, column: int, cause: str
) -> None:
    with pytest.raises(InputError) as raised:
        judged(tmp_path, shape)
    assert cause in raised.value.cause
    assert raised.value.place == f"{tmp_path / 'shapes.ttl'}:4:{column}"


@pytest.mark.parametrize(
    "shape",
    [
        "sh:node e:Other ; sh:and ( e:Other [ sh:class e:T ] ) ; sh:not [ sh:class e:U ] .",
        PROPERTY.format("sh:pattern '^a+$' ; sh:flags 'i' ; sh:name 'p' ; sh:order 1"),
        "sh:property [ sh:path ( e:p [ sh:zeroOrMorePath [ sh:alternativePath ( e:p [ sh:inversePath e:q ] ) ] ] ) ] .",
        "sh:in ( e:a ) ; sh:node e:Shape .",
        "sh:sparql [ sh:select 'SELECT $this ?value { $this e:p ?value }' ; sh:prefixes e: ] ."
        " e: sh:declare [ sh:prefix 'e' ; sh:namespace 'https://example.org/' ] .",
    ],
)
@pytest.mark.filterwarnings("error")
def test_shapes_without_fault_are_taken(tmp_path: Path, shape: str) -> None:
    judged(tmp_path, shape)
