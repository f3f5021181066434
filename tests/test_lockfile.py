"""The lock file pins all that is declared, with checksums, and nothing is imported that is not declared."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from neuromod_onto.errors import InputError
from neuromod_onto.release.lockfile import LOCK, Pin, read_lock

from .conftest import ROOT

NAME = "neuromod-onto"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
#: What is written for development alone, which users do not install.
OURS = {"test", "dev"}
CHECKSUM = "--hash=sha256:" + "0" * 64


def key(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def declared(extras: Iterable[str]) -> list[Requirement]:
    texts = [*PROJECT["dependencies"], *(text for extra in extras for text in EXTRAS[extra])]
    return [one for one in map(Requirement, texts) if key(one.name) != NAME]


def unmet(requirements: Iterable[Requirement], pins: Sequence[Pin]) -> list[str]:
    """Say which requirements the pins leave out, or hold to a version out of bounds."""
    faults = []
    for one in requirements:
        found = [pin for pin in pins if key(pin.requirement.name) == key(one.name)]
        if not any(pin.requirement.marker is None or pin.requirement.marker.evaluate() for pin in found):
            faults.append(f"{one.name} is not pinned")
        faults += [f"{one} excludes {p.version}" for p in found if not one.specifier.contains(p.version)]
    return faults


def test_each_requirement_of_each_extra_is_pinned_within_its_bounds() -> None:
    assert unmet(declared(EXTRAS), read_lock(ROOT / LOCK)) == []


def test_a_requirement_that_is_left_out_or_out_of_bounds_is_noticed() -> None:
    pins = [
        Pin(Requirement("click==8.1"), "8.1", ()),
        Pin(Requirement("rich==14; sys_platform == 'none'"), "14", ()),
    ]
    assert unmet(map(Requirement, ("click>=8.4", "rich>=13", "rdflib")), pins) == [
        "click>=8.4 excludes 8.1",
        "rich is not pinned",
        "rdflib is not pinned",
    ]


def test_the_lock_names_no_package_index() -> None:
    text = (ROOT / LOCK).read_text("utf-8")
    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize(
    ("content", "cause", "line"),
    [
        (f"# ours\nclick=={{}} \\\n    {CHECKSUM}\n", "no requirement", 2),
        (f"click>=8.4 {CHECKSUM}", "click is not held to one version", 1),
        (f"click==8.* {CHECKSUM}", "click is not held to one version", 1),
        (f"click==8.4,!=8.5 {CHECKSUM}", "click is not held to one version", 1),
        (f"rich==14.0 {CHECKSUM}\n\nclick==8.4\n", "click needs checksums", 3),
        ("click==8.4 --hash=sha256:12ab", "click needs checksums", 1),
        (f"click==8.4 \\\n  {CHECKSUM} \\\n  --index-url x\n", "click needs checksums", 1),
    ],
)
def test_a_line_that_pins_nothing_is_refused_at_its_place(
    tmp_path: Path, content: str, cause: str, line: int
) -> None:
    path = tmp_path / "dev.lock"
    path.write_text(content)
    with pytest.raises(InputError, match=cause) as refused:
        read_lock(path)
    assert refused.value.place == f"{path}:{line}"


def test_lines_are_read_with_their_markers_and_checksums(tmp_path: Path) -> None:
    path = tmp_path / "dev.lock"
    path.write_text(
        f"numpy==2.4.6 ; python_version < '3.12' \\\n    {CHECKSUM} \\\n    {CHECKSUM[:-1]}1\n    # via pandas\n"
        f"numpy==2.5.5 ; python_version >= '3.12' {CHECKSUM}\n"
    )
    first, second = read_lock(path)
    assert (first.version, second.version) == ("2.4.6", "2.5.5")
    assert str(first.requirement.marker) == 'python_version < "3.12"'
    assert first.sha256 == ("0" * 64, "0" * 63 + "1")


def imported(folder: Path) -> set[str]:
    """Return the packages that the Python files of a folder import, whether at the top or in a function."""
    trees = [ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.split(".")[0] for name in names} - set(sys.stdlib_module_names)


def reached(requirements: Sequence[Requirement]) -> set[str]:
    """Return what an installation of requirements brings, as far as it is installed here."""
    waiting, seen = list(requirements), set()
    while waiting:
        one = waiting.pop()
        extras = ("", *one.extras)
        if (key(one.name), extras) in seen:
            continue
        seen.add((key(one.name), extras))
        try:
            below = map(Requirement, metadata.requires(one.name) or ())
        except metadata.PackageNotFoundError:
            continue
        waiting += [r for r in below if not r.marker or any(r.marker.evaluate({"extra": e}) for e in extras)]
    return {name for name, _ in seen}


@pytest.mark.parametrize(
    ("folder", "extras", "own"),
    [
        ("src", EXTRAS.keys() - OURS, {"neuromod_onto"}),
        ("tests", {"test", "dask", "serve"}, {"neuromod_onto", "tests", "registry", "registry_plan"}),
    ],
)
def test_what_is_imported_comes_with_what_is_declared(folder: str, extras: set[str], own: set[str]) -> None:
    providers = metadata.packages_distributions()
    brought = reached(declared(extras))
    for name in sorted(imported(ROOT / folder) - own):
        assert name in providers, f"{name} is not installed"
        assert {key(one) for one in providers[name]} & brought, f"{name} is not declared"


def test_an_import_that_is_not_declared_is_noticed() -> None:
    assert "cyclonedx" in imported(ROOT / "src")
    assert "cyclonedx-python-lib" in reached(declared({"release"}))
    assert "cyclonedx-python-lib" not in reached(declared(()))
