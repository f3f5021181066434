"""Wrong bits in a store on disk: noticed when it is opened, or when a query meets them."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from neuromod_onto.dataset import intact, load_store, open_store
from neuromod_onto.dataset.cache import checksums
from neuromod_onto.errors import InputError

from .test_load import RECORDS, manifest_of, rows

ALL = "SELECT ?o WHERE { ?s ?p ?o }"


def flip(file: Path, seed: int, bits: int = 1) -> None:
    chance, content = random.Random(seed), bytearray(file.read_bytes())
    for _ in range(bits):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


@pytest.mark.parametrize("bits", [1, 20])
def test_a_wrong_bit_anywhere_in_a_store_is_noticed_when_it_is_opened(
    loaded: Path, tmp_path: Path, bits: int
) -> None:
    manifest = manifest_of(loaded)
    for seed, name in enumerate(
        ["manifest.json", *(f"{manifest.generation}/{file}" for file in manifest.tables)]
    ):
        folder = tmp_path / f"{seed}"
        shutil.copytree(loaded, folder)
        open_store(folder)
        flip(folder / name, seed, bits)
        with pytest.raises(InputError, match=r"damaged|another version") as raised:
            open_store(folder)
        assert "load it anew: neuromod load --replace" in raised.value.hint
    assert seed > 5


def test_a_file_too_many_is_noticed(loaded: Path, tmp_path: Path) -> None:
    shutil.copytree(loaded, tmp_path / "store")
    [data] = (tmp_path / "store").glob("data-*")
    (data / "000999.log").write_bytes(b"")
    with pytest.raises(InputError, match="damaged"):
        open_store(tmp_path / "store")


def test_a_large_store_is_read_whole_once_and_again_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intact, "CHEAP", 1_000_000)
    read: list[str] = []

    def seen(store: Path, names: list[str]) -> dict[str, tuple[int, str]]:
        read.extend(names)
        return checksums(store, names)

    folder = tmp_path / "store"
    manifest = load_store([RECORDS], folder)
    monkeypatch.setattr(intact, "checksums", seen)
    tables = {name for name in manifest.tables if name.endswith(".sst")}

    def opened(**options: bool) -> set[str]:
        read.clear()
        open_store(folder, **options)
        assert set(manifest.tables) - tables <= set(read)  # small files, always
        return tables & set(read)

    assert opened() == set()  # the load has just written them
    assert opened(whole=True) == tables
    table = folder / manifest.generation / max(tables)
    table.write_bytes(table.read_bytes())  # nothing but the time has changed
    assert opened() == tables
    assert opened() == set()
    (folder / "checked.tsv").unlink()
    assert opened() == tables
    flip(table, 1)
    for _ in range(2):
        with pytest.raises(InputError, match="damaged"):
            open_store(folder)


@pytest.mark.parametrize("bits", [1, 20])
def test_bits_that_turn_in_a_large_store_after_it_was_checked_end_the_query(
    store: Path, monkeypatch: pytest.MonkeyPatch, bits: int
) -> None:
    """Bits that turn on the disk itself leave size and times as they were; RocksDB checks what it reads."""
    monkeypatch.setattr(intact, "CHEAP", 1_000_000)
    manifest = manifest_of(store)
    [data] = store.glob("data-*")
    right = rows(open_store(store), ALL)
    for seed, table in enumerate(sorted(data.glob("*.sst"))):
        content = table.read_bytes()
        flip(table, seed, bits)
        intact.remember(store, manifest)
        try:
            assert rows(open_store(store), ALL) == right  # the query had no need of that block
        except InputError as error:
            assert "Corruption: " in error.cause  # noqa: PT017 both ends are right
        with pytest.raises(InputError, match="damaged"):
            open_store(store, whole=True)
        table.write_bytes(content)
        intact.remember(store, manifest)


LARGE = """import sys
from neuromod_onto.dataset import intact
intact.CHEAP = 1_000_000
from neuromod_onto.cli import main
sys.exit(main())"""


def test_a_query_that_meets_a_wrong_block_again_and_again_is_told_of_the_damage(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine counts errors as it counts rows, and never comes to an end."""
    monkeypatch.setattr(intact, "CHEAP", 1_000_000)
    manifest = manifest_of(store)
    count = "SELECT (COUNT(?o) AS ?n) (SUM(STRLEN(STR(?o))) AS ?letters) WHERE { ?s ?p ?o }"
    words = [sys.executable, "-c", LARGE, "sparql", count, "--store", str(store), "--memory", "300MB"]
    whole = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (whole.returncode, whole.stderr) == (0, "")
    for table in (t for t in store.glob("data-*/*.sst") if t.stat().st_size > 100_000):
        content = bytearray(table.read_bytes())
        content[len(content) // 3] ^= 1
        table.write_bytes(content)
    intact.remember(store, manifest)
    run = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 3
    assert run.stdout == ""
    assert "the store is damaged: its files are not as they were written" in run.stderr
    assert f"neuromod load --replace {RECORDS}" in run.stderr
