"""``neuromod validate``: SHACL."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.cluster import connected, dask_option
from neuromod_onto.cli.findings import finding_options, write_findings
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError

if TYPE_CHECKING:
    from neuromod_onto.findings import Report


@click.command(cls=VerbCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option(
    "--shapes",
    multiple=True,
    metavar="terms|products|evidence|records|safety|FILE",
    help="Shapes to check against, or a topic of them such as safety/magnetic; several may be given.",
)
@click.option(
    "--engine",
    type=click.Choice(["compiled", "pyshacl"]),
    default="compiled",
    show_default=True,
    help="Shapes as SPARQL, or the reference engine.",
)
@click.option(
    "--batch",
    type=click.IntRange(min=0),
    metavar="N",
    help="Check one .nt or .nq file in parts of at least N triples, each patient's records side by side; "
    "0 for one piece. Large files are cut unless told otherwise.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that check parts; two where there are two cores.",
)
@dask_option
@click.option("--profile", is_flag=True, help="Say on stderr how long each shape took.")
@click.option("--group", is_flag=True, help="One row for each rule that was broken, with its count.")
@finding_options
@output_options("limit")
@click.pass_obj
def command(
    settings: Settings,
    files: tuple[Path, ...],
    shapes: tuple[str, ...],
    engine: str,
    batch: int | None,
    jobs: int | None,
    dask: str | None,
    profile: bool,
    group: bool,
    fail_on: str,
    reports: tuple[tuple[str, Path], ...],
    output: Output,
) -> int:
    """Check RDF files against SHACL shapes, or the ontology itself when no file is named."""
    from neuromod_onto.findings.reports import NOTICE
    from neuromod_onto.validation import validate

    report = (
        _on_cluster(settings, files, shapes, engine, batch, jobs, dask)
        if dask
        else validate(files, shapes=shapes, language=settings.lang, engine=engine, batch=batch, jobs=jobs)
    )
    for shape, seconds in (
        sorted((report.seconds or {}).items(), key=lambda item: -item[1]) if profile else ()
    ):
        settings.say(f"{seconds:8.3f} s  {shape}")
    code = write_findings(report, fail_on, reports, output, settings, limits=True, grouped=group)
    if files:
        settings.say(NOTICE[settings.lang])
    return code


def _on_cluster(
    settings: Settings,
    files: tuple[Path, ...],
    shapes: tuple[str, ...],
    engine: str,
    batch: int | None,
    jobs: int | None,
    dask: str,
) -> Report:
    from neuromod_onto.cluster import validate
    from neuromod_onto.validation.batches import BATCH, to_be_cut
    from neuromod_onto.validation.shacl import DATA_SHAPES

    if engine != "compiled" or batch == 0 or not to_be_cut(files, batch or BATCH):
        raise UsageError("--dask checks one .nt or .nq file in parts, with the compiled engine")
    with connected(dask, jobs, settings) as client:
        return validate(
            client, files[0], shapes=shapes or DATA_SHAPES, language=settings.lang, batch=batch or BATCH
        )
