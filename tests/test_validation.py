"""Validation at scale: large files in parts, and a made-up registry of which every fault is known."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.dataset.shipped import shipped_files
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.findings import Report
from neuromod_onto.validation import batches, validate
from neuromod_onto.validation.batches import Plan, Tally, check_partition
from neuromod_onto.validation.existence import Existence
from neuromod_onto.validation.partitions import partitions
from neuromod_onto.validation.reference import run_reference
from neuromod_onto.validation.shacl import run_shapes, shape_files

from .conftest import ROOT, Neuromod
from .test_engines import key, without_datatype

sys.path.insert(0, str(ROOT / "benchmarks"))
from registry import patients, write
from registry_plan import ARMS, FAULTS, GAPS

SHAPES = ("records", "safety")


def broken(report: Report) -> Counter[str]:
    """Return how many nodes break each shape."""
    return Counter(rule for rule, _ in {(f.rule.rpartition("/")[2], f.focus) for f in report.findings})


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counter[str]]:
    """A registry in which two of three patients have a fault."""
    file = tmp_path_factory.mktemp("registry") / "registry.nt"
    return file, write(25_000, file, seed=7, fault_rate=0.7)


@pytest.fixture(scope="module")
def whole(registry: tuple[Path, Counter[str]]) -> Report:
    return validate([registry[0]], shapes=SHAPES, batch=0)


# -- the registry


def test_every_planted_fault_is_found_and_nothing_else(
    registry: tuple[Path, Counter[str]], whole: Report
) -> None:
    assert broken(whole) == registry[1]


def test_the_registry_plants_every_kind_of_fault() -> None:
    planted = {name for patient in patients(100_000, seed=7, fault_rate=0.9) for name in patient.planted}
    assert planted == set(FAULTS) | set(GAPS)
    assert len(FAULTS) >= 12


def test_a_registry_without_faults_has_gaps_only(tmp_path: Path) -> None:
    file = tmp_path / "clean.nt"
    write(10_000, file, seed=3, fault_rate=0.0)
    report = validate([file], shapes=SHAPES)
    assert report.findings
    assert set(broken(report)) <= {shape for shapes, _ in GAPS.values() for shape in shapes}


def test_the_same_seed_gives_the_same_registry() -> None:
    first, again, other = ([p.lines for p in patients(2_000, seed=seed)] for seed in (5, 5, 6))
    assert first == again != other
    assert len({arm.therapy for arm in ARMS}) >= 9


def test_the_reference_finds_the_same_in_a_registry(tmp_path: Path) -> None:
    file = tmp_path / "small.nt"
    # rdflib stops at "2,0"^^xsd:decimal in a comparison instead of finding it false
    some = [p for p in patients(250, seed=4, fault_rate=0.9) if "comma in a decimal number" not in p.planted]
    assert len({name for patient in some for name in patient.planted}) > 1
    file.write_text("".join(line for patient in some for line in patient.lines))
    # the reference asks rules of safety once for each record over the whole ontology, which takes minutes
    shapes, data = read_rdf(shape_files(["records"])), read_rdf([*shipped_files(), file])
    ours = sorted({without_datatype(key(r)) for r in run_shapes(shapes, data, "shapes")})
    assert ours
    theirs = sorted({without_datatype(key(r)) for r in run_reference(shapes, data, "shapes")})
    assert ours == theirs


# -- parts


@pytest.mark.parametrize("jobs", [1, 2])
def test_parts_find_what_the_whole_finds(
    registry: tuple[Path, Counter[str]], whole: Report, jobs: int
) -> None:
    parts = validate([registry[0]], shapes=SHAPES, batch=6_000, jobs=jobs)
    assert parts.findings == whole.findings
    assert parts.checked == whole.checked
    assert [parts.count(s) for s in ("violation", "warning", "info")] == [
        whole.count(s) for s in ("violation", "warning", "info")
    ]


def test_parts_hold_whole_patients_and_every_statement(registry: tuple[Path, Counter[str]]) -> None:
    parts = list(partitions(registry[0], 3_000))
    assert len(parts) > 5
    assert b"".join(part.text for part in parts) == registry[0].read_bytes()
    patients_of = [{line.split(b"/")[4] for line in part.text.splitlines()} for part in parts]
    assert sum(map(len, patients_of)) == len(set().union(*patients_of))
    lines = registry[0].read_bytes().splitlines(keepends=True)
    assert all(part.text.startswith(lines[part.line - 1]) for part in parts)


def test_parts_can_be_checked_in_any_order(registry: tuple[Path, Counter[str]], whole: Report) -> None:
    plan = Plan(tuple(shape_files(SHAPES)))
    tally = Tally()
    for part in reversed(list(partitions(registry[0], 8_000))):
        tally.add(check_partition(part, plan))
    assert batches.to_report(tally).findings == whole.findings


def record(number: int, patient: int, more: str = "") -> str:
    node = f"<https://example.org/r{number}>"
    return (
        f"{node} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/neuromod-onto/ExposureRecord> .\n"
        f'{node} <https://w3id.org/neuromod-onto/patientPseudonym> "P-{patient}" .\n{more}'
    )


@pytest.mark.parametrize(
    ("text", "line", "name"),
    [
        (record(1, 1) + record(2, 2) + record(3, 3) + record(4, 1), 2, '"P-1"'),
        (record(1, 1) + record(2, 2) + record(1, 3), 1, "<https://example.org/r1>"),
        (
            record(1, 1, "<https://example.org/r1> <https://example.org/see> <https://example.org/r3> .\n")
            + record(2, 2)
            + record(3, 3),
            6,
            "<https://example.org/r3>",
        ),
    ],
    ids=["one patient in two parts", "one node in two parts", "a reference into another part"],
)
def test_records_that_belong_together_and_stand_apart_are_refused(
    tmp_path: Path, text: str, line: int, name: str
) -> None:
    file = tmp_path / "scattered.nt"
    file.write_text(text)
    with pytest.raises(InputError, match="stand far apart") as caught:
        validate([file], shapes=("records",), batch=1, jobs=1)
    assert caught.value.place == f"{file}:{line}"
    assert name in str(caught.value)
    assert validate([file], shapes=("records",), batch=0).checked > 0


def test_a_record_without_patient_stays_with_both_neighbours(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    nameless = "<https://example.org/x> <https://example.org/see> <https://example.org/r2> .\n"
    file.write_text("# a registry\n\n" + record(1, 1) + nameless + record(2, 2) + record(3, 3))
    assert [part.text.count(b"patientPseudonym") for part in partitions(file, 1)] == [2, 1]


@pytest.mark.parametrize("between", ["\t", "", "   "], ids=["tabs", "nothing", "indented"])
def test_the_space_between_terms_does_not_matter(tmp_path: Path, between: str) -> None:
    file = tmp_path / "data.nt"
    seen = '<https://example.org/r{0}> <https://example.org/seen> "a b" .\n'
    text = "".join(record(n, n, seen.format(n)) for n in (1, 2, 3))
    lines = [re.sub(r"> (?=[<\"])", f">{between}", line) for line in text.splitlines(keepends=True)]
    file.write_text("".join((between if between.isspace() else "") + line for line in lines))
    parts = list(partitions(file, 1))
    assert [part.text.count(b"\n") for part in parts] == [3, 3, 3]
    assert validate([file], shapes=("records",), batch=1, jobs=1).checked == 9


def test_a_record_under_a_wrong_name_stays_with_what_it_refers_to(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    link = "<https://example.org/r1> <https://example.org/see> <https://example.org/r2> .\n"
    file.write_text(record(1, 1, link) + record(2, 2) + record(3, 3))
    assert [part.text.count(b"patientPseudonym") for part in partitions(file, 1)] == [2, 1]


def test_a_file_without_patients_cannot_be_cut(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_text("".join(f"<https://example.org/{n}> <https://example.org/p> 'x' .\n" for n in range(50)))
    with pytest.raises(InputError, match="no place to cut"):
        validate([file], shapes=("records",), batch=2)


def test_a_fault_of_syntax_names_the_line_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    file.write_text(record(1, 1) + record(2, 2) + record(3, 3) + "<https://example.org/r3> oops .\n")
    with pytest.raises(InputError) as caught:
        validate([file], shapes=("records",), batch=2, jobs=2)
    assert str(caught.value.place).startswith(f"{file}:7")


def test_classes_of_the_data_count_in_every_part(tmp_path: Path) -> None:
    file = tmp_path / "data.nt"
    kind = "<https://example.org/r1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/r1> .\n"
    below = (
        "<https://example.org/r1> <http://www.w3.org/2000/01/rdf-schema#subClassOf> "
        "<https://w3id.org/neuromod-onto/TherapyRecord> .\n"
    )
    file.write_text(record(1, 1, kind + below) + record(2, 2))
    parts = validate([file], shapes=("records",), batch=1, jobs=1)
    assert parts.findings == validate([file], shapes=("records",), batch=0).findings
    assert any("TherapyRecordShape" in finding.rule for finding in parts.findings)


def test_all_findings_are_counted_when_not_all_are_listed(
    registry: tuple[Path, Counter[str]], whole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "LISTED", 20)
    report = validate([registry[0]], shapes=SHAPES, batch=6_000, jobs=1)
    assert report.findings == whole.findings[:20]
    assert report.count("info") == whole.count("info") > 0
    assert report.unlisted == len(whole.findings) - 20


def test_only_files_of_statements_are_cut(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="in parts"):
        validate([ROOT / "examples" / "records-valid.ttl"], batch=100)


def test_options_of_the_command(registry: tuple[Path, Counter[str]], neuromod: Neuromod) -> None:
    arguments = ["--shapes", "records", "--batch", "9000", "--jobs", "2", "--profile", "--fail-on", "never"]
    result = neuromod("validate", str(registry[0]), *arguments)
    assert result.code == 0
    assert "s  https://w3id.org/neuromod-onto/shapes/TherapyRecordShape-patientPseudonym" in result.err


def test_the_benchmark_finds_the_planted_faults_and_compares_the_engines() -> None:
    script = str(ROOT / "benchmarks" / "validation_speed.py")
    arguments = ["--sizes", "3000", "9000", "--core", "1000", "--sparql", "--check"]
    run = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "slope from 3,000 to 9,000" in run.stdout
    assert re.search(r"core +pySHACL +[0-9.]+ s +[0-9.]+ x", run.stdout)


# -- existence, step by step

FAMILY = """
<urn:a> <urn:knows> <urn:b> , <urn:c> . <urn:b> <urn:knows> <urn:d> . <urn:c> <urn:age> 7 . <urn:d> <urn:age> 40 ;
    <urn:name> "x . y { z }"@en . <urn:e> <urn:knows> <urn:e> ; <urn:age> 40 .
