"""JSON files with the line and column of each value, for faults."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from neuromod_onto.dataset.lines import deepest, read_text
from neuromod_onto.errors import InputError

_REFUSED = re.compile(r'"(?:\\.|[^"\\])*"|(NaN|-?Infinity|\d{4300,})', re.DOTALL)
#: Escapes: those of whole characters, then, as the group, half of a pair.
_HALF = re.compile(
    r"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)


class JsonDocument:
    """A parsed file.

    Args:
        path: the file.
        text: its text, when it is only a part of the file, such as one line.
        line: line of the file at which the text begins.

    Attributes:
        value: what it holds; numbers with a fraction are ``Decimal`` in their own digits.

    Raises:
        InputError: no JSON in UTF-8; the place is named.

    """

    def __init__(self, path: Path, text: str | None = None, line: int = 1) -> None:
        from decimal import Decimal

        self.path = path
        self.first = line
        self.text = read_text(path) if text is None else text
        try:
            self.value: Any = json.loads(self.text, parse_float=Decimal, parse_constant=_refuse)
        except json.JSONDecodeError as error:
            place = f"{path}:{error.lineno + line - 1}:{error.colno}"
            raise InputError(f"not JSON: {error.msg}", place=place) from error
        except RecursionError as error:
            depth, row, column = deepest(self.text)
            place = f"{path}:{row + line - 1}:{column}"
            raise InputError(f"JSON nested too deep: {depth:,} levels", place=place) from error
        except ValueError as error:
            place = next(self._numbers_of_no_kind(), str(path))
            raise InputError(f"not JSON: {error}", place=place) from error
        self._require_characters()

    def place(self, *steps: str | int) -> tuple[str, int, int]:
        """Return file, line and column of the value at the end of ``steps``, or of what it should lie in."""
        parts = ["/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps]
        pointers = ("".join(parts[:length]) for length in range(len(parts), -1, -1))
        start = next(self._places[pointer] for pointer in pointers if pointer in self._places).value_start
        return str(self.path), start.line + self.first, start.column + 1

    def _require_characters(self) -> None:
        """Refuse a half of a pair of escapes: it stands for no character, and no file can hold it.

        Raises:
            InputError: there is one; the place is that of the first.

        """
        for match in _HALF.finditer(self.text):
            if match[1]:
                before = self.text[: match.start(1)]
                place = (
                    f"{self.path}:{before.count(chr(10)) + self.first}:{len(before) - before.rfind(chr(10))}"
                )
                raise InputError(f"{match[1]} is half of a character", "write the character itself", place)

    def _numbers_of_no_kind(self) -> Iterator[str]:
        """Yield the places of what Python's parser refuses and does not locate."""
        for match in _REFUSED.finditer(self.text):
            if match[1]:
                before = self.text[: match.start()]
                line, column = before.count("\n") + self.first, len(before) - before.rfind("\n")
                yield f"{self.path}:{line}:{column}"

    @cached_property
    def _places(self) -> Any:
        """Positions of all values: made only when a fault needs them."""
        from json_source_map import calculate

        return calculate(self.text)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def object_of(value: Any) -> dict[str, Any]:
    """Return a value that should be an object; an empty one when it is none."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return a value that should be a list; an empty one when it is none."""
    return value if isinstance(value, list) else []


def objects_in(parent: dict[str, Any], *names: str) -> list[dict[str, Any]]:
    """Return the objects in the lists that stand under these names."""
    return [one for name in names for one in list_of(parent.get(name)) if isinstance(one, dict)]
