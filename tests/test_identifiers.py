"""Identifiers of other vocabularies: their form, their check digit, and the way from prefix to IRI and back.

The codes here show a form; most name nothing. The check digit is reckoned anew, by the group that Verhoeff's table
writes out, and not by a table.
"""

from __future__ import annotations

import random

import pytest

from neuromod_onto.errors import UsageError
from neuromod_onto.mappings.identifiers import faults_of_code, sctid_is_valid
from neuromod_onto.model.namespaces import (
    NEUROMOD,
    ONTOLOGY,
    SOURCE,
    canonical_prefix,
    compact,
    expand,
    prefixes,
)

from .conftest import ROOT

#: prefix: (codes of its form, codes that are not)
FORMS: dict[str, tuple[str, str]] = {
    "mesh": (
        "D000000 C999999 M123456 D000000000 D999999999 C000000999",
        "D00000 D0000000 D00000000 D0000000000 B000000 E000000 N000000 d000000 000000 D00000O D000000X",
    ),
    "icd10pcs": (
        "09AHJNP 0Z0Z0Z0 0000000 9999999 ZZZZZZZ",
        "09AHJN 09AHJNPZ 09AHJNI 09AHJNO 09ahjnp 09AHJN.",
    ),
    "icd10cm": (
        "A00 Z99 A0A Z9Z A00.0 A00.9 A00.A A00.Z A00.09AZ",
        "A0 A000 A00. A00.00000 a00 000 AA0 A00.a A00X0",
    ),
    "icd10": ("A00 Z99 A00.0 Z99.9 A09.09 A90.90", "A0 A000 A00. A00.000 a00 000 A0A A00.A A00X0"),
    "fdacode": ("AAA ZZZ LGW", "AA AAAA aaa A1A"),
    "cfr21": ("000.0 999.9 0000.0000 9999.9999", "00.0 00000.0 000. 000.00000 000 000x0 A00.0"),
    "NCIT": ("C0 C9 C123456", "C 123 c1 C1x D1"),
    "MONDO": ("0000000 9999999", "000000 00000000 000000x"),
    "HP": ("0000000 9999999", "000000 00000000 000000x"),
    "MAXO": ("0000000 9999999", "000000 00000000 000000x"),
    "UBERON": ("0000000 9999999", "000000 00000000 000000x"),
    "UO": ("0000000 9999999", "000000 00000000 000000x"),
    "DOID": ("0 9 1234567890", "x 1x"),
    "CHEBI": ("0 9 1234567890", "x 1x"),
    "rxnorm": ("0 9 1234567890", "x 1x"),
    "wikidata": ("Q0 Q9 Q1234567890", "Q 1 q1 P1 Q1x"),
    "omim": ("000000 999999", "00000 0000000 00000x"),
    "loinc": ("0-0 9-9 0000000-0 9999999-9", "-0 00000000-0 0- 0-00 00 x-0 0-x"),
}


@pytest.mark.parametrize("prefix", FORMS)
def test_a_code_has_the_form_of_its_vocabulary_or_is_named(prefix: str) -> None:
    good, bad = (codes.split() for codes in FORMS[prefix])
    assert [code for code in good if faults_of_code(prefix, code)] == []
    assert [
        code
        for code in [*bad, "", f" {good[0]}", f"{good[0]} ", f"{good[0]}\n"]
        if not faults_of_code(prefix, code)
    ] == []


def test_the_fault_names_the_vocabulary() -> None:
    assert faults_of_code("mesh", "1") == "not of the form of a code of Medical Subject Headings"
    assert faults_of_code("fdacode", "1") == "not of the form of a code of FDA product codes"
    wrong = "not a SNOMED CT concept identifier (digits, partition or check digit)"
    assert faults_of_code("snomedct", "82423002") == wrong
    assert faults_of_code("snomedct", "82423001") == ""


def test_a_code_of_a_vocabulary_of_unknown_form_is_let_pass() -> None:
    assert faults_of_code("neuronames", "anything") == ""


