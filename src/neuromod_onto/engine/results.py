"""What a query answers: rows, a truth value or a graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class Rows:
    """The answer of SELECT.

    Attributes:
        variables: names without the question mark.
        rows: one tuple a solution, None where a variable is unbound.

    """

    variables: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]


@dataclass(frozen=True)
class Graph:
    """The answer of CONSTRUCT or DESCRIBE."""

    triples: list[ox.Triple]


Answer: TypeAlias = Rows | Graph | bool


def collect(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> Answer:
    """Read all of an engine's results."""
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    if isinstance(results, ox.QueryTriples):
        return Graph(list(results))
    variables = tuple(variable.value for variable in results.variables)
    return Rows(variables, [tuple(solution[v] for v in results.variables) for solution in results])
