"""What a message calls a term, whatever labels the term has."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from neuromod_onto.dataset import read_rdf
from neuromod_onto.model.vocabulary import SH
from neuromod_onto.validation.shacl import shape_files

from .told_labels import LOOKUP, told_another_way

TERMS = """
@prefix : <https://example.org/kinds#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Both rdfs:label "pump"@en , "pompe"@fr . :English rdfs:label "lead"@en . :French rdfs:label "sonde"@fr .
:Plain rdfs:label "Model 7" . :PlainAndFrench rdfs:label "Model 8" , "modèle 8"@fr . :German rdfs:label "Pumpe"@de .
"""
CALLED = {
    "#Both": ("pump", "pompe"),
    "#English": ("lead", "lead"),
    "#French": ("sonde", "sonde"),
    "#Plain": ("Model 7", "Model 7"),
    "#PlainAndFrench": ("Model 8", "modèle 8"),
    "#German": ("German", "German"),
    "/Bare": ("Bare", "Bare"),
    ":bare": ("bare", "bare"),
}
IRIS = ["https://example.org/kinds" + end for end in CALLED if end[0] != ":"] + ["urn:ours:bare"]
RECORDS = "".join(f"[] <https://example.org/records> <{iri}> .\n" for iri in IRIS)
QUERY = (
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    "SELECT ?node ?english ?french { ?record <https://example.org/records> ?node . " + LOOKUP + " }"
)


def called_by_oxigraph() -> dict[str, tuple[str, str]]:
    store = ox.Store()
    store.load((TERMS + RECORDS).encode(), ox.RdfFormat.TURTLE)
    rows = store.query(QUERY)
    return {str(row["node"].value): (row["english"].value, row["french"].value) for row in rows}  # type: ignore[union-attr,index]


def called_by_rdflib() -> dict[str, tuple[str, str]]:
    rows = rdflib.Graph().parse(data=TERMS + RECORDS, format="turtle").query(QUERY)
    return {str(row.node): (str(row.english), str(row.french)) for row in rows}  # type: ignore[union-attr]


@pytest.mark.parametrize("called", [called_by_oxigraph, called_by_rdflib])
def test_a_term_is_called_by_its_label_or_its_name(called) -> None:  # type: ignore[no-untyped-def]
    assert called() == dict(zip(IRIS, CALLED.values(), strict=True))


@pytest.mark.parametrize("name", ["safety", "records"])
def test_all_shapes_look_labels_up_in_this_way(name: str) -> None:
    queries = [quad for quad in read_rdf(shape_files([name])) if quad.predicate.value == SH + "select"]
    assert sum("?inEnglish" in quad.object.value for quad in queries) >= 8  # type: ignore[union-attr]
    assert {str(quad.subject): told_another_way(quad.object.value) for quad in queries} == {  # type: ignore[union-attr]
        str(quad.subject): [] for quad in queries
    }


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ('IN ("en", "")', '= "en"'),
        ('= "fr"', '!= "fr"'),
        ('OPTIONAL { ?node rdfs:label ?inFrench . FILTER (LANG(?inFrench) = "fr") }', ""),
        ("COALESCE(?inFrench, ?english)", "COALESCE(?inEnglish, ?english)"),
        ("STR(?node)", "STR(?other)"),
    ],
)
def test_what_departs_from_it_is_found(there: str, instead: str) -> None:
    assert there in LOOKUP
    assert told_another_way("SELECT * { " + LOOKUP + " }") == []
    assert told_another_way("SELECT * { " + LOOKUP.replace(there, instead) + " }")
