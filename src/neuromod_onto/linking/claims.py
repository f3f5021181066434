"""Read tables of claims, whose rows are never lost."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from neuromod_onto.dataset.lines import LONGEST, bounded_lines, require_distinct, start_of_table
from neuromod_onto.errors import InputError, UsageError


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, row) of a CSV or TSV file with a header; ``-`` is standard input.

    Args:
        path: the file.
        columns: those that it must have.

    Raises:
        UsageError: a column is missing.
        InputError: the file cannot be read, or a row has another number of cells than the header.

    """
    name = "standard input" if str(path) == "-" else str(path)
    try:
        stream: IO[bytes] = sys.stdin.buffer if str(path) == "-" else path.open("rb")
    except OSError as error:
        raise InputError(error.strerror or str(error), place=name) from error
    line = 0
    with stream:
        try:
            csv.field_size_limit(LONGEST)
            lines = bounded_lines(stream, name)
            start = start_of_table(lines)
            line = start.line
            header = next(csv.reader([start.header], delimiter=start.separator), [])
            require_distinct(header, name, line)
            for column in columns:
                if column not in header:
                    raise UsageError(f"{name} has no column {column!r}", "columns: " + ", ".join(header))
            reader = csv.reader(lines, delimiter=start.separator, strict=True)
            line += 1
            for cells in reader:
                if cells:
                    if len(cells) != len(header):
                        raise InputError(
                            f"{len(cells)} cells where the header has {len(header)}", place=f"{name}:{line}"
                        )
                    yield line, dict(zip(header, cells, strict=True))
                line = reader.line_num + start.line + 1
        except csv.Error as error:
            raise InputError(f"not CSV: {error}", place=f"{name}:{line}") from error
