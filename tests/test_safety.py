"""Published limits and rules: each with records on both sides of it, and with inputs missing."""

from __future__ import annotations

import re

import pytest

from neuromod_onto.findings import Finding
from neuromod_onto.validation import validate
from neuromod_onto.validation.shacl import shape_files

from .safety_cases import CASES

PREFIXES = """@prefix : <https://example.org/record/> . @prefix neuromod: <https://w3id.org/neuromod-onto/> .
@prefix product: <https://w3id.org/neuromod-onto/product/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """Check all records in one run; return what was found of each."""
    file = tmp_path_factory.mktemp("safety") / "records.ttl"
    lines = [f":r{n} {statements} ." for n, (statements, _) in enumerate(CASES.values())]
    file.write_text(PREFIXES + "\n".join(lines), "utf-8")
    report = validate([file], shapes=["safety"])
    by_record: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_record.setdefault(finding.focus.rpartition("/")[2], []).append(finding)
    return by_record


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_a_record_breaks_the_rules_it_should_and_no_other(
    found: dict[str, list[Finding]], number: int, case: str
) -> None:
    broken = {(f.rule.rpartition("/")[2], f.severity) for f in found.get(f"r{number}", [])}
    assert broken == CASES[case][1]


def test_a_finding_says_value_limit_and_source(found: dict[str, list[Finding]]) -> None:
    number = list(CASES).index("ziconotide 20 ug/d in the US")
    (finding,) = found[f"r{number}"]
    assert finding.message == "0.02 mg/d is outside 0 – 0.0192: ziconotide daily dose, US label (ZIC-US)."


def test_every_safety_shape_has_a_case_that_breaks_it() -> None:
    (file,) = shape_files(["safety"])
    text = file.read_text("utf-8")
    nodes = re.findall(r"^shape:(\S+)\n    a sh:NodeShape ;(.*?)(?=\n\n)", text, re.MULTILINE | re.DOTALL)
    ruled = {name for name, body in nodes if "sh:sparql" in body}
    properties = set(re.findall(r"^shape:(\S+)\n    a sh:PropertyShape", text, re.MULTILINE))
    covered = {shape for _, expected in CASES.values() for shape, _ in expected}
    assert (ruled | properties) - covered == set()
