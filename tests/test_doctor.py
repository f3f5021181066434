"""What ``neuromod doctor`` says of the installation is so."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from neuromod_onto.cli import doctor
from neuromod_onto.dataset import cache, shipped
from neuromod_onto.dataset.cache_process import build

from .conftest import ROOT, Neuromod


def cache_row(neuromod: Neuromod) -> dict[str, str]:
    [row] = [row for row in neuromod("doctor").rows() if row["part"] == "cache"]
    return row


def test_every_package_of_the_project_is_named_with_its_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted: dict[str, set[str]] = {}
    for extra, needs in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        for need in needs if extra not in ("test", "dev") else ():
            name = re.match(r"[A-Za-z0-9-]+", need)
            assert name
            wanted.setdefault(name[0], set()).add(extra)
    assert wanted.keys() == doctor.PACKAGES.keys()
    assert all(doctor.PACKAGES[name][1] in extras for name, extras in wanted.items())


def test_what_is_missing_is_said_with_the_way_to_get_it(
    neuromod: Neuromod, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if name in ("fastobo", "pint"):
            raise PackageNotFoundError
        return "9.9"

    monkeypatch.setattr(doctor, "version", version)
    rows = {row["part"]: row for row in neuromod("doctor").rows()}
    assert rows["fastobo"]["state"] == "missing"
    assert rows["fastobo"]["how to get it"] == "pip install 'neuromod-onto[release]'"
    assert rows["pint"]["how to get it"] == "pip install pint"
    assert (rows["rich"]["state"], rows["rich"]["how to get it"]) == ("9.9", "")


def test_the_state_of_the_cache(neuromod: Neuromod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUROMOD_CACHE", "")
    assert cache_row(neuromod)["state"] == "turned off"
    monkeypatch.setenv("NEUROMOD_CACHE", str(tmp_path))
    assert cache_row(neuromod)["state"] == "not built yet"
    entry = cache.Kept(str(tmp_path / shipped.current_key()))
    folder = Path(entry.folder)
    folder.mkdir()
    fcntl = pytest.importorskip("fcntl")
    with (tmp_path / cache.LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert cache_row(neuromod)["state"] == "being built"
    build(folder)
    assert entry.content("text", lambda: b"one\ntwo") == b"one\ntwo"
    assert re.fullmatch(r"whole, \d+ MB", cache_row(neuromod)["state"])
    (folder / "text").write_bytes((folder / "text").read_bytes() + b"x")
    assert cache_row(neuromod)["state"] == "damaged: text"
    entry.drop("text")
    table = max(Path(entry.store).glob("*.sst"), key=lambda path: path.stat().st_size)
    whole = bytearray(table.read_bytes())
    whole[len(whole) // 3] ^= 1  # one bit, in the middle
    table.write_bytes(whole)
    assert cache_row(neuromod)["state"] == f"damaged: {Path(entry.store).name}"


def test_a_cache_that_cannot_be_written(
    neuromod: Neuromod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("NEUROMOD_CACHE", str(tmp_path / "file" / "cache"))
    row = cache_row(neuromod)
    assert row["state"].startswith("cannot be written")
    assert "NEUROMOD_CACHE" in row["how to get it"]
