"""A worker process as its parent sees it, and one query at it; ``worker_process.py`` is the other end."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from neuromod_onto import errors
from neuromod_onto.engine import frames
from neuromod_onto.engine.limits import memory_fault, time_fault
from neuromod_onto.engine.worker_process import MEMORY_EXIT, TIME_EXIT

if TYPE_CHECKING:
    from neuromod_onto.dataset import Dataset


class Process:
    """A started worker process whose store is open."""

    def __init__(self, dataset: Dataset) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "neuromod_onto.engine.worker_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.incoming = _pipe(self._process.stdout)
        self.outgoing = _pipe(self._process.stdin)
        with suppress(BrokenPipeError):
            if dataset.folder:
                frames.send(self.outgoing, frames.FOLDER, str(dataset.folder).encode())
            else:
                frames.send(self.outgoing, frames.QUADS)
                with io.BufferedWriter(frames.Sink(self.outgoing, frames.DATA), 64_000) as sink:
                    dataset.store.dump(sink, format=ox.RdfFormat.N_QUADS)
                frames.send(self.outgoing, frames.END)
        if frames.receive(self.incoming)[0] != frames.END:
            _, words = self.death()
            self.kill()
            raise errors.InputError(f"a query worker cannot open the store: {words or 'no reason given'}")

    def alive(self) -> bool:
        """Say whether the process still runs."""
        return self._process.poll() is None

    def death(self) -> tuple[int, str]:
        """Wait for the end of the process; return its exit code and the last line it wrote."""
        code = self._process.wait()
        lines = _pipe(self._process.stderr).read().decode("utf-8", "replace").strip().splitlines()
        return code, next((line for line in reversed(lines) if line.strip()), "")

    def stop(self) -> None:
        """Kill the process; whoever waits for its answer sees the end of the pipe."""
        self._process.kill()

    def kill(self) -> None:
        """Kill the process and close the pipes."""
        self.stop()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with suppress(BrokenPipeError):
                _pipe(pipe).close()


class Task:
    """One query at a worker process: what is sent, and what the messages that come back mean."""

    def __init__(self, process: Process, request: dict[str, Any]) -> None:
        self.timeout: float = request["timeout"]
        self.memory: int = request["memory"]
        self.done = False
        self.memory_after = 0
        self._expired = False
        self.process = process
        self._request = request

    def send(self) -> None:
        """Send the query."""
        with suppress(BrokenPipeError):
            frames.send(self.process.outgoing, frames.QUERY, self._request)

    def head(self, message: tuple[bytes, bytes]) -> dict[str, str]:
        """Return what kind of answer comes; the first message says it.

        Raises:
            NeuromodError: the fault that the worker reports, or that ended it.

        """
        head: dict[str, str] = json.loads(self._content(message))
        return head

    def part(self, message: tuple[bytes, bytes]) -> bytes | None:
        """Return the part of the answer that a later message holds; None at the end, and faults likewise."""
        content = self._content(message)
        if message[0] != frames.END:
            return content
        self.done = True
        self.memory_after = json.loads(content)["memory"]
        return None

    @property
    def spent(self) -> bool:
        """Whether the process is not to be used again: it is not done, or has grown."""
        return not self.done or 0 < self.memory < 2 * self.memory_after

    def expire(self) -> None:
        """End the process: the time is up."""
        self._expired = True
        self.process.stop()

    def _content(self, message: tuple[bytes, bytes]) -> bytes:
        kind, content = message
        if kind == frames.FAULT:
            self.done = True
            raise frames.read_fault(content)
        if not kind:
            raise self._fault()
        return content

    def _fault(self) -> errors.NeuromodError:
        """Say why the process is gone."""
        code, words = self.process.death()
        if self._expired or code == TIME_EXIT:
            return time_fault(self.timeout)
        if code == MEMORY_EXIT or "memory allocation" in words or "MemoryError" in words:
            return memory_fault(self.memory)
        cause = (
            "the query is nested too deeply"
            if "overflowed its stack" in words
            else "the query broke the engine"
        )
        return errors.InputError(f"{cause} ({words or f'exit {code}'})", place=self._request["place"])


def _pipe(pipe: IO[bytes] | None) -> Any:
    assert pipe is not None
    return pipe
