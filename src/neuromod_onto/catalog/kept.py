"""Headers of the shipped queries as the cache keeps them: reading YAML takes as long as ten queries.

Beside each header stands the whole text of its file, so that one of another text is never taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from neuromod_onto.dataset.cache import Kept

_NAME = "queries.tsv"
#: Name, text and header of a query file.
Read: TypeAlias = tuple[str, str, dict[str, Any]]


def kept_header(
    kept: Kept, name: str, text: str, shipped: Callable[[], Iterable[Read]]
) -> dict[str, Any] | None:
    """Return the header of a shipped query if the cache keeps that of this very text, else None.

    Args:
        shipped: reads all shipped queries, when the cache keeps none yet.

    """
    lines = kept.content(_NAME, lambda: _written(shipped()), __file__)
    start = lines.find(b"\n" + json.dumps(name).encode() + b"\t") + 1
    if not start:
        return None
    _, known_text, header = lines[start : lines.index(b"\n", start)].split(b"\t")
    if json.loads(known_text) == text:
        found: dict[str, Any] = json.loads(header)
        return found
    kept.drop(_NAME)
    return None


def _written(queries: Iterable[Read]) -> bytes:
    """Return a line for each query whose header JSON can hold."""
    lines = [""]
    for query in queries:
        try:
            cells = [json.dumps(cell, ensure_ascii=False) for cell in query]
        except TypeError:
            continue
        if json.loads(cells[2]) == query[2]:
            lines.append("\t".join(cells))
    return "\n".join([*lines, ""]).encode()
