"""The ontology as CSV tables, for spreadsheets, data frames and databases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import pyoxigraph as ox

from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.model.vocabulary import (
    DCTERMS,
    DEFINITION,
    DEPRECATED,
    LABEL,
    OWL,
    RDF_TYPE,
    SUBCLASS_OF,
)
from neuromod_onto.release.documents import Documents
from neuromod_onto.render import Table, render_table
from neuromod_onto.render.tables import Cell
from neuromod_onto.terms import all_names, scope_of
from neuromod_onto.terms.hierarchy import parents
from neuromod_onto.terms.sources import source_of

Row = tuple[Cell, ...]


def sheet(name: str, documents: Documents) -> bytes:
    """Return one of ``SHEETS`` as CSV in UTF-8."""
    columns, rows = SHEETS[name]
    return render_table(Table(columns, list(rows(documents))), "csv").encode()


def _classes(documents: Documents) -> list[str]:
    return [i for i in documents.dataset.subjects(RDF_TYPE, OWL + "Class") if i.startswith(NEUROMOD)]


def _terms(documents: Documents) -> Iterator[Row]:
    dataset = documents.dataset
    for iri in _classes(documents):
        labels = {language: text for text, language in dataset.literals(iri, LABEL)}
        definitions = {language: text for text, language in dataset.literals(iri, DEFINITION)}
        yield (
            compact(iri),
            *(labels.get(language, "") for language in LANGUAGES),
            *(definitions.get(language, "") for language in LANGUAGES),
            scope_of(dataset, iri),
            any(True for _ in dataset.objects(iri, DEPRECATED)),
            iri,
        )


def _names(documents: Documents) -> Iterator[Row]:
    classes = set(_classes(documents))
    found = [n for n in all_names(documents.dataset) if n.iri in classes]
    for name in sorted(found, key=lambda n: (n.iri, n.language, n.kind, n.text)):
        yield compact(name.iri), name.text, name.language, name.kind


def _hierarchy(documents: Documents) -> Iterator[Row]:
    asserted = {
        (t.subject, t.object)
        for t in documents.core
        if t.predicate.value == SUBCLASS_OF and isinstance(t.object, ox.NamedNode)
    }
    for iri in _classes(documents):
        for parent in parents(documents.dataset, iri):
            stated = (ox.NamedNode(iri), ox.NamedNode(parent)) in asserted
            yield compact(iri), compact(parent), "asserted" if stated else "inferred"


def _relations(documents: Documents) -> Iterator[Row]:
    for triple in documents.graphs["inferred"]:
        property_, value = triple.predicate.value, triple.object
        if property_.startswith(NEUROMOD):
            shown = compact(value.value) if isinstance(value, ox.NamedNode) else value.value  # type: ignore[union-attr]
            yield compact(triple.subject.value), compact(property_), shown  # type: ignore[union-attr]


def _mappings(documents: Documents) -> Iterator[Row]:
    for row in documents.mappings:
        yield row.subject, row.predicate, row.object, row.object_label, row.justification, row.confidence


def _sources(documents: Documents) -> Iterator[Row]:
    dataset = documents.dataset
    for iri in dataset.subjects(RDF_TYPE, NEUROMOD + "BibliographicSource"):
        kind = next((text for text, _ in dataset.literals(iri, DCTERMS + "type")), "")
        source = source_of(dataset, iri)
        yield source.id, kind, source.title, source.address, source.read_at


def _individuals(
    document: str, mark: str, properties: tuple[str, ...]
) -> Callable[[Documents], Iterator[Row]]:
    """Return a function that gives a row for each individual of a document that has the property ``mark``.

    Several values of one property stand in one cell, joined by `` | ``.
    """

    def rows(documents: Documents) -> Iterator[Row]:
        facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for t in documents.graphs[document]:
            if isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.NamedNode | ox.Literal):
                value = t.object
                text = compact(value.value) if isinstance(value, ox.NamedNode) else value.value
                language = f"@{value.language}" if isinstance(value, ox.Literal) and value.language else ""
                facts[t.subject.value][compact(t.predicate.value) + language].append(text)
        for iri in sorted(facts):
            found = facts[iri]
            if mark in found:
                kinds = [kind for kind in found["rdf:type"] if kind != "owl:NamedIndividual"]
                yield compact(iri), " | ".join(kinds), *(" | ".join(found[p]) for p in properties)

    return rows


_PRODUCT = (
    "rdfs:label",
    "neuromod:manufacturedBy",
    "neuromod:intendedForTherapy",
    "neuromod:fdaProductCode",
    "neuromod:premarketNumber",
    "neuromod:regulationNumber",
    "neuromod:labelledForAgent",
    "neuromod:offersControlMode",
    "neuromod:isMarketed",
    "dcterms:source",
)
_RECORD = (
    "rdfs:label@en",
    "rdfs:label@fr",
    "neuromod:aboutTherapy",
    "neuromod:aboutCondition",
    "neuromod:aboutProduct",
    "neuromod:hasPolarity",
    "neuromod:hasStatus",
    "neuromod:hasJurisdiction",
    "neuromod:recordNumber",
    "neuromod:recordYear",
    "neuromod:decidedOn",
    "neuromod:evidenceLevel",
    "neuromod:hasTreatmentIntent",
    "neuromod:asOf",
    "neuromod:sourceWasRead",
    "dcterms:source",
)


def _columns(first: str, properties: tuple[str, ...]) -> tuple[str, ...]:
    return (first, "kind", *(p.partition(":")[2].replace("@", "_") for p in properties))


#: Each table by name: its columns and what gives its rows.
SHEETS: dict[str, tuple[tuple[str, ...], Callable[[Documents], Iterator[Row]]]] = {
    "terms": (
        ("term", "label_en", "label_fr", "definition_en", "definition_fr", "scope", "deprecated", "iri"),
        _terms,
    ),
    "names": (("term", "name", "language", "kind"), _names),
    "hierarchy": (("term", "parent", "origin"), _hierarchy),
    "relations": (("term", "property", "value"), _relations),
    "mappings": (("term", "predicate", "code", "code_label", "justification", "confidence"), _mappings),
    "products": (
        _columns("product", _PRODUCT),
        _individuals("products", "neuromod:manufacturedBy", _PRODUCT),
    ),
    "evidence": (_columns("record", _RECORD), _individuals("evidence", "neuromod:aboutTherapy", _RECORD)),
    "sources": (("source", "kind", "title", "address", "read_at"), _sources),
}
