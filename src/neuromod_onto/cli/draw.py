"""``neuromod draw``: a picture of a term's neighbourhood."""

from __future__ import annotations

from pathlib import Path

import click

from neuromod_onto.cli.completing import term_ids
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import show
from neuromod_onto.cli.settings import Settings


@click.command(cls=VerbCommand)
@click.argument("term", metavar="ID", shell_complete=term_ids)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file: .svg, .mmd (Mermaid) or .dot (Graphviz); SVG on standard output when left out.",
)
@click.option(
    "--up", type=click.IntRange(0, 20), default=3, show_default=True, help="Levels of superclasses."
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=6,
    show_default=True,
    metavar="N",
    help="Show at the most N kinds, and N values of each relation.",
)
@click.pass_obj
def command(settings: Settings, term: str, output: Path | None, up: int, limit: int) -> None:
    """Draw a term with what lies above it, its kinds and its relations.

    Superclasses stand to the left, kinds and relations to the right. A picture says how many it leaves out.
    """
    from neuromod_onto.drawing import neighbourhood, to_dot, to_mermaid, to_svg
    from neuromod_onto.errors import UsageError
    from neuromod_onto.render import write_atomically
    from neuromod_onto.terms import resolve

    writers = {".svg": to_svg, ".mmd": to_mermaid, ".dot": to_dot}
    ending = output.suffix.lower() if output else ".svg"
    if ending not in writers:
        raise UsageError(f"unknown ending {ending!r}", "known endings: " + " ".join(writers))
    dataset = settings.dataset()
    iri = resolve(dataset, term, language=settings.lang).iri
    text = writers[ending](neighbourhood(dataset, iri, language=settings.lang, up=up, limit=limit))
    if output:
        write_atomically(output, text)
        settings.say(f"{output} written")
    else:
        show(text)
