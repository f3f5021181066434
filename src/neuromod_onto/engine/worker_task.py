"""A worker process as its parent sees it, and one query at it; ``worker_process.py`` is the other end."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
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
    """One query at a worker process."""

    def __init__(self, process: Process, request: dict[str, Any]) -> None:
        self.timeout: float = request["timeout"]
        self.memory: int = request["memory"]
        self.done = False
        self.memory_after = 0
        self.timer = threading.Timer(self.timeout, self._expire)
        self.timer.daemon = True
        self._expired = False
        self._process = process
        self._request = request

    def begin(self) -> tuple[dict[str, str], Iterator[bytes]]:
        """Send the query; return what kind of answer comes, and its parts."""
        self.timer.start()
        with suppress(BrokenPipeError):
            frames.send(self._process.outgoing, frames.QUERY, self._request)
        _, content = self._receive()
        return json.loads(content), self._parts()

    def _parts(self) -> Iterator[bytes]:
        while True:
            kind, content = self._receive()
            if kind == frames.END:
                self.timer.cancel()
                self.done = True
                self.memory_after = json.loads(content)["memory"]
                return
            yield content

    def _receive(self) -> tuple[bytes, bytes]:
        """Return the next message that is not a fault.

        Raises:
            NeuromodError: the fault that the worker reports, or that ended it.

        """
        kind, content = frames.receive(self._process.incoming)
        if kind == frames.FAULT:
            self.done = True
            raise frames.read_fault(content)
        if not kind:
            raise self._fault()
        return kind, content

    def _expire(self) -> None:
        self._expired = True
        self._process.stop()

    def _fault(self) -> errors.NeuromodError:
        """Say why the process is gone."""
        code, words = self._process.death()
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
