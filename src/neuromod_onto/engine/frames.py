"""Messages between a process and its query worker: one byte of kind, four of length, the content."""

from __future__ import annotations

import io
import json
import struct
from typing import Any, BinaryIO

from neuromod_onto import errors

_HEAD = struct.Struct(">cI")
_MOST = 64_000

FOLDER, QUADS, QUERY = b"S", b"N", b"Q"  # to the worker: a store on disk, quads in DATA up to END, a query
KIND, DATA, END, FAULT = b"K", b"D", b"E", b"F"  # from the worker, in this order


def send(stream: BinaryIO, kind: bytes, content: bytes | dict[str, Any] = b"") -> None:
    """Write one message and all that waits before it; a dictionary goes as JSON."""
    write(stream, kind, content)
    stream.flush()


def write(stream: BinaryIO, kind: bytes, content: bytes | dict[str, Any] = b"") -> None:
    """Write one message that may wait for the next."""
    if isinstance(content, dict):
        content = json.dumps(content).encode()
    stream.write(_HEAD.pack(kind, len(content)) + content)


def receive(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Read one message; the kind is empty when the other side is gone."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return b"", b""
    kind, length = _HEAD.unpack(head)
    content = stream.read(length)
    return (kind, content) if len(content) == length else (b"", b"")


class Inbox:
    """Messages from a pipe that is read in pieces, as they come."""

    def __init__(self) -> None:
        self._content = bytearray()

    def __len__(self) -> int:
        return len(self._content)

    def add(self, piece: bytes) -> None:
        """Take what was read."""
        self._content += piece

    def take(self) -> tuple[bytes, bytes] | None:
        """Return the next message; None when it is not here as a whole."""
        if len(self._content) < _HEAD.size:
            return None
        kind, length = _HEAD.unpack_from(self._content)
        end = _HEAD.size + length
        if len(self._content) < end:
            return None
        content = bytes(self._content[_HEAD.size : end])
        del self._content[:end]
        return kind, content


def write_fault(error: errors.NeuromodError) -> dict[str, Any]:
    """Return a fault as the content of a message."""
    fault = {"error": type(error).__name__, "cause": error.cause, "hint": error.hint, "place": error.place}
    return {**fault, "candidates": error.candidates} if isinstance(error, errors.UnknownTermError) else fault


def read_fault(content: bytes) -> errors.NeuromodError:
    """Return the fault that a message holds."""
    fault = json.loads(content)
    if "candidates" in fault:
        unknown = errors.UnknownTermError(fault["cause"], fault["candidates"], fault["hint"])
        unknown.place = fault["place"]
        return unknown
    error: errors.NeuromodError = getattr(errors, fault["error"])(
        fault["cause"], fault["hint"], fault["place"]
    )
    return error


class Sink(io.RawIOBase):
    """A binary file whose content goes out as messages of one kind."""

    def __init__(self, stream: BinaryIO, kind: bytes) -> None:
        self._stream = stream
        self._kind = kind

    def writable(self) -> bool:
        """Say that this file is for writing."""
        return True

    def write(self, content: Any) -> int:
        """Write content as a message, which goes out with the next that is sent, or when many wait."""
        part = bytes(content[:_MOST])
        write(self._stream, self._kind, part)
        return len(part)


class Source(io.RawIOBase):
    """A binary file whose content comes as messages of one kind, up to the first of another."""

    def __init__(self, stream: BinaryIO, kind: bytes) -> None:
        self._stream = stream
        self._kind = kind
        self._rest = b""
        self._over = False

    def readable(self) -> bool:
        """Say that this file is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer from the messages."""
        while not self._rest and not self._over:
            kind, self._rest = receive(self._stream)
            if kind != self._kind:
                self._over, self._rest = True, b""
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
