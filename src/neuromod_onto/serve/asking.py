"""Queries from the event loop: no thread stands between a request and the process that answers it.

Each process of :mod:`neuromod_onto.engine.worker_process` has one query at a time. What it writes is read
when the loop sees it, so that a cheap query costs the loop a write, a read and little else. The limits are
those of ``engine.worker``: at its time a process is killed, and another takes its place.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine.frames import Inbox
from neuromod_onto.engine.guard import check_read_only
from neuromod_onto.engine.local import LocalEngine
from neuromod_onto.engine.results import Answer, collect, parse_answer
from neuromod_onto.engine.worker import GRAPH, RESULTS, BusyError
from neuromod_onto.engine.worker_task import Process, Task

#: Bytes of an answer that are read before any is passed on; most answers are shorter.
_AT_ONCE = 1_000_000
#: Characters of a query that is read and sent without a thread; a pipe takes them at once.
_SHORT = 10_000
_PIECE = 65_536
#: Bytes that wait for whoever reads an answer before the process has to wait too.
_AHEAD = 4 * _PIECE
_T = TypeVar("_T")
#: Where the loop cannot watch a pipe, a thread does.
WATCHED_BY_THREAD = sys.platform == "win32"


class Reply:
    """A serialised answer: a whole short one, or the beginning of a long one.

    Attributes:
        kind: ``rows``, ``boolean`` or ``graph``.
        media_type: of the serialisation.
        begun: the parts read so far.
        whole: whether these are all.

    """

    def __init__(self, head: dict[str, str], begun: list[bytes], work: _Work | None) -> None:
        self.kind = head["kind"]
        self.media_type = head["media_type"]
        self.begun = begun
        self.whole = work is None
        self._work = work

    def __del__(self) -> None:
        if self._work:  # nobody came to read the rest
            self._work.finish()

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield all parts of the answer; it ends, or is left, with the process given back."""
        try:
            for part in self.begun:
                yield part
            while self._work and (more := await self._work.part()) is not None:
                yield more
        finally:
            if self._work:
                self._work.finish()

    async def read(self) -> Answer:
        """Return the answer, of the default media types, as rows, a truth value or a graph."""
        content = b"".join([part async for part in self.parts()])

        def parsed() -> Answer:
            answer = parse_answer(io.BytesIO(content), self.media_type)
            assert answer is not None
            return collect(answer)

        return await to_thread.run_sync(parsed) if len(content) > _PIECE else parsed()


