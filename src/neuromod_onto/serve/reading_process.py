"""The process behind :mod:`neuromod_onto.serve.reading`: does task after task until its input ends."""

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
from neuromod_onto.engine.limits import Watch, memory_used
from neuromod_onto.engine.worker_process import GRACE, MEMORY_EXIT, capped, end_process
from neuromod_onto.errors import NeuromodError
from neuromod_onto.expressions import members_of, parse_expression
from neuromod_onto.linking import Annotator, valueset
from neuromod_onto.linking.strategy import coverage, search_strategy
from neuromod_onto.terms import search
from neuromod_onto.terms.nameindex import NameIndex


def main() -> None:
    """Open the store in the folder given, say that all is ready, then answer task after task."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    folder, *notes = sys.argv[1:]
    reader = Reader(Path(folder), closed="closed" in notes)
    frames.send(outgoing, frames.END)
    while True:
        kind, content = frames.receive(incoming)
        if kind != frames.QUERY:
            return
        task = json.loads(content)
        try:
            with Watch(task.pop("timeout") + GRACE, task["memory"], end_process), capped(task.pop("memory")):
                answer = {"found": getattr(reader, task.pop("do"))(**task), "memory": memory_used()}
                told = frames.END, json.dumps(answer).encode()
        except NeuromodError as error:
            told = frames.FAULT, json.dumps(frames.write_fault(error)).encode()
        except MemoryError:
            os._exit(MEMORY_EXIT)
        frames.send(outgoing, *told)


class Reader:
    """What is prepared once for many tasks; each method is a task, and its answer goes as JSON."""

    def __init__(self, folder: Path, *, closed: bool) -> None:
        self.dataset = Dataset(ox.Store.read_only(str(folder)), [], closed=closed, folder=folder)
        self.names = NameIndex(self.dataset)
        self.annotator = Annotator(self.dataset)

    def search(self, text: str, language: str, under: str, limit: int) -> list[Any]:
        """Return the hits of a search."""
        return search(self.dataset, text, index=self.names, language=language, under=under, limit=limit)

    def mentions(self, text: str, context: str) -> list[Any]:
        """Return the mentions of terms in a text."""
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
            for m in self.annotator.mentions(text, context)
        ]

    def members(self, expression: str, language: str) -> list[Any]:
        """Return the classes that an expression names."""
        parsed = parse_expression(self.dataset, expression, language=language)
        return members_of(self.dataset, parsed, language=language)

    def valueset(self, expression: str, system: str, match: list[str], language: str) -> dict[str, Any]:
        """Return the codes of an expression."""
        found = valueset(self.dataset, expression, system, match=match, language=language)
        return {**vars(found), "system": found.system.prefix}

    def strategy(self, expressions: list[str], target: str, brands: bool, language: str) -> dict[str, Any]:
        """Return a literature search as text, an account of its parts, and what headings miss."""
        found = search_strategy(self.dataset, expressions, target, brands=brands, language=language)
        parts = [
            (block.expression, len(block.members), len(block.headings), len(block.terms))
            for block in found.blocks
        ]
        return {"text": found.text, "parts": parts, "coverage": coverage(self.dataset, found, language)}


if __name__ == "__main__":
    main()
