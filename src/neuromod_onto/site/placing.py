"""Put a folder in the place of another: whole or not at all, however the program ends."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neuromod_onto.errors import InputError
from neuromod_onto.render.locks import holding

_LOCK, _OLD, _NEW = "lock", "old", "new"


@contextmanager
def in_place_of(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which takes the place of ``folder`` when all went well.

    It lies beside it until then. What a killed run left there is cleared away by the next one; if it was
    killed between the two renames at the end, the old folder is put back.

    Raises:
        InputError: it cannot be written to.

    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear_away(folder)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            with _held(temporary):  # before it has the name by which others find it
                suffix = temporary.name.rpartition(".")[2]
                temporary = temporary.rename(folder.parent / f"{_prefix(folder)}{suffix}")
                yield temporary / _NEW
                (temporary / _NEW).chmod(0o755)
                if folder.exists():
                    folder.rename(temporary / _OLD)
                (temporary / _NEW).rename(folder)
        finally:
            _restore(temporary, folder)
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", place=str(folder)) from error


def _prefix(folder: Path) -> str:
    return f".{folder.name}.being-made-"


def _clear_away(folder: Path) -> None:
    """Remove what runs left that are no more; whoever is at work holds a lock."""
    for left in folder.parent.glob(f"{_prefix(folder)}*"):
        with _held(left) as alone:
            if alone:
                _restore(left, folder)


def _restore(temporary: Path, folder: Path) -> None:
    if (temporary / _OLD).exists() and not folder.exists():
        (temporary / _OLD).rename(folder)
    shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def _held(temporary: Path) -> Iterator[bool]:
    """Hold the lock of a temporary folder, or say that another process does."""
    if sys.platform == "win32":  # no such locks: what may be at work is not cleared away
        yield not (temporary / _NEW).exists()
        return
    with holding(temporary / _LOCK) as alone:
        yield alone
