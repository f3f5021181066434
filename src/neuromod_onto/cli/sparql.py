"""``neuromod sparql``: ad-hoc queries."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from neuromod_onto.cli.failures import limits
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_answer
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import InputError, UsageError


@click.command(cls=VerbCommand)
@click.argument("query", metavar="QUERY|FILE|-")
@output_options("iri", "limit", "fail_empty")
@click.pass_obj
def command(settings: Settings, query: str, output: Output) -> int:
    """Run a read-only SPARQL query: its text, a file that holds it, or - for standard input.

    The prefixes of ontology/prefixes.tsv are known without a declaration.
    """
    from neuromod_onto.engine.adhoc import places_in, with_prefixes

    text, place = _read(query)
    asked = with_prefixes(text)
    with limits(settings), places_in(text, asked):
        answer = settings.answer(asked, place)
    return write_answer(answer, output, settings, empty="0 rows: nothing in the dataset matches the pattern")


def _read(query: str) -> tuple[str, str]:
    from neuromod_onto.dataset.lines import utf8

    if not query.strip():
        raise UsageError("the query is empty", "give a query, a file that holds one, or -")
    if query == "-":
        return utf8(sys.stdin.buffer.read(), "standard input"), "standard input"
    describes = query.lstrip().upper().startswith("DESCRIBE ")  # needs no braces
    looks_like_file = len(query) < 4096 and "\n" not in query and "{" not in query and not describes
    if looks_like_file:
        try:
            return utf8(Path(query).read_bytes(), query), query
        except OSError as error:
            raise InputError(
                error.strerror or str(error), "give a query, a file that holds one, or -", query
            ) from error
    return query, "query"
