"""What regulators, assessors, guidelines and payers say of a therapy, a condition or a product."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.languages import pick
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import (
    ABOUT_CONDITION,
    ABOUT_PRODUCT,
    ABOUT_THERAPY,
    CURRENT_RECORD,
    DC_SOURCE,
    HAS_JURISDICTION,
    HAS_POLARITY,
    HAS_STATUS,
    LABEL,
    PREF_LABEL,
    RECORD_NUMBER,
    RECORD_YEAR,
    SCOPE_NOTE,
    SOURCE_WAS_READ,
    SUBCLASS_OF,
)

_ABOUT = (ABOUT_THERAPY, ABOUT_CONDITION, ABOUT_PRODUCT)


class Evidence(NamedTuple):
    """One evidence record.

    Attributes:
        iri: the record.
        label: in the reader's language.
        number: as the issuer gives it; empty when there is none.
        year: of the decision; None when no source shows it.
        therapy: what the record is about.
        condition: for what use.
        polarity: supports, conditional, research only or against.
        status: current, superseded, withdrawn or unknown.
        jurisdictions: where it holds.
        limits: limits of the use, in the reader's language.
        sources: identifiers of the sources.
        read: an editor read the source itself.

    """

    iri: str
    label: str
    number: str
    year: int | None
    therapy: str
    condition: str
    polarity: str
    status: str
    jurisdictions: tuple[str, ...]
    limits: str
    sources: tuple[str, ...]
    read: bool


def evidence_of(dataset: Dataset, iri: str, *, language: str = "en") -> list[Evidence]:
    """Return the records about a therapy, a condition or a product: current ones first, newest first."""
    found = [_record(dataset, record, language) for record in _about(dataset, iri)]
    return sorted(found, key=lambda e: (e.status != CURRENT_RECORD, -(e.year or 0), e.label))


def evidence_of_kinds(dataset: Dataset, iri: str) -> int:
    """Return how many records are about the kinds of a therapy or condition."""
    about = "|".join(f"<{predicate}>" for predicate in _ABOUT)
    node = ox.NamedNode(iri)
    found = dataset.select(f"?kind <{SUBCLASS_OF}>+ {node} FILTER (?kind != {node}) ?found {about} ?kind")
    return len(found)


def _about(dataset: Dataset, iri: str) -> set[str]:
    return {record for predicate in _ABOUT for record in dataset.subjects(predicate, iri)}


def _record(dataset: Dataset, record: str, language: str) -> Evidence:
    facts = dataset.facts(record)

    def iris(predicate: str) -> list[str]:
        return sorted(o.value for o in facts.get(predicate, ()) if isinstance(o, ox.NamedNode))

    def one(predicate: str) -> str:
        return next(iter(iris(predicate)), "")

    def texts(predicate: str) -> list[tuple[str, str]]:
        return [(o.value, o.language or "") for o in facts.get(predicate, ()) if isinstance(o, ox.Literal)]

    def text(predicate: str) -> str:
        return next((t for t, tag in texts(predicate) if tag in (language, "")), "")

    year = text(RECORD_YEAR)
    return Evidence(
        iri=record,
        label=pick(texts(LABEL), language) or pick(texts(PREF_LABEL), language) or "",
        number=text(RECORD_NUMBER),
        year=int(year) if year else None,
        therapy=one(ABOUT_THERAPY),
        condition=one(ABOUT_CONDITION),
        polarity=one(HAS_POLARITY),
        status=one(HAS_STATUS),
        jurisdictions=tuple(iris(HAS_JURISDICTION)),
        limits=text(SCOPE_NOTE),
        sources=tuple(sorted(compact(source) for source in iris(DC_SOURCE))),
        read=text(SOURCE_WAS_READ) == "true",
    )
