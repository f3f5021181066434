"""What is kept on disk of the shipped dataset, so that a command need not read the files again.

::

    cache folder/
      known.tsv    which content files of these sizes and times had (see ``shipped.py``)
      KEY/         what is kept of one content; the key is made from it and from the versions that wrote
        store-VERSION/  the dataset as a store of that version of the engine, built by a process of its own
                   after the first command
        names ...  texts made from the dataset, each with a checksum

Everything is written beside its place and then renamed, so that several first runs do not disturb each other
and nothing half-built is ever read. Where the folder cannot be written, or something in it is damaged, the
files are read instead.

Neither ``pathlib`` nor the engine is imported before it is needed (see ``model/resources.py``).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from zlib import crc32

from neuromod_onto.dataset.shipped import shipped_key
from neuromod_onto.errors import NeuromodError

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

LOCK = ".lock"
_CHECKSUMS = "checksums.tsv"
_ENTRY = r"[0-9a-f]{32}(-[0-9.]+)?"
#: Bytes of a file that are read at a time: they stay near the processor, and take up no new memory.
_AT_ONCE = 2**18


class Kept:
    """The folder that belongs to one content of the shipped files.

    Attributes:
        folder: where it is; it need not exist, nor can it always be made.

    """

    def __init__(self, folder: str) -> None:
        self.folder = folder

    @property
    def store(self) -> str:
        """Where the store is, once it is built."""
        from pyoxigraph import __version__

        return os.path.join(self.folder, f"store-{__version__}")

    def open_store(self) -> ox.Store | None:
        """Open the store read-only; None when there is none, or only a damaged one, which is removed."""
        import pyoxigraph as ox

        store = self.store
        if not os.path.isdir(store):
            return None
        try:
            if _read(os.path.join(store, _CHECKSUMS)) == _account(store):
                with _on_one_processor():
                    return ox.Store.read_only(store)
        except (OSError, ValueError, RuntimeError):
            pass
        remove(store)
        return None

    def seal(self, store: str) -> None:
        """Write into the folder of a finished store what ``open_store`` and ``damaged`` compare it with."""
        _write(os.path.join(store, _CHECKSUMS), _account(store))

    def damaged(self) -> list[str]:
        """Return the names of the files here that are not as they were written; all are read to the end."""
        store = self.store
        paths = list(os.scandir(self.folder)) if os.path.isdir(self.folder) else []
        texts = [entry for entry in paths if entry.is_file() and not entry.name.startswith(".")]
        found = [entry.name for entry in texts if not _is_whole(entry.path)]
        with suppress(OSError):
            if os.path.isdir(store) and _read(os.path.join(store, _CHECKSUMS)) != _account(store):
                found.append(os.path.basename(store))
        return sorted(found)

    def content(self, name: str, make: Callable[[], bytes], *code: str) -> bytes:
        """Return what is kept under a name; it is made, and kept, when it is missing or damaged.

        Args:
            code: the files of Python that make it; what other code has made is made anew.

        """
        path = os.path.join(self.folder, name)
        maker = b"".join(map(_whole, code))
        content = _read(path, maker)
        if content is None:
            content = make()
            with suppress(OSError, NeuromodError):
                os.makedirs(self.folder, exist_ok=True)
                _write(path, content, maker)
        return content

    def drop(self, name: str) -> None:
        """Forget what is kept under a name and does not fit any more."""
        with suppress(OSError):
            os.unlink(os.path.join(self.folder, name))


def _whole(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _read(path: str, maker: bytes = b"") -> bytes | None:
    """Return the content of a file whose first line holds its checksum; None when that does not fit."""
    try:
        with open(path, "rb") as file:
            checksum = file.readline()
            content = file.read()
    except OSError:
        return None
    return content if checksum == _checksum(content, maker) else None


def _write(path: str, content: bytes, maker: bytes = b"") -> None:
    from pathlib import Path

    from neuromod_onto.render.files import write_atomically

    write_atomically(Path(path), _checksum(content, maker) + content)


def _checksum(content: bytes, maker: bytes) -> bytes:
    return b"%08x %08x\n" % (crc32(content), crc32(maker))


def _is_whole(path: str) -> bool:
    try:
        checksum, _, content = _whole(path).partition(b"\n")
    except OSError:
        return False
    return checksum[:8] == b"%08x" % crc32(content)


def data_files(store: Path | str) -> list[str]:
    """Return the names of the files that RocksDB reads, sorted."""
    names = os.listdir(store)
    return sorted(
        name for name in names if name.endswith((".sst", ".log")) or name.startswith(("CURRENT", "MANIFEST"))
    )


def checksums(store: Path | str, names: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return size and checksum of files of a store, which are read to the end."""
    found = {}
    part = memoryview(bytearray(_AT_ONCE))
    for name in names:
        size = checksum = 0
        with open(os.path.join(store, name), "rb", buffering=0) as file:
            while read := file.readinto(part):
                size += read
                checksum = crc32(part[:read], checksum)
        found[name] = size, f"{checksum:08x}"
    return found


def _account(store: str) -> bytes:
    """Return name, size and checksum of each file that RocksDB reads.

    RocksDB checks much of what it reads, but not all: a few wrong bits made it ask for all memory, or answer
    with fewer rows. All files are read here, therefore; it takes two milliseconds.
    """
    found = checksums(store, data_files(store))
    return "".join(f"{name}\t{size}\t{crc}\n" for name, (size, crc) in found.items()).encode()


def cache_folder() -> str | None:
    """Return the folder of the cache; ``NEUROMOD_CACHE`` names another, empty turns the cache off."""
    if "NEUROMOD_CACHE" in os.environ:
        return os.environ["NEUROMOD_CACHE"] or None
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", home)
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(base, "neuromod-onto")


def kept() -> Kept | None:
    """Return what is kept of the shipped files as they are now, or None when the cache is turned off."""
    folder = cache_folder()
    try:
        return Kept(os.path.join(folder, shipped_key(folder))) if folder else None
    except OSError:  # whoever reads the files themselves says what is wrong with them
        return None


def entries(folder: Path | str) -> list[Path]:
    """Return the folders in the cache that hold something of ours, latest first; others are not touched."""
    from pathlib import Path

    try:
        found = [path for path in Path(folder).iterdir() if re.fullmatch(_ENTRY, path.name) and path.is_dir()]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
    except OSError:
        return []


def forget() -> None:
    """Remove every cached store, because one turned out to be damaged; it is then built anew."""
    folder = cache_folder()
    for path in entries(folder) if folder else ():
        remove(path)


def remove(folder: Path | str) -> None:
    """Remove a folder of the cache, as far as it can be."""
    from shutil import rmtree

    rmtree(folder, ignore_errors=True)


@contextmanager
def _on_one_processor() -> Iterator[None]:
    """Keep the threads of this call on one processor.

    To open a store, RocksDB starts some 180 threads that have nothing to do, and waits for each of them. When
    they are spread over busy processors this takes three times as long.
    """
    if sys.platform != "linux":
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)
