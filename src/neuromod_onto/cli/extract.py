"""``neuromod extract``: a module of the ontology."""

from __future__ import annotations

from pathlib import Path

import click

from neuromod_onto.cli.completing import term_ids
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.settings import Settings


@click.command(cls=VerbCommand)
@click.argument("terms", nargs=-1, required=True, metavar="ID...", shell_complete=term_ids)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file; its ending names the format, as for convert.",
)
@click.option(
    "--method",
    type=click.Choice(["subset", "star", "bottom", "top"]),
    default="subset",
    show_default=True,
    help="Axioms of the terms and of all above them, or a module by syntactic locality.",
)
@click.pass_obj
def command(settings: Settings, terms: tuple[str, ...], output: Path, method: str) -> None:
    """Write an ontology about some terms, with names, definitions and sources of all that it mentions.

    subset is what a reader expects: the terms, their superclasses as the reasoner found them, their axioms.
    star, bottom and top keep all that the ontology entails about the terms: star is the smallest, bottom adds
    what lies above, top what lies below.
    """
    from neuromod_onto.dataset import load_asserted
    from neuromod_onto.release import extract, write_rdf
    from neuromod_onto.terms import resolve

    complete = settings.dataset()
    seeds = [resolve(complete, term, language=settings.lang).iri for term in terms]
    module = extract(load_asserted(settings.data), seeds, method=method, complete=complete)  # type: ignore[arg-type]
    count = write_rdf(module, output)
    settings.say(f"{count} statements written to {output}")
