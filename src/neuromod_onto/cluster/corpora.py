"""``annotate`` on a cluster: texts in parts, rows in the order of the texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice, starmap
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import pyoxigraph as ox

from neuromod_onto.cluster.scheduler import in_order
from neuromod_onto.dataset import load
from neuromod_onto.dataset.read import rdf_files, read_rdf
from neuromod_onto.linking import AnnotatedRows, Annotator, Layout, Text
from neuromod_onto.render.tables import Cell

if TYPE_CHECKING:
    from distributed import Client

#: Texts in a part: some tenths of a second of work.
TEXTS = 4_000


class _Plan(NamedTuple):
    """How every part is annotated: what a row holds, and what the user adds to the ontology as N-Quads."""

    layout: Layout
    added: bytes


def annotate(
    client: Client,
    texts: Iterable[Text],
    layout: Layout,
    data: Sequence[Path] = (),
    *,
    size: int = TEXTS,
) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of texts, the same and in the same order as ``AnnotatedRows`` in one process.

    Args:
        client: of ``connect``.
        texts: read here, one by one.
        layout: what a row holds.
        data: RDF files to add to the ontology; read here and sent along.
        size: texts in a part.

    Raises:
        InputError: a file or a text cannot be read.
        NetworkError: the cluster was lost.
        MissingPartError: a worker has another edition of the program or the ontology.

    """
    files = rdf_files(data)
    added = read_rdf(files).dump(format=ox.RdfFormat.N_QUADS) if files else b""
    run = partial(_annotate_part, _Plan(layout, added or b""))
    for rows in in_order(client, run, _parts(iter(texts), size)):
        yield from rows


#: A text without its class, which takes a fifth of the time to send.
_Bare: TypeAlias = tuple[str, str, str, tuple[str, ...]]


def _parts(texts: Iterator[Text], size: int) -> Iterator[tuple[_Bare, ...]]:
    while part := tuple(map(tuple, islice(texts, size))):
        yield part  # type: ignore[misc]


def _annotate_part(plan: _Plan, texts: Sequence[_Bare]) -> list[tuple[Cell, ...]]:
    return list(_rows(plan).of(starmap(Text, texts)))


@lru_cache(maxsize=1)
def _rows(plan: _Plan) -> AnnotatedRows:
    dataset = load()
    dataset.store.bulk_load(input=plan.added, format=ox.RdfFormat.N_QUADS)
    return AnnotatedRows(Annotator(dataset), plan.layout)
