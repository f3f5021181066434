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


def materialise_ends(data: ox.Store, queries: Iterable[str]) -> None:
    """Add to ``data`` what the steps of queries that stand for walks find, where it is not there yet.

    A walk of no step leads from any term to itself, of which no class need be said anything: each term that a
    query can bring to a walk is its own ancestor. What kinds nodes are of, as a class or by their type, is
    listed for the nodes that ``a?/rdfs:subClassOf*`` is asked of, else it is walked from every node there is.
    """
    asked = [query for query in queries if str(ABOVE) in query or str(KIND) in query]
    of_walks = _nodes(data, asked, ABOVE)
    data.extend(
        ox.Quad(node, ABOVE, node, GRAPH)
        for node in of_walks
        if ox.Quad(node, ABOVE, node, GRAPH) not in data
    )
    nodes = _nodes(data, asked, KIND)
    data.bulk_extend(ox.Quad(node, KIND, kind, GRAPH) for node in nodes for kind in _kinds(data, node))


def _nodes(data: ox.Store, queries: Iterable[str], step: ox.NamedNode) -> set[Node]:
    """Return the nodes that queries can bring to an end of a step in the closure."""
    named: dict[str, set[str]] = {}
    terms: dict[str, set[str]] = {}
    for query in queries:
        if str(step) in query:
            named.setdefault(prologue(query), set()).update(_properties(query, step))
            terms.setdefault(prologue(query), set()).update(_terms(query) if step == ABOVE else ())
    nodes: set[Node] = set()
    for prefixes, properties in named.items():
        path = "|".join(sorted(properties - {_ANY})) + (
            "|!<urn:none>|^!<urn:none>" if _ANY in properties else ""
        )
        asked = [f"VALUES ?x {{ {' '.join(sorted(terms[prefixes]))} }}"]
        asked += [f"?s {path.removeprefix('|')} ?x"] if path else []
        for pattern in asked:
            found = data.query(
                f"{prefixes} SELECT DISTINCT ?x WHERE {{ {pattern} }}", use_default_graph_as_union=True
            )
            assert isinstance(found, ox.QuerySolutions)
            nodes |= {x for row in found if isinstance(x := row["x"], (ox.NamedNode, ox.BlankNode))}
    return nodes


def _terms(query: str) -> set[str]:
    """Return the names that stand in a query, its prefixes left aside."""
    words = tokens(query)
    return {word for word in words[words.index("{") :] if is_name(word) and word not in ("a", str(ABOVE))}


def _kinds(data: ox.Store, node: Node) -> set[Node]:
    """Return a node with the classes above it, its types and the classes above them."""
    types = {node} | {
        quad.object
        for quad in data.quads_for_pattern(node, ox.NamedNode(RDF_TYPE), None)
        if isinstance(quad.object, (ox.NamedNode, ox.BlankNode))
    }
    above = (quad.object for one in types for quad in data.quads_for_pattern(one, ABOVE, None, GRAPH))
    return types | {one for one in above if isinstance(one, ox.NamedNode)}


def _properties(query: str, step: ox.NamedNode) -> set[str]:
    """Return properties whose values are the nodes that a query brings to a step; ``_ANY`` for any node.

    One end is enough for a walk of no step, and nothing is to be looked up where a name stands there.
    """
    words = tokens(query)
    groups = _groups(words)
    found: set[str] = set()
    for at, word in enumerate(words):
        if word != str(step):
            continue
        first = at - 1 - (words[at - 1] == "^")
        ends = [first] if step == KIND else [first, at + 1]
        if step == ABOVE and any(is_name(words[end]) for end in ends):
            continue
        found |= next((names for end in ends if (names := _values(words, groups, end))), {_ANY})
    return found


def _values(words: list[str], groups: list[tuple[int, ...]], end: int) -> set[str]:
    """Return properties whose values hold all that can stand at an end of a step; empty when not known."""
    if words[end] == "/":
        return _path_before(words, end)
    if not words[end].startswith("?"):
        return set()
    around = groups[end]
    bound = (
        n
        for n, one in enumerate(words)
        if one == words[end]
        and words[n + 1] in (".", ";", ",", "}", "FILTER", "OPTIONAL")
        and around[: len(groups[n])] == groups[n]
    )
    return next((names for n in bound if (names := _path_before(words, n))), set())


def _groups(words: list[str]) -> list[tuple[int, ...]]:
    """Return for each word the groups around it that see what is bound outside and are not seen there."""
    found, around = [], [(0, True)]
    for at, word in enumerate(words):
        if word == "{":
            around.append((at, words[at - 1].upper() in ("EXISTS", "OPTIONAL", "MINUS")))
        elif word == "}" and len(around) > 1:
            around.pop()
        found.append(tuple(opening for opening, apart in around if apart))
    return found


def _path_before(words: list[str], at: int) -> set[str]:
    """Return the properties of the last step of the path that ends before a word; empty when not plain."""
    enclosed = words[at - 1] == ")"
    first = words[at] == "/"  # of a sequence, which may stand in brackets
    at -= 1 + enclosed
    names: set[str] = set()
    while is_name(words[at]):
        names.add(words[at])
        if words[at - 1] != "|":
            break
        at -= 2
    barred = ("^", "|", "!") if first else ("^", "(", "|", "!")
    plain = words[at - 1] == "(" if enclosed else words[at - 1] not in barred
    return names if plain else set()
