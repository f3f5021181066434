"""Annotation and search in processes of their own, killed at their limits like queries.

A text of the largest size may take a second of one core. In a process of its own it takes nothing from the
pages that others wait for, and one that takes too long ends with its process.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from neuromod_onto.engine import frames
from neuromod_onto.engine.limits import memory_fault, time_fault
from neuromod_onto.engine.worker import BusyError
from neuromod_onto.engine.worker_process import MEMORY_EXIT, TIME_EXIT
from neuromod_onto.errors import InputError
from neuromod_onto.terms import Hit


class Found(NamedTuple):
    """A mention of a term in a text: where, of what, whether it was done, and why it was taken for it."""

    start: int
    end: int
    match: str
    iri: str
    kind: str
    scope: str
    status: str
    why: str


class Readers:
    """A few processes that search and annotate, for many threads.

    Args:
        folder: the store on disk that they open.
        size: how many processes.
        timeout: seconds that a search or a text may take.
        memory: bytes that one process may hold.
        wait: seconds to wait for a free one before a request is refused.

    """

    def __init__(self, folder: Path, *, size: int, timeout: float, memory: int, wait: float) -> None:
        self._timeout = timeout
        self._memory = memory
        self._wait = wait
        self._readers = [_Reader(folder) for _ in range(size)]
        self._free: queue.LifoQueue[_Reader] = queue.LifoQueue()
        for reader in self._readers:
            self._free.put(reader)

    def search(self, text: str, language: str, *, under: str = "", limit: int = 20) -> list[Hit]:
        """Return the terms that a text may mean, best first; see ``terms.search``."""
        found = self._ask(
            {"do": "search", "text": text, "language": language, "under": under, "limit": limit}
        )
        return [Hit(*hit) for hit in found]

    def mentions(self, text: str, context: str = "") -> list[Found]:
        """Return the mentions of terms in a text; see ``linking.Annotator``."""
        return [
            Found(*mention) for mention in self._ask({"do": "annotate", "text": text, "context": context})
        ]

    def warm(self) -> None:
        """Start the processes; they get ready while this one goes on."""
        for reader in self._readers:
            reader.start()

    def close(self) -> None:
        """End the processes."""
        for reader in self._readers:
            reader.close()

    def _ask(self, task: dict[str, Any]) -> list[list[Any]]:
        """Give a task to the first free process.

        Raises:
            BusyError: none became free in time.
            LimitError: a limit was passed; the process was killed.
            InputError: the text broke the process.

        """
        try:
            reader = self._free.get(timeout=self._wait)
        except queue.Empty:
            raise BusyError(f"all {len(self._readers)} readers are busy", "try again in a moment") from None
        try:
            return reader.answer(task, self._timeout, self._memory)
        finally:
            self._free.put(reader)


class _Reader:
    """One process, started when needed and replaced after its death."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False

    def start(self) -> subprocess.Popen[bytes]:
        if not self._process or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "neuromod_onto.serve.reading_process", str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process

    def answer(self, task: dict[str, Any], timeout: float, memory: int) -> list[list[Any]]:
        process = self.start()
        if not self._ready:  # getting ready is no part of the time of a task
            self._ready = frames.receive(_pipe(process.stdout))[0] == frames.END
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(timeout, expire)
        timer.daemon = True
        timer.start()
        with suppress(BrokenPipeError):
            frames.send(_pipe(process.stdin), frames.QUERY, {**task, "timeout": timeout, "memory": memory})
        kind, content = frames.receive(_pipe(process.stdout))
        timer.cancel()
        if kind == frames.END:
            found: list[list[Any]] = json.loads(content)
            return found
        self.close()
        code = process.wait()
        if expired.is_set() or code == TIME_EXIT:
            raise time_fault(timeout)
        if code == MEMORY_EXIT:
            raise memory_fault(memory)
        raise InputError("the text could not be read")

    def close(self) -> None:
        process, self._process, self._ready = self._process, None, False
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):
                    _pipe(pipe).close()


def _pipe(stream: IO[bytes] | None) -> Any:
    assert stream is not None
    return stream
