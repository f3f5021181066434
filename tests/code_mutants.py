"""Mutants of the code that decides a verdict: units, ids, codes. Each changes one thing; the tests should tell.

``python -m tests.code_mutants`` tries all modules of ``TARGETS``, or those that are named, and prints what survives
without a reason in ``equivalent_mutants.tsv``. Well-kept tools change only the bodies of functions; here patterns and
tables decide, which stand outside of them: Verhoeff's, and the form of each code.
"""

from __future__ import annotations

import ast
import copy
import importlib.util
import os
import random
import resource
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

import pytest

from .mutation import changed_patterns, waived

ROOT = Path(__file__).parents[1]
SECONDS = 30  # of a processor, for all tests of a module
#: The tests that should notice a change of a rewritten query, but the slow ones.
_REWRITTEN = ["tests/test_copies.py", "tests/test_counts.py"]
_REWRITTEN += [
    "-k",
    "not (analytic or no_iri or more_data or asks_for_graphs or one_load or whatever_the_records)",
]
#: Modules, and the tests that should notice: what pytest is called with.
TARGETS = {
    "expressions/members": [
        "tests/test_expressions.py",
        "-k",
        "not (reads_back or no_text or every_expression)",
    ],
    "terms/resolution": ["tests/test_resolution.py"],
    "mappings/lookup": ["tests/test_identifiers.py", "tests/test_resolution.py"],
    "mappings/identifiers": ["tests/test_identifiers.py"],
    "model/namespaces": ["tests/test_identifiers.py"],
    "catalog/binding": ["tests/test_parameters.py"],
    "catalog/values": ["tests/test_parameters.py"],
    "codes/authority": ["tests/test_codes.py"],
    "codes/changes": ["tests/test_codes.py"],
    "codes/downloads": ["tests/test_codes.py"],
    "codes/families": ["tests/test_codes.py"],
    "codes/systems": ["tests/test_codes.py"],
    "codes/tables": ["tests/test_codes.py"],
    "engine/rewriting": _REWRITTEN,
    "engine/stars": _REWRITTEN,
    "records/quantities/units": ["tests/test_units.py"],
    "records/checks/plausibility": ["tests/test_plausibility.py"],
    "records/fhir/coded": ["tests/test_coded.py"],
}
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Mod: ast.Add, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
_QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # of what is imported before
_BARE = ("strip", "casefold", "lower", "rstrip", "normalize")


class Mutant(NamedTuple):
    """One changed node of a module."""

    module: str
    where: str
    change: str
    code: CodeType

    @property
    def name(self) -> tuple[str, str]:
        """What tells it apart, and does not change when other lines do."""
        return self.where, self.change


def mutants(module: str) -> list[Mutant]:
    """Return the mutants of a module, in the order of its text."""
    path = ROOT / "src" / "neuromod_onto" / f"{module}.py"
    text = path.read_text("utf-8")
    lines = text.encode().splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for node, function in _nodes(ast.parse(text), ""):
        if not hasattr(node, "lineno"):
            continue
        for part, new in _changes(node):
            start, end = (
                starts[part.lineno - 1] + part.col_offset,
                starts[part.end_lineno - 1] + part.end_col_offset,
            )
            old = text.encode()[start:end].decode()
            changed = (
                text.encode()[:start]
                + (new if isinstance(part, ast.stmt) else f"({new})").encode()
                + text.encode()[end:]
            )
            where = f"{module}:{function}" if function else module
            change = f"{' '.join(old.split())} -> {new}"
            if isinstance(node, ast.Constant):
                change += f" in: {' '.join(lines[node.lineno - 1].decode().split())}"
            seen[where, change] += 1
            change += f" ({seen[where, change]})" if seen[where, change] > 1 else ""
            try:
                code = compile(changed, str(path), "exec")
            except SyntaxError:
                continue
            found.append(Mutant(module, where, change, code))
    return found


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield what can decide something, with its function: no types, docstrings, imports, words of errors, decorators."""
    yield node, function
    for field, value in ast.iter_fields(node):
        if field in ("returns", "annotation", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(
                child, ast.Import | ast.ImportFrom | ast.Assert | ast.JoinedStr
            ):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            if isinstance(child, ast.Raise):
                continue
            named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            yield from _nodes(child, f"{function}.{child.name}".lstrip(".") if named else function)  # type: ignore[attr-defined]


def _changes(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Yield what can stand in the place of a node, or of its condition: that part, and the text for it."""
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield node.test, f"({ast.unparse(node.test)}) and False"
        if not isinstance(node, ast.While):
            yield node.test, f"({ast.unparse(node.test)}) or True"
    elif isinstance(node, ast.expr | ast.stmt):
        for text in _instead(node):
            yield node, text


