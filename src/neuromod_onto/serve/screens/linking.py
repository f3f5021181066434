"""Annotate a text, build a value set, build a search."""

from __future__ import annotations

import shlex
from urllib.parse import parse_qs

from markupsafe import Markup, escape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from neuromod_onto.codes import all_systems
from neuromod_onto.errors import NeuromodError, UnknownTermError
from neuromod_onto.linking.valuesets.members import MATCHES, via_label
from neuromod_onto.pages import words_in
from neuromod_onto.serve.faults import status_of
from neuromod_onto.serve.reading import Found, LiteratureSearch
from neuromod_onto.serve.screens.terms import with_query
from neuromod_onto.serve.service import Service, language_of, language_option, service_of
from neuromod_onto.wording import said_in

TARGETS = {
    "pubmed": "PubMed",
    "ctgov": "ClinicalTrials.gov",
    "ovid": "Ovid MEDLINE",
    "europepmc": "Europe PMC",
}
_LONGEST = 100_000


async def annotate(request: Request) -> Response:
    """Show a text with the terms that it names; texts are posted, so that no address or log keeps them."""
    service, language = service_of(request), language_of(request)
    text = ""
    if request.method == "POST":
        form = parse_qs((await request.body()).decode("utf-8", "replace"))
        text = form.get("text", [""])[0].replace("\r\n", "\n")[:_LONGEST]
    mentions = await service.mentions(text)
    return await run_in_threadpool(_annotated, service, language, text, mentions)


def _annotated(service: Service, language: str, text: str, mentions: list[Found]) -> Response:
    rows = [
        (
            m.match,
            m.iri,
            service.explorer.label(m.iri, language),
            m.kind,
            m.status,
            said_in(m.why, language),
        )
        for m in mentions
    ]
    page = service.pages.render(
        "annotate.html",
        language,
        "annotate",
        text=text,
        reading=_reading(service, text, mentions, language),
        rows=rows,
    )
    return HTMLResponse(page, headers={"cache-control": "no-store"})


def _reading(service: Service, text: str, mentions: list[Found], language: str) -> Markup:
    parts: list[Markup] = []
    position = 0
    for m in mentions:
        parts.append(escape(text[position : m.start]))
        parts.append(
            Markup('<a class="m-{} s-{}" href="{}" title="{}">{}</a>').format(
                m.kind,
                m.status,
                service.links.term(m.iri, language),
                service.explorer.label(m.iri, language),
                text[m.start : m.end],
            )
        )
        position = m.end
    return Markup("").join([*parts, escape(text[position:])])


async def show_valueset(request: Request) -> Response:
    """Show the codes of an expression, and the command that prints the same."""
    service, language = service_of(request), language_of(request)
    expression = request.query_params.get("expression", "").strip()
    system = request.query_params.get("system", "mesh")
    match = [m for m in request.query_params.getlist("match") if m in MATCHES]
    found = fault = None
    if expression:
        try:
            found = await service.valueset(expression, system, language, match=match)
        except NeuromodError as error:
            fault = error
    command = ["neuromod", *language_option(language), "valueset", expression, "--system", system]
    page = service.pages.render(
        "valueset.html",
        language,
        "valueset",
        expression=expression,
        system=system,
        systems=all_systems(),
        matches=MATCHES,
        match=match,
        found=found,
        via=lambda entry: via_label(service.dataset, entry, language),
        fault=fault,
        candidates=fault.candidates if isinstance(fault, UnknownTermError) else [],
        command=shlex.join([*command, *(["--match", ",".join(match)] if match else [])]),
        asked=request.url.query,
        here=with_query(request),
    )
    return HTMLResponse(page, status_of(fault) if fault else 200)


async def show_strategy(request: Request) -> Response:
    """Show a search for an expression, and the command that prints the same."""
    service, language = service_of(request), language_of(request)
    expressions = [e.strip() for e in request.query_params.getlist("expression") if e.strip()]
    target = request.query_params.get("target", "pubmed")
    target = target if target in TARGETS else "pubmed"
    brands = request.query_params.get("brands") == "true"
    found = fault = None
    if expressions:
        try:
            found = await service.strategy(expressions, target, language, brands=brands)
        except NeuromodError as error:
            fault = error
    command = ["neuromod", *language_option(language), "search-strategy", *expressions, "--target", target]
    page = service.pages.render(
        "strategy.html",
        language,
        "strategy",
        expressions=[*expressions, "", ""][:2],
        target=target,
        targets=TARGETS,
        brands=brands,
        found=found,
        account=_account(found, language) if found else "",
        rows=found.coverage if found else [],
        fault=fault,
        candidates=fault.candidates if isinstance(fault, UnknownTermError) else [],
        command=shlex.join([*command, *(["--brands"] if brands else [])]),
        here=with_query(request),
    )
    return HTMLResponse(page, status_of(fault) if fault else 200)


def _account(found: LiteratureSearch, language: str) -> str:
    """Say of each expression how many classes, headings and names its part of the search has."""
    words = words_in(language)
    between = "; " if language == "en" else "\u00a0; "
    return between.join(words["strategy-account"].format(*part) for part in found.parts)


ROUTES = [
    Route("/{lang:language}/annotate", annotate, methods=["GET", "POST"]),
    Route("/{lang:language}/valueset", show_valueset),
    Route("/{lang:language}/strategy", show_strategy),
]
