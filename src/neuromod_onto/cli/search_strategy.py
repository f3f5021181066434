"""``neuromod search-strategy``: a complete literature or registry search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.completing import term_ids
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import compact

if TYPE_CHECKING:
    from neuromod_onto.linking.strategy.syntax import Strategy


@click.command(cls=VerbCommand)
@click.argument("expressions", metavar="EXPRESSION...", nargs=-1, required=True, shell_complete=term_ids)
@click.option(
    "--target",
    required=True,
    type=click.Choice(["pubmed", "ctgov", "ovid", "europepmc"]),
    help="Database that is searched.",
)
@click.option("--brands", is_flag=True, help="Add trade names to the free text.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    type=click.Choice(["en", "fr"]),
    help="Publications in this language only; may be given twice. fr adds the French names.",
)
@click.option("--from", "start", metavar="DATE", default="", help="From this day on: 2015 or 2015-01-31.")
@click.option("--to", "end", metavar="DATE", default="", help="Up to this day.")
@click.option(
    "--report",
    is_flag=True,
    help="Instead, say for each therapy which heading exists and what free text adds.",
)
@click.option(
    "--try",
    "trial",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Instead, look for the free text in a table of yours: one row per record found.",
)
@click.option("--text", "text_columns", multiple=True, metavar="COLUMN", help="Column of text in --try.")
@click.option("--id", "id_column", metavar="COLUMN", help="Column that identifies a record in --try.")
@output_options("iri", "limit", "fail_empty")
@click.pass_obj
def command(
    settings: Settings,
    expressions: tuple[str, ...],
    target: str,
    brands: bool,
    languages: tuple[str, ...],
    start: str,
    end: str,
    report: bool,
    trial: Path | None,
    text_columns: tuple[str, ...],
    id_column: str | None,
    output: Output,
) -> int:
    """Write a search for all that EXPRESSION names: subject headings and free text.

    Several expressions are joined by AND, such as a therapy and a condition. Headings are exploded only where
    all that is below them is in scope. Ambiguous abbreviations are tied to the words that confirm them.
    """
    from neuromod_onto.linking.strategy.strategy import account, search_strategy

    dataset = settings.dataset()
    strategy = search_strategy(
        dataset,
        expressions,
        target,
        brands=brands,
        languages=languages,
        start=start,
        end=end,
        language=settings.lang,
    )
    if report:
        return _report(strategy, output, settings)
    if trial:
        return _try(strategy, trial, text_columns, id_column, output, settings)
    if languages and target in ("ctgov", "europepmc"):
        settings.say("the language is not part of this search: set it in the filters of the site")
    settings.say(account(strategy))
    output.write(strategy.text + "\n")
    return 0


def _report(strategy: Strategy, output: Output, settings: Settings) -> int:
    from neuromod_onto.linking.strategy.strategy import coverage

    rows = [
        (
            c.term if output.iri else compact(c.term),
            c.label,
            c.heading,
            c.searched,
            "; ".join(c.free_text),
            c.why,
        )
        for c in coverage(settings.dataset(), strategy, settings.lang)
    ]
    columns = ("term", "label", "heading", "searched", "free_text", "why")
    missing = sum(not row[2] for row in rows)
    settings.say(f"{missing} of {len(rows)} have no heading of their own")
    return write_table(columns, rows, output, settings)


def _try(
    strategy: Strategy,
    path: Path,
    text_columns: tuple[str, ...],
    id_column: str | None,
    output: Output,
    settings: Settings,
) -> int:
    from neuromod_onto.linking.claims import read_rows

    if not text_columns:
        raise UsageError("--try needs --text COLUMN", "name the columns that hold the titles or abstracts")
    finders = strategy.finder()
    rows = []
    total = 0
    for line, row in read_rows(path, [*text_columns, *([id_column] if id_column else [])]):
        total += 1
        text = " . ".join(row[column] for column in text_columns)
        found = [finder.find(text) for finder in finders]
        if all(found):
            names = [term.truncated for terms in found for term in terms]
            rows.append((row[id_column] if id_column else str(line), "; ".join(names)))
    settings.say(f"the free text finds {len(rows)} of {total} records")
    return write_table(("id", "found_by"), rows, output, settings)
