"""What checks find: one form for shapes and rules, for people and programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

#: From worst to mildest.
SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """One thing found wrong.

    Attributes:
        severity: one of ``SEVERITIES``.
        focus: the node at fault, as CURIE or IRI.
        focus_label: its label, if it has one.
        path: the property at fault, or empty.
        value: the value at fault, or empty.
        message: what is wrong, in the reader's language.
        rule: the shape or rule that was broken.
        sources: where the rule comes from.

    """

    severity: str
    focus: str
    focus_label: str
    path: str
    value: str
    message: str
    rule: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes:
        findings: worst first, then by rule or node.
        checked: how many triples were checked.
        graph: gives the SHACL report as Turtle, when shapes were run.
        counts: how many findings of each severity there are, when not all are listed.
        seconds: time by shape, when it was measured.

    """

    findings: list[Finding]
    checked: int
    graph: Callable[[], str] | None = None
    counts: Mapping[str, int] | None = None
    seconds: Mapping[str, float] | None = None

    def count(self, severity: str) -> int:
        """Return how many findings of a severity there are, listed or not."""
        if self.counts is not None:
            return self.counts.get(severity, 0)
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def unlisted(self) -> int:
        """How many findings are counted and not listed, the mildest."""
        return sum(map(self.count, SEVERITIES)) - len(self.findings)

    def at_least(self, severity: str) -> list[Finding]:
        """Return the findings that are at least as bad as ``severity``; none for ``never``."""
        if severity == "never":
            return []
        return [f for f in self.findings if SEVERITIES.index(f.severity) <= SEVERITIES.index(severity)]
