"""Small data and shapes, put before the compiled engine and before pySHACL."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib

from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.validation import validate
from neuromod_onto.validation.compiled import compile_shapes, run_checks
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


XSD = "http://www.w3.org/2001/XMLSchema#"


def data_of(literals: list[tuple[str, str]]) -> str:
    return "".join(
        f'<https://example.org/n{n}> <https://example.org/has> "{form}"^^<{XSD}{kind}> .\n'
        for n, (form, kind) in enumerate(literals)
    )


def judged(
    tmp_path: Path, data: str, shapes: str, *, engine: str = "compiled", batch: int = 0
) -> set[tuple[str, str, str]]:
    """Return (focus node, value, shape) of what validation of a file finds."""
    (tmp_path / "data.nt").write_text(data, "utf-8")
    (tmp_path / "shapes.ttl").write_text(PREFIXES + shapes, "utf-8")
    report = validate(
        [tmp_path / "data.nt"], shapes=[str(tmp_path / "shapes.ttl")], engine=engine, batch=batch, jobs=1
    )
    return {(f.focus.rpartition("/")[2], f.value, f.rule.rpartition("/")[2]) for f in report.findings}


def by_pyshacl(data: str, shapes: str) -> set[tuple[str, str]]:
    """Return (focus node, shape) of what pySHACL finds in the text of a file."""
    graph, shape_graph = rdflib.Graph(), rdflib.Graph()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # else 01 is read as 1
        graph.parse(data=data, format="nt")
        shape_graph.parse(data=PREFIXES + shapes, format="turtle")
    _, results, _ = pyshacl.validate(graph, shacl_graph=shape_graph, inference="none")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    return {
        tuple(str(results.value(node, sh[part])).rpartition("/")[2] for part in ("focusNode", "sourceShape"))
        for node in results.objects(None, sh.result)  # not the details within
    }


def property_shapes(constraints: dict[str, str]) -> str:
    return (
        "ex:Shape a sh:NodeShape ; sh:targetSubjectsOf ex:has ; sh:property "
        + " , ".join(f"ex:{name}" for name in constraints)
        + " .\n"
        + "".join(f"ex:{name} sh:path ex:has ; {text} .\n" for name, text in constraints.items())
    )
