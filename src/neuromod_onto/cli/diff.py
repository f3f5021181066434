"""``neuromod diff``: what changed between two states of the ontology."""

from __future__ import annotations

from pathlib import Path

import click

from neuromod_onto.cli.failures import FINDINGS
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.model.namespaces import compact


@click.command(cls=VerbCommand)
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--notes", is_flag=True, help="Write release notes in Markdown, under a heading for each kind.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind of change; repeatable.")
@click.option("--fail-on-change", is_flag=True, help="Exit with 1 when anything changed.")
@output_options("iri", "limit", "fail_empty")
@click.pass_obj
def command(
    settings: Settings,
    old: Path,
    new: Path,
    notes: bool,
    kinds: tuple[str, ...],
    fail_on_change: bool,
    output: Output,
) -> int:
    """Show what changed from OLD to NEW, term by term.

    Each is an RDF file, a folder of RDF files, or a folder with ontology/ and mappings/, such as a checkout
    or what git archive gives. Kinds: added, removed, obsoleted, restored, relabelled, redefined, moved,
    logic, name, mapping, other.
    """
    from neuromod_onto.errors import UsageError
    from neuromod_onto.release.changes import KINDS, diff, release_notes

    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise UsageError(f"unknown kind {unknown[0]!r}", "kinds: " + ", ".join(KINDS))
    changes = [c for c in diff(old, new, language=settings.lang) if not kinds or c.kind in kinds]
    code = FINDINGS if fail_on_change and changes else 0
    if notes:
        output.write(release_notes(changes, language=settings.lang))
        return code
    rows = [
        (c.kind, c.term if output.iri else compact(c.term), c.label, c.property, c.language, c.old, c.new)
        for c in changes
    ]
    columns = ("change", "term", "label", "property", "language", "old", "new")
    return write_table(columns, rows, output, settings, empty="nothing changed") or code
