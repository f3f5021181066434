"""Answers with the labels of their terms beside them, as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine.results import Row, Rows, RowStream, Term
from neuromod_onto.model.languages import require_language
from neuromod_onto.terms.names import label_of

_ROWS_SEEN = 10_000


def labelled(dataset: Dataset, answer: Rows, language: str = "en") -> Rows:
    """Return the answer with a column ``<variable>_label`` beside each column of terms that have labels.

    Args:
        dataset: where the labels are read.
        answer: rows of a query.
        language: of the labels; a term without one in this language gets that of the other.

    """
    require_language(language)
    stream = labelled_stream(dataset, RowStream(answer.variables, iter(answer.rows)), language)
    return Rows(stream.variables, list(stream.rows))


def labelled_stream(dataset: Dataset, answer: RowStream, language: str = "en") -> RowStream:
    """Do as ``labelled`` does with rows as they come; which columns have labels is seen in the first rows."""
    labels: dict[str, ox.Literal] = {}

    def label(term: Term | None) -> ox.Literal:
        iri = term.value if isinstance(term, ox.NamedNode) else ""
        if iri not in labels:
            labels[iri] = ox.Literal(label_of(dataset, iri, language) if iri else "")
        return labels[iri]

    rows = iter(answer.rows)
    first = list(islice(rows, _ROWS_SEEN))
    wanted = [
        f"{variable}_label" not in answer.variables and any(label(row[i]).value for row in first)
        for i, variable in enumerate(answer.variables)
    ]
    columns: list[str] = []
    for variable, has_label in zip(answer.variables, wanted, strict=True):
        columns += [variable, f"{variable}_label"] if has_label else [variable]

    def lines() -> Iterator[Row]:
        for row in chain(first, rows):
            line: list[Term | None] = []
            for term, has_label in zip(row, wanted, strict=True):
                line += [term, label(term)] if has_label else [term]
            yield tuple(line)

    return RowStream(tuple(columns), lines())
