"""Whatever a file holds, a reader gives records or one clear error with its place, and every row is counted.

The files are real ones of the examples, spoiled at random: a value becomes another, of another type or hostile, a
key or a cell is lost or doubled. What once broke a reader stands below as examples of its own.
"""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError
from neuromod_onto.records import Intake
from neuromod_onto.records.ingestion import reader_of
from neuromod_onto.records.quantities import quantities
from neuromod_onto.records.record import ntriples, turtle

from .bids_cases import CASES, Files, write
from .conftest import ROOT

FHIR = json.loads((ROOT / "examples" / "fhir-bundle.json").read_text("utf-8"))
PERCEPT = json.loads((ROOT / "examples" / "percept-report.json").read_text("utf-8"))
STEADY = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
HOSTILE = [
    None, True, 0, -1, 1.5, 1e300, 10**30, "", "n/a", "NaN", "inf", "\x00", "\x1b[31m", "2024-13-40", "4,5 mA",
    "<>\"'\\|{}", "é" * 40, "𝛼", "9" * 40, "1e-400", [], {}, [[]], [None], [{}], {"a": 1}, {"reference": 5},
]  # fmt: skip
VALUES = st.sampled_from(HOSTILE) | st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)


def paths(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of every value of a document below its root."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*at, key)
        yield from paths(one, (*at, key))


@st.composite
def spoiled(draw: st.DrawFn, document: Any) -> Any:
    """Draw a document with one or two values changed, or lost."""
    changed = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 2))):
        if not (places := list(paths(changed))):
            break
        *above, last = draw(st.sampled_from(places))
        parent = changed
        for key in above:
            parent = parent[key]
        if draw(st.booleans()) or isinstance(parent, list):
            parent[last] = copy.deepcopy(draw(VALUES))  # a second change must not reach the list above
        else:
            del parent[last]
    return changed


def check(source: str, path: Path, dataset: Dataset) -> Intake | InputError:
    """Read a file; return the tally, or the one error, after what must hold of either was looked at."""
    intake = Intake(quantities(dataset))
    try:
        records = list(reader_of(source)(path, dataset, intake))
    except InputError as error:
        told = error
    else:
        told = None
    if told:
        assert told.cause
        assert "\n" not in told.cause
        assert str(path) in told.place
        return told
    assert intake.rows == intake.recorded + intake.refused + intake.passed.total()
    assert (intake.refused > 0) <= bool(intake.faults)
    for fault in intake.faults:
        assert fault.cause
        assert "\n" not in fault.cause
        assert fault.file
        assert fault.line >= 0
    "".join(turtle(records)).encode()
    "".join(ntriples(records)).encode()
    return intake


def read(source: str, content: str | bytes, dataset: Dataset, name: str = "in.json") -> Intake | InputError:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return check(source, path, dataset)


@STEADY
@given(document=spoiled(FHIR))
@example(document={"resourceType": "Bundle", "entry": 5})
@example(document={"resourceType": "Procedure", "status": ["completed"], "subject": {"reference": "p"}})
@example(
    document={"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Observation", "code": 1}}]}
)
def test_a_spoiled_bundle_gives_records_or_one_error(document: Any, dataset: Dataset) -> None:
    read("fhir", json.dumps(document), dataset)
    resources = document.get("entry", []) if isinstance(document, dict) else []
    lines = (
        [json.dumps(one.get("resource")) for one in resources if isinstance(one, dict)]
        if isinstance(resources, list)
        else []
    )
    read("fhir", "\n".join(lines), dataset, "in.ndjson")


@STEADY
@given(document=spoiled(PERCEPT))
@example(document={"Groups": {"Initial": [5]}})
@example(document={"Groups": {"Initial": [{"ProgramSettings": {"SensingChannel": [None]}}]}})
@example(document={"Groups": {}, "LeadConfiguration": {"Final": [{"Hemisphere": 1}]}})
@example(document={"GroupHistory": ["x"], "DeviceInformation": []})
def test_a_spoiled_session_report_gives_records_or_one_error(document: Any, dataset: Dataset) -> None:
    read("percept", json.dumps(document), dataset)


