"""SPARQL 1.1 Protocol, the query operation only."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Send

from neuromod_onto.errors import NeuromodError, UsageError
from neuromod_onto.serve.interfaces.description import describe_service
from neuromod_onto.serve.negotiation import best_of
from neuromod_onto.serve.service import service_of

RESULTS = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
    "application/json",
)
GRAPHS = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
#: Where the server writes what goes wrong.
_LOG = logging.getLogger("uvicorn.error")
#: What changes data comes as these.
_WRITES = ("application/sparql-update", *GRAPHS, "application/n-quads", "application/trig")
_READ_ONLY = "this service is read-only: there is no update operation"
_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"


async def sparql(request: Request) -> Response:
    """Answer a query; without one, describe the service."""
    texts, rest = await _query(request)
    for name in ("default-graph-uri", "named-graph-uri"):
        if name in rest:
            raise UsageError(f"{name} is not supported: the dataset is what the service holds")
    if "update" in rest:
        raise UsageError(_READ_ONLY)
    if not texts and request.method == "GET":
        return await run_in_threadpool(describe_service, request)
    if len(texts) != 1:
        raise UsageError("give exactly one query")
    accept = request.headers.get("accept", "")
    results = best_of(accept, RESULTS)
    graph = best_of(accept, GRAPHS)
    if not results and not graph:
        raise HTTPException(406, "offered: " + ", ".join((*RESULTS, *GRAPHS)))
    reply = await service_of(request).askers.ask(
        texts[0],
        results="application/sparql-results+json" if results in ("", "application/json") else results,
        graph=graph or "text/turtle",
    )
    asked = results if reply.kind != "graph" else graph
    media = reply.media_type if asked != "application/json" else asked
    headers = {"vary": "Accept"}
    if reply.whole:
        return Response(b"".join(reply.begun), media_type=media, headers=headers)
    headers["cache-control"] = "no-store"
    return _Streamed(reply.parts(), media_type=media, headers=headers)


class _Streamed(StreamingResponse):
    """An answer that is sent while it is computed; a fault then breaks it off, with a line in the log."""

    async def stream_response(self, send: Send) -> None:
        """Send the parts; an answer that is not ended tells the client that it is not whole."""
        try:
            await super().stream_response(send)
        except NeuromodError as error:
            _LOG.warning("an answer was broken off: %s", error)


async def _query(request: Request) -> tuple[list[str], dict[str, list[str]]]:
    """Return the queries asked, by any of the three ways of the protocol, and the other parameters."""
    given = parse_qs(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if request.method != "POST":
        return given.pop("query", []), given
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    try:
        body = (await request.body()).decode()
    except UnicodeDecodeError as error:
        raise UsageError("the body is not UTF-8") from error
    if kind == _DIRECT:
        return [*given.pop("query", []), body], given
    if kind in _WRITES:
        raise UsageError(_READ_ONLY)
    if kind != _FORM:
        raise HTTPException(415, f"the body is {_FORM} or {_DIRECT}")
    given = {**given, **parse_qs(body, keep_blank_values=True)}
    return given.pop("query", []), given


ROUTES = [Route("/sparql", sparql, methods=["GET", "POST"])]
