"""``neuromod build``: generated files."""

from __future__ import annotations

import click

from neuromod_onto.cli.failures import FINDINGS
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.settings import Settings


@click.command(cls=VerbCommand)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when a file is stale.")
@click.pass_obj
def command(settings: Settings, check: bool) -> int:
    """Normalise the ontology files and generate mappings.ttl and inferred.ttl (in a source checkout)."""
    from neuromod_onto.model.resources import shipped_root
    from neuromod_onto.release import build

    stale = build(check=check, progress=settings.say)
    for item in stale:
        path = item.path.relative_to(shipped_root())
        click.echo(f"{path}: {item.reason}" if check else f"{path} written")
    if check and stale:
        settings.say("run neuromod build and review the changes")
        return FINDINGS
    if not stale:
        settings.say("all files are current")
    return 0
