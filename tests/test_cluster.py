"""Work in parts on a Dask cluster gives what one process gives, whatever happens to the workers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from neuromod_onto import cluster
from neuromod_onto.cluster import scheduler
from neuromod_onto.dataset import Dataset
from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.errors import InputError, MissingPartError, NetworkError, UsageError
from neuromod_onto.findings import SEVERITIES, Report
from neuromod_onto.linking import AnnotatedRows, Annotator, Columns, Layout, Text, read_texts
from neuromod_onto.validation import validate
from neuromod_onto.validation.compiled import _run, compile_shapes
from neuromod_onto.validation.shacl import shape_files

from .conftest import ROOT, Neuromod

if TYPE_CHECKING:
    from distributed import Client

sys.path.insert(0, str(ROOT / "benchmarks"))
from registry import write  # type: ignore[import-not-found]

pytest.importorskip("distributed")
ARMS = ROOT / "examples" / "trial_arms.csv"
COLUMNS = Columns("arm", ("condition",), None, ("nct_id",))


@pytest.fixture(scope="module")
def workers() -> Iterator[Client]:
    """A cluster of two worker processes."""
    with cluster.connect(jobs=2) as client:
        yield client


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    arms = list(read_texts(ARMS, COLUMNS))
    prose = [
        Text(f"{path.name}:{number}", line, "", (path.name,))
        for path in (ROOT / "docs" / "linking.md", ROOT / "docs" / "annotation.md")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    ]
    assert len(arms) > 100
    assert len(prose) > 150
    return arms + prose


@pytest.fixture(scope="module")
def annotator(dataset: Dataset) -> Annotator:
    return Annotator(dataset)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry of dozens of patients with planted faults."""
    path = tmp_path_factory.mktemp("registry") / "registry.nt"
    assert sum(write(5_000, path, seed=7, fault_rate=0.8).values()) > 0
    return path


@pytest.fixture(scope="module")
def report(registry: Path) -> Report:
    """What one process finds in it, by the shapes of records and of safety."""
    return validate([registry], shapes=["records", "safety"], batch=0)


@pytest.mark.parametrize(
    ("layout", "size"),
    [
        (Layout(), 7),
        (Layout(best=True, why=True), 50),
        (Layout(best=True, language="fr", iri=True), 1_000_000),
    ],
)
def test_rows_are_those_of_one_process_in_the_same_order(
    workers: Client, annotator: Annotator, texts: list[Text], layout: Layout, size: int
) -> None:
    alone = list(AnnotatedRows(annotator, layout).of(texts))
    assert len(alone) > 100
    assert list(cluster.annotate(workers, texts, layout, size=size)) == alone


def test_both_workers_took_part(workers: Client, texts: list[Text]) -> None:
    seen = set(cluster.in_order(workers, _process, texts[:40]))
    assert seen == set(workers.run(os.getpid).values())
    assert len(seen) == 2
    assert os.getpid() not in seen


def _process(_: Text) -> int:
    time.sleep(0.05)
    return os.getpid()


def test_files_of_the_user_are_sent_along(workers: Client, tmp_path: Path) -> None:
    data = tmp_path / "own.ttl"
    data.write_text(
        "@prefix : <https://w3id.org/neuromod-onto/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        ':Zapping a owl:Class ; rdfs:subClassOf :DeepBrainStimulation ; rdfs:label "quux zapping"@en ;\n'
        '  skos:prefLabel "quux zapping"@en .\n'
    )
    text = [Text("1", "quux zapping against sham", "", ())]
    rows = list(cluster.annotate(workers, text, Layout(best=True), [data]))
    assert rows[0][1] == "neuromod:Zapping"
    data.unlink()  # what the workers need has left this machine with the first part
    without = next(cluster.annotate(workers, text, Layout(best=True)))
    assert without[1] != "neuromod:Zapping"


def test_a_report_is_that_of_one_process(workers: Client, registry: Path, report: Report) -> None:
    there = cluster.validate(workers, registry, shapes=["records", "safety"], batch=1_500)
    require_same(there, report)


def test_a_report_in_french_is_that_of_one_process(workers: Client, registry: Path) -> None:
    alone = validate([registry], shapes=["records"], language="fr", batch=0)
    require_same(cluster.validate(workers, registry, shapes=["records"], language="fr", batch=2_000), alone)


def require_same(there: Report, alone: Report) -> None:
    assert len(alone.findings) > 20
    assert there.findings == alone.findings
    assert there.checked == alone.checked
    assert [there.count(severity) for severity in SEVERITIES] == [alone.count(s) for s in SEVERITIES]
    assert _canonical(there) == _canonical(alone)


def _canonical(report: Report) -> set[str]:
    assert report.graph
    graph = ox.Dataset(ox.parse(report.graph().encode(), format=ox.RdfFormat.TURTLE))
    graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return {str(quad) for quad in graph}


