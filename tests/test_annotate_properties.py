"""What holds of ``annotate`` for every text, and how well it does on labelled arms."""

from __future__ import annotations

import csv
import importlib.util
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from neuromod_onto.dataset import Dataset, load
from neuromod_onto.linking import Annotator, best_therapies

from .conftest import ROOT

ANNOTATOR = Annotator(load())
PIECES = (
    "stimulation", "médullaire", "cérébrale profonde", "STN", "GPi", "DBS", "tDCS", "of the", "du", "sham", "off",
    "vagus nerve", "nerf vague", "transcutanée", "implantable", "(TI)", "Infinity", "®", "œsophage", "10 kHz", "and",
    "without", "électrique", "left", "DLPFC", ",", ".", "/", "-", "SCS", "Churg-Strauss", "pain", "10", "système",
)  # fmt: skip
texts = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=12).map("".join),
)


def terms(text: str, context: str = "") -> list[tuple[str, str]]:
    return [(m.entry.iri, m.status) for m in ANNOTATOR.mentions(text, context)]


@given(texts, texts)
@example("1Hz NTS nerf vague stimulation", "")
@settings(max_examples=300, deadline=None)
def test_offsets_slice_the_match_and_never_overlap(text: str, context: str) -> None:
    mentions = ANNOTATOR.mentions(text, context)
    assert all(text[m.start : m.end] == m.match and m.match for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert {m.status for m in mentions} <= {"actual", "sham", "negated", "off"}
    assert {m.entry.kind for m in mentions} <= {
        "therapy",
        "device",
        "product",
        "condition",
        "target",
        "agent",
    }


@given(texts, texts)
@settings(max_examples=300, deadline=None)
def test_the_same_text_gives_the_same_answer(text: str, context: str) -> None:
    first = best_therapies(ANNOTATOR, text, context)
    assert first == best_therapies(ANNOTATOR, text, context)
    assert len(first.terms) == len(set(first.terms)) == len(first.statuses) == len(first.scopes)
    assert "surgery" not in first.scopes


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_composed_and_decomposed_accents_are_one(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert terms(composed) == terms(decomposed)
    assert best_therapies(ANNOTATOR, composed).terms == best_therapies(ANNOTATOR, decomposed).terms


def test_two_annotators_agree(dataset: Dataset) -> None:
    other = Annotator(dataset)
    for text in ("bilateral STN and GPi DBS", "Infinity system", "sham taVNS for epilepsy", "SCS"):
        assert other.mentions(text) == ANNOTATOR.mentions(text)


@pytest.fixture(scope="module")
def accuracy() -> ModuleType:
    path = ROOT / "benchmarks" / "annotation_accuracy.py"
    spec = importlib.util.spec_from_file_location("annotation_accuracy", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def arms(path: Path = ROOT / "examples" / "arm_therapies.csv") -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_registered_arms_are_told_apart(accuracy: ModuleType) -> None:
    judged = list(accuracy.judge(ANNOTATOR, arms(), "arm", gold="therapy"))
    scores = accuracy.scores(judged, accuracy.Codes(ANNOTATOR.dataset))
    assert scores["all in scope"].right >= 60
    for scope in ("all in scope", "all out scope"):
        assert scores[scope].precision >= 0.97
        assert scores[scope].recall >= 0.95


def test_the_scorer_can_fail(accuracy: ModuleType) -> None:
    rows = [
        {"arm": "tDCS", "therapy": "DBS"},
        {"arm": "nothing", "therapy": "TMS"},
        {"arm": "DBS", "therapy": "DBS"},
    ]
    scores = accuracy.scores(
        accuracy.judge(ANNOTATOR, rows, "arm", gold="therapy"), accuracy.Codes(ANNOTATOR.dataset)
    )
    assert scores["all in scope"] == (1, 1, 2)
