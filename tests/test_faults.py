"""Faults while files are written: killed, interrupted, out of space, in the way of each other.

Whatever happens, the old file stays whole or the new one is whole, nothing stays half done, and the next run
works. ``tests/test_load.py`` and ``tests/test_cache.py`` hold more of the same for stores.
"""

from __future__ import annotations

import ast
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from neuromod_onto.errors import InputError
from neuromod_onto.render import write_atomically

from .conftest import ROOT, Neuromod

PROGRAM = [sys.executable, "-m", "neuromod_onto"]
OLD = "the old content, whole\n"
#: Commands that write a file or a folder, by what they write.
WRITERS: dict[str, list[str]] = {
    "convert": ["convert", str(ROOT / "ontology" / "evidence.ttl"), "OUT.nt"],
    "query": ["sparql", "SELECT * { ?s rdfs:label ?o }", "-o", "OUT.csv"],
    "graph": ["sparql", "CONSTRUCT WHERE { ?s rdfs:label ?o }", "-o", "OUT.ttl"],
    "report": ["validate", str(ROOT / "examples" / "records-faulty.ttl"), "--report", "junit:OUT.xml"],
    "ingest": ["ingest", "csv", str(ROOT / "examples" / "records.csv"), "-o", "OUT.ttl"],
    "draw": ["draw", "DBS", "-o", "OUT.svg"],
    "annotate": ["annotate", str(ROOT / "examples" / "trial_arms.csv"), "--text", "arm", "-o", "OUT.csv"],
}
ENDINGS = {name: next(w.partition("OUT")[2] for w in words if "OUT" in w) for name, words in WRITERS.items()}


def command(name: str, target: Path) -> list[str]:
    return [*PROGRAM, *(word.replace("OUT" + ENDINGS[name], str(target)) for word in WRITERS[name])]