class Askers:
    """A few processes that answer queries, for one event loop.

    Args:
        dataset: what to query.
        size: number of processes, started when needed.
        timeout: seconds that a query may take, the pauses of whoever reads its answer included.
        memory: bytes that one process may hold; 0 for no limit.
        wait: seconds to wait for a free process before a query is refused.

    """

    def __init__(self, dataset: Dataset, *, size: int, timeout: float, memory: int, wait: float) -> None:
        self.timeout = timeout
        self.memory = memory
        self._dataset = dataset
        self._wait = wait
        self._local = LocalEngine(dataset.store, closed=dataset.closed)
        self._askers = [_Asker() for _ in range(size)]
        self._free = list(self._askers)
        self._waiting: deque[asyncio.Future[_Asker]] = deque()
        self._threads = CapacityLimiter(size + 1)

    async def ask(
        self, text: str, *, place: str = "query", results: str = RESULTS, graph: str = GRAPH
    ) -> Reply:
        """Answer a read-only query; see ``engine.Worker.reply``.

        Raises:
            UsageError: the query writes or reaches out.
            InputError: the query is not valid SPARQL, or broke the engine.
            LimitError: a limit was passed; the process was killed.
            BusyError: no process became free in time.

        """
        short = len(text) < _SHORT
        asked = self._checked(text) if short else await self.in_thread(partial(self._checked, text))
        request = {"query": asked, "place": place, "results": results, "graph": graph}
        work = _Work(self, await self._taken(), {**request, "timeout": self.timeout, "memory": self.memory})
        try:
            head = await work.begin(short=short)
            begun: list[bytes] = []
            length = 0
            while (part := await work.part()) is not None:
                begun.append(part)
                length += len(part)
                if length > _AT_ONCE:
                    return Reply(head, begun, work)
        except BaseException:
            work.finish()
            raise
        work.finish()
        return Reply(head, begun, None)

    def close(self) -> None:
        """End all processes."""
        for asker in self._askers:
            asker.close()

    async def in_thread(self, work: Callable[[], _T]) -> _T:
        """Do what takes a while in a thread that no page takes, however many are asked for."""
        return await to_thread.run_sync(work, limiter=self._threads)

    def _checked(self, text: str) -> str:
        check_read_only(text)
        return self._local.as_asked(text)

    async def _taken(self) -> _Asker:
        """Return a process of one's own, the one used last first; those who wait come in their order."""
        if self._free:
            return self._free.pop()
        loop = asyncio.get_running_loop()
        place: asyncio.Future[_Asker] = loop.create_future()
        self._waiting.append(place)
        end = loop.call_later(self._wait, self._send_away, place)
        try:
            return await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled() and not place.exception():
                self.give_back(place.result())
            raise
        finally:
            end.cancel()

    def _send_away(self, place: asyncio.Future[_Asker]) -> None:
        if not place.done():
            told = f"all {len(self._askers)} workers are busy"
            place.set_exception(BusyError(told, "try again in a moment"))

    def give_back(self, asker: _Asker) -> None:
        """Lend a process to whoever waits longest."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(asker)
                return
        self._free.append(asker)

    async def started(self, asker: _Asker) -> _Pipe:
        """Return the pipe to a process that runs; one that is gone is replaced."""
        loop = asyncio.get_running_loop()
        if asker.pipe is None or not asker.pipe.serves(loop):
            asker.close()
            asker.pipe = _Pipe(await self.in_thread(partial(Process, self._dataset)), loop)
        return asker.pipe


class _Asker:
    """A place for one process."""

    def __init__(self) -> None:
        self.pipe: _Pipe | None = None

    def close(self) -> None:
        pipe, self.pipe = self.pipe, None
        if pipe:
            pipe.close()


class _Work:
    """One query at one process, until it is finished."""

    def __init__(self, askers: Askers, asker: _Asker, request: dict[str, object]) -> None:
        self._askers = askers
        self._asker: _Asker | None = asker
        self._request = request
        self._task: Task | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def begin(self, *, short: bool) -> dict[str, str]:
        """Send the query; return what kind of answer comes."""
        assert self._asker is not None
        self._pipe = await self._askers.started(self._asker)
        self._task = task = Task(self._pipe.process, self._request)
        self._timer = asyncio.get_running_loop().call_later(task.timeout, task.expire)
        if short:
            task.send()
        else:
            await self._askers.in_thread(task.send)
        return task.head(await self._pipe.message())

    async def part(self) -> bytes | None:
        """Return the next part of the answer, None at its end."""
        assert self._task is not None
        return self._task.part(await self._pipe.message())

    def finish(self) -> None:
        """Give the process back; one that is still at work is killed."""
        asker, self._asker = self._asker, None
        if asker is None:
            return
        if self._timer:
            self._timer.cancel()
        if self._task is None or self._task.spent:
            asker.close()
        self._askers.give_back(asker)


class _Pipe:
    """What a process writes, as messages that the loop waits for."""

    def __init__(self, process: Process, loop: asyncio.AbstractEventLoop) -> None:
        self.process = process
        self.open = True
        self._loop = loop
        self._file: int = process.incoming.fileno()
        self._inbox = Inbox()
        self._arrived: asyncio.Future[None] | None = None
        self._wanted = threading.Event()
        if WATCHED_BY_THREAD:
            threading.Thread(target=self._pump, name="pipe", daemon=True).start()
        self._resume()

    def serves(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Say whether the process runs and a loop hears it."""
        return self.open and self._loop is loop

    async def message(self) -> tuple[bytes, bytes]:
        """Return the next message; its kind is empty when the process is gone."""
        while (message := self._inbox.take()) is None:
            if not self.open:
                return b"", b""
            if not self._wanted.is_set():
                self._resume()
            self._arrived = self._loop.create_future()
            await self._arrived
        return message

    def close(self) -> None:
        """Kill the process, from the loop or, when that has ended, from elsewhere."""
        self.process.stop()
        try:
            running = asyncio.get_running_loop() is self._loop
        except RuntimeError:
            running = False
        if running:
            self._end()
            return
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._end)
            return
        self.process.kill()

    def _resume(self) -> None:
        self._wanted.set()
        if not WATCHED_BY_THREAD:
            self._loop.add_reader(self._file, self._read)

    def _pause(self) -> None:
        self._wanted.clear()
        if not WATCHED_BY_THREAD:
            self._loop.remove_reader(self._file)

    def _read(self) -> None:
        self._take(os.read(self._file, _PIECE))

    def _pump(self) -> None:
        piece = b"begun"
        while piece:
            self._wanted.wait()
            try:
                piece = os.read(self._file, _PIECE) if self.open else b""
            except OSError:
                piece = b""
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._take, piece)

    def _take(self, piece: bytes) -> None:
        if piece:
            self._inbox.add(piece)
            if len(self._inbox) > _AHEAD:
                self._pause()
        elif self.open:
            self._pause()
            self.open = False
        if self._arrived and not self._arrived.done():
            self._arrived.set_result(None)

    def _end(self) -> None:
        if self.open:
            self._take(b"")
        self._wanted.set()
        self.process.kill()
