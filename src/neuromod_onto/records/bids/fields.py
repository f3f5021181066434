"""The names that BIDS and the drafts for NIBS give to things, as data (``fields.tsv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Field:
    """A column that is read.

    Attributes:
        name: its heading.
        property: local name of the property, when it is always the same.
        rule: how it is read, a method of the reader of rows.
        unit: unit that the standard, or the name itself, gives; empty when none does.

    """

    name: str
    property: str
    rule: str
    unit: str


@cache
def fields() -> dict[str, Field]:
    """Return the columns that are read, by heading."""
    return {row[0]: Field(*row[:4]) for row in _rows("fields.tsv")}


@cache
def words(what: str) -> dict[str, str]:
    """Return the words of one sort (``waveform``, ``kind``, ``therapy``) with the local name they mean."""
    return {word: means for sort, word, means in _rows("words.tsv") if sort == what}


def _rows(name: str) -> list[list[str]]:
    lines = (files(__package__) / name).read_text("utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]
