"""Codes inside records: their form, and whether they say what the record says."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from pathlib import Path

import pytest
import rdflib

from neuromod_onto.findings import Finding
from neuromod_onto.mappings.identifiers import faults_of_code
from neuromod_onto.model.namespaces import prefixes
from neuromod_onto.validation import validate
from neuromod_onto.validation.shacl import shape_files

from .conftest import ROOT
from .safety_cases.records import DBS, record
from .test_engines import both, without_datatype
from .test_identifiers import FORMS, ending

PREFIXES = (
    "@prefix : <https://example.org/record/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    + "\n".join(f"@prefix {p.prefix}: <{p.namespace}> ." for p in prefixes().values() if p.prefix != "xsd")
    + "\n"
)
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
AGREES, FORM, INPUTS = (
    ("RecordedCodeAgrees", "warning"),
    ("RecordedCodeForm", "violation"),
    ("RecordedCodeInputs", "info"),
)
SPINAL = "neuromod:SpinalCordStimulation"


def coded(code: str, **facts: object) -> str:
    """Return a record with a code and nothing else to be found by the shapes of codes."""
    return record("Record", recordedCode=code, **facts)


#: record: (its statements, what the shapes of codes find of it)
CASES: dict[str, tuple[str, set[tuple[str, str]]]] = {
    # form
    "a code as a text": (coded("D046690", recordsTherapy=DBS), {("RecordedCodeForm-nodeKind", "violation")}),
    "a code of no vocabulary": (coded("product:Intellis", recordsTherapy=DBS), {FORM, INPUTS}),
    "a heading with a digit too few": (coded("mesh:D04669", recordsTherapy=DBS), {FORM, INPUTS}),
    "a SNOMED CT identifier with a wrong check digit": (
        coded("snomedct:49049001", recordsCondition="neuromod:ParkinsonDisease"),
        {FORM, INPUTS},
    ),
    "two digits of it swapped": (
        coded("snomedct:94049000", recordsCondition="neuromod:ParkinsonDisease"),
        {FORM, INPUTS},
    ),
    "a SNOMED CT description": (
        coded("snomedct:49049010", recordsCondition="neuromod:ParkinsonDisease"),
        {FORM, INPUTS},
    ),
    # agreement
    "the code of the condition": (
        coded("snomedct:49049000", recordsCondition="neuromod:ParkinsonDisease"),
        set(),
    ),
    "the code of another condition": (
        coded("snomedct:609558009", recordsCondition="neuromod:ParkinsonDisease"),
        {AGREES},
    ),
    "the code of a comorbidity": (
        coded(
            "snomedct:609558009",
            recordsCondition="neuromod:ParkinsonDisease",
            recordsComorbidity="neuromod:EssentialTremor",
        ),
        set(),
    ),
    "the code of a parent": (coded("mesh:D046690", recordsTherapy=DBS), set()),
    "the code of a kind": (
        coded("mesh:D062187", recordsTherapy="neuromod:ImplantedElectricalNeuromodulation"),
        set(),
    ),
    "the code of another therapy": (coded("mesh:D046690", recordsTherapy=SPINAL), {AGREES}),
    "the code of the device of a model": (coded("fdacode:LGW", recordsDevice="product:Intellis"), set()),
    "the code of another device": (coded("fdacode:MHY", recordsDevice="product:Intellis"), {AGREES}),
    "the code of the agent": (
        coded("rxnorm:1292", recordsAgent="neuromod:Baclofen"),
        set(),
    ),
    "the code of another agent": (coded("rxnorm:1292", recordsAgent="neuromod:Morphine"), {AGREES}),
    "the code of the measure": (coded("loinc:44261-6", recordsOutcomeMeasure="neuromod:PHQ9"), set()),
    "the code of a wider measure": (
        coded("loinc:38208-5", recordsOutcomeMeasure="neuromod:NumericPainRatingScale"),
        set(),
    ),
    "the code of another measure": (
        coded("loinc:44261-6", recordsOutcomeMeasure="neuromod:NumericPainRatingScale"),
        {AGREES},
    ),
    "the code of a measure where none is named": (
        coded("loinc:44261-6", recordsTherapy=DBS),
        {INPUTS},
    ),
    "the code of the condition and that of the therapy": (
        record(
            "Record",
            recordedCode=["mesh:D010300", "mesh:D046690"],
            recordsTherapy=DBS,
            recordsCondition="neuromod:ParkinsonDisease",
        ),
        set(),
    ),
    "the code of the surgery on the device": (
        coded("icd10pcs:03HK0MZ", recordsTherapy="neuromod:BaroreflexActivationTherapy"),
        set(),
    ),
    "the code of surgery on another device": (
        coded("icd10pcs:09HD05Z", recordsTherapy="neuromod:SpinalCordStimulation"),
        {AGREES},
    ),
    # not assessable
    "a code that no mapping knows": (coded("mesh:D000001", recordsTherapy=DBS), {INPUTS}),
    "a code that is only broader than terms": (
        coded("snomedct:1351253007", recordsDevice="neuromod:SpinalCordStimulator"),
        {INPUTS},
    ),
    "the code of a condition in a record of none": (coded("mesh:D010300", recordsTherapy=DBS), {INPUTS}),
    # obsolete terms
    "an obsolete model": (
        record("Record", recordsDevice="product:Inspire3028"),
        {("RecordedTermCurrent", "warning")},
    ),
    "the model that replaces it": (record("Record", recordsDevice="product:InspireIV"), set()),
    "an obsolete model beside a current one": (
        record("Record", recordsDevice=["product:Inspire3028", "product:InspireIV"]),
        {("RecordedTermCurrent", "warning")},
    ),
    **{
        f"an obsolete term as {prop}": (
            record("Record", **{prop: "product:Inspire3028"}),
            {("RecordedTermCurrent", "warning")},
        )
        for prop in (
            "recordsTherapy",
            "recordsCondition",
            "recordsComorbidity",
            "recordsAdverseEvent",
            "recordsAgent",
            "recordsOutcomeMeasure",
            "recordsExposure",
        )
    },
    # premarket numbers
    "the number of the model": (
        record("Record", patientPseudonym="P1", premarketNumber="P100026", recordsDevice="product:RNS"),
        set(),
    ),
    "a supplement to it": (
        record("Record", patientPseudonym="P1", premarketNumber="P100026/S001", recordsDevice="product:RNS"),
        set(),
    ),
    "the number of a model of the kind recorded": (
        record(
            "Record",
            patientPseudonym="P1",
            premarketNumber="P960009",
            recordsDevice="neuromod:DeepBrainStimulator",
        ),
        set(),
    ),
    "the number of another model": (
        record("Record", patientPseudonym="P1", premarketNumber="P100026", recordsDevice="product:Intellis"),
        {("RecordedNumberAgrees", "warning")},
    ),
    "a number of no model": (
        record("Record", patientPseudonym="P1", premarketNumber="P999999", recordsDevice="product:RNS"),
        {("RecordedNumberInputs", "info")},
    ),
    "a number without device": (
        record("Record", patientPseudonym="P1", premarketNumber="P100026"),
        {("RecordedNumberInputs", "info")},
    ),
    "a number with a digit too many": (
        record("Record", patientPseudonym="P1", premarketNumber="P1000266", recordsDevice="product:RNS"),
        {("RecordedNumber-premarketNumber", "violation"), ("RecordedNumberInputs", "info")},
    ),
}

_NUMBERS = {
    "K000000 K999999 DEN000000 DEN999999 P000000 H999999 P100000/S000 P100000/S9999": True,
    "K00000 K0000000 DEN00000 DEN0000000 P00000 P0000000 P100000/S00 P100000/S00000 P100000/000 X000000": False,
}
CASES |= {
    f"the number {number}": (
        record("Record", patientPseudonym="P1", premarketNumber=number, recordsDevice="product:RNS"),
        {("RecordedNumberInputs", "info")}
        | (set() if good else {("RecordedNumber-premarketNumber", "violation")}),
    )
    for numbers, good in _NUMBERS.items()
    for number in numbers.split()
}


def findings(file: Path, text: str) -> dict[str, list[Finding]]:
    file.write_text(text, "utf-8")
    found = defaultdict(list)
    for finding in validate([file], shapes=["records"]).findings:
        if finding.rule.rpartition("/")[2].startswith("Recorded"):
            found[finding.focus.rpartition("/")[2]].append(finding)
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    file = tmp_path_factory.mktemp("codes") / "records.ttl"
    return findings(file, written())


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_a_code_is_judged(found: dict[str, list[Finding]], number: int, case: str) -> None:
    broken = {(f.rule.rpartition("/")[2], f.severity) for f in found.get(f"r{number}", [])}
    assert broken == CASES[case][1]


def test_the_message_says_what_the_code_and_the_record_say(found: dict[str, list[Finding]]) -> None:
    (finding,) = found[f"r{list(CASES).index('the code of another therapy')}"]
    assert finding.value == "mesh:D046690"
    assert finding.message == "The code says deep brain stimulation, the record says spinal cord stimulation."


@pytest.mark.parametrize(
    ("language", "says"), [("en", "says MyTherapy."), ("fr", "l’enregistrement MyTherapy.")]
)
def test_a_term_without_a_label_is_told_by_its_name(tmp_path: Path, language: str, says: str) -> None:
    file = tmp_path / "own.ttl"
    file.write_text(
        "@prefix neuromod: <https://w3id.org/neuromod-onto/> . @prefix e: <https://example.org/kinds#> ."
        " e:r a neuromod:TherapyRecord ; neuromod:recordsTherapy e:MyTherapy ;"
        " neuromod:recordedCode <http://id.nlm.nih.gov/mesh/D046690> .",
        "utf-8",
    )
    messages = [f.message for f in validate([file], language=language).findings]
    assert any(message.endswith(says) for message in messages), messages


def test_the_message_names_the_heir_of_an_obsolete_term(found: dict[str, list[Finding]]) -> None:
    (finding,) = found[f"r{list(CASES).index('an obsolete model beside a current one')}"]
    assert finding.value == "product:Inspire3028"
    assert finding.message == "The term is obsolete: product:InspireIV replaces it."


def test_every_constraint_of_codes_has_a_case(found: dict[str, list[Finding]]) -> None:
    graph = rdflib.Graph()
    for file in shape_files(["records/codes", "records/replaced"]):
        graph.parse(file)
    told = {f.message for fs in found.values() for f in fs}
    silent = {
        node.rpartition("/")[2]
        for node, text in graph.subject_objects(SH.message)
        if re.search("/Recorded(Code|Number|Term)", node) and text.language == "en"
        if not any(
            re.fullmatch(re.sub(r"\\\{\\\?\w+\\\}", ".*", re.escape(str(text))), message) for message in told
        )
    }
    assert silent == set()


CODES = {
    "snomedct": [
        "49049000",
        "609558009",
        "82423001",
        "82423002",
        "1351253007",
        "118382007",
        "4904900",
        "900000000000207008",
    ],
    "mesh": ["D046690", "C000601", "M0000001", "D04669", "X046690", "D046690123"],
    "icd10pcs": ["00H00MZ", "00H00M", "00HO0MZ", "00h00MZ"],
    "icd10cm": ["G20", "G20.A1", "T85.110A", "G2", "G20.", "G200", "20.G"],
    "icd10": ["G20", "G25.0", "G25.123"],
    "fdacode": ["LGW", "LG", "lgw", "LGW1"],
    "cfr21": ["882.5820", "882", "88.5820"],
    "NCIT": ["C123", "123"],
    "MONDO": ["0005180", "5180"],
    "DOID": ["14330", "x"],
    "rxnorm": ["1292", "x1292"],
    "loinc": ["44261-6", "44261", "x-6", "44261-66"],
}


def digits() -> list[str]:
    """Return identifiers of SNOMED CT of each length, right ones and ones with a wrong digit at the end or within."""
    source = random.Random(2026)
    found = []
    for length in [*(length for length in range(5, 20) for _ in range(6)), *[18] * 60]:
        body = str(source.randint(1, 9)) + "".join(source.choices("0123456789", k=length - 4))
        right = ending(body + source.choice(["00", "10"]))
        place = source.randrange(1, length - 3)
        other = str((int(right[place]) + source.randint(1, 9)) % 10)
        found += [
            right,
            right[:-1] + str((int(right[-1]) + 1) % 10),
            right[:place] + other + right[place + 1 :],
        ]
    return found


#: systems of which no record has codes
_UNUSED = ("UBERON", "UO", "wikidata", "omim")
PAIRS = [
    *((system, code) for system, codes in CODES.items() for code in codes),
    *(
        (system, code)
        for system, both in FORMS.items()
        if system not in _UNUSED
        for code in " ".join(both).split()
    ),
    *(("snomedct", code) for code in digits()),
    *((system, "") for system in ("DOID", "CHEBI", "rxnorm")),
]


def written() -> str:
    """Return all records of this file, then one for each code of ``PAIRS``."""
    space = {prefix: row.namespace for prefix, row in prefixes().items()}
    judged = [f"a neuromod:Record ; neuromod:recordedCode <{space[s]}{code}>" for s, code in PAIRS]
    statements = [*(one for one, _ in CASES.values()), *judged]
    return PREFIXES + "\n".join(f":r{n} {one} ." for n, one in enumerate(statements))


def test_the_shapes_judge_the_form_as_the_library_does(tmp_path: Path) -> None:
    found = findings(tmp_path / "codes.ttl", written())
    for number, (system, code) in enumerate(PAIRS, start=len(CASES)):
        refused = any("RecordedCodeForm" in f.rule for f in found.get(f"r{number}", []))
        assert refused == bool(faults_of_code(system, code)), (system, code)


def test_every_mapped_code_of_snomed_ct_passes_the_check_digit(tmp_path: Path) -> None:
    lines = (ROOT / "mappings" / "snomedct.sssom.tsv").read_text("utf-8").splitlines()
    codes = {line.split("\t")[3] for line in lines if line.startswith("neuromod:")}
    assert len(codes) > 100
    records = [f":r{n} a neuromod:Record ; neuromod:recordedCode {code} ." for n, code in enumerate(codes)]
    found = findings(tmp_path / "codes.ttl", PREFIXES + "\n".join(records))
    assert not [f for fs in found.values() for f in fs if "RecordedCodeForm" in f.rule]


MINI = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
neuromod:DeepBrainStimulation rdfs:subClassOf neuromod:Intervention ; skos:exactMatch mesh:D046690 ;
    rdfs:label "deep brain stimulation"@en , "stimulation cérébrale profonde"@fr .
neuromod:SubthalamicDeepBrainStimulation rdfs:subClassOf neuromod:DeepBrainStimulation , neuromod:Intervention .
neuromod:SpinalCordStimulation rdfs:subClassOf neuromod:Intervention .
product:RNS neuromod:premarketNumber "P100026" ; neuromod:manufacturedBy maker:NeuroPace ; rdfs:label "RNS System" .
"""


def test_both_engines_judge_codes_alike(tmp_path: Path) -> None:
    chosen = [
        "a SNOMED CT identifier with a wrong check digit",
        "a heading with a digit too few",
        "a code of no vocabulary",
        "the code of a parent",
        "the code of another therapy",
        "a code that no mapping knows",
        "the number of another model",
        "a number of no model",
    ]
    text = PREFIXES + MINI + "".join(f":r{n} {CASES[case][0]} .\n" for n, case in enumerate(chosen))
    compiled, reference = both(tmp_path, text, ["records"])
    assert list(map(without_datatype, compiled)) == list(map(without_datatype, reference))
    assert len(compiled) == 10
