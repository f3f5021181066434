"""``neuromod build``: generated files and release files."""

from __future__ import annotations

from pathlib import Path

import click

from neuromod_onto.cli.failures import FINDINGS
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import show
from neuromod_onto.cli.settings import Settings


@click.command(cls=VerbCommand)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file is stale.")
@click.option(
    "--dist",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write the release files to a folder too.",
)
@click.pass_obj
def command(settings: Settings, check: bool, dist: Path | None) -> int:
    """Normalise the ontology files and generate mappings.ttl and inferred.ttl (in a source checkout).

    With --dist, also write the files of a release: RDF/XML, functional syntax, JSON-LD, N-Quads, OBO, SKOS,
    SSSOM, CSV tables, metadata and checksums. An installed package writes these without a checkout.
    """
    from neuromod_onto.model.resources import is_checkout, shipped_root
    from neuromod_onto.release import build, distribute

    if dist is not None:
        from neuromod_onto.release.distribution import require_libraries

        require_libraries()
    stale = []
    if is_checkout() or dist is None:
        stale = build(check=check, progress=settings.say)
    lines = [(item.path.relative_to(shipped_root()), item.reason) for item in stale]
    if dist is not None:
        written = distribute(dist, check=check, progress=settings.say)
        lines += [(item.path, item.reason) for item in written]
    for path, reason in lines:
        show(f"{path}: {reason}\n" if check else f"{path} written\n")
    if check and lines:
        settings.say("run neuromod build and review the changes")
        return FINDINGS
    if not lines:
        settings.say("all files are current")
    return 0
