"""Faults while whole sets of files are made: ``build``, ``build --dist``, ``docs``; and while ``serve`` starts.

The commands run in a checkout of their own that holds a corner of the ontology, so that each is done in seconds.
Whatever happens, what was there stays whole or what is new is whole, and the next run works.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import read_quads
from neuromod_onto.model.namespaces import NEUROMOD, ONTOLOGY
from neuromod_onto.release import to_turtle

from .conftest import ROOT
from .test_faults import in_small_filesystem

if ROOT.name == "resources":
    pytest.skip("build works in a source checkout", allow_module_level=True)

KEPT = ("SpinalCordStimulation", "ChronicPain")

OLD = b"# old, whole\n"

State = dict[str, bytes]


class Work(NamedTuple):
    """A command, the folder that it fills, and what that folder holds before."""

    words: tuple[str, ...]
    folder: str
    before: tuple[str, ...]
    #: Whether the folder as a whole is replaced, or each file.
    as_one: bool


WORKS = {
    "build": Work(("build",), "ontology", ("mappings.ttl", "inferred.ttl"), as_one=False),
    "dist": Work(("build", "--dist", "dist"), "dist", ("neuromod.owl", "SHA256SUMS"), as_one=False),
    "docs": Work(("docs", "site"), "site", (".neuromod-site", "index.html"), as_one=True),
}


@pytest.fixture(params=WORKS)
def work(request: pytest.FixtureRequest) -> Work:
    return WORKS[request.param]


@pytest.fixture(scope="module")
def corner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout with two classes of the ontology and all that these mention."""
    root = tmp_path_factory.mktemp("corner")
    for name in ("src", "ontology", "mappings", "shapes", "queries", "rules", "codes", "docs"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (root / "ontology").glob("*.ttl"):
        file.write_text(to_turtle(mentioned(list(read_quads(file)))), "utf-8")
    for file in (root / "mappings").glob("*.sssom.tsv"):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.startswith(("#", "subject_id", f"neuromod:{KEPT[0]}\t"))]
        file.write_text("".join(kept), "utf-8")
    return root


def mentioned(quads: list[ox.Quad]) -> list[ox.Quad]:
    """Return what is said of the classes kept and of the ontology itself, and of what that mentions."""
    by_subject: dict[object, list[ox.Quad]] = {}
    for quad in quads:
        by_subject.setdefault(quad.subject, []).append(quad)
    ends = {NEUROMOD + name for name in KEPT}
    todo = [
        s for s in by_subject
        if isinstance(s, ox.NamedNode) and (s.value in ends or s.value.startswith(ONTOLOGY))
    ]  # fmt: skip
    found: dict[object, list[ox.Quad]] = {}
    while todo:
        subject = todo.pop()
        if subject in by_subject and subject not in found:
            found[subject] = by_subject[subject]
            for quad in found[subject]:
                follow = not quad.predicate.value.endswith(("source", "disjointWith", "inverseOf"))
                if isinstance(quad.object, (ox.NamedNode, ox.BlankNode)) and follow:
                    todo.append(quad.object)
                todo.append(quad.predicate)
    return [quad for quads in found.values() for quad in quads]


@pytest.fixture
def checkout(corner: Path, tmp_path: Path, work: Work) -> Path:
    """A fresh copy of the corner; the folder that the command fills holds something old."""
    root = tmp_path / "checkout"
    shutil.copytree(corner, root)
    age(root, work)
    return root


def age(root: Path, work: Work) -> None:
    (root / work.folder).mkdir(exist_ok=True)
    for name in work.before:
        (root / work.folder / name).write_bytes(OLD)


def command(root: Path, work: Work, **more: str) -> dict[str, object]:
    return {
        "args": [sys.executable, "-m", "neuromod_onto", *work.words],
        "cwd": root,
        "env": {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1", "NEUROMOD_CACHE": "", **more},
    }  # fmt: skip


def run(root: Path, work: Work, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        **command(root, work), capture_output=True, text=True, timeout=90, check=False, **options
    )


def state(root: Path, work: Work) -> State:
    folder = root / work.folder
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not is_temporary(p)
    }


