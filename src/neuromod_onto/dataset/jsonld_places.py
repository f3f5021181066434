"""Find where a document of JSON-LD is wrong in its meaning: its parser names no place.

The document is parsed again and again with entries left away from its end: the first entry with which the
same fault comes back holds it, or is it. So few parses are needed: one for each halving of each level.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

#: Larger documents would take too long.
LARGEST = 2_000_000


def place_of_meaning(content: bytes, cause: str, base_iri: str) -> tuple[int, int] | None:
    """Return line and column, from 1, of the entry of a document at which its parser finds a fault.

    Args:
        content: the document.
        cause: what the parser said of it.
        base_iri: of the document.

    Returns:
        None when the document is too large, or the fault is not that of an entry.

    """
    if len(content) > LARGEST:
        return None
    from json_source_map import calculate

    try:
        text = content.decode("utf-8-sig")
        document = json.loads(text)
        pointer = _pointer(document, lambda: _fault(document, base_iri) == cause)
        entry = calculate(text)[pointer] if pointer else None
    except (ValueError, KeyError, RecursionError):
        return None
    if entry is None:
        return None
    start = entry.key_start or entry.value_start
    return start.line + 1, start.column + 1


def _pointer(document: Any, wrong: Callable[[], bool]) -> str:
    """Return the path to the entry at fault, as json-source-map writes it; empty when there is none.

    The document is cut down on the way.
    """
    pointer, within = "", document
    while isinstance(within, dict | list) and within:
        entries = list(within.items()) if isinstance(within, dict) else list(within)

        def cut(count: int, within: Any = within, entries: list[Any] = entries) -> bool:
            within.clear()
            within.update(entries[:count]) if isinstance(within, dict) else within.extend(entries[:count])
            return wrong()

        if cut(0) or not cut(len(entries)):
            break
        count = bisect_left(range(len(entries)), True, lo=1, key=cut)
        cut(count)
        name, within = entries[count - 1] if isinstance(within, dict) else (count - 1, entries[count - 1])
        pointer += f"/{name}"
    return pointer


def _fault(document: Any, base_iri: str) -> str:
    """Return what the parser says of a document, empty when it takes it."""
    try:
        for _ in ox.parse(json.dumps(document).encode(), format=ox.RdfFormat.JSON_LD, base_iri=base_iri):
            pass
    except SyntaxError as error:
        return str(error.msg)
    return ""
