"""The questions that the ontology is there to answer, each by its command, in both languages."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
import yaml

from .conftest import ROOT, Neuromod

QUESTIONS: list[dict[str, Any]] = yaml.safe_load(
    (ROOT / "docs" / "competency-questions.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("question", QUESTIONS, ids=[q["id"] for q in QUESTIONS])
def test_the_command_answers_the_question(
    neuromod: Neuromod, question: dict[str, Any], language: str
) -> None:
    words = [
        str(ROOT / word) if word.startswith(("examples/", "ontology/")) else word
        for word in shlex.split(question["command"])
    ]
    result = neuromod("--lang", language, *words)
    assert result.code == question.get("exit", 0), result.err
    first = {line.partition("\t")[0].rpartition(":")[2] for line in result.out.splitlines()[1:]}
    if "equals" in question:
        assert first == set(question["equals"])
    assert set(question.get("contains", [])) - first == set()
    assert set(question.get("lacks", [])) & first == set()
    assert [word for word in question.get("says", []) if word not in result.out + result.err] == []
    assert [word for word in question.get("silent", []) if word in result.out] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=[q["id"] for q in QUESTIONS])
def test_the_question_is_asked_in_both_languages_and_expects_something(question: dict[str, Any]) -> None:
    assert set(question["question"]) == {"en", "fr"}
    assert any(question.get(part) for part in ("equals", "contains", "says"))


def test_no_question_stands_twice() -> None:
    assert len({q["id"] for q in QUESTIONS}) == len(QUESTIONS)
