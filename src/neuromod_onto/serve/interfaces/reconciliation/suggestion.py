"""Suggestions while a user types: terms, types and properties."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import compact
from neuromod_onto.serve.interfaces.reconciliation.batch import whole
from neuromod_onto.serve.interfaces.reconciliation.matching import TYPES, types_of
from neuromod_onto.serve.interfaces.reconciliation.properties import all_properties, name_of
from neuromod_onto.serve.service import language_of, service_of
from neuromod_onto.terms import Hit, fold

_AT_ONCE = 10
_LONGEST = 200


async def suggest_terms(request: Request) -> Response:
    """Return the terms that a text may mean."""
    service, language = service_of(request), language_of(request)
    return JSONResponse(
        {
            "result": [
                {**_item(hit), "notable": types_of(service, hit.iri, language)}
                for hit in await _found(request)
            ]
        }
    )


async def suggest_types(request: Request) -> Response:
    """Return the classes that a text may mean and that have kinds; without a text, the usual ones."""
    service, language = service_of(request), language_of(request)
    if not _typed(request):
        usual = [{"id": compact(kind), "name": service.explorer.label(kind, language)} for kind in TYPES]
        return JSONResponse({"result": usual[_skipped(request) :]})
    return JSONResponse({"result": [_item(hit) for hit in await _found(request, only_kinds=True)]})


def suggest_properties(request: Request) -> Response:
    """Return the properties whose name or identifier holds a text, those that begin with it first."""
    service, language = service_of(request), language_of(request)
    wanted = fold(_typed(request))
    found = []
    for prop in all_properties(service):
        names = [fold(name_of(service, prop, tag)) for tag in LANGUAGES] + [fold(prop.id)]
        if any(wanted in name for name in names):
            first = any(name.startswith(wanted) for name in names)
            found.append((not first, {"id": prop.id, "name": name_of(service, prop, language)}))
    found.sort(key=lambda row: row[0])
    skipped = _skipped(request)
    return JSONResponse({"result": [item for _, item in found[skipped : skipped + _AT_ONCE]]})


async def _found(request: Request, *, only_kinds: bool = False) -> list[Hit]:
    service, skipped = service_of(request), _skipped(request)
    hits = await service.search(_typed(request), language_of(request), limit=200)
    if only_kinds:
        hits = [hit for hit in hits if service.explorer.count(hit.iri)]
    return hits[skipped : skipped + _AT_ONCE]


def _item(hit: Hit) -> dict[str, str]:
    different = {"description": hit.match} if hit.match != hit.label else {}
    return {"id": compact(hit.iri), "name": hit.label or hit.match, **different}


def _typed(request: Request) -> str:
    return request.query_params.get("prefix", "").strip()[:_LONGEST]


def _skipped(request: Request) -> int:
    return whole(request, "cursor", 0, 200)
