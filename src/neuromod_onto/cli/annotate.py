"""``neuromod annotate``: therapies named in texts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.model.namespaces import compact
from neuromod_onto.render.tables import Cell

if TYPE_CHECKING:
    from neuromod_onto.linking import Annotator, Text

_MENTION = ("start", "end", "match", "term", "label", "kind", "scope", "status", "codes")
_BEST = ("terms", "labels", "scope", "status", "codes")


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
    output: Output,
) -> int:
    """Name the therapies, devices, conditions, targets and agents that texts mention.

    FILE is CSV or TSV with a header line, JSON lines, or plain text with --text left out; packed with gzip or
    not. The default is one row per mention; --best gives one row per input with the therapies alone.
    """
    from neuromod_onto.linking import Annotator, Columns, read_texts

    annotator = Annotator(settings.dataset())
    columns = Columns(text_column, context_columns, id_column, kept_columns)
    texts = read_texts(sys.stdin.buffer if source == "-" else Path(source), columns)
    cells = _Cells(annotator, settings.lang, iri=output.iri, why=why)
    header = ("id", *kept_columns, *(_BEST if best else _MENTION), *(["why"] if why else []))
    rows = map(cells.best, texts) if best else (row for text in texts for row in cells.mentions(text))
    empty = "" if best else "no term of the ontology is named in these texts"
    return write_table(header, rows, output, settings, empty=empty)


class _Cells:
    """Turns what was found into rows; what is said of a term is looked up once."""

    def __init__(self, annotator: Annotator, language: str, *, iri: bool, why: bool) -> None:
        self._annotator = annotator
        self._language = language
        self._iri = iri
        self._why = why
        self._known = cache(self._describe)

    def _describe(self, iri: str) -> tuple[str, str, str, str]:
        """Return identifier, label, scope and codes of a term."""
        from neuromod_onto.linking.codes import codes_of
        from neuromod_onto.terms import label_of

        dataset = self._annotator.dataset
        return (
            iri if self._iri else compact(iri),
            label_of(dataset, iri, self._language),
            self._annotator.scope(iri),
            "; ".join(codes_of(dataset, iri, full=self._iri)),
        )

    def mentions(self, text: Text) -> Iterator[tuple[Cell, ...]]:
        for m in self._annotator.mentions(text.text, text.context):
            term, label, scope, codes = self._known(m.entry.iri)
            row = (m.start, m.end, m.match, term, label, m.entry.kind, scope, m.status, codes)
            yield (text.id, *text.kept, *row, *([m.why] if self._why else []))

    def best(self, text: Text) -> tuple[Cell, ...]:
        from neuromod_onto.linking import best_therapies

        best = best_therapies(self._annotator, text.text, text.context, language=self._language)
        known = [self._known(iri) for iri in best.terms]
        terms, labels, scopes, codes = zip(*known, strict=True) if known else ((), (), (), ())
        parts = (terms, labels, scopes, best.statuses, codes, *([best.why] if self._why else []))
        return (text.id, *text.kept, *(" + ".join(part) for part in parts))
