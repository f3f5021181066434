"""``neuromod check``: authoring quality."""

from __future__ import annotations

from pathlib import Path

import click

from neuromod_onto.cli.findings import finding_options, write_findings
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings


@click.command(cls=VerbCommand)
@click.option(
    "--rules",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Add a folder of rules.",
)
@click.option(
    "--queries",
    "query_folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Add a folder of queries.",
)
@click.option("--list", "listing", is_flag=True, help="List the rules instead of running them.")
@finding_options
@output_options("limit")
@click.pass_obj
def command(
    settings: Settings,
    folders: tuple[Path, ...],
    query_folders: tuple[Path, ...],
    listing: bool,
    fail_on: str,
    reports: tuple[tuple[str, Path], ...],
    output: Output,
) -> int:
    """Check the ontology against the authoring rules, ROBOT's and our own, and queries for traps."""
    from neuromod_onto.quality import check, load_rules, load_traps

    rules = load_rules(folders)
    if listing:
        rows = [(rule.name, rule.level, rule.summary[settings.lang], rule.origin) for rule in rules]
        rows += [(t.name, t.level, t.summary[settings.lang], "docs/performance.md") for t in load_traps()]
        return write_table(("rule", "level", "summary", "origin"), rows, output, settings)
    report = check(settings.data, rules=rules, queries=query_folders, language=settings.lang)
    return write_findings(report, fail_on, reports, output, settings)
