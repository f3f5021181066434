"""The command line as somebody types it who has read no code: what is wrong is one line that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.linking import search_strategy

from .conftest import Neuromod

HEAD = "record,id,patientPseudonym,recordsTherapy,currentAmplitude [mA]\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ("map D046690", 2, "neuromod: the code 'D046690' has no prefix|candidates:|mesh:D046690 Deep Brain"),
        (
            "map LGW",
            2,
            "neuromod: the code 'LGW' has no prefix|candidates:|fdacode:LGW Stimulator, Spinal-Cord",
        ),
        ("map XYZ99", 2, "neuromod: no term is called 'XYZ99'|"),
        ("map DBS --to nowhere", 2, "neuromod: unknown code system 'nowhere'|known: snomed, fda, mesh"),
        (
            "search stimulation medullaire",
            2,
            "neuromod: Got unexpected extra argument|put several words in quotes",
        ),
        ("map DBS --foo", 2, "neuromod: No such option|see neuromod map --help"),
        (
            "query cohort",
            2,
            "neuromod: no command 'cohort' of neuromod query; there are list, show, run, test|",
        ),
        (
            "annotate spinal",
            3,
            "neuromod: spinal: No such file or directory|name a file, or - for standard input",
        ),
    ],
)
def test_a_first_attempt_is_answered_with_what_to_do(
    arguments: str, code: int, told: str, neuromod: Neuromod
) -> None:
    result = neuromod(*arguments.split())
    assert result.code == code
    lines = [line.strip() for line in result.err.splitlines()]
    expected = [part for part in told.split("|") if part]
    assert all(line.startswith(part) for line, part in zip(lines, expected, strict=False)), lines
    assert len(lines) >= len(expected)


@pytest.mark.parametrize("system", ["snomed-ct", "SNOMED", "snomedct"])
def test_vocabularies_are_called_alike_by_all_commands(system: str, neuromod: Neuromod) -> None:
    mapped = neuromod("map", "chronic pain", "--to", system)
    assert [row["code"] for row in mapped.rows()] == ["snomedct:82423001"]
    assert neuromod("valueset", "ChronicPain", "--system", system, "--limit", "1").code == 0


def test_product_codes_are_found_by_the_name_of_their_agency(neuromod: Neuromod) -> None:
    rows = neuromod("map", "spinal cord stimulator", "--to", "fda").rows()
    assert "fdacode:LGW" in {row["code"] for row in rows}


def test_a_search_ends_with_the_last_day_of_the_month_and_not_before_it_begins(dataset: Dataset) -> None:
    for month, day in (("2024-02", "2024-02-29"), ("2023-02", "2023-02-28"), ("2024-03", "2024-03-31")):
        assert day.replace("-", "/") in search_strategy(dataset, "DBS", "pubmed", end=month).text
    assert "2024/03/01" in search_strategy(dataset, "DBS", "pubmed", start="2024-03", end="2024-03").text
    with pytest.raises(UsageError, match="the first day, 2020-01-01, is after the last, 2010-12-31"):
        search_strategy(dataset, "DBS", "pubmed", start="2020", end="2010")


@pytest.mark.parametrize("name", ["t.csv", "t.TSV", "t.jsonl", "t.csv.gz"])
def test_a_table_is_not_annotated_line_by_line(name: str, tmp_path: Path, neuromod: Neuromod) -> None:
    (tmp_path / name).write_text("id,text\n1,DBS\n")
    told = neuromod("annotate", tmp_path / name)
    assert told.code == 2
    assert told.err.splitlines() == [
        f"neuromod: {tmp_path / name} is a table",
        "  name the column that holds the texts with --text",
    ]


def test_an_empty_table_is_told(tmp_path: Path, neuromod: Neuromod) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("")
    told = neuromod("annotate", path, "--text", "title")
    assert (told.code, told.err.splitlines()[0]) == (3, f"neuromod: {path}: the file is empty")


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        (HEAD.replace("patientPseudonym", "patient"), 1, "perhaps: patientPseudonym"),
        (HEAD.replace("currentAmplitude", "curentAmplitude"), 1, "perhaps: currentAmplitude"),
        (HEAD.replace("currentAmplitude", "shoe size"), 1, "no property is called 'shoe size'\n0 rows"),
        (HEAD + "PulsedStimulationProgramme,p1,P1,SCS,4\n", 1, "perhaps: PulsedStimulationProgram"),
        (HEAD + "PulsedStimulationProgram,p1,P1,SCS,1e999\n", 1, "'1e999' is no number with a unit that can"),
        (HEAD + "PulsedStimulationProgram,p1,P1,SCS,big\n", 1, "'big' does not begin with a number"),
        (
            HEAD + "PulsedStimulationProgram,p1,P1,SCS,4\n",
            0,
            "1 row: 1 recorded, 0 refused; 0 faults; written",
        ),
        (HEAD, 0, "nothing was read: no row below a row that begins with 'record' in"),
        ("", 0, "nothing was read: no row below a row that begins with 'record' in"),
    ],
)
def test_wrong_names_and_empty_files_are_told(
    text: str, code: int, told: str, tmp_path: Path, neuromod: Neuromod
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text)
    result = neuromod("ingest", "csv", path, "-o", tmp_path / "out.ttl")
    assert result.code == code
    assert told in result.err


def test_a_folder_is_no_csv_file_and_one_without_tables_is_told(tmp_path: Path, neuromod: Neuromod) -> None:
    told = neuromod("ingest", "csv", tmp_path, "-o", tmp_path / "out.ttl")
    assert told.code == 3
    assert told.err.splitlines()[0] == f"neuromod: {tmp_path}: a folder, where a CSV file is read"
    empty = neuromod("ingest", "bids", tmp_path, "-o", tmp_path / "out.ttl")
    assert "nothing was read: no *_events.tsv, *_nibs.tsv, *_stim.tsv or *_tms.tsv in" in empty.err
