"""Headers of the shipped queries as the cache keeps them: reading YAML takes as long as ten queries.

Beside each header stands the whole text of its file, so that one of another text is never taken.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from neuromod_onto.errors import InputError

if TYPE_CHECKING:
    from neuromod_onto.dataset.cache import Kept

_NAME = "queries.json"


def kept_header(kept: Kept, name: str, text: str) -> dict[str, Any] | None:
    """Return the header of a shipped query if the cache keeps that of this very text, else None."""
    try:
        known = json.loads(kept.content(_NAME, _headers, __file__)).get(name)
    except ValueError:
        return None
    if known and known["text"] == text:
        header: dict[str, Any] = known["header"]
        return header
    kept.drop(_NAME)
    return None


def _headers() -> bytes:
    """Return the headers of all shipped queries, but for what JSON cannot hold and what has faults."""
    from neuromod_onto.catalog.header import query_files, read_header

    found = {}
    for name, path in query_files().items():
        try:
            text, header = read_header(path)
            if json.loads(json.dumps(header)) == header:
                found[name] = {"text": text, "header": header}
        except (InputError, TypeError):
            continue
    return json.dumps(found, ensure_ascii=False).encode()
