"""The matrix, canned queries as forms, the SPARQL console."""

from __future__ import annotations

import shlex

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from neuromod_onto.catalog import CannedQuery
from neuromod_onto.catalog.header import find_query
from neuromod_onto.engine import Rows
from neuromod_onto.errors import NeuromodError, UnknownTermError, UsageError
from neuromod_onto.model.namespaces import NEUROMOD, prefixes
from neuromod_onto.pages.matrix import FILTERS, matrix
from neuromod_onto.serve.answers import cells
from neuromod_onto.serve.faults import NoSuchQueryError, status_of
from neuromod_onto.serve.screens.terms import with_query
from neuromod_onto.serve.service import iri_of, language_of, language_option, service_of
from neuromod_onto.serve.wording import editor_words

#: Names of files may not be much longer.
_LONGEST_NAME = 100


def show_matrix(request: Request) -> Response:
    """Show therapies against conditions."""
    service, language = service_of(request), language_of(request)
    chosen = {name: iri_of(value) for name in FILTERS if (value := request.query_params.get(name, ""))}
    for name, iri in chosen.items():
        if iri not in service.dataset:
            raise UsageError(f"no term is called {request.query_params[name]!r}")
    reversible = request.query_params.get("reversible", "")
    found = matrix(service.explorer, language, chosen, reversible if reversible in ("true", "false") else "")
    page = service.pages.render(
        "matrix.html",
        language,
        "matrix",
        matrix=found,
        chosen=chosen,
        reversible=reversible,
        here=with_query(request),
    )
    return HTMLResponse(page)


def list_queries(request: Request) -> Response:
    """List the canned queries by topic."""
    service, language = service_of(request), language_of(request)
    topics: dict[str, list[CannedQuery]] = {}
    for query in service.catalog.values():
        topics.setdefault(query.tags[0] if query.tags else "", []).append(query)
    page = service.pages.render("queries.html", language, "queries", topics=dict(sorted(topics.items())))
    return HTMLResponse(page)


async def show_query(request: Request) -> Response:
    """Show the form of a canned query and, when it can be run, its answer."""
    service, language = service_of(request), language_of(request)
    name = request.path_params["name"]
    query = service.catalog.get(name) or _found(name)
    given = given_values(request, query)
    fault: NeuromodError | None = None
    answer: Rows | None = None
    ready = all(given.get(p.name) for p in query.params if p.required)
    if ready and (request.url.query or not any(p.required for p in query.params)):
        try:
            answer = await service.answer(query, given, language)
        except NeuromodError as error:
            fault = error
    page = service.pages.render(
        "query.html",
        language,
        "queries",
        query=query,
        given=given,
        example=query.example,
        answer=answer,
        cells=cells(service, answer, language) if answer else [],
        fault=fault,
        candidates=fault.candidates if isinstance(fault, UnknownTermError) else [],
        command=shlex.join(
            [
                *("neuromod", *language_option(language), "query", "run", query.name),
                *(f"{k}={v}" for k, vs in given.items() for v in vs),
            ]
        ),
        asked=request.url.query,
        here=with_query(request),
    )
    return HTMLResponse(page, status_of(fault) if fault else 200)


def _found(name: str) -> CannedQuery:
    try:
        return find_query(name[:_LONGEST_NAME])
    except UsageError as error:
        raise NoSuchQueryError(error.cause, error.hint) from error


def given_values(request: Request, query: CannedQuery) -> dict[str, list[str]]:
    """Return the values of a query's parameters; several are given again or one a line."""
    given: dict[str, list[str]] = {}
    for name, text in request.query_params.multi_items():
        if name in ("lang", "format"):
            continue
        many = any(p.name == name and p.many for p in query.params)
        values = [v.strip() for v in (text.splitlines() if many else [text]) if v.strip()]
        if values:
            given.setdefault(name, []).extend(values)
    return given


def console(request: Request) -> Response:
    """Show the SPARQL editor."""
    service, language = service_of(request), language_of(request)
    return HTMLResponse(
        service.pages.render(
            "console.html",
            language,
            "console",
            prefixes={name: prefixes()[name].namespace for name in _PREFIXES},
            questions=[
                (query.name, query.question.get(language) or query.summary.get(language, query.name))
                for query in service.catalog.values()
            ],
            examples={query.name: _without_header(query) for query in service.catalog.values()},
            first=_FIRST.format(language=language),
            editor=editor_words(language),
            query=request.query_params.get("query", ""),
            here=with_query(request),
        )
    )


_PREFIXES = (
    "neuromod",
    "product",
    "evidence",
    "mesh",
    "snomedct",
    "rdf",
    "rdfs",
    "owl",
    "xsd",
    "skos",
    "dcterms",
)
_FIRST = f"""PREFIX neuromod: <{NEUROMOD}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?therapy ?label ?condition WHERE {{{{
  ?therapy neuromod:treatsCondition ?condition ;
           neuromod:usesModality neuromod:MagneticModality ;
           rdfs:label ?label .
  FILTER (lang(?label) = "{{language}}")
}}}}
ORDER BY ?label
"""


def _without_header(query: CannedQuery) -> str:
    lines = query.text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#+"))


ROUTES = [
    Route("/{lang:language}/matrix", show_matrix),
    Route("/{lang:language}/queries", list_queries),
    Route("/{lang:language}/queries/{name}", show_query),
    Route("/{lang:language}/console", console),
]
