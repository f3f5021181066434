"""A code agrees with a record when one of its terms is above or below what is recorded, and else is told once."""

from __future__ import annotations

from collections import Counter

import pytest

from neuromod_onto.validation import validate

from .code_cases import CASES, TERMS
from .test_record_codes import PREFIXES


def written() -> str:
    """Return the terms and all records, named by their place in ``CASES``."""
    return PREFIXES + TERMS + "\n".join(f":code{n} {one} ." for n, (one, _) in enumerate(CASES.values()))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[tuple[str, str]]]:
    file = tmp_path_factory.mktemp("codes") / "records.ttl"
    file.write_text(written(), "utf-8")
    found: dict[str, Counter[tuple[str, str]]] = {}
    for finding in validate([file], shapes=["records"]).findings:
        key = (finding.rule.rpartition("/")[2], finding.severity)
        found.setdefault(finding.focus.rpartition("/")[2], Counter())[key] += 1
    return found


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_a_code_agrees_or_not(told: dict[str, Counter[tuple[str, str]]], number: int, case: str) -> None:
    assert dict(told.get(f"code{number}", {})) == CASES[case][1]
