"""Queries that a user writes: the known prefixes need no declaration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine.guard import tokens
from neuromod_onto.engine.local import LocalEngine
from neuromod_onto.engine.results import Answer
from neuromod_onto.errors import InputError
from neuromod_onto.model.namespaces import prefixes


def sparql(dataset: Dataset, text: str) -> Answer:
    """Answer a read-only query over the dataset, without a limit of time; a ``Worker`` has limits.

    Args:
        dataset: what is queried.
        text: SPARQL 1.1; the known prefixes need no declaration.

    Returns:
        Rows for SELECT, a graph for CONSTRUCT and DESCRIBE, a truth value for ASK.

    Raises:
        UsageError: the query writes or reaches out.
        InputError: the query is not valid SPARQL.

    """
    asked = with_prefixes(text)
    with places_in(text, asked):
        return LocalEngine(dataset.store, closed=dataset.closed).query(asked)


def with_prefixes(text: str) -> str:
    """Declare the known prefixes that a query uses and does not declare, on its first line.

    Putting them on the first line keeps the line numbers of faults; ``places_in`` sets the columns right.
    """
    stream = list(tokens(text))
    used = {word.partition(":")[0] for kind, word, _ in stream if kind == "name"}
    declared = {
        stream[i + 1][1].rstrip(":")
        for i, (kind, word, _) in enumerate(stream[:-1])
        if kind == "word" and word.upper() == "PREFIX"
    }
    known = prefixes()
    return (
        "".join(f"PREFIX {p}: <{known[p].namespace}> " for p in sorted(used - declared) if p in known) + text
    )


@contextmanager
def places_in(text: str, asked: str) -> Iterator[None]:
    """Let faults name the column in a query as it was written, before prefixes were put on its first line."""
    try:
        yield
    except InputError as error:
        place, _, column = error.place.rpartition(":")
        if place.endswith(":1") and column.isdecimal():
            error.place = f"{place}:{max(1, int(column) - len(asked) + len(text))}"
        raise
