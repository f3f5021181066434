"""The process of a query worker: reads queries on standard input, answers on standard output.

It is started by :mod:`neuromod_onto.engine.worker`, opens its store once and then answers one query after
another. A watch inside ends it when a query passes its limits; the parent kills it as well.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyoxigraph as ox

from neuromod_onto.dataset.copies import graphs_asked
from neuromod_onto.engine import frames
from neuromod_onto.engine.limits import Watchman, memory_used
from neuromod_onto.engine.local import faults
from neuromod_onto.errors import LimitError, NeuromodError

#: How the process ends when a limit is passed.
TIME_EXIT, MEMORY_EXIT = 60, 61
#: The parent kills at the time limit; the watch inside comes so much later, for when the parent is gone.
GRACE = 1.0


def main() -> None:
    """Open the store that the first message names, then answer queries until standard input ends."""
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    store = _open(incoming)
    watchman = Watchman(end_process)
    frames.send(outgoing, frames.END)
    while True:
        kind, content = frames.receive(incoming)
        if kind != frames.QUERY:
            return
        _answer(store, json.loads(content), outgoing, watchman)


def _open(incoming: BinaryIO) -> ox.Store:
    kind, content = frames.receive(incoming)
    if kind == frames.FOLDER:
        return ox.Store.read_only(content.decode())
    store = ox.Store()
    quads = io.BufferedReader(frames.Source(incoming, frames.DATA))
    store.bulk_extend(ox.parse(quads, format=ox.RdfFormat.N_QUADS))  # keeps the names of blank nodes
    return store


def _answer(store: ox.Store, request: dict[str, Any], outgoing: BinaryIO, watchman: Watchman) -> None:
    watchman.begin(request["timeout"] + GRACE, request["memory"])
    with capped(request["memory"]):
        try:
            with faults(request["place"]):
                _evaluate(store, request, outgoing)
        except NeuromodError as error:
            frames.send(outgoing, frames.FAULT, frames.write_fault(error))
        except MemoryError:
            os._exit(MEMORY_EXIT)
        else:
            frames.send(outgoing, frames.END, {"memory": memory_used()})
        finally:
            watchman.end()


def _evaluate(store: ox.Store, request: dict[str, Any], outgoing: BinaryIO) -> None:
    query = request["query"]
    results = store.query(query, named_graphs=graphs_asked(store, query))
    file = io.BufferedWriter(frames.Sink(outgoing, frames.DATA), 64_000)
    if isinstance(results, ox.QueryTriples):
        media_type = request["graph"]
        frames.write(outgoing, frames.KIND, {"kind": "graph", "media_type": media_type})
        results.serialize(file, format=ox.RdfFormat.from_media_type(media_type))
    else:
        media_type = request["results"]
        kind = "boolean" if isinstance(results, ox.QueryBoolean) else "rows"
        frames.write(outgoing, frames.KIND, {"kind": kind, "media_type": media_type})
        results.serialize(file, format=ox.QueryResultsFormat.from_media_type(media_type))
    file.flush()


def end_process(fault: LimitError) -> None:
    """End this process with the code of a limit."""
    os._exit(MEMORY_EXIT if "memory" in fault.cause else TIME_EXIT)


@contextlib.contextmanager
def capped(memory: int) -> Iterator[None]:
    """Let the system refuse memory far beyond the limit, in case it grows between two looks of the watch."""
    if sys.platform != "linux" or not memory:
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    cap = 2 * memory + 2_000_000_000
    resource.setrlimit(
        resource.RLIMIT_DATA, (cap if hard == resource.RLIM_INFINITY else min(cap, hard), hard)
    )
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


if __name__ == "__main__":
    main()
