"""The threat model promises only what is tested."""

from __future__ import annotations

import ast
import re

from .conftest import ROOT

TEXT = (ROOT / "THREAT_MODEL.md").read_text("utf-8")
_NAMED = re.compile(r"`(tests/\w+\.py)(?:::(test_\w+))?`")


def test_each_named_test_exists() -> None:
    named = _NAMED.findall(TEXT)
    assert len(named) > 40
    for file, name in named:
        path = ROOT / file
        assert path.is_file(), file
        tree = ast.parse(path.read_text("utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert not name or name in functions, f"{file}::{name}"


def test_each_promise_names_a_test() -> None:
    promises = TEXT.partition("## Promises")[2].partition("## Not promised")[0]
    rows = [
        line
        for line in promises.splitlines()
        if line.startswith("|") and not line.startswith(("| promise", "|---"))
    ]
    assert len(rows) > 25
    for row in rows:
        assert _NAMED.search(row.rpartition("| ")[2]), row
