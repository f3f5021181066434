"""Labels made to harm whoever reads them: each sink shows them without letting them act.

A label may come from any file that a user adds; a terminal, a spreadsheet, a browser and a parser of JSON or
XML each have characters that act. Commands run here under a real pseudo-terminal.
"""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as Xml

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuromod_onto.findings import Report
from neuromod_onto.findings.model import Finding
from neuromod_onto.findings.reports import as_json, as_junit, as_sarif
from neuromod_onto.render import TABLE_FORMATS, Table, render_table
from neuromod_onto.render.tables import harmless, safe, visible

from .conftest import Neuromod

#: Title of the window, clear screen, C1 CSI, bell, backspaces, direction overrides, line separators, delete.
STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\x08\x08\u202egnp\u2066x\u2069\u2028\u2029\x7f\x00\x85"
MARK = "zqx"
LABEL = f"{MARK} {STEERING} end"
ACTING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A file of data whose label and definition steer a terminal."""
    new, neuromod = "https://w3id.org/neuromod-onto/Zqx", "https://w3id.org/neuromod-onto/"
    rdfs, obo = "http://www.w3.org/2000/01/rdf-schema#", "http://purl.obolibrary.org/obo/"
    text = ox.Literal(LABEL, language="en")
    quads = [
        ox.Quad(ox.NamedNode(new), ox.NamedNode(p), o)
        for p, o in (
            (
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
                ox.NamedNode("http://www.w3.org/2002/07/owl#Class"),
            ),
            (rdfs + "label", text),
            (rdfs + "subClassOf", ox.NamedNode(neuromod + "DeepBrainStimulation")),
            (obo + "IAO_0000115", text),
            ("http://www.w3.org/2004/02/skos/core#altLabel", text),
        )
    ]
    file = tmp_path / "hostile.nt"
    file.write_bytes(ox.serialize(quads, format=ox.RdfFormat.N_TRIPLES) or b"")
    return file


def on_terminal(*arguments: str | Path) -> str:
    """Run a command whose output and errors go to a terminal; return what the terminal is sent."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-m", "neuromod_onto", *map(str, arguments)],
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        env=environment,
    )
    os.close(theirs)
    sent = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        sent += part
    os.close(ours)
    process.wait(timeout=60)
    return sent.decode().replace("\r\n", "\n")


SPARQL = "SELECT ?l { neuromod:Zqx rdfs:label ?l }"
GRAPH = "CONSTRUCT WHERE { neuromod:Zqx ?p ?o }"


@pytest.mark.parametrize(
    "arguments",
    [
        ("term", "neuromod:Zqx"),
        ("term", "neuromod:Zqx", "-f", "json"),
        ("tree", "neuromod:DeepBrainStimulation"),
        ("search", MARK),
        ("search", MARK, "-f", "tsv"),
        ("search", MARK, "-f", "csv"),
        ("search", MARK, "-f", "jsonl"),
        ("search", MARK, "-f", "md"),
        ("term", "zqxx"),  # the label among the candidates of an error
        ("term", f"no such \x1b[31m\u202e term {MARK}"),
        *(("sparql", SPARQL, "-f", f) for f in (*TABLE_FORMATS, "srj")),
        *(("sparql", GRAPH, "-f", f) for f in ("ttl", "nt", "jsonld", "trig")),
        ("query", "run", "kinds-of", "class=DeepBrainStimulation"),
        ("query", "run", "kinds-of", "class=\x1b[2J" + MARK),
        ("--lang", "fr", "valueset", "DeepBrainStimulation", "--system", "mesh", "-f", "tsv"),
    ],
    ids=lambda a: " ".join(a).encode("ascii", "replace").decode(),
)  # fmt: skip
def test_no_label_steers_the_terminal(hostile: Path, arguments: tuple[str, ...]) -> None:
    sent = on_terminal("--data", hostile, *arguments)
    assert MARK in sent or "DeepBrainStimulation" in sent, sent
    assert not ACTING.findall(sent), sent[:3000]


def test_the_test_sees_what_steers(hostile: Path) -> None:
    assert ACTING.search(hostile.read_text("utf-8").encode().decode("unicode_escape"))


@pytest.mark.parametrize("table_format", [f for f in TABLE_FORMATS if f not in ("csv", "json", "jsonl")])
@given(st.text())
def test_text_tables_hold_one_line_a_row_and_nothing_that_acts(table_format: str, text: str) -> None:
    lines = render_table(Table(("a", "b"), [(text, "x"), ("y", text)]), table_format)
    assert not ACTING.search(lines)
    if table_format in ("tsv", "md"):
        assert len(lines.splitlines()) == {"tsv": 3, "md": 4}[table_format]


@given(st.text(), st.text())
def test_json_is_valid_whatever_it_holds(left: str, right: str) -> None:
    table = Table(("a", "b"), [(left, right)])
    for text in (render_table(table, "json"), safe(render_table(table, "json"))):
        assert json.loads(text) == [{"a": left, "b": right}]
    for text in (render_table(table, "jsonl"), safe(render_table(table, "jsonl"))):
        assert text.count("\n") == 1
        assert json.loads(text) == {"a": left, "b": right}


