"""No change of a rule, or of the code on ids, units and codes, escapes the tests, but those that change nothing.

All mutants: ``python -m tests.mutants`` and ``python -m tests.code_mutants``. Here a sample of each is tried, the
same each time, and no reason outlives its mutant.
"""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from . import code_mutants
from .conftest import ROOT
from .mutants import RECORDS, Bench, Mutant
from .mutation import waived

SAMPLE = 25


@pytest.fixture(scope="module")
def benches() -> dict[str, Bench]:
    return {shapes: Bench(shapes) for shapes in RECORDS}


@pytest.mark.parametrize("shapes", RECORDS)
def test_a_changed_rule_is_noticed_or_changes_nothing(benches: dict[str, Bench], shapes: str) -> None:
    bench = benches[shapes]
    sample = random.Random(2026).sample(list(bench.mutants()), SAMPLE)
    survivors = {mutant.name for mutant in sample if bench.survives(mutant)}
    assert survivors == {mutant.name for mutant in sample} & waived().keys()


@pytest.mark.parametrize("shapes", RECORDS)
def test_what_is_not_changed_is_not_noticed(benches: dict[str, Bench], shapes: str) -> None:
    mutant = next(mutant for mutant in benches[shapes].mutants() if mutant.of_shapes)
    assert benches[shapes].survives(Mutant(mutant.where, "nothing", mutant.old, mutant.old))


def test_changed_code_is_noticed_or_changes_nothing() -> None:
    command = [sys.executable, "-m", "tests.code_mutants", "4"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("4 tried")


def test_each_reason_is_of_a_mutant_that_there_is(benches: dict[str, Bench]) -> None:
    names = {mutant.name for bench in benches.values() for mutant in bench.mutants()}
    names |= {mutant.name for module in code_mutants.TARGETS for mutant in code_mutants.mutants(module)}
    assert [name for name in waived() if name not in names] == []
    assert all(waived().values())
