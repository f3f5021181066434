"""Answers of subqueries that count over all records, written into a store so that no query counts again.

The subqueries stand in ``queries/counts``, each as one of ``queries/*.rq`` has it, with groups by variables
and no LIMIT, ORDER BY or HAVING. A store holds the answer of each in a graph of its own, and in one more
graph what each is the answer of, so that ``engine/counted.py`` reads no other than the store has. The answers
belong to one load: the next one takes them away and counts anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.model.resources import shipped_root

#: An answer of more rows is not kept: to read it would take as long as to count.
MOST = 100_000
_COUNTS = "urn:neuromod-onto:counts:"
_ABOUT = ox.NamedNode(_COUNTS + "about")
_ANSWERS = ox.NamedNode(_COUNTS + "answers")
_ROWS = ox.NamedNode(_COUNTS + "rows")
_LACKS = ox.NamedNode(_COUNTS + "lacks")


class Count(NamedTuple):
    """An answer that a store holds.

    Attributes:
        graph: where it stands: a node for each row, with a statement for each value.
        text: the subquery, with its prefixes.
        rows: how many.
        lacking: numbers of the columns, from 0, that have no value in some row.

    """

    graph: str
    text: str
    rows: int
    lacking: frozenset[int] = frozenset()


def column(number: int) -> ox.NamedNode:
    """Return the property that says the value of a row in a column, counted from 0."""
    return ox.NamedNode(f"{_COUNTS}column{number}")


def counted() -> dict[str, str]:
    """Return the subqueries that are counted, by name."""
    files = sorted((shipped_root() / "queries" / "counts").glob("*.rq"))
    return {path.stem: path.read_text("utf-8") for path in files}


def counts(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield the answers of ``counted`` over the default graph of a store, and of what each is the answer."""
    for name, text in counted().items():
        rows = list(islice(store.query(text), MOST + 1))  # type: ignore[arg-type]
        if len(rows) > MOST:
            continue
        graph = ox.NamedNode(_COUNTS + name)
        yield ox.Quad(graph, _ANSWERS, ox.Literal(text), _ABOUT)
        yield ox.Quad(graph, _ROWS, ox.Literal(len(rows)), _ABOUT)
        lacking = set()
        for row in rows:
            node = ox.BlankNode()
            for place, value in enumerate(row):
                if value is None:
                    lacking.add(place)
                else:
                    yield ox.Quad(node, column(place), value, graph)
        for place in sorted(lacking):
            yield ox.Quad(graph, _LACKS, ox.Literal(place), _ABOUT)


def read_counts(store: ox.Store) -> list[Count]:
    """Return which answers a store holds."""
    found = []
    for quad in store.quads_for_pattern(None, _ANSWERS, None, _ABOUT):
        graph = quad.subject
        assert isinstance(graph, ox.NamedNode)
        (rows,) = _numbers(store, graph, _ROWS)
        lacking = frozenset(_numbers(store, graph, _LACKS))
        found.append(Count(graph.value, quad.object.value, rows, lacking))  # type: ignore[union-attr]
    return found


def _numbers(store: ox.Store, graph: ox.NamedNode, predicate: ox.NamedNode) -> list[int]:
    quads = store.quads_for_pattern(graph, predicate, None, _ABOUT)
    return [int(quad.object.value) for quad in quads]  # type: ignore[union-attr]


def forget_counts(store: ox.Store) -> None:
    """Take away the answers, which no longer hold once more is loaded."""
    for graph in list(store.named_graphs()):
        if isinstance(graph, ox.NamedNode) and graph.value.startswith(_COUNTS):
            store.remove_graph(graph)
