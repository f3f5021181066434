"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from neuromod_onto.errors import InputError

#: Temporary files that are being written.
_unfinished: set[str] = set()


def write_atomically(path: Path, text: str | bytes | Iterable[str]) -> None:
    """Write to a temporary file in the same folder, then rename it over ``path``.

    The old file stays whole when anything fails on the way.

    Args:
        text: the content, or its parts in order.

    Raises:
        InputError: the folder does not exist or cannot be written to.

    """
    parts = [text] if isinstance(text, str | bytes) else text
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    temporary = ""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
            temporary = stream.name
            _unfinished.add(temporary)
            for part in parts:
                stream.write(part.encode("utf-8") if isinstance(part, str) else part)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
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


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
