"""From errors to answers: a status, a cause and a hint, as a page for people and JSON for programs."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from neuromod_onto.errors import (
    InputError,
    LimitError,
    MissingPartError,
    NeuromodError,
    UnknownTermError,
    UsageError,
)
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.pages import words_in
from neuromod_onto.serve.security import guarding_headers, is_interface
from neuromod_onto.serve.service import language_of, service_of
from neuromod_onto.wording import said_in


class NoSuchQueryError(UsageError):
    """No canned query has the name in the address."""


_STATUS: dict[type[NeuromodError], int] = {
    NoSuchQueryError: 404,
    UsageError: 400,
    InputError: 400,
    MissingPartError: 501,
    LimitError: 503,
}
_BUG = "a fault of this service; it has been written to its log"
#: What Starlette says of an address that it does not know.
_NO_ROUTE = "Not Found"
#: First parts of addresses whose faults are JSON of our own.
_FOR_PROGRAMS = ("api", "reconcile")
#: A part that varies in the path of a route: its name and its type.
_CONVERTED = re.compile(r"{(\w+)(?::\w+)?}")
#: Types of issues in FHIR R4, by status; ``invalid`` for the rest.
_ISSUES = {
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    415: "not-supported",
    501: "not-supported",
    503: "timeout",
}


def status_of(error: NeuromodError) -> int:
    """Return the HTTP status of an error."""
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)


async def answer_fault(request: Request, error: Exception) -> Response:
    """Answer an error raised on purpose."""
    assert isinstance(error, NeuromodError)
    candidates = error.candidates if isinstance(error, UnknownTermError) else []
    place = error.place if error.place.startswith("query:") else ""  # others are names of files
    return _answer(request, status_of(error), error.cause, error.hint, candidates, place)


async def answer_bug(request: Request, _: Exception) -> Response:
    """Answer an error that nobody foresaw; what it was goes to the log alone.

    The answer passes by what guards the others.
    """
    answer = _answer(request, 500, _BUG, "", [])
    answer.headers.update(guarding_headers(request.url.path))
    return answer


async def answer_http_fault(request: Request, error: Exception) -> Response:
    """Answer a wrong address or method; OPTIONS asks which methods there are."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    allowed = headers.get("Allow", "")
    if error.status_code == 405 and request.method == "OPTIONS":
        headers["Allow"] = f"{allowed}, OPTIONS"
        if is_interface(request.url.path):
            headers |= {"access-control-allow-methods": allowed, "access-control-allow-headers": "*"}
        return Response(status_code=204, headers=headers)
    told, _, hint = error.detail.rpartition("; ") if "; " in error.detail else (error.detail, "", "")
    if error.status_code == 405:
        told = f"this address answers {allowed} only"
    elif told == _NO_ROUTE and (there := _addresses_near(request)):
        told, hint = f"no such address: {request.url.path}", "there are " + ", ".join(there)
    answer = _answer(request, error.status_code, told, hint, [])
    answer.headers.update(headers)
    return answer


def _addresses_near(request: Request) -> list[str]:
    """Return the addresses for programs that begin with the same part, such as ``/api``."""
    start = request.url.path.split("/")[1]
    if start not in _FOR_PROGRAMS:
        return []
    paths = (route.path for route in request.app.routes if isinstance(route, Route))
    return [_CONVERTED.sub(_written, path) for path in paths if path.split("/")[1] == start]


def _written(part: re.Match[str]) -> str:
    return "{" + ("|".join(LANGUAGES) if part[1] == "lang" else part[1]) + "}"


def _answer(
    request: Request, status: int, cause: str, hint: str, candidates: list[str], place: str = ""
) -> Response:
    cause = " ".join(cause.split())
    path = request.url.path
    headers = {"cache-control": "no-store"}
    language = language_of(request)
    if path.startswith("/sparql"):
        told = [said_in(line, language) for line in (cause, place, hint) if line]
        return PlainTextResponse("\n".join([*told, ""]), status, headers)
    if path.startswith("/fhir"):
        outcome = {
            "resourceType": "OperationOutcome",
            "issue": [
                {
                    "severity": "error",
                    "code": _ISSUES.get(status, "invalid"),
                    "diagnostics": f"{cause}; {hint}" if hint else cause,
                }
            ],
        }
        return JSONResponse(outcome, status, headers, media_type="application/fhir+json")
    if path.split("/")[1] in _FOR_PROGRAMS:
        body = {"error": cause, "hint": hint, "candidates": candidates}
        return JSONResponse(body, status, headers)
    words = words_in(language)
    page = service_of(request).pages.render(
        "fault.html",
        language,
        "",
        title=words["not-found"] if status == 404 else words["fault"],
        cause="" if cause == _NO_ROUTE else cause,
        hint=hint or (words["not-found-hint"] if status == 404 else ""),
        candidates=candidates,
    )
    return HTMLResponse(page, status, headers)
