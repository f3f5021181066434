"""What the ontology itself says of a therapy never contradicts a record of that therapy, or of a wider one."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import read_rdf
from neuromod_onto.dataset.shipped import shipped_files
from neuromod_onto.validation import validate

from .test_record_codes import PREFIXES

#: record property: therapies ``?given`` and what may be recorded with them
SAID = {
    "recordsDevice": [
        "?x rdfs:subClassOf* ?given . ?x neuromod:deliveredBy ?said",
        "?x rdfs:subClassOf* ?given . ?said neuromod:delivers ?x",
        "?x rdfs:subClassOf* ?given . ?said neuromod:intendedForTherapy ?x",
        "?given rdfs:subClassOf* ?x . ?said neuromod:intendedForTherapy ?x",
    ],
    "recordsAgent": ["?x rdfs:subClassOf* ?given . ?x neuromod:deliversAgent ?said"],
    "recordsTarget": ["?x rdfs:subClassOf* ?given . ?x neuromod:hasNeuralTarget ?said"],
    "recordsCondition": [
        "?x rdfs:subClassOf* ?given . ?x neuromod:treatsCondition ?said",
        "?given rdfs:subClassOf* ?x . ?x neuromod:treatsCondition ?said",
    ],
}


@pytest.fixture(scope="module")
def shipped() -> ox.Store:
    return read_rdf(shipped_files())


@pytest.mark.parametrize("name", list(SAID))
def test_what_the_ontology_says_agrees(shipped: ox.Store, tmp_path: Path, name: str) -> None:
    prefixes = {
        "neuromod": "https://w3id.org/neuromod-onto/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    }
    records = {
        f"a neuromod:Record ; neuromod:recordsTherapy {row['given']} ; neuromod:{name} {row['said']} .\n"
        for pattern in SAID[name]
        for row in shipped.query(f"SELECT ?given ?said {{ {pattern} }}", prefixes=prefixes)  # type: ignore[union-attr]
        if isinstance(row["given"], ox.NamedNode) and isinstance(row["said"], ox.NamedNode)
    }
    assert len(records) > 10
    file = tmp_path / "records.ttl"
    file.write_text(PREFIXES + "".join(f":r{n} {one}" for n, one in enumerate(sorted(records))), "utf-8")
    findings = validate([file], shapes=["records"]).findings
    assert [f.message for f in findings if f.rule.rpartition("/")[2].endswith("Agrees")] == []
