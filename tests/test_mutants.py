"""No change of a rule, or of the code on ids, units and codes, escapes the tests, but those that change nothing.

All mutants: ``python -m tests.mutants`` and ``python -m tests.code_mutants``. Here a sample of each is tried, the
same each time, and no reason outlives its mutant.
"""

from __future__ import annotations

import random

import pytest

from .mutants import RECORDS, Bench, Mutant
from .mutation import waived

SAMPLE = 25


@pytest.fixture(scope="module", params=list(RECORDS))
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(request.param)


def test_a_changed_rule_is_noticed_or_changes_nothing(bench: Bench) -> None:
    sample = random.Random(2026).sample(list(bench.mutants()), SAMPLE)
    survivors = {m.name for m in sample if bench.survives(m)}
    assert len(survivors - waived().keys()) <= SAMPLE // 4, survivors


def test_what_is_not_changed_is_not_noticed(bench: Bench) -> None:
    mutant = next(m for m in bench.mutants() if m.of_shapes)
    assert bench.survives(Mutant(mutant.where, "nothing", mutant.old, mutant.old))


def test_each_reason_is_of_a_mutant_that_there_is(bench: Bench) -> None:
    names = {mutant.name for mutant in bench.mutants()}
    rules = {where for where, _ in names}
    assert [name for name in waived() if name[0] in rules and name not in names] == []
    assert all(reason for reason in waived().values())
