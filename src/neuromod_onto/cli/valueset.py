"""``neuromod valueset``: codes of a class expression."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.completing import term_ids
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import compact

if TYPE_CHECKING:
    from neuromod_onto.linking.valuesets.members import ValueSet

_COLUMNS = (
    "term",
    "label",
    "match",
    "system",
    "code",
    "code_label",
    "via",
    "via_label",
    "how",
    "family",
    "reason",
)
_TARGETS = ("csv", "fhir", "omop", "json")
#: Read by programs that do not see how a code stands to its term.
_FOR_MACHINES = ("ecl", "fhir", "omop")
_NOBODY = "no class meets this expression"


@click.command(cls=VerbCommand)
@click.argument("expression", metavar="EXPRESSION", shell_complete=term_ids)
@click.option(
    "--system",
    required=True,
    metavar="SYSTEM",
    help="Vocabulary of the codes: mesh, snomed, icd10pcs, icd10cm, fda, ncit, mondo ...",
)
@click.option("--to", "target", type=click.Choice(_TARGETS), help="Format; a table when left out.")
@click.option(
    "--match",
    "matches",
    metavar="LIST",
    default="",
    help="Keep codes that stand so to their term: exact, close, narrow, broad, related; joined by commas.",
)
@click.option(
    "--members", "members_only", is_flag=True, help="Only the members with their reasons, no codes."
)
@click.option("--ecl", "as_ecl", is_flag=True, help="A SNOMED CT expression constraint.")
@click.option(
    "--vocab",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own OMOP CONCEPT.csv, for concept identifiers.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Compare with lists of codes made by hand (CSV); exit with 1 when they differ.",
)
@click.option("--code", "code_column", metavar="COLUMN", default="code", help="Column of codes in --against.")
@click.option("--list", "list_column", metavar="COLUMN", help="Column that names the list in --against.")
@output_options("iri", "limit", "fail_empty")
@click.pass_obj
def command(
    settings: Settings,
    expression: str,
    system: str,
    target: str | None,
    matches: str,
    members_only: bool,
    as_ecl: bool,
    vocab: Path | None,
    against: Path | None,
    code_column: str,
    list_column: str | None,
    output: Output,
) -> int:
    """List the classes that EXPRESSION names and their codes, each with its reason.

    EXPRESSION is a term, or classes joined by and, or, not, with PROPERTY some CLASS and PROPERTY value true:
    'ImplantedElectricalNeuromodulation and treatsCondition some ChronicPain'. A code that was found through a
    device or an operation names it under via. FHIR and OMOP output leaves broad and related codes out unless
    --match names them or a family of codes holds them.
    """
    from neuromod_onto.linking.valuesets import valueset

    if members_only:
        return _members(expression, output, settings)
    wanted = [name.strip() for name in matches.split(",") if name.strip()]
    found = valueset(
        settings.dataset(),
        expression,
        system,
        match=wanted,
        language=settings.lang,
        engine=settings.engine() if settings.endpoint else None,
    )
    if as_ecl and found.system.prefix != "snomedct":
        raise UsageError("--ecl is for SNOMED CT", "add --system snomed")
    if against:
        return _compare(found, against, code_column, list_column or "", output, settings)
    target = "ecl" if as_ecl else target
    if target in _FOR_MACHINES and not wanted:
        found = _safe(found, settings)
    _tell(found, settings)
    if target in (None, "csv"):
        return _table(found, target, output, settings)
    output.write(_text(found, target, vocab, output, settings) + "\n")
    return 1 if output.fail_empty and not found.entries else 0


def _members(expression: str, output: Output, settings: Settings) -> int:
    from neuromod_onto.expressions import members_of, parse_expression

    dataset = settings.dataset()
    parsed = parse_expression(dataset, expression, language=settings.lang)
    engine = settings.engine() if settings.endpoint else None
    members = members_of(dataset, parsed, language=settings.lang, engine=engine)
    rows = [(m.iri if output.iri else compact(m.iri), m.label, "; ".join(m.reasons)) for m in members]
    return write_table(("term", "label", "reason"), rows, output, settings, empty=_NOBODY)


def _compare(
    found: ValueSet, path: Path, code_column: str, list_column: str, output: Output, settings: Settings
) -> int:
    from neuromod_onto.linking.valuesets.comparison import compare, read_lists

    rows = compare(found, read_lists(path, code_column, list_column))
    write_table(("list", "code", "verdict", "code_label", "reason"), rows, output, settings, empty="no codes")
    return 1 if any(row.verdict != "agrees" for row in rows) else 0


def _safe(found: ValueSet, settings: Settings) -> ValueSet:
    safe = found.safe()
    dropped = len({e.code for e in found.entries} - {e.code for e in safe.entries})
    if dropped:
        settings.say(f"{dropped} broad or related codes are left out; --match names what to keep")
    return safe


def _tell(found: ValueSet, settings: Settings) -> None:
    newer = found.newer()
    if newer:
        settings.say(f"not in {found.system.title} {found.release}: {', '.join(newer)}")
    uncoded = len(found.uncoded())
    if uncoded and found.entries and not found.system.follow:
        settings.say(f"{uncoded} of {len(found.members)} members have no code in {found.system.title}")


def _table(found: ValueSet, target: str | None, output: Output, settings: Settings) -> int:
    from neuromod_onto.linking.valuesets.members import via_label

    def name(iri: str) -> str:
        return iri if output.iri or not iri else compact(iri)

    if target == "csv" and not output.given:
        output.format = "csv"
    rows = [
        (
            name(e.term),
            e.label,
            e.match,
            found.system.prefix,
            e.code,
            e.name,
            name(e.via),
            via_label(settings.dataset(), e, settings.lang),
            e.how,
            e.family,
            e.reason,
        )
        for e in found.entries
    ]
    return write_table(_COLUMNS, rows, output, settings, empty=_why(found))


def _why(found: ValueSet) -> str:
    if not found.members:
        return _NOBODY
    if found.left_out:
        return f"{len(found.left_out)} codes do not match as asked"
    return f"none of {len(found.members)} members has a code in {found.system.title}"


def _text(found: ValueSet, target: str | None, vocab: Path | None, output: Output, settings: Settings) -> str:
    import json

    from neuromod_onto.linking.valuesets.formats import ecl, fhir_valueset, valueset_document

    if target == "ecl":
        return ecl(found)
    if target == "fhir":
        document = fhir_valueset(found)
    elif target == "omop":
        document = _omop(found, vocab, settings)
    else:
        document = valueset_document(found, iri=output.iri)
    return json.dumps(document, ensure_ascii=False, indent=2)


def _omop(found: ValueSet, vocab: Path | None, settings: Settings) -> dict[str, object]:
    from neuromod_onto.linking.valuesets.formats import omop_concept_set, read_concepts

    concepts = read_concepts(vocab, found.system.omop) if vocab else None
    document, missing = omop_concept_set(found, concepts)
    if vocab is None:
        settings.say("CONCEPT_ID is 0 throughout: --vocab CONCEPT.csv gives the identifiers")
    elif missing:
        settings.say(f"not in {vocab.name}: {', '.join(missing)}")
    return document
