"""What the service says of itself: SPARQL service description, VoID, canned queries as RDF."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from neuromod_onto.engine import LocalEngine
from neuromod_onto.model.namespaces import NEUROMOD, ONTOLOGY, prefixes
from neuromod_onto.model.version import __version__
from neuromod_onto.model.vocabulary import DCTERMS, OWL, RDF_TYPE
from neuromod_onto.serve.executable import query_triples
from neuromod_onto.serve.interfaces.linked_data import FORMATS, serialize
from neuromod_onto.serve.negotiation import best_of
from neuromod_onto.serve.service import Service, service_of

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
#: What is loaded: in graphs of their own, too, but not what a store holds once more to be quick.
_COUNTS = f"""SELECT ?triples ?properties ?classes {{
  {{ SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?property) AS ?properties) {{
      {{ ?s ?property ?o }} UNION {{ GRAPH ?g {{ ?s ?property ?o }} }} }} }}
  {{ SELECT (COUNT(DISTINCT ?class) AS ?classes) {{ ?class a <{OWL}Class> }} }} }}"""
_FORM = "http://www.w3.org/ns/formats/"
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def describe_service(request: Request) -> Response:
    """Describe the SPARQL service and its dataset."""
    here = str(request.base_url)
    endpoint = ox.NamedNode(here + "sparql")
    data = ox.NamedNode(here + "void#dataset")
    facts: list[tuple[ox.NamedNode | ox.BlankNode, str, ox.NamedNode | ox.BlankNode | ox.Literal]] = [
        (endpoint, RDF_TYPE, ox.NamedNode(_SD + "Service")),
        (endpoint, _SD + "endpoint", endpoint),
        (endpoint, _SD + "supportedLanguage", ox.NamedNode(_SD + "SPARQL11Query")),
        *((endpoint, _SD + "resultFormat", ox.NamedNode(_FORM + name)) for name in _RESULT_FORMATS),
        (endpoint, _SD + "defaultDataset", data),
        (data, RDF_TYPE, ox.NamedNode(_SD + "Dataset")),
        (data, _SD + "defaultGraph", data),
        (data, RDF_TYPE, ox.NamedNode(_SD + "Graph")),
        *_dataset(service_of(request), data, endpoint),
    ]
    return _graph(request, (ox.Triple(s, ox.NamedNode(p), o) for s, p, o in facts))


_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


def _dataset(
    service: Service, data: ox.NamedNode, endpoint: ox.NamedNode
) -> Iterator[tuple[ox.NamedNode | ox.BlankNode, str, ox.NamedNode | ox.BlankNode | ox.Literal]]:
    store = service.dataset.store
    (counts,) = LocalEngine(store).query(_COUNTS).rows  # type: ignore[union-attr]
    yield data, RDF_TYPE, ox.NamedNode(_VOID + "Dataset")
    yield data, DCTERMS + "title", ox.Literal("neuromod-onto", language="en")
    yield data, DCTERMS + "license", ox.NamedNode(_LICENCE)
    yield data, DCTERMS + "source", ox.NamedNode(ONTOLOGY + "neuromod")
    yield data, OWL + "versionInfo", ox.Literal(__version__)
    yield data, _VOID + "sparqlEndpoint", endpoint
    yield data, _VOID + "uriSpace", ox.Literal(NEUROMOD)
    yield data, _VOID + "exampleResource", ox.NamedNode(NEUROMOD + "SpinalCordStimulation")
    for name, count in zip(("triples", "properties", "classes"), counts, strict=True):
        yield data, _VOID + name, count
    for vocabulary in ("owl", "rdfs", "skos", "dcterms"):
        yield data, _VOID + "vocabulary", ox.NamedNode(prefixes()[vocabulary].namespace)


def queries(request: Request) -> Response:
    """Return all canned queries as RDF."""
    catalog = service_of(request).catalog.values()
    return _graph(request, (triple for query in catalog for triple in query_triples(query)))


def _graph(request: Request, triples: Iterator[ox.Triple]) -> Response:
    media = best_of(request.headers.get("accept", ""), tuple(FORMATS))
    if not media and "text/html" in request.headers.get("accept", ""):
        media = "text/turtle"
    if not media:
        raise HTTPException(406, "offered: " + ", ".join(FORMATS))
    return Response(serialize(triples, media), media_type=media)


ROUTES = [
    Route("/void", describe_service),
    Route("/.well-known/void", describe_service),
    Route("/queries.ttl", queries),
]
