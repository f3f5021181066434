"""``neuromod cite``: how to cite."""

from __future__ import annotations

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.settings import Settings
from neuromod_onto.model.namespaces import ONTOLOGY
from neuromod_onto.model.vocabulary import DCTERMS


@click.command(cls=VerbCommand)
@click.pass_obj
def command(settings: Settings) -> None:
    """Say how to cite neuromod-onto."""
    for text, _ in settings.dataset().literals(ONTOLOGY + "neuromod", DCTERMS + "bibliographicCitation"):
        click.echo(text)
