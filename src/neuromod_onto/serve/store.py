"""The store that the workers open: the dataset and the canned queries, on disk, read-only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from neuromod_onto.catalog import CannedQuery
from neuromod_onto.dataset import Dataset
from neuromod_onto.serve.executable import query_triples


class ServedStore:
    """A folder that holds the served graph until it is closed.

    Attributes:
        dataset: the graph, opened read-only.
        folder: where it lies.

    """

    def __init__(self, dataset: Dataset, catalog: Iterable[CannedQuery]) -> None:
        self._folder = TemporaryDirectory(prefix="neuromod-serve-", ignore_cleanup_errors=True)
        path = Path(self._folder.name) / "store"
        if dataset.folder:
            dataset.store.backup(str(path))  # shares the files of the store where it can, and changes none
        store = ox.Store(str(path))
        if not dataset.folder:
            store.bulk_extend(iter(dataset.store))
        store.bulk_extend(
            ox.Quad(triple.subject, triple.predicate, triple.object)
            for query in catalog
            for triple in query_triples(query)
        )
        if not dataset.folder:
            store.optimize()
        store.flush()
        del store
        self.folder = path
        self.dataset = Dataset(
            ox.Store.read_only(str(path)),
            dataset.files,
            closed=dataset.closed,
            folder=path,
            kept=dataset.kept,
        )

    def close(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()
