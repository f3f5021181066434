"""What is kept on disk of the shipped dataset: built once, mended when damaged, shared between runs."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import cache, load, read_quads, shipped
from neuromod_onto.dataset.cache_process import build
from neuromod_onto.dataset.shipped import read_shipped, shipped_files
from neuromod_onto.model import resources

PROGRAM = [sys.executable, "-m", "neuromod_onto"]
QUERY = ("query", "run", "therapies-for-condition", "condition=chronic pain", "reversible=true")
#: one command for each thing that is kept
COMMANDS = {
    "query": QUERY,
    "term": ("term", "DBS"),
    "map": ("map", "mesh:D046690"),
    "search": ("search", "stimulation medulaire", "--lang", "fr"),
}


def run_cold(folder: Path | str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "NEUROMOD_CACHE": str(folder), **variables},
    )


def entry(folder: Path) -> Path:
    """Return the folder of the one content that is kept."""
    [found] = cache.entries(folder)
    return found


def wait_for_store(folder: Path) -> Path:
    """Return the entry once its store is built."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = [path for path in cache.entries(folder) if [*path.glob("store-*")]]
        if found and not list(found[0].glob(".building-*")):
            return found[0]
        time.sleep(0.05)
    raise AssertionError("the store was not built")


@pytest.fixture(scope="session")
def answers() -> dict[str, str]:
    """What each command answers without a cache."""
    done = {name: run_cold("", *words) for name, words in COMMANDS.items()}
    assert {run.returncode for run in done.values()} == {0}
    assert all(run.stdout.count("\n") > 1 for run in done.values())
    return {name: run.stdout for name, run in done.items()}


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which all is kept that the commands need."""
    folder = tmp_path_factory.mktemp("cache")
    for words in COMMANDS.values():
        assert run_cold(folder, *words).returncode == 0
    wait_for_store(folder)
    return folder


@pytest.fixture
def used(filled: Path, tmp_path: Path) -> Path:
    """A copy of that cache, to be damaged."""
    return Path(shutil.copytree(filled, tmp_path / "cache"))


def test_reading_without_checks_gives_the_same_graph() -> None:
    checked = ox.Store()
    for path in shipped_files():
        checked.bulk_extend(read_quads(path))
    graphs = [ox.Dataset(quad for quad in store) for store in (checked, read_shipped())]
    for graph in graphs:
        graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert graphs[0] == graphs[1]


@pytest.mark.parametrize(
    ("name", "unneeded"),
    [("search", ["pathlib", "pyoxigraph"]), ("term", ["pathlib", "urllib.parse"]), ("map", ["pathlib"])],
    ids=["search", "term", "map"],
)
def test_a_later_run_imports_nothing_that_it_does_not_need(
    name: str, unneeded: list[str], filled: Path, answers: dict[str, str]
) -> None:
    assert run_cold(filled, *COMMANDS[name]).stdout == answers[name]
    assert (filled / "known.tsv").is_file()
    refused = "".join(f"sys.modules[{module!r}] = None; " for module in unneeded)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; {refused}from neuromod_onto.cli import main; main({list(COMMANDS[name])})",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "NEUROMOD_CACHE": str(filled)},
    )
    assert (done.returncode, done.stdout) == (0, answers[name]), done.stderr


def test_first_and_later_runs_answer_alike(tmp_path: Path, answers: dict[str, str]) -> None:
    for name, words in COMMANDS.items():
        assert run_cold(tmp_path, *words).stdout == answers[name]
    wait_for_store(tmp_path)
    for name, words in COMMANDS.items():
        assert run_cold(tmp_path, *words).stdout == answers[name]
    assert entry(tmp_path)


def test_a_later_run_reads_no_file_of_the_ontology(used: Path, answers: dict[str, str]) -> None:
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    trace = used / "trace"
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=openat", "-o", str(trace), *PROGRAM, *QUERY],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "NEUROMOD_CACHE": str(used)},
    )
    assert done.stdout == answers["query"]
    opened = [line for line in trace.read_text().splitlines() if ".ttl" in line or ".sst" in line]
    assert any(".sst" in line for line in opened)
    assert not any(".ttl" in line for line in opened)


def test_several_first_runs_at_once_do_not_disturb_each_other(
    tmp_path: Path, answers: dict[str, str]
) -> None:
    environment = {**os.environ, "NEUROMOD_CACHE": str(tmp_path)}
    runs = [
        (name, subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, text=True, env=environment))
        for _ in range(3)
        for name, words in COMMANDS.items()
    ]
    for name, run in runs:
        assert run.communicate(timeout=90)[0] == answers[name]
        assert run.returncode == 0
    wait_for_store(tmp_path)
    assert run_cold(tmp_path, *QUERY).stdout == answers["query"]


def test_only_one_process_builds_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    from neuromod_onto.dataset import cache_process

    started = []
    monkeypatch.setattr(cache_process, "_spawn", lambda folder, lock: started.append(folder))
    folder = tmp_path / "entry"
    with (tmp_path / cache.LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        cache_process.start_building(folder)
        assert not started
    cache_process.start_building(folder)
    assert started == [folder]


def test_what_a_killed_builder_left_is_cleared_away(tmp_path: Path) -> None:
    folder = tmp_path / shipped.current_key()
    (folder / ".building-x").mkdir(parents=True)
    build(folder)
    [store] = folder.iterdir()
    assert store.name == f"store-{ox.__version__}"
    assert len(ox.Store.read_only(str(store))) == len(load().store)


def test_nothing_is_built_under_the_name_of_another_content(tmp_path: Path) -> None:
    folder = tmp_path / ("0" * 32)
    folder.mkdir()
    build(folder)
    assert not list(folder.iterdir())


def flip(file: Path, chance: random.Random) -> None:
    whole = bytearray(file.read_bytes())
    for _ in range(20):
        whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    file.write_bytes(whole)


def cut(file: Path, chance: random.Random) -> None:
    file.write_bytes(file.read_bytes()[: chance.randrange(file.stat().st_size)])


def overwrite(file: Path, chance: random.Random) -> None:
    file.write_bytes(chance.randbytes(file.stat().st_size))


def remove(file: Path, _: random.Random) -> None:
    file.unlink()


@pytest.mark.parametrize("damage", [flip, cut, overwrite, remove])
def test_a_damaged_file_never_changes_an_answer(
    used: Path, answers: dict[str, str], damage: Callable[[Path, random.Random], None]
) -> None:
    chance = random.Random(damage.__name__)
    names = sorted(str(p.relative_to(used)) for p in used.rglob("*") if p.is_file() and p.stat().st_size)
    assert any(name.endswith(".sst") for name in names)
    assert any(name.endswith("queries.tsv") for name in names)
    for name in [*chance.sample(names, 8), "known.tsv"]:
        path = used / name
        if not path.is_file() or not path.stat().st_size:
            continue
        damage(path, chance)
        command = chance.choice(list(COMMANDS))
        done = run_cold(used, *COMMANDS[command])
        assert (done.returncode, done.stderr) == (0, ""), (name, done)
        assert done.stdout == answers[command], name


def test_a_damaged_text_is_written_anew(used: Path, answers: dict[str, str]) -> None:
    for text in [path for path in entry(used).iterdir() if path.is_file()]:
        whole = text.read_bytes()
        text.write_bytes(whole[:-20] + b"x" * 20)
        for name, words in COMMANDS.items():
            assert run_cold(used, *words).stdout == answers[name]
        assert text.read_bytes() == whole


def test_a_store_found_damaged_in_the_middle_of_a_query_is_done_without(
    used: Path, answers: dict[str, str]
) -> None:
    largest = max(entry(used).glob("store-*/*.sst"), key=lambda path: path.stat().st_size)
    for path in largest.parent.glob("*.sst"):
        whole = bytearray(path.read_bytes())
        whole[: len(whole) * 9 // 10] = bytes(len(whole) * 9 // 10)  # the index at the end stays whole
        path.write_bytes(whole)
    done = run_cold(used, *QUERY)
    assert (done.returncode, done.stdout) == (0, answers["query"])
    wait_for_store(used)
    assert run_cold(used, *QUERY).stdout == answers["query"]


@pytest.fixture
def unwritable(tmp_path: Path) -> Path:
    """A folder that this user cannot write to; the superuser writes anywhere, so is kept out by a file."""
    if os.geteuid() == 0:
        (tmp_path / "file").write_text("not a folder")
        return tmp_path / "file" / "cache"
    (tmp_path / "cache").mkdir(mode=0o500)
    return tmp_path / "cache"


def test_a_folder_that_cannot_be_written_is_done_without(unwritable: Path, answers: dict[str, str]) -> None:
    for name, words in COMMANDS.items():
        done = run_cold(unwritable, *words)
        assert (done.returncode, done.stdout, done.stderr) == (0, answers[name], "")


def test_a_filled_cache_can_be_used_where_it_cannot_be_written(used: Path, answers: dict[str, str]) -> None:
    """As the superuser too: the file system itself is mounted read-only in a namespace of its own."""
    mount = "mount --bind -o ro {0} {0} && mount -o remount,bind,ro {0} && exec {1}"
    words = " ".join(f"'{word}'" for word in (*PROGRAM, *QUERY))
    isolated = ["unshare", "-rm", "sh", "-c", mount.format(used, words)]
    if not shutil.which("unshare"):
        pytest.skip("unshare (util-linux) is not installed")
    done = subprocess.run(
        isolated,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "NEUROMOD_CACHE": str(used)},
    )
    if done.returncode and "mount" in done.stderr:
        pytest.skip(f"a mount of one's own is not permitted here: {done.stderr.strip()}")
    assert (done.returncode, done.stdout) == (0, answers["query"])


def test_a_full_disk_is_done_without(tmp_path: Path, answers: dict[str, str]) -> None:
    full = tmp_path / "full"
    full.mkdir()
    words = " ".join(f"'{word}'" for word in (*PROGRAM, *QUERY))
    script = f"mount -t tmpfs -o size=16k tmpfs {full} && {words} && sleep 3 && {words}"
    if not shutil.which("unshare"):
        pytest.skip("unshare (util-linux) is not installed")
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "NEUROMOD_CACHE": str(full)},
    )
    if done.returncode and "mount" in done.stderr:
        pytest.skip(f"a mount of one's own is not permitted here: {done.stderr.strip()}")
    assert (done.returncode, done.stdout, done.stderr) == (0, 2 * answers["query"], "")


# -- which content


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped files in which they may be changed, older than the last few seconds."""
    root = tmp_path / "root"
    for folder in ("ontology", "mappings"):
        shutil.copytree(resources.shipped_root() / folder, root / folder)
    monkeypatch.setattr(shipped, "shipped_folder", lambda: str(root))
    monkeypatch.setattr(shipped, "_SETTLED", -1.0)
    return root


