"""Most changes of a comparison in a rule change what a case expects; limits themselves: ``test_limits_frozen.py``.

All mutants: ``python -m tests.mutants``. Here a sample is tried, the same each time.
"""

from __future__ import annotations

import random

import pytest

from .mutants import Bench, Mutant

SAMPLE = 10


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench()


def test_most_changed_comparisons_are_noticed(bench: Bench) -> None:
    sample = random.Random(2026).sample([m for m in bench.mutants() if m.of_shapes], SAMPLE)
    survivors = [m.name for m in sample if bench.survives(m)]
    assert len(survivors) <= SAMPLE // 4, survivors


def test_what_is_not_changed_is_not_noticed(bench: Bench) -> None:
    mutant = next(bench.mutants())
    assert bench.survives(Mutant("none", mutant.old, mutant.old, mutant.of_shapes))