def test_no_profiler_holds_answers_of_the_engine_in_another_thread(
    workers: Client, registry: Path, dataset: Dataset
) -> None:
    """Answers of pyoxigraph may be let go in the thread that asked alone; Dask's profiler would do it elsewhere."""
    running = workers.run(lambda dask_worker: sorted(dask_worker.periodic_callbacks))
    assert len(running) == 2
    assert not [name for names in running.values() for name in names if "profile" in name]

    shapes = read_rdf(shape_files(["safety"]))
    data = ox.Store()
    data.bulk_extend(iter(dataset.store))
    data.bulk_load(path=str(registry), format=ox.RdfFormat.N_TRIPLES)
    checks, _ = compile_shapes(shapes, data)
    held = []
    for check in checks[:20]:
        results = _run(check, data)
        held.append(results.gi_frame)  # type: ignore[attr-defined]  # as a profiler holds it
        list(results)
    assert len(held) > 10
    assert not [
        value for frame in held for value in frame.f_locals.values() if isinstance(value, ox.QuerySolutions)
    ]


def test_shapes_of_the_user_are_sent_along(workers: Client, registry: Path, tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix n: <https://w3id.org/neuromod-onto/> .\n"
        "<http://e/S> a sh:NodeShape ; sh:targetSubjectsOf n:patientPseudonym ; sh:property <http://e/P> .\n"
        "<http://e/P> sh:path n:consentForm ; sh:minCount 1 .\n"
    )
    alone = validate([registry], shapes=[str(shapes)])
    there = cluster.validate(workers, registry, shapes=[str(shapes)], batch=3_000)
    assert len(there.findings) > 100
    assert there.findings == alone.findings


def test_shapes_that_reach_out_are_refused(workers: Client, registry: Path, tmp_path: Path) -> None:
    shapes = tmp_path / "own.ttl"
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix n: <https://w3id.org/neuromod-onto/> .\n"
        "<http://e/S> a sh:NodeShape ; sh:targetSubjectsOf n:patientPseudonym ; sh:sparql <http://e/Q> .\n"
        '<http://e/Q> sh:select "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }" .\n'
    )
    with pytest.raises(InputError, match="SERVICE is not allowed"):
        cluster.validate(workers, registry, shapes=[str(shapes)])
    with pytest.raises(InputError, match="SERVICE is not allowed"):
        validate([registry], shapes=[str(shapes)], batch=1_000)


def test_a_fault_in_a_part_names_the_line_of_the_file(
    workers: Client, registry: Path, tmp_path: Path
) -> None:
    lines = registry.read_text("utf-8").splitlines(keepends=True)
    broken = tmp_path / "broken.nt"
    broken.write_text("".join([*lines[:3_345], "<http://e/a> <b> .\n", *lines[3_345:]]))
    with pytest.raises(InputError) as alone:
        validate([broken], batch=2_000, jobs=1)
    with pytest.raises(InputError) as there:
        cluster.validate(workers, broken, batch=2_000)
    assert there.value.place.startswith(f"{broken}:3346")
    assert (str(there.value), there.value.hint) == (str(alone.value), alone.value.hint)


def test_records_that_stand_apart_are_refused(workers: Client, registry: Path, tmp_path: Path) -> None:
    lines = registry.read_text("utf-8").splitlines(keepends=True)
    torn = tmp_path / "torn.nt"
    torn.write_text("".join([*lines[5:], *lines[:5]]))
    with pytest.raises(InputError, match="stand far apart"):
        cluster.validate(workers, torn, batch=2_000)


def test_nothing_is_lost_when_workers_die(workers: Client, annotator: Annotator, texts: list[Text]) -> None:
    layout = Layout(best=True)
    alone = list(AnnotatedRows(annotator, layout).of(texts))
    before = set(workers.run(os.getpid).values())
    rows = []
    for row in cluster.annotate(workers, _slowly(texts), layout, size=20):
        rows.append(row)
        if len(rows) in (60, 200):
            os.kill(next(iter(workers.run(os.getpid).values())), signal.SIGKILL)
    assert rows == alone
    assert len(before & set(workers.run(os.getpid).values())) < 2


def _slowly(texts: list[Text]) -> Iterator[Text]:
    for text in texts:
        time.sleep(0.002)
        yield text


