"""What comes in: JSON in a form field, whole numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request

from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.serve.bodies import read_json


async def given_in(request: Request) -> dict[str, list[str]]:
    """Return the parameters of the address and of the form."""
    given = parse_qs(request.url.query)
    if request.method == "POST":
        given |= parse_qs((await request.body()).decode("utf-8", "replace"))
    return given


def read_object(text: str, name: str) -> dict[str, Any]:
    """Return the JSON object of a form field.

    Raises:
        InputError: it is none.

    """
    value = read_json(text, name)
    if not isinstance(value, dict):
        raise InputError(f"{name} is a JSON object")
    return value


def whole(request: Request, name: str, default: int, most: int) -> int:
    """Return a parameter that is a whole number of at most ``most``."""
    text = request.query_params.get(name) or str(default)
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise UsageError(f"{name} is a whole number")
    return min(int(text), most)
