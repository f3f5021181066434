"""Codes of a CodeableConcept, and the terms of ours that they imply."""

from __future__ import annotations

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD, expand
from neuromod_onto.records.fhir.coded import codes_of, terms_of

from .conftest import dataset_of

SNOMED, MESH = "http://snomed.info/sct", "https://www.nlm.nih.gov/mesh"
PCS, CM = "http://www.cms.gov/Medicare/Coding/ICD10", "http://hl7.org/fhir/sid/icd-10-cm"
GRAPH = """
@prefix neuromod: <https://w3id.org/neuromod-onto/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix mesh: <http://id.nlm.nih.gov/mesh/> .
neuromod:Root skos:exactMatch mesh:D000001 .
neuromod:Wide rdfs:subClassOf neuromod:Root ; skos:exactMatch mesh:D000002 ; skos:narrowMatch mesh:D000003 .
neuromod:Near rdfs:subClassOf neuromod:Wide ; skos:exactMatch mesh:D000003 .
neuromod:Side rdfs:subClassOf neuromod:Root ; skos:closeMatch mesh:D000003 , mesh:D000004 ; skos:exactMatch mesh:D000007 .
neuromod:Some rdfs:subClassOf neuromod:Root ; skos:narrowMatch mesh:D000004 , mesh:D000005 .
neuromod:Else rdfs:subClassOf neuromod:Other ; skos:exactMatch mesh:D000005 , mesh:D000006 .
neuromod:Part rdfs:subClassOf neuromod:Root ; skos:broadMatch mesh:D000006 , mesh:D000008 ; skos:relatedMatch mesh:D000008 .
neuromod:Kin rdfs:subClassOf neuromod:Root ; skos:closeMatch mesh:D000009 .
"""


@pytest.fixture(scope="module")
def small() -> Dataset:
    return dataset_of(GRAPH)


@pytest.mark.parametrize(
    ("concept", "codes"),
    [
        ({"coding": [{"system": SNOMED, "code": "49049000"}]}, ["snomedct:49049000"]),
        ({"coding": [{"system": PCS, "code": "00H.00MZ"}]}, ["icd10pcs:00H00MZ"]),  # which has no point
        ({"coding": [{"system": CM, "code": "G20.A1"}]}, ["icd10cm:G20.A1"]),
        (
            {
                "coding": [
                    {"system": "urn:x", "code": "1"},
                    "text",
                    {"system": MESH, "code": "D046690"},
                    {"system": SNOMED, "code": "1"},
                ]
            },
            ["mesh:D046690", "snomedct:1"],
        ),
        ({"coding": [{"system": SNOMED}, {"system": MESH, "code": "D010300"}]}, ["mesh:D010300"]),
        ({"coding": [{"system": SNOMED, "code": 49049000}]}, []),
        ({"coding": [{"system": SNOMED, "code": ""}]}, []),
        ({"coding": [{"system": SNOMED, "code": "1 2"}]}, []),
        ({"coding": [{"system": SNOMED, "code": "1>"}]}, []),
        ({"coding": [{"system": SNOMED, "code": "1\n"}]}, []),
        ({"coding": [{"code": "49049000"}]}, []),
        ({"coding": {"system": SNOMED, "code": "49049000"}}, []),
        ({"coding": "49049000"}, []),
        ({"text": "Parkinson"}, []),
        ({}, []),
        ([{"system": SNOMED, "code": "49049000"}], []),
        ("49049000", []),
        (None, []),
    ],
)
def test_the_codes_of_a_concept_whose_system_is_known(concept: object, codes: list[str]) -> None:
    assert codes_of(concept) == [expand(code) for code in codes]


@pytest.mark.parametrize("code", ["A0", "Z9", "a0", "z9", "G20.A1", "44261-6", "C:1", "a_b"])
def test_the_characters_of_codes(code: str) -> None:
    assert codes_of({"coding": [{"system": MESH, "code": code}]}) == [expand("mesh:" + code)]


@pytest.mark.parametrize(
    ("codes", "terms"),
    [
        ("", ""),
        ("D000099", ""),
        ("D000001", "Root"),  # the class itself
        ("D000002", "Wide"),
        ("D000003", "Near"),  # exact before narrow and close
        ("D000004", "Some"),  # narrow before close
        ("D000009", "Kin"),  # close where there is no other
        ("D000005", "Some"),  # exact, but of another kind
        ("D000006", ""),  # what is broader implies nothing
        ("D000008", ""),
        ("D000001 D000002 D000003", "Near"),  # the most specific
        ("D000007 D000003", "Near Side"),
    ],
)
def test_codes_imply_terms(small: Dataset, codes: str, terms: str) -> None:
    found = terms_of(small, [expand(f"mesh:{code}") for code in codes.split()], "Root")
    assert found == [NEUROMOD + term for term in terms.split()]