def test_a_report_is_whole_when_a_worker_dies(workers: Client, registry: Path, report: Report) -> None:
    killed = []

    def kill(checked: int) -> None:
        if not killed:
            killed.append(next(iter(workers.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    there = cluster.validate(workers, registry, shapes=["records", "safety"], batch=1_200, progress=kill)
    assert killed
    assert there.findings == report.findings
    assert there.checked == report.checked


def test_a_part_that_ends_every_worker_is_one_clear_error(workers: Client) -> None:
    with pytest.raises(NetworkError, match="ended one worker after another"):
        list(cluster.in_order(workers, os._exit, [1]))
    workers.wait_for_workers(2, timeout=90)  # started anew, which takes long on a busy machine


def test_another_edition_on_a_worker_is_refused(workers: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    other = scheduler._Edition("0.0.1", "0" * 32)
    monkeypatch.setattr(scheduler, "edition", lambda: other)
    with pytest.raises(MissingPartError, match=r"here it is 0\.0\.1"):
        list(cluster.in_order(workers, str, [1]))


def test_a_local_cluster_talks_to_nobody_without_its_certificate(workers: Client) -> None:
    address = workers.scheduler.address
    assert address.startswith("tls://127.0.0.1:")
    for tried in (address, address.replace("tls", "tcp")) * 20:
        with (
            pytest.raises(NetworkError, match="no Dask scheduler answers"),
            cluster.connect(tried, wait=1),
        ):
            pass


def test_a_local_cluster_listens_on_this_machine_alone(workers: Client) -> None:
    import psutil

    own = psutil.Process()
    listening = {
        connection.laddr.ip
        for process in (own, *own.children(recursive=True))
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    assert workers.scheduler


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _dask(role: str, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", role, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def test_a_scheduler_that_runs_elsewhere(
    neuromod: Neuromod, registry: Path, tmp_path: Path, dataset: Dataset
) -> None:
    """Scheduler and workers are started as an administrator does; then the scheduler is lost."""
    port = _free_port()
    address = f"127.0.0.1:{port}"
    running = [_dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")]
    worker = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(tmp_path))
    try:
        alone = neuromod("annotate", ARMS, "--text", "arm")
        empty = neuromod("annotate", ARMS, "--text", "arm", "--dask", address, "--timeout", "4s")
        assert (empty.code, empty.out) == (5, "")
        assert "has no worker" in empty.err
        running += [_dask("worker", address, *worker) for _ in range(2)]
        assert neuromod("annotate", ARMS, "--text", "arm", "--dask", address) == alone
        checked = ("validate", registry, "--shapes", "safety", "--batch", "2000")
        assert neuromod(*checked, "--dask", f"tcp://{address}") == neuromod(*checked, "--jobs", "1")
        with cluster.connect(address) as client:
            threading.Timer(0.5, running[0].kill).start()
            start = time.monotonic()
            with pytest.raises(NetworkError, match="lost"):
                list(cluster.in_order(client, partial(time.sleep), [0.2] * 500))
            assert time.monotonic() - start < 40
    finally:
        for process in running:
            process.kill()
            process.wait(10)


@pytest.mark.parametrize(
    ("words", "code", "cause"),
    [
        (["--dask", "127.0.0.1:9", "--timeout", "1s"], 5, "no Dask scheduler answers at 127.0.0.1:9"),
        (["--dask", "nonsense", "--timeout", "1s"], 5, "no Dask scheduler answers at nonsense"),
        (["--dask", "http://127.0.0.1:9", "--timeout", "1s"], 5, "no Dask scheduler answers"),
        (["--dask", "127.0.0.1:9", "--jobs", "2"], 2, "the scheduler's matter"),
        (["--jobs", "2"], 2, "--dask local"),
        (["--dask", "local", "--store", "x"], 2, "takes no --store"),
    ],
)
def test_a_wrong_choice_is_one_clear_line(
    neuromod: Neuromod, words: list[str], code: int, cause: str
) -> None:
    result = neuromod("annotate", ARMS, "--text", "arm", *words)
    assert (result.code, result.out) == (code, "")
    assert result.err.startswith("neuromod: ")
    assert cause in result.err.splitlines()[0]
    assert len(result.err.splitlines()) <= 2


def test_records_that_cannot_be_cut_are_refused(neuromod: Neuromod) -> None:
    turtle = neuromod("validate", ROOT / "examples" / "records-valid.ttl", "--dask", "127.0.0.1:9")
    assert turtle.code == 2
    assert "one .nt or .nq file" in turtle.err
    assert neuromod("validate", "--dask", "local").code == 2


def test_without_dask_it_says_how_to_get_it(neuromod: Neuromod, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = neuromod("annotate", ARMS, "--text", "arm", "--dask", "local")
    assert result.code == 4
    assert "neuromod-onto[dask]" in result.err


def test_the_command_leaves_no_process_behind_and_says_nothing_else(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "neuromod_onto", "annotate", str(ARMS), "--text", "arm"]
    alone = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    mark = {**os.environ, "NEUROMOD_TEST_MARK": tmp_path.name}
    there = subprocess.run(
        [*command, "--dask", "local", "--jobs", "2"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=mark,
    )
    assert there.returncode == 0, there
    assert (there.stdout, there.stderr) == (alone.stdout, alone.stderr)
    left = [path for path in Path("/proc").glob("[0-9]*/environ") if _holds(path, tmp_path.name)]
    assert left == []


def _holds(path: Path, mark: str) -> bool:
    try:
        return re.search(rb"NEUROMOD_TEST_MARK=" + mark.encode() + rb"\0", path.read_bytes()) is not None
    except OSError:
        return False


def test_jobs_beside_an_address_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(UsageError), cluster.connect("127.0.0.1:9", jobs=2):
        pass
