"""Shapes: the ontology passes, and for each shape a fault is found where there is one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from xml.etree import ElementTree

import pytest

from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.findings import Report
from neuromod_onto.findings.reports import REPORTS
from neuromod_onto.validation import shape_files, validate
from neuromod_onto.validation.shacl import OWN_SHAPES

from .conftest import ROOT, Neuromod

VALID = ROOT / "examples" / "records-valid.ttl"
FAULTY = ROOT / "examples" / "records-faulty.ttl"
SHAPES = "https://w3id.org/neuromod-onto/shapes/"


def shapes_broken(report: Report) -> set[tuple[str, str]]:
    return {(f.focus.rpartition("/")[2], f.rule.removeprefix(SHAPES)) for f in report.findings}


def test_the_ontology_passes_its_own_shapes() -> None:
    report = validate()
    assert [f for f in report.findings if f.severity != "info"] == []
    assert report.checked > 10_000


TERM_FAULTS = {
    "no label in French": ('rdfs:label "zzz"@en', "TermShape-label-fr"),
    "no label in English": ('rdfs:label "zzz"@fr', "TermShape-label-en"),
    "two labels in one language": ('rdfs:label "zzz"@en , "yyy"@en', "TermShape-label"),
    "a label in another language": ('rdfs:label "zzz"@de', "TermShape-label"),
    "a doubled space": ('rdfs:label "zzz  yyy"@en', "TermShape-label"),
    "a trailing space": ('rdfs:label "zzz "@en', "TermShape-label"),
    "a label that another term has": (
        'rdfs:label "deep brain stimulation"@en',
        "LabelledShape-labelIsUnique",
    ),
    "no preferred label in English": ('skos:prefLabel "zzz"@fr', "TermShape-prefLabel-en"),
    "no preferred label in French": ('skos:prefLabel "zzz"@en', "TermShape-prefLabel-fr"),
    "two preferred labels": ('skos:prefLabel "zzz"@en , "yyy"@en', "TermShape-prefLabel"),
    "no definition in English": (
        'obo:IAO_0000115 "Une définition assez longue."@fr',
        "TermShape-definition-en",
    ),
    "no definition in French": (
        'obo:IAO_0000115 "A definition that is long enough."@en',
        "TermShape-definition-fr",
    ),
    "a definition without full stop": (
        'obo:IAO_0000115 "A definition that is long enough"@en',
        "TermShape-definitionEnds",
    ),
    "a definition that says nothing": ('obo:IAO_0000115 "A thing."@en', "TermShape-definition"),
    "a synonym without language": ('skos:altLabel "zzz"', "TermShape-altLabel"),
    "a synonym that repeats the label": (
        'rdfs:label "zzz"@en ; skos:altLabel "zzz"@en',
        "TermShape-synonymRepeatsLabel",
    ),
    "a hidden label without language": ('skos:hiddenLabel "zzz"', "TermShape-hiddenLabel"),
    "a straight apostrophe in a French label": ('rdfs:label "zzz d\'yyy"@fr', "TermShape-labelTypography"),
    "a straight apostrophe in a French synonym": (
        'skos:altLabel "zzz d\'yyy"@fr',
        "TermShape-altLabelTypography",
    ),
    "a straight apostrophe in a French definition": (
        'obo:IAO_0000115 "Une définition d\'assez bonne longueur."@fr',
        "TermShape-definitionTypography",
    ),
    "no source": ('rdfs:label "zzz"@en', "TermShape-source"),
    "a source that is not one of ours": ("dcterms:source <http://example.org/x>", "TermShape-source"),
    "a therapy without the three properties": (
        "rdfs:subClassOf neuromod:NeuromodulationTherapy",
        "TherapyShape-isReversible",
    ),
    "a therapy that is destructive": (
        "rdfs:subClassOf neuromod:NeuromodulationTherapy ; neuromod:isDestructive true",
        "TherapyShape-isDestructive",
    ),
    "a therapy that cannot be adjusted": (
        "rdfs:subClassOf neuromod:NeuromodulationTherapy ; neuromod:isAdjustable false",
        "TherapyShape-isAdjustable",
    ),
    "a therapy without modality": (
        "rdfs:subClassOf neuromod:NeuromodulationTherapy",
        "LeafTherapyShape-usesModality",
    ),
    "a therapy without target": (
        "rdfs:subClassOf neuromod:NeuromodulationTherapy",
        "LeafTherapyShape-hasNeuralTarget",
    ),
    "a therapy without invasiveness": (
        "rdfs:subClassOf neuromod:NeuromodulationTherapy",
        "LeafTherapyShape-hasInvasiveness",
    ),
    "a therapy that modulates no system": (
        "rdfs:subClassOf neuromod:NeuromodulationTherapy",
        "LeafTherapyShape-modulatesSystem",
    ),
    "a therapy without device": (
        "rdfs:subClassOf neuromod:NeuromodulationTherapy",
        "LeafTherapyShape-deliveredBy",
    ),
    "an outcome measure that measures nothing": (
        "rdfs:subClassOf neuromod:OutcomeMeasure",
        "LeafOutcomeMeasureShape-measuresOutcome",
    ),
    "a property without domain": ("a owl:ObjectProperty", "ObjectPropertyShape-domain"),
    "a property without range": ("a owl:ObjectProperty", "ObjectPropertyShape-range"),
}
PREFIXES = """@prefix neuromod: <https://w3id.org/neuromod-onto/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix obo: <http://purl.obolibrary.org/obo/> .
"""


@pytest.fixture(scope="module")
def term_findings(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Check one file with one faulty term for each fault."""
    file = tmp_path_factory.mktemp("terms") / "faults.ttl"
    terms = [
        f"neuromod:Fault{n} {facts}{'' if 'a owl:' in facts else ' ; a owl:Class'} ."
        for n, (facts, _) in enumerate(TERM_FAULTS.values())
    ]
    file.write_text(PREFIXES + "\n".join(terms), "utf-8")
    return shapes_broken(validate([file, *(ROOT / "ontology").glob("neuromod.ttl")], shapes=["terms"]))