def test_the_content_is_read_once(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = shipped.shipped_key(str(tmp_path))
    monkeypatch.setattr(shipped, "current_key", lambda: pytest.fail("read again"))
    assert shipped.shipped_key(str(tmp_path)) == key


def test_another_content_has_another_key(installed: Path, tmp_path: Path) -> None:
    before = shipped.shipped_key(str(tmp_path))
    path = installed / "ontology" / "neuromod.ttl"
    times = path.stat()
    text = path.read_text("utf-8")
    path.write_text(text.replace("spinal cord stimulation", "spinal cord stimulatiom", 1), "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # same size, same time of writing
    changed = shipped.shipped_key(str(tmp_path))
    assert changed != before
    path.write_text(text, "utf-8")
    assert shipped.shipped_key(str(tmp_path)) == before
    (installed / "mappings" / "mesh.sssom.tsv").unlink()
    assert shipped.shipped_key(str(tmp_path)) not in (before, changed)


def test_files_that_have_just_changed_are_read_every_time(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "_SETTLED", 1e6)
    shipped.shipped_key(str(tmp_path))
    assert not (tmp_path / "known.tsv").exists()


def test_the_same_content_elsewhere_has_the_same_key(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = shipped.shipped_key(str(tmp_path))
    shutil.copytree(installed, tmp_path / "copy")
    monkeypatch.setattr(shipped, "shipped_folder", lambda: str(tmp_path / "copy"))
    assert shipped.shipped_key(str(tmp_path)) == here
    assert (tmp_path / "known.tsv").read_text().count("\n") == 2


def test_another_version_has_another_key(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shipped.shipped_key(str(tmp_path))
    monkeypatch.setattr(shipped, "__version__", "99.0")
    assert shipped.shipped_key(str(tmp_path)) != before


def test_old_entries_are_removed_and_nothing_else(tmp_path: Path) -> None:
    names = [f"{number:032x}" for number in range(5)]
    for age, name in enumerate(names):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    (tmp_path / "something of the user").mkdir()
    folder = tmp_path / shipped.current_key()
    folder.mkdir()
    build(folder)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {folder.name, *names[:2], "something of the user"}
    cache.remove(folder)
