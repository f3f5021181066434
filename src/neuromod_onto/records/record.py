"""A record on its way to RDF: what it is and what it states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import pyoxigraph as ox

from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import XSD

_DECIMAL, _INTEGER, _BOOLEAN, _DATETIME = (
    ox.NamedNode(XSD + name) for name in ("decimal", "integer", "boolean", "dateTime")
)
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?")


def date_time(text: str) -> str | None:
    """Return a date, or a date and time, as xsd:dateTime; None when there is no such time.

    >>> date_time("2024-03-01")
    '2024-03-01T00:00:00'
    """
    from datetime import datetime

    match = _TIME.fullmatch(text.strip())
    if not match:
        return None
    clock = match[2] or "00:00"
    found = f"{match[1]}T{clock if clock.count(':') > 1 else clock + ':00'}{match[3] or ''}"
    try:
        datetime.fromisoformat(found)
    except ValueError:
        return None
    return found


def end_time(text: str) -> str | None:
    """Return an end, as xsd:dateTime: a day lasts to its last second, for an end is within the period.

    >>> end_time("2024-03-01"), end_time("2024-03-01T10:00:00Z")
    ('2024-03-01T23:59:59', '2024-03-01T10:00:00Z')
    """
    found = date_time(text)
    return found if found is None or len(text.strip()) > 10 else f"{found[:10]}T23:59:59"


@dataclass
class Record:
    """One record.

    Attributes:
        iri: its own IRI.
        kind: local name of its class, such as ``PulsedStimulationProgram``.
        facts: pairs of a property's local name and a term, in order.

    """

    iri: str
    kind: str
    facts: list[tuple[str, ox.NamedNode | ox.Literal]] = field(default_factory=list)

    def term(self, name: str, iri: str) -> None:
        """State a relation to a term or another record, by full IRI."""
        self.facts.append((name, ox.NamedNode(iri)))

    def own(self, name: str, local: str) -> None:
        """State a relation to a term of the ontology, by local name."""
        self.facts.append((name, ox.NamedNode(NEUROMOD + local)))

    def text(self, name: str, value: str) -> None:
        """State a text."""
        self.facts.append((name, ox.Literal(value)))

    def number(self, name: str, value: Decimal | int) -> None:
        """State a number in the property's canonical unit."""
        datatype = _INTEGER if isinstance(value, int) else _DECIMAL
        self.facts.append(
            (
                name,
                ox.Literal(
                    format(value, "f") if isinstance(value, Decimal) else str(value), datatype=datatype
                ),
            )
        )

    def truth(self, name: str, value: bool) -> None:
        """State true or false."""
        self.facts.append((name, ox.Literal(str(value).lower(), datatype=_BOOLEAN)))

    def time(self, name: str, value: str) -> None:
        """State a date and time in ISO 8601."""
        self.facts.append((name, ox.Literal(value, datatype=_DATETIME)))

    def has(self, name: str) -> bool:
        """Say whether a property is stated."""
        return any(stated == name for stated, _ in self.facts)


def turtle(records: Iterable[Record]) -> Iterator[str]:
    """Yield Turtle, one part a record, as records come."""
    yield f"@prefix neuromod: <{NEUROMOD}> .\n@prefix xsd: <{XSD}> .\n"
    for record in records:
        lines = [f"\n{ox.NamedNode(record.iri)} a neuromod:{record.kind}"]
        lines += [f"neuromod:{name} {_short(value)}" for name, value in record.facts]
        yield " ;\n    ".join(lines) + " .\n"


def ntriples(records: Iterable[Record]) -> Iterator[str]:
    """Yield N-Triples, one part a record, as records come."""
    kind_of = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    for record in records:
        subject = ox.NamedNode(record.iri)
        lines = [f"{subject} {kind_of} <{NEUROMOD}{record.kind}> .\n"]
        lines += [f"{subject} <{NEUROMOD}{name}> {value} .\n" for name, value in record.facts]
        yield "".join(lines)


def _short(value: ox.NamedNode | ox.Literal) -> str:
    if isinstance(value, ox.NamedNode):
        local = value.value.removeprefix(NEUROMOD)
        return (
            f"neuromod:{local}"
            if local != value.value and local.isalnum() and local.isascii()
            else str(value)
        )
    if value.datatype in (_INTEGER, _BOOLEAN) or (value.datatype == _DECIMAL and "." in value.value):
        return value.value
    if value.datatype in (_DECIMAL, _DATETIME):
        return f'"{value.value}"^^xsd:{value.datatype.value.removeprefix(XSD)}'
    return str(value)
