"""Lines of requests: a few threads for one kind of work, and a limit to how long one waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, fail_after, to_thread

from neuromod_onto.engine.worker import BusyError

_T = TypeVar("_T")


class Line:
    """Threads for one kind of work, so that it never takes those that others need.

    Args:
        size: how many threads.
        wait: seconds that a request may wait for one.

    """

    def __init__(self, size: int, wait: float) -> None:
        self._places = CapacityLimiter(size)
        self._wait = wait

    async def run(self, task: Callable[[], _T]) -> _T:
        """Run a task in a thread.

        Raises:
            BusyError: none became free in time.

        """
        me = object()
        try:
            with fail_after(self._wait):
                await self._places.acquire_on_behalf_of(me)
        except TimeoutError:
            raise BusyError("too many requests of this kind are waiting", "try again in a moment") from None
        try:
            return await to_thread.run_sync(task, limiter=CapacityLimiter(1))
        finally:
            self._places.release_on_behalf_of(me)
