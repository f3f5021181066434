"""What a record may state, read from the ontology: classes, properties, their ranges and their names."""

from __future__ import annotations

from dataclasses import dataclass

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import LocalEngine, Rows
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.terms.names import fold

_CLASSES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?class ?name {
  ?class rdfs:subClassOf* <https://w3id.org/neuromod-onto/Record> ; rdfs:label ?name .
  FILTER (isIRI(?class))
}
"""
_PROPERTIES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?property ?range ?name {
  VALUES ?kind { owl:DatatypeProperty owl:ObjectProperty }
  ?property a ?kind .
  OPTIONAL { ?property rdfs:range ?given FILTER (isIRI(?given)) }
  BIND (COALESCE(?given, owl:Thing) AS ?range)
  { ?property rdfs:label ?name } UNION { ?property skos:altLabel ?name }
}
"""


@dataclass(frozen=True)
class Property:
    """A property that records use.

    Attributes:
        name: local name.
        range: IRI of its range.
        takes_record: its values are other records.

    """

    name: str
    range: str
    takes_record: bool

    @property
    def is_datatype(self) -> bool:
        """Say whether its values are literals."""
        return "XMLSchema#" in self.range


@dataclass(frozen=True)
class Schema:
    """Record classes and properties, by every name of theirs, folded.

    Attributes:
        classes: local name of a class by name.
        properties: properties by name; a name that two properties share is left out.

    """

    classes: dict[str, str]
    properties: dict[str, Property]


def schema(dataset: Dataset) -> Schema:
    """Return what records may state."""
    engine = LocalEngine(dataset.store)
    classes: dict[str, str] = {}
    for row in _rows(engine, _CLASSES):
        local = row[0].removeprefix(NEUROMOD)
        classes[fold(local)] = classes[fold(row[1])] = local
    properties: dict[str, Property] = {}
    shared: set[str] = set()
    records = set(classes.values())
    for iri, range_, name in _rows(engine, _PROPERTIES):
        local = iri.removeprefix(NEUROMOD)
        found = Property(local, range_, range_.removeprefix(NEUROMOD) in records)
        if properties.setdefault(fold(name), found) != found:
            shared.add(fold(name))
        properties[fold(local)] = found
    for name in shared - {fold(p.name) for p in properties.values()}:
        del properties[name]
    return Schema(classes, properties)


def _rows(engine: LocalEngine, query: str) -> list[list[str]]:
    answer = engine.query(query, place="records")
    assert isinstance(answer, Rows)
    return [[getattr(term, "value", "") for term in row] for row in answer.rows]
