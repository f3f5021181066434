"""Build the store of the cache in a process of its own, so that no command waits for it.

The first command reads the files into memory and answers from there; meanwhile this process writes the store
that all later commands open. The lock is handed down to it, so that only one builds at a time.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import pyoxigraph as ox

from neuromod_onto.dataset.cache import LOCK, Kept, entries, remove
from neuromod_onto.dataset.shipped import current_key, read_shipped
from neuromod_onto.errors import NeuromodError
from neuromod_onto.render.locks import lock

_BUILDING = ".building-"
_KEPT = 3
_POLITE = 10


def start_building(folder: Path) -> None:
    """Start the process that builds the store in a folder of the cache, unless one is at work.

    Nothing is said when it cannot be: then the next command reads the files again.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder.parent / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return
    try:
        if lock(handle):
            _spawn(folder, handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def at_work(folder: Path) -> bool:
    """Say whether a process is building in this cache."""
    try:
        handle = os.open(folder / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        return not lock(handle)
    finally:
        os.close(handle)


def _spawn(folder: Path, handle: int) -> None:
    if sys.platform == "win32":  # no file is handed down there: the first command builds the store itself
        build(folder)
        return
    import threading

    os.set_inheritable(handle, True)
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
    words = [sys.executable, "-P", "-m", __spec__.name, str(folder)]
    process = os.posix_spawn(sys.executable, words, os.environ, file_actions=quiet, setpgroup=0)
    threading.Thread(target=os.waitpid, args=(process, 0), daemon=True).start()


def build(folder: Path) -> None:
    """Build the store beside its place and move it there; leave the folder as it was if that fails.

    Args:
        folder: named by the key of the content that is meant; when the files have changed since, nothing
            is built.

    """
    for stale in folder.glob(f"{_BUILDING}*"):
        remove(stale)
    temporary = None
    try:
        temporary = Path(mkdtemp(prefix=_BUILDING, dir=folder))
        store = ox.Store(str(temporary))
        store.bulk_extend(iter(read_shipped()))
        store.optimize()
        store.flush()
        del store
        kept = Kept(str(folder))
        kept.seal(str(temporary))
        if current_key() == folder.name:
            temporary.rename(kept.store)
    except (OSError, NeuromodError):
        pass
    finally:
        if temporary:
            remove(temporary)
    for path in [path for path in entries(folder.parent) if path != folder][_KEPT - 1 :]:
        remove(path)


def main() -> None:
    """Build the store in the folder that is named on the command line."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(_POLITE)
    build(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