def _instead(node: ast.expr | ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            changed = copy.deepcopy(node)
            changed.ops[place] = _COMPARISONS[type(operator)]()
            yield ast.unparse(changed)
    elif isinstance(node, ast.BoolOp):
        yield ast.unparse(ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values))
        for place in range(len(node.values)):
            rest = node.values[:place] + node.values[place + 1 :]
            yield ast.unparse(ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield ast.unparse(node.operand)
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        yield ast.unparse(ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right))
    elif isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    elif isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield "return None"
    elif isinstance(node, ast.Continue | ast.Break):
        yield "pass"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield from [ast.unparse(node.func.value)] * (node.func.attr in _BARE and not node.args)


def _other_constants(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield str(not value)
    elif isinstance(value, int):
        yield str(value + 1)
    elif isinstance(value, str) and value:
        yield repr(value + "X")
        if any(sign in value for sign in "[]\\"):
            yield from map(repr, changed_patterns(value))


class _Instead(MetaPathFinder, Loader):
    """Gives a mutant to whoever imports its module."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = "neuromod_onto." + mutant.module.replace("/", ".")
        self.mutant = mutant

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> object:
        if fullname != self.name:
            return None
        file = ROOT / "src" / "neuromod_onto" / f"{self.mutant.module}.py"
        return importlib.util.spec_from_file_location(fullname, file, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self.mutant.code, module.__dict__)


class _First:
    """Runs what noticed other mutants first, and tells what notices this one."""

    def __init__(self, first: list[str], told: int) -> None:
        self.first = {name: place for place, name in enumerate(first)}
        self.told = told

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self.first.get(item.nodeid, len(self.first)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os.write(self.told, report.nodeid.encode()[:4000])


def survives(mutant: Mutant | None, tests: list[str], first: list[str] | None = None) -> bool:
    """Say whether the tests pass with a mutant in the place of its module, in a process of their own.

    Args:
        mutant: in the place of its module; none to see whether the tests pass at all.
        tests: arguments of pytest.
        first: tests that run before the others; the one that notices is put before them.

    """
    first = [] if first is None else first
    read, told = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.setsid()
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            signal.alarm(10 * SECONDS)
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            if mutant:
                sys.meta_path.insert(0, _Instead(mutant))
            words = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", *_QUIET, *tests]
            os._exit(int(pytest.main(words, [_First(first, told)]) != 0))
        except BaseException:
            os._exit(1)
    os.close(told)
    lives = os.waitpid(pid, 0)[1] == 0
    with os.fdopen(read, "rb") as pipe:
        os.set_blocking(read, False)
        noticed = (pipe.read() or b"").decode(errors="replace")
    if noticed:
        first[:] = [noticed, *(name for name in first if name != noticed)]
    return lives


def warm() -> None:
    """Import what every mutant needs and none changes; a counterexample need not be a small one."""
    import hypothesis
    import numpy
    import pint
    import pyoxigraph
    import rapidfuzz
    import ucumvert
    import yaml

    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, database=None)
    hypothesis.settings.load_profile("mutants")
    del hypothesis, numpy, pint, pyoxigraph, rapidfuzz, ucumvert, yaml
    assert not any(name.startswith("neuromod_onto") for name in sys.modules)


def main() -> None:
    """Try every mutant of the modules named, or of all, or a sample of a size; print what survives without a reason.

    A path among the words, or what begins with a hyphen, is for pytest, in the place of what ``TARGETS`` says.
    """
    warm()
    os.chdir(ROOT)
    reasons = waived()
    size = next((int(word) for word in sys.argv[1:] if word.isdigit()), 0)
    given = [word for word in sys.argv[1:] if word.startswith(("tests/", "-"))]
    named = [word for word in sys.argv[1:] if not word.isdigit() and word not in given] or list(TARGETS)
    tests = {module: given or TARGETS[module] for module in named}
    tried = [mutant for module in named for mutant in mutants(module)]
    assert len({mutant.name for mutant in tried}) == len(tried)
    tried = random.Random(2026).sample(tried, size) if size else tried
    for module in sorted({mutant.module for mutant in tried}):
        if not survives(None, tests[module]):
            sys.exit(f"{module}: the tests fail without a mutant")
    unexplained = killed = equivalent = 0
    noticed: defaultdict[str, list[str]] = defaultdict(list)
    for mutant in tried:
        lives = survives(mutant, tests[mutant.module], noticed[mutant.module])
        known = mutant.name in reasons
        killed, equivalent = killed + (not lives), equivalent + (lives and known)
        if lives != known:
            unexplained += 1
            print("survives" if lives else "no longer survives", *mutant.name, sep="\t", flush=True)
    print(f"{len(tried)} tried, {killed} killed, {equivalent} equivalent, {unexplained} unexplained")
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    main()
