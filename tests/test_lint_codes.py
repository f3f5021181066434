"""Claims that a code means a term, judged."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.linking import CodeLinter, lint_codes

from .conftest import ROOT, Neuromod

CLAIMS = ROOT / "examples" / "code_claims.csv"


@pytest.mark.parametrize(
    ("system", "term", "code", "verdict"),
    [
        ("fda", "SCS", "LGW", "right"),
        ("fda", "spinal cord stimulator", "LGW", "right"),
        ("fda", "SCS system", "LGW", "right"),
        ("fda", "SCS electrode", "LGW", "related"),
        ("fda", "DBS", "NCJ", "wrong"),
        ("fda", "tDCS", "IPF", "wrong"),
        ("fda", "rTMS", "QKN", "nonexistent"),
        ("fda", "SCS electrode", "GZF", "wrong"),
        ("fda", "Transcranial stimulator", "GZE", "wrong"),
        ("fda", "DBS", "12", "nonexistent"),
        ("mesh", "spinal cord stimulation", "D062187", "right"),
        ("mesh", "stimulation médullaire", "mesh:D062187", "right"),
        ("mesh", "burst spinal cord stimulation", "D062187", "related"),
        ("mesh", "deep brain stimulation", "D062187", "wrong"),
        ("mesh", "deep brain stimulation", "D999999", "nonexistent"),
        ("mesh", "transcranial magnetic stimulation", "D000070624", "wrong"),  # Brain Contusion
        ("mesh", "TMS", "D000070624", "wrong"),
        ("mesh", "deep brain stimulation", "D020208", "wrong"),  # Brain Injury, Chronic
        ("mesh", "vagus nerve stimulation", "D020421", "wrong"),  # Vagus Nerve Diseases
        ("mesh", "vagus nerve stimulation", "D055536", "right"),
        ("mesh", "electroconvulsive therapy", "D004597", "related"),  # Electroshock
        ("mesh", "transcranial magnetic stimulation", "D050781", "right"),
        ("fda", "DBS", "CDS", "wrong"),  # Electrode, Ion Specific, Urea Nitrogen
        ("fda", "DBS", "GYC", "related"),  # Electrode, Cortical
        ("icd10pcs", "DBS", "00H00MZ", "right"),
        ("icd10pcs", "DBS", "0JH60DZ", "related"),
        ("icd10pcs", "DBS", "00HU0MZ", "wrong"),
        ("icd10pcs", "DBS", "00BV0ZZ", "nonexistent"),
        ("icd10cm", "complication of spinal cord stimulator", "T85.112A", "right"),
        ("icd10cm", "spinal cord stimulator complication", "T85112A", "right"),
        ("icd10cm", "spinal cord stimulator complication", "T85.110A", "wrong"),
        ("icd10cm", "chronic migraine", "G43.7", "right"),
        ("icd10cm", "chronic migraine", "G44.0", "wrong"),
        ("snomed", "implantation of spinal neurostimulator", "3270004", "right"),
        ("snomed", "implantation of spinal neurostimulator", "3270005", "nonexistent"),
        ("snomed", "deep brain stimulation", "3270004", "wrong"),
        ("snomed", "deep brain stimulation", "22298006", "unknown"),
    ],
)
def test_a_claim_is_judged(dataset: Dataset, system: str, term: str, code: str, verdict: str) -> None:
    (judged,) = lint_codes(dataset, [(term, code)], system)
    assert judged.verdict == verdict, judged


def test_a_verdict_says_what_the_code_means(dataset: Dataset) -> None:
    linter = CodeLinter(dataset, "fda")
    assert linter.judge("DBS", "NCJ").denotes == "Telescope, Implantable, Miniature"
    assert "MHY" in linter.judge("DBS", "NCJ").codes
    assert linter.judge("DBS", "QKN").denotes == ""


def test_every_claim_keeps_its_row(neuromod: Neuromod) -> None:
    with CLAIMS.open(encoding="utf-8", newline="") as stream:
        claims = list(csv.DictReader(stream))
    result = neuromod(
        "lint-codes", CLAIMS, "--system", "fda-product-code", "--term", "term", "--code", "code"
    )
    rows = result.rows()
    assert result.code == 1
    assert [(row["term"], row["code"]) for row in rows] == [(c["term"], c["code"]) for c in claims]
    assert [row["verdict"] for row in rows] == [c["expected"] for c in claims]
    assert result.err.splitlines()[-1].startswith("3 right")


def test_right_claims_alone_exit_with_0(neuromod: Neuromod) -> None:
    result = neuromod("lint-codes", "-", "--system", "fda", stdin="term,code\nSCS,LGW\n")
    assert (result.code, result.rows()[0]["verdict"]) == (0, "right")


def test_bad_claims_files_are_refused(neuromod: Neuromod, tmp_path: Path) -> None:
    assert neuromod("lint-codes", "-", "--system", "fda", stdin="a,b\n1,2\n").code == 2
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("term,code\nSCS,LGW\nSCS\n")
    result = neuromod("lint-codes", ragged, "--system", "fda")
    assert (result.code, f"{ragged}:3: 1 cells" in result.err) == (3, True)
    assert neuromod("lint-codes", tmp_path / "none.csv", "--system", "fda").code == 3
    assert neuromod("lint-codes", "--system", "fda").code == 2


def test_the_users_own_list_decides_what_exists(neuromod: Neuromod, tmp_path: Path) -> None:
    own = tmp_path / "concepts.tsv"
    own.write_text("id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n3270004\t20020131\t1\t1\t1\n")
    claims = "term,code\nimplantation of spinal neurostimulator,3270004\ndeep brain stimulation,22298006\n"
    rows = neuromod("lint-codes", "-", "--system", "snomed", "--authority", own, stdin=claims).rows()
    assert [row["verdict"] for row in rows] == ["right", "nonexistent"]


def test_refresh_lists_drift(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "new.tsv"
    file.write_text("code\tname\nLGW\tStimulator, Spinal-Cord, Totally Implanted For Pain Relief\nZZZ\tNew\n")
    result = neuromod("lint-codes", "--system", "fda", "--refresh", file)
    rows = result.rows()
    assert result.code == 1
    assert rows[0] == {"change": "added", "code": "ZZZ", "before": "", "after": "New"}
    assert "LGW" not in {row["code"] for row in rows}
