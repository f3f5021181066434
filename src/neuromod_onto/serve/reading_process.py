"""The process behind :mod:`neuromod_onto.serve.reading`: searches and annotates until its input ends."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import frames
from neuromod_onto.engine.limits import Watch
from neuromod_onto.engine.worker_process import MEMORY_EXIT, TIME_EXIT
from neuromod_onto.errors import LimitError
from neuromod_onto.linking import Annotator
from neuromod_onto.terms import search
from neuromod_onto.terms.nameindex import NameIndex

#: The parent kills at the time limit; the watch here is late by this much and serves when the parent is gone.
_GRACE = 1.0


def main() -> None:
    """Open the store in the folder given, say that all is ready, then answer task after task."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    reader = Reader(Path(sys.argv[1]))
    frames.send(outgoing, frames.END)
    while True:
        kind, content = frames.receive(incoming)
        if kind != frames.QUERY:
            return
        task = json.loads(content)
        with Watch(task["timeout"] + _GRACE, task["memory"], _end):
            answer = json.dumps(reader.answer(task)).encode()
        frames.send(outgoing, frames.END, answer)


class Reader:
    """What is prepared once for many tasks."""

    def __init__(self, folder: Path) -> None:
        self.dataset = Dataset(ox.Store.read_only(str(folder)), [], folder=folder)
        self.names = NameIndex(self.dataset)
        self.annotator = Annotator(self.dataset)

    def answer(self, task: dict[str, Any]) -> list[Any]:
        """Return the hits of a search or the mentions of a text, each as a list."""
        if task["do"] == "search":
            return search(
                self.dataset,
                task["text"],
                index=self.names,
                language=task["language"],
                under=task["under"],
                limit=task["limit"],
            )
        return [
            (
                m.start,
                m.end,
                m.match,
                m.entry.iri,
                m.entry.kind,
                self.annotator.scope(m.entry.iri),
                m.status,
                m.why,
            )
            for m in self.annotator.mentions(task["text"], task["context"])
        ]


def _end(fault: LimitError) -> None:
    os._exit(MEMORY_EXIT if "memory" in fault.cause else TIME_EXIT)


if __name__ == "__main__":
    main()
