"""The subclass closure as plain triples, so that no query walks ``rdfs:subClassOf*`` for each record."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import RDF_TYPE, RDFS, SUBCLASS_OF
from neuromod_onto.validation.groups import HIDDEN, is_name, prologue, tokens
from neuromod_onto.validation.results import Node

#: The graph that holds the closure; it is no part of the data.
GRAPH = ox.NamedNode("urn:neuromod-onto:ancestry")
#: Leads from a class to itself and each class above it.
ABOVE = ox.NamedNode("urn:neuromod-onto:ancestor")
#: Leads from a node to the classes that it is an instance of, or at or below.
KIND = ox.NamedNode("urn:neuromod-onto:kind")
_ANY = "*"
_WALK = rf"(?:\brdfs:subClassOf|\(?<{re.escape(RDFS)}subClassOf>\)?)\*"
_UP = re.compile(rf"({_WALK})|{HIDDEN}", re.DOTALL)
_TYPE = rf"(?:\ba|\brdf:type|\(?<{re.escape(RDF_TYPE)}>\)?)"
_TYPE_UP = re.compile(rf"({_TYPE}\?/{re.escape(str(ABOVE))})|{HIDDEN}", re.DOTALL)


def materialise(data: ox.Store, others: ox.Store) -> None:
    """Add to ``data``, in a graph of its own, every class with itself and all classes above it.

    Args:
        data: the data and the ontology.
        others: the shapes, whose IRIs may name classes that have no subclass.

    """
    if any(True for _ in data.quads_for_pattern(None, ABOVE, None, GRAPH)):
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
        data.extend(ox.Quad(node, ABOVE, parent, GRAPH) for parent in found)


def close_again(data: ox.Store, others: ox.Store) -> None:
    """Make the closure anew, with classes that came to ``data`` after the first time."""
    data.update(f"DELETE WHERE {{ GRAPH {GRAPH} {{ ?x {ABOVE} ?y }} }}")
    materialise(data, others)


def without_walks(query: str) -> str:
    """Return a query with its walks up the class hierarchy replaced by one step in the closure."""
    for walk, step in ((_UP, ABOVE), (_TYPE_UP, KIND)):
        query = walk.sub(lambda m, step=step: str(step) if m[1] else m[0], query)  # type: ignore[misc]
    return query


def materialise_kinds(data: ox.Store, queries: Iterable[str]) -> None:
    """Add to ``data`` what kinds nodes are of, as a class or by their type, where a query asks for it.

    Without it the path ``a?/rdfs:subClassOf*`` is walked from every node that there is.
    """
    named: dict[str, set[str]] = {}
    for query in queries:
        if str(KIND) in query:
            named.setdefault(prologue(query), set()).update(_properties(query))
    nodes: set[Node] = set()
    for prefixes, properties in named.items():
        path = "|".join(sorted(properties - {_ANY})) + (
            "|!<urn:none>|^!<urn:none>" if _ANY in properties else ""
        )
        query = f"{prefixes} SELECT DISTINCT ?x WHERE {{ ?s {path.removeprefix('|')} ?x }}"
        found = data.query(query, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        nodes |= {x for row in found if isinstance(x := row["x"], (ox.NamedNode, ox.BlankNode))}
    data.bulk_extend(ox.Quad(node, KIND, kind, GRAPH) for node in nodes for kind in _kinds(data, node))


def _kinds(data: ox.Store, node: Node) -> set[Node]:
    """Return a node with the classes above it, its types and the classes above them."""
    types = {node} | {
        quad.object
        for quad in data.quads_for_pattern(node, ox.NamedNode(RDF_TYPE), None)
        if isinstance(quad.object, (ox.NamedNode, ox.BlankNode))
    }
    above = (quad.object for one in types for quad in data.quads_for_pattern(one, ABOVE, None, GRAPH))
    return types | {one for one in above if isinstance(one, ox.NamedNode)}


def _properties(query: str) -> set[str]:
    """Return properties whose values are the nodes of which a query asks the kinds; ``_ANY`` for any node."""
    words = tokens(query)
    found: set[str] = set()
    for at, word in enumerate(words):
        if word != str(KIND):
            continue
        start = words[at - 1]
        if start.startswith("?"):
            ends = [n for n, one in enumerate(words) if one == start and words[n + 1] in (".", ";", ",", "}")]
            named = [names for n in ends if (names := _path_before(words, n))]
        else:
            named = [_path_before(words, at - 1)] if start == "/" else []
        if not named or not named[0]:
            return {_ANY}
        found |= named[0]
    return found


def _path_before(words: list[str], at: int) -> set[str]:
    """Return the properties of the last step of the path that ends before a word; empty when not plain."""
    enclosed = words[at - 1] == ")"
    at -= 1 + enclosed
    names: set[str] = set()
    while is_name(words[at]):
        names.add(words[at])
        if words[at - 1] != "|":
            break
        at -= 2
    plain = words[at - 1] == "(" if enclosed else words[at - 1] not in ("^", "(", "|", "!")
    return names if plain else set()
