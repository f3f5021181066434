"""A code agrees with a record when one of its terms is above or below what is recorded, and else is told once."""

from __future__ import annotations

import pytest

from .code_cases import CASES, TERMS
from .test_record_codes import PREFIXES
from .told import Told, told_of


def written() -> str:
    """Return the terms and all records, named by their place in ``CASES``."""
    return PREFIXES + TERMS + "\n".join(f":code{n} {one} ." for n, (one, _) in enumerate(CASES.values()))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return told_of(written(), "records", tmp_path_factory.mktemp("codes"))


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_a_code_agrees_or_not(told: Told, number: int, case: str) -> None:
    assert dict(told.get(f"code{number}", {})) == CASES[case][1]
