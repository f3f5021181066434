"""Guidance is answered whole: the queries give the uses that a reviewer read on the pages, and no other.

``golden/guidance.tsv`` holds the reviewer's list for each question, with the passage read.
"""

from __future__ import annotations

import csv

import pytest

from neuromod_onto.catalog import run_query
from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import Rows
from neuromod_onto.model.namespaces import compact

from .conftest import ROOT

GOLDEN = ROOT / "tests" / "golden" / "guidance.tsv"
NICE = "neuromod:UnitedKingdom"

#: For each question of the file: the query, its values and the column that holds the answer.
QUESTIONS: dict[str, tuple[str, dict[str, str], str]] = {
    "nice-on-deep-brain-stimulation": (
        "guidance-for-therapy",
        {"therapy": "DeepBrainStimulation", "jurisdiction": NICE},
        "number",
    ),
    "level-a": ("recommendations-with-level", {"level": "Level A"}, "level"),
    "level-b": ("recommendations-with-level", {"level": "Level B"}, "level"),
    "nice-only-in-research": (
        "negative-or-research-only-uses",
        {"jurisdiction": NICE, "polarity": "neuromod:ResearchOnlyUse"},
        "number",
    ),
}


def reviewed(question: str) -> set[tuple[str, ...]]:
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        return {
            (row["therapy"], row["condition"], row["answer"])
            for row in csv.DictReader(lines, delimiter="\t")
            if row["question"] == question
        }


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_what_the_reviewer_read(dataset: Dataset, question: str) -> None:
    name, values, answer = QUESTIONS[question]
    rows = run_query(dataset, name, values)
    assert isinstance(rows, Rows)
    columns = [rows.variables.index(column) for column in ("about", "indication", answer)]
    found = {tuple(compact(getattr(row[column], "value", "")) for column in columns) for row in rows.rows}
    assert found == reviewed(question)


def test_the_file_holds_no_other_question() -> None:
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        asked = {row["question"] for row in csv.DictReader(lines, delimiter="\t")}
    assert asked == set(QUESTIONS)
