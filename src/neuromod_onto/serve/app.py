"""The web application: which address is answered by what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from neuromod_onto.errors import NeuromodError
from neuromod_onto.serve.faults import answer_bug, answer_fault, answer_http_fault
from neuromod_onto.serve.interfaces import description, fhir, linked_data, reconciliation, sparql
from neuromod_onto.serve.interfaces import queries as queries_api
from neuromod_onto.serve.interfaces import terms as terms_api
from neuromod_onto.serve.memory import AnswerMemory
from neuromod_onto.serve.renewal import Lending, Present
from neuromod_onto.serve.screens import linking, queries, terms
from neuromod_onto.serve.security import Protection, origin_of
from neuromod_onto.serve.service import Service

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


def alive(_: Request) -> Response:
    """Say that the service runs."""
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


def make_app(
    service: Service | Present,
    hosts: Iterable[str] = LOCAL_HOSTS,
    origins: Iterable[str] | None = None,
) -> Starlette:
    """Return the web application.

    Args:
        service: what is served, always the same or as it is at the moment.
        hosts: names to which the service answers.
        origins: whose pages may read what the interfaces answer, ``*`` for all; when left out, all may read
            the shipped dataset and none a user's data.

    Raises:
        UsageError: one of ``origins`` is no origin.

    """
    present = Present(service) if isinstance(service, Service) else service
    if origins is None:
        origins = () if present.service.dataset.own else ("*",)
    read_from = tuple(map(origin_of, origins))
    here = Path(__file__).parent
    files = StaticFiles(directory=here.parent / "pages" / "static")
    files.all_directories.append(here / "static")
    routes: list[BaseRoute] = [
        *sparql.ROUTES,  # first, for routes are tried in their order and queries are many
        Route("/health", alive),
        Mount("/static", files),
        *terms_api.ROUTES,
        *linked_data.ROUTES,
        *description.ROUTES,
        *queries_api.ROUTES,
        *reconciliation.ROUTES,
        *fhir.ROUTES,
        *terms.ROUTES,
        *queries.ROUTES,
        *linking.ROUTES,
    ]

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        async with present.running():
            yield

    return Starlette(
        routes=routes,
        middleware=[
            Middleware(Protection, hosts=tuple(hosts), origins=read_from),
            Middleware(Lending, present=present),
            Middleware(AnswerMemory),
        ],
        exception_handlers={
            NeuromodError: answer_fault,
            HTTPException: answer_http_fault,
            Exception: answer_bug,
        },
        lifespan=running,
    )
