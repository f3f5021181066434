"""Headers of the shipped queries as the cache keeps them: reading YAML takes as long as ten queries.

Beside each header stands the whole text of its file, so that one of another text is never taken.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from neuromod_onto.errors import InputError

if TYPE_CHECKING:
    from neuromod_onto.dataset.cache import Kept

_NAME = "queries.tsv"


def kept_header(kept: Kept, name: str, text: str) -> dict[str, Any] | None:
    """Return the header of a shipped query if the cache keeps that of this very text, else None."""
    lines = kept.content(_NAME, _headers, __file__)
    start = lines.find(b"\n" + json.dumps(name).encode() + b"\t") + 1
    if not start:
        return None
    _, known_text, header = lines[start : lines.index(b"\n", start)].split(b"\t")
    if json.loads(known_text) == text:
        found: dict[str, Any] = json.loads(header)
        return found
    kept.drop(_NAME)
    return None


def _headers() -> bytes:
    """Return name, text and header of each shipped query that JSON can hold and that has no fault."""
    from neuromod_onto.catalog.header import query_files, read_header

    lines = [""]
    for name, path in query_files().items():
        try:
            text, header = read_header(path)
            cells = [json.dumps(cell, ensure_ascii=False) for cell in (name, text, header)]
        except (InputError, TypeError):
            continue
        if json.loads(cells[2]) == header:
            lines.append("\t".join(cells))
    return "\n".join([*lines, ""]).encode()
