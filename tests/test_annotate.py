"""Naming the therapies that texts mention."""

from __future__ import annotations

import csv

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.linking import Annotator, best_therapies
from neuromod_onto.model.namespaces import compact

from .conftest import ROOT, Neuromod

ARMS = ROOT / "examples" / "trial_arms.csv"


@pytest.fixture(scope="module")
def annotator(dataset: Dataset) -> Annotator:
    return Annotator(dataset)


def best(annotator: Annotator, text: str, context: str = "") -> list[tuple[str, str, str]]:
    found = best_therapies(annotator, text, context)
    return [
        (compact(t).partition(":")[2], scope, status)
        for t, scope, status in zip(found.terms, found.scopes, found.statuses, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spinal Cord Stimulation", [("SpinalCordStimulation", "in", "actual")]),
        ("spinal-cord stimulation", [("SpinalCordStimulation", "in", "actual")]),
        ("Stimulation médullaire", [("SpinalCordStimulation", "in", "actual")]),
        ("stimulations medullaires", [("SpinalCordStimulation", "in", "actual")]),
        ("10 kHz spinal cord stimulation", [("TenKilohertzSpinalCordStimulation", "in", "actual")]),
        ("Sham tDCS", [("TranscranialDirectCurrentStimulation", "in", "sham")]),
        ("tDCS placebo", [("TranscranialDirectCurrentStimulation", "in", "sham")]),
        ("usual care without deep brain stimulation", [("DeepBrainStimulation", "in", "negated")]),
        ("STN-DBS OFF", [("SubthalamicDeepBrainStimulation", "in", "off")]),
        ("MR-guided focused ultrasound thalamotomy", [("MRgFUSThalamotomy", "out", "actual")]),
        ("Electroconvulsive therapy", [("ElectroconvulsiveTherapy", "border", "actual")]),
        ("spinal cord stimulator", [("SpinalCordStimulation", "in", "actual")]),
        ("deep brain stimulator implantation", [("DeepBrainStimulation", "in", "actual")]),
        ("implantation of DBS electrodes", [("DeepBrainStimulation", "in", "actual")]),
        ("aspirin 100 mg", []),
        ("usual care", []),
        ("", []),
    ],
)
def test_therapies_of_a_text(annotator: Annotator, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert best(annotator, text) == expected


def test_the_most_specific_therapy_is_kept(annotator: Annotator) -> None:
    assert best(annotator, "tDCS, a transcranial electrical stimulation") == [
        ("TranscranialDirectCurrentStimulation", "in", "actual")
    ]


def test_two_therapies_are_both_named(annotator: Annotator) -> None:
    names = [
        name for name, _, _ in best(annotator, "spinal cord stimulation or dorsal root ganglion stimulation")
    ]
    assert names == ["SpinalCordStimulation", "DorsalRootGanglionStimulation"]


def test_an_ambiguous_abbreviation_needs_its_context(annotator: Annotator) -> None:
    assert best(annotator, "SCS", "chronic back pain")[0][0] == "SpinalCordStimulation"
    assert best(annotator, "SCS", "Churg-Strauss syndrome") == []


def test_everyday_words_are_not_abbreviations(annotator: Annotator) -> None:
    assert best(annotator, "tens of patients with pain") == []


def test_mentions_say_where_they_stand(annotator: Annotator) -> None:
    text = "Active DBS for Parkinson’s disease, subthalamic nucleus"
    found = annotator.mentions(text)
    assert [text[m.start : m.end] for m in found] == [m.match for m in found]
    assert {m.entry.kind for m in found} == {"therapy", "condition", "target"}


def test_every_arm_of_the_example_has_its_row(neuromod: Neuromod) -> None:
    with ARMS.open(encoding="utf-8", newline="") as stream:
        arms = list(csv.DictReader(stream))
    assert 90 <= len(arms) <= 120
    rows = neuromod(
        "annotate", ARMS, "--text", "arm", "--context", "condition", "--id", "nct_id", "--best"
    ).rows()
    assert [row["id"] for row in rows] == [arm["nct_id"] for arm in arms]
    assert list(rows[0]) == ["id", "terms", "labels", "scope", "status", "codes"]
    named = [row for row in rows if row["terms"]]
    assert len(named) > 60
    assert any("mesh:D062187" in row["codes"] for row in rows)
    assert all(row["scope"] for row in named)


def test_mention_rows_have_the_columns_of_the_contract(neuromod: Neuromod) -> None:
    rows = neuromod("annotate", "-", stdin="deep brain stimulation for dystonia\n").rows()
    assert list(rows[0]) == [
        "id",
        "start",
        "end",
        "match",
        "term",
        "label",
        "kind",
        "scope",
        "status",
        "codes",
    ]
    assert [(row["term"], row["kind"]) for row in rows] == [
        ("neuromod:DeepBrainStimulation", "therapy"),
        ("neuromod:Dystonia", "condition"),
    ]
