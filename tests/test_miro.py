"""The MIRO report says something on each of the 34 items of the guidelines."""

from __future__ import annotations

import re

from .conftest import ROOT

ITEMS = {"A": 6, "B": 3, "C": 3, "D": 3, "E": 11, "F": 3, "G": 5}


def test_every_item_is_answered() -> None:
    text = (ROOT / "docs" / "miro.md").read_text("utf-8")
    answers = dict(re.findall(r"^### ([A-G]\.\d+) .+\n\n((?:(?!#).+\n)+)", text, re.MULTILINE))
    assert set(answers) == {f"{part}.{n}" for part, count in ITEMS.items() for n in range(1, count + 1)}
    assert all(len(answer) > 4 for answer in answers.values())
