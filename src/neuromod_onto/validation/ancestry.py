"""The subclass closure as plain triples, so that no query walks ``rdfs:subClassOf*`` for each record."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import RDF_TYPE, RDFS, SUBCLASS_OF

#: The graph that holds the closure; it is no part of the data.
GRAPH = ox.NamedNode("urn:neuromod-onto:ancestry")
_ANCESTOR = ox.NamedNode("urn:neuromod-onto:ancestor")
#: Leads from a node to the classes that it is an instance of, or at or below.
KIND = ox.NamedNode("urn:neuromod-onto:kind")
_WALK = re.compile(rf"(?:\brdfs:subClassOf|\(?<{re.escape(RDFS)}subClassOf>\)?)\*")
_KIND_WALK = re.compile(rf"(?:\ba|\brdf:type|\(?<{re.escape(RDF_TYPE)}>\)?)\?/{re.escape(str(_ANCESTOR))}")


def materialise(data: ox.Store, others: ox.Store) -> None:
    """Add to ``data``, in a graph of its own, every class with itself and all classes above it.

    Args:
        data: the data and the ontology.
        others: the shapes, whose IRIs may name classes that have no subclass.

    """
    if any(True for _ in data.quads_for_pattern(None, None, None, GRAPH)):
        return
    above: dict[ox.NamedNode, set[ox.NamedNode]] = defaultdict(set)
    for quad in data.quads_for_pattern(None, ox.NamedNode(SUBCLASS_OF), None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            above[quad.subject].add(quad.object)
    known = set(above) | {parent for parents in above.values() for parent in parents}
    known |= {quad.object for quad in others if isinstance(quad.object, ox.NamedNode)}
    for node in known:
        found, pending = {node}, [node]
        while pending:
            new = above.get(pending.pop(), set()) - found
            found |= new
            pending += new
        data.extend(ox.Quad(node, _ANCESTOR, parent, GRAPH) for parent in found)


def without_walks(query: str) -> str:
    """Return a query with its walks up the class hierarchy replaced by one step in the closure."""
    return _KIND_WALK.sub(str(KIND), _WALK.sub(str(_ANCESTOR), query))


def materialise_kinds(data: ox.Store, queries: Iterable[str]) -> None:
    """Add to ``data`` what kinds each node is of, itself as a class or by its type, when a query asks for it.

    Without it the path ``a?/rdfs:subClassOf*`` is walked from every node that there is.
    """
    if not any(str(KIND) in query for query in queries):
        return
    typed = f"{{ ?x <{RDF_TYPE}> ?type }} UNION {{ GRAPH ?any {{ ?x <{RDF_TYPE}> ?type }} }}"
    above = f"GRAPH {GRAPH} {{ ?type {_ANCESTOR} ?kind }}"
    for pattern in (
        f"GRAPH {GRAPH} {{ ?x {_ANCESTOR} ?kind }}",
        f"{typed} BIND (?type AS ?kind)",
        f"{{ {typed} }} {above}",
    ):
        data.update(f"INSERT {{ GRAPH {GRAPH} {{ ?x {KIND} ?kind }} }} WHERE {{ {pattern} }}")
