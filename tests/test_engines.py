"""The compiled SHACL engine finds what the reference engine finds, result for result."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.validation.compiled import compile_shapes, run_checks
from neuromod_onto.validation.reference import run_reference
from neuromod_onto.validation.results import Result
from neuromod_onto.validation.shacl import shape_files

from .conftest import ROOT
from .test_evidence import PREFIXES, PRODUCT, PRODUCT_FAULTS, RECORD, RECORD_FAULTS, described
from .test_safety import CASES
from .test_safety import PREFIXES as SAFETY_PREFIXES
from .test_shapes import FAULTY, TERM_FAULTS
from .test_shapes import PREFIXES as TERM_PREFIXES

SMALL = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix neuromod: <https://w3id.org/neuromod-onto/> . @prefix source: <https://w3id.org/neuromod-onto/source/> .
neuromod:Intervention a owl:Class . neuromod:Condition a owl:Class . neuromod:Device a owl:Class .
neuromod:SubthalamicDeepBrainStimulation a owl:Class ; rdfs:subClassOf neuromod:Intervention .
neuromod:ParkinsonDisease a owl:Class ; rdfs:subClassOf neuromod:Condition .
neuromod:DeepBrainStimulator a owl:Class ; rdfs:subClassOf neuromod:Device .
neuromod:PremarketApproval rdfs:subClassOf neuromod:EvidenceRecord .
neuromod:PremarketClearance rdfs:subClassOf neuromod:EvidenceRecord .
neuromod:SupportsUse a neuromod:Polarity . neuromod:CurrentRecord a neuromod:RecordStatus .
neuromod:UnitedStates a neuromod:Jurisdiction . source:P960009 a neuromod:BibliographicSource .
"""


def key(result: Result) -> tuple[str, ...]:
    """Return what makes a result: blank nodes have no name of their own."""
    shape = "" if isinstance(result.shape, ox.BlankNode) else result.shape.value
    value = "" if result.value is None or isinstance(result.value, ox.BlankNode) else str(result.value)
    return (
        str(result.focus),
        str(result.path or ""),
        value,
        result.component,
        result.severity,
        shape,
        *(f"{text}@{language}" for text, language in sorted(result.messages)),
    )


def both(tmp_path: Path, text: str, shapes: list[str]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    file = tmp_path / "data.ttl"
    file.write_text(text, "utf-8")
    data, graph = read_rdf([file]), read_rdf(shape_files(shapes))
    checks, rest = compile_shapes(graph, data)
    assert rest == []
    compiled = sorted({key(result) for result in run_checks(checks, data)})
    reference = sorted({key(result) for result in run_reference(graph, data, "shapes")})
    return compiled, reference


def test_on_faulty_evidence_and_products(tmp_path: Path) -> None:
    text = PREFIXES + SMALL.replace("@prefix", "\n@prefix")
    for n, (changes, _) in enumerate(RECORD_FAULTS.values()):
        text += described(f"evidence:Fault{n}", RECORD, changes)
    for n, (changes, _) in enumerate(PRODUCT_FAULTS.values()):
        text += described(f"product:Fault{n}", PRODUCT, changes)
    compiled, reference = both(tmp_path, text, ["evidence", "products"])
    assert compiled == reference
    assert len(compiled) > 30


def test_on_faulty_terms(tmp_path: Path) -> None:
    text = TERM_PREFIXES + SMALL.replace("@prefix", "\n@prefix")
    text += "\n".join(
        f"neuromod:Fault{n} {facts}{'' if 'a owl:' in facts else ' ; a owl:Class'} ."
        for n, (facts, _) in enumerate(TERM_FAULTS.values())
    )
    compiled, reference = both(tmp_path, text, ["terms"])
    assert compiled == reference
    assert len(compiled) > 100


def test_on_faulty_records(tmp_path: Path) -> None:
    compiled, reference = both(tmp_path, FAULTY.read_text("utf-8"), ["records"])
    assert compiled == reference
    assert compiled


def without_datatype(row: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out the datatype of the value: the engines differ on that of a sum of integers."""
    focus, path, value, *rest = row[:6]
    return (focus, path, value.partition("^^")[0], *rest)


SAFETY_CASES = [
    "Shannon k 3.22",
    "Shannon at caution",
    "Shannon without area",
    "10 kHz, two phases of 60 us",
    "20 V of 12 V",
    "4 mA for 40 min",
    "interval of 2 s",
    "ziconotide 20 ug/d in the US",
    "ziconotide 20 ug/d somewhere",
    "2 mg/mL at 0.25 mL/d is not 0.25 mg/d",
]


def test_on_sparql_constraints(tmp_path: Path) -> None:
    text = SAFETY_PREFIXES + "".join(f":r{n} {CASES[case][0]} .\n" for n, case in enumerate(SAFETY_CASES))
    text += SMALL.replace("@prefix", "\n@prefix")
    text += "".join(
        f"neuromod:{kind}Program rdfs:subClassOf neuromod:StimulationProgram , neuromod:DoseRecord .\n"
        for kind in ("PulsedStimulation", "DirectCurrent", "MagneticStimulation")
    )
    text += "neuromod:InfusionProgram rdfs:subClassOf neuromod:DoseRecord .\n"
    kind = "neuromod:TranscranialElectricalStimulation"
    text += f"neuromod:TranscranialDirectCurrentStimulation rdfs:subClassOf {kind} .\n"
    text += (ROOT / "ontology" / "safety.ttl").read_text("utf-8")
    compiled, reference = both(tmp_path, text, ["safety"])
    assert list(map(without_datatype, compiled)) == list(map(without_datatype, reference))
    assert len({row[0] for row in compiled}) == len(SAFETY_CASES)


@pytest.mark.parametrize("path", sorted((ROOT / "shapes").glob("*.ttl")), ids=lambda path: path.stem)
def test_every_shipped_shape_is_compiled(path: Path) -> None:
    checks, rest = compile_shapes(read_rdf([path]), ox.Store())
    assert rest == []
    assert checks
