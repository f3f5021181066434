"""The notebooks run, show what is stored in them, and what they show is what the command line answers."""

from __future__ import annotations

import json
import re
import tempfile
from base64 import b64decode
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from neuromod_onto.site.notebooks import as_markdown

from .conftest import ROOT, Neuromod
from .notebooks import NOTEBOOKS, code_cells, pictures, run, texts

#: Shows the data frames and series of a notebook, by name, as JSON.
FRAMES = """
import json
try:
    import pandas
    found = {n: v.reset_index() for n, v in list(globals().items()) if isinstance(v, (pandas.DataFrame, pandas.Series)) and n[0] != "_"}
except ImportError:
    found = {}
print(json.dumps({n: json.loads(v.to_json(orient="records")) for n, v in found.items() if v.columns.is_unique}))
"""
Frames = dict[str, list[dict[str, Any]]]
KB = 1000


def counted(rows: list[dict[str, Any]], *columns: str) -> Counter[tuple[str, ...]]:
    """Return how often each combination of values stands in some columns, all as text."""
    return Counter(tuple("" if row[c] is None else str(row[c]) for c in columns) for row in rows)


def linking(frames: Frames, shown: str, neuromod: Neuromod, folder: Path) -> None:
    claims = neuromod("lint-codes", ROOT / "examples" / "code_claims.csv", "--system", "fda").rows()
    assert [f"{row['code']}  {row['verdict']}" in shown for row in claims] == [True] * 9
    arms = neuromod(
        *("annotate", ROOT / "examples" / "trial_arms.csv", "--text", "arm", "--context", "condition"),
        *("--keep", "arm", "--best"),
    ).rows()
    named = {row["arm"][:60].rstrip(): row["labels"] for row in arms}
    lines = [line for line in shown.splitlines() if line[:60].rstrip() in named and len(line) > 62]
    assert len(lines) == 8
    assert [line[62:] for line in lines] == [named[line[:60].rstrip()] for line in lines]


def clinical(frames: Frames, shown: str, neuromod: Neuromod, folder: Path) -> None:
    uses = neuromod("query", "run", "therapies-for-condition", "condition=chronic pain").rows()
    assert counted(frames["uses"], "therapy", "treated") == counted(uses, "therapy", "treated")
    assert f"{len({row['therapy'] for row in uses})} therapies in scope" in shown

    records = neuromod("query", "run", "records-for-condition", "condition=chronic pain").rows()
    assert counted(frames["records"], "record", "polarity", "status") == counted(
        records, "record", "polarity", "status"
    )
    current = [row for row in records if row["status"] == "neuromod:CurrentRecord"]
    assert len(frames["sourced"]) == len(frames["current"]) == len(current) > 30

    # the bars, the table of jurisdictions and the matrix are made of these records and of no others
    bars = {
        (row["about_label"], polarity): row[polarity]
        for row in frames["counts"]
        for polarity in (
            "neuromod:SupportsUse",
            "neuromod:ConditionalUse",
            "neuromod:ResearchOnlyUse",
            "neuromod:AgainstUse",
        )
        if row[polarity]
    }
    assert bars == dict(counted(current, "about_label", "polarity"))
    favourable = [
        row for row in current if row["polarity"] in ("neuromod:SupportsUse", "neuromod:ConditionalUse")
    ]
    in_france = neuromod(
        "query", "run", "records-by-jurisdiction", "condition=chronic pain", "jurisdiction=neuromod:France"
    ).rows()
    assert sum(row["France"] for row in frames["places"]) == len(
        {row["record"] for row in in_france} & {row["record"] for row in favourable}
    )
    order = [
        "neuromod:SupportsUse",
        "neuromod:ConditionalUse",
        "neuromod:ResearchOnlyUse",
        "neuromod:AgainstUse",
    ]
    best: dict[tuple[str, str], int] = {}
    for row in current:
        use = row["about_label"], row["indication_label"]
        best[use] = min(best.get(use, 3), order.index(row["polarity"]))
    assert {(row["about_label"], row["indication_label"]): row["best"] for row in frames["matrix"]} == best

    cautions = neuromod(
        "query", "run", "contraindications-of-therapy", "therapy=SpinalCordStimulation"
    ).rows()
    for level, number in Counter(row["level"] for row in cautions).items():
        assert f"{level} ({number})" in shown
    codes = neuromod("map", "chronic pain").rows() + neuromod("map", "spinal cord stimulation").rows()
    assert [row["code"] for row in frames["taken"]] == [row["code"] for row in codes]
    assert {row["code"].partition(":")[0] for row in codes} >= {"mesh", "snomedct", "icd10cm"}
    assert not any(row["name"] for row in frames["taken"] if row["vocabulary"] == "snomedct")

    unbacked = neuromod("sparql", ROOT / "rules" / "treats-without-record.rq").rows()
    assert counted(frames["unbacked"], "focus", "value") == counted(unbacked, "entity", "value")


