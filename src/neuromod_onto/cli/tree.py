"""``neuromod tree``: the class hierarchy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.completing import term_ids
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.model.namespaces import compact
from neuromod_onto.render.tables import visible

if TYPE_CHECKING:
    from neuromod_onto.terms import Node


@click.command(cls=VerbCommand)
@click.argument("term", metavar="[ID]", required=False, shell_complete=term_ids)
@click.option("--up", is_flag=True, help="Walk to superclasses instead.")
@click.option(
    "--down", "depth", type=click.IntRange(min=0), metavar="N", help="How many levels; all when left out."
)
@output_options()
@click.pass_obj
def command(settings: Settings, term: str | None, up: bool, depth: int | None, output: Output) -> int:
    """Show the hierarchy below a class, as the reasoner completed it; below all top classes without ID."""
    from neuromod_onto.terms import resolve, tree

    dataset = settings.dataset()
    start = resolve(dataset, term, language=settings.lang).iri if term else ""
    nodes = tree(dataset, start, up=up, depth=depth, language=settings.lang)
    if output.given in (None, "table") and not output.path:
        output.write("".join(f"{line}\n" for node in nodes for line in _lines(node, 0)))
        return 0
    rows = [row for node in nodes for row in _rows(node, 0, "")]
    return write_table(("level", "term", "label", "next_to"), rows, output, settings)


def _lines(node: Node, level: int) -> Iterator[str]:
    more = f"  (+{node.cut})" if node.cut else ""
    yield f"{'  ' * level}{visible(node.label or compact(node.iri))}  {compact(node.iri)}{more}"
    for other in node.nodes:
        yield from _lines(other, level + 1)


def _rows(node: Node, level: int, above: str) -> Iterator[tuple[int, str, str, str]]:
    yield level, compact(node.iri), node.label, above
    for other in node.nodes:
        yield from _rows(other, level + 1, compact(node.iri))
