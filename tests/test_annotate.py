"""Naming the therapies that texts mention."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.linking import Annotator, Columns, best_therapies, read_texts
from neuromod_onto.model.namespaces import compact

from .conftest import ROOT, Neuromod

ARMS = ROOT / "examples" / "trial_arms.csv"


@pytest.fixture(scope="module")
def annotator(dataset: Dataset) -> Annotator:
    return Annotator(dataset)


def best(annotator: Annotator, text: str, context: str = "") -> list[tuple[str, str, str]]:
    found = best_therapies(annotator, text, context)
    return [
        (compact(t).partition(":")[2], scope, status)
        for t, scope, status in zip(found.terms, found.scopes, found.statuses, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spinal Cord Stimulation", [("SpinalCordStimulation", "in", "actual")]),
        ("spinal-cord stimulation", [("SpinalCordStimulation", "in", "actual")]),
        ("Stimulation médullaire", [("SpinalCordStimulation", "in", "actual")]),
        ("stimulations medullaires", [("SpinalCordStimulation", "in", "actual")]),
        ("10 kHz spinal cord stimulation", [("TenKilohertzSpinalCordStimulation", "in", "actual")]),
        ("Sham tDCS", [("TranscranialDirectCurrentStimulation", "in", "sham")]),
        ("tDCS placebo", [("TranscranialDirectCurrentStimulation", "in", "sham")]),
        ("usual care without deep brain stimulation", [("DeepBrainStimulation", "in", "negated")]),
        ("STN-DBS OFF", [("SubthalamicDeepBrainStimulation", "in", "off")]),
        ("MR-guided focused ultrasound thalamotomy", [("MRgFUSThalamotomy", "out", "actual")]),
        ("Electroconvulsive therapy", [("ElectroconvulsiveTherapy", "border", "actual")]),
        ("spinal cord stimulator", [("SpinalCordStimulation", "in", "actual")]),
        ("deep brain stimulator implantation", [("DeepBrainStimulation", "in", "actual")]),
        ("implantation of DBS electrodes", [("DeepBrainStimulation", "in", "actual")]),
        ("TENS for suction evacuation", [("TranscutaneousElectricalNerveStimulation", "in", "actual")]),
        ("development of cochlear implanted children", [("CochlearImplantStimulation", "in", "actual")]),
        (
            "Electromagnetic Stimulation of the Phrenic Nerve",
            [("MagneticPhrenicNerveStimulation", "in", "actual")],
        ),
        ("navigation for deep brain electrode implantation", [("DeepBrainStimulation", "in", "actual")]),
        ("potentials from deep brain stimulating electrodes", [("DeepBrainStimulation", "in", "actual")]),
        ("aspirin 100 mg", []),
        ("usual care", []),
        ("", []),
    ],
)
def test_therapies_of_a_text(annotator: Annotator, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert best(annotator, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Retrograde delivery of BMAC (Bone Marrow Aspirate Concentrate)", []),
        ("Retrograde delivery of bone marrow aspirate concentrate (BMAC)", []),
        ("BMAC in quadriceps weakness", ["BurstModulatedNeuromuscularElectricalStimulation"]),
        ("Pain after TENS (toxic epidermal necrolysis syndrome)", []),
        (
            "TENS (transcutaneous electric nerve stimulation) of the knee",
            ["TranscutaneousElectricalNerveStimulation"],
        ),
        ("TENS (Tamoxifen Exemestane Neoadjuvant Study)", []),
        ("TENS (high frequency) for pain", ["TranscutaneousElectricalNerveStimulation"]),
        ("Pedunculo-Pontin Nucleus (PPN) deep brain stimulation", ["PedunculopontineDeepBrainStimulation"]),
        ("Epidural Electrical Simulation (EES) in spinal cord injury", ["EpiduralMotorStimulation"]),
        ("Bronchoscopy in the diagnosis of PPNs", []),
        ("PPNS for back pain", ["TemporaryPercutaneousPeripheralNerveStimulation"]),
        ("Tamoxifen (TENS) and pain", ["TranscutaneousElectricalNerveStimulation"]),
    ],
)
def test_an_abbreviation_is_what_the_text_spells_it_out_as(
    annotator: Annotator, text: str, expected: list[str]
) -> None:
    assert [term for term, _, _ in best(annotator, text)] == expected


def test_the_most_specific_therapy_is_kept(annotator: Annotator) -> None:
    assert best(annotator, "tDCS, a transcranial electrical stimulation") == [
        ("TranscranialDirectCurrentStimulation", "in", "actual")
    ]


def test_two_therapies_are_both_named(annotator: Annotator) -> None:
    names = [
        name for name, _, _ in best(annotator, "spinal cord stimulation or dorsal root ganglion stimulation")
    ]
    assert names == ["SpinalCordStimulation", "DorsalRootGanglionStimulation"]


def test_an_ambiguous_abbreviation_needs_its_context(annotator: Annotator) -> None:
    assert best(annotator, "SCS", "chronic back pain")[0][0] == "SpinalCordStimulation"
    assert best(annotator, "SCS", "Churg-Strauss syndrome") == []


def test_everyday_words_are_not_abbreviations(annotator: Annotator) -> None:
    assert best(annotator, "tens of patients with pain") == []


def test_mentions_say_where_they_stand(annotator: Annotator) -> None:
    text = "Active DBS for Parkinson’s disease, subthalamic nucleus"
    found = annotator.mentions(text)
    assert [text[m.start : m.end] for m in found] == [m.match for m in found]
    assert {m.entry.kind for m in found} == {"therapy", "condition", "target"}


def test_every_arm_of_the_example_has_its_row(neuromod: Neuromod) -> None:
    with ARMS.open(encoding="utf-8", newline="") as stream:
        arms = list(csv.DictReader(stream))
    assert 90 <= len(arms) <= 120
    rows = neuromod(
        "annotate", ARMS, "--text", "arm", "--context", "condition", "--id", "nct_id", "--best"
    ).rows()
    assert [row["id"] for row in rows] == [arm["nct_id"] for arm in arms]
    assert list(rows[0]) == ["id", "terms", "labels", "scope", "status", "codes"]
    named = [row for row in rows if row["terms"]]
    assert len(named) > 60
    assert any("mesh:D062187" in row["codes"] for row in rows)
    assert all(row["scope"] for row in named)


def test_mention_rows_have_the_columns_of_the_contract(neuromod: Neuromod) -> None:
    rows = neuromod("annotate", "-", stdin="deep brain stimulation for dystonia\n").rows()
    assert list(rows[0]) == [
        "id",
        "start",
        "end",
        "match",
        "term",
        "label",
        "kind",
        "scope",
        "status",
        "codes",
    ]
    assert [(row["term"], row["kind"]) for row in rows] == [
        ("neuromod:DeepBrainStimulation", "therapy"),
        ("neuromod:Dystonia", "condition"),
    ]


def test_why_is_a_column(neuromod: Neuromod) -> None:
    arguments = ("annotate", "-", "--why")
    row = neuromod(*arguments, stdin="DBS for newborn screening, DBS\nECT for catatonia\n").rows()[0]
    assert row["why"] == "abbreviation 'ECT'"
    (first, second) = neuromod(*arguments, "--best", stdin="taVNS, sham\nwalking\n").rows()
    assert "says sham" in first["why"]
    assert second["why"] == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"id,t,c\n1,Group 1,tDCS\n2,walk,\n"),
        ("semicolon.csv", b"\xef\xbb\xbfid;t;c\r\n1;Group 1;tDCS\r\n2;walk;\r\n"),
        ("a.tsv", b"id\tt\tc\n1\tGroup 1\ttDCS\n2\twalk\t\n"),
        ("a.jsonl", b'{"id": 1, "t": "Group 1", "c": ["tDCS"]}\n\n{"id": 2, "t": "walk"}\n'),
        ("a.csv.gz", gzip.compress(b"id,t,c\n1,Group 1,tDCS\n2,walk,\n", mtime=0)),
    ],
)
def test_files_of_every_kind_read_alike(
    neuromod: Neuromod, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    rows = neuromod("annotate", path, "--text", "t", "--context", "c", "--id", "id", "--best").rows()
    assert [(row["id"], row["terms"]) for row in rows] == [
        ("1", "neuromod:TranscranialDirectCurrentStimulation"),
        ("2", ""),
    ]


@pytest.mark.parametrize(
    ("content", "error", "place"),
    [
        (b"t,c\na,b\nonly one\n", InputError, ":3"),
        (b't,c\na,b\n"open,b\n', InputError, ":3"),
        (b"t,c\n\xff,b\n", InputError, ""),
        (b'{"t": "a"}\n{"t": \n', InputError, ":2:"),
        (b'{"t": "a"}\n[1]\n', InputError, ":2"),
        (b"x,c\na,b\n", UsageError, ""),
        (b'{"x": "a"}\n', UsageError, ""),
        (b"\x1f\x8b\x08\x00", InputError, ""),
    ],
)
def test_bad_files_are_refused_with_their_line(content: bytes, error: type[Exception], place: str) -> None:
    with pytest.raises(error) as caught:
        list(read_texts(io.BytesIO(content), Columns("t")))
    assert place in str(getattr(caught.value, "place", "")) or not place


def test_texts_are_read_one_by_one() -> None:
    class Endless(io.RawIOBase):
        """Lines without end, of which only some may be asked for."""

        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            self.given += 1
            assert self.given < 100, "reads ahead without need"
            line = (b'{"t": "tDCS"}\n' * 10_000)[: len(buffer)]
            buffer[: len(line)] = line
            return len(line)

    found: Iterator[object] = read_texts(io.BufferedReader(Endless(), 14_000), Columns("t"))
    assert [next(found) is not None for _ in range(50)] == [True] * 50


def test_rows_are_written_as_they_come(neuromod: Neuromod, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    lines = "".join(f"tDCS {n}\n" for n in range(3000))
    neuromod("annotate", "-", "--best", "-o", out, stdin=lines)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == [str(n) for n in range(1, 3001)]
    few = neuromod("annotate", "-", "--best", "--limit", "2", stdin=lines)
    assert len(few.rows()) == 2
    assert "2 of 3000 rows" in few.err
