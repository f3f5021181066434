"""The dataset in use: the shipped graphs, from the files or the cache, and what the user adds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from neuromod_onto.dataset.copies import stated
from neuromod_onto.dataset.shipped import read_shipped, shipped_files
from neuromod_onto.model.lazy import LazyModule
from neuromod_onto.model.resources import shipped_root

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

    from neuromod_onto.dataset.cache import Kept
else:
    ox = LazyModule("pyoxigraph")


class Dataset:
    """A store with the files that fill it; ``load`` and ``open_store`` make one.

    Args:
        store: the quads; None for the shipped ones, which are read when they are first asked for.
        files: the files that were loaded; None for the shipped ones.
        closed: the store holds the subclass closure.
        folder: where the store lies on disk.
        kept: what the cache keeps of the shipped dataset.

    Attributes:
        closed: the store holds the subclass closure (see ``closure.py``).
        kept: what the cache keeps of the shipped dataset; None for any other.

    """

    def __init__(
        self,
        store: ox.Store | None,
        files: Iterable[Path] | None = (),
        closed: bool = False,
        folder: Path | str | None = None,
        kept: Kept | None = None,
    ) -> None:
        self._store = store
        self._folder = folder
        self._files = files
        self.closed = closed
        self.kept = kept

    @cached_property
    def files(self) -> list[Path]:
        """The files that were loaded, in order."""
        return shipped_files() if self._files is None else list(self._files)

    @property
    def own(self) -> bool:
        """Whether a user's files were loaded, or may be: into a store, or into one made by hand."""
        return self.files != shipped_files()

    @property
    def store(self) -> ox.Store:
        """The quads; all in the default graph unless a user's file names graphs.

        The store of the shipped dataset is opened, or read, when it is first asked for.
        """
        if self._store is None:
            self._store, self._folder = _shipped_store(self.kept)
        return self._store

    @property
    def folder(self) -> Path | None:
        """Where the store lies on disk, opened read-only; None for a store in memory."""
        from pathlib import Path

        _ = self.store  # known once the store is open; an empty one is false
        return Path(self._folder) if self._folder else None

    def literals(self, subject: str, predicate: str) -> list[tuple[str, str]]:
        """Return the (text, language) pairs of a literal property; language is "" when there is none."""
        return [
            (o.value, o.language or "") for o in self.objects(subject, predicate) if isinstance(o, ox.Literal)
        ]

    def iris(self, subject: str, predicate: str) -> list[str]:
        """Return the IRIs that a property of ``subject`` points to, sorted."""
        return sorted(o.value for o in self.objects(subject, predicate) if isinstance(o, ox.NamedNode))

    def objects(
        self, subject: str, predicate: str
    ) -> Iterator[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
        """Yield the objects of one subject and predicate in any graph."""
        pattern = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None)
        return (quad.object for quad in stated(pattern))

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return the IRIs of subjects whose property points to the IRI ``value``, sorted."""
        pattern = self.store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(value))
        return sorted(q.subject.value for q in stated(pattern) if isinstance(q.subject, ox.NamedNode))

    def facts(self, subject: str) -> dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]:
        """Return all that is said of a subject in any graph: its objects by predicate."""
        found: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]] = {}
        for quad in stated(self.store.quads_for_pattern(ox.NamedNode(subject), None, None)):
            found.setdefault(quad.predicate.value, []).append(quad.object)
        return found

    def select(self, pattern: str) -> list[str]:
        """Return the IRIs that ``?found`` stands for in a SPARQL group pattern over all graphs, sorted.

        Args:
            pattern: written by code, with terms as the RDF library writes them.

        """
        query = f"SELECT DISTINCT ?found {{ {pattern} FILTER (isIRI(?found)) }}"
        rows = self.store.query(query, use_default_graph_as_union=True)
        return sorted(row["found"].value for row in rows)  # type: ignore[union-attr]

    def __contains__(self, iri: str) -> bool:
        """Say whether an IRI is the subject of anything."""
        return any(True for _ in self.store.quads_for_pattern(ox.NamedNode(iri), None, None))


def _shipped_store(kept: Kept | None) -> tuple[ox.Store, str | None]:
    """Return the store that the cache keeps, with its folder, or one in memory while it is being built."""
    on_disk = kept.open_store() if kept else None
    if kept and on_disk is not None:
        return on_disk, kept.store
    in_memory = read_shipped()
    if kept:
        from pathlib import Path

        from neuromod_onto.dataset.cache_process import start_building

        start_building(Path(kept.folder))
    return in_memory, None


def load(
    data: Path | str | Iterable[Path | str] = (), *, shipped: bool = True, cached: bool = False
) -> Dataset:
    """Load the shipped dataset and the files or folders of ``data``.

    Args:
        data: one or several RDF files or folders of them, added to the dataset.
        shipped: leave False to load ``data`` alone.
        cached: take the shipped dataset from the cache on disk, which is built on first use; quick to
            open, and slower than memory for long work. Only for the shipped dataset alone.

    Raises:
        InputError: a file is missing or cannot be read.

    """
    data = [data] if isinstance(data, str | os.PathLike) else list(data)
    if shipped and cached and not data:
        from neuromod_onto.dataset.cache import kept

        return Dataset(None, None, kept=kept())
    from neuromod_onto.dataset.read import rdf_files, read_quads

    added = rdf_files(data)
    store = read_shipped() if shipped else ox.Store()
    for path in added:
        store.bulk_extend(read_quads(path))
    return Dataset(store, [*(shipped_files() if shipped else ()), *added])


def load_asserted(data: Iterable[Path | str] = ()) -> Dataset:
    """Load the ontology as it is written by hand, without what is generated, and the files of ``data``.

    This is what a reasoner starts from.
    """
    return load([shipped_root() / "ontology" / "neuromod.ttl", *data], shipped=False)
