"""The quantities of doses and records: which property takes which unit. Read from the ontology."""

from __future__ import annotations

from dataclasses import dataclass

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import LocalEngine, Rows
from neuromod_onto.model.namespaces import NEUROMOD

_QUERY = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX qudt: <http://qudt.org/schema/qudt/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?property ?range ?ucum {
  ?property a owl:DatatypeProperty ; rdfs:range ?range .
  OPTIONAL { ?property qudt:ucumCode ?ucum }
} ORDER BY ?property
"""


@dataclass(frozen=True)
class Quantity:
    """A datatype property of records.

    Attributes:
        name: local name, such as ``currentAmplitude``.
        iri: full IRI.
        datatype: IRI of its range.
        ucum: UCUM code of its canonical unit; empty when the property has none.

    """

    name: str
    iri: str
    datatype: str
    ucum: str

    @property
    def numeric(self) -> bool:
        """Say whether its values are numbers."""
        return self.datatype.endswith(("#decimal", "#integer"))


def quantities(dataset: Dataset) -> dict[str, Quantity]:
    """Return the datatype properties that the ontology declares, by local name."""
    answer = LocalEngine(dataset.store).query(_QUERY, place="quantities")
    assert isinstance(answer, Rows)
    found = {}
    for row in answer.rows:
        iri, datatype, ucum = (getattr(term, "value", "") for term in row)
        if iri.startswith(NEUROMOD):
            name = iri.removeprefix(NEUROMOD)
            found[name] = Quantity(name, iri, datatype, ucum)
    return found
