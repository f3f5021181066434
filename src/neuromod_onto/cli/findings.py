"""What ``validate`` and ``check`` share: options, the table of findings, report files, the exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from neuromod_onto.cli.failures import FINDINGS
from neuromod_onto.cli.output import Output, write_table
from neuromod_onto.cli.settings import Settings

if TYPE_CHECKING:
    from neuromod_onto.findings import Report

_KINDS = ("junit", "sarif", "ttl", "json")
_Function = TypeVar("_Function", bound=Callable[..., Any])


class ReportFile(click.ParamType[tuple[str, Path]]):
    """A report to write, as ``kind:file``."""

    name = "kind:file"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Path]:
        """Return (kind, path)."""
        kind, colon, path = str(value).partition(":")
        if not colon or not path or kind not in _KINDS:
            self.fail(f"{value!r} is not of the form junit:F, sarif:F, ttl:F or json:F", param, ctx)
        return kind, Path(path)


def report_option(function: _Function) -> _Function:
    """Add ``--report`` to a command."""
    return click.option(
        "--report",
        "reports",
        multiple=True,
        type=ReportFile(),
        metavar="KIND:FILE",
        help="Also write junit:F, sarif:F, ttl:F or json:F.",
    )(function)


def finding_options(function: _Function) -> _Function:
    """Add ``--fail-on`` and ``--report`` to a command."""
    return click.option(
        "--fail-on",
        type=click.Choice(["violation", "warning", "info", "never"]),
        default="violation",
        show_default=True,
        help="Exit with 1 from this severity up.",
    )(report_option(function))


def write_findings(
    report: Report, fail_on: str, reports: tuple[tuple[str, Path], ...], output: Output, settings: Settings
) -> int:
    """Write findings as a table and as the reports asked for; return the exit code."""
    from neuromod_onto.findings.reports import summary, write_report

    for kind, path in reports:
        write_report(report, kind, path)
    columns = ("severity", "focus", "focus_label", "path", "value", "message", "rule", "sources")
    rows = [
        (f.severity, f.focus, f.focus_label, f.path, f.value, f.message, f.rule, " ".join(f.sources))
        for f in report.findings
    ]
    if rows or output.path:
        write_table(columns, rows, output, settings)
    settings.say(f"{report.checked} triples checked: {summary(report)}")
    return FINDINGS if report.at_least(fail_on) else 0