def registry(frames: Frames, shown: str, neuromod: Neuromod, folder: Path) -> None:
    import sys

    sys.path.insert(0, str(ROOT / "benchmarks"))
    from registry import write

    data, store = folder / "registry.nt", folder / "store"
    planted = write(10_000, data, seed=7, fault_rate=0.2)
    groups = neuromod("validate", data, "--shapes", "records", "--shapes", "safety", "--group").rows()
    by_rule = {(row["severity"], row["rule"].rpartition("/")[2]): int(row["nodes"]) for row in groups}
    assert {(row["severity"], row["rule"]): row["nodes"] for row in frames["groups"]} == by_rule
    assert {row["index"]: row["found"] for row in frames["compared"]} == dict(planted)
    assert len(planted) > 15

    assert neuromod("load", data, "--store", store).code == 0

    def asked(query: str, *values: str) -> list[dict[str, str]]:
        return neuromod("query", "run", query, *values, "--store", store).rows()

    cohort = asked("cohort", "therapy=deep brain stimulation", "condition=movement disorder")
    assert sorted(row["patient"] for row in frames["cohort"]) == sorted(row["patient"] for row in cohort)
    assert f"{len({row['patient'] for row in cohort})} patients, who began between" in shown
    assert counted(frames["off_label"], "given", "treated", "patients") == counted(
        asked("off-label-uses"), "given", "treated", "patients"
    )
    assert counted(frames["gaps"], "kind", "property", "missing") == counted(
        asked("missing-data"), "kind", "property", "missing"
    )
    rates = asked("adverse-event-rates")
    assert sum(row["events"] for row in frames["pooled"]) == sum(int(row["events"]) for row in rates)
    assert sum(row["device_years"] for row in frames["pooled"]) == pytest.approx(
        sum(float(row["device_years"]) for row in rates)
    )
    assert all(row["low"] < row["rate"] < row["high"] for row in frames["pooled"])
    named = {row["kind"] for row in frames["pooled"]}
    assert not named & {row["device_label"] for row in rates if row["device"].startswith("product:")}
    means = {
        (r["given"], r["measured"], float(r["year"])): float(r["mean"])
        for r in asked("outcomes-over-time")
        if float(r["year"]) >= 0
    }
    assert {(r["given"], r["measured"], r["year"]): r["mean"] for r in frames["outcomes"]} == pytest.approx(
        means
    )
    assert "10 rows: 8 recorded, 2 refused" in shown


CHECKS: dict[str, Callable[[Frames, str, Neuromod, Path], None]] = {
    "clinical-overview": clinical,
    "linking": linking,
    "registry-analysis": registry,
}


@pytest.mark.filterwarnings("default")  # those of the kernel and its client are not ours
@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_notebook_shows_what_is_stored_and_what_the_command_line_says(
    path: Path, neuromod: Neuromod, tmp_path: Path
) -> None:
    stored = nbformat.read(path, 4)
    done = run(path, FRAMES)
    *cells, last = code_cells(done)
    assert len(cells) == len(code_cells(stored)) >= 6
    for kept, made in zip(code_cells(stored), cells, strict=True):
        assert texts(made) == texts(kept), (
            f"{path.name} {kept.id}: store it anew by python -m tests.notebooks"
        )
        assert len(pictures(made)) == len(pictures(kept))
    shown = "\n".join(text for cell in cells for text in texts(cell))
    CHECKS[path.stem](json.loads(texts(last)[0]), shown, neuromod, tmp_path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_a_stored_notebook_is_small_and_the_same_for_everyone(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text) < 400 * KB
    assert not re.search(r"0x[0-9a-f]{6,}|File \\\"", text)
    assert not any(f"{place}/" in text for place in (tempfile.gettempdir(), ROOT))
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    for number, cell in enumerate(code_cells(notebook), 1):
        assert cell.execution_count == number
        assert not cell.metadata
        assert {output.output_type for output in cell.outputs} <= {"stream", "execute_result", "display_data"}
        assert all(output.get("name", "stdout") == "stdout" for output in cell.outputs)
        assert all(len(b64decode(picture)) < 60 * KB for picture in pictures(cell))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_each_figure_is_told_in_words_on_the_page(path: Path) -> None:
    shown = as_markdown(path)
    told = re.findall(r"^!\[(.*)\]\(data:image/png", shown, re.MULTILINE)
    assert len(told) == sum(len(pictures(cell)) for cell in code_cells(nbformat.read(path, 4)))
    assert len(set(told)) == len(told)
    for words in told:
        assert "made by the code" not in words
        assert len(words) > 80
    if path.stem == "registry-analysis":
        assert all("made up" in words for words in told)


@pytest.mark.parametrize("name", ["clinical-overview", "registry-analysis"])
def test_a_notebook_says_what_it_is_not(name: str) -> None:
    notebook = nbformat.read(ROOT / "docs" / f"{name}.ipynb", 4)
    words = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown").casefold()
    assert "medical advice" in notebook.cells[0].source.casefold()
    assert "pip install" in notebook.cells[0].source
    assert ("what the data does not hold" if name == "clinical-overview" else "made up") in words
    if name == "registry-analysis":
        drawn = [cell.source for cell in code_cells(notebook) if "plt.subplots" in cell.source]
        assert drawn
        assert all("made-up data" in source for source in drawn)
