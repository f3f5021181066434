"""Write a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from neuromod_onto.errors import InputError

#: Temporary files that are being written.
_unfinished: set[str] = set()


def write_atomically(path: Path, text: str | bytes | Iterable[str]) -> None:
    """Write to a temporary file in the same folder, then rename it over ``path``.

    The old file stays whole when anything fails on the way, and the new one is on the disk before it takes
    the old one's name. A symbolic link to a file is refused. A device or pipe, such as ``/dev/null``, is
    written to as it is.

    Args:
        text: the content, or its parts in order.

    Raises:
        InputError: the folder does not exist or cannot be written to, or the path is a symbolic link.

    """
    parts = [text] if isinstance(text, str | bytes) else text
    temporary = ""
    try:
        known = path.stat() if path.exists() else None
        if known and not stat.S_ISREG(known.st_mode) and not stat.S_ISDIR(known.st_mode):
            _write_through(path, parts)
            return
        if path.is_symlink():
            raise InputError(
                "cannot write: it is a symbolic link", "name the file that it points to", str(path)
            )
        mode = known.st_mode & 0o777 if known else 0o666 & ~_umask()
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
            temporary = stream.name
            _unfinished.add(temporary)
            for part in parts:
                stream.write(_encoded(part))
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise InputError(f"cannot write: {error.strerror or error}", place=str(path)) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
            _unfinished.discard(temporary)


def remove_unfinished() -> None:
    """Remove the temporary files of this process, which is about to end in the middle of its work."""
    for temporary in list(_unfinished):
        Path(temporary).unlink(missing_ok=True)


def _write_through(path: Path, parts: Iterable[str | bytes]) -> None:
    """Write to what is no file; renaming another over it would take it from everyone else."""
    with path.open("wb") as stream:
        for part in parts:
            stream.write(_encoded(part))


def _encoded(part: str | bytes) -> bytes:
    return part.encode("utf-8") if isinstance(part, str) else part


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system knows how."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
