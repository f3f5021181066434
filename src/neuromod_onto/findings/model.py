"""What checks find: one form for shapes and rules, for people and programs."""

from __future__ import annotations

from collections.abc import Callable
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

    """

    findings: list[Finding]
    checked: int
    graph: Callable[[], str] | None = None

    def at_least(self, severity: str) -> list[Finding]:
        """Return the findings that are at least as bad as ``severity``; none for ``never``."""
        if severity == "never":
            return []
        return [f for f in self.findings if SEVERITIES.index(f.severity) <= SEVERITIES.index(severity)]
