"""What a query answers: rows, a truth value or a graph."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, Protocol, TypeAlias

import pyoxigraph as ox

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row: TypeAlias = tuple[Term | None, ...]


class Rows(NamedTuple):
    """The answer of SELECT.

    Attributes:
        variables: names without the question mark.
        rows: one tuple a solution, None where a variable is unbound.

    """

    variables: tuple[str, ...]
    rows: list[Row]

    def to_pandas(self, *, iri: bool = False) -> Any:
        """Return a ``pandas.DataFrame``: CURIEs (or IRIs), numbers, truth values and texts.

        Raises:
            MissingPartError: pandas is not installed.

        """
        from neuromod_onto.engine.dataframes import frame

        return frame(self.variables, self.rows, "pandas", iri=iri)

    def to_polars(self, *, iri: bool = False) -> Any:
        """Return a ``polars.DataFrame``: CURIEs (or IRIs), numbers, truth values and texts.

        Raises:
            MissingPartError: polars is not installed.

        """
        from neuromod_onto.engine.dataframes import frame

        return frame(self.variables, self.rows, "polars", iri=iri)


class RowStream(NamedTuple):
    """The answer of SELECT as it comes, to be read once."""

    variables: tuple[str, ...]
    rows: Iterator[Row]


class Graph(NamedTuple):
    """The answer of CONSTRUCT or DESCRIBE.

    Attributes:
        triples: what was built, in the order of the engine.

    """

    triples: list[ox.Triple]


Answer: TypeAlias = Rows | Graph | bool
Stream: TypeAlias = Rows | RowStream | Graph | bool


class Engine(Protocol):
    """Something that answers read-only SPARQL queries."""

    def query(self, text: str, *, place: str = "query") -> Answer:
        """Answer ``text``; ``place`` names it in faults."""

    def stream(self, text: str, *, place: str = "query") -> Stream:
        """Answer ``text`` with rows as they come, so that many do not fill the memory."""


def streamed(results: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> RowStream | Graph | bool:
    """Return an engine's results; rows are read as they are asked for."""
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    if isinstance(results, ox.QueryTriples):
        return Graph(list(results))
    variables = results.variables
    rows = (tuple(solution[v] for v in variables) for solution in results)
    return RowStream(tuple(variable.value for variable in variables), rows)


def collect(answer: Stream) -> Answer:
    """Read all rows of an answer."""
    return Rows(answer.variables, list(answer.rows)) if isinstance(answer, RowStream) else answer


def parse_answer(stream: BinaryIO, media_type: str) -> RowStream | Graph | bool | None:
    """Read a serialised answer, rows as they are asked for; None where the media type is unknown.

    Raises:
        SyntaxError, ValueError: the content is not what the media type says; also while rows are read.

    """
    results_format = ox.QueryResultsFormat.from_media_type(media_type)
    if results_format:
        return streamed(ox.parse_query_results(stream, format=results_format))
    rdf_format = ox.RdfFormat.from_media_type(media_type)
    if rdf_format:
        return Graph([quad.triple for quad in ox.parse(stream, format=rdf_format)])
    return None
