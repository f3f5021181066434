"""Check queries for what is slow, or what engines answer differently.

What each rule says, and a query that breaks it and one that keeps it, stands in ``rules/query-traps.yaml``;
how it is found, in :mod:`neuromod_onto.quality.query_traps`. A query that breaks one for a reason says so in
its header: ``waive: {rule: reason}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from neuromod_onto.catalog.header import line_of, query_files, read_header
from neuromod_onto.errors import InputError
from neuromod_onto.findings import Finding
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.quality.query_traps import FINDERS, Query

#: Levels as authors of rules know them from ROBOT, and the severities of findings.
LEVELS = {"error": "violation", "warning": "warning", "info": "info"}


@dataclass(frozen=True)
class Trap:
    """A rule about queries.

    Attributes:
        name: of the rule, and of the function that finds it.
        level: error, warning or info.
        summary: what is wrong, by language.
        instead: what to write, by language.
        fails: a query that breaks the rule.
        passes: the same, written well.

    """

    name: str
    level: str
    summary: dict[str, str]
    instead: dict[str, str]
    fails: str
    passes: str


@cache
def load_traps() -> tuple[Trap, ...]:
    """Read the rules in their order."""
    import yaml

    rows = yaml.safe_load((shipped_root() / "rules" / "query-traps.yaml").read_text("utf-8"))
    return tuple(Trap(name=name, **row) for name, row in rows.items())


def check_queries(folders: Iterable[Path] = (), *, language: str = "en") -> list[Finding]:
    """Check the shipped queries and those of ``folders``.

    Raises:
        InputError: a folder does not exist, or a query's header cannot be read.

    """
    return [
        finding
        for path in query_files(folders).values()
        for finding in check_query_file(path, language=language)
    ]


def check_query_file(path: Path, *, language: str = "en") -> list[Finding]:
    """Return what the rules find in one query file that its header does not waive.

    Raises:
        InputError: the header cannot be read, or waives without a reason.

    """
    text, header = read_header(path)
    waived = header.get("waive") or {}
    names = {trap.name for trap in load_traps()}
    if not isinstance(waived, dict) or not all(isinstance(x, str) and x.strip() for x in waived.values()):
        raise InputError(
            "waive gives no reason", "write waive: {rule: reason}", line_of("waive:", text, path)
        )
    if strange := sorted(set(waived) - names):
        raise InputError(
            f"waive names no rule: {strange[0]}", "see neuromod check --list", line_of(strange[0], text, path)
        )
    found = lint_query(text)
    findings = [
        _finding(trap, f"{_shown(path)}:{place(text, offset)}", word, language)
        for trap, offset, word in found
        if trap.name not in waived
    ]
    for name in sorted(set(waived) - {trap.name for trap, _, _ in found}):
        trap = next(trap for trap in load_traps() if trap.name == name)
        findings.append(_finding(trap, f"{_shown(path)}:1:1", "waive", language, _UNUSED[language]))
    return findings


_UNUSED = {
    "en": "The header waives a rule that the query keeps.",
    "fr": "L’en-tête écarte une règle que la requête respecte.",
}


def lint_query(text: str) -> list[tuple[Trap, int, str]]:
    """Return the rules that a query breaks, each with the offset in the text and the words at fault."""
    form = Query(text)
    hits = [
        (trap, offset, word)
        for trap in load_traps()
        for offset, word in dict.fromkeys(FINDERS[trap.name](form))
    ]
    return sorted(hits, key=lambda hit: hit[1])


def place(text: str, offset: int) -> str:
    """Return ``line:column`` of an offset, both from 1."""
    before = text[:offset]
    return f"{before.count(chr(10)) + 1}:{offset - before.rfind(chr(10))}"


def _shown(path: Path) -> str:
    """Shipped queries by their place in the project, others as they were given."""
    return path.relative_to(shipped_root()).as_posix() if path.is_relative_to(shipped_root()) else str(path)


def _finding(trap: Trap, where: str, value: str, language: str, message: str = "") -> Finding:
    return Finding(
        severity=LEVELS[trap.level],
        focus=where,
        focus_label="",
        path="",
        value=value,
        message=message or f"{trap.summary[language]} {trap.instead[language]}",
        rule=trap.name,
        sources=("docs/performance.md",),
    )
