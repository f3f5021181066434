"""Fixtures that many tests share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox
import pytest

from neuromod_onto.cli import VERBS
from neuromod_onto.cli.failures import run
from neuromod_onto.cli.group import VerbGroup
from neuromod_onto.cli.settings import Settings
from neuromod_onto.dataset import Dataset, load
from neuromod_onto.model.resources import shipped_root

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from .sparql_service import Serve

ROOT = shipped_root()


class Result(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, str]]:
        """Return the TSV on standard output as one dictionary a row."""
        header, *lines = [line.split("\t") for line in self.out.splitlines()]
        return [dict(zip(header, line, strict=True)) for line in lines]


Neuromod = Callable[..., Result]


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return load()


def dataset_of(turtle: str) -> Dataset:
    """Return a dataset in memory that holds these statements alone."""
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return Dataset(store)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with the ontology and a few records; who changes it takes ``store``, a copy."""
    from neuromod_onto.dataset import load_store

    folder = tmp_path_factory.mktemp("stores") / "store"
    load_store([ROOT / "examples" / "records-valid.ttl"], folder)
    return folder


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    """A copy of that store."""
    return Path(shutil.copytree(loaded, tmp_path / "store"))


@pytest.fixture
def neuromod(
    dataset: Dataset, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Neuromod:
    """Run the command line in this process; the shipped dataset is loaded once for all tests."""

    def call(*arguments: str | Path, stdin: str = "") -> Result:
        import io
        import sys

        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        settings = Settings()
        words = [str(argument) for argument in arguments]
        if not {"--data", "--store"} & set(words):
            settings._dataset = dataset
        capsys.readouterr()
        code = run(VerbGroup(VERBS), words, settings)
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def client(dataset: Dataset) -> Iterator[TestClient]:
    """A client of the service, with two workers whose queries may take four seconds."""
    pytest.importorskip("starlette")
    from starlette.testclient import TestClient

    from neuromod_onto.serve import make_app
    from neuromod_onto.serve.service import Service

    with TestClient(make_app(Service(dataset, timeout=4.0), ["testserver"])) as client:
        yield client


@pytest.fixture
def serve(dataset: Dataset) -> Iterator[Serve]:
    """A function that starts a SPARQL service on this machine, which behaves as told."""
    from .sparql_service import services

    with services(dataset) as start:
        yield start


@pytest.fixture
def no_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials in the environment, and an empty netrc."""
    for name in ("TOKEN", "USER", "PASSWORD", "INSECURE"):
        monkeypatch.delenv(f"NEUROMOD_ENDPOINT_{name}", raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("")
    (tmp_path / "netrc").chmod(0o600)
