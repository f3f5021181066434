"""W3C's own tests of RDF 1.1, through our reader, when ``NEUROMOD_CONFORMANCE`` names the folder that holds them.

The suite is not ours to ship; ``tests/regressions`` and ``tests/test_hostile_readers.py`` hold our own cases.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import read_quads
from neuromod_onto.errors import InputError

from .w3c import MF, SUITE, W3CTest, entries_of, path_of, same

#: Tests that fail, with the reason. A test that is listed and passes fails too.
WAIVED = {
    "rdf-xml/xml-canon-test001": "Oxigraph keeps XML literals as written; RDF 1.1 made canonical form optional",
    "rdf-xml/xml-canon-test002": "Oxigraph keeps XML literals as written; RDF 1.1 made canonical form optional",
}


def verdict(test: W3CTest) -> str:
    """Return what is wrong with our answer to one test, or nothing."""
    source = path_of(test.action)
    try:
        quads = list(read_quads(source))
    except InputError as error:
        return "" if "Negative" in test.kind and "Entailment" not in test.kind else f"refused: {error}"
    if "Negative" in test.kind and "Entailment" not in test.kind:
        return "should be refused"
    if not test.kind.endswith("Eval"):
        return ""  # of the entailment tests, what is read: no entailment regime is offered
    base = test.one(None, MF + "assumedTestBase")
    if base is not None:
        quads = [moved(quad, test.folder.as_uri() + "/", base.value) for quad in quads]
    return "" if same(quads, read_quads(path_of(test.result))) else "another graph"


def moved(quad: ox.Quad, old: str, new: str) -> ox.Quad:
    def term(node: object) -> object:
        if isinstance(node, ox.NamedNode) and node.value.startswith(old):
            return ox.NamedNode(new + node.value.removeprefix(old))
        return node

    return ox.Quad(term(quad.subject), term(quad.predicate), term(quad.object), term(quad.graph_name))  # type: ignore[arg-type]


if SUITE:
    TESTS = list(entries_of(SUITE / "rdf" / "rdf11" / "manifest.ttl"))

    @pytest.mark.parametrize("test", TESTS, ids=lambda test: test.name)
    def test_w3c_rdf(test: W3CTest) -> None:
        found = verdict(test)
        assert bool(found) == (test.name in WAIVED), found

    def test_the_suite_is_whole() -> None:
        assert len(TESTS) == 1040
