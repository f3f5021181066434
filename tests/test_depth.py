"""How deep the ontology goes, measured by SPARQL on the shipped dataset; no measure may fall.

Each measure is a pattern that a class must meet, and the least percentage of classes that do. Where the goal
is reached the bound is the goal; else it is what is reached, and is raised with it.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset

PREFIXES = """PREFIX neuromod: <https://w3id.org/neuromod-onto/>
PREFIX IAO: <http://purl.obolibrary.org/obo/IAO_>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
CLASS = """?class a owl:Class .
  FILTER STRSTARTS(STR(?class), STR(neuromod:))
  FILTER NOT EXISTS { ?class owl:deprecated true }"""
DISJOINT = """{ ?above owl:disjointWith|^owl:disjointWith|owl:disjointUnionOf ?other }
      UNION { ?axiom a owl:AllDisjointClasses ; owl:members/rdf:rest*/rdf:first ?above }
      UNION { ?whole owl:disjointUnionOf/rdf:rest*/rdf:first ?above }"""
MAPPED = "skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch|skos:relatedMatch"
CLINICAL = """
  { ?class rdfs:subClassOf+ neuromod:Condition } UNION { ?class rdfs:subClassOf+ neuromod:ChemicalAgent }
  UNION { ?class rdfs:subClassOf+ neuromod:AnatomicalEntity }"""


def named(language: str) -> str:
    return f'?class rdfs:label ?label FILTER(LANG(?label) = "{language}")'


def defined_in_words(language: str) -> str:
    return f'?class IAO:0000115 ?text FILTER(LANG(?text) = "{language}")'


def genus(language: str) -> str:
    """A class above, or the last word of its label, stands in the definition."""
    return f"""?class IAO:0000115 ?text ; rdfs:subClassOf+ ?above . ?above rdfs:label ?name .
      FILTER(LANG(?text) = "{language}" && LANG(?name) = "{language}" && ?above != ?class)
      FILTER CONTAINS(LCASE(?text), REPLACE(LCASE(?name), "^.* ", ""))"""


#: measure: (which classes, what they must meet, least percentage)
MEASURES: dict[str, tuple[str, str, float]] = {
    "label in English": (CLASS, named("en"), 100),
    "label in French": (CLASS, named("fr"), 100),
    "definition in English": (CLASS, defined_in_words("en"), 100),
    "definition in French": (CLASS, defined_in_words("fr"), 100),
    "genus named in the English definition": (CLASS, genus("en"), 90),
    "source": (CLASS, "?class dcterms:source ?source", 100),
    "synonym": (CLASS, "?class skos:altLabel ?synonym", 60),
    "logical axiom beyond a named parent": (
        CLASS,
        "?class rdfs:subClassOf|owl:equivalentClass ?expression FILTER isBlank(?expression)",
        60,
    ),
    "defined by necessary and sufficient conditions": (
        CLASS,
        "?class owl:equivalentClass ?expression FILTER isBlank(?expression)",
        30,
    ),
    "disjoint from another class, itself or by a class above": (
        CLASS,
        f"{{ SELECT DISTINCT ?above {{ {DISJOINT} }} }} ?class rdfs:subClassOf* ?above .",
        90,
    ),
    "disjoint from another class by an axiom of its own": (
        CLASS,
        DISJOINT.replace("?above", "?class"),
        40,
    ),
    "mapped to another vocabulary": (CLASS, f"?class {MAPPED} ?code", 70),
    "clinical terms mapped to SNOMED CT or MeSH": (
        CLASS + CLINICAL,
        f"?class {MAPPED} ?code FILTER(CONTAINS(STR(?code), 'snomed.info') || CONTAINS(STR(?code), 'nlm.nih.gov/mesh'))",
        50,
    ),
}


def classes(dataset: Dataset, pattern: str) -> set[str]:
    rows = dataset.store.query(f"{PREFIXES} SELECT DISTINCT ?class WHERE {{ {pattern} }}")
    assert isinstance(rows, ox.QuerySolutions)
    return {row[0].value for row in rows}


@pytest.mark.parametrize("measure", MEASURES)
def test_depth(dataset: Dataset, measure: str) -> None:
    which, condition, least = MEASURES[measure]
    every = classes(dataset, which)
    met = classes(dataset, f"{condition} {{ {which} }}")
    percentage = 100 * len(met) / len(every)
    print(f"{measure}: {percentage:.1f} % of {len(every)} classes")
    assert len(every) > 500
    assert percentage >= least, f"without it: {sorted(every - met)[:10]}"
