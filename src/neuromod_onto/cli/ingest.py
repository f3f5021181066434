"""``neuromod ingest``: records of doses to RDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.failures import FINDINGS
from neuromod_onto.cli.findings import report_option
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError

if TYPE_CHECKING:
    from neuromod_onto.records import Intake

#: What a source holds that becomes records.
_READ = {
    "csv": "row below a row that begins with 'record'",
    "bids": "*_events.tsv, *_nibs.tsv, *_stim.tsv or *_tms.tsv",
    "percept": "programme",
    "fhir": "resource",
}


@click.command(cls=VerbCommand)
@click.argument("source", type=click.Choice(["csv", "bids", "percept", "fhir"]))
@click.argument("path", type=click.Path(path_type=Path), metavar="PATH")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Turtle (.ttl) or N-Triples (.nt); written whole or not at all.",
)
@click.option("--base", metavar="IRI", help="IRI under which the records stand.")
@click.option("--missing", is_flag=True, help="List what is absent to reproduce the stimulation.")
@click.option("-f", "--format", "format", metavar="FORMAT", help="Of --missing: table, tsv, csv, json ...")
@report_option
@click.pass_obj
def command(
    settings: Settings,
    source: str,
    path: Path,
    target: Path | None,
    base: str | None,
    missing: bool,
    format: str | None,
    reports: tuple[tuple[str, Path], ...],
) -> int:
    """Read records of doses into RDF, numbers in canonical units.

    Each fault is told with file, line and column; a row at fault gives no record and the others are written.
    Exit code 1 when there were faults.
    """
    from neuromod_onto.findings.reports import write_report
    from neuromod_onto.records import ingest, report_of

    if target is None and not missing:
        raise UsageError("nowhere to write", "name a file with -o, or ask for --missing")
    intake = ingest(source, path, target, settings.dataset(), base=base)
    for kind, file in reports:
        write_report(report_of(intake, settings.lang), kind, file)
    _tell(settings, intake, source, path, target)
    if missing:
        rows = [(m.dataset, m.what, m.records, m.of) for m in intake.missing]
        write_table(
            ("dataset", "missing", "records", "of"),
            rows,
            Output(format, None),
            settings,
            empty="nothing is missing" if intake.recorded else "no stimulation is described",
        )
    return FINDINGS if intake.faults else 0


def _tell(settings: Settings, intake: Intake, source: str, path: Path, target: Path | None) -> None:
    from neuromod_onto.render.tables import counted, visible

    for fault in intake.faults:
        click.echo(visible(f"neuromod: {fault.place}: {settings.in_words(fault.cause)}"), err=True)
        if fault.hint:
            click.echo(visible(f"  {settings.in_words(fault.hint)}"), err=True)
    for (what, name), count in sorted(intake.kept_as_text.items()):
        settings.say(visible(f"{what} {name!r} is none that we know: kept as text in {count} records"))
    passed = "".join(f", {count} passed over ({reason})" for reason, count in sorted(intake.passed.items()))
    written = f"; written to {target}" if target else ""
    settings.say(
        f"{counted(intake.rows, 'row')}: {intake.recorded} recorded, {intake.refused} refused{passed}; "
        f"{counted(len(intake.faults), 'fault')}{written}"
    )
    if not intake.rows and not intake.faults:
        settings.say(f"nothing was read: no {_READ[source]} in {path}")
