"""The picture in docs/architecture.md is the contract that lint-imports checks, and names every part."""

from __future__ import annotations

import re
import tomllib

from .conftest import ROOT

PACKAGE = ROOT / "src" / "neuromod_onto"
PARTS = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()} | {"errors"}


def drawn() -> list[set[str]]:
    """Return the parts on each floor of the picture, from the top."""
    picture = re.findall(
        r"^```\n(.+?)^```", (ROOT / "docs" / "architecture.md").read_text("utf-8"), re.M | re.S
    )
    floors = re.split(r"^-+\n", picture[0], flags=re.MULTILINE)
    return [set(re.findall(r"\b(\w+)(?:/|\.py)", floor)) & PARTS for floor in floors]


def agreed() -> list[set[str]]:
    """Return the parts on each floor of the contract, from the top."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    return [
        {name.strip().removeprefix("neuromod_onto.") for name in layer.split("|")}
        for layer in contracts[0]["layers"]
    ]


def test_the_picture_shows_the_floors_of_the_contract() -> None:
    assert drawn() == agreed()


def test_every_part_stands_on_one_floor() -> None:
    standing = [part for floor in agreed() for part in floor]
    assert sorted(standing) == sorted(PARTS)
