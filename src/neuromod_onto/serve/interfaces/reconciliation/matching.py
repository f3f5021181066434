"""Queries: which terms the text of a cell may mean, and whether they have what other cells of the row say."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from starlette.exceptions import HTTPException

from neuromod_onto.engine.limits import time_fault
from neuromod_onto.errors import InputError
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.serve.interfaces.reconciliation.properties import find_property, values_of
from neuromod_onto.serve.service import Service, iri_of
from neuromod_onto.terms import Hit, ancestors, fold, parents

#: Types that a column may be said to hold.
TYPES = tuple(
    NEUROMOD + name
    for name in (
        "NeuromodulationTherapy",
        "Device",
        "Condition",
        "AnatomicalEntity",
        "ChemicalAgent",
        "Intervention",
    )
)
_MOST = 100
_SURE = 100.0
_LONGEST = 200


class Query(NamedTuple):
    """What is asked of one cell: its text, the types, the other cells as (property, accepted texts)."""

    text: str
    kinds: tuple[str, ...]
    limit: int
    others: tuple[tuple[str, frozenset[str]], ...]


def read_queries(batch: dict[str, Any]) -> dict[str, Query]:
    """Return the queries of a batch.

    Raises:
        InputError: one is not as the specification says, or they are too many.

    """
    if len(batch) > _MOST:
        raise InputError(f"at most {_MOST} queries at once")
    return {key: _read(query) for key, query in batch.items()}


def _read(query: Any) -> Query:
    try:
        kinds = query.get("type") or []
        kinds = kinds if isinstance(kinds, list) else [kinds]
        others = tuple(
            (_text(other["pid"]), frozenset(_texts(other["v"]))) for other in query.get("properties") or []
        )
        text = _text(query["query"] if others == () else query.get("query", ""))
        ids = tuple(_text(kind["id"] if isinstance(kind, dict) else kind) for kind in kinds)
        return Query(text, ids, min(max(int(query.get("limit") or 5), 1), 50), others[:10])
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise InputError("a query is an object with a text query, or with properties of pid and v") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value[:_LONGEST]


def _texts(value: Any) -> list[str]:
    found = []
    for one in value if isinstance(value, list) else [value]:
        given = [one.get("id"), one.get("name")] if isinstance(one, dict) else [one]
        found += [str(text)[:_LONGEST] for text in given if text is not None]
    return found


def answers(service: Service, language: str, batch: dict[str, Query]) -> dict[str, Any]:
    """Return the candidates of each query.

    Raises:
        LimitError: all of them together took too long.

    """
    clock = _Clock(service.timeout)
    return {key: {"result": _candidates(service, language, query, clock)} for key, query in batch.items()}


class _Clock:
    """Says when a batch has taken too long."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def look(self) -> None:
        if time.monotonic() > self._end:
            raise time_fault(self._seconds)


def _candidates(service: Service, language: str, query: Query, clock: _Clock) -> list[dict[str, Any]]:
    hits = _hits(service, language, query, clock)
    features = {}
    for hit in hits:
        clock.look()
        features[hit.iri] = _features(service, hit.iri, query)
    hits.sort(key=lambda hit: (-sum(features[hit.iri].values()), -hit.score))
    sure = [hit for hit in hits if hit.score >= _SURE and all(features[hit.iri].values())]
    return [
        {
            "id": compact(hit.iri),
            "name": hit.label or hit.match,
            "score": hit.score,
            "match": len(sure) == 1 and hit is sure[0],
            "type": types_of(service, hit.iri, language),
            "description": hit.match if hit.match != hit.label else "",
            "features": [{"id": name, "value": has} for name, has in features[hit.iri].items()],
        }
        for hit in hits[: query.limit]
    ]


def _hits(service: Service, language: str, query: Query, clock: _Clock) -> list[Hit]:
    """Return the terms that the text names; without one, those with the codes of the other cells."""
    texts = (
        [query.text] if query.text.strip() else [f"{pid}:{v}" for pid, vs in query.others for v in sorted(vs)]
    )
    found: dict[str, Hit] = {}
    for text in texts:
        for kind in query.kinds or ("",):
            clock.look()
            under = iri_of(kind) if kind else ""
            for hit in service.readers.search(text, language, under=under, limit=50):
                found.setdefault(hit.iri, hit)
    return list(found.values())


def _features(service: Service, iri: str, query: Query) -> dict[str, bool]:
    """Say of each other cell whether the term has it: its label, identifier, code or text."""
    found: dict[str, bool] = {}
    for name, accepted in query.others:
        prop = find_property(service, name)
        has = {
            fold(text)
            for value in (values_of(service, iri, prop) if prop else ())
            for text in (value.text, *value.labels)
        }
        found[name] = any(fold(text) in has for text in accepted)
    return found


def types_of(service: Service, iri: str, language: str) -> list[dict[str, str]]:
    """Return the types of a term: those of ``TYPES`` above it, or else what it is a direct kind of."""
    above = ancestors(service.dataset, iri)
    kinds = [kind for kind in TYPES if kind in above] or parents(service.dataset, iri)
    return [{"id": compact(kind), "name": service.explorer.label(kind, language)} for kind in kinds]


def known(service: Service, name: str) -> str:
    """Return the IRI of a term of ours, or answer 404."""
    iri = iri_of(name)
    if not iri.startswith(NEUROMOD) or iri not in service.dataset:
        raise HTTPException(404, f"no term {name!r}; /api/search?q=NAME finds terms")
    return iri
