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
    from neuromod_onto.linking.valuesets.members import valueset

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
        return _compare(found, against, code_column, list_column, output, settings)
    machine = as_ecl or target in ("fhir", "omop")
    if machine and not wanted:
        found = _without_wide(found, settings)
    _tell(found, settings)
    if as_ecl:
        from neuromod_onto.linking.valuesets.formats import ecl

        output.write(ecl(found) + "\n")
    elif target == "fhir":
        _write_json(_fhir(found), output)
    elif target == "omop":
        _write_json(_omop(found, vocab, settings), output)
    elif target == "json":
        _write_json(_plain(found, output), output)
    else:
        if target == "csv" and not output.given:
            output.format = "csv"
        return write_table(_COLUMNS, _rows(found, output, settings), output, settings, empty=_why(found))
    return 1 if output.fail_empty and not found.entries else 0


_NOBODY = "no class meets this expression"


def _members(expression: str, output: Output, settings: Settings) -> int:
    from neuromod_onto.expressions import members_of, parse_expression

    dataset = settings.dataset()
    parsed = parse_expression(dataset, expression, language=settings.lang)
    engine = settings.engine() if settings.endpoint else None
    members = members_of(dataset, parsed, language=settings.lang, engine=engine)
    rows = [(m.iri if output.iri else compact(m.iri), m.label, "; ".join(m.reasons)) for m in members]
    return write_table(("term", "label", "reason"), rows, output, settings, empty=_NOBODY)


def _without_wide(found: ValueSet, settings: Settings) -> ValueSet:
    from dataclasses import replace

    from neuromod_onto.linking.valuesets.members import SAFE_MATCHES

    kept = [e for e in found.entries if e.match in SAFE_MATCHES or (e.match == "related" and e.family)]
    dropped = len({e.code for e in found.entries} - {e.code for e in kept})
    if dropped:
        settings.say(f"{dropped} broad or related codes are left out; --match names what to keep")
    return replace(
        found, entries=kept, left_out=[*found.left_out, *(e for e in found.entries if e not in kept)]
    )


def _tell(found: ValueSet, settings: Settings) -> None:
    newer = found.newer()
    if newer:
        settings.say(f"not in {found.system.title} {found.release}: {', '.join(newer)}")
    uncoded = len(found.uncoded())
    if uncoded and found.entries and not found.system.follow:
        settings.say(f"{uncoded} of {len(found.members)} members have no code in {found.system.title}")


def _why(found: ValueSet) -> str:
    if not found.members:
        return _NOBODY
    if found.left_out:
        return f"{len(found.left_out)} codes do not match as asked"
    return f"none of {len(found.members)} members has a code in {found.system.title}"


def _rows(found: ValueSet, output: Output, settings: Settings) -> list[tuple[str, ...]]:
    from neuromod_onto.linking.valuesets.members import via_label

    def name(iri: str) -> str:
        return iri if output.iri or not iri else compact(iri)

    return [
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


def _plain(found: ValueSet, output: Output) -> dict[str, object]:
    def name(iri: str) -> str:
        return iri if output.iri else compact(iri)

    return {
        "expression": found.expression,
        "system": found.system.title,
        "release": found.release,
        "members": [
            {"term": name(m.iri), "label": m.label, "reasons": list(m.reasons)} for m in found.members
        ],
        "codes": [
            {
                "code": e.code,
                "name": e.name,
                "match": e.match,
                "term": name(e.term),
                "via": name(e.via) if e.via else "",
                "how": e.how,
                "family": e.family,
            }
            for e in found.entries
        ],
        "uncoded": [name(m.iri) for m in found.uncoded()],
    }


def _fhir(found: ValueSet) -> dict[str, object]:
    from neuromod_onto.linking.valuesets.formats import fhir_valueset
    from neuromod_onto.model.version import __version__

    return fhir_valueset(found, __version__)


def _omop(found: ValueSet, vocab: Path | None, settings: Settings) -> dict[str, object]:
    from neuromod_onto.linking.valuesets.formats import omop_concept_set, read_concepts

    if not found.system.omop:
        raise UsageError(
            f"{found.system.title} is no vocabulary of OMOP", "use snomed, mesh, icd10pcs, icd10cm"
        )
    concepts = read_concepts(vocab, found.system.omop) if vocab else None
    document, missing = omop_concept_set(found, concepts)
    if vocab is None:
        settings.say("CONCEPT_ID is 0 throughout: --vocab CONCEPT.csv gives the identifiers")
    elif missing:
        settings.say(f"not in {vocab.name}: {', '.join(missing)}")
    return document


def _write_json(document: dict[str, object], output: Output) -> None:
    import json

    output.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _compare(
    found: ValueSet,
    path: Path,
    code_column: str,
    list_column: str | None,
    output: Output,
    settings: Settings,
) -> int:
    from neuromod_onto.linking.claims import read_rows
    from neuromod_onto.linking.valuesets.formats import compare, group_lists

    columns = [code_column, *([list_column] if list_column else [])]
    pairs = [
        (row[list_column] if list_column else path.name, row[code_column].strip())
        for _, row in read_rows(path, columns)
    ]
    rows = compare(found, group_lists(pairs))
    write_table(("list", "code", "verdict", "code_label", "reason"), rows, output, settings, empty="no codes")
    return 1 if any(row.verdict != "agrees" for row in rows) else 0
