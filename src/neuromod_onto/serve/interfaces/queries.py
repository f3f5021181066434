"""JSON and CSV for programs: canned queries, value sets, searches, annotation; described by OpenAPI."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from neuromod_onto.catalog import CannedQuery, Parameter
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.linking.valuesets.formats import fhir_valueset
from neuromod_onto.linking.valuesets.members import MATCHES
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import compact
from neuromod_onto.render.tables import Table
from neuromod_onto.serve.answers import as_csv, as_json, table
from neuromod_onto.serve.bodies import read_json
from neuromod_onto.serve.interfaces.openapi import openapi
from neuromod_onto.serve.negotiation import best_of
from neuromod_onto.serve.reading import Found
from neuromod_onto.serve.screens.queries import given_values
from neuromod_onto.serve.service import Service, language_of, service_of

_CODES = ("term", "label", "match", "system", "code", "code_label", "via", "how", "reason")
_LONGEST = 100_000


def list_queries(request: Request) -> Response:
    """List the canned queries with their parameters."""
    return JSONResponse([_summary(query) for query in service_of(request).catalog.values()])


def _summary(query: CannedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "summary": query.summary,
        "question": query.question,
        "tags": list(query.tags),
        "parameters": [_parameter(p) for p in query.params],
        "href": f"/api/queries/{query.name}",
    }


def _parameter(p: Parameter) -> dict[str, Any]:
    return {
        "name": p.name,
        "type": p.type,
        "under": p.under,
        "many": p.many,
        "required": p.required,
        "values": list(p.values),
        "summary": p.summary,
    }


async def run(request: Request) -> Response:
    """Run a canned query; the ending ``.csv`` or ``.json``, or the Accept header, chooses the format."""
    service, language = service_of(request), language_of(request)
    name, ending = _split(request.path_params["name"])
    if name not in service.catalog:
        raise HTTPException(404, f"no query {name!r}; /api/queries lists them")
    query = service.catalog[name]
    answer = await service.answer(query, given_values(request, query), language)
    shown = await run_in_threadpool(table, service, answer, language)
    return _table(request, shown, ending, name)


async def codes(request: Request) -> Response:
    """Return the codes of a class expression as JSON, CSV or a FHIR ValueSet."""
    service, language = service_of(request), language_of(request)
    ending = request.path_params.get("ending", "")
    expression, system = request.query_params.get("expression", ""), request.query_params.get("system", "")
    if not expression or not system:
        raise UsageError("give an expression and a system")
    match = [m for m in request.query_params.getlist("match") if m]
    if wrong := [m for m in match if m not in MATCHES]:
        raise UsageError(f"no such match: {', '.join(wrong)}", "known: " + ", ".join(MATCHES))
    found = await service.valueset(expression, system, language, match=match)
    if ending == "fhir":
        return JSONResponse(fhir_valueset(found), media_type="application/fhir+json")
    rows = [
        (
            compact(e.term),
            e.label,
            e.match,
            found.system.prefix,
            e.code,
            e.name,
            compact(e.via) if e.via else "",
            e.how,
            e.reason,
        )
        for e in found.entries
    ]
    return _table(request, Table(_CODES, rows), ending, "valueset")


async def strategy(request: Request) -> Response:
    """Return a literature or registry search."""
    service, language = service_of(request), language_of(request)
    expressions = [e.strip() for e in request.query_params.getlist("expression") if e.strip()]
    if not expressions:
        raise UsageError("give an expression")
    target = request.query_params.get("target", "pubmed")
    found = await service.strategy(expressions, target, language)
    return JSONResponse({"target": target, "expressions": expressions, "search": found.text})


async def annotate(request: Request) -> Response:
    """Return the terms that a text names."""
    service, language = service_of(request), language_of(request)
    try:
        body = read_json(await request.body(), "the body")
        text, context = body["text"], body.get("context", "")
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError('the body is a JSON object with "text" and perhaps "context"') from error
    if not isinstance(text, str) or not isinstance(context, str) or len(text) + len(context) > _LONGEST:
        raise InputError(f"text and context are strings of at most {_LONGEST} characters together")
    mentions = await service.mentions(text, context)
    return await run_in_threadpool(_mentions, service, mentions, language)


def _mentions(service: Service, mentions: list[Found], language: str) -> Response:
    return JSONResponse(
        [
            {
                "start": m.start,
                "end": m.end,
                "match": m.match,
                "term": compact(m.iri),
                "iri": m.iri,
                "label": service.explorer.label(m.iri, language),
                "kind": m.kind,
                "scope": m.scope,
                "status": m.status,
                "why": m.why,
            }
            for m in mentions
        ]
    )


def describe(request: Request) -> Response:
    """Return the OpenAPI description."""
    return JSONResponse(openapi(service_of(request).catalog.values(), LANGUAGES))


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, ending) if dot and ending in ("csv", "json") else (name, "")


def _table(request: Request, shown: Table, ending: str, name: str) -> Response:
    kinds = ("application/json", "text/csv")
    media = {"csv": "text/csv", "json": "application/json"}.get(ending) or best_of(
        request.headers.get("accept", ""), kinds
    )
    if not media:
        raise HTTPException(406, "offered: " + ", ".join(kinds))
    headers = {"content-disposition": f'attachment; filename="{name}.{ending}"'} if ending else {}
    if media == "text/csv":
        return Response(as_csv(shown), media_type="text/csv; header=present", headers=headers)
    return JSONResponse(as_json(shown), headers=headers)


ROUTES = [
    Route("/api/openapi.json", describe),
    Route("/api/queries", list_queries),
    Route("/api/queries/{name}", run),
    Route("/api/valueset", codes),
    Route("/api/valueset.{ending}", codes),
    Route("/api/search-strategy", strategy),
    Route("/api/annotate", annotate, methods=["POST"]),
]