@STEADY
@given(text=st.text(max_size=60) | st.binary(max_size=60), source=st.sampled_from(["fhir", "percept"]))
@example(text='{"resourceType": "\\ud800"}', source="fhir")
@example(text='{"Groups": {"Initial": [{"GroupId": "\\udc00"}]}}', source="percept")
@example(text='{"resourceType": "Procedure", "id": "\\ud83d\\ude00"}', source="fhir")
@example(text="[" * 100_000, source="fhir")
@example(text='{"Groups": ' + "9" * 5000 + "}", source="percept")
def test_any_text_gives_records_or_one_error(text: str | bytes, source: str, dataset: Dataset) -> None:
    read(source, text, dataset)


def test_half_of_a_character_is_refused_at_its_place(dataset: Dataset) -> None:
    error = read("fhir", '{\n "resourceType": "a\\ud83d\\ude00\\\\ud800\\ud800"}', dataset)
    assert isinstance(error, InputError)
    assert error.place.endswith(":2:39")
    assert "\\ud800" in error.cause


def test_a_part_of_a_report_that_is_no_object_is_a_row_at_fault(dataset: Dataset) -> None:
    report = copy.deepcopy(PERCEPT)
    before = read("percept", json.dumps(report), dataset)
    report["Groups"]["Final"].append("group")
    after = read("percept", json.dumps(report, indent=1), dataset)
    assert isinstance(before, Intake)
    assert isinstance(after, Intake)
    assert (after.rows, after.recorded, after.refused) == (
        before.rows + 1,
        before.recorded,
        before.refused + 1,
    )
    (fault,) = after.faults
    assert fault.kind == "structure"
    assert json.dumps(report, indent=1).splitlines()[fault.line - 1].strip() == '"group"'


@pytest.mark.parametrize("code", ["G20 ", "<G20>", "G 20", "", "G20\n"])
def test_what_is_no_code_is_no_code_of_ours(code: str, dataset: Dataset) -> None:
    bundle = json.loads(json.dumps(FHIR).replace('"G20"', json.dumps(code)))
    intake = read("fhir", json.dumps(bundle), dataset)
    assert isinstance(intake, Intake)
    assert intake.recorded == 4


# ---- BIDS ----


CELLS = st.sampled_from([str(value) for value in HOSTILE if not isinstance(value, list | dict)]) | st.text(
    st.characters(blacklist_characters="\t\n\r\x00", blacklist_categories=["Cs"]), max_size=8
)


@st.composite
def spoiled_dataset(draw: st.DrawFn) -> Files:
    """Draw a small dataset of BIDS with one file of it spoiled."""
    files = dict(CASES[draw(st.sampled_from(sorted(CASES)))]())
    name = draw(st.sampled_from(sorted(files)))
    if name.endswith(".json"):
        files[name] = json.dumps(draw(spoiled(json.loads(files[name]))))
        return files
    rows = [line.split("\t") for line in files[name].splitlines()]
    for _ in range(draw(st.integers(1, 2))):
        row = draw(st.integers(0, len(rows) - 1))
        column = draw(st.integers(0, len(rows[row]) - 1)) if rows[row] else 0
        match draw(st.sampled_from(["change", "change", "lose", "add", "double"])):
            case "change" if rows[row]:
                rows[row][column] = draw(CELLS)
            case "lose" if rows[row]:
                del rows[row][column]
            case "add":
                rows[row].insert(column, draw(CELLS))
            case "double":
                rows.insert(row, list(rows[row]))
    files[name] = "\n".join("\t".join(row) for row in rows) + "\n"
    return files


@STEADY
@given(files=spoiled_dataset())
def test_a_spoiled_dataset_gives_records_or_one_error(files: Files, dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        result = check("bids", write(files, Path(folder) / "ds"), dataset)
    assert isinstance(result, Intake)


@STEADY
@given(
    content=st.binary(max_size=80),
    name=st.sampled_from(["sub-1_events.tsv", "sub-1_nibs.tsv", "sub-1_nibs.json"]),
)
@example(content=b"onset\telectrical_stimulation_current\n1\t\xff\n", name="sub-1_events.tsv")
@example(content=b'{"NIBSDetails": "\\ud800"}', name="sub-1_nibs.json")
def test_any_bytes_in_a_dataset_give_records_or_faults(content: bytes, name: str, dataset: Dataset) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "ds"
        root.mkdir()
        (root / "dataset_description.json").write_text('{"Name": "any", "BIDSVersion": "1.8.0"}')
        (root / "sub-1_nibs.tsv").write_text("nibs_type\tstimulus_intensity\nTMS\t50\n")
        (root / name).write_bytes(content)
        check("bids", root, dataset)
