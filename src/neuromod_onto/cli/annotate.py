"""``neuromod annotate``: therapies named in texts."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.model.namespaces import compact
from neuromod_onto.render.tables import Cell

if TYPE_CHECKING:
    from neuromod_onto.linking import Annotator

Row = tuple[str, str, str, tuple[str, ...]]


@click.command(cls=VerbCommand)
@click.argument("source", metavar="FILE|-")
@click.option(
    "--text",
    "text_column",
    metavar="COLUMN",
    help="Column that holds the text; without it each line is a text.",
)
@click.option(
    "--context",
    "context_columns",
    multiple=True,
    metavar="COLUMN",
    help="Column that may decide what an ambiguous abbreviation means.",
)
@click.option(
    "--id", "id_column", metavar="COLUMN", help="Column that identifies a row; the line number when left out."
)
@click.option(
    "--keep", "kept_columns", multiple=True, metavar="COLUMN", help="Column to carry over into the output."
)
@click.option("--best", is_flag=True, help="One row per input: its most specific therapies.")
@output_options("iri", "limit", "fail_empty")
@click.pass_obj
def command(
    settings: Settings,
    source: str,
    text_column: str | None,
    context_columns: tuple[str, ...],
    id_column: str | None,
    kept_columns: tuple[str, ...],
    best: bool,
    output: Output,
) -> int:
    """Name the therapies, devices, conditions, targets and agents that texts mention.

    FILE is CSV or TSV with a header line, or plain text with --text left out. The default is one row per
    mention; --best gives one row per input with the therapies alone.
    """
    from neuromod_onto.linking import Annotator

    annotator = Annotator(settings.dataset())
    rows = read_texts(source, text_column, context_columns, id_column, kept_columns)
    if best:
        columns: tuple[str, ...] = ("id", *kept_columns, "terms", "labels", "scope", "status", "codes")
        return write_table(
            columns, (_best(annotator, row, settings, output) for row in rows), output, settings
        )
    columns = (
        "id",
        *kept_columns,
        "start",
        "end",
        "match",
        "term",
        "label",
        "kind",
        "scope",
        "status",
        "codes",
    )
    found = (cells for row in rows for cells in _mentions(annotator, row, settings, output))
    return write_table(
        columns, found, output, settings, empty="no term of the ontology is named in these texts"
    )


def read_texts(
    source: str,
    text_column: str | None,
    context_columns: tuple[str, ...],
    id_column: str | None,
    kept_columns: tuple[str, ...] = (),
) -> Iterator[Row]:
    """Yield (id, text, context, kept cells) of each row of a file or of standard input.

    Raises:
        UsageError: a column that the file does not have.
        InputError: the file cannot be read, or a row is malformed; the line is named.

    """
    name = "standard input" if source == "-" else source
    try:
        stream = sys.stdin if source == "-" else Path(source).open(encoding="utf-8-sig", newline="")  # noqa: SIM115 closed below
    except OSError as error:
        raise InputError(error.strerror or str(error), place=name) from error
    line = 0
    try:
        with stream:
            if text_column is None:
                for line, text in enumerate(stream, 1):
                    yield str(line), text.rstrip("\r\n"), "", ()
                return
            first = stream.readline()
            delimiter = "\t" if "\t" in first else ";" if first.count(";") > first.count(",") else ","
            header = next(csv.reader([first], delimiter=delimiter), [])
            _require(
                header,
                [text_column, *context_columns, *kept_columns, *([id_column] if id_column else [])],
                name,
            )
            reader = csv.reader(stream, delimiter=delimiter, strict=True)
            for cells in reader:
                line = reader.line_num + 1
                if not cells:
                    continue
                if len(cells) != len(header):
                    raise InputError(
                        f"{len(cells)} cells where the header has {len(header)}", place=f"{name}:{line}"
                    )
                row = dict(zip(header, cells, strict=True))
                context = " ".join(row[column] for column in context_columns)
                yield (
                    row[id_column] if id_column else str(line),
                    row[text_column],
                    context,
                    tuple(row[c] for c in kept_columns),
                )
    except UnicodeDecodeError as error:
        raise InputError(
            f"not UTF-8: {error.reason} at byte {error.start}", "save the file as UTF-8", f"{name}:{line + 1}"
        ) from error
    except csv.Error as error:
        raise InputError(f"not CSV: {error}", place=f"{name}:{reader.line_num + 1}") from error


def _require(header: list[str], columns: list[str], name: str) -> None:
    for column in columns:
        if column not in header:
            raise UsageError(f"{name} has no column {column!r}", "columns: " + ", ".join(header))


def _codes(annotator: Annotator, iri: str, output: Output) -> str:
    from neuromod_onto.linking.codes import codes_of

    return "; ".join(codes_of(annotator.dataset, iri, full=output.iri))


def _mentions(
    annotator: Annotator, row: Row, settings: Settings, output: Output
) -> Iterator[tuple[Cell, ...]]:
    from neuromod_onto.terms import label_of, scope_of

    identifier, text, context, kept = row
    for m in annotator.mentions(text, context):
        iri = m.entry.iri
        yield (
            identifier,
            *kept,
            m.start,
            m.end,
            m.match,
            iri if output.iri else compact(iri),
            label_of(annotator.dataset, iri, settings.lang),
            m.entry.kind,
            scope_of(annotator.dataset, iri),
            m.status,
            _codes(annotator, iri, output),
        )


def _best(annotator: Annotator, row: Row, settings: Settings, output: Output) -> tuple[Cell, ...]:
    from neuromod_onto.linking import best_therapies

    identifier, text, context, kept = row
    best = best_therapies(annotator, text, context, language=settings.lang)
    terms = best.terms if output.iri else [compact(iri) for iri in best.terms]
    codes = [_codes(annotator, iri, output) for iri in best.terms]
    return (
        identifier,
        *kept,
        *(" + ".join(part) for part in (terms, best.labels, best.scopes, best.statuses, codes)),
    )
