"""Stores on disk: whole or unchanged, joined with the ontology, read by many, damage noticed."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset, load, load_store, open_store, stores
from neuromod_onto.dataset.closure import KIND_OF
from neuromod_onto.dataset.manifest import Manifest, read_manifest
from neuromod_onto.dataset.shipped import content_key, shipped_files
from neuromod_onto.engine import LocalEngine, Rows
from neuromod_onto.engine.closure import without_walks
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.model.vocabulary import RDFS

from .conftest import ROOT

RECORDS = ROOT / "examples" / "records-valid.ttl"
MORE = ROOT / "examples" / "dose-records.ttl"
COHORT = """PREFIX neuromod: <https://w3id.org/neuromod-onto/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?record ?above WHERE {
  ?record neuromod:recordsTherapy/rdfs:subClassOf* ?above . FILTER(isIRI(?above)) }"""


def neuromod(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "neuromod_onto", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,  # type: ignore[call-overload]
    )


def rows(dataset: Dataset, query: str) -> list[tuple[str, ...]]:
    answer = LocalEngine(dataset.store, closed=dataset.closed).query(query)
    assert isinstance(answer, Rows)
    return sorted(tuple(str(term) for term in row) for row in answer.rows)


def manifest_of(store: Path) -> Manifest:
    manifest = read_manifest(store)
    assert manifest
    return manifest


def many_records(path: Path, count: int, extra: str = "") -> Path:
    path.write_text(
        "".join(
            f'<https://example.org/{path.stem}/{n}> <https://example.org/p> "{n}" .\n' for n in range(count)
        )
        + extra,
        "utf-8",
    )
    return path


def test_a_store_answers_as_the_files_do(loaded: Path) -> None:
    from_store, from_files = rows(open_store(loaded), COHORT), rows(load([RECORDS]), COHORT)
    assert from_store == from_files
    assert len(from_store) > 3


def test_the_closure_is_the_path(loaded: Path) -> None:
    dataset = open_store(loaded)
    walked = rows(Dataset(dataset.store, closed=False), COHORT)
    assert KIND_OF in without_walks(COHORT)
    assert rows(dataset, COHORT) == walked != []


OWN_TERMS = """@prefix e: <https://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
e:Bare a skos:Concept ; rdfs:label "bare" . e:r1 e:of e:Bare . e:r2 e:of e:Unheard , "text" . e:r3 e:of [ e:is 1 ] .
e:Low rdfs:subClassOf e:High . e:r4 e:of e:Low .
"""


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        ("?r e:of/rdfs:subClassOf* ?k", 6),
        ("?k rdfs:subClassOf* e:Bare", 1),
        ("e:Bare rdfs:subClassOf* ?k", 1),
        ("e:nowhere rdfs:subClassOf* ?k", 0),  # nothing is said of it: the engine does not know it
        ("?k rdfs:subClassOf* e:High", 2),
        ("?k rdfs:label 'bare' ; rdfs:subClassOf* ?up", 1),
        ("?r e:of ?k . FILTER NOT EXISTS { ?k rdfs:subClassOf* ?up }", 0),
        ("?k ^rdfs:subClassOf* e:r1", 1),
        ("?k rdfs:subClassOf* e:Low . FILTER (?k = e:High)", 0),
    ],
)
def test_every_term_is_at_or_below_itself(own: Path, pattern: str, count: int) -> None:
    query = f"PREFIX e: <https://example.org/> PREFIX rdfs: <{RDFS}> SELECT * {{ {pattern} }}"
    dataset = open_store(own)
    walked = rows(Dataset(dataset.store, closed=False), query)
    assert rows(dataset, query) == walked
    assert len(walked) == count


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with terms of which no class is said."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "own.ttl").write_text(OWN_TERMS, "utf-8")
    load_store([folder / "own.ttl"], folder / "store")
    return folder / "store"


@pytest.mark.parametrize(
    ("query", "changed"),
    [
        ("SELECT * { ?a <http://www.w3.org/2000/01/rdf-schema#subClassOf>* ?b }", True),
        ("PREFIX x: <http://www.w3.org/2000/01/rdf-schema#> SELECT * { ?a ^x:subClassOf* ?b }", True),
        ("PREFIX x: <http://www.w3.org/2000/01/rdf-schema#> SELECT * { ?a x:subClassOf+ ?b }", False),
        ("PREFIX x: <http://www.w3.org/2000/01/rdf-schema#> SELECT * { ?a x:subClassOf ?b }", False),
        ("PREFIX rdfs: <https://example.org/> SELECT * { ?a rdfs:subClassOf* ?b }", False),
        ("SELECT * { ?a ?p 'rdfs:subClassOf*' # rdfs:subClassOf*\n }", False),
    ],
)
def test_only_the_walk_up_the_classes_is_replaced(query: str, changed: bool) -> None:
    assert (KIND_OF in without_walks(query)) is changed


def test_the_manifest_says_what_is_there(loaded: Path) -> None:
    manifest = json.loads((loaded / "manifest.json").read_text("utf-8"))
    [file] = manifest["files"]
    assert file["path"] == str(RECORDS)
    assert file["bytes"] == RECORDS.stat().st_size
    assert file["statements"] == len(load([RECORDS], shipped=False).store) == 6
    assert file["format"] == "text/turtle"
    assert manifest["quads"] == len(open_store(loaded).store)


def test_files_are_added_and_repeated_ones_left_out(store: Path) -> None:
    before = rows(open_store(store), "SELECT * WHERE { ?s ?p ?o }")
    second = load_store([RECORDS, MORE], store)
    assert [Path(file.path) for file in second.files] == [RECORDS, MORE]
    after = rows(open_store(store), "SELECT * WHERE { ?s ?p ?o }")
    assert len(after) == len(before) + len(load([MORE], shipped=False).store)
    assert rows(open_store(store), COHORT) == rows(load([RECORDS, MORE]), COHORT)
    third = load_store([MORE], store, replace=True)
    assert [Path(file.path) for file in third.files] == [MORE]
    assert rows(open_store(store), COHORT) == rows(load([MORE]), COHORT)
    assert sorted(p.name for p in store.iterdir()) == [".lock", third.generation, "manifest.json"]


def test_commands_read_the_store(loaded: Path) -> None:
    ask = "SELECT ?r WHERE { ?r neuromod:recordsTherapy/rdfs:subClassOf* neuromod:DeepBrainStimulation }"
    found = neuromod("sparql", ask, "--store", loaded)
    assert found.stdout.splitlines()[1:] == ["https://example.org/record/r1"]
    assert neuromod("sparql", ask).stdout.splitlines()[1:] == []
    plain, stored = neuromod("term", "DBS"), neuromod("--store", loaded, "term", "DBS")
    assert stored.stdout == plain.stdout != ""
    asked = ("query", "run", "therapies-for-condition", "condition=chronic pain")
    assert neuromod(*asked, "--store", loaded).stdout == neuromod(*asked).stdout != ""


def test_a_wrong_file_leaves_the_old_store_whole(tmp_path: Path, store: Path) -> None:
    old = manifest_of(store)
    wrong = many_records(tmp_path / "wrong.ttl", 3, "<a> <b> .\n")
    run = neuromod("load", wrong, "--store", store)
    assert run.returncode == 3
    assert run.stderr.startswith(f"neuromod: {wrong}:4:")
    assert len(run.stderr.strip().splitlines()) == 1
    assert rows(open_store(store), COHORT) == rows(load([RECORDS]), COHORT)
    assert sorted(p.name for p in store.iterdir()) == [".lock", old.generation, "manifest.json"]


def test_a_wrong_file_leaves_no_new_store(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with pytest.raises(InputError):
        load_store([many_records(tmp_path / "wrong.ttl", 3, "<a> <b> .\n")], folder)
    assert not folder.exists()


@pytest.mark.parametrize("wait", [0.0, 0.3, 0.8])
def test_a_killed_load_leaves_the_old_store_whole(tmp_path: Path, store: Path, wait: float) -> None:
    old = manifest_of(store)
    big = many_records(tmp_path / "big.nt", 500_000)
    load_process = subprocess.Popen(
        [sys.executable, "-m", "neuromod_onto", "load", str(big), "--store", str(store)]
    )
    deadline = time.monotonic() + 30
    while not list(store.glob(".building-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(wait)
    assert load_process.poll() is None
    load_process.send_signal(signal.SIGKILL)
    load_process.wait()
    assert list(store.glob(".building-*"))
    assert rows(open_store(store), COHORT) == rows(load([RECORDS]), COHORT)
    new = load_store([MORE], store)
    assert [Path(file.path) for file in new.files] == [RECORDS, MORE]
    assert new.generation != old.generation
    assert sorted(p.name for p in store.iterdir()) == [".lock", new.generation, "manifest.json"]


def test_an_interrupted_load_clears_up(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    big = many_records(tmp_path / "big.nt", 500_000)
    run = subprocess.Popen(
        [sys.executable, "-m", "neuromod_onto", "load", str(big), "--store", str(folder)],
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 30
    while not list(folder.glob(".building-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    run.send_signal(signal.SIGINT)
    assert "interrupted" in run.communicate(timeout=60)[1]
    assert run.returncode == 130
    assert not folder.exists()


def test_readers_go_on_during_a_load(tmp_path: Path, store: Path) -> None:
    before = open_store(store)
    load_store([many_records(tmp_path / "more.nt", 20_000)], store)
    assert rows(before, COHORT) == rows(open_store(store), COHORT)
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s <https://example.org/p> ?o }"
    assert "20000" in rows(open_store(store), count)[0][0]
    assert '"0"' in rows(before, count)[0][0]


def test_several_processes_read_at_once(loaded: Path) -> None:
    ask = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "neuromod_onto", "sparql", ask, "--store", str(loaded)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = {run.communicate(timeout=60)[0] for run in runs}
    assert len(answers) == 1
    assert {run.returncode for run in runs} == {0}


def test_two_loads_at_once_do_not_mix(store: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    with (store / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="another load"):
            load_store([MORE], store)
    assert len(load_store([MORE], store).files) == 2


@pytest.mark.parametrize("way", ["shorter", "gone", "noise", "manifest", "generation"])
def test_a_damaged_store_is_noticed(store: Path, way: str) -> None:
    data = store / manifest_of(store).generation
    table = max(data.glob("*.sst"), key=lambda path: path.stat().st_size)
    if way == "shorter":
        os.truncate(table, table.stat().st_size // 2)
    elif way == "gone":
        table.unlink()
    elif way == "noise":
        table.write_bytes(b"\xa5" * table.stat().st_size)
    elif way == "manifest":
        (store / "manifest.json").write_text('{"format": 1, "files"')
    else:
        data.rename(store / "data-elsewhere")
    run = neuromod("sparql", "SELECT * { ?s ?p ?o }", "--store", store)
    assert run.returncode == 3
    assert "the store is damaged" in run.stderr
    assert "neuromod load --replace" in run.stderr
    assert "damaged" in neuromod("doctor", "--store", store).stdout
    assert neuromod("load", MORE, "--store", store).returncode == 3
    assert neuromod("load", MORE, "--replace", "--store", store).returncode == 0
    assert neuromod("sparql", "ASK { ?s ?p ?o }", "--store", store).returncode == 0


def test_noise_inside_a_table_is_noticed_when_it_is_read(store: Path) -> None:
    data = store / manifest_of(store).generation
    for table in data.glob("*.sst"):
        content = bytearray(table.read_bytes())
        middle = len(content) // 3
        content[middle : middle + 64] = b"\xa5" * min(64, len(content) - middle)
        table.write_bytes(content)
    run = neuromod(
        "sparql", "SELECT (COUNT(?o) AS ?n) { ?s ?p ?o FILTER(STRLEN(STR(?o)) > 0) }", "--store", store
    )
    assert run.returncode == 3
    assert "the store is damaged" in run.stderr


def test_a_store_of_another_ontology_is_noticed(store: Path) -> None:
    (store / "manifest.json").write_text(replace(manifest_of(store), ontology="0" * 32).as_json(), "utf-8")
    run = neuromod("term", "DBS", "--store", store)
    assert run.returncode == 3
    assert "another version of the ontology" in run.stderr
    assert f"neuromod load --replace {RECORDS}" in run.stderr
    with pytest.raises(InputError, match="another version"):
        load_store([MORE], store)
    load_store([RECORDS, MORE], store, replace=True)
    assert neuromod("term", "DBS", "--store", store).returncode == 0


def test_an_ontology_that_changes_during_a_load_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade in the middle of a long load must not make a store say that it holds what it does not."""
    copies = [Path(shutil.copy(path, tmp_path)) for path in shipped_files()]
    monkeypatch.setattr(stores, "shipped_files", lambda: copies)
    read = stores.closure

    def while_copied_anew(store: ox.Store, individuals: set[str]) -> Iterator[ox.Quad]:
        copies[0].write_text(copies[0].read_text("utf-8") + "# a later version\n", "utf-8")
        return read(store, individuals)

    monkeypatch.setattr(stores, "closure", while_copied_anew)
    with pytest.raises(InputError, match="changed while the store was filled"):
        load_store([RECORDS], tmp_path / "store")
    assert not (tmp_path / "store").exists()
    monkeypatch.setattr(stores, "closure", read)
    assert load_store([RECORDS], tmp_path / "store").ontology == content_key(copies)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="something else"):
        load_store([RECORDS], tmp_path)
    assert [p.name for p in tmp_path.iterdir() if p.name != ".lock"] == ["letter.txt"]
    run = neuromod("sparql", "ASK {}", "--store", tmp_path)
    assert run.returncode == 2
    assert "no store" in run.stderr


def test_wrong_use_is_said(tmp_path: Path, loaded: Path) -> None:
    assert neuromod("load", RECORDS).returncode == 2
    assert neuromod("load", "--store", tmp_path / "s").returncode == 2
    assert neuromod("load", tmp_path / "none.ttl", "--store", tmp_path / "s").returncode == 3
    assert neuromod("term", "DBS", "--store", loaded, "--data", RECORDS).returncode == 2
    assert not (tmp_path / "s").exists()


def test_progress_is_shown_on_a_terminal_alone(tmp_path: Path) -> None:
    big = many_records(tmp_path / "big.nt", 120_000)
    main_side, terminal = pty.openpty()
    run = subprocess.run(
        [sys.executable, "-m", "neuromod_onto", "load", str(big), "--store", str(tmp_path / "a")],
        stderr=terminal,
        check=True,
        timeout=60,
    )
    os.close(terminal)
    shown = os.read(main_side, 65536).decode()
    os.close(main_side)
    assert run.returncode == 0
    assert shown.index("50,000") < shown.index("100,000") < shown.index("120,000")
    piped = neuromod("load", big, "--store", tmp_path / "b")
    assert "50,000" not in piped.stderr
    assert "120000 statements of 1 file," in piped.stderr