@pytest.fixture(params=WRITERS)
def writer(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(words: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, timeout=90, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_killed_at_any_moment(tmp_path: Path, writer: str) -> None:
    target = tmp_path / f"out{ENDINGS[writer]}"
    start = time.monotonic()
    assert run(command(writer, target)).returncode in (0, 1)
    whole, length = target.read_text("utf-8"), time.monotonic() - start
    chance = random.Random(writer)
    for way in (signal.SIGINT, signal.SIGKILL, signal.SIGTERM):
        target.write_text(OLD)
        process = subprocess.Popen(command(writer, target), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(length * chance.uniform(0.3, 1.0))
        process.send_signal(way)
        _, told = process.communicate(timeout=60)
        assert target.read_text("utf-8") in (OLD, whole)
        if way == signal.SIGINT:
            assert process.returncode in (0, 1, 130, -signal.SIGINT)
            assert sorted(p.name for p in tmp_path.iterdir()) == [target.name]
            assert b"Traceback" not in told or process.returncode == -signal.SIGINT
    assert run(command(writer, target)).returncode in (0, 1)
    assert target.read_text("utf-8") == whole


def test_a_limit_on_the_size_of_files(tmp_path: Path, writer: str) -> None:
    target = tmp_path / f"out{ENDINGS[writer]}"
    target.write_text(OLD)
    for size in (0, 4096):
        limited = run(
            command(writer, target),
            preexec_fn=lambda size=size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
            env={**os.environ, "NEUROMOD_CACHE": "", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert limited.returncode == 3, limited
        assert limited.stderr.splitlines()[0].startswith(f"neuromod: {target}: cannot write: ")
        assert "Traceback" not in limited.stderr
        assert target.read_text() == OLD
        assert [p.name for p in tmp_path.iterdir()] == [target.name]


def in_small_filesystem(folder: Path, options: str, script: str) -> subprocess.CompletedProcess[str]:
    if not shutil.which("unshare"):
        pytest.skip("unshare (util-linux) is not installed")
    done = run(
        [
            "unshare",
            "-mr",
            "sh",
            "-c",
            f"mount -t tmpfs -o {options} none {folder} && echo mounted && {script}",
        ],
        env={**os.environ, "NEUROMOD_CACHE": "", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    if "mounted" not in done.stdout:
        pytest.skip(f"a file system of one's own is not permitted here: {done.stderr.strip()}")
    return done


def test_a_full_disk(tmp_path: Path, writer: str) -> None:
    target = tmp_path / f"out{ENDINGS[writer]}"
    words = " ".join(f"'{word}'" for word in command(writer, target))
    script = f"echo old > {target}; {words}; echo code $?; cat {target}; ls -A {tmp_path}"
    done = in_small_filesystem(tmp_path, "size=8k", script)
    assert done.stdout.endswith(f"code 3\nold\n{target.name}\n"), done
    assert "cannot write: No space left" in done.stderr


def test_a_folder_that_cannot_be_written(tmp_path: Path, writer: str) -> None:
    target = tmp_path / f"out{ENDINGS[writer]}"
    words = " ".join(f"'{word}'" for word in command(writer, target))
    script = f"echo old > {target}; mount -o remount,ro {tmp_path}; {words}; echo code $?; cat {target}"
    done = in_small_filesystem(tmp_path, "size=1m", script)
    assert done.stdout.endswith("code 3\nold\n"), done
    assert "cannot write: Read-only file system" in done.stderr


@pytest.mark.parametrize(
    "words", [["search", "stimulation"], ["query", "list"], ["tree", "DBS"], ["term", "DBS"], ["--help"]]
)
def test_a_closed_pipe_is_not_an_error(words: list[str]) -> None:
    process = subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, told = process.communicate(timeout=60)
    assert process.returncode in (0, 141)
    assert b"Traceback" not in told
    assert b"BrokenPipe" not in told


def test_readers_during_writes_and_two_writers_see_whole_files(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    contents = {letter: letter * 300_000 for letter in "ab"}
    target.write_text(contents["a"])
    stop = threading.Event()
    seen = set()

    def write(letter: str) -> None:
        while not stop.is_set():
            write_atomically(target, (contents[letter][i : i + 1000] for i in range(0, 300_000, 1000)))

    threads = [threading.Thread(target=write, args=(letter,)) for letter in contents]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        seen.add(target.read_text())
    stop.set()
    for thread in threads:
        thread.join()
    assert seen <= set(contents.values())
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_a_fault_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text(OLD)

    def parts():  # type: ignore[no-untyped-def]
        yield "half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, parts())
    assert target.read_text() == OLD
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]


def test_a_link_is_not_followed_and_a_device_not_replaced(tmp_path: Path, neuromod: Neuromod) -> None:
    victim, link, pipe = tmp_path / "victim", tmp_path / "link.csv", tmp_path / "pipe.csv"
    victim.write_text(OLD)
    link.symlink_to(victim)
    with pytest.raises(InputError, match="symbolic link"):
        write_atomically(link, "new")
    result = neuromod("search", "DBS", "-o", link)
    assert result.code == 3
    assert "it is a symbolic link" in result.err
    assert victim.read_text() == OLD
    assert link.is_symlink()
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    assert neuromod("search", "DBS", "-o", pipe).code == 0
    reader.join(timeout=10)
    assert read[0].startswith("term,")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    write_atomically(Path(os.devnull), "gone")
    assert not stat.S_ISREG(Path(os.devnull).stat().st_mode)
    with pytest.raises(InputError, match="cannot write"):
        write_atomically(tmp_path, "a folder")
    with pytest.raises(InputError, match="cannot write"):
        write_atomically(victim / "below", "a file is no folder")
    with pytest.raises(InputError, match="cannot write"):
        write_atomically(tmp_path / ("x" * 300), "the name is too long")


def test_permissions_are_kept(tmp_path: Path) -> None:
    secret, fresh = tmp_path / "secret", tmp_path / "fresh"
    secret.write_text(OLD)
    secret.chmod(0o600)
    write_atomically(secret, "new")
    write_atomically(fresh, "new")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert stat.S_IMODE(fresh.stat().st_mode) == 0o666 & ~mask


# -- the store in the cache folder


def damages() -> dict[str, Callable[[Path, random.Random], None]]:
    def flip(file: Path, chance: random.Random) -> None:
        content = bytearray(file.read_bytes())
        for _ in range(20):
            if content:
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        file.write_bytes(content)

    def cut(file: Path, chance: random.Random) -> None:
        file.write_bytes(file.read_bytes()[: chance.randrange(1 + file.stat().st_size)])

    def remove(file: Path, _: random.Random) -> None:
        file.unlink()

    return {"flip": flip, "cut": cut, "remove": remove}


@pytest.mark.parametrize("way", damages())
def test_a_damaged_cache_never_changes_an_answer(tmp_path: Path, way: str) -> None:
    environment = {**os.environ, "NEUROMOD_CACHE": str(tmp_path / "cache")}
    words = [*PROGRAM, "query", "run", "therapies-for-condition", "condition=Epilepsy"]
    right = run(words, env=environment).stdout
    assert right.count("\n") > 5
    chance = random.Random(way)
    end = time.monotonic() + 60
    while not (found := list((tmp_path / "cache").glob("*/store-*"))):  # built after the first run
        assert time.monotonic() < end, "the store was not built"
        time.sleep(0.1)
    [store] = found
    names = sorted(p.name for p in store.iterdir() if p.is_file() and p.stat().st_size)
    for name in names[:5]:
        if (store / name).exists():
            damages()[way](store / name, chance)
        done = run(words, env=environment)
        assert "Traceback" not in done.stderr
        assert done.stdout == right, (name, done)


def test_a_killed_first_run_leaves_a_cache_that_works(tmp_path: Path) -> None:
    environment = {**os.environ, "NEUROMOD_CACHE": str(tmp_path)}
    chance = random.Random(8)
    for _ in range(5):
        process = subprocess.Popen([*PROGRAM, "term", "DBS"], stdout=subprocess.DEVNULL, env=environment)
        time.sleep(chance.uniform(0.1, 0.8))
        process.kill()
        process.wait(timeout=30)
    assert run([*PROGRAM, "term", "DBS"], env=environment).stdout.startswith("deep brain stimulation")


# -- what the code never does

_FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen", "mktemp", "spawnl", "execv"}
_FORBIDDEN_MODULES = {
    "pickle",
    "marshal",
    "shelve",
    "dill",
    "joblib",
    "pty",
    "commands",
    "ctypes",
    "telnetlib",
    "ftplib",
}


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "src").rglob("*.py")), ids=lambda p: p.stem
)
def test_no_pickle_no_eval_no_shell(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & _FORBIDDEN_MODULES
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in _FORBIDDEN_MODULES
        elif isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                assert called.id not in _FORBIDDEN_CALLS, f"{path}:{node.lineno}"
            if isinstance(called, ast.Attribute):
                owner = called.value.id if isinstance(called.value, ast.Name) else ""
                assert (owner, called.attr) not in {("os", name) for name in _FORBIDDEN_CALLS}, (
                    f"{path}:{node.lineno}"
                )
                assert (owner, called.attr) != ("tempfile", "mktemp")
                if (owner, called.attr) in (("yaml", "load"), ("yaml", "load_all")):
                    loader = next(k.value for k in node.keywords if k.arg == "Loader")
                    assert "Safe" in ast.unparse(loader)
            for keyword in node.keywords:
                assert keyword.arg != "shell", f"{path}:{node.lineno}"


def test_writes_go_through_one_function() -> None:
    """No module of the library opens a file for writing but those that write it whole."""
    allowed = {
        "files.py",  # the function
        "locks.py",  # a file that is empty
        "syntaxes.py",  # the scratch folder of a converter
        "site/building.py",  # a folder that is moved into place when whole
    }
    for path in (Path(__file__).parents[1] / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or {path.name, "/".join(path.parts[-2:])} & allowed:
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("write_text", "write_bytes"):
                if ast.unparse(node.func.value) == "formatter":  # of click: it writes no file
                    continue
                pytest.fail(f"{path}:{node.lineno} writes a file by itself")
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "open" and not isinstance(node.func, ast.Name):
                modes = [
                    a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                ]
                modes += [
                    k.value.value
                    for k in node.keywords
                    if k.arg == "mode" and isinstance(k.value, ast.Constant)
                ]
                assert not any(set(mode) & set("wax+") for mode in modes if len(mode) < 4), (
                    f"{path}:{node.lineno}"
                )
