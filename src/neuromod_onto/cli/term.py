"""``neuromod term``: the card of a term."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.completing import term_ids
from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import compact
from neuromod_onto.render.tables import visible

if TYPE_CHECKING:
    from neuromod_onto.terms import Card, Evidence
    from neuromod_onto.terms.sources import Source

_HEADINGS = {
    "en": {
        "names": "Names",
        "replaced": "Replaced by",
        "definition": "Definition",
        "scope": "Scope",
        "note": "Note",
        "parents": "Kind of",
        "children": "Kinds",
        "axioms": "Axioms",
        "relations": "Relations",
        "products": "Marketed models",
        "used": "Used by",
        "evidence": "Evidence",
        "kinds": "{} records about its kinds",
        "mappings": "Mappings",
        "sources": "Sources",
        "read at": "read at",
    },
    "fr": {
        "names": "Noms",
        "replaced": "Remplacé par",
        "definition": "Définition",
        "scope": "Champ",
        "note": "Note",
        "parents": "Sorte de",
        "children": "Sortes",
        "axioms": "Axiomes",
        "relations": "Relations",
        "products": "Modèles commercialisés",
        "used": "Utilisé par",
        "evidence": "Indications et preuves",
        "kinds": "{} enregistrements sur ses types",
        "mappings": "Alignements",
        "sources": "Sources",
        "read at": "lu sur",
    },
}


@click.command(cls=VerbCommand)
@click.argument("term", metavar="ID", shell_complete=term_ids)
@click.option("--why", metavar="PROPERTY", help="Show where the relations of one property come from.")
@output_options()
@click.pass_obj
def command(settings: Settings, term: str, why: str | None, output: Output) -> int:
    """Show labels, definition, synonyms, axioms, relations, evidence, mappings and sources of a term.

    ID is an identifier, a label or synonym in either language, or a mapped code such as mesh:D062187.
    """
    from neuromod_onto.terms import describe, resolve

    dataset = settings.dataset()
    iri = resolve(dataset, term, language=settings.lang).iri
    if why:
        return _why(settings, iri, why, output)
    card = describe(dataset, iri, language=settings.lang)
    if output.format == "json":
        import json

        output.write(json.dumps(_as_json(card, settings), ensure_ascii=False, indent=2) + "\n")
    elif output.given in (None, "table", "md", "tsv"):
        output.write(_as_text(card, settings))
    else:
        raise UsageError(f"a term card cannot be written as {output.format!r}", "formats: table, json")
    return 0


class _Labels(dict[str, str]):
    """What terms are called in the reader's language, each looked up once; "" for one without a name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __missing__(self, iri: str) -> str:
        from neuromod_onto.terms import label_of

        self[iri] = label_of(self._settings.dataset(), iri, self._settings.lang)
        return self[iri]

    def name(self, iri: str) -> str:
        """Return the label, or the CURIE of a term that has none."""
        return self[iri] or compact(iri)

    def both(self, iri: str) -> str:
        """Return the label and the CURIE."""
        return f"{self[iri]} ({compact(iri)})" if self[iri] else compact(iri)

    def value(self, value: str) -> str:
        """Return a value of a relation, an IRI being shown as a term."""
        return self.both(value) if value.startswith(("http://", "https://")) else value


