"""Tables as spreadsheets save them: separators, the line ``sep=``, byte order marks, other encodings."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Neuromod

#: How Excel saves a table: what stands before it, what separates its cells, how lines end, and how it is written.
SAVED = {
    "comma": ("", ",", "\n", "utf-8"),
    "semicolon": ("", ";", "\r\n", "utf-8"),
    "tab": ("", "\t", "\r\n", "utf-8"),
    "mark": ("", ";", "\r\n", "utf-8-sig"),
    "declared": ("sep=;\r\n", ";", "\r\n", "utf-8"),
    "declared and marked": ("sep=;\r\n", ";", "\r\n", "utf-8-sig"),
    "declared comma": ("sep=,\n", ",", "\n", "utf-8"),
    "declared tab": ("SEP=\t\r\n", "\t", "\r\n", "utf-8"),
    "declared bar": ("sep=|\r\n", "|", "\r\n", "utf-8"),
    "declared in quotes": ('"sep=;"\r\n', ";", "\r\n", "utf-8"),
}
TEXTS = [
    ("numéro", "intitulé, tel quel", "site"),
    ("P-01", "Stimulation médullaire contre douleur neuropathique", "Nîmes"),
    ("P-02", '"Stimulation cérébrale profonde, bilatérale"', "Saint-Étienne"),
]
CLAIMS = [
    ("terme", "code"),
    ("stimulation cérébrale profonde", "D046690"),
    ("stimulation du nerf vague", "D000000"),
]


def saved(folder: Path, how: str, rows: list[tuple[str, ...]], name: str = "export.csv") -> Path:
    before, separator, end, encoding = SAVED[how]
    quoted = [[f'"{c}"' if separator in c and '"' not in c else c for c in cells] for cells in rows]
    path = folder / name
    path.write_bytes((before + "".join(separator.join(cells) + end for cells in quoted)).encode(encoding))
    return path


@pytest.mark.parametrize("how", SAVED)
def test_texts_are_read_however_the_table_was_saved(neuromod: Neuromod, tmp_path: Path, how: str) -> None:
    file = saved(tmp_path, how, TEXTS)
    words = ("--text", "intitulé, tel quel", "--id", "numéro", "--keep", "site", "--best")
    result = neuromod("annotate", file, *words)
    assert (result.code, result.err) == (0, "")
    assert [(row["id"], row["terms"], row["site"]) for row in result.rows()] == [
        ("P-01", "neuromod:SpinalCordStimulation", "Nîmes"),
        ("P-02", "neuromod:DeepBrainStimulation", "Saint-Étienne"),
    ]


@pytest.mark.parametrize("how", SAVED)
def test_claims_are_read_however_the_table_was_saved(neuromod: Neuromod, tmp_path: Path, how: str) -> None:
    file = saved(tmp_path, how, CLAIMS)
    result = neuromod("lint-codes", file, "--system", "mesh", "--term", "terme", "--code", "code")
    assert result.code == 1
    assert [row["verdict"] for row in result.rows()] == ["right", "nonexistent"]
    assert result.rows()[0]["terme"] == CLAIMS[1][0]


DOSES = [
    ("record", "id", "patientPseudonym", "recordsTherapy", "intensité du courant [mA]", "pulseWidth", "note"),
    ("PulsedStimulationProgram", "p1", "Léa", "stimulation médullaire", "4.2", "210 us", ""),
    ("PulsedStimulationProgram", "p2", "Zoé", "stimulation cérébrale profonde", "0.125", "60 us", ""),
]


def doses(folder: Path, how: str, *, comma: bool) -> Path:
    rows = [cells[:-1] for cells in DOSES]
    if comma:
        rows = [tuple(c.replace(".", ",") for c in cells) for cells in rows]
    return saved(folder, how, rows, "doses.csv")


@pytest.mark.parametrize("how", SAVED)
def test_doses_are_read_however_the_table_was_saved(neuromod: Neuromod, tmp_path: Path, how: str) -> None:
    """Where cells are not separated by commas, a comma in a number is that of French spreadsheets."""
    expected = None
    for comma in (False, True):
        out = tmp_path / "out.ttl"
        result = neuromod("ingest", "csv", doses(tmp_path, how, comma=comma), "-o", out)
        if comma and SAVED[how][1] == ",":
            assert (result.code, result.err.count("has a comma")) == (1, 2)
            continue
        assert result.code == 0, result.err
        facts = {line.strip() for line in out.read_text().splitlines() if "reportedValue" not in line}
        assert expected in (None, facts)
        expected = facts
    assert expected
    assert {"neuromod:currentAmplitude 4.2 ;", "neuromod:currentAmplitude 0.125 ;"} <= expected


def test_the_reported_text_keeps_its_comma(neuromod: Neuromod, tmp_path: Path) -> None:
    out = tmp_path / "out.ttl"
    assert neuromod("ingest", "csv", doses(tmp_path, "semicolon", comma=True), "-o", out).code == 0
    assert '"intensité du courant: 4,2 [mA]"' in out.read_text()


@pytest.mark.parametrize("number", ["1,250", "12,500", "999,999", "1.250,5", "1,250,5", "4,2.1", ",5"])
def test_a_comma_that_may_be_thousands_is_refused(neuromod: Neuromod, tmp_path: Path, number: str) -> None:
    file = tmp_path / "doses.csv"
    file.write_text(f"sep=;\nrecord;id;pulseWidth [us]\nPulsedStimulationProgram;p1;{number}\n")
    result = neuromod("ingest", "csv", file, "-o", tmp_path / "out.ttl")
    assert result.code == 1
    assert f"{file}:3:3: pulseWidth: " in result.err


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_doses_in_another_encoding_are_refused(neuromod: Neuromod, tmp_path: Path, encoding: str) -> None:
    file, out = tmp_path / "doses.csv", tmp_path / "out.ttl"
    file.write_text("".join(";".join(row) + "\r\n" for row in DOSES), encoding=encoding)
    result = neuromod("ingest", "csv", file, "-o", out)
    assert result.code == 3
    assert f"{file}:1: not UTF-8" in result.err
    assert not out.exists()


def test_lines_are_counted_with_the_one_that_names_the_separator(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "faulty.csv"
    file.write_text("sep=;\nterm;code\nDBS;D046690\nDBS\n")
    claims = neuromod("lint-codes", file, "--system", "mesh")
    assert (claims.code, f"{file}:4: 1 cells where" in claims.err) == (3, True)
    texts = neuromod("annotate", file, "--text", "term")
    assert (texts.code, f"{file}:4: 1 cells where" in texts.err) == (3, True)
    lines = neuromod("annotate", saved(tmp_path, "declared", TEXTS), "--text", "intitulé, tel quel", "--best")
    assert [row["id"] for row in lines.rows()] == ["3", "4"]
    file.write_text("sep=;\nterm;term\nDBS;D046690\n")
    assert f"{file}:2: two columns" in neuromod("lint-codes", file, "--system", "mesh").err


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "macroman"])
@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("annotate", ["--text", "intitulé, tel quel"]),
        ("lint-codes", ["--system", "mesh", "--term", "intitulé, tel quel", "--code", "site"]),
    ],
)
def test_another_encoding_is_refused_with_what_to_do(
    neuromod: Neuromod, tmp_path: Path, encoding: str, command: str, options: list[str]
) -> None:
    """A guess would turn names of patients and drugs into others; Excel can save UTF-8."""
    file = tmp_path / "export.csv"
    file.write_text("".join(";".join(row) + "\r\n" for row in TEXTS), encoding=encoding)
    result = neuromod(command, file, *options)
    assert result.code == 3
    assert result.out == ""
    first, hint = result.err.splitlines()
    assert first.startswith(f"neuromod: {file}:1: not UTF-8")
    assert hint == "  save the file as UTF-8 (in Excel: CSV UTF-8)"


def test_a_separator_inside_a_quoted_name_is_none(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "quoted.csv"
    file.write_text('"terme; tel; que; saisi",code\nDBS,D046690\n')
    result = neuromod("lint-codes", file, "--system", "mesh", "--term", "terme; tel; que; saisi")
    assert [row["verdict"] for row in result.rows()] == ["right"]
