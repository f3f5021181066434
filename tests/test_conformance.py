"""W3C's own tests of SHACL, through our engines, when ``NEUROMOD_CONFORMANCE`` names the folder that holds them.

The suite is not ours to ship; ``tests/test_engines.py`` holds our own cases.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.errors import InputError
from neuromod_onto.model.vocabulary import SH
from neuromod_onto.validation.results import Result, severity_iri
from neuromod_onto.validation.shacl import run_shapes

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
#: Tests that fail, with the reason. A test that is listed and passes fails too.
WAIVED = {
    "core/property/uniqueLang-002": 'the store reads "1"^^xsd:boolean as true',
    "sparql/pre-binding/shapesGraph-001": "pySHACL does not support $shapesGraph",
}


def manifests(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*.ttl") if "sht:Validate" in p.read_text("utf-8"))


def one(store: ox.Store, subject: object, predicate: str) -> object:
    quads = list(store.quads_for_pattern(subject, ox.NamedNode(predicate), None))  # type: ignore[arg-type]
    return quads[0].object if quads else None


def expected(store: ox.Store, report: object) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for quad in store.quads_for_pattern(report, ox.NamedNode(SH + "result"), None):  # type: ignore[arg-type]
        parts = [
            one(store, quad.object, SH + local)
            for local in ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity")
        ]
        found[tuple(map(written, parts))] += 1
    return found


def written(node: object) -> str:
    return "" if node is None or isinstance(node, ox.BlankNode) else str(node)


def got(results: list[Result]) -> Counter[tuple[str, ...]]:
    return Counter(
        tuple(
            map(
                written,
                (
                    r.focus,
                    r.path,
                    r.value,
                    ox.NamedNode(r.component),
                    severity_iri(r.severity),
                ),
            )
        )
        for r in results
    )


def verdict(path: Path) -> str:
    """Return what is wrong with our answer to one test, or nothing."""
    store = read_rdf([path])
    (entry,) = (q.object for q in store.quads_for_pattern(None, ox.NamedNode(MF + "action"), None))
    base = path.resolve().as_uri()
    graphs = []
    for local in ("shapesGraph", "dataGraph"):
        named = one(store, entry, SHT + local)
        assert isinstance(named, ox.NamedNode)
        graphs.append(store if named.value == base else read_rdf([Path(named.value.removeprefix("file://"))]))
    report = next(q.object for q in store.quads_for_pattern(None, ox.NamedNode(MF + "result"), None))
    try:
        results = run_shapes(graphs[0], graphs[1], path.name)
    except InputError as error:
        return "" if report == ox.NamedNode(SHT + "Failure") else f"cannot be run: {error}"
    if report == ox.NamedNode(SHT + "Failure"):
        return "should be refused"
    want, have = expected(store, report), got(results)
    return "" if want == have else f"missing {dict(want - have)}, extra {dict(have - want)}"


SUITE = os.environ.get("NEUROMOD_CONFORMANCE")
if SUITE:
    TESTS = manifests(Path(SUITE) / "data-shapes-test-suite" / "tests")

    @pytest.mark.parametrize("path", TESTS, ids=lambda p: f"{p.parent.name}/{p.stem}")
    def test_w3c_shacl(path: Path) -> None:
        name = f"{path.parent.parent.name}/{path.parent.name}/{path.stem}"
        assert bool(verdict(path)) == (name in WAIVED), verdict(path)

    def test_the_suite_is_whole() -> None:
        assert len(TESTS) >= 120
