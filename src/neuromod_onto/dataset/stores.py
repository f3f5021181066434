"""Stores on disk that join the user's data with the ontology dataset.

A store is a folder with ``manifest.json`` and one subfolder of data, which is never written again once
the manifest names it. A load works in another subfolder and then puts a new manifest in the place of the
old one: whatever fails before leaves the old store whole, and readers never see half a load.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from secrets import token_hex

import pyoxigraph as ox

from neuromod_onto.dataset.cache import checksums, data_files
from neuromod_onto.dataset.closure import closure
from neuromod_onto.dataset.copies import copies, forget
from neuromod_onto.dataset.counts import counts, forget_counts
from neuromod_onto.dataset.intact import NAME as CHECKED
from neuromod_onto.dataset.intact import remember, require_intact
from neuromod_onto.dataset.load import Dataset
from neuromod_onto.dataset.manifest import NAME, LoadedFile, Manifest, read_manifest, reload
from neuromod_onto.dataset.read import format_of, rdf_files, read_quads
from neuromod_onto.dataset.shipped import content_key, shipped_files
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.render.files import write_atomically
from neuromod_onto.render.locks import holding

_BUILDING = ".building-"
_DATA = "data-"
_LOCK = ".lock"
_STEP = 50_000

#: Told the file and how many of its statements have been read.
Progress = Callable[[Path, int], None]


def open_store(folder: Path | str, *, whole: bool = False) -> Dataset:
    """Open a store for reading; any number of processes may do so at once, also during a load.

    Args:
        folder: what ``load_store`` filled.
        whole: read all of its files to say whether they are as they were written; else those of a large store
            that were read before, and have not changed since, are taken as they are.

    Raises:
        UsageError: the folder is not a store.
        InputError: the store is damaged, or holds another version of the ontology.

    """
    folder = Path(folder)
    for attempt in range(3):
        manifest = read_manifest(folder)
        if manifest is None:
            raise UsageError(
                "no store in this folder", f"make one: neuromod load FILE... --store {folder}", str(folder)
            )
        if manifest.ontology != content_key(shipped_files()):
            raise InputError(
                "the store holds another version of the ontology",
                reload(manifest),
                str(folder),
            )
        data = folder / manifest.generation
        try:
            require_intact(folder, manifest, whole=whole)
            files = [Path(f.path) for f in manifest.files]
            return Dataset(ox.Store.read_only(str(data)), files, closed=True, folder=data)
        except (OSError, ValueError, RuntimeError) as error:
            replaced = read_manifest(folder) != manifest
            if not replaced or attempt == 2:
                raise _damaged(error, manifest, folder) from error
    raise AssertionError


def damage_of(folder: Path) -> InputError | None:
    """Read all files of a store and say what is wrong with them; None when nothing is.

    The query engine meets a wrong block again and again in some queries, until a limit ends them.
    """
    try:
        manifest = read_manifest(folder)
        if manifest:
            require_intact(folder, manifest, whole=True)
    except InputError as error:
        return error
    except OSError as error:
        if manifest and read_manifest(folder) == manifest:  # no other load took its place
            return _damaged(error, manifest, folder)
    return None


def _damaged(error: Exception, manifest: Manifest, folder: Path) -> InputError:
    return InputError(f"the store is damaged: {error}", reload(manifest), str(folder))


def load_store(
    files: Path | str | Iterable[Path | str],
    folder: Path | str,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> Manifest:
    """Load RDF files into a store with the ontology dataset, all of them or none.

    Files are added to what the store holds; one with the same content as before is left out.

    Args:
        files: RDF files or folders of them.
        folder: the store; made when it does not exist.
        replace: leave out what the store held before.
        progress: told now and then how far the load is.

    Raises:
        UsageError: the folder holds something else, or a load is at work there.
        InputError: a file cannot be read, or the store is damaged or of another version.

    """
    wanted, folder = rdf_files(files), Path(folder)
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(error.strerror or str(error), place=str(folder)) from error
    temporary = None
    try:
        with _alone(folder):
            old = _previous(folder, replace)
            temporary = folder / f"{_BUILDING}{token_hex(6)}"
            temporary.mkdir()
            manifest = _fill(temporary, wanted, folder, old, progress)
            temporary.rename(folder / manifest.generation)
            write_atomically(folder / NAME, manifest.as_json())
            _clean(folder, manifest.generation)
            remember(folder, manifest)
            return manifest
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", place=str(folder)) from error
    finally:
        if temporary:
            shutil.rmtree(temporary, ignore_errors=True)
        if made and not (folder / NAME).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _previous(folder: Path, replace: bool) -> Manifest | None:
    """Return what a store holds that is added to; clear away what broken-off loads left."""
    known = (NAME, CHECKED, _LOCK)
    strange = [
        p.name for p in folder.iterdir() if p.name not in known and not p.name.startswith((_BUILDING, _DATA))
    ]
    if strange:
        raise UsageError(
            f"this folder holds something else than a store: {min(strange)}",
            "name an empty folder",
            str(folder),
        )
    old = None
    if not replace:
        old = read_manifest(folder)
        if old:
            open_store(folder, whole=True)
    _clean(folder, old.generation if old else _current(folder))
    return old


def _current(folder: Path) -> str:
    try:
        manifest = read_manifest(folder)
    except InputError:
        return ""
    return manifest.generation if manifest else ""


def _clean(folder: Path, kept: str) -> None:
    """Remove every data folder but one. Whoever reads from another has its files open already."""
    for path in folder.iterdir():
        if path.name.startswith((_BUILDING, _DATA)) and path.name != kept:
            shutil.rmtree(path, ignore_errors=True)


def _fill(
    place: Path, files: list[Path], folder: Path, old: Manifest | None, progress: Progress | None
) -> Manifest:
    """Fill a new data folder and return its manifest."""
    ontology = content_key(shipped_files())
    loaded = list(old.files) if old else []
    if old:
        _copy(folder / old.generation, place)
    store = ox.Store(str(place))
    if not old:
        for path in shipped_files():
            store.bulk_extend(read_quads(path))
    for path in files:
        digest = _digest(path)
        if any(file.digest == digest for file in loaded):
            continue
        count = _Counted(path, progress)
        store.bulk_extend(iter(count))
        loaded.append(
            LoadedFile(
                str(path.resolve()),
                digest,
                path.stat().st_size,
                _media_type(path),
                count.statements,
                datetime.now(UTC).isoformat(timespec="seconds"),
            )
        )
    closed = list(closure(store, _shipped_names()))
    store.bulk_extend(closed)
    forget(store)
    forget_counts(store)
    store.bulk_extend(chain(copies(store), counts(store)))  # at once: more makes larger files
    store.optimize()
    store.flush()
    quads = len(store)
    del store
    if content_key(shipped_files()) != ontology:
        raise InputError("the ontology was changed while the store was filled", "load again", str(folder))
    return Manifest(
        engine=ox.__version__,
        ontology=ontology,
        generation=_DATA + place.name.removeprefix(_BUILDING),
        quads=quads,
        closure=len(closed),
        tables=checksums(place, data_files(place)),
        files=loaded,
    )


def _media_type(path: Path) -> str:
    rdf_format = format_of(path)
    assert rdf_format is not None  # it has just been read
    return rdf_format.media_type


def _shipped_names() -> set[str]:
    """Return the IRIs that the shipped files describe."""
    subjects = {quad.subject for path in shipped_files() for quad in read_quads(path)}
    return {subject.value for subject in subjects if isinstance(subject, ox.NamedNode)}


class _Counted:
    """The quads of a file, counted as they are read."""

    def __init__(self, path: Path, progress: Progress | None) -> None:
        self.path = path
        self.progress = progress or (lambda _path, _count: None)
        self.statements = 0

    def __iter__(self) -> Iterator[ox.Quad]:
        for quad in read_quads(self.path):
            self.statements += 1
            if self.statements % _STEP == 0:
                self.progress(self.path, self.statements)
            yield quad
        self.progress(self.path, self.statements)


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                digest.update(part)
    except OSError as error:
        raise InputError(error.strerror or str(error), place=str(path)) from error
    return digest.hexdigest()


def _copy(source: Path, target: Path) -> None:
    """Copy a data folder; its tables, which never change, are shared where the file system can."""
    for path in source.iterdir():
        if path.suffix == ".sst":
            try:
                (target / path.name).hardlink_to(path)
                continue
            except OSError:
                pass
        if path.name != "LOCK":
            shutil.copy2(path, target / path.name)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock."""
    with holding(folder / _LOCK) as alone:
        if not alone:
            raise UsageError("another load into this store is at work", "wait until it is done", str(folder))
        yield
