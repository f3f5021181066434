"""Time and memory limits that end the process which does the work.

The query engine cannot be interrupted from Python, but it lets other threads run. So a thread looks at the
clock and at the memory of the process every 20 ms, and ends the process when a limit is passed. Measured on
string bombs, memory grows by at most 40 MB between two looks.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable

from neuromod_onto.errors import LimitError

#: Bytes that a query may use unless told otherwise.
MEMORY = 2_000_000_000
#: Seconds that a query may take unless told otherwise.
SECONDS = 30.0
_PAUSE = 0.02
_PAUSES = 50


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
            if fault := _passed(self._end, self._seconds, self._memory):
                self._stop(fault)
                return


class Watchman:
    """Watches one piece of work after another from one thread, for a process that does many short ones.

    The thread looks every 20 ms while there is work, and rests when there was none for a second.

    Args:
        stop: gets the fault to report; it has to end the process.

    """

    def __init__(self, stop: Callable[[LimitError], object]) -> None:
        self._stop = stop
        self._work: tuple[float, float, int] | None = None
        self._needed = threading.Event()
        threading.Thread(target=self._look, name="limits", daemon=True).start()

    def begin(self, seconds: float, memory: int) -> None:
        """Watch the work that begins now; the limits are those of ``Watch``."""
        self._work = time.monotonic() + seconds, seconds, memory
        if not self._needed.is_set():
            self._needed.set()

    def end(self) -> None:
        """Watch no more."""
        self._work = None

    def _look(self) -> None:
        pauses = 0
        while True:
            self._needed.wait()
            time.sleep(_PAUSE)
            work = self._work
            if work:
                pauses = 0
                if fault := _passed(*work):
                    self._stop(fault)
                    return
            elif pauses < _PAUSES:
                pauses += 1
            else:
                self._needed.clear()
                if self._work:  # it began just before
                    self._needed.set()


def _passed(end: float, seconds: float, memory: int) -> LimitError | None:
    """Return the fault of work that has passed its end or its memory."""
    if time.monotonic() >= end:
        return time_fault(seconds)
    return memory_fault(memory) if memory and memory_used() > memory else None


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

        file = os.open("/proc/self/statm", os.O_RDONLY)  # a worker asks after each query
        _, resident, shared, *_ = os.read(file, 200).split()
        os.close(file)
        return (int(resident) - int(shared)) * resource.getpagesize()
    if sys.platform != "win32":
        import resource

        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return highest if sys.platform == "darwin" else highest * 1024
    return 0