"""
GROUPS = [
    "?this <urn:knows> ?x . ?x <urn:knows> ?y . ?y <urn:age> ?n . FILTER (?n > 30)",
    "?this <urn:knows> ?x . ?x <urn:age> ?n FILTER (?n < 10)",
    "?this <urn:knows>/<urn:knows>* ?x ; <urn:age> 40",
    '?this <urn:name> "x . y { z }"@en ; <urn:age> 40 . # a remark }',
    "?this <urn:knows> ?x , ?y . ?x <urn:age> ?n . FILTER NOT EXISTS { ?y <urn:age> ?m . ?y <urn:knows> ?z }",
    "?x <urn:knows> ?this . ?x ^<urn:knows>|<urn:age> ?z",
    "?this <urn:knows> ?x . OPTIONAL { ?x <urn:age> ?n } FILTER (!BOUND(?n))",
    "?this <urn:age> ?n . BIND (?n AS ?m) FILTER (?m = 40)",
    "?unbound <urn:age> 40 . ?unbound <urn:knows> ?this",
]


@pytest.mark.parametrize("negated", ["", "NOT "])
@pytest.mark.parametrize("group", GROUPS)
def test_steps_mean_what_the_group_means(group: str, negated: str) -> None:
    store = ox.Store()
    store.load(FAMILY.encode(), format=ox.RdfFormat.TURTLE)
    query = f"SELECT DISTINCT ?this {{ ?this ?p ?o FILTER {negated}EXISTS {{ {group}\n }} }}"
    stepped = Existence(store).stepwise(query)
    assert answers(store, stepped) == answers(store, query)
    assert (stepped == query) == ("OPTIONAL" in group or "BIND" in group)


def answers(store: ox.Store, query: str) -> set[str]:
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    return {str(row["this"]) for row in found}
