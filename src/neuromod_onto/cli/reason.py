"""``neuromod reason``: classify, check, explain."""

from __future__ import annotations

import click

from neuromod_onto.cli.completing import term_ids
from neuromod_onto.cli.failures import FINDINGS
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, show, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import compact


@click.command(cls=VerbCommand)
@click.option("--check", is_flag=True, help="Only say whether the ontology contradicts itself; exit 1 if so.")
@click.option(
    "--explain",
    "explained",
    nargs=1,
    metavar="CLASS",
    help="Show the axioms that make CLASS a kind of PARENT, or unsatisfiable.",
)
@click.argument("parent", required=False, metavar="[PARENT]", shell_complete=term_ids)
@output_options("iri", "limit")
@click.pass_obj
def command(
    settings: Settings, check: bool, explained: str | None, parent: str | None, output: Output
) -> int:
    """Classify the ontology with HermiT and list the subclass links that were not asserted."""
    from neuromod_onto.dataset import load_asserted
    from neuromod_onto.reasoning import explain, reason
    from neuromod_onto.terms import label_of, resolve

    if parent and not explained:
        raise UsageError("PARENT goes with --explain", "neuromod reason --explain CLASS PARENT")
    timeout = settings.timeout or 300.0
    ontology = load_asserted(settings.data)
    if explained:
        sub = resolve(ontology, explained, language=settings.lang).iri
        sup = resolve(ontology, parent, language=settings.lang).iri if parent else ""
        settings.say("HermiT looks for the axioms that matter: this takes a while")
        explanation = explain(ontology, sub, sup, language=settings.lang, timeout=timeout)
        return write_table(("step", "axiom"), enumerate(explanation.sentences, 1), output, settings)
    settings.say("HermiT classifies the ontology: this takes some seconds")
    conclusion = reason(ontology, timeout=timeout)
    if not conclusion.taxonomy.consistent:
        show("inconsistent: no interpretation satisfies the ontology and the data\n")
        return FINDINGS
    for iri in sorted(conclusion.taxonomy.unsatisfiable):
        show(f"unsatisfiable: {compact(iri)} {label_of(ontology, iri, settings.lang)}\n")
    if conclusion.sound:
        settings.say(
            f"consistent; no unsatisfiable class; {len(conclusion.inferred)} inferred subclass links"
        )
    if not check:
        rows = [
            (
                sub if output.iri else compact(sub),
                label_of(ontology, sub, settings.lang),
                sup if output.iri else compact(sup),
                label_of(ontology, sup, settings.lang),
            )
            for sub, sup in conclusion.inferred
        ]
        write_table(("class", "class_label", "superclass", "superclass_label"), rows, output, settings)
    return 0 if conclusion.sound else FINDINGS
