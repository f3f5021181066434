"""Tables as text: for a terminal, a pipe, a spreadsheet or a program."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

Cell: TypeAlias = str | int | float | bool | None

_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
_UNSAFE = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"


class Table(NamedTuple):
    """Named columns and rows of plain values.

    Attributes:
        columns: column names.
        rows: one sequence of cells a row, as long as ``columns``.

    """

    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def plain(cell: Cell) -> str:
    """Return a cell as text: booleans as true/false, nothing as an empty string."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell)


def counted(number: int, noun: str) -> str:
    """Return a number with its English noun.

    >>> counted(1, "row"), counted(0, "fault")
    ('1 row', '0 faults')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def visible(text: str) -> str:
    """Show control characters instead of sending them to a terminal."""
    if text.isprintable():  # as nearly all is: the pattern is compiled when it is needed
        return text
    return re.sub(_CONTROL, lambda m: {"\n": "⏎", "\t": "⇥"}.get(m[0], f"\\u{ord(m[0]):04x}"), text)


def safe(text: str) -> str:
    """Show control characters, and those that turn the direction of writing, but for line ends and tabs.

    In JSON the shown form is the escape of the same character, so that a document keeps its meaning.
    """
    return text if text.isascii() and text.isprintable() else re.sub(_UNSAFE, _shown, text)


def _shown(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula; numbers stay."""
    if text.startswith(_FORMULA) and not re.fullmatch(_NUMBER, text):
        return "'" + text
    return text


def _tsv(table: Table) -> Iterator[str]:
    def field(cell: Cell) -> str:
        text = plain(cell)
        if not text.isprintable():
            text = visible(re.sub(r"[\t\r\n]+", " ", text))
        if text.startswith('"'):  # else pandas, R and spreadsheets read on to the next quotation mark
            text = '"' + text.replace('"', '""') + '"'
        return text

    yield "\t".join(map(field, table.columns)) + "\n"
    for row in table.rows:
        yield "\t".join(map(field, row)) + "\n"


def _csv(table: Table) -> Iterator[str]:
    import csv

    class Line:
        text = ""

        def write(self, text: str) -> None:
            self.text = text

    line = Line()
    writer = csv.writer(line, lineterminator="\n")
    quoting = csv.writer(line, lineterminator="\n", quoting=csv.QUOTE_ALL)  # else a bare \r would end a row
    for row in chain([table.columns], table.rows):
        cells = [harmless(plain(cell)) for cell in row]
        (quoting if any("\r" in cell for cell in cells) else writer).writerow(cells)
        yield line.text


def _json(table: Table) -> str:
    import json

    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _jsonl(table: Table) -> Iterator[str]:
    import json

    for row in table.rows:
        yield json.dumps(dict(zip(table.columns, row, strict=True)), ensure_ascii=False) + "\n"


def _md(table: Table) -> str:
    def line(cells: Sequence[Cell]) -> str:
        return "| " + " | ".join(visible(plain(cell)).replace("|", "\\|") for cell in cells) + " |"

    return (
        "\n".join([line(table.columns), "|" + " --- |" * len(table.columns), *map(line, table.rows)]) + "\n"
    )


def _terminal(table: Table) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    grid = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        grid.add_column(column, overflow="fold")
    for row in table.rows:
        grid.add_row(*(Text(visible(plain(cell))) for cell in row))
    console = Console(file=io.StringIO(), force_terminal=_wants_colour(), width=_width())
    console.print(grid)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def _wants_colour() -> bool:
    import os
    import sys

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _width() -> int:
    """Return the width of the terminal; without one, enough that nothing is broken over lines."""
    import shutil
    import sys

    return shutil.get_terminal_size((120, 24)).columns if sys.stdout.isatty() else 10_000


#: Formats written line by line, whatever the number of rows.
_STREAMED: dict[str, Callable[[Table], Iterator[str]]] = {"tsv": _tsv, "csv": _csv, "jsonl": _jsonl}
#: Formats that need all rows before the first line.
_WHOLE: dict[str, Callable[[Table], str]] = {"table": _terminal, "json": _json, "md": _md}
TABLE_FORMATS = ("table", "tsv", "csv", "json", "jsonl", "md")


def stream_table(table: Table, table_format: str) -> Iterator[str]:
    """Yield a table as text in one of ``TABLE_FORMATS``; TSV, CSV and JSONL come line by line."""
    if table_format in _STREAMED:
        yield from _STREAMED[table_format](table)
    else:
        yield _WHOLE[table_format](table)


def render_table(table: Table, table_format: str) -> str:
    """Return a table as text in one of ``TABLE_FORMATS``."""
    return "".join(stream_table(table, table_format))
