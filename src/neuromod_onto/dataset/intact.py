"""Whether the files of a store are still those that were written.

A store is never written again, so a checksum of each file says it. RocksDB checks blocks of tables when they
are read, but not all that it reads: a few wrong bits made it ask for all memory, or answer with fewer rows.
Small stores are read against their checksums whenever they are opened. Reading a large one takes longer than
most queries; it is done once, and again when the system says that a file has changed since, which
``checked.tsv`` remembers.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from neuromod_onto.dataset.cache import checksums, data_files
from neuromod_onto.dataset.manifest import Manifest
from neuromod_onto.errors import NeuromodError
from neuromod_onto.render.files import write_atomically

NAME = "checked.tsv"
#: Bytes that are read whenever a store is opened, in some 10 ms.
CHEAP = 32_000_000


def require_intact(folder: Path, manifest: Manifest, *, whole: bool = False) -> None:
    """Compare the data of a store with their checksums; the tables of a large one, if they may have changed.

    Args:
        folder: the store.
        manifest: what it says of itself.
        whole: read all files, whatever is remembered of them.

    Raises:
        OSError: a file is not as it was written, or cannot be read.

    """
    data = folder / manifest.generation
    names = data_files(data)
    if names != sorted(manifest.tables):
        raise OSError("its files are not those that were written")
    known = _is_large(manifest) and not whole and _remembered(folder) == _state(data, names)
    read = [name for name in names if not known or not name.endswith(".sst")]
    if checksums(data, read) != {name: manifest.tables[name] for name in read}:
        raise OSError("its files are not as they were written")
    if not known:
        remember(folder, manifest)


def remember(folder: Path, manifest: Manifest) -> None:
    """Note that the files of a large store are whole as they are now, where the folder can be written."""
    if not _is_large(manifest):
        return
    with suppress(OSError, NeuromodError):
        write_atomically(folder / NAME, _state(folder / manifest.generation, sorted(manifest.tables)))


def _is_large(manifest: Manifest) -> bool:
    return sum(size for size, _ in manifest.tables.values()) > CHEAP


def _remembered(folder: Path) -> bytes:
    try:
        return (folder / NAME).read_bytes()
    except OSError:
        return b""


def _state(data: Path, names: list[str]) -> bytes:
    """Return what the system says of files, which changes whenever one is written to or replaced."""
    states = [(name, (data / name).stat()) for name in names]
    lines = [f"{name}\t{s.st_size}\t{s.st_mtime_ns}\t{s.st_ctime_ns}\t{s.st_ino}\n" for name, s in states]
    return f"{data.name}\n{''.join(lines)}".encode()
