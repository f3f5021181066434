"""Limits that hold: every heavy query ends at its time or memory limit, and the next one is answered."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.catalog import run_query
from neuromod_onto.dataset import Dataset, load
from neuromod_onto.engine import LocalEngine, Rows, Worker, WorkerPool, frames
from neuromod_onto.engine.limits import Watch, memory_fault, memory_used, time_fault
from neuromod_onto.engine.worker import BusyError
from neuromod_onto.engine.worker_process import MEMORY_EXIT, TIME_EXIT, capped, end_process
from neuromod_onto.errors import InputError, LimitError, NeuromodError, UnknownTermError, UsageError

from .conftest import Neuromod

EVERYTHING = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
TEXT = "x" * 1000


def steps(function: str, count: int) -> str:
    """Return a chain of BINDs, each of which applies ``function`` to the one before."""
    return " ".join(f"BIND({function.replace('@', f'?v{i}')} AS ?v{i + 1})" for i in range(count))


SLOW = {
    "cross product": f"SELECT (COUNT(*) AS ?n) {{ {EVERYTHING} }}",
    "regex over a cross product": f"SELECT (COUNT(*) AS ?n) {{ {EVERYTHING} FILTER REGEX(STR(?c), '(.*e.*){{20}}z') }}",
    "sort of a cross product": f"SELECT * {{ {EVERYTHING} }} ORDER BY ?i LIMIT 1",
    "path over everything": "SELECT (COUNT(*) AS ?n) { ?a (!<x:p>|^!<x:p>)* ?c . ?c (!<x:p>|^!<x:p>)* ?d }",
}
LARGE = {
    "string doubled by CONCAT": f"SELECT (STRLEN(?v25) AS ?n) {{ BIND('{TEXT}' AS ?v0) {steps('CONCAT(@, @)', 25)} }}",
    "string grown by REPLACE": (
        f"SELECT (STRLEN(?v8) AS ?n) {{ BIND('{TEXT}' AS ?v0) "
        + steps("REPLACE(@, '(x)', '$1$1$1$1$1$1$1$1$1$1')", 8)
        + " }"
    ),
    "GROUP_CONCAT over all triples": f"SELECT (GROUP_CONCAT(CONCAT('{TEXT}', '{TEXT * 49}', STR(?a))) AS ?n) {{ ?a ?b ?c }}",
}


@pytest.fixture(scope="module")
def on_disk() -> Dataset:
    return load(cached=True)


@pytest.fixture(scope="module")
def worker(on_disk: Dataset) -> Iterator[Worker]:
    with Worker(on_disk, timeout=20, memory=300_000_000) as worker:
        yield worker


# ---- the worker


@pytest.mark.parametrize("query", SLOW.values(), ids=SLOW)
def test_a_slow_query_ends_at_its_time(worker: Worker, query: str) -> None:
    started = time.monotonic()
    with pytest.raises(LimitError, match=r"stopped after 0\.5 s"):
        worker.reply(query, timeout=0.5, memory=2_000_000_000)
    assert time.monotonic() - started < 3
    assert worker.query("ASK { ?a ?b ?c }") is True


@pytest.mark.parametrize("query", LARGE.values(), ids=LARGE)
def test_a_large_query_ends_at_its_memory(worker: Worker, query: str) -> None:
    with pytest.raises(LimitError, match="stopped at 300 MB of memory"):
        worker.query(query)
    assert worker.query("ASK { ?a ?b ?c }") is True


def test_a_killed_worker_leaves_no_process_behind(on_disk: Dataset) -> None:
    with Worker(on_disk, timeout=0.3) as worker:
        process = worker._started()._process
        with pytest.raises(LimitError):
            worker.query(SLOW["cross product"])
        assert process.returncode is not None


def test_a_worker_whose_parent_is_gone_ends_by_itself(tmp_path: Path) -> None:
    script = (
        "import os, sys; from neuromod_onto import load; from neuromod_onto.engine import Worker\n"
        "worker = Worker(load(cached=True), timeout=1)\n"
        "print(worker._started()._process.pid, flush=True)\n"
        f"import threading; threading.Thread(target=worker.query, args=({SLOW['cross product']!r},)).start()\n"
        "import time; time.sleep(0.5); os._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, timeout=60, check=True
    )
    stat = Path(f"/proc/{int(done.stdout)}/stat")
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc to look at a process of another parent")
    for _ in range(100):
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("the worker still runs")


def test_a_worker_answers_as_the_engine_in_this_process_does(worker: Worker, on_disk: Dataset) -> None:
    here = LocalEngine(on_disk.store)
    for query in (
        "SELECT ?s ?l ?none { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?l } ORDER BY ?s ?l",
        "ASK { ?s ?p 'no such thing' }",
        "CONSTRUCT { ?s a ?o } WHERE { ?s a ?o }",
    ):
        there, local = worker.query(query), here.query(query)
        if isinstance(there, Rows):
            assert there == local
            assert len(there.rows) > 1000
        elif not isinstance(there, bool):
            assert set(there.triples) == set(local.triples)  # type: ignore[union-attr]
        else:
            assert there is local is False


def test_a_worker_holds_the_dataset_in_memory_as_it_is() -> None:
    store = ox.Store()
    graph = ox.NamedNode("https://example.org/graph")
    quad = ox.Quad(ox.BlankNode("b7"), ox.NamedNode("https://example.org/p"), ox.Literal("à\n"), graph)
    store.add(quad)
    with Worker(Dataset(store)) as worker:
        answer = worker.query("SELECT * { GRAPH ?g { ?s ?p ?o } }")
        assert isinstance(answer, Rows)
        assert dict(zip(answer.variables, answer.rows[0], strict=True)) == {
            "g": graph,
            "s": ox.BlankNode("b7"),
            "p": quad.predicate,
            "o": quad.object,
        }


def test_faults_of_a_query_cross_the_process_and_leave_it_running(worker: Worker) -> None:
    worker.query("ASK {}")
    before = worker._started()
    with pytest.raises(InputError, match=r"mine:1:9: not valid SPARQL"):
        worker.query("SELECT (", place="mine")
    with pytest.raises(UsageError, match="only reading"):
        worker.query("DELETE WHERE { ?a ?b ?c }")
    with pytest.raises(UsageError, match="SERVICE"):
        worker.query("SELECT * { SERVICE <https://example.org/> { ?a ?b ?c } }")
    with pytest.raises(UsageError, match="no serialisation"):
        worker.reply("ASK {}", results="text/html")
    assert worker._started() is before


def test_a_query_that_breaks_the_engine_breaks_the_worker_only(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neuromod_onto.engine.worker.check_read_only", lambda text: None)  # lets it through
    deep = "ASK { FILTER(" + "!" * 200_000 + "true) }"
    with pytest.raises(InputError, match=r"nested too deeply|broke the engine"):
        worker.query(deep)
    assert worker.query("ASK {}") is True


def test_rows_come_before_the_query_is_done_and_an_unread_rest_is_given_up(on_disk: Dataset) -> None:
    with Worker(on_disk, timeout=30) as worker:
        started = time.monotonic()
        with worker.reply(f"SELECT * {{ {EVERYTHING} }}", results="text/csv") as reply:
            parts = iter(reply)
            assert next(parts).startswith(b"a,b,c,d,e,f,g,h,i\r\n")
            assert len(next(parts)) > 1000
        assert worker.query("ASK {}") is True
        assert time.monotonic() - started < 5


def test_a_worker_that_has_grown_is_replaced(on_disk: Dataset) -> None:
    with Worker(on_disk, memory=400_000_000) as worker:
        worker.query("ASK {}")
        small = worker._started()
        worker.query(f"SELECT (STRLEN(?v3) AS ?n) {{ BIND('{TEXT}' AS ?v0) {steps('CONCAT(@, @)', 3)} }}")
        assert worker._started() is small
        worker.memory = 1  # whatever the process holds is more than half of this
        with pytest.raises(LimitError):
            worker.query(SLOW["cross product"])
        worker.memory = 400_000_000
        assert worker._started() is not small


def test_a_damaged_store_is_reported(tmp_path: Path) -> None:
    with (
        Worker(Dataset(ox.Store(), folder=tmp_path / "none")) as worker,
        pytest.raises(InputError, match="cannot open"),
    ):
        worker.query("ASK {}")


# ---- the pool


def test_a_pool_answers_many_threads_while_one_query_runs_into_its_limit(on_disk: Dataset) -> None:
    with WorkerPool(on_disk, size=2, timeout=2, wait=20) as pool:
        answers: list[object] = []

        def ask() -> None:
            answers.append(pool.query("SELECT (COUNT(*) AS ?n) { ?s a ?t }"))

        def ask_too_much() -> None:
            with pytest.raises(LimitError):
                pool.query(SLOW["cross product"])
            answers.append("stopped")

        threads = [threading.Thread(target=ask_too_much), *(threading.Thread(target=ask) for _ in range(8))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert answers.count("stopped") == 1
        assert answers[-1] == "stopped"  # the neighbours did not wait for it
        assert len({str(answer) for answer in answers}) == 2
        assert len(answers) == 9


def test_a_pool_without_a_free_worker_says_so(on_disk: Dataset) -> None:
    with WorkerPool(on_disk, size=1, wait=0.1) as pool:
        with pool.reply(f"SELECT * {{ {EVERYTHING} }}"), pytest.raises(BusyError, match="1 workers are busy"):
            pool.query("ASK {}")
        assert pool.query("ASK {}") is True


# ---- the library function and the command line


def test_run_query_stops_at_its_time(on_disk: Dataset, tmp_path: Path) -> None:
    slow = tmp_path / "slow.rq"
    slow.write_text(
        '#+ name: slow\n#+ summary: {en: "x", fr: "x"}\n#+ question: {en: "x", fr: "x"}\n'
        "#+ tests:\n#+   - {rows: 1}\n" + SLOW["cross product"] + "\n"
    )
    with pytest.raises(LimitError, match=r"stopped after 0\.5 s"):
        run_query(on_disk, "slow", folders=[tmp_path], timeout=0.5)
    rows = run_query(on_disk, "therapies-for-condition", {"condition": "Epilepsy"}, timeout=20)
    assert rows == run_query(on_disk, "therapies-for-condition", {"condition": "Epilepsy"})


@pytest.mark.parametrize(
    ("query", "limits", "cause"),
    [
        *((query, ["--timeout", "1s"], "stopped after 1 s") for query in SLOW.values()),
        *((query, ["--memory", "250MB"], "stopped at 250 MB of memory") for query in LARGE.values()),
    ],
    ids=[*SLOW, *LARGE],
)
def test_the_command_ends_with_6_and_one_clear_line(query: str, limits: list[str], cause: str) -> None:
    command = [sys.executable, "-m", "neuromod_onto", "sparql", query, *limits]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 6
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == f"neuromod: {cause}"
    assert "ask for less" in done.stderr.splitlines()[1]
    assert len(done.stderr.splitlines()) == 2


def test_a_limit_leaves_no_half_written_file(tmp_path: Path) -> None:
    target = tmp_path / "rows.tsv"
    target.write_text("old", "utf-8")
    query = f"SELECT * {{ {EVERYTHING} }}"
    command = [sys.executable, "-m", "neuromod_onto", "sparql", query, "--timeout", "1s", "-o", str(target)]
    assert subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 6
    assert [path.name for path in tmp_path.iterdir()] == ["rows.tsv"]
    assert target.read_text("utf-8") == "old"


@pytest.mark.parametrize("size", ["2 bananas", "0", "-1GB", "GB", "1e9"])
def test_a_wrong_amount_of_memory_is_a_usage_error(neuromod: Neuromod, size: str) -> None:
    result = neuromod("sparql", f"--memory={size}", "ASK {}")
    assert result.code == 2
    assert "is not an amount of memory like 2GB or 500MB" in result.err


def test_a_query_here_loads_no_code_for_the_network_and_starts_no_process() -> None:
    script = (
        "import sys, subprocess; from neuromod_onto.cli import main\n"
        "subprocess.Popen.__init__ = lambda *a, **k: sys.exit('a process was started')\n"
        "try: main()\n"
        "finally: print(sorted({'http.client', 'urllib.request', 'ssl'} & set(sys.modules)), file=sys.stderr)\n"
    )
    arguments = ["query", "run", "therapies-for-condition", "condition=Epilepsy"]
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]")


def test_a_watch_that_is_left_in_time_stops_nothing() -> None:
    stopped: list[LimitError] = []
    with Watch(0.05, 0, stopped.append):
        pass
    time.sleep(0.15)
    assert stopped == []
    with Watch(0.05, 0, stopped.append):
        time.sleep(0.2)
    assert [fault.cause for fault in stopped] == ["stopped after 0.05 s"]


# ---- the parts of a worker, in this process


@pytest.mark.parametrize(
    "fault",
    [
        InputError("bad", "mend it", "file:1"),
        LimitError("late"),
        UnknownTermError("no such term", ["near"], "choose one"),
    ],
)
def test_a_fault_crosses_to_the_other_process_whole(fault: NeuromodError) -> None:
    pipe = io.BytesIO()
    frames.send(pipe, frames.FAULT, frames.write_fault(fault))
    pipe.seek(0)
    kind, content = frames.receive(pipe)
    again = frames.read_fault(content)
    assert (kind, type(again)) == (frames.FAULT, type(fault))
    assert vars(again) == vars(fault)


def test_a_message_that_breaks_off_is_none() -> None:
    pipe = io.BytesIO()
    frames.send(pipe, frames.QUERY, b"SELECT")
    whole = pipe.getvalue()
    assert frames.receive(io.BytesIO(whole)) == (frames.QUERY, b"SELECT")
    assert frames.receive(io.BytesIO(whole[:-1])) == frames.receive(io.BytesIO(whole[:3])) == (b"", b"")


def test_content_of_any_length_comes_out_as_it_went_in() -> None:
    content = b"0123456789" * 20_000
    pipe = io.BytesIO()
    with io.BufferedWriter(frames.Sink(pipe, frames.DATA)) as sink:
        sink.write(content)
    frames.send(pipe, frames.END)
    frames.send(pipe, frames.DATA, b"of the next")
    pipe.seek(0)
    assert io.BufferedReader(frames.Source(pipe, frames.DATA)).read() == content


@pytest.mark.parametrize(("system", "unit"), [("darwin", 1), ("freebsd14", 1024), ("win32", 0)])
def test_memory_is_what_the_system_says_or_nothing(
    monkeypatch: pytest.MonkeyPatch, system: str, unit: int
) -> None:
    resource = pytest.importorskip("resource")
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", system)
        used = memory_used()
    assert highest * unit <= used <= highest * unit * 1.2


def test_the_system_refuses_memory_while_a_query_runs_and_no_longer() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with capped(0):
        assert resource.getrlimit(resource.RLIMIT_DATA) == before
    with capped(10**12):
        assert resource.getrlimit(resource.RLIMIT_DATA)[0] == 2 * 10**12 + 2_000_000_000
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


def test_a_process_that_passes_a_limit_says_which_by_its_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    end_process(time_fault(3))
    end_process(memory_fault(10**9))
    assert codes == [TIME_EXIT, MEMORY_EXIT]
