"""What commands and reports tell of doses: limit, source, groups, and that it is not medical advice."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import rdflib

from .conftest import ROOT, Neuromod
from .test_safety import SH

DOSES = ROOT / "examples" / "dose-records.ttl"


def test_the_command_prints_limit_and_source_and_says_what_it_is_not(neuromod: Neuromod) -> None:
    ran = neuromod("validate", "--shapes", "safety", DOSES)
    header, *rows = (line.split("\t") for line in ran.out.splitlines())
    table = [dict(zip(header, row, strict=True)) for row in rows]
    (dose,) = [row for row in table if row["rule"].endswith("PublishedLimitViolation")]
    assert dose["focus"] == "https://example.org/record/ziconotide-us"
    assert (dose["path"], dose["value"], dose["limit"], dose["sources"]) == (
        "neuromod:dailyDose",
        "0.02",
        "0 – 0.0192",
        "source:ZIC-US",
    )
    assert ran.code == 1
    assert "triples checked: 2 violations" in ran.err
    assert "not medical advice" in ran.err


def test_findings_are_grouped_by_rule_worst_first(neuromod: Neuromod) -> None:
    ran = neuromod("--lang", "fr", "validate", "--shapes", "safety", "--group", DOSES)
    header, *rows = (line.split("\t") for line in ran.out.splitlines())
    assert header[:5] == ["severity", "rule", "findings", "nodes", "example"]
    severities = [row[0] for row in rows]
    assert severities == sorted(severities, key=["violation", "warning", "info"].index)
    pumps = next(row for row in rows if row[1].endswith("InfusionInputs"))
    assert pumps[2:4] == ["2", "2"]
    assert "remarques" in ran.err
    assert "pas un avis médical" in ran.err


def test_every_report_says_that_it_is_not_medical_advice(neuromod: Neuromod, tmp_path: Path) -> None:
    files = {kind: tmp_path / f"report.{kind}" for kind in ("junit", "sarif", "json", "ttl")}
    options = [part for kind, path in files.items() for part in ("--report", f"{kind}:{path}")]
    neuromod("validate", "--shapes", "safety", DOSES, *options)
    for path in files.values():
        assert "not medical advice" in path.read_text("utf-8")
    sarif = json.loads(files["sarif"].read_text("utf-8"))["runs"][0]
    (dose,) = [r for r in sarif["results"] if r["ruleId"].endswith("PublishedLimitViolation")]
    assert dose["properties"] == {
        "path": "neuromod:dailyDose",
        "value": "0.02",
        "limit": "0 – 0.0192",
        "sources": "source:ZIC-US",
    }
    texts = [failure.text or "" for failure in ElementTree.parse(files["junit"]).iter("failure")]
    assert any("limit: 0 – 0.0192\nsources: source:ZIC-US" in text for text in texts)
    groups = json.loads(files["json"].read_text("utf-8"))["groups"]
    assert sum(group["findings"] for group in groups) == len(sarif["results"])
    assert rdflib.Graph().parse(files["ttl"]).value(predicate=rdflib.RDF.type, object=SH.ValidationReport)
