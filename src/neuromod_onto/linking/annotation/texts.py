"""Read texts one by one from CSV, TSV, JSON lines or plain text, packed or not."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from neuromod_onto.dataset.lines import (
    LONGEST,
    TableStart,
    bounded_lines,
    deepest,
    require_distinct,
    start_of_table,
)
from neuromod_onto.errors import InputError, UsageError

_GZIP = b"\x1f\x8b"
_TABLE = re.compile(r"\.(csv|tsv|jsonl|ndjson)(\.gz)?$", re.IGNORECASE)


class Columns(NamedTuple):
    """Which columns of a file hold what.

    Attributes:
        text: holds the text; without it each line is a text.
        context: may decide what the text means.
        id: identifies a row; the line number when left out.
        kept: carried over into the output.

    """

    text: str | None = None
    context: tuple[str, ...] = ()
    id: str | None = None
    kept: tuple[str, ...] = ()


class Text(NamedTuple):
    """A text of a file, with its identifier, its context and the cells to carry over."""

    id: str
    text: str
    context: str
    kept: tuple[str, ...]


def read_texts(source: Path | IO[bytes], columns: Columns) -> Iterator[Text]:
    """Yield the texts of a file or stream; memory does not grow with its length.

    CSV may be separated by commas, semicolons or tabs, or as a line ``sep=`` says; JSON lines are told by
    their first character, gzip by its first bytes.

    Args:
        source: a path, or an open stream of bytes.
        columns: which columns, or members of JSON objects, hold what.

    Raises:
        UsageError: a column that the file does not have.
        InputError: the file cannot be read, or a row is malformed; the line is named.

    """
    name = str(source) if isinstance(source, Path) else "standard input"
    try:
        raw = source.open("rb") if isinstance(source, Path) else source
    except OSError as error:
        raise InputError(
            error.strerror or str(error), "name a file, or - for standard input", name
        ) from error
    place = _Place(name)
    with raw, _unpacked(raw) as stream:
        try:
            yield from _texts(stream, columns, place)
        except csv.Error as error:
            raise InputError(f"not CSV: {error}", place=place.next) from error
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"cannot read: {error}", place=place.next) from error


class _Place:
    """The file and line last read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.line = 0

    def __str__(self) -> str:
        return f"{self.name}:{self.line}"

    @property
    def next(self) -> str:
        """The line after the last read."""
        return f"{self.name}:{self.line + 1}"


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, raw))
    packed = buffered.peek(2)[:2] == _GZIP
    return cast(IO[bytes], gzip.GzipFile(fileobj=buffered)) if packed else buffered


def _texts(stream: IO[bytes], columns: Columns, place: _Place) -> Iterator[Text]:
    lines = bounded_lines(stream, place.name)
    if columns.text is None and _TABLE.search(place.name):
        raise UsageError(f"{place.name} is a table", "name the column that holds the texts with --text")
    if columns.text is None:
        for place.line, line in enumerate(lines, 1):
            yield Text(str(place.line), line.rstrip("\r\n"), "", ())
        return
    start = start_of_table(lines)
    if not start.header:
        raise InputError("the file is empty", "a table begins with a line of column names", place.name)
    if start.header.lstrip().startswith("{"):
        yield from _json_lines(start.header, lines, columns, place)
    else:
        yield from _rows(start, lines, columns, place)


def _rows(start: TableStart, lines: Iterator[str], columns: Columns, place: _Place) -> Iterator[Text]:
    csv.field_size_limit(LONGEST)
    header = next(csv.reader([start.header], delimiter=start.separator), [])
    require_distinct(header, place.name, start.line)
    place.line = start.line
    at = {column: index for index, column in enumerate(header)}
    for column in (columns.text, *columns.context, *columns.kept, *filter(None, [columns.id])):
        if column not in at:
            raise UsageError(f"{place.name} has no column {column!r}", "columns: " + ", ".join(header))
    text_at = at[columns.text or ""]
    context_at = [at[column] for column in columns.context]
    kept_at = [at[column] for column in columns.kept]
    id_at = at[columns.id] if columns.id else -1
    width = len(header)
    reader = csv.reader(lines, delimiter=start.separator, strict=True)
    for cells in reader:
        place.line = reader.line_num + start.line
        if not cells:
            continue
        if len(cells) != width:
            raise InputError(f"{len(cells)} cells where the header has {width}", place=str(place))
        yield Text(
            cells[id_at] if id_at >= 0 else str(place.line),
            cells[text_at],
            " ".join([cells[i] for i in context_at]),
            tuple([cells[i] for i in kept_at]),
        )


def _json_lines(first: str, lines: Iterator[str], columns: Columns, place: _Place) -> Iterator[Text]:
    line = first
    while line:
        place.line += 1
        if line.strip():
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError(f"not JSON: {error.msg}", place=f"{place}:{error.colno}") from error
            except RecursionError as error:
                depth, _, column = deepest(line)
                cause = f"JSON nested too deep: {depth:,} levels"
                raise InputError(cause, place=f"{place}:{column}") from error
            except ValueError as error:
                raise InputError(f"not JSON: {error}", place=str(place)) from error
            if not isinstance(row, dict):
                raise InputError("not a JSON object", place=str(place))
            if columns.text not in row:
                raise UsageError(f"{place} has no member {columns.text!r}", "members: " + ", ".join(row))
            yield Text(
                _plain(row.get(columns.id, place.line) if columns.id else place.line),
                _plain(row[columns.text]),
                " ".join(_plain(row.get(column)) for column in columns.context),
                tuple(_plain(row.get(column)) for column in columns.kept),
            )
        line = next(lines, "")


def _plain(value: object) -> str:
    """Return a JSON value as text; lists are joined, as registries hold lists of names."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_plain, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
