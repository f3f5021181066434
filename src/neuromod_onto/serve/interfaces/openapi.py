"""The OpenAPI 3.1 description of the JSON interface, made from the canned queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from neuromod_onto.catalog import CannedQuery, Parameter
from neuromod_onto.model.version import __version__

_TYPES: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "format": "date"},
}


_TEXT = {"type": "string"}
#: How the text of a query's example is read as JSON.
_READ: dict[str, Callable[[str], Any]] = {
    "boolean": lambda text: text == "true",
    "integer": int,
    "decimal": float,
}
_EXPRESSION = "DeepBrainStimulation and treatsCondition some ChronicPain"
_TEXTS = {"type": "array", "items": _TEXT}
_OBJECT = {"type": "object"}
_ROWS = {"type": "array", "items": _OBJECT}
_FAULT = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": _TEXT, "hint": _TEXT, "candidates": _TEXTS},
}


def openapi(catalog: Iterable[CannedQuery], languages: Sequence[str]) -> dict[str, Any]:
    """Return the description: each canned query is a path of its own."""
    spoken = {"type": "string", "enum": list(languages), "default": "en"}
    language = _parameter("lang", spoken, "Language of labels.")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "neuromod-onto",
            "version": __version__,
            "summary": "Read-only access to the ontology of neuromodulation.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            **_finding(language),
            **_linking(language),
            "/api/queries": _get("queries", "The canned queries.", [], _ROWS),
            "/api/annotate": {"post": _annotation(language)},
            **{f"/api/queries/{query.name}": _canned(query, language) for query in catalog},
        },
        "components": {"schemas": {"Fault": _FAULT}},
    }


def _finding(language: dict[str, Any]) -> dict[str, Any]:
    """Describe what finds terms and shows their place."""
    few = {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}
    asked = [
        _parameter("q", _TEXT, "A name or code.", required=True, example="DBS"),
        _parameter("limit", few, "How many at the most."),
        _parameter("under", _TEXT, "Only kinds of this term."),
        language,
    ]
    one = [_in_path(), language]
    return {
        "/api/search": _get("search", "Terms that a text may mean.", asked, _ROWS),
        "/api/tree": _get("tree", "Top classes.", [language], _ROWS),
        "/api/tree/{id}": _get("branch", "Direct kinds of a class.", one, _ROWS),
        "/api/terms/{id}/neighbours": _get(
            "neighbours", "A term with its neighbours by relation.", one, _OBJECT
        ),
    }


def _linking(language: dict[str, Any]) -> dict[str, Any]:
    """Describe what a class expression is turned into: codes, and searches."""
    matches = {"type": "string", "enum": ["exact", "close", "narrow", "broad", "related"]}
    codes = [
        _parameter("expression", _TEXT, "A term or class expression.", required=True, example=_EXPRESSION),
        _parameter("system", _TEXT, "Code system, such as mesh.", required=True, example="mesh"),
        _parameter("match", {"type": "array", "items": matches}, "Keep these."),
        language,
    ]
    databases = {"type": "string", "enum": ["pubmed", "ctgov", "ovid", "europepmc"]}
    searched = [
        _parameter("expression", _TEXTS, "Joined by AND.", required=True, example=[_EXPRESSION]),
        _parameter("target", databases, "Database."),
        language,
    ]
    return {
        "/api/valueset": _get("valueset", "Codes of a class expression.", codes, _ROWS, csv=True),
        "/api/search-strategy": _get("searchStrategy", "A literature or registry search.", searched, _OBJECT),
    }


def _annotation(language: dict[str, Any]) -> dict[str, Any]:
    body = {"type": "object", "required": ["text"], "properties": {"text": _TEXT, "context": _TEXT}}
    return {
        "operationId": "annotate",
        "summary": "Terms that a text names.",
        "parameters": [language],
        "requestBody": {"required": True, "content": _json(body)},
        "responses": _responses(_ROWS),
    }


def _canned(query: CannedQuery, language: dict[str, Any]) -> dict[str, Any]:
    spoken = language["schema"]["enum"]
    parameters = [*(_of_query(p, query.example.get(p.name, []), spoken) for p in query.params), language]
    path = _get(query.name, query.summary.get("en", query.name), parameters, _ROWS, csv=True)
    path["get"] |= {"tags": list(query.tags), "description": query.question.get("en", "")}
    return path


def _of_query(p: Parameter, example: Sequence[str], languages: Sequence[str]) -> dict[str, Any]:
    schema = {**_TYPES.get(p.type, _TEXT)}
    allowed = languages if p.type == "lang" else p.values
    if allowed:
        schema["enum"] = list(allowed)
    values = [_READ.get(p.type, str)(text) for text in example]
    if p.many:
        schema = {"type": "array", "items": schema}
    words = p.summary.get("en", p.name)
    told = f"{words} (a kind of {p.under})" if p.under else words
    shown = None if not values else values if p.many else values[0]
    return _parameter(p.name, schema, told, required=p.required, example=shown)


def _parameter(
    name: str, schema: dict[str, Any], words: str, *, required: bool = False, example: Any = None
) -> dict[str, Any]:
    """Describe a parameter; with an example, by which others can try it."""
    shown = {} if example is None else {"example": example}
    said = {"name": name, "in": "query", "required": required, "description": words, "schema": schema}
    return {**said, **shown}


def _in_path() -> dict[str, Any]:
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "A CURIE.",
        "schema": _TEXT,
        "example": "neuromod:SpinalCordStimulation",
    }


def _get(
    name: str, words: str, parameters: list[dict[str, Any]], schema: dict[str, Any], *, csv: bool = False
) -> dict[str, Any]:
    return {
        "get": {
            "operationId": name,
            "summary": words,
            "parameters": parameters,
            "responses": _responses(schema, csv=csv),
        }
    }


def _responses(schema: dict[str, Any], *, csv: bool = False) -> dict[str, Any]:
    content = {**_json(schema), **({"text/csv": {"schema": _TEXT}} if csv else {})}
    fault = {"description": "What was wrong.", "content": _json({"$ref": "#/components/schemas/Fault"})}
    return {
        "200": {"description": "The answer.", "content": content},
        "400": fault,
        "404": fault,
        "503": fault,
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
