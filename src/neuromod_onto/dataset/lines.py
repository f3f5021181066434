"""Lines of text files that others wrote: UTF-8, of bounded length, without NUL; how a table begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from neuromod_onto.errors import InputError

#: Brackets of JSON, and texts, in which brackets are none.
_BRACKETS = r'"(?:\\.|[^"\\])*"?|[][{}]'
_BOM = b"\xef\xbb\xbf"
#: The first line by which Excel is told what separates the cells below it.
_DECLARED = r'"?sep=([,;|\t])"?[,;|\t]*\s*'
_SAVE = "save the file as UTF-8 (in Excel: CSV UTF-8)"
#: Longest line and longest cell, in bytes.
LONGEST = 2**24


def bounded_lines(stream: IO[bytes], name: str) -> Iterator[str]:
    """Yield the lines of a stream with their ends; no line fills the memory, and each fault has its line.

    Args:
        stream: UTF-8, with or without a byte order mark.
        name: the file, for faults.

    Raises:
        InputError: a line is not UTF-8, longer than ``LONGEST``, or holds a NUL character.

    """
    number = 0
    while raw := stream.readline(LONGEST):
        number += 1
        if len(raw) == LONGEST:
            raise InputError(f"a line longer than {LONGEST:,} bytes", place=f"{name}:{number}")
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(
                f"not UTF-8: {error.reason} at byte {error.start + 1} of the line",
                _SAVE,
                f"{name}:{number}",
            ) from error
        if "\0" in line:
            raise InputError("a NUL character", "it is no text file, or a damaged one", f"{name}:{number}")
        yield line


def read_text(path: Path) -> str:
    """Return the text of a small file, without a byte order mark.

    Raises:
        InputError: it cannot be opened, or is not UTF-8; the line is named.

    """
    try:
        return utf8(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(error.strerror or str(error), place=str(path)) from error


def utf8(content: bytes, name: str) -> str:
    """Return the text that bytes are, without a byte order mark.

    Raises:
        InputError: they are not UTF-8; the line is named.

    """
    try:
        return content.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise InputError(
            f"not UTF-8: {error.reason}", "save the file as UTF-8", f"{name}:{line}:{column}"
        ) from error


def deepest(text: str) -> tuple[int, int, int]:
    r"""Return how deep the brackets of JSON are nested, with the line and column of the innermost.

    >>> deepest('{"a": "[[[",\n "b": [1]}')
    (2, 2, 7)
    """
    depth = most = at = 0
    for match in re.finditer(_BRACKETS, text, re.DOTALL):
        depth += 1 if match[0] in "[{" else -1 if match[0] in "]}" else 0
        if depth > most:
            most, at = depth, match.start()
    return most, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


class TableStart(NamedTuple):
    """How a table of text begins.

    Attributes:
        separator: what stands between cells.
        header: the line that names the columns, with its end; empty when there is none.
        line: number of that line in the file.

    """

    separator: str
    header: str
    line: int


def start_of_table(lines: Iterator[str]) -> TableStart:
    r"""Read the header line of a table, separated as a line ``sep=;`` before it says or as it looks itself.

    >>> start_of_table(iter(["sep=;\n", "term;code\n"]))
    TableStart(separator=';', header='term;code\n', line=2)
    """
    first = next(lines, "")
    if declared := re.fullmatch(_DECLARED, first, re.IGNORECASE):
        return TableStart(declared[1], next(lines, ""), 2)
    bare = re.sub(r'"[^"]*"', "", first)
    separator = "\t" if "\t" in bare else ";" if bare.count(";") > bare.count(",") else ","
    return TableStart(separator, first, 1)


def require_distinct(header: Sequence[str], name: str, line: int = 1) -> None:
    """Refuse a header line that names a column twice, since one of the two would be lost.

    Args:
        header: names of the columns.
        name: the file.
        line: where the header stands in it.

    Raises:
        InputError: two columns have the same name.

    """
    seen: set[str] = set()
    for column in header:
        if column in seen:
            raise InputError(f"two columns are called {column!r}", "rename one", f"{name}:{line}")
        seen.add(column)
