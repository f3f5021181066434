"""Locks of files, by which processes keep out of each other's way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def lock(handle: int) -> bool:
    """Take the lock of an open file, and say whether it could be had.

    The system lets go of it when the file is closed or the process ends, however it ends; a process that
    inherits the handle holds it too. Windows has no such locks: there it can always be had, and whoever is
    first to rename wins.
    """
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def holding(path: Path) -> Iterator[bool]:
    """Hold the lock of a file, made when it does not exist; False when another process holds it."""
    with path.open("w") as file:
        yield lock(file.fileno())
