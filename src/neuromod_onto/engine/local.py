"""Queries over a store in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import pyoxigraph as ox

from neuromod_onto.dataset.copies import Copies, graphs_asked, read_copies
from neuromod_onto.dataset.counts import Count, read_counts
from neuromod_onto.engine.closure import without_walks
from neuromod_onto.engine.guard import check_read_only
from neuromod_onto.engine.results import Answer, Row, RowStream, Stream, collect, streamed
from neuromod_onto.errors import InputError


class LocalEngine:
    """Queries a pyoxigraph store in this process.

    Args:
        store: what is queried.
        closed: the store holds the subclass closure, which then takes the place of ``rdfs:subClassOf*``, and
            perhaps copies of what records say and counts of them (``dataset/copies.py``, ``counts.py``).

    """

    def __init__(self, store: ox.Store, *, closed: bool = False) -> None:
        self.store = store
        self.closed = closed

    def as_asked(self, text: str) -> str:
        """Return a query as it is put to the store, which may hold more than the data to answer it by."""
        if not self.closed:
            return text
        text = without_walks(text)
        if self._copies or self._counts:
            from neuromod_onto.engine.stars import with_copies

            text = with_copies(text, self._copies, self._counts)
        return text

    @cached_property
    def _copies(self) -> Copies:
        return read_copies(self.store)

    @cached_property
    def _counts(self) -> list[Count]:
        return read_counts(self.store)

    def query(self, text: str, *, place: str = "query") -> Answer:
        """Answer a read-only query over the store.

        Raises:
            UsageError: the query writes or reaches out.
            InputError: the query is not valid SPARQL.

        """
        return collect(self.stream(text, place=place))

    def stream(self, text: str, *, place: str = "query") -> Stream:
        """Answer a read-only query; rows are computed as they are read, which raises the same errors."""
        check_read_only(text)
        with faults(place):
            try:
                answer = self._answer(self.as_asked(text))
            except SyntaxError:
                answer = self._answer(text)  # names the place in what was written, not in what was made of it
        return (
            RowStream(answer.variables, _guarded(answer, place)) if isinstance(answer, RowStream) else answer
        )

    def _answer(self, query: str) -> Stream:
        return streamed(self.store.query(query, named_graphs=graphs_asked(self.store, query)))


def _guarded(answer: RowStream, place: str) -> Iterator[Row]:
    with faults(place):
        yield from answer.rows


@contextmanager
def faults(place: str) -> Iterator[None]:
    """Turn what the query engine raises into an InputError that names the query."""
    try:
        yield
    except SyntaxError as error:
        from neuromod_onto.dataset.read import syntax_fault

        raise syntax_fault(error, place, "SPARQL") from error
    except (RuntimeError, ValueError) as error:
        raise InputError(f"the query failed: {error}", place=place) from error
    except OSError as error:
        raise InputError(f"the store is damaged: {error}", "load it anew with --replace") from error
