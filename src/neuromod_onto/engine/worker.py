r"""Query workers: processes that answer queries over a dataset and are killed at their limits.

A :class:`Worker` is one process; a :class:`WorkerPool` lends a few of them to many threads. Both answer like
any engine, or stream the serialised answer for a service to pass on:

>>> from neuromod_onto import load
>>> with WorkerPool(load(cached=True), size=1, timeout=10, memory=500_000_000) as pool:
...     pool.query("ASK { ?term a ?kind }")
...     with pool.reply("SELECT (1 AS ?one) {}", results="text/csv") as reply:
...         reply.kind, b"".join(reply)
True
('rows', b'one\r\n1\r\n')

A heavy query ends with a LimitError, its process is killed, and the next query finds a fresh one.
"""

from __future__ import annotations

import io
import queue
import threading
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from neuromod_onto import errors
from neuromod_onto.engine import frames
from neuromod_onto.engine.guard import check_read_only
from neuromod_onto.engine.limits import MEMORY, SECONDS
from neuromod_onto.engine.local import LocalEngine
from neuromod_onto.engine.results import Answer, Row, RowStream, Stream, collect, parse_answer
from neuromod_onto.engine.worker_task import Process, Task

if TYPE_CHECKING:
    from neuromod_onto.dataset import Dataset

RESULTS = "application/sparql-results+json"
GRAPH = "application/n-triples"


class BusyError(errors.LimitError):
    """All workers of a pool are at work."""


