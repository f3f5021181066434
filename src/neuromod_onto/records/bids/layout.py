"""Where things lie in a BIDS dataset: names of files, sidecars by inheritance, companion tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from neuromod_onto.dataset.lines import bounded_lines
from neuromod_onto.errors import InputError
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.json_document import JsonDocument

#: Suffixes of tables that can hold stimulation: BIDS events, and the tables of the drafts for NIBS.
SUFFIXES = ("events", "nibs", "tms", "stim", "tes")
_SKIPPED = {"derivatives", "sourcedata", "code", "stimuli", "phenotype"}


@dataclass(frozen=True)
class Name:
    """The name of a BIDS file, taken apart.

    Attributes:
        entities: such as {"sub": "01", "task": "ccep"}.
        suffix: such as ``events``.

    """

    entities: dict[str, str]
    suffix: str

    @classmethod
    def of(cls, path: Path) -> Name:
        """Take the name of a file apart; what is no entity is ignored."""
        *parts, suffix = path.name.split(".")[0].split("_")
        return cls({k: v for k, _, v in (part.partition("-") for part in parts) if v}, suffix)

    def covers(self, other: Name) -> bool:
        """Say whether a file of this name says something about a file of the other name."""
        return self.entities.items() <= other.entities.items()


class Table:
    """A tab-separated table, read as it streams.

    Args:
        path: the file.
        name: what faults call it.

    Attributes:
        header: names of the columns.

    Raises:
        InputError: not UTF-8 or with a line too long, on reading.

    """

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        with path.open("rb") as stream:
            first = next(bounded_lines(stream, name), "")
        self.header = first.rstrip("\r\n").split("\t") if first.strip() else []

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield line number and cells of each row; empty lines are no rows."""
        with self.path.open("rb") as stream:
            for number, line in enumerate(bounded_lines(stream, self.name), 1):
                if number > 1 and line.strip():
                    yield number, line.rstrip("\r\n").split("\t")

    def column(self, *names: str) -> int | None:
        """Return the index of the first of the named columns that there is."""
        return next((self.header.index(name) for name in names if name in self.header), None)


