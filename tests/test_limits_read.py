"""A published limit binds the records that it speaks of, by each way in which a limit can be bound."""

from __future__ import annotations

from collections import Counter

import pytest

from neuromod_onto.validation import validate

from .limit_cases import CASES, LIMITS, SILENT


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[tuple[str, str]]]:
    file = tmp_path_factory.mktemp("limits") / "records.ttl"
    file.write_text(written(), "utf-8")
    found: dict[str, Counter[tuple[str, str]]] = {}
    for finding in validate([file], shapes=["safety"]).findings:
        key = (finding.rule.rpartition("/")[2], finding.severity)
        found.setdefault(finding.focus.rpartition("/")[2], Counter())[key] += 1
    return found


def written() -> str:
    """Return the limits and all records, named by their place in ``CASES``, then in ``SILENT``."""
    statements = [*(statements for statements, _ in CASES.values()), *SILENT.values()]
    return LIMITS + "\n".join(f":limit{n} {one} ." for n, one in enumerate(statements))


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_a_limit_binds_whom_it_speaks_of(
    told: dict[str, Counter[tuple[str, str]]], number: int, case: str
) -> None:
    assert dict(told.get(f"limit{number}", {})) == CASES[case][1]


@pytest.mark.parametrize(("number", "axes"), list(enumerate(SILENT)), ids=list(SILENT))
def test_what_is_missing_is_told_whatever_else_is_missing(
    told: dict[str, Counter[tuple[str, str]]], number: int, axes: str
) -> None:
    assert set(told.get(f"limit{len(CASES) + number}", {})) == {("PublishedLimitInputs", "info")}, axes
