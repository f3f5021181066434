"""``neuromod cite``: how to cite."""

from __future__ import annotations

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import show
from neuromod_onto.cli.settings import Settings


@click.command(cls=VerbCommand)
@click.option(
    "-f",
    "--format",
    "kind",
    type=click.Choice(["text", "bibtex"]),
    default="text",
    help="text, or an entry for BibTeX.",
)
@click.pass_obj
def command(settings: Settings, kind: str) -> None:
    """Say how to cite neuromod-onto: this version of the ontology, and its licence."""
    from neuromod_onto.terms.citation import cite

    citation = cite(settings.dataset(), language=settings.lang)
    show(citation.as_bibtex() if kind == "bibtex" else citation.as_text())
