"""Terms as linked data: one address, HTML for people, Turtle or JSON-LD for programs."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from neuromod_onto.dataset import Dataset
from neuromod_onto.dataset.copies import stated
from neuromod_onto.model.namespaces import NEUROMOD, prefixes
from neuromod_onto.serve.negotiation import best_of
from neuromod_onto.serve.service import iri_of, is_iri, language_of, service_of

_HTML = "text/html"
FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_ENDINGS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


def term(request: Request) -> Response:
    """Answer with what the reader accepts; ``.ttl``, ``.jsonld``, ``.nt`` and ``.rdf`` ask for a format."""
    service = service_of(request)
    name = request.path_params["id"]
    stem, _, ending = name.rpartition(".")
    whole = is_iri(NEUROMOD + name) and NEUROMOD + name in service.dataset
    media = _ENDINGS.get(ending, "") if stem and not whole else ""
    iri = iri_of(stem if media else name)
    if not iri.startswith(NEUROMOD) or iri not in service.dataset:
        raise HTTPException(404)
    media = media or best_of(request.headers.get("accept", ""), (_HTML, *FORMATS, "application/xhtml+xml"))
    if not media:
        raise HTTPException(406, "offered: " + ", ".join((_HTML, *FORMATS)))
    if media not in FORMATS:
        return RedirectResponse(service.links.term(iri, language_of(request)), 303, {"vary": "Accept"})
    return Response(serialize(description(service.dataset, iri), media), media_type=media)


def description(dataset: Dataset, iri: str) -> Iterator[ox.Triple]:
    """Yield what is said of a term: its triples, those of their blank nodes, and notes on its names."""
    open_ends: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(iri)]
    notes = ox.NamedNode("http://www.w3.org/2002/07/owl#annotatedSource")
    about = dataset.store.quads_for_pattern(None, notes, ox.NamedNode(iri))
    open_ends += (quad.subject for quad in about if isinstance(quad.subject, ox.BlankNode))
    seen = set(open_ends)
    while open_ends:
        for quad in stated(dataset.store.quads_for_pattern(open_ends.pop(), None, None)):
            yield quad.triple
            if isinstance(quad.object, ox.BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                open_ends.append(quad.object)


def serialize(triples: Iterator[ox.Triple], media: str) -> bytes:
    """Write triples with the prefixes that they use."""
    kept = list(triples)
    iris = {
        node.value
        for triple in kept
        for node in (triple.subject, triple.predicate, triple.object)
        if isinstance(node, ox.NamedNode)
    }
    used = {
        row.prefix: row.namespace
        for row in prefixes().values()
        if any(iri.startswith(row.namespace) for iri in iris)
    }
    body = ox.serialize(kept, format=FORMATS[media], prefixes=used)
    assert body is not None
    return body


ROUTES = [Route("/id/{id:path}", term), Route("/term/{id:path}", term)]
