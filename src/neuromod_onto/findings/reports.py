"""Write findings for people and for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from neuromod_onto.errors import UsageError
from neuromod_onto.findings.model import SEVERITIES, Finding, Report

NOTICE = {
    "en": "This report checks data. It is not medical advice.",
    "fr": "Ce rapport contrôle des données. Il ne constitue pas un avis médical.",
}
_SUMMARY = {
    "en": "{checked} triples checked: {violation} violations, {warning} warnings, {info} info"
    " ({nodes} nodes, {rules} rules)",
    "fr": "{checked} triplets contrôlés : {violation} violations, {warning} avertissements, {info} remarques"
    " ({nodes} nœuds, {rules} règles)",
}
_UNLISTED = {"en": "; the worst {listed} are listed", "fr": " ; les {listed} plus graves sont listés"}
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def summary(report: Report, language: str = "en") -> str:
    """Return how much was checked and how many findings of each severity there are, in one line."""
    text = _SUMMARY[language].format(
        checked=report.checked,
        rules=len({f.rule for f in report.findings}),
        nodes=len({f.focus for f in report.findings}),
        **{severity: report.count(severity) for severity in SEVERITIES},
    )
    return text + (_UNLISTED[language].format(listed=len(report.findings)) if report.unlisted else "")


def _detail(finding: Finding) -> dict[str, str]:
    """Return what a finding gives besides its message."""
    facts = {
        "path": finding.path,
        "value": finding.value,
        "limit": finding.limit,
        "sources": " ".join(finding.sources),
    }
    return {name: fact for name, fact in facts.items() if fact}


def as_json(report: Report) -> str:
    """Return the findings as JSON."""
    rows = [finding.__dict__ | {"sources": list(finding.sources)} for finding in report.findings]
    return (
        json.dumps(
            {
                "notice": NOTICE["en"],
                "summary": summary(report),
                "groups": [group.__dict__ | {"sources": list(group.sources)} for group in report.groups()],
                "findings": rows,
            },
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )


def as_ttl(report: Report) -> str:
    """Return the SHACL report as Turtle.

    Raises:
        UsageError: the findings do not come from shapes.

    """
    if report.graph is None:
        raise UsageError("only shapes give a report as Turtle", "use junit, sarif or json")
    return f"# {NOTICE['en']}\n{report.graph()}"


def as_junit(report: Report) -> str:
    """Return a JUnit report: one test case a finding, violations as failures."""
    from xml.etree import ElementTree as Xml

    from neuromod_onto.render.xml import shown_in_xml

    failures = [f for f in report.findings if f.severity == "violation"]
    suite = Xml.Element(
        "testsuite",
        name="neuromod",
        tests=str(max(1, len(report.findings))),
        failures=str(len(failures)),
    )
    notice = Xml.SubElement(Xml.SubElement(suite, "properties"), "property", name="notice")
    notice.set("value", NOTICE["en"])
    for finding in report.findings:
        case = Xml.SubElement(
            suite,
            "testcase",
            classname=finding.rule or "shape",
            name=f"{finding.focus} {finding.path}".strip(),
        )
        lines = [f"{name}: {fact}" for name, fact in _detail(finding).items()]
        text = "\n".join([f"{finding.severity}: {finding.message}", *lines])
        if finding.severity == "violation":
            Xml.SubElement(case, "failure", message=finding.message).text = text
        else:
            Xml.SubElement(case, "system-out").text = text
    if not report.findings:
        Xml.SubElement(suite, "testcase", classname="shapes", name="all data conform")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + shown_in_xml(Xml.tostring(suite, encoding="unicode"))
        + "\n"
    )


def as_sarif(report: Report) -> str:
    """Return a SARIF 2.1.0 log, one result a finding."""
    rules = sorted({f.rule or "shape" for f in report.findings})
    results = [
        {
            "ruleId": f.rule or "shape",
            "level": _LEVELS[f.severity],
            "message": {
                "text": " ".join(
                    part for part in (f.message, f"(value {f.value})" if f.value else "") if part
                )
            },
            "properties": _detail(f),
            "locations": [{"logicalLocations": [{"fullyQualifiedName": f.focus, "kind": "resource"}]}],
        }
        for f in report.findings
    ]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "neuromod", "rules": [{"id": rule} for rule in rules]}},
                "results": results,
                "properties": {"notice": NOTICE["en"], "summary": summary(report)},
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


REPORTS: dict[str, Callable[[Report], str]] = {
    "junit": as_junit,
    "sarif": as_sarif,
    "json": as_json,
    "ttl": as_ttl,
}


def write_report(report: Report, kind: str, path: Path) -> None:
    """Write a report file of one of the ``REPORTS`` kinds."""
    from neuromod_onto.render import write_atomically

    write_atomically(path, REPORTS[kind](report))
