"""Write findings for people and for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from neuromod_onto.errors import UsageError
from neuromod_onto.findings.model import SEVERITIES, Report

NOTICE = {
    "en": "This report checks data. It is not medical advice.",
    "fr": "Ce rapport contrôle des données. Il ne constitue pas un avis médical.",
}
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


def summary(report: Report) -> str:
    """Return how many findings of each severity there are, in one line."""
    counts = ", ".join(f"{report.count(s)} {s}{'' if s == 'info' else 's'}" for s in SEVERITIES)
    return counts + (f"; the worst {len(report.findings)} are listed" if report.unlisted else "")


def as_json(report: Report) -> str:
    """Return the findings as JSON."""
    rows = [finding.__dict__ | {"sources": list(finding.sources)} for finding in report.findings]
    return (
        json.dumps(
            {"notice": NOTICE["en"], "summary": summary(report), "findings": rows},
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
    return report.graph()


def as_junit(report: Report) -> str:
    """Return a JUnit report: one test case a finding, violations as failures."""
    from xml.etree import ElementTree as Xml

    from neuromod_onto.render.documents import shown_in_xml

    failures = [f for f in report.findings if f.severity == "violation"]
    suite = Xml.Element(
        "testsuite",
        name="neuromod",
        tests=str(max(1, len(report.findings))),
        failures=str(len(failures)),
    )
    for finding in report.findings:
        case = Xml.SubElement(
            suite,
            "testcase",
            classname=finding.rule or "shape",
            name=f"{finding.focus} {finding.path}".strip(),
        )
        text = f"{finding.severity}: {finding.message} {finding.value}".strip()
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
