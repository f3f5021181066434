"""What mutants of rules and of code share: how a pattern is changed, and which mutants may survive."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

_COUNT = re.compile(r"(?<=[{,])\d+(?=[,}])")
_RANGE = re.compile(r"(\w)-(\w)(?=[^\[]*\])")
_OPTIONAL = re.compile(r"(?<=[)\]])\?")
_MANY = re.compile(r"(?<=[)\]])\+")


def changed_patterns(pattern: str) -> Iterator[str]:
    """Yield the pattern with one count, end of a range or quantifier changed.

    >>> list(changed_patterns("[0-9]{2}"))
    ['[0-9]{3}', '[0-9]{1}', '[1-9]{2}', '[0-8]{2}']
    """
    for match in _COUNT.finditer(pattern):
        for number in (int(match[0]) + 1, int(match[0]) - 1):
            changed = pattern[: match.start()] + str(number) + pattern[match.end() :]
            try:
                re.compile(changed)
            except re.error:
                continue
            yield changed
    for match in _RANGE.finditer(pattern):
        for new in (f"{chr(ord(match[1]) + 1)}-{match[2]}", f"{match[1]}-{chr(ord(match[2]) - 1)}"):
            yield pattern[: match.start()] + new + pattern[match.end() :]
    for match in _OPTIONAL.finditer(pattern):
        yield pattern[: match.start()] + pattern[match.end() :]
    for match in _MANY.finditer(pattern):
        yield pattern[: match.start()] + pattern[match.end() :]
        yield pattern[: match.start()] + "*" + pattern[match.end() :]


def waived() -> dict[tuple[str, str], str]:
    """Return why each mutant that changes no verdict changes none, by where it is and what it changes."""
    with Path(__file__).with_name("equivalent_mutants.tsv").open(encoding="utf-8", newline="") as table:
        return {
            (row["where"], row["change"]): row["reason"]
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        }
