"""``neuromod lint-codes``: claims that a term has a code."""

from __future__ import annotations

from pathlib import Path

import click

from neuromod_onto.cli.failures import FINDINGS
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import compact

_ADDED = ("verdict", "denotes", "resolved", "resolved_label", "codes_of_term", "why")


@click.command(cls=VerbCommand)
@click.argument("source", metavar="FILE|-", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--system", required=True, metavar="SYSTEM", help="fda-product-code, icd10pcs, icd10cm, mesh, snomed ..."
)
@click.option("--term", "term_column", metavar="COLUMN", default="term", help="Column that holds the term.")
@click.option("--code", "code_column", metavar="COLUMN", default="code", help="Column that holds the code.")
@click.option(
    "--authority",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Check against this list of codes, as its publisher gives it out, instead of the shipped one.",
)
@click.option(
    "--refresh",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="List what a newly downloaded list adds, removes and renames, compared with the shipped one.",
)
@output_options("iri", "limit")
@click.pass_obj
def command(
    settings: Settings,
    source: Path | None,
    system: str,
    term_column: str,
    code_column: str,
    authority: Path | None,
    refresh: Path | None,
    output: Output,
) -> int:
    """Judge each row of FILE: whether the code is that of the term, and what it is if not.

    Verdicts: right; related (wider, narrower, or of something near); wrong; nonexistent; unknown when the
    tables at hand cannot tell. All columns of FILE are kept. Exit with 1 when a code is wrong or nonexistent.
    """
    if refresh:
        return _refresh(system, refresh, output, settings)
    if source is None:
        raise UsageError("name a file of claims", "see neuromod lint-codes --help")
    from neuromod_onto.codes import find_system, read_authority
    from neuromod_onto.linking.claims import read_rows
    from neuromod_onto.linking.lint.linter import VERDICTS, CodeLinter

    known = find_system(system)
    own = read_authority(known.prefix, authority) if authority else None
    linter = CodeLinter(settings.dataset(), system, authority=own, language=settings.lang)
    counts = dict.fromkeys(VERDICTS, 0)
    rows = []
    header: list[str] = []
    for _, row in read_rows(source, [term_column, code_column]):
        header = header or list(row)
        verdict = linter.judge(row[term_column], row[code_column])
        counts[verdict.verdict] += 1
        rows.append(
            (
                *row.values(),
                verdict.verdict,
                verdict.denotes,
                verdict.term if output.iri else compact(verdict.term),
                verdict.label,
                "; ".join(verdict.codes),
                verdict.why,
            )
        )
    columns = [*header, *(f"lint_{name}" if name in header else name for name in _ADDED)]
    write_table(columns, rows, output, settings, empty="no claims")
    settings.say(", ".join(f"{count} {name}" for name, count in counts.items() if count))
    return FINDINGS if counts["wrong"] or counts["nonexistent"] else 0


def _refresh(system: str, path: Path, output: Output, settings: Settings) -> int:
    from neuromod_onto.codes import drift

    rows = [(c.change, c.code, c.before, c.after) for c in drift(system, path)]
    columns = ("change", "code", "before", "after")
    write_table(columns, rows, output, settings, empty=f"{path.name} holds nothing new")
    return FINDINGS if rows else 0
