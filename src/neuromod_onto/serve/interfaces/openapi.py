"""The OpenAPI 3.1 description of the JSON interface, made from the canned queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from neuromod_onto.catalog import CannedQuery, Parameter
from neuromod_onto.model.version import __version__

_TYPES: dict[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "format": "date"},
}


def openapi(catalog: Iterable[CannedQuery], languages: Sequence[str]) -> dict[str, Any]:
    """Return the description: each canned query is a path of its own."""
    language = _parameter(
        "lang", {"type": "string", "enum": list(languages), "default": "en"}, "Language of labels."
    )
    text = {"type": "string"}
    rows = {"type": "array", "items": {"type": "object"}}
    paths: dict[str, Any] = {
        "/api/search": _get(
            "search",
            "Terms that a text may mean.",
            [
                _parameter("q", text, "A name or code.", required=True),
                _parameter(
                    "limit",
                    {"type": "integer", "minimum": 1, "maximum": 100, "default": 10},
                    "How many at the most.",
                ),
                _parameter("under", text, "Only kinds of this term."),
                language,
            ],
            rows,
        ),
        "/api/tree": _get("tree", "Top classes.", [language], rows),
        "/api/tree/{id}": _get("branch", "Direct kinds of a class.", [_in_path(), language], rows),
        "/api/terms/{id}/neighbours": _get(
            "neighbours",
            "A term with its neighbours by relation.",
            [_in_path(), language],
            {"type": "object"},
        ),
        "/api/valueset": _get(
            "valueset",
            "Codes of a class expression.",
            [
                _parameter("expression", text, "A term or class expression.", required=True),
                _parameter("system", text, "Code system, such as mesh.", required=True),
                _parameter(
                    "match",
                    {
                        "type": "array",
                        "items": {"type": "string", "enum": ["exact", "close", "narrow", "broad", "related"]},
                    },
                    "Keep these.",
                ),
                language,
            ],
            rows,
            csv=True,
        ),
        "/api/search-strategy": _get(
            "searchStrategy",
            "A literature or registry search.",
            [
                _parameter("expression", {"type": "array", "items": text}, "Joined by AND.", required=True),
                _parameter(
                    "target",
                    {"type": "string", "enum": ["pubmed", "ctgov", "ovid", "europepmc"]},
                    "Database.",
                ),
                language,
            ],
            {"type": "object"},
        ),
        "/api/queries": _get("queries", "The canned queries.", [], rows),
        "/api/annotate": {
            "post": {
                "operationId": "annotate",
                "summary": "Terms that a text names.",
                "parameters": [language],
                "requestBody": {
                    "required": True,
                    "content": _json(
                        {
                            "type": "object",
                            "required": ["text"],
                            "properties": {"text": text, "context": text},
                        }
                    ),
                },
                "responses": _responses(rows),
            }
        },
    }
    for query in catalog:
        operation = _get(
            query.name,
            query.summary.get("en", query.name),
            [*map(_of_query, query.params), language],
            rows,
            csv=True,
        )
        operation["get"]["tags"] = list(query.tags)
        operation["get"]["description"] = query.question.get("en", "")
        paths[f"/api/queries/{query.name}"] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "neuromod-onto",
            "version": __version__,
            "summary": "Read-only access to the ontology of neuromodulation.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {
                "Fault": {
                    "type": "object",
                    "required": ["error"],
                    "properties": {
                        "error": text,
                        "hint": text,
                        "candidates": {"type": "array", "items": text},
                    },
                }
            }
        },
    }


def _of_query(p: Parameter) -> dict[str, Any]:
    schema = {**_TYPES.get(p.type, {"type": "string"})}
    if p.values:
        schema["enum"] = list(p.values)
    if p.many:
        schema = {"type": "array", "items": schema}
    words = p.summary.get("en", p.name)
    return _parameter(
        p.name, schema, f"{words} (a kind of {p.under})" if p.under else words, required=p.required
    )


def _parameter(name: str, schema: dict[str, Any], words: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": words, "schema": schema}


def _in_path() -> dict[str, Any]:
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "A CURIE.",
        "schema": {"type": "string"},
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
    content = {**_json(schema), **({"text/csv": {"schema": {"type": "string"}}} if csv else {})}
    fault = {"description": "What was wrong.", "content": _json({"$ref": "#/components/schemas/Fault"})}
    return {
        "200": {"description": "The answer.", "content": content},
        "400": fault,
        "404": fault,
        "503": fault,
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
