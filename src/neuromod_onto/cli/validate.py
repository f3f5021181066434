"""``neuromod validate``: SHACL."""

from __future__ import annotations

from pathlib import Path

import click

from neuromod_onto.cli.findings import finding_options, write_findings
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options
from neuromod_onto.cli.settings import Settings


@click.command(cls=VerbCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option(
    "--shapes",
    multiple=True,
    metavar="terms|products|evidence|records|safety|FILE",
    help="Shapes to check against; several may be given.",
)
@click.option(
    "--engine",
    type=click.Choice(["compiled", "pyshacl"]),
    default="compiled",
    show_default=True,
    help="Shapes as SPARQL, or the reference engine.",
)
@finding_options
@output_options("limit")
@click.pass_obj
def command(
    settings: Settings,
    files: tuple[Path, ...],
    shapes: tuple[str, ...],
    engine: str,
    fail_on: str,
    reports: tuple[tuple[str, Path], ...],
    output: Output,
) -> int:
    """Check RDF files against SHACL shapes, or the ontology itself when no file is named."""
    from neuromod_onto.findings.reports import NOTICE
    from neuromod_onto.validation import validate

    report = validate(files, shapes=shapes, language=settings.lang, engine=engine)
    code = write_findings(report, fail_on, reports, output, settings)
    if files:
        settings.say(NOTICE[settings.lang])
    return code
