"""``neuromod map``: mappings both ways."""

from __future__ import annotations

import click

from neuromod_onto.cli.completing import term_ids
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.model.namespaces import canonical_prefix, expand


@click.command(cls=VerbCommand)
@click.argument("term", metavar="ID|CODE", shell_complete=term_ids)
@click.option(
    "--to", metavar="SYSTEM", default="", help="Only mappings to this vocabulary, such as mesh or snomedct."
)
@output_options("iri", "limit", "fail_empty")
@click.pass_obj
def command(settings: Settings, term: str, to: str, output: Output) -> int:
    """Show the codes to which a term is mapped, or the terms that are mapped to a code.

    The predicate says how the code stands to the term: exactMatch means the same, broadMatch that the
    code is wider, narrowMatch that it is narrower.
    """
    from neuromod_onto.mappings import map_term
    from neuromod_onto.terms import label_of

    if to and not canonical_prefix(to):
        from neuromod_onto.codes.systems import find_system

        to = find_system(to).prefix
    if {"icd10cm", "icd10pcs"} & {to, canonical_prefix(term.partition(":")[0])}:
        from neuromod_onto.linking.mapped import map_with_families as map_term
    found = map_term(settings.dataset(), term, to=to, language=settings.lang)
    rows = [
        (
            expand(m.subject) if output.iri else m.subject,
            label_of(settings.dataset(), expand(m.subject), settings.lang),
            m.predicate,
            expand(m.object) if output.iri else m.object,
            m.object_label,
            m.justification,
            m.source,
        )
        for m in found
    ]
    columns = ("term", "label", "predicate", "code", "code_label", "justification", "source")
    where = f" to {to}" if to else ""
    return write_table(columns, rows, output, settings, empty=f"{term} has no mapping{where}")
