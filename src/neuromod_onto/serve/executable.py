"""Canned queries as RDF, after the SHACL vocabulary: other services can find and run them as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from neuromod_onto.catalog import CannedQuery
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import DCTERMS, RDF_TYPE, SH

_DCAT_KEYWORD = ox.NamedNode("http://www.w3.org/ns/dcat#keyword")
QUERY = NEUROMOD + "query/"


def query_triples(query: CannedQuery) -> Iterator[ox.Triple]:
    """Yield a canned query as an ``sh:SPARQLExecutable`` with its title, question and tags."""
    node = ox.NamedNode(QUERY + query.name)

    def fact(prop: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(node, ox.NamedNode(prop), value)

    yield fact(RDF_TYPE, ox.NamedNode(SH + "SPARQLExecutable"))
    yield fact(RDF_TYPE, ox.NamedNode(SH + "SPARQLSelectExecutable"))
    yield fact(SH + "select", ox.Literal(query.text))
    for language, text in query.summary.items():
        yield fact(DCTERMS + "title", ox.Literal(text, language=language))
    for language, text in query.question.items():
        yield fact(DCTERMS + "description", ox.Literal(text, language=language))
    for tag in query.tags:
        yield ox.Triple(node, _DCAT_KEYWORD, ox.Literal(tag))
