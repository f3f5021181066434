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
    report: Report,
    fail_on: str,
    reports: tuple[tuple[str, Path], ...],
    output: Output,
    settings: Settings,
    *,
    limits: bool = False,
    grouped: bool = False,
) -> int:
    """Write findings as a table and as the reports asked for; return the exit code.

    Args:
        report: what was found.
        fail_on: severity from which the exit code is 1.
        reports: kind and path of the report files asked for.
        output: where the table goes.
        settings: of the command line.
        limits: show the limit beside the value.
        grouped: show one row for each rule that was broken.

    """
    from neuromod_onto.findings.reports import summary, write_report

    for kind, path in reports:
        write_report(report, kind, path)
    columns, rows = _groups(report) if grouped else _findings(report, limits=limits)
    if rows or output.path:
        write_table(columns, rows, output, settings)
    settings.say(summary(report, settings.lang))
    return FINDINGS if report.at_least(fail_on) else 0


_Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def _findings(report: Report, *, limits: bool) -> _Table:
    columns = ["severity", "focus", "focus_label", "path", "value", "limit", "message", "rule", "sources"]
    if not limits:
        columns.remove("limit")
    rows = [
        tuple(" ".join(f.sources) if name == "sources" else str(getattr(f, name)) for name in columns)
        for f in report.findings
    ]
    return tuple(columns), rows


def _groups(report: Report) -> _Table:
    columns = ("severity", "rule", "findings", "nodes", "example", "message", "sources")
    rows: list[tuple[str, ...]] = [
        (g.severity, g.rule, str(g.findings), str(g.nodes), g.example, g.message, " ".join(g.sources))
        for g in report.groups()
    ]
    return columns, rows