def is_temporary(path: Path) -> bool:
    """Say whether this is what a process that was killed has left of an unfinished file."""
    return path.name.startswith(".") and path.suffix not in ("", ".ttl") and path.name != ".neuromod-site"


def temporaries(root: Path) -> list[str]:
    return [
        p.name for p in (*root.iterdir(), *(root / "ontology").iterdir(), *(root / "dist").glob("*"))
        if p.name.startswith(".") and p.name != ".neuromod-site"
    ]  # fmt: skip


def require_whole(now: State, old: State, new: State, work: Work) -> None:
    if work.as_one:
        assert now in (old, new)
        return
    for name, content in now.items():
        assert content in (old.get(name), new.get(name)), f"{name} is neither the old nor the new one"
    assert old.keys() <= now.keys()
    if now.get("SHA256SUMS", OLD) != OLD:  # written last: with it, all is new
        assert now == new


def made(root: Path, work: Work) -> tuple[State, float]:
    """Return what the command makes, in how many seconds; the old state is put back."""
    start = time.monotonic()
    done = run(root, work)
    assert done.returncode == 0, done
    new, seconds = state(root, work), time.monotonic() - start
    if work.folder != "ontology":
        shutil.rmtree(root / work.folder)
    age(root, work)
    return new, seconds


def test_killed_at_any_moment(checkout: Path, work: Work) -> None:
    old = state(checkout, work)
    new, seconds = made(checkout, work)
    chance = random.Random(work.folder)
    for way in (signal.SIGINT, signal.SIGKILL, signal.SIGTERM):
        process = subprocess.Popen(
            **command(checkout, work), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        time.sleep(seconds * chance.uniform(0.2, 1.0))
        process.send_signal(way)
        _, told = process.communicate(timeout=60)
        require_whole(state(checkout, work), old, new, work)
        if way == signal.SIGINT:
            assert process.returncode in (0, 130, -signal.SIGINT), told
            assert "Traceback" not in told or process.returncode == -signal.SIGINT
            assert temporaries(checkout) == []
    assert run(checkout, work).returncode == 0
    assert state(checkout, work) == new
    if work.as_one:
        assert temporaries(checkout) == []  # a folder left behind could be as large as the site


#: Ends the process, as ``kill -9`` does, before its nth renaming or after it.
KILLED_AT = """
import os, pathlib, signal, sys
at, count = int(sys.argv.pop(1)), 0
def counted(rename):
    def renamed(*args, **options):
        global count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return rename(*args, **options)
    return renamed
pathlib.Path.replace = counted(pathlib.Path.replace)
pathlib.Path.rename = counted(pathlib.Path.rename)
from neuromod_onto.cli import main
main()
"""


@pytest.mark.parametrize("at", [2, 3])
def test_killed_between_two_files(checkout: Path, work: Work, at: int) -> None:
    if work.words == ("build",) and at > 2:
        pytest.skip("build writes two files here")
    old = state(checkout, work)
    options = command(checkout, work)
    options["args"] = [sys.executable, "-c", KILLED_AT, str(at), *work.words]
    done = subprocess.run(**options, capture_output=True, timeout=90, check=False)  # type: ignore[call-overload]
    assert done.returncode == -signal.SIGKILL, done
    now = state(checkout, work)
    assert run(checkout, work).returncode == 0
    new = state(checkout, work)
    if work.as_one and at == 3:
        # Between the renaming of the old folder and that of the new one: it is beside, and the next run
        # puts it back before it begins, so that it is lost in no case.
        assert now == {}
    else:
        require_whole(now, old, new, work)
    if work.as_one:
        assert temporaries(checkout) == []


def test_the_old_folder_comes_back_when_the_next_run_fails(checkout: Path, work: Work) -> None:
    if not work.as_one:
        pytest.skip("no folder is replaced")
    old = state(checkout, work)
    options = command(checkout, work)
    options["args"] = [sys.executable, "-c", KILLED_AT, "3", *work.words]
    subprocess.run(**options, capture_output=True, timeout=90, check=False)  # type: ignore[call-overload]
    assert not (checkout / work.folder).exists()
    failed = run(checkout, work, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert failed.returncode == 3, failed
    assert state(checkout, work) == old
    assert temporaries(checkout) == []


def test_a_limit_on_the_size_of_files(checkout: Path, work: Work) -> None:
    size = 2000
    old = state(checkout, work)
    done = run(checkout, work, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    now = state(checkout, work)
    assert done.returncode == 3, done
    assert "Traceback" not in done.stderr
    assert "cannot write: File too large" in done.stderr
    assert temporaries(checkout) == []
    assert run(checkout, work).returncode == 0
    require_whole(now, old, state(checkout, work), work)


def in_filesystem(checkout: Path, work: Work, options: str, spoil: str) -> str:
    """Run the command with its folder on a small file system; return what is told and is left there."""
    place = checkout / "disk"
    place.mkdir()
    words = " ".join(w if w != work.folder else f"disk/{w}" for w in work.words)
    link = f"cp -r {work.folder} disk/ && "
    if work.folder == "ontology":
        link += "mv ontology ontology-on-disk && mv disk/ontology ontology && "
        link = f"mkdir -p kept && cp -r ontology kept/ && mount -t tmpfs -o {options} none ontology && cp -r kept/ontology/. ontology/ && "
    where = "ontology" if work.folder == "ontology" else "disk"
    script = (
        f"cd {checkout} && {link} {{ {spoil.replace('DISK', where)}; }} && export PYTHONPATH={checkout / 'src'} && "
        f"{{ {sys.executable} -m neuromod_onto {words}; echo code $?; ls -A {where}; "
        f"cat {where if where == 'ontology' else f'disk/{work.folder}'}/{work.before[-1]}; }}"
    )
    done = in_small_filesystem(place, options, script)
    assert "Traceback" not in done.stderr, done
    assert "\nneuromod: " in f"\n{done.stderr}", done
    return done.stdout + done.stderr


def test_a_full_disk(checkout: Path, work: Work) -> None:
    fill = "dd if=/dev/zero of=DISK/filler bs=1k 2> filling || true"
    told = in_filesystem(checkout, work, "size=12m", fill)
    assert "code 3\n" in told
    assert "No space left on device" in told
    assert OLD.decode() in told
    assert "\n.site" not in told


def test_a_folder_that_cannot_be_written(checkout: Path, work: Work) -> None:
    told = in_filesystem(checkout, work, "size=12m", "mount -o remount,ro DISK")
    assert "code 3\n" in told
    assert "Read-only file system" in told
    assert OLD.decode() in told


def test_a_closed_pipe_ends_no_work(checkout: Path, work: Work) -> None:
    """Nobody reads what is told: the files are made all the same."""
    process = subprocess.Popen(**command(checkout, work), stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # type: ignore[call-overload]
    process.stdout.close()
    process.stderr.close()
    assert process.wait(timeout=60) == 0
    assert OLD not in state(checkout, work).values() or work.folder == "dist"
    assert run(checkout, work).returncode == 0


def test_two_at_once(checkout: Path, work: Work) -> None:
    new, _ = made(checkout, work)
    both = [
        subprocess.Popen(**command(checkout, work), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # type: ignore[call-overload]
        for _ in range(2)
    ]
    ends = [(process.communicate(timeout=90)[1], process.returncode) for process in both]
    assert 0 in [code for _, code in ends], ends
    assert all(code in (0, 3) and "Traceback" not in told for told, code in ends), ends
    assert state(checkout, work) == new
    assert temporaries(checkout) == []
