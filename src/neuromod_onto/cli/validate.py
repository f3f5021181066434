"""``neuromod validate``: SHACL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from neuromod_onto.cli.failures import FINDINGS
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings


class ReportFile(click.ParamType[tuple[str, Path]]):
    """A report to write, as ``kind:file``."""

    name = "kind:file"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Path]:
        """Return (kind, path)."""
        kind, colon, path = str(value).partition(":")
        if not colon or not path or kind not in ("junit", "sarif", "ttl", "json"):
            self.fail(f"{value!r} is not of the form junit:F, sarif:F, ttl:F or json:F", param, ctx)
        return kind, Path(path)


@click.command(cls=VerbCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option(
    "--shapes",
    multiple=True,
    metavar="terms|records|FILE",
    help="Shapes to check against; several may be given.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info", "never"]),
    default="violation",
    show_default=True,
    help="Exit with 1 from this severity up.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=ReportFile(),
    metavar="KIND:FILE",
    help="Also write junit:F, sarif:F, ttl:F or json:F.",
)
@output_options("limit")
@click.pass_obj
def command(
    settings: Settings,
    files: tuple[Path, ...],
    shapes: tuple[str, ...],
    fail_on: str,
    reports: tuple[tuple[str, Path], ...],
    output: Output,
) -> int:
    """Check RDF files against SHACL shapes, or the ontology itself when no file is named."""
    from neuromod_onto.validation import validate, write_report
    from neuromod_onto.validation.reports import NOTICE, summary

    report = validate(files, shapes=shapes, language=settings.lang)
    for kind, path in reports:
        write_report(report, kind, path)
    columns = ("severity", "focus", "focus_label", "path", "value", "message", "shape", "sources")
    rows = [
        (f.severity, f.focus, f.focus_label, f.path, f.value, f.message, f.shape, " ".join(f.sources))
        for f in report.findings
    ]
    if rows or output.path:
        write_table(columns, rows, output, settings)
    settings.say(f"{report.nodes} triples checked: {summary(report)}")
    if files:
        settings.say(NOTICE[settings.lang])
    return FINDINGS if report.at_least(fail_on) else 0
