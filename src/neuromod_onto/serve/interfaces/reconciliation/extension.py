"""Data extension: which properties terms of a type have, and their values for a column of terms."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from neuromod_onto.errors import InputError
from neuromod_onto.linking.valuesets.members import MATCHES, SAFE_MATCHES
from neuromod_onto.model.namespaces import NEUROMOD, expand, prefixes
from neuromod_onto.model.vocabulary import SKOS, XSD
from neuromod_onto.pages.term import prominence
from neuromod_onto.pages.texts import words_in
from neuromod_onto.serve.interfaces.reconciliation.batch import whole
from neuromod_onto.serve.interfaces.reconciliation.properties import (
    Property,
    PropertyValue,
    all_properties,
    find_property,
    name_of,
    values_of,
)
from neuromod_onto.serve.service import Service, iri_of, language_of, service_of
from neuromod_onto.terms import descendants

_MOST_TERMS = 1_000
_MOST_PROPERTIES = 50
#: How a code may stand to the term, by the value of the setting.
_CODES = {"safe": SAFE_MATCHES, "exact": ("exact",), "all": MATCHES}
_WHOLE = {XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")}
_NUMBERS = {XSD + name for name in ("decimal", "double", "float")}


def settings(language: str) -> list[dict[str, Any]]:
    """Return what a user may set for each property."""
    words = words_in(language)
    return [
        {
            "name": "limit",
            "label": words["extend-limit"],
            "type": "number",
            "default": 0,
            "help_text": words["extend-limit-help"],
        },
        {
            "name": "match",
            "label": words["extend-match"],
            "type": "select",
            "default": "safe",
            "help_text": words["extend-match-help"],
            "choices": [{"value": value, "name": words[f"extend-{value}"]} for value in _CODES],
        },
    ]


def propose(request: Request) -> Response:
    """Return the properties that terms of a type have: general ones, then relations, then codes."""
    service, language = service_of(request), language_of(request)
    kind = request.query_params.get("type", "")
    limit = whole(request, "limit", 0, 1_000)
    proposed = [
        {"id": prop.id, "name": name_of(service, prop, language)}
        for prop in _of_type(service, iri_of(kind) if kind else "")
    ]
    body: dict[str, Any] = {"properties": proposed[: limit or None], "type": kind}
    return JSONResponse({**body, "limit": limit} if limit else body)


def _of_type(service: Service, kind: str) -> list[Property]:
    """Return the properties that some term of a type has; all of them without a type."""
    every = all_properties(service)
    if not kind:
        return every
    used: Counter[str] = Counter()
    namespaces = {prefixes()[p.system.prefix].namespace: p.id for p in every if p.system}
    for iri in (kind, *descendants(service.dataset, kind)):
        for quad in service.dataset.store.quads_for_pattern(ox.NamedNode(iri), None, None):
            if quad.predicate.value.startswith(SKOS) and isinstance(quad.object, ox.NamedNode):
                used.update({id for start, id in namespaces.items() if quad.object.value.startswith(start)})
            elif quad.predicate.value.startswith(NEUROMOD):
                used[quad.predicate.value] += 1

    general = [p for p in every if not p.system and not p.predicate.startswith(NEUROMOD)]
    relations = [p for p in every if p.predicate.startswith(NEUROMOD) and used[p.predicate]]
    relations.sort(key=lambda p: (prominence(p.predicate), -used[p.predicate], p.id))
    return [*general, *relations, *(p for p in every if p.system and used[p.id])]


def read_extension(query: dict[str, Any]) -> tuple[list[str], list[tuple[str, dict[str, Any]]]]:
    """Return the identifiers and the properties with their settings.

    Raises:
        InputError: the query is not as the specification says, or asks for too much.

    """
    ids, properties = query.get("ids"), query.get("properties")
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise InputError("extend has ids, a list of texts")
    if not isinstance(properties, list) or not all(
        isinstance(p, dict) and isinstance(p.get("id"), str) and isinstance(p.get("settings") or {}, dict)
        for p in properties
    ):
        raise InputError("extend has properties, a list of objects with an id and perhaps settings")
    if len(ids) > _MOST_TERMS or len(properties) > _MOST_PROPERTIES:
        raise InputError(f"at most {_MOST_TERMS} terms and {_MOST_PROPERTIES} properties at once")
    return ids, [(p["id"], p.get("settings") or {}) for p in properties]


def extend(
    service: Service, language: str, ids: list[str], properties: list[tuple[str, dict[str, Any]]]
) -> dict[str, Any]:
    """Return the values of properties of terms; what is not known has none."""
    found = {name: find_property(service, name) for name, _ in properties}
    return {
        "meta": [
            {"id": name, "name": name_of(service, prop, language) if prop else name}
            for name, prop in found.items()
        ],
        "rows": {
            id: {
                name: _cells(service, iri_of(id), prop, wanted, language) if (prop := found[name]) else []
                for name, wanted in properties
            }
            for id in ids
        },
    }


def _cells(
    service: Service, iri: str, prop: Property, wanted: dict[str, Any], language: str
) -> list[dict[str, Any]]:
    matches = _CODES.get(str(wanted.get("match", "safe")))
    if matches is None:
        raise InputError("the setting match is one of " + ", ".join(_CODES))
    limit = wanted.get("limit") or 0
    try:
        limit = max(int(limit), 0)
    except (OverflowError, TypeError, ValueError) as error:
        raise InputError("the setting limit is a number") from error
    cells = [_cell(service, value, language) for value in values_of(service, iri, prop, matches)]
    return cells[: limit or None]


def _cell(service: Service, value: PropertyValue, language: str) -> dict[str, Any]:
    if value.kind == "term":
        return {"id": value.text, "name": service.explorer.label(expand(value.text), language)}
    if value.kind in _WHOLE:
        return {"int": int(value.text)}
    if value.kind in _NUMBERS and value.text.strip("+-").upper() not in ("INF", "NAN"):
        return {"float": float(value.text)}
    if value.kind == XSD + "date" and len(value.text) == 10:
        return {"date": f"{value.text}T00:00:00"}
    return {"str": value.text}
