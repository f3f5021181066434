"""``neuromod search``: find terms."""

from __future__ import annotations

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.model.namespaces import compact

KINDS = {
    "therapy": "NeuromodulationTherapy",
    "intervention": "Intervention",
    "device": "Device",
    "product": "Device",
    "condition": "Condition",
    "anatomy": "AnatomicalEntity",
    "agent": "ChemicalAgent",
}


@click.command(cls=VerbCommand)
@click.argument("text")
@click.option("--kind", type=click.Choice(list(KINDS)), help="Only terms of this kind.")
@output_options("iri", "fail_empty")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="How many terms at the most.",
)
@click.pass_obj
def command(settings: Settings, text: str, kind: str | None, limit: int, output: Output) -> int:
    """Find terms by label, synonym, abbreviation, brand or code, in English and French.

    Case, accents and hyphens do not matter, and near spellings are found too. The column "match" shows
    the name that was matched.
    """
    from neuromod_onto.model.namespaces import NEUROMOD
    from neuromod_onto.terms import search

    under = NEUROMOD + KINDS[kind] if kind else ""
    hits = search(
        settings.dataset(), text, language=settings.lang, under=under, products=kind == "product", limit=None
    )
    if len(hits) > limit:
        settings.say(f"{limit} of {len(hits)} rows")
    rows = [
        (h.iri if output.iri else compact(h.iri), h.label, h.match, h.language, h.kind, h.score)
        for h in hits[:limit]
    ]
    columns = ("term", "label", "match", "language", "kind", "score")
    return write_table(columns, rows, output, settings, empty=f"no term is called anything like {text!r}")
