"""A published limit binds the records that it speaks of, by each way in which a limit can be bound."""

from __future__ import annotations

import pytest

from .limit_cases import CASES, LIMITS, SILENT
from .told import Told, told_of


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return told_of(written(), "safety", tmp_path_factory.mktemp("limits"))


def written() -> str:
    """Return the limits and all records, named by their place in ``CASES``, then in ``SILENT``."""
    statements = [*(statements for statements, _ in CASES.values()), *SILENT.values()]
    return LIMITS + "\n".join(f":limit{n} {one} ." for n, one in enumerate(statements))


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_a_limit_binds_whom_it_speaks_of(told: Told, number: int, case: str) -> None:
    assert dict(told.get(f"limit{number}", {})) == CASES[case][1]


@pytest.mark.parametrize(("number", "axes"), list(enumerate(SILENT)), ids=list(SILENT))
def test_what_is_missing_is_told_whatever_else_is_missing(told: Told, number: int, axes: str) -> None:
    assert set(told.get(f"limit{len(CASES) + number}", {})) == {("PublishedLimitInputs", "info")}, axes
