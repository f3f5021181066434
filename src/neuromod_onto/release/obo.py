"""The classes and relations in the OBO format, for tools that read no OWL. English only."""

from __future__ import annotations

from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import MissingPartError
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.model.vocabulary import (
    ALT_LABEL,
    DEFINITION,
    DEPRECATED,
    HIDDEN_LABEL,
    LABEL,
    OWL,
    RDF_TYPE,
    RDFS,
    REPLACED_BY,
    SKOS,
)
from neuromod_onto.release.views import named_superclasses


def obo(dataset: Dataset, header: dict[str, str]) -> bytes:
    """Return the ontology in OBO format: names, definitions, synonyms, hierarchy, relations, codes.

    The hierarchy and the class-level relations are those that the reasoner completed. An exact mapping is an
    ``xref``. What OBO cannot say (unions, truth values, disjointness of many) is left out.

    Args:
        dataset: the ontology with what is inferred and mapped.
        header: ``version``, ``title``, ``description`` and ``license``.

    Raises:
        MissingPartError: fastobo is not installed.

    """
    try:
        import fastobo
    except ImportError as error:
        raise MissingPartError(
            "the OBO format needs fastobo", "pip install 'neuromod-onto[release]'"
        ) from error
    frames = [*_terms(fastobo, dataset), *_typedefs(fastobo, dataset)]
    document = fastobo.doc.OboDoc(fastobo.header.HeaderFrame(_header(fastobo, header)), frames)
    return f"{document}".encode()


def _header(fastobo: Any, header: dict[str, str]) -> list[Any]:
    h = fastobo.header
    stem = "neuromod-onto"

    def resource(predicate: str, iri: str) -> Any:
        return h.PropertyValueClause(
            fastobo.pv.ResourcePropertyValue(_url(fastobo, predicate), _url(fastobo, iri))
        )

    def literal(predicate: str, text: str) -> Any:
        return h.PropertyValueClause(
            fastobo.pv.LiteralPropertyValue(
                _url(fastobo, predicate), text, fastobo.id.PrefixedIdent("xsd", "string")
            )
        )

    return [
        h.FormatVersionClause("1.4"),
        h.DataVersionClause(header["version"]),
        h.IdspaceClause("neuromod", _url(fastobo, NEUROMOD), "neuromod-onto"),
        h.OntologyClause(stem),
        literal("http://purl.org/dc/terms/title", header["title"]),
        literal("http://purl.org/dc/terms/description", header["description"]),
        resource("http://purl.org/dc/terms/license", header["license"]),
    ]


def _terms(fastobo: Any, dataset: Dataset) -> list[Any]:
    t, no_xrefs = fastobo.term, fastobo.xref.XrefList([])
    above = named_superclasses(dataset)
    relations = _relations(dataset)
    frames = []
    for iri in sorted(i for i in above if i.startswith(NEUROMOD)):
        clauses = [t.NameClause(_english(dataset, iri, LABEL)[0])]
        clauses += [t.DefClause(text, no_xrefs) for text in _english(dataset, iri, DEFINITION)]
        taken = set(_english(dataset, iri, LABEL))
        for predicate, scope in ((ALT_LABEL, "EXACT"), (HIDDEN_LABEL, "RELATED")):
            for text in _english(dataset, iri, predicate):
                if text not in taken:
                    taken.add(text)
                    clauses.append(t.SynonymClause(fastobo.syn.Synonym(text, scope)))
        codes = dataset.iris(iri, SKOS + "exactMatch")
        clauses += [t.XrefClause(fastobo.xref.Xref(_id(fastobo, code))) for code in codes]
        deprecated = any(True for _ in dataset.objects(iri, DEPRECATED))
        if not deprecated:
            wider = {p for p in above[iri] if p.startswith(NEUROMOD)}
            direct = {p for p in wider if not any(p in above[other] for other in wider - {p})}
            clauses += [t.IsAClause(_id(fastobo, parent)) for parent in sorted(direct)]
            clauses += [
                t.RelationshipClause(_id(fastobo, prop), _id(fastobo, value))
                for prop in relations
                for value in dataset.iris(iri, prop)
                if value in above
            ]
        else:
            clauses.append(t.IsObsoleteClause(True))
            clauses += [t.ReplacedByClause(_id(fastobo, i)) for i in dataset.iris(iri, REPLACED_BY)]
        frames.append(t.TermFrame(_id(fastobo, iri), clauses))
    return frames


def _typedefs(fastobo: Any, dataset: Dataset) -> list[Any]:
    t, no_xrefs = fastobo.typedef, fastobo.xref.XrefList([])
    frames = []
    for iri in _relations(dataset):
        clauses = [t.NameClause(_english(dataset, iri, LABEL)[0])]
        clauses += [t.DefClause(text, no_xrefs) for text in _english(dataset, iri, DEFINITION)]
        for predicate, clause in ((RDFS + "domain", t.DomainClause), (RDFS + "range", t.RangeClause)):
            clauses += [clause(_id(fastobo, value)) for value in dataset.iris(iri, predicate)]
        if OWL + "TransitiveProperty" in dataset.iris(iri, RDF_TYPE):
            clauses.append(t.IsTransitiveClause(True))
        clauses += [t.IsAClause(_id(fastobo, v)) for v in dataset.iris(iri, RDFS + "subPropertyOf")]
        clauses += [t.InverseOfClause(_id(fastobo, v)) for v in dataset.iris(iri, OWL + "inverseOf")]
        frames.append(t.TypedefFrame(_id(fastobo, iri), clauses))
    return frames


def _relations(dataset: Dataset) -> list[str]:
    return [iri for iri in dataset.subjects(RDF_TYPE, OWL + "ObjectProperty") if iri.startswith(NEUROMOD)]


def _english(dataset: Dataset, iri: str, predicate: str) -> list[str]:
    return sorted({text for text, language in dataset.literals(iri, predicate) if language in ("en", "")})


def _id(fastobo: Any, iri: str) -> Any:
    curie = compact(iri)
    if curie == iri:
        return _url(fastobo, iri)
    prefix, _, local = curie.partition(":")
    return fastobo.id.PrefixedIdent(prefix, local)


def _url(fastobo: Any, iri: str) -> Any:
    return fastobo.id.Url(iri)
