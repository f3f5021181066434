"""What the page of a term shows, in the order in which it shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD, compact, expand
from neuromod_onto.pages.explorer import Explorer
from neuromod_onto.pages.links import Links, outside
from neuromod_onto.terms import Card, Evidence, describe, parents
from neuromod_onto.terms.card import axioms_of
from neuromod_onto.terms.origin import Origin, origins
from neuromod_onto.terms.sources import Source, source_of

_MARK = re.compile("\ue000(.*?)\ue001")
#: Relations that readers look for first; the others follow by name, long ones last.
_FIRST = (
    "treatsCondition",
    "hasNeuralTarget",
    "modulatesSystem",
    "usesModality",
    "hasInvasiveness",
    "deliveredBy",
    "deliversAgent",
    "hasStimulationSite",
    "hasEffect",
)
#: Axioms of this kind repeat what the relations show, so they are folded away when there are many.
_MANY = 6


@dataclass(frozen=True)
class Value:
    """One value of a relation: a term or a text, and where it comes from."""

    iri: str
    text: str
    how: str = ""
    steps: str = ""


@dataclass(frozen=True)
class Relation:
    """A property with its values."""

    iri: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Record:
    """An evidence record as the page shows it."""

    evidence: Evidence
    other: Value
    polarity: str
    tone: str
    status: str
    current: bool
    jurisdictions: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class TermPage:
    """What the page of a term shows.

    Attributes:
        card: what is known of the term.
        curie: its identifier.
        path: superclasses from the top down to it: (IRI, label).
        parents: direct superclasses, with ``how`` asserted or inferred.
        children: direct subclasses: (IRI, label, count below).
        synonyms: by language, (name, kind).
        axioms: (how it holds, sentence with links).
        folded: the axioms of one restriction each, when they are many.
        relations: from the term to others.
        used_by: from others to the term.
        records: evidence.
        codes: (predicate, code, address).
        products: marketed models.
        replaced_by: of an obsolete term, those to use instead.
        sources: where the definition and facts come from.

    """

    card: Card
    curie: str
    path: list[tuple[str, str]]
    parents: list[Value]
    children: list[tuple[str, str, int]]
    synonyms: dict[str, list[tuple[str, str]]]
    axioms: list[tuple[str, Markup]]
    folded: list[tuple[str, Markup]]
    relations: list[Relation]
    used_by: list[Relation]
    records: list[Record]
    codes: list[tuple[str, str, str]]
    products: list[Value]
    replaced_by: list[Value]
    sources: list[Source]


def term_page(explorer: Explorer, iri: str, language: str, links: Links) -> TermPage:
    """Collect what the page of a term shows.

    Args:
        explorer: where it is read.
        iri: a term of the dataset.
        language: of the reader.
        links: where other terms have their pages.

    """
    card = describe(explorer.dataset, iri, language=language)
    axioms = _axioms(explorer, iri, language, links)
    plain = [row for row in axioms if row[0] == "necessary"]
    folded = plain if len(plain) > _MANY else []
    records = [_record(explorer, iri, evidence, language) for evidence in card.evidence]
    return TermPage(
        card=card,
        curie=compact(iri),
        path=_path(explorer, iri, language),
        parents=[
            Value(p, explorer.label(p, language), "inferred" if explorer.is_inferred(iri, p) else "asserted")
            for p in card.parents
        ],
        children=explorer.branches(iri, language),
        synonyms={
            tag: [(n.text, n.kind) for n in card.names if n.language == tag and n.kind != "label"]
            for tag in (*LANGUAGES, "")
        },
        axioms=[row for row in axioms if row not in folded],
        folded=folded,
        relations=_relations(explorer, card, language),
        used_by=_used_by(explorer, card, language),
        records=records,
        codes=[(predicate, code, _address(code)) for predicate, code in card.mappings],
        products=sorted(
            (Value(p, explorer.label(p, language)) for p in card.products), key=lambda v: v.text.casefold()
        ),
        replaced_by=[Value(iri, explorer.label(iri, language)) for iri in card.replaced_by],
        sources=card.sources,
    )


def _address(code: str) -> str:
    return outside(code if "://" in code else expand(code))


def _path(explorer: Explorer, iri: str, language: str) -> list[tuple[str, str]]:
    steps: list[tuple[str, str]] = []
    seen = {iri}
    above = parents(explorer.dataset, iri)
    while above:
        # the shortest name is the plainest way up; grouping classes have long ones
        nearest = min(
            above, key=lambda p: (explorer.is_inferred(steps[-1][0] if steps else iri, p), len(p), p)
        )
        if nearest in seen:
            break
        seen.add(nearest)
        steps.append((nearest, explorer.label(nearest, language)))
        above = parents(explorer.dataset, nearest)
    return steps[::-1]


def _axioms(explorer: Explorer, iri: str, language: str, links: Links) -> list[tuple[str, Markup]]:
    rows = axioms_of(explorer.dataset, iri, language, lambda other: f"\ue000{other}\ue001")
    linked = [(way, _linked(text, lambda i: _anchor(explorer, i, language, links))) for way, text in rows]
    order = {way: rank for rank, (way, _) in reversed(list(enumerate(linked)))}
    return sorted(linked, key=lambda row: (order[row[0]], str(row[1].striptags()).casefold()))


def _linked(text: str, anchor: Callable[[str], Markup]) -> Markup:
    parts = _MARK.split(text)
    return Markup("").join(anchor(p) if i % 2 else escape(p) for i, p in enumerate(parts))


def _anchor(explorer: Explorer, iri: str, language: str, links: Links) -> Markup:
    label = explorer.label(iri, language)
    if not iri.startswith(NEUROMOD):
        return escape(label)
    return Markup('<a href="{}">{}</a>').format(links.term(iri, language), label)


def _group(explorer: Explorer, pairs: Iterable[tuple[str, Value]], language: str) -> list[Relation]:
    by_property: dict[str, list[Value]] = {}
    for prop, value in pairs:
        by_property.setdefault(prop, []).append(value)
    found = [
        Relation(prop, explorer.label(prop, language), tuple(sorted(values, key=lambda v: v.text.casefold())))
        for prop, values in by_property.items()
    ]
    return sorted(found, key=lambda r: (prominence(r.iri), len(r.values) > 8, r.label))


def prominence(prop: str) -> int:
    """Return the place of a relation among those that readers look for; larger is later."""
    name = prop.removeprefix(NEUROMOD)
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _relations(explorer: Explorer, card: Card, language: str) -> list[Relation]:
    reasons: dict[str, dict[str, Origin]] = {}
    pairs = []
    for prop, value in card.relations:
        if prop not in reasons:
            reasons[prop] = {o.value: o for o in origins(explorer.dataset, card.iri, prop, language=language)}
        origin = reasons[prop].get(value)
        is_class = card.kind == "class" and origin is not None
        named = value.startswith(("http://", "https://"))
        pairs.append(
            (
                prop,
                Value(
                    value if named else "",
                    explorer.label(value, language) if named else value,
                    origin.how if origin and is_class else "",
                    origin.steps if origin and is_class else "",
                ),
            )
        )
    return _group(explorer, pairs, language)


def _used_by(explorer: Explorer, card: Card, language: str) -> list[Relation]:
    pairs = ((prop, Value(subject, explorer.label(subject, language))) for subject, prop in card.used_by)
    return _group(explorer, pairs, language)


def _record(explorer: Explorer, iri: str, evidence: Evidence, language: str) -> Record:
    other = evidence.condition if evidence.therapy == iri else evidence.therapy
    return Record(
        evidence=evidence,
        other=Value(other, explorer.label(other, language) if other else ""),
        polarity=explorer.label(evidence.polarity, language),
        tone=tone(evidence.polarity),
        status=explorer.label(evidence.status, language),
        current=evidence.status == NEUROMOD + "CurrentRecord",
        jurisdictions=", ".join(explorer.label(j, language) for j in evidence.jurisdictions),
        sources=tuple(source_of(explorer.dataset, expand(curie)) for curie in evidence.sources),
    )


def tone(polarity: str) -> str:
    """Return the style of a polarity: supports, conditional, research or against."""
    return {
        NEUROMOD + "SupportsUse": "supports",
        NEUROMOD + "ConditionalUse": "conditional",
        NEUROMOD + "ResearchOnlyUse": "research",
        NEUROMOD + "AgainstUse": "against",
    }.get(polarity, "")
