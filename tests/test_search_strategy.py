"""Search strategies: headings, free text and syntax of each target."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.linking import search_strategy
from neuromod_onto.linking.strategy.strategy import coverage
from neuromod_onto.model.namespaces import NEUROMOD

from .conftest import Neuromod


def test_a_heading_is_exploded_only_where_all_below_is_in_scope(dataset: Dataset) -> None:
    text = search_strategy(dataset, "NeuromodulationTherapy", "pubmed").text
    assert '"Electric Stimulation Therapy"[mh:noexp]' in text
    assert '"Deep Brain Stimulation"[mh]' in text
    assert "Cardiac Pacing" not in text
    assert "Countershock" not in text
    ovid = search_strategy(dataset, "NeuromodulationTherapy", "ovid").text
    assert "Electric Stimulation Therapy/" in ovid
    assert "exp Electric Stimulation Therapy/" not in ovid


def test_ambiguous_abbreviations_are_tied_to_context(dataset: Dataset) -> None:
    text = search_strategy(dataset, "SpinalCordStimulation", "pubmed").text
    assert re.search(r'\(dcs\[tiab\] AND \("dorsal column"\[tiab\]', text)
    assert re.search(r"\(scs\[tiab\] (AND|NOT) \(", text)
    assert not re.search(r" OR [sd]cs\[tiab\] OR", text)
    assert '"spinal cord stimulat*"[tiab]' in text
    assert '"spinal cord stimulation"[tiab:~2]' in text


@pytest.mark.parametrize("target", ["pubmed", "ctgov", "ovid", "europepmc"])
def test_each_syntax_is_well_formed(dataset: Dataset, target: str) -> None:
    strategy = search_strategy(
        dataset,
        ["NeuromodulationTherapy", "ChronicPain"],
        target,
        brands=True,
        languages=["en", "fr"],
        start="2015",
        end="2020-06-30",
    )
    text = strategy.text
    assert text.count("(") == text.count(")")
    assert text.count('"') % 2 == 0
    assert "()" not in text
    depth = 0
    for ch in re.sub(r'"[^"]*"', "", text):
        depth += (ch == "(") - (ch == ")")
        assert depth >= 0
    if target == "pubmed":
        assert '"2015/01/01"[dp] : "2020/06/30"[dp]' in text
        assert "(english[la] OR french[la])" in text
        assert not re.search(r"\*[^\"]*\"\[tiab:~", text)
        assert not re.search(r"\b\w{1,3}\*", text)
        bare = re.sub(r'"[^"]*"\[[^]]*\]|\b[\w*]+\[[^]]*\]|AND|OR|NOT|[():\s]', "", text)
        assert bare == ""
    if target == "ctgov":
        assert "AREA[StudyFirstPostDate]RANGE[2015-01-01, 2020-06-30]" in text
        assert "AREA[ConditionSearch]" in text
        assert "*" not in text
    if target == "europepmc":
        assert "FIRST_PDATE:[2015-01-01 TO 2020-06-30]" in text
        assert "*" not in text
    if target == "ovid":
        lines = strategy.lines()
        assert [int(line.split()[0]) for line in lines] == list(range(1, len(lines) + 1))
        for number, line in enumerate(lines, 1):
            for first, last in re.findall(r" or/(\d+)-(\d+)$", line):
                assert int(first) <= int(last) == number - 1
        assert lines[-1].endswith('yr="2015 -2020"')
        assert lines[-2].endswith("to (english or french)")


def test_brand_names_are_optional(dataset: Dataset) -> None:
    assert "nerivio" not in search_strategy(dataset, "RemoteElectricalNeuromodulation", "pubmed").text
    assert (
        "nerivio" in search_strategy(dataset, "RemoteElectricalNeuromodulation", "pubmed", brands=True).text
    )


def test_french_names_come_with_french_publications(dataset: Dataset) -> None:
    assert "medullaire" not in search_strategy(dataset, "SpinalCordStimulation", "pubmed").text
    assert "medullaire" in search_strategy(dataset, "SpinalCordStimulation", "pubmed", languages=["fr"]).text


def test_wrong_requests_are_usage_errors(dataset: Dataset) -> None:
    for arguments in (
        ("SpinalCordStimulation", "google"),
        ("Thalamotomy and DeepBrainStimulation", "pubmed"),
    ):
        with pytest.raises(UsageError):
            search_strategy(dataset, *arguments)
    with pytest.raises(UsageError, match="not a date"):
        search_strategy(dataset, "SpinalCordStimulation", "pubmed", start="last year")


def test_the_report_names_headings_and_gaps(dataset: Dataset) -> None:
    strategy = search_strategy(dataset, "NeuromodulationTherapy", "pubmed")
    rows = {row.term.removeprefix(NEUROMOD): row for row in coverage(dataset, strategy)}
    assert rows["SpinalCordStimulation"].heading == "Spinal Cord Stimulation"
    assert rows["SacralNeuromodulation"].heading == ""
    assert rows["SacralNeuromodulation"].free_text
    assert "ImplantedElectricalNeuromodulation" not in rows


TITLES = [
    ("Spinal Cord Stimulation for Painful Diabetic Neuropathy", True),
    ("Stimulation of the Spinal Cord After Failed Back Surgery", True),
    ("Implanted spinal-cord stimulators in Buerger disease", True),
    ("SCS in failed back surgery syndrome", True),
    ("SCS mutation carriers in Churg-Strauss syndrome", False),
    ("Spinal cord injury and stimulating conversation", False),
    ("Cord blood transplantation", False),
]


@pytest.mark.parametrize(("title", "found"), TITLES)
def test_the_free_text_can_be_tried_out(dataset: Dataset, title: str, found: bool) -> None:
    (finder,) = search_strategy(dataset, "SpinalCordStimulation", "pubmed").finder()
    assert bool(finder.find(title)) is found


def test_the_command_writes_tries_and_reports(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "strategy.tsv"
    written = neuromod("search-strategy", "SpinalCordStimulation", "--target", "ovid", "-o", file)
    assert written.code == 0
    assert file.read_text("utf-8").startswith("1 Spinal Cord Stimulation/\n")
    table = tmp_path / "titles.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("id", "title"), *((i, t) for i, (t, _) in enumerate(TITLES))])
    tried = neuromod(
        "search-strategy",
        "SpinalCordStimulation",
        "--target",
        "pubmed",
        "--try",
        table,
        "--text",
        "title",
        "--id",
        "id",
    )
    assert [int(row["id"]) for row in tried.rows()] == [i for i, (_, found) in enumerate(TITLES) if found]
    assert "4 of 7 records" in tried.err
    report = neuromod("search-strategy", "SpinalCordStimulation", "--target", "pubmed", "--report")
    assert {"term", "heading", "searched", "free_text", "why"} <= set(report.rows()[0])
    assert (
        neuromod("search-strategy", "SpinalCordStimulation", "--target", "pubmed", "--try", table).code == 2
    )
