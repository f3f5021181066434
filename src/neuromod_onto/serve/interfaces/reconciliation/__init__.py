"""The Reconciliation Service API 0.2, for OpenRefine: cells to terms, terms to further columns.

Specification: https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from neuromod_onto.model.languages import pick
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.model.version import __version__
from neuromod_onto.model.vocabulary import DEFINITION
from neuromod_onto.serve.interfaces.reconciliation import extension, matching, suggestion
from neuromod_onto.serve.interfaces.reconciliation.batch import given_in, read_object
from neuromod_onto.serve.service import Service, iri_of, language_of, service_of

_PREVIEW = {"width": 430, "height": 260}


async def reconcile(request: Request) -> Response:
    """Answer a batch of queries, extend terms, or say what the service is."""
    service, language = service_of(request), language_of(request)
    given = await given_in(request)
    if "queries" in given:
        queries = matching.read_queries(read_object(given["queries"][0], "queries"))
        return JSONResponse(
            await service.searching.run(partial(matching.answers, service, language, queries))
        )
    if "extend" in given:
        asked = extension.read_extension(read_object(given["extend"][0], "extend"))
        return JSONResponse(await run_in_threadpool(extension.extend, service, language, *asked))
    return JSONResponse(_manifest(request, service, language))


def _manifest(request: Request, service: Service, language: str) -> dict[str, Any]:
    here = str(request.base_url).rstrip("/")

    def path(name: str) -> dict[str, str]:
        return {"service_url": here, "service_path": f"/reconcile/{language}/{name}"}

    return {
        "versions": ["0.2"],
        "name": f"neuromod-onto ({language})",
        "identifierSpace": NEUROMOD,
        "schemaSpace": NEUROMOD,
        "serviceVersion": __version__,
        "defaultTypes": [
            {"id": compact(kind), "name": service.explorer.label(kind, language)} for kind in matching.TYPES
        ],
        "view": {"url": f"{here}/reconcile/view?id={{{{id}}}}&lang={language}"},
        "preview": {"url": f"{here}/reconcile/{language}/preview?id={{{{id}}}}", **_PREVIEW},
        "suggest": {
            "entity": path("suggest"),
            "property": path("suggest/property"),
            "type": path("suggest/type"),
        },
        "extend": {
            "propose_properties": path("properties"),
            "property_settings": extension.settings(language),
        },
    }


def view(request: Request) -> Response:
    """Lead to the page of a term."""
    iri = iri_of(request.query_params.get("id", ""))
    return RedirectResponse(service_of(request).links.term(iri, language_of(request)), 303)


def preview(request: Request) -> Response:
    """Show a term in a small frame: what it is called, what it is, what it is a kind of."""
    service, language = service_of(request), language_of(request)
    iri = matching.known(service, request.query_params.get("id", ""))
    page = service.pages.render(
        "preview.html",
        language,
        "",
        iri=iri,
        definition=pick(service.dataset.literals(iri, DEFINITION), language) or "",
        kinds=matching.types_of(service, iri, language),
    )
    return HTMLResponse(page)


ROUTES = [
    Route("/reconcile/view", view),
    Route("/reconcile/{lang:language}", reconcile, methods=["GET", "POST"]),
    Route("/reconcile/{lang:language}/preview", preview),
    Route("/reconcile/{lang:language}/properties", extension.propose),
    Route("/reconcile/{lang:language}/suggest", suggestion.suggest_terms),
    Route("/reconcile/{lang:language}/suggest/property", suggestion.suggest_properties),
    Route("/reconcile/{lang:language}/suggest/type", suggestion.suggest_types),
]
