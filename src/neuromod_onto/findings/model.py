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
        limit: the bound that the value does not keep, when the rule compares it with one.

    """

    severity: str
    focus: str
    focus_label: str
    path: str
    value: str
    message: str
    rule: str
    sources: tuple[str, ...]
    limit: str = ""


@dataclass(frozen=True)
class Group:
    """The findings of one rule at one severity.

    Attributes:
        rule: the shape or rule that was broken.
        severity: one of ``SEVERITIES``.
        findings: how many there are.
        nodes: of how many nodes they speak.
        example: the first node at fault.
        message: what is wrong with it, in the reader's language.
        sources: where the rule comes from.

    """

    rule: str
    severity: str
    findings: int
    nodes: int
    example: str
    message: str
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

    def groups(self) -> list[Group]:
        """Return the findings counted by rule and severity, worst and most frequent first."""
        members: dict[tuple[str, str], list[Finding]] = {}
        for finding in self.findings:
            members.setdefault((finding.severity, finding.rule), []).append(finding)
        groups = [
            Group(
                rule,
                severity,
                len(found),
                len({f.focus for f in found}),
                found[0].focus,
                found[0].message,
                tuple(sorted({source for f in found for source in f.sources})),
            )
            for (severity, rule), found in members.items()
        ]
        return sorted(groups, key=lambda g: (SEVERITIES.index(g.severity), -g.findings, g.rule))

    def at_least(self, severity: str) -> list[Finding]:
        """Return the findings that are at least as bad as ``severity``; none for ``never``."""
        if severity == "never":
            return []
        return [f for f in self.findings if SEVERITIES.index(f.severity) <= SEVERITIES.index(severity)]
