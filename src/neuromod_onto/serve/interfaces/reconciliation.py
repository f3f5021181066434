"""The Reconciliation Service API 0.2, for OpenRefine: cells of a table to terms."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from neuromod_onto.errors import InputError
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.serve.service import Service, iri_of, language_of, service_of
from neuromod_onto.terms import ancestors, parents

#: Types that a column may be said to hold.
TYPES = ("NeuromodulationTherapy", "Device", "Condition", "AnatomicalEntity", "ChemicalAgent", "Intervention")
_MOST = 100
_SURE = 100.0


async def reconcile(request: Request) -> Response:
    """Answer a batch of queries, or say what the service is."""
    given = parse_qs(request.url.query)
    if request.method == "POST":
        given |= parse_qs((await request.body()).decode("utf-8", "replace"))
    service, language = service_of(request), language_of(request)
    if "queries" not in given:
        return _open(_manifest(request, service, language))
    try:
        queries = json.loads(given["queries"][0])
        batch = {key: _read(query) for key, query in queries.items()}
    except (ValueError, AttributeError, TypeError, KeyError) as error:
        raise InputError("queries is a JSON object of objects with a text query") from error
    if len(batch) > _MOST:
        raise InputError(f"at most {_MOST} queries at once")
    return _open(await run_in_threadpool(_answers, service, language, batch))


def _read(query: dict[str, Any]) -> tuple[str, str, int]:
    kinds = query.get("type") or ""
    kind = (kinds[0] if kinds else "") if isinstance(kinds, list) else kinds
    kind = kind.get("id", "") if isinstance(kind, dict) else kind
    limit = int(query.get("limit") or 5)
    return str(query["query"])[:200], str(kind), min(max(limit, 1), 50)


def _answers(service: Service, language: str, batch: dict[str, tuple[str, str, int]]) -> dict[str, Any]:
    return {key: {"result": _candidates(service, language, *query)} for key, query in batch.items()}


def _candidates(service: Service, language: str, text: str, kind: str, limit: int) -> list[dict[str, Any]]:
    under = iri_of(kind) if kind else ""
    hits = service.explorer.search(text, language, under=under, limit=limit)
    sure = [hit for hit in hits if hit.score >= _SURE]
    return [
        {
            "id": compact(hit.iri),
            "name": hit.label or hit.match,
            "score": hit.score,
            "match": len(sure) == 1 and hit.iri == sure[0].iri,
            "type": _types(service, hit.iri, language),
            "description": hit.match if hit.match != hit.label else "",
        }
        for hit in hits
    ]


def _types(service: Service, iri: str, language: str) -> list[dict[str, str]]:
    above = ancestors(service.dataset, iri)
    kinds = [NEUROMOD + name for name in TYPES if NEUROMOD + name in above] or parents(service.dataset, iri)
    return [{"id": compact(kind), "name": service.explorer.label(kind, language)} for kind in kinds]


def _manifest(request: Request, service: Service, language: str) -> dict[str, Any]:
    here = str(request.base_url).rstrip("/")
    return {
        "versions": ["0.2"],
        "name": f"neuromod-onto ({language})",
        "identifierSpace": NEUROMOD,
        "schemaSpace": NEUROMOD,
        "defaultTypes": [
            {"id": compact(NEUROMOD + name), "name": service.explorer.label(NEUROMOD + name, language)}
            for name in TYPES
        ],
        "view": {"url": f"{here}/reconcile/view?id={{{{id}}}}&lang={language}"},
        "suggest": {
            "entity": {"service_url": here, "service_path": f"/reconcile/{language}/suggest"},
        },
    }


def suggest(request: Request) -> Response:
    """Return the terms that begin as typed."""
    service, language = service_of(request), language_of(request)
    hits = service.explorer.search(request.query_params.get("prefix", "")[:200], language, limit=10)
    found = [
        {"id": compact(h.iri), "name": h.label, "description": h.match if h.match != h.label else ""}
        for h in hits
    ]
    return _open({"result": found})


def view(request: Request) -> Response:
    """Lead to the page of a term."""
    from starlette.responses import RedirectResponse

    iri = iri_of(request.query_params.get("id", ""))
    return RedirectResponse(service_of(request).links.term(iri, language_of(request)), 303)


def _open(body: Any) -> Response:
    """Let pages of other origins read the answer; no credentials are ever involved."""
    return JSONResponse(body, headers={"access-control-allow-origin": "*"})


ROUTES = [
    Route("/reconcile/view", view),
    Route("/reconcile/{lang:language}", reconcile, methods=["GET", "POST"]),
    Route("/reconcile/{lang:language}/suggest", suggest),
]