def check(digits: str) -> int:
    """Return what Verhoeff's scheme makes of digits, 0 where the last one is right.

    0 to 4 turn a pentagon, 5 to 9 mirror it; each place is permuted once more than the place to its right.
    """
    turned = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        for _ in range(place % 8):
            digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
        if turned < 5:
            turned = (turned + digit) % 5 if digit < 5 else 5 + (turned + digit) % 5
        else:
            turned = 5 + (turned - digit) % 5 if digit < 5 else (turned - digit) % 5
    return turned


def ending(body: str) -> str:
    """Return the digits with the one behind them that makes them right."""
    (last,) = [digit for digit in "0123456789" if check(body + digit) == 0]
    return body + last


def test_the_check_digit_is_that_of_the_group() -> None:
    source = random.Random(2026)
    for length in range(6, 19):
        for _ in range(60):
            body = str(source.randint(1, 9)) + "".join(source.choices("0123456789", k=length - 4))
            right = ending(body + source.choice(["00", "10"]))
            assert len(right) == length
            assert sctid_is_valid(right)
            assert not any(sctid_is_valid(right[:-1] + digit) for digit in "0123456789" if digit != right[-1])


def test_an_identifier_of_snomed_ct_has_6_to_18_digits_of_a_concept() -> None:
    assert sctid_is_valid(ending("10000"))
    assert sctid_is_valid(ending("1" + "0" * 16))
    assert not sctid_is_valid(ending("1000"))
    assert not sctid_is_valid(ending("1" + "0" * 17))
    assert not sctid_is_valid(ending("010000"))
    assert sctid_is_valid(ending("900000"))
    assert sctid_is_valid(ending("199910"))
    for partition in ("01", "02", "11", "12", "20", "30", "40", "90"):  # descriptions, relationships, none
        assert not sctid_is_valid(ending("1234" + partition)), partition
    for text in ("", "x", "1234x00", f" {ending('123400')}", f"{ending('123400')}\n", "١٢٣٤٠٠٣"):
        assert sctid_is_valid(text) is False


@pytest.mark.parametrize("prefix", sorted(prefixes()))
def test_each_prefix_leads_to_its_iri_and_back(prefix: str) -> None:
    row = prefixes()[prefix]
    iri = expand(f"{prefix}:12345")
    assert iri == row.namespace + "12345"
    assert compact(iri) == f"{prefix}:12345"
    for spelling in (prefix, prefix.upper(), prefix.lower(), *row.aliases):
        assert canonical_prefix(spelling) == prefix
        assert expand(f"{spelling}:1:2") == row.namespace + "1:2"


@pytest.mark.parametrize(
    ("iri", "curie"),
    [
        (NEUROMOD + "SpinalCordStimulation", "neuromod:SpinalCordStimulation"),
        (NEUROMOD + "product/RNS", "product:RNS"),  # the longest namespace wins
        (NEUROMOD, NEUROMOD),
        (NEUROMOD + "shapes/ShannonLimit", NEUROMOD + "shapes/ShannonLimit"),
        (NEUROMOD + "a#b", NEUROMOD + "a#b"),
        ("http://www.w3.org/2002/07/owl#Class", "owl:Class"),
        ("https://example.org/1", "https://example.org/1"),
        ("http://id.nlm.nih.gov/mesh", "http://id.nlm.nih.gov/mesh"),
    ],
)
def test_an_iri_is_shortened_where_a_prefix_fits(iri: str, curie: str) -> None:
    assert compact(iri) == curie


@pytest.mark.parametrize("text", ["nosuch:1", "mesh", "", ":1"])
def test_an_unknown_prefix_is_refused_with_those_known(text: str) -> None:
    with pytest.raises(UsageError, match="unknown prefix") as caught:
        expand(text)
    assert "mesh, snomedct" in caught.value.hint


def test_sources_and_graphs_have_their_place() -> None:
    assert expand("source:X") == SOURCE + "X"
    assert f"<{ONTOLOGY}safety>" in (ROOT / "ontology" / "safety.ttl").read_text("utf-8")


def test_an_unknown_prefix_has_no_canonical_form() -> None:
    assert canonical_prefix("nosuch") is None
