"""Terms as JSON: search, card, neighbours, branches of the tree."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.pages import neighbours_of
from neuromod_onto.serve.service import iri_of, language_of, service_of


async def search(request: Request) -> Response:
    """Return the terms that a text may mean."""
    service, language = service_of(request), language_of(request)
    if "q" not in request.query_params:
        raise UsageError("give a text to search for as q")
    text = request.query_params["q"].strip()[:200]
    limit = _whole(request, "limit", 10, 100)
    under = iri_of(name) if (name := request.query_params.get("under", "")) else ""
    hits = await service.search(text, language, under=under, limit=limit)
    return JSONResponse(
        [
            {
                "id": compact(hit.iri),
                "iri": hit.iri,
                "label": hit.label,
                "match": hit.match,
                "matchLanguage": hit.language,
                "matchKind": hit.kind,
                "score": hit.score,
                "href": service.links.term(hit.iri, language),
            }
            for hit in hits
        ]
    )


def near(request: Request) -> Response:
    """Return a term with its neighbours, grouped by relation."""
    service, language = service_of(request), language_of(request)
    return JSONResponse(neighbours_of(service.explorer, _known(request), language, service.links))


def branches(request: Request) -> Response:
    """Return the direct kinds of a class with how many classes lie below each."""
    service, language = service_of(request), language_of(request)
    iri = _known(request) if "id" in request.path_params else ""
    return JSONResponse(
        [
            {
                "id": compact(child),
                "label": label,
                "count": count,
                "href": service.links.term(child, language),
            }
            for child, label, count in service.explorer.branches(iri, language)
        ]
    )


def _known(request: Request) -> str:
    iri = iri_of(request.path_params["id"])
    if iri not in service_of(request).dataset or not iri.startswith(NEUROMOD):
        raise HTTPException(404, f"no term {request.path_params['id']!r}; /api/search?q=NAME finds terms")
    return iri


def _whole(request: Request, name: str, default: int, most: int) -> int:
    text = request.query_params.get(name, str(default))
    if not text.isdecimal() or not 0 < int(text) <= most:
        raise UsageError(f"{name} is a whole number from 1 to {most}")
    return int(text)


ROUTES = [
    Route("/api/search", search),
    Route("/api/tree", branches),
    Route("/api/tree/{id:path}", branches),
    Route("/api/terms/{id:path}/neighbours", near),
]
