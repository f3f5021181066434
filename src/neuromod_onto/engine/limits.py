"""Time and memory limits that end the process which does the work.

The query engine cannot be interrupted from Python, but it lets other threads run. So a thread looks at the
clock and at the memory of the process every 20 ms, and ends the process when a limit is passed. Measured on
string bombs, memory grows by at most 40 MB between two looks.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from neuromod_onto.errors import LimitError

#: Bytes that a query may use unless told otherwise.
MEMORY = 2_000_000_000
#: Seconds that a query may take unless told otherwise.
SECONDS = 30.0
_PAUSE = 0.02
_STATM = Path("/proc/self/statm")


class Watch:
    """Calls ``stop`` from a thread of its own when the time or the memory is used up.

    Args:
        seconds: how long the work may take.
        memory: bytes that this process may hold while it works; 0 for no limit.
        stop: gets the fault to report; it has to end the process.

    """

    def __init__(self, seconds: float, memory: int, stop: Callable[[LimitError], object]) -> None:
        self._end = time.monotonic() + seconds
        self._seconds = seconds
        self._memory = memory
        self._stop = stop
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, name="limits", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def _look(self) -> None:
        while not self._done.wait(min(_PAUSE, max(0.0, self._end - time.monotonic()))):
            if time.monotonic() >= self._end:
                self._stop(time_fault(self._seconds))
                return
            if self._memory and memory_used() > self._memory:
                self._stop(memory_fault(self._memory))
                return


def time_fault(seconds: float) -> LimitError:
    """Return the fault of work that took too long."""
    return LimitError(f"stopped after {seconds:g} s", "raise --timeout, or ask for less")


def memory_fault(memory: int) -> LimitError:
    """Return the fault of work that took too much memory (bytes)."""
    return LimitError(f"stopped at {in_words(memory)} of memory", "raise --memory, or ask for less")


def in_words(memory: int) -> str:
    """Return bytes as people write them.

    >>> in_words(2_000_000_000)
    '2 GB'
    """
    unit, name = (1e9, "GB") if memory >= 1e9 else (1e6, "MB") if memory >= 1e6 else (1e3, "kB")
    return f"{memory / unit:.3g} {name}"


def memory_used() -> int:
    """Return the bytes of memory that this process holds for itself, 0 where the system does not say.

    Linux tells the present value; macOS and BSD the highest so far; Windows is not asked.
    """
    if sys.platform == "linux":
        import resource

        _, resident, shared, *_ = _STATM.read_bytes().split()
        return (int(resident) - int(shared)) * resource.getpagesize()
    if sys.platform != "win32":
        import resource

        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return highest if sys.platform == "darwin" else highest * 1024
    return 0
