"""Conditions: registries' names resolve, and definitions by structure, cause and course classify as clinicians do."""

from __future__ import annotations

import csv

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UnknownTermError
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import CONDITION
from neuromod_onto.terms import ancestors, resolve

from .conftest import ROOT

GOLDEN = ROOT / "tests" / "golden" / "trial_conditions.tsv"


def names() -> list[tuple[str, str]]:
    """Condition names that trial registrations of neuromodulation use most, and what each means."""
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        return [(row["name"], row["term"]) for row in csv.DictReader(lines, delimiter="\t")]


@pytest.mark.parametrize(("name", "term"), names())
def test_the_name_of_a_registry_finds_the_condition(dataset: Dataset, name: str, term: str) -> None:
    assert resolve(dataset, name, under=CONDITION).curie == term


@pytest.mark.parametrize("name", ["Healthy Volunteers", "Quality Improvement", "Pain Management"])
def test_what_is_no_condition_finds_none(dataset: Dataset, name: str) -> None:
    with pytest.raises(UnknownTermError):
        resolve(dataset, name, under=CONDITION)


KINDS = [
    ("PainfulDiabeticNeuropathy", "NeuropathicPain"),
    ("PainfulDiabeticNeuropathy", "ChronicPain"),
    ("PainfulDiabeticNeuropathy", "DiabeticPeripheralNeuropathy"),
    ("CentralPostStrokePain", "StrokeSequela"),
    ("SpasticityAfterStroke", "SpasticityOfCerebralOrigin"),
    ("SpasticityAfterSpinalCordInjury", "SpasticityOfSpinalOrigin"),
    ("PudendalNeuralgia", "ChronicPelvicPain"),
    ("RefractoryAnginaPectoris", "IntractablePain"),
    ("ParkinsonDisease", "BrainDisorder"),
    ("NeurogenicDetrusorOveractivity", "NeurogenicBladder"),
    ("HandParalysisInTetraplegia", "UpperLimbMotorImpairment"),
    ("DrugResistantEpilepsy", "TreatmentResistantCondition"),
    ("BurningMouthSyndrome", "FacialPain"),
    ("ChronicNeckPain", "ChronicMusculoskeletalPain"),
]


@pytest.mark.parametrize(("kind", "above"), KINDS)
def test_a_condition_is_a_kind_of(dataset: Dataset, kind: str, above: str) -> None:
    assert NEUROMOD + above in ancestors(dataset, NEUROMOD + kind)


NOT_KINDS = [
    ("SpasmodicDysphonia", "CervicalDystonia", "the larynx lies in the neck and is no muscle of it"),
    ("RetinalDegeneration", "NervousSystemDisorder", "the retina is central, its disease is of the eye"),
    ("SpasticityInMultipleSclerosis", "SpasticityOfSpinalOrigin", "lesions may be of the brain alone"),
    ("TrigeminalNeuralgia", "HeadacheDisorder", "pain of the face, not headache"),
    ("Headache", "FacialPain", "the face is part of the head, not the head of the face"),
    ("OveractiveBladder", "NeurogenicBladder", "mostly without neurological cause"),
    ("EssentialTremor", "ParkinsonianTremor", "another disease"),
    ("Stroke", "StrokeSequela", "the cause is not its consequence"),
    ("Epilepsy", "DrugResistantEpilepsy", "most epilepsy answers to drugs"),
    ("AcutePain", "ChronicPain", "another course"),
]


@pytest.mark.parametrize(("kind", "above", "reason"), NOT_KINDS)
def test_a_condition_is_no_kind_of(dataset: Dataset, kind: str, above: str, reason: str) -> None:
    assert NEUROMOD + above not in ancestors(dataset, NEUROMOD + kind), reason
