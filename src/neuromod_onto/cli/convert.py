"""``neuromod convert``: RDF formats."""

from __future__ import annotations

from pathlib import Path

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.settings import Settings


@click.command(cls=VerbCommand)
@click.argument("source", type=click.Path(path_type=Path), metavar="IN")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), metavar="OUT")
@click.pass_obj
def command(settings: Settings, source: Path, target: Path) -> None:
    """Convert an RDF file; the endings name the formats.

    Read and written: ttl, nt, nq, trig, rdf, owl, xml (RDF/XML), jsonld, json, n3. Written too: ofn (OWL
    functional syntax). Turtle comes out in normal form.
    """
    from neuromod_onto.release import convert

    count = convert(source, target)
    settings.say(f"{count} statements written to {target}")
