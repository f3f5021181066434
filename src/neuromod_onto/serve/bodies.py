"""JSON that was sent: read, or refused with what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from neuromod_onto.errors import InputError


def read_json(text: str | bytes, name: str) -> Any:
    """Return the value of a JSON text.

    Args:
        text: as sent; bytes are UTF-8.
        name: what it is, for the fault.

    Raises:
        InputError: it is no JSON, nested too deeply, or holds half a character.

    """
    try:
        value = json.loads(text, parse_constant=_refused)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is not JSON") from error
    return value


def _refused(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")