def _as_text(card: Card, settings: Settings) -> str:
    head = _HEADINGS[settings.lang]
    labels, said = _Labels(settings), settings.in_words
    lines = [f"{visible(card.label)}  ({compact(card.iri)}, {said(card.kind)})"]

    def section(key: str, rows: list[str]) -> None:
        if rows:
            lines.extend(["", head[key], *(f"  {visible(row)}" for row in rows)])

    section("replaced", [labels.both(iri) for iri in card.replaced_by])
    section("definition", [card.definition] if card.definition else [])
    section("scope", [card.scope] if card.scope else [])
    section("note", card.notes)
    section("names", [f"{name.text} [{name.language or '-'}, {said(name.kind)}]" for name in card.names])
    section("parents", [labels.both(iri) for iri in card.parents])
    section("children", [labels.both(iri) for iri in card.children])
    section("axioms", [f"{said(way)}: {text}" for way, text in card.axioms])
    section("relations", [f"{labels.name(p)}: {labels.value(v)}" for p, v in card.relations])
    section("products", [labels.both(iri) for iri in card.products])
    section("used", [f"{labels.both(s)}: {labels.name(p)}" for s, p in card.used_by])
    of_kinds = [head["kinds"].format(card.evidence_of_kinds)] if card.evidence_of_kinds else []
    section("evidence", [_record(labels, record) for record in card.evidence] + of_kinds)
    section("mappings", [f"{predicate}: {code}" for predicate, code in card.mappings])
    section("sources", [_source(source, head["read at"]) for source in card.sources])
    return "\n".join(lines) + "\n"


def _source(source: Source, read_at: str) -> str:
    shown = f"{source.id}  {source.title}  {source.address}".rstrip()
    return f"{shown}  ({read_at} {source.host})" if source.host else shown


def _record(labels: _Labels, record: Evidence) -> str:
    stands = [labels.name(record.polarity), labels.name(record.status)]
    said = f"{record.label} [{', '.join([str(record.year)] * bool(record.year) + stands)}]"
    return " ".join([said, *([record.limits] if record.limits else []), *record.sources])


def _as_json(card: Card, settings: Settings) -> dict[str, object]:
    labels = _Labels(settings)

    def term(iri: str) -> dict[str, str]:
        return {"id": compact(iri), "label": labels.name(iri)}

    return {
        "id": compact(card.iri),
        "iri": card.iri,
        "kind": card.kind,
        "label": card.label,
        "definitions": card.definitions,
        "replaced_by": [term(iri) for iri in card.replaced_by],
        "scope": card.scope,
        "notes": card.notes,
        "names": [{"text": n.text, "language": n.language, "kind": n.kind} for n in card.names],
        "parents": [term(iri) for iri in card.parents],
        "children": [term(iri) for iri in card.children],
        "axioms": [{"kind": way, "text": text} for way, text in card.axioms],
        "relations": [
            {"property": compact(p), "value": term(v) if v.startswith("http") else v}
            for p, v in card.relations
        ],
        "products": [term(iri) for iri in card.products],
        "used_by": [{"subject": term(s), "property": compact(p)} for s, p in card.used_by],
        "evidence": [
            {
                "id": compact(record.iri),
                "label": record.label,
                "number": record.number,
                "year": record.year,
                "therapy": term(record.therapy),
                "condition": term(record.condition),
                "polarity": compact(record.polarity),
                "status": compact(record.status),
                "jurisdictions": [compact(iri) for iri in record.jurisdictions],
                "limits": record.limits,
                "sources": list(record.sources),
                "source_was_read": record.read,
            }
            for record in card.evidence
        ],
        "evidence_of_kinds": card.evidence_of_kinds,
        "mappings": [{"predicate": f"skos:{predicate}", "code": code} for predicate, code in card.mappings],
        "sources": [source._asdict() for source in card.sources],
    }


def _why(settings: Settings, iri: str, name: str, output: Output) -> int:
    from neuromod_onto.cli.output import write_table
    from neuromod_onto.terms import resolve
    from neuromod_onto.terms.origin import origins

    dataset = settings.dataset()
    prop = resolve(dataset, name, language=settings.lang).iri
    labels = _Labels(settings)
    rows = [
        (
            compact(o.value) if o.value.startswith("http") else o.value,
            labels.name(o.value) if o.value.startswith("http") else "",
            o.how,
            o.steps,
        )
        for o in origins(dataset, iri, prop, language=settings.lang)
    ]
    empty = f"{compact(iri)} has no {compact(prop)}"
    return write_table(("value", "value_label", "origin", "because"), rows, output, settings, empty=empty)
