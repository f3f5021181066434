"""Home, search, term and tree."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import CONDITION, DEVICE, MANUFACTURED_BY, NEUROMODULATION_THERAPY, SKOS
from neuromod_onto.serve.service import Service, iri_of, language_of, service_of

_EXAMPLES = {
    "en": ("DBS", "vagus nerve stimulation", "chronic pain", "tDCS", "baclofen", "mesh:D062187"),
    "fr": ("SCP", "stimulation du nerf vague", "douleur chronique", "tDCS", "baclofène", "mesh:D062187"),
}
#: The branches that the home page leads to.
_BRANCHES = (
    "NeuromodulationTherapy",
    "Device",
    "Condition",
    "AnatomicalEntity",
    "ChemicalAgent",
    "InterventionAttribute",
    "AdverseEvent",
    "EvidenceRecord",
)


def start(request: Request) -> Response:
    """Lead to the home page in the reader's language."""
    return RedirectResponse(f"/{language_of(request)}/", 307, {"vary": "Accept-Language"})


def home(request: Request) -> Response:
    """Show the search and where to begin."""
    service, language = service_of(request), language_of(request)
    branches = [
        (
            iri,
            service.explorer.label(iri, language),
            service.pages.explorer.count(iri),
            _definition(service, iri, language),
        )
        for name in _BRANCHES
        if (iri := NEUROMOD + name) in service.dataset
    ]
    return HTMLResponse(
        service.pages.render(
            "home.html",
            language,
            "",
            figures=_figures(service),
            branches=branches,
            examples=_EXAMPLES[language],
        )
    )


async def results(request: Request) -> Response:
    """Show what a search finds, for readers without scripts and for the Enter key."""
    service, language = service_of(request), language_of(request)
    text = request.query_params.get("q", "").strip()[:200]
    hits = await service.search(text, language, limit=50)
    here = with_query(request)
    return HTMLResponse(service.pages.render("search.html", language, "", text=text, hits=hits, here=here))


def term(request: Request) -> Response:
    """Show the page of a term."""
    service, language = service_of(request), language_of(request)
    iri = iri_of(request.path_params["id"])
    if not iri.startswith(NEUROMOD) or iri not in service.dataset:
        raise HTTPException(404)
    return HTMLResponse(service.pages.term(iri, language))


def tree(request: Request) -> Response:
    """Show the top of the hierarchy; branches unfold as they are asked for."""
    service, language = service_of(request), language_of(request)
    top = service.explorer.branches("", language)
    return HTMLResponse(service.pages.render("tree.html", language, "tree", branches=top))


def _definition(service: Service, iri: str, language: str) -> str:
    from neuromod_onto.model.languages import pick
    from neuromod_onto.model.vocabulary import DEFINITION

    text = pick(service.dataset.literals(iri, DEFINITION), language) or ""
    return text if len(text) < 130 else text[:130].rsplit(" ", 1)[0] + " …"


def _figures(service: Service) -> list[tuple[str, int]]:
    import pyoxigraph as ox

    def triples(predicate: str) -> int:
        return sum(1 for _ in service.dataset.store.quads_for_pattern(None, ox.NamedNode(predicate), None))

    count = service.explorer.count
    mapped = sum(triples(SKOS + f"{kind}Match") for kind in ("exact", "close", "broad", "narrow", "related"))
    return [
        ("therapies", count(NEUROMODULATION_THERAPY)),
        ("conditions", count(CONDITION)),
        ("devices", count(DEVICE)),
        ("models", triples(MANUFACTURED_BY)),
        ("records", triples(NEUROMOD + "hasPolarity")),
        ("mappings", mapped),
    ]


def with_query(request: Request) -> Callable[[str], str]:
    """Return the address of the same page with the same parameters in each language."""
    query = f"?{request.url.query}" if request.url.query else ""
    name = request.url.path.split("/", 2)[2]
    return lambda tag: f"/{tag}/{name}{query}"


ROUTES = [
    Route("/", start),
    Route("/{lang:language}/", home),
    Route("/{lang:language}/search", results),
    Route("/{lang:language}/tree", tree),
    Route("/{lang:language}/term/{id:path}", term),
]
