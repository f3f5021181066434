"""``neuromod annotate``: therapies named in texts."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from neuromod_onto.cli.cluster import connected, dask_option
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError


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
    help="Column that may decide what the text leaves open; may be repeated.",
)
@click.option(
    "--id", "id_column", metavar="COLUMN", help="Column that identifies a row; the line number when left out."
)
@click.option(
    "--keep", "kept_columns", multiple=True, metavar="COLUMN", help="Column to carry over into the output."
)
@click.option("--best", is_flag=True, help="One row per input: its most specific therapies.")
@click.option("--why", is_flag=True, help="Add a column that says how each was decided.")
@dask_option
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes of --dask local; one for each core."
)
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
    why: bool,
    dask: str | None,
    jobs: int | None,
    output: Output,
) -> int:
    """Name the therapies, devices, conditions, targets and agents that texts mention.

    FILE is CSV or TSV with a header line, JSON lines, or plain text with --text left out; packed with gzip or
    not. The default is one row per mention; --best gives one row per input with the therapies alone.
    """
    from neuromod_onto.linking import AnnotatedRows, Annotator, Columns, Layout, read_texts

    layout = Layout(best, settings.lang, output.iri, why)
    columns = Columns(text_column, context_columns, id_column, kept_columns)
    texts = read_texts(sys.stdin.buffer if source == "-" else Path(source), columns)
    header = layout.header(kept_columns)
    empty = "" if best else "no term of the ontology is named in these texts"
    if dask:
        from neuromod_onto.cluster import annotate

        with connected(dask, jobs, settings) as client:
            rows = annotate(client, texts, layout, settings.data)
            return write_table(header, rows, output, settings, empty=empty)
    if jobs:
        raise UsageError("--jobs says how many processes --dask local has", "add --dask local")
    rows = AnnotatedRows(Annotator(settings.dataset()), layout).of(texts)
    return write_table(header, rows, output, settings, empty=empty)
