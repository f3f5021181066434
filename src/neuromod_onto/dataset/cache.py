"""The shipped dataset as a store on disk, built once, so that a command need not parse it again.

It lies in the user's cache folder under a name made from the content of the files. It is built beside its
place and then renamed, so that several first runs do not disturb each other and nothing half-built is ever
read. When the folder cannot be written, or a store is damaged, the caller parses the files instead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset.load import content_key
from neuromod_onto.dataset.read import read_quads

_KEPT = 3


def cache_folder() -> Path:
    """Return the folder for stores; ``NEUROMOD_CACHE`` names another, empty turns the cache off."""
    if "NEUROMOD_CACHE" in os.environ:
        return Path(os.environ["NEUROMOD_CACHE"])
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "neuromod-onto"


def cached_store(files: Sequence[Path]) -> tuple[ox.Store, Path] | None:
    """Return a read-only store of RDF files and its folder, built if need be; None if there can be none."""
    if os.environ.get("NEUROMOD_CACHE") == "":
        return None
    folder = cache_folder() / f"{content_key(files)}-{ox.__version__}"
    for _ in range(2):
        if folder.is_dir():
            try:
                return ox.Store.read_only(str(folder)), folder
            except (OSError, ValueError, RuntimeError):
                _remove(folder)
        if not _build(files, folder):
            return None
    return None


def _build(files: Sequence[Path], folder: Path) -> bool:
    """Build the store beside its place and move it there; say whether it is there now."""
    import tempfile

    temporary = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = tempfile.mkdtemp(prefix=".building-", dir=folder.parent)
        store = ox.Store(temporary)
        for path in files:
            store.bulk_extend(read_quads(path))
        store.optimize()
        store.flush()
        del store
        Path(temporary).rename(folder)
    except OSError:
        return folder.is_dir()
    finally:
        if temporary:
            _remove(Path(temporary))
    _forget_old(folder)
    return True


def _forget_old(newest: Path) -> None:
    """Remove all but the newest few stores, which belong to other versions."""
    others = [p for p in newest.parent.iterdir() if p.is_dir() and p != newest and not p.name.startswith(".")]
    others.sort(key=lambda p: p.stat().st_mtime, reverse=True)
    for path in others[_KEPT - 1 :]:
        _remove(path)


def forget() -> None:
    """Remove every cached store, because one turned out to be damaged; the next run builds it anew."""
    folder = cache_folder()
    if os.environ.get("NEUROMOD_CACHE") != "" and folder.is_dir():
        for path in folder.iterdir():
            if (path / "CURRENT").is_file():
                _remove(path)


def _remove(folder: Path) -> None:
    from shutil import rmtree

    rmtree(folder, ignore_errors=True)