@given(st.text(), st.text())
def test_csv_is_read_back_and_starts_no_formula(left: str, right: str) -> None:
    text = render_table(Table((left, "b"), [(left, right)]), "csv")
    header, row = csv.reader(io.StringIO(text, newline=""))
    assert [header[0], *row] == [harmless(left), harmless(left), harmless(right)]
    for cell in (*header, *row):
        assert not re.match("[=+\\-@\t\r\n＝＋－＠]", cell) or re.fullmatch(r"[+-][\d.eE+-]+", cell)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"]
)
def test_a_formula_becomes_text_in_header_and_cell(tmp_path: Path, neuromod: Neuromod, cell: str) -> None:
    file = tmp_path / "a.csv"
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["arm", "x" + cell, cell], ["DBS", cell, cell]])
    file.write_bytes(stream.getvalue().encode())
    keep = "x" + cell
    if cell[0] in "\t\r\n":  # a header is one line, and a tab in it would be the separator
        file.write_bytes(b'arm,k\nDBS,"' + cell.encode() + b'"\n')
        keep = "k"
    result = neuromod("annotate", file, "--text", "arm", "--keep", keep, "--best", "-f", "csv")
    rows = list(csv.reader(io.StringIO(result.out, newline="")))
    assert rows[1][1] == "'" + cell
    assert not rows[0][1].startswith(("=", "+", "-", "@", "\t", "＝"))


@pytest.mark.parametrize("number", ["-1", "+2.5", "-1e-3", "1", ".5"])
def test_numbers_stay_numbers(number: str) -> None:
    assert harmless(number) == number


def finding(text: str) -> Finding:
    return Finding("violation", text, text, text, text, text, text, (text,), text)


@given(st.text())
def test_reports_are_well_formed_whatever_the_data_say(text: str) -> None:
    report = Report([finding(text)], 1)
    assert json.loads(as_json(report))["findings"][0]["message"] == text
    assert json.loads(as_sarif(report))["runs"][0]["results"]
    suite = Xml.fromstring(as_junit(report))
    assert suite.find("testcase/failure") is not None
    assert len(suite.findall("testcase")) == 1


def test_xml_is_well_formed_or_refused(neuromod: Neuromod, hostile: Path, tmp_path: Path) -> None:
    for arguments in (("sparql", SPARQL, "-f", "srx"), ("sparql", GRAPH, "-f", "rdfxml")):
        result = neuromod("--data", hostile, *arguments)
        assert (result.code, result.out) == (2, "")
        assert "which XML cannot hold" in result.err
        Xml.fromstring(neuromod(arguments[0], arguments[1].replace("Zqx", "VagusNerve"), *arguments[2:]).out)
    assert neuromod("convert", hostile, tmp_path / "a.rdf").code == 2
    assert not (tmp_path / "a.rdf").exists()


def test_what_is_shown_keeps_its_meaning() -> None:
    assert visible("a\x1b[31mb") == "a\\u001b[31mb"
    assert safe("a\n\tb\x9b") == "a\n\tb\\u009b"
    assert visible("médullaire – 5 µA") == "médullaire – 5 µA"


def test_every_character_that_steers_is_shown_and_no_other() -> None:
    steering = [
        *range(0x20),
        *range(0x7F, 0xA0),
        0x2028,
        0x2029,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
    changed = [code for code in range(0x3000) if visible(f"a{chr(code)}b") != f"a{chr(code)}b"]
    assert changed == steering
    changed = [code for code in range(0x3000) if safe(f"a{chr(code)}b") != f"a{chr(code)}b"]
    assert changed == [code for code in steering if chr(code) not in "\t\n"]


@given(
    st.lists(
        st.tuples(*[st.text(st.characters(exclude_categories=["Cs"]), max_size=12)] * 3),
        min_size=1,
        max_size=6,
    )
)
def test_a_reader_of_tsv_finds_every_row_and_cell(rows: list[tuple[str, ...]]) -> None:
    text = render_table(Table(("a", "b", "c"), rows), "tsv")
    read = list(csv.reader(io.StringIO(text), delimiter="\t"))
    assert read[1:] == [[visible(re.sub(r"[\t\r\n]+", " ", cell)) for cell in row] for row in rows]


def test_a_title_that_begins_with_a_quotation_mark_ends_where_it_ends() -> None:
    rows = [('"Brain pacemaker" for tremor', "1"), ('said "so"', "2"), ('"', "3")]
    text = render_table(Table(("title", "n"), rows), "tsv")
    assert text.splitlines()[1:3] == ['"""Brain pacemaker"" for tremor"\t1', 'said "so"\t2']
    assert list(csv.reader(io.StringIO(text), delimiter="\t"))[1:] == [list(row) for row in rows]
