"""``neuromod sparql``: ad-hoc queries."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from neuromod_onto.cli.failures import limits
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_answer
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import InputError


@click.command(cls=VerbCommand)
@click.argument("query", metavar="QUERY|FILE|-")
@output_options("iri", "limit", "fail_empty")
@click.pass_obj
def command(settings: Settings, query: str, output: Output) -> int:
    """Run a read-only SPARQL query: its text, a file that holds it, or - for standard input.

    The prefixes of ontology/prefixes.tsv are known without a declaration.
    """
    text, place = _read(query)
    with limits(settings):
        answer = settings.answer(with_prefixes(text), place)
    return write_answer(answer, output, settings, empty="0 rows: nothing in the dataset matches the pattern")


def _read(query: str) -> tuple[str, str]:
    from neuromod_onto.dataset.lines import utf8

    if query == "-":
        return utf8(sys.stdin.buffer.read(), "standard input"), "standard input"
    looks_like_file = len(query) < 4096 and "\n" not in query and "{" not in query
    if looks_like_file:
        try:
            return utf8(Path(query).read_bytes(), query), query
        except OSError as error:
            raise InputError(
                error.strerror or str(error), "give a query, a file that holds one, or -", query
            ) from error
    return query, "query"


def with_prefixes(text: str) -> str:
    """Declare the known prefixes that a query uses and does not declare, on its first line.

    Putting them on the first line keeps the line numbers of faults.
    """
    from neuromod_onto.engine.guard import tokens
    from neuromod_onto.model.namespaces import prefixes

    stream = list(tokens(text))
    used = {word.partition(":")[0] for kind, word, _ in stream if kind == "name"}
    declared = {
        stream[i + 1][1].rstrip(":")
        for i, (kind, word, _) in enumerate(stream[:-1])
        if kind == "word" and word.upper() == "PREFIX"
    }
    known = prefixes()
    return (
        "".join(f"PREFIX {p}: <{known[p].namespace}> " for p in sorted(used - declared) if p in known) + text
    )
