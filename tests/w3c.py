"""Read the manifests of the W3C's test suites, which ``NEUROMOD_CONFORMANCE`` names the folder of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_FOLDER = os.environ.get("NEUROMOD_CONFORMANCE")
SUITE = Path(_FOLDER) if _FOLDER and (Path(_FOLDER) / "sparql").is_dir() else None


@dataclass(frozen=True)
class W3CTest:
    """One entry of a manifest.

    Attributes:
        name: folder and fragment, such as ``aggregates/agg01``.
        kind: local name of its class.
        node: its node in the manifest.
        manifest: the manifest it stands in.
        folder: where its files lie.

    """

    name: str
    kind: str
    node: ox.NamedNode
    manifest: ox.Store
    folder: Path

    def all(self, subject: object, predicate: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        quads = self.manifest.quads_for_pattern(subject, ox.NamedNode(predicate), None)  # type: ignore[arg-type]
        return [quad.object for quad in quads]  # type: ignore[misc]

    def one(self, subject: object, predicate: str) -> ox.NamedNode | ox.BlankNode | ox.Literal | None:
        return next(iter(self.all(subject, predicate)), None)

    @property
    def action(self) -> ox.NamedNode | ox.BlankNode:
        node = self.one(self.node, MF + "action")
        assert isinstance(node, ox.NamedNode | ox.BlankNode)
        return node

    @property
    def result(self) -> ox.NamedNode | ox.BlankNode:
        node = self.one(self.node, MF + "result")
        assert isinstance(node, ox.NamedNode | ox.BlankNode)
        return node


def path_of(node: object) -> Path:
    assert isinstance(node, ox.NamedNode)
    return Path(node.value.removeprefix("file://"))


def entries_of(path: Path) -> Iterator[W3CTest]:
    """Yield the tests of a manifest and of those that it includes."""
    manifest = ox.Store()
    manifest.load(path.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=path.resolve().as_uri())

    def members(predicate: str) -> Iterator[ox.NamedNode]:
        for quad in manifest.quads_for_pattern(None, ox.NamedNode(predicate), None):
            node = quad.object
            while node != ox.NamedNode(RDF_NIL):
                first, rest = (
                    next(iter(manifest.quads_for_pattern(node, ox.NamedNode(p), None))).object  # type: ignore[arg-type]
                    for p in (RDF_FIRST, RDF_REST)
                )
                assert isinstance(first, ox.NamedNode)
                yield first
                node = rest

    for included in members(MF + "include"):
        yield from entries_of(path_of(included))
    for node in members(MF + "entries"):
        kinds = manifest.quads_for_pattern(node, ox.NamedNode(RDF_TYPE), None)
        (kind,) = [q.object.value.rpartition("#")[2] for q in kinds]  # type: ignore[union-attr]
        yield W3CTest(
            f"{path.parent.name}/{node.value.rpartition('#')[2]}", kind, node, manifest, path.parent
        )


def same(left: Iterable[ox.Quad], right: Iterable[ox.Quad]) -> bool:
    """Say whether two datasets are isomorphic."""
    graphs = [ox.Dataset(left), ox.Dataset(right)]
    for graph in graphs:
        graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return graphs[0] == graphs[1]
