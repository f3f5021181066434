"""Read the tables of ``codes/``: tab-separated, with ``#key: value`` lines at the head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from neuromod_onto.dataset.lines import read_text
from neuromod_onto.errors import InputError
from neuromod_onto.model.resources import shipped_root

_PIECE = re.compile(r"\[([0-9A-Z]+)\]|([0-9A-Z])")


@dataclass(frozen=True)
class CodeTable:
    """A table of codes.

    Attributes:
        about: what the head says: ``system``, ``title``, ``source``, ``release``, ``complete``.
        rows: one dictionary a row.

    """

    about: dict[str, str]
    rows: list[dict[str, str]]


def shipped_table(name: str) -> Path:
    """Return the path of a shipped table."""
    return shipped_root() / "codes" / f"{name}.tsv"


def read_table(path: Path) -> CodeTable:
    """Read one table.

    Raises:
        InputError: the file is not UTF-8, or a row has not as many cells as the header.

    """
    about: dict[str, str] = {}
    rows: list[dict[str, str]] = []
    header: list[str] = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            about[key.strip()] = value.strip()
        elif not header:
            header = line.split("\t")
        else:
            cells = line.split("\t")
            if len(cells) != len(header):
                raise InputError(
                    f"{len(cells)} cells where the header has {len(header)}", place=f"{path}:{number}"
                )
            rows.append(dict(zip(header, cells, strict=True)))
    return CodeTable(about, rows)


def expand_pattern(pattern: str) -> Iterator[str]:
    """Yield the codes of a pattern: ``[ADS]`` stands for A, D or S.

    >>> list(expand_pattern("T8511[01]A"))
    ['T85110A', 'T85111A']
    """
    choices = [match[1] or match[2] for match in _PIECE.finditer(pattern)]
    return ("".join(characters) for characters in product(*choices))