@pytest.mark.parametrize(("number", "fault"), list(enumerate(TERM_FAULTS)), ids=list(TERM_FAULTS))
def test_a_faulty_term_is_found(term_findings: set[tuple[str, str]], number: int, fault: str) -> None:
    assert (f"neuromod:Fault{number}", TERM_FAULTS[fault][1]) in term_findings


RECORD_FAULTS = {
    ("no-pseudonym", "TherapyRecordShape-patientPseudonym"),
    ("name-for-pseudonym", "TherapyRecordShape-patientPseudonym"),
    ("two-therapies", "TherapyRecordShape-recordsTherapy"),
    ("device-for-therapy", "TherapyRecordShape-therapyIsAnIntervention"),
    ("lesion-as-therapy", "TherapyRecordShape-therapyInScope"),
    ("no-condition", "TherapyRecordShape-recordsCondition"),
    ("no-device", "TherapyRecordShape-recordsDevice"),
    ("date-without-time", "TherapyRecordShape-startedAt"),
    ("ended-on-a-day", "EndShape-endedAt"),
    ("dose-of-two-patients", "DoseRecordShape-patientPseudonym"),
    ("dose-of-no-therapy", "DoseRecordShape-recordsTherapy"),
    ("current-with-its-unit", "DoseRecordShape-quantity"),
    ("implant-of-nobody", "ImplantRecordShape-patientPseudonym"),
    ("implant-of-nothing", "ImplantRecordShape-device"),
    ("implant-without-MR-status", "ImplantRecordShape-hasMRStatus"),
    ("exposure-of-nobody", "ExposureRecordShape-patientPseudonym"),
    ("exposure-to-two", "ExposureRecordShape-recordsExposure"),
    ("exposure-to-a-disease", "ExposureRecordShape-exposureIsOne"),
    ("outcome-without-measure", "OutcomeRecordShape-recordsOutcomeMeasure"),
    ("outcome-in-words", "OutcomeRecordShape-outcomeValue"),
    ("outcome-at-no-time", "OutcomeRecordShape-occurredAt"),
    ("two-events-in-one", "AdverseEventRecordShape-recordsAdverseEvent"),
    ("a-device-for-an-event", "AdverseEventRecordShape-eventIsOne"),
}


def test_valid_records_pass() -> None:
    assert validate([VALID]).findings == []


def test_each_faulty_record_breaks_the_shape_it_should_and_no_other() -> None:
    assert shapes_broken(validate([FAULTY])) == RECORD_FAULTS


def test_every_shape_has_a_case_that_breaks_it() -> None:
    covered = {shape for _, shape in TERM_FAULTS.values()} | {shape for _, shape in RECORD_FAULTS}
    text = "".join(path.read_text("utf-8") for path in shape_files(["terms", "records"]))
    property_shapes = set(re.findall(r"^shape:(\S+)\n    a sh:PropertyShape", text, re.MULTILINE))
    property_shapes -= {name for name in property_shapes if name.startswith("Recorded")}  # test_record_codes
    assert len(property_shapes) > 30
    assert property_shapes - covered == set()


def test_the_shapes_are_valid_shacl_by_shacl_itself() -> None:
    import pyshacl
    import rdflib

    for path in shape_files([*OWN_SHAPES, "records", "safety"]):
        conforms, _, report = pyshacl.validate(
            rdflib.Graph(), shacl_graph=rdflib.Graph().parse(path), meta_shacl=True, advanced=True
        )
        assert conforms, report