class Reply:
    """A serialised answer that comes in parts; close it when done, for it holds a worker.

    Attributes:
        kind: ``rows``, ``boolean`` or ``graph``.
        media_type: of the serialisation.

    """

    def __init__(self, kind: str, media_type: str, parts: Iterator[bytes], close: Callable[[], None]) -> None:
        self.kind = kind
        self.media_type = media_type
        self._parts = parts
        self._close = close

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def __enter__(self) -> Reply:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Give the worker back; one that is still at work is killed."""
        close, self._close = self._close, _nothing
        close()


class Worker:
    """A process that answers queries over a dataset, one at a time, under limits.

    The process starts with the first query. It opens the dataset's store on disk where there is one; a
    dataset in memory is sent to it as it is at that moment.

    Args:
        dataset: what to query.
        timeout: seconds that a query may take, the pauses of whoever reads its answer included.
        memory: bytes that the process may hold (not watched on Windows); 0 for no limit.

    """

    def __init__(self, dataset: Dataset, *, timeout: float = SECONDS, memory: int = MEMORY) -> None:
        self.timeout = timeout
        self.memory = memory
        self._dataset = dataset
        self._process: Process | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """End the process; a later query starts another."""
        process, self._process = self._process, None
        if process:
            process.kill()

    def query(self, text: str, *, place: str = "query") -> Answer:
        """Answer a read-only query.

        Raises:
            UsageError: the query writes or reaches out.
            InputError: the query is not valid SPARQL, or broke the engine.
            LimitError: a limit was passed; the process was killed.

        """
        return collect(self.stream(text, place=place))

    def stream(self, text: str, *, place: str = "query") -> Stream:
        """Answer a read-only query; rows come as they are read, which raises the same errors."""
        return read_reply(self.reply(text, place=place))

    def reply(
        self,
        text: str,
        *,
        place: str = "query",
        results: str = RESULTS,
        graph: str = GRAPH,
        timeout: float | None = None,
        memory: int | None = None,
    ) -> Reply:
        """Answer a read-only query with serialised parts of up to 64 kB as they come.

        The first part is waited for, so that most faults are raised here and not while parts are read.

        Args:
            text: SELECT, ASK, CONSTRUCT or DESCRIBE.
            place: names the query in faults.
            results: media type for rows and truth values: SPARQL results as JSON, XML, CSV or TSV.
            graph: media type for graphs: N-Triples, Turtle, RDF/XML, JSON-LD ...
            timeout: seconds, where another limit than the worker's is wanted.
            memory: bytes, likewise.

        Raises:
            UsageError: the query writes or reaches out, or a media type is unknown.
            InputError: the query is not valid SPARQL, or broke the engine.
            LimitError: a limit was passed; the process was killed.

        """
        check_read_only(text)
        if not ox.QueryResultsFormat.from_media_type(results) or not ox.RdfFormat.from_media_type(graph):
            raise errors.UsageError(f"no serialisation is known for {results!r} or {graph!r}")
        request = {"query": self._local.as_asked(text), "place": place, "results": results, "graph": graph}
        limits = {"timeout": timeout or self.timeout, "memory": self.memory if memory is None else memory}
        self._lock.acquire()
        try:
            task = Task(self._started(), {**request, **limits})
        except BaseException:
            self._lock.release()
            raise
        timer = threading.Timer(task.timeout, task.expire)
        timer.daemon = True

        def finish() -> None:
            timer.cancel()
            self._finish(task)

        try:
            timer.start()
            task.send()
            head = task.head(frames.receive(task.process.incoming))
            parts = self._parts(task)
            first = next(parts, b"")
        except BaseException:
            finish()
            raise
        return Reply(head["kind"], head["media_type"], chain((first,), parts), finish)

    def _parts(self, task: Task) -> Iterator[bytes]:
        while (part := task.part(frames.receive(task.process.incoming))) is not None:
            yield part

    @cached_property
    def _local(self) -> LocalEngine:
        """The dataset as this process sees it: it knows how a query is put to its store."""
        return LocalEngine(self._dataset.store, closed=self._dataset.closed)

    def _started(self) -> Process:
        if not self._process or not self._process.alive():
            self.close()
            self._process = Process(self._dataset)
        return self._process

    def _finish(self, task: Task) -> None:
        """Free the worker."""
        if task.spent:
            self.close()
        self._lock.release()


class WorkerPool:
    """A few workers over one dataset, for many threads.

    Args:
        dataset: what to query.
        size: number of processes, started when needed.
        timeout: seconds that a query may take.
        memory: bytes that one process may hold.
        wait: seconds to wait for a free worker before a query is refused.

    """

    def __init__(
        self,
        dataset: Dataset,
        *,
        size: int = 2,
        timeout: float = SECONDS,
        memory: int = MEMORY,
        wait: float = 5.0,
    ) -> None:
        self.wait = wait
        self._workers = [Worker(dataset, timeout=timeout, memory=memory) for _ in range(size)]
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in self._workers:
            self._free.put(worker)

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.close()

    def query(self, text: str, *, place: str = "query") -> Answer:
        """Answer a query like :meth:`Worker.query`."""
        return collect(self.stream(text, place=place))

    def stream(self, text: str, *, place: str = "query") -> Stream:
        """Answer a query like :meth:`Worker.stream`."""
        return read_reply(self.reply(text, place=place))

    def reply(self, text: str, **options: Any) -> Reply:
        """Answer a query like :meth:`Worker.reply`, with the first worker that is free.

        Raises:
            BusyError: none became free in time.

        """
        check_read_only(text)
        try:
            worker = self._free.get(timeout=self.wait)
        except queue.Empty:
            raise BusyError(f"all {len(self._workers)} workers are busy", "try again in a moment") from None
        try:
            reply = worker.reply(text, **options)
        except BaseException:
            self._free.put(worker)
            raise

        def close() -> None:
            reply.close()
            self._free.put(worker)

        return Reply(reply.kind, reply.media_type, iter(reply), close)


def read_reply(reply: Reply) -> Stream:
    """Read a reply in one of the default serialisations, and close it at the end."""
    answer = parse_answer(io.BufferedReader(_Parts(reply), 64_000), reply.media_type)
    if isinstance(answer, RowStream):
        return RowStream(answer.variables, _closing(answer.rows, reply))
    reply.close()
    if answer is None:
        raise errors.UsageError(f"an answer as {reply.media_type!r} cannot be read back")
    return answer


def _closing(rows: Iterator[Row], reply: Reply) -> Iterator[Row]:
    with reply:
        yield from rows


class _Parts(io.RawIOBase):
    """The parts of a reply as a binary file."""

    def __init__(self, reply: Reply) -> None:
        self._parts = iter(reply)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = part
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def _nothing() -> None:
    pass