class Layout:
    """A dataset on disk.

    Args:
        path: the dataset, a folder within it, or one of its files.
        intake: receives sidecars that cannot be read.

    Attributes:
        root: the folder of the dataset.
        title: name of that folder.

    """

    def __init__(self, path: Path, intake: Intake) -> None:
        self.path = path
        self.intake = intake
        folder = path if path.is_dir() else path.parent
        roots = [f for f in (folder, *folder.parents) if (f / "dataset_description.json").is_file()]
        self.root = roots[0] if roots else folder
        self._json: dict[Path, dict[str, Any]] = {}

    @cached_property
    def title(self) -> str:
        """Name of the folder of the dataset, such as its number in an archive."""
        return self.root.resolve().name

    def called(self, path: Path) -> str:
        """Return the name of a file for faults: as the user would open it."""
        return str(path)

    def within(self, path: Path) -> str:
        """Return the path of a file in the dataset, with slashes."""
        return path.relative_to(self.root).as_posix()

    @cached_property
    def files(self) -> list[Path]:
        """All JSON and TSV files of the dataset, in order; no derivatives, no sources."""
        found = []
        whole = (self.root / "dataset_description.json").is_file() or self.path.is_dir()
        for path in sorted(self.root.rglob("*") if whole else self.root.glob("*")):
            inner = path.relative_to(self.root).parts[:-1]
            hidden = any(part in _SKIPPED or part.startswith(".") for part in inner)
            if path.suffix in {".json", ".tsv"} and not hidden and path.is_file():
                found.append(path)
        return found

    def tables(self) -> list[Path]:
        """Return the tables to read for stimulation."""
        if self.path.is_file():
            return [self.path]
        return [
            p
            for p in self.files
            if p.suffix == ".tsv" and Name.of(p).suffix in SUFFIXES and self.path in (p, *p.parents)
        ]

    def json(self, path: Path) -> dict[str, Any]:
        """Return a JSON object, empty when there is no such file; a fault is reported once."""
        if path not in self._json:
            self._json[path] = {}
            if path.is_file():
                try:
                    value = JsonDocument(path).value
                    if not isinstance(value, dict):
                        raise InputError("no JSON object", place=f"{path}:1")
                    self._json[path] = value
                except InputError as error:
                    place = (self.called(path), *position(error.place))
                    self.intake.fault(place, "sidecar", error.cause, "what it states is not read")
        return self._json[path]

    def sidecar(self, path: Path, suffix: str = "") -> dict[str, Any]:
        """Return what the sidecars of a file say, the nearer over the farther.

        Args:
            path: the file.
            suffix: of the sidecar, when another than that of the file.

        """
        name = Name.of(path)
        suffix = suffix or (name.suffix if name.suffix in SUFFIXES else "events")
        merged: dict[str, Any] = {}
        for found in self._applicable(path, name, suffix, ".json"):
            merged |= self.json(found)
        if not merged and path == self.path and name.suffix not in SUFFIXES:
            # a table that does not follow the names of BIDS: the only sidecar beside it
            beside = [p for p in sorted(path.parent.glob("*.json")) if Name.of(p).suffix == suffix]
            merged = self.json(beside[0]) if len(beside) == 1 else {}
        return merged

    def companions(self, path: Path, suffix: str) -> list[Path]:
        """Return the tables of another suffix that speak of the same recording, in whatever folder."""
        name = Name.of(path)
        return [p for known, p in self._by_suffix.get(suffix, []) if _without_space(known).covers(name)]

    @cached_property
    def _by_suffix(self) -> dict[str, list[tuple[Name, Path]]]:
        found: dict[str, list[tuple[Name, Path]]] = {}
        for path in self.files:
            if path.suffix == ".tsv":
                name = Name.of(path)
                found.setdefault(name.suffix, []).append((name, path))
        return found

    def _applicable(self, path: Path, name: Name, suffix: str, ending: str) -> list[Path]:
        folders = [f for f in (path.parent, *path.parent.parents) if self.root in (f, *f.parents)]
        found = []
        for folder in reversed(folders):
            here = [p for p in folder.glob(f"*{suffix}{ending}") if Name.of(p).suffix == suffix]
            covering = [p for p in here if _without_space(Name.of(p)).covers(name)]
            found += sorted(covering, key=lambda p: len(Name.of(p).entities))
        return found


def _without_space(name: Name) -> Name:
    return Name({k: v for k, v in name.entities.items() if k != "space"}, name.suffix)


def position(place: str) -> tuple[int, int]:
    """Return line and column of a place such as ``file:3:7``; 0 for what it does not tell."""
    match = re.search(r":(\d+)(?::(\d+))?$", place)
    return (int(match[1]), int(match[2] or 0)) if match else (0, 0)


_UNIT_IN_TEXT = re.compile(
    r"\bin (%|[A-Za-z\u00b5\u03bc]+(?:/[A-Za-z\u00b5\u03bc0-9]+)?)|[(\[]\s*([^)\]\s]{1,12})\s*[)\]]"
)


def units_named(description: str) -> list[str]:
    """Return what a description may name as the unit: the word after *in*, or in brackets.

    >>> units_named("electrical stimulation current in Ampere")
    ['Ampere']
    >>> units_named("Stimulation current (A)")
    ['A']

    """
    return [a or b for a, b in _UNIT_IN_TEXT.findall(description)]


def text_of(field: Any, *keys: str) -> str:
    """Return the first text that an object of a sidecar has under one of the keys, in either case."""
    if isinstance(field, dict):
        for key in keys:
            for spelling in (key, key.lower(), key.upper()):
                if isinstance(value := field.get(spelling), str) and value.strip():
                    return value.strip()
    return ""