def test_a_set_is_its_topics_and_each_is_named_by_its_path() -> None:
    safety = shape_files(["safety"])
    assert {path.parent for path in safety} == {ROOT / "shapes" / "safety"}
    assert shape_files([f"safety/{path.stem}" for path in safety]) == safety
    assert shape_files(["terms"]) == [ROOT / "shapes" / "terms.ttl"]


def test_shapes_of_ones_own_may_be_a_folder(tmp_path: Path) -> None:
    copy = copytree(ROOT / "shapes" / "records", tmp_path / "rules")
    own = shape_files([str(copy)])
    assert {path.parent for path in own} == {copy}
    assert [path.name for path in own] == [path.name for path in shape_files(["records"])]
    with pytest.raises(InputError, match="no RDF file"):
        shape_files([str(tmp_path)])


@pytest.mark.parametrize("name", ["safe", "safety/", "safety/heat", "../ontology/neuromod", ""])
def test_shapes_that_nobody_ships_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="no shapes") as error:
        shape_files([name])
    assert error.value.hint == "shipped: evidence, products, records, safety, terms; or name a file"


def test_files_of_a_set_written_behind_each_other_are_one_file_for_other_tools(tmp_path: Path) -> None:
    """As docs/validation.md says: the command of pySHACL takes a single file."""
    whole = tmp_path / "records-shapes.ttl"
    whole.write_text("".join(path.read_text("utf-8") for path in shape_files(["records"])), "utf-8")
    data = tmp_path / "data.ttl"
    data.write_text(
        """@prefix neuromod: <https://w3id.org/neuromod-onto/> .
        <https://example.org/r1> a neuromod:ImplantRecord ; neuromod:recordedCode "no IRI" .""",
        "utf-8",
    )
    command = [sys.executable, "-m", "pyshacl", "--advanced", "-s", whole, "-f", "turtle", data]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1, ended.stderr
    told = set(re.findall(r"sh:sourceShape shape:([\w-]+)", ended.stdout))
    of_implants = {f"ImplantRecordShape-{name}" for name in ("patientPseudonym", "device", "hasMRStatus")}
    assert told == {*of_implants, "RecordedCodeForm-nodeKind"}


def test_every_shape_speaks_both_languages() -> None:
    import rdflib

    for path in shape_files([*OWN_SHAPES, "records"]):
        graph = rdflib.Graph().parse(path)
        sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
        for shape in graph.subjects(rdflib.RDF.type, sh.PropertyShape):
            assert {m.language for m in graph.objects(shape, sh.message)} == {"en", "fr"}, shape


@pytest.mark.parametrize(("severity", "code"), [("violation", 1), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on_decides_the_exit_code(neuromod: Neuromod, severity: str, code: int) -> None:
    assert neuromod("validate", FAULTY, "--fail-on", severity).code == code


def test_warnings_alone_do_not_fail_by_default(neuromod: Neuromod, tmp_path: Path) -> None:
    text = FAULTY.read_text("utf-8")
    head, records = text.split("\n\n", 1)
    only = next(part for part in records.split("\n\n") if part.startswith("ex:no-condition"))
    file = tmp_path / "warning.ttl"
    file.write_text(f"{head}\n\n{only}\n", "utf-8")
    assert neuromod("validate", file).code == 0
    assert neuromod("validate", file, "--fail-on", "warning").code == 1


def test_messages_come_in_the_readers_language(neuromod: Neuromod) -> None:
    assert "Un enregistrement désigne un traitement." in neuromod("--lang", "fr", "validate", FAULTY).out
    assert "not medical advice" in neuromod("validate", VALID).err


def test_reports_are_written_for_other_programs(neuromod: Neuromod, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"report.{kind}" for kind in REPORTS}
    neuromod(
        "validate", FAULTY, *(part for kind, path in files.items() for part in ("--report", f"{kind}:{path}"))
    )
    suite = ElementTree.parse(files["junit"]).getroot()
    assert suite.get("failures") == "16"
    assert suite.get("tests") == "23"
    assert json.loads(files["sarif"].read_text("utf-8"))["version"] == "2.1.0"
    assert len(json.loads(files["json"].read_text("utf-8"))["findings"]) == 23
    assert "ValidationReport" in files["ttl"].read_text("utf-8")


def test_unknown_shapes_and_broken_shapes_are_refused(neuromod: Neuromod, tmp_path: Path) -> None:
    assert neuromod("validate", VALID, "--shapes", "nosuch").code == 2
    broken = tmp_path / "broken.ttl"
    broken.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e/s> a sh:NodeShape ; sh:targetClass <http://e/c> ; sh:property [ sh:minCount 1 ] ."
    )
    assert neuromod("validate", VALID, "--shapes", broken).code == 3
