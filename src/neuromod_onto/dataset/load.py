"""Which graphs make the dataset, and loading them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset.read import rdf_files, read_quads
from neuromod_onto.model.resources import shipped_root

#: Files of ``ontology/`` that make the shipped dataset. Alignments and the optional covering axioms
#: stay out: nobody needs them to use the ontology.
SHIPPED = ("neuromod.ttl", "products.ttl", "evidence.ttl", "safety.ttl", "mappings.ttl", "inferred.ttl")


@dataclass
class Dataset:
    """A store with the files that fill it.

    Attributes:
        store: the quads; all in the default graph unless a user's file names graphs.
        files: the files that were loaded, in order.
        closed: the store holds the subclass closure (see ``closure.py``).
        folder: where the store lies on disk, opened read-only; None for a store in memory.

    """

    store: ox.Store = field(repr=False)
    files: list[Path] = field(default_factory=list)
    closed: bool = False
    folder: Path | None = None

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
        return (quad.object for quad in pattern)

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return the IRIs of subjects whose property points to the IRI ``value``, sorted."""
        pattern = self.store.quads_for_pattern(None, ox.NamedNode(predicate), ox.NamedNode(value))
        return sorted(q.subject.value for q in pattern if isinstance(q.subject, ox.NamedNode))

    def __contains__(self, iri: str) -> bool:
        """Say whether an IRI is the subject of anything."""
        return any(True for _ in self.store.quads_for_pattern(ox.NamedNode(iri), None, None))


def shipped_files() -> list[Path]:
    """Return the paths of the shipped graphs that exist."""
    folder = shipped_root() / "ontology"
    return [path for name in SHIPPED if (path := folder / name).is_file()]


def content_key(files: Iterable[Path]) -> str:
    """Return a digest of the content of files, which names a version of the dataset."""
    from hashlib import blake2b

    digest = blake2b(digest_size=16)
    for path in files:
        content = path.read_bytes()
        digest.update(f"\n{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def load(data: Iterable[Path | str] = (), *, shipped: bool = True, cached: bool = False) -> Dataset:
    """Load the shipped dataset and the files or folders of ``data``.

    Args:
        data: RDF files or folders of them, added to the dataset.
        shipped: leave False to load ``data`` alone.
        cached: read the shipped dataset from a store on disk, built on first use; quick to open, and
            slower than memory for long work. Only for the shipped dataset alone.

    Raises:
        InputError: a file is missing or cannot be read.

    """
    files = (shipped_files() if shipped else []) + rdf_files(Path(path) for path in data)
    if cached and shipped and files == shipped_files():
        from neuromod_onto.dataset.cache import cached_store

        on_disk = cached_store(files)
        if on_disk is not None:
            return Dataset(on_disk[0], files, folder=on_disk[1])
    store = ox.Store()
    for path in files:
        store.bulk_extend(read_quads(path))
    return Dataset(store, files)


def load_asserted(data: Iterable[Path | str] = ()) -> Dataset:
    """Load the ontology as it is written by hand, without what is generated, and the files of ``data``.

    This is what a reasoner starts from.
    """
    return load([shipped_root() / "ontology" / "neuromod.ttl", *data], shipped=False)
