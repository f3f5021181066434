"""Annotation, search and class expressions in processes of their own, killed at their limits like queries.

A text of the largest size may take a second of one core, and an expression that repeats its conditions takes
without end. In a process of its own it takes nothing from the pages that others wait for, and one that takes
too long ends with its process.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from neuromod_onto.codes import find_system
from neuromod_onto.engine import frames
from neuromod_onto.engine.limits import memory_fault, time_fault
from neuromod_onto.engine.worker import BusyError
from neuromod_onto.engine.worker_process import MEMORY_EXIT, TIME_EXIT
from neuromod_onto.errors import InputError
from neuromod_onto.expressions import Member
from neuromod_onto.linking import ValueSet
from neuromod_onto.linking.strategy.strategy import Coverage
from neuromod_onto.linking.valuesets.members import Entry
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


class Part(NamedTuple):
    """How many classes, headings and names one expression gives to a literature search."""

    expression: str
    classes: int
    headings: int
    names: int


class LiteratureSearch(NamedTuple):
    """A search of literature as text, its parts, and what it does for each therapy."""

    text: str
    parts: list[Part]
    coverage: list[Coverage]


class Readers:
    """A few processes that search, annotate and read expressions, for many threads.

    Args:
        folder: the store on disk that they open.
        closed: whether it holds the subclass closure.
        size: how many processes.
        timeout: seconds that a search or a text may take.
        memory: bytes that one process may hold.
        wait: seconds to wait for a free one before a request is refused.

    """

    def __init__(
        self, folder: Path, *, closed: bool, size: int, timeout: float, memory: int, wait: float
    ) -> None:
        self._timeout = timeout
        self._memory = memory
        self._wait = wait
        self._readers = [_Reader(folder, closed) for _ in range(size)]
        self._free: queue.LifoQueue[_Reader] = queue.LifoQueue()
        for reader in self._readers:
            self._free.put(reader)

    def search(self, text: str, language: str, *, under: str = "", limit: int = 20) -> list[Hit]:
        """Return the terms that a text may mean, best first; see ``terms.search``."""
        found = self._ask("search", text=text, language=language, under=under, limit=limit)
        return [Hit(*hit) for hit in found]

    def mentions(self, text: str, context: str = "") -> list[Found]:
        """Return the mentions of terms in a text; see ``linking.Annotator``."""
        return [Found(*mention) for mention in self._ask("mentions", text=text, context=context)]

    def members(self, expression: str, language: str) -> list[Member]:
        """Return the classes that an expression names; see ``expressions.members_of``."""
        return _members(self._ask("members", expression=expression, language=language))

    def valueset(self, expression: str, system: str, language: str, *, match: Sequence[str] = ()) -> ValueSet:
        """Return the codes of an expression; see ``linking.valueset``."""
        found = self._ask(
            "valueset", expression=expression, system=system, match=list(match), language=language
        )
        return ValueSet(
            found["expression"],
            find_system(found["system"]),
            found["release"],
            _members(found["members"]),
            [Entry(*entry) for entry in found["entries"]],
            [Entry(*entry) for entry in found["left_out"]],
        )

    def strategy(
        self, expressions: Sequence[str], target: str, language: str, *, brands: bool = False
    ) -> LiteratureSearch:
        """Return a search of literature; see ``linking.search_strategy``."""
        found = self._ask(
            "strategy", expressions=list(expressions), target=target, brands=brands, language=language
        )
        return LiteratureSearch(
            found["text"],
            [Part(*part) for part in found["parts"]],
            [
                Coverage(term, label, heading, searched, tuple(texts), why)
                for term, label, heading, searched, texts, why in found["coverage"]
            ],
        )

    def warm(self) -> None:
        """Start the processes; they get ready while this one goes on."""
        for reader in self._readers:
            reader.start()

    def close(self) -> None:
        """End the processes."""
        for reader in self._readers:
            reader.close()

    def _ask(self, do: str, **given: Any) -> Any:
        """Give a task to the first free process.

        Raises:
            BusyError: none became free in time.
            LimitError: a limit was passed; the process was killed.
            InputError: the task broke the process.
            NeuromodError: as the task raises it.

        """
        try:
            reader = self._free.get(timeout=self._wait)
        except queue.Empty:
            raise BusyError(f"all {len(self._readers)} readers are busy", "try again in a moment") from None
        try:
            return reader.answer({"do": do, **given}, self._timeout, self._memory)
        finally:
            self._free.put(reader)


class _Reader:
    """One process, started when needed and replaced after its death."""

    def __init__(self, folder: Path, closed: bool) -> None:
        self._arguments = [str(folder), *(["closed"] if closed else [])]
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False

    def start(self) -> subprocess.Popen[bytes]:
        if not self._process or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "neuromod_onto.serve.reading_process", *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        return self._process

    def answer(self, task: dict[str, Any], timeout: float, memory: int) -> Any:
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
            answer = json.loads(content)
            if 0 < memory < 2 * answer["memory"]:  # what a heavy task left behind is no fault of the next
                self.close()
            return answer["found"]
        if kind == frames.FAULT:
            raise frames.read_fault(content)
        self.close()
        code = process.wait()
        if expired.is_set() or code == TIME_EXIT:
            raise time_fault(timeout)
        if code == MEMORY_EXIT:
            raise memory_fault(memory)
        raise InputError("what was asked broke the process that reads it")

    def close(self) -> None:
        process, self._process, self._ready = self._process, None, False
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):
                    _pipe(pipe).close()


def _members(found: list[list[Any]]) -> list[Member]:
    return [Member(iri, label, tuple(reasons)) for iri, label, reasons in found]


def _pipe(stream: IO[bytes] | None) -> Any:
    assert stream is not None
    return stream
