"""Which codes of a vocabulary exist and what they are called, by the shipped tables or by the user's file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from pathlib import Path

from neuromod_onto.codes.tables import CodeTable, expand_pattern, read_table, shipped_table

Exists = Callable[[str], bool | None]


class Authority:
    """What is known of the codes of one vocabulary.

    Attributes:
        system: prefix of the vocabulary.
        names: name by code; not of all codes unless ``complete``.
        source: where the names come from.
        release: their year or version.
        complete: whether every code has a name here.
        trees: MeSH tree numbers by code.
        withdrawn: codes that only earlier releases list.

    """

    def __init__(
        self,
        system: str,
        names: dict[str, str],
        source: str,
        release: str,
        *,
        complete: bool,
        exists: Exists | None = None,
        trees: dict[str, list[str]] | None = None,
        withdrawn: frozenset[str] = frozenset(),
    ) -> None:
        self.system = system
        self.names = names
        self.source = source
        self.release = release
        self.complete = complete
        self.trees = trees or {}
        self.withdrawn = withdrawn
        self._exists = exists

    def exists(self, code: str) -> bool | None:
        """Say whether a code exists; None when that cannot be told."""
        code = plain_code(self.system, code)
        if code in self.names:
            return True
        if self.complete:
            return False
        return self._exists(code) if self._exists else None

    def name(self, code: str) -> str:
        """Return the name of a code, or an empty string."""
        return self.names.get(plain_code(self.system, code), "")


def plain_code(system: str, code: str) -> str:
    """Return a code as the tables write it: capitals, and ICD-10-CM without its point."""
    code = code.strip().upper()
    return code.replace(".", "") if system == "icd10cm" else code


def shown_code(system: str, code: str) -> str:
    """Return a code as people write it: ICD-10-CM with its point.

    >>> shown_code("icd10cm", "T85110A")
    'T85.110A'
    """
    return f"{code[:3]}.{code[3:]}" if system == "icd10cm" and "." not in code and len(code) > 3 else code


@cache
def load_authority(system: str) -> Authority | None:
    """Return the shipped authority of a vocabulary, or None when none ships."""
    file = {"fdacode": "fda", "mesh": "mesh", "icd10pcs": "icd10pcs", "icd10cm": "icd10cm"}.get(system)
    if file is None:
        return None
    table = read_table(shipped_table(file))
    exists: Exists | None = None
    if system == "mesh":
        exists = _in_runs(read_table(shipped_table("mesh-descriptors")))
    elif system.startswith("icd10"):
        exists = _in_patterns(read_table(shipped_table(f"{file}-codes")), headings=system == "icd10cm")
    return Authority(
        system,
        {row["code"]: row["name"] for row in table.rows},
        table.about["source"],
        table.about["release"],
        complete=table.about["complete"] == "true",
        exists=exists,
        withdrawn=frozenset(
            row["code"] for row in table.rows if row.get("last_listed", "") not in ("", _year(table))
        ),
        trees={row["code"]: row["trees"].split() for row in table.rows} if system == "mesh" else None,
    )


def _year(table: CodeTable) -> str:
    return table.about["release"][:4]


def read_authority(system: str, path: Path) -> Authority:
    """Return the authority that a downloaded file makes; see ``codes.downloads`` for the formats.

    Raises:
        InputError: the file is not of a known format.

    """
    from neuromod_onto.codes.downloads import read_download

    return Authority(system, read_download(system, path), path.name, path.name, complete=True)


def _in_runs(table: CodeTable) -> Exists:
    firsts = [row["first"] for row in table.rows if len(row["first"]) == 7]
    lasts = [row["last"] for row in table.rows if len(row["first"]) == 7]
    long_firsts = [row["first"] for row in table.rows if len(row["first"]) == 10]
    long_lasts = [row["last"] for row in table.rows if len(row["first"]) == 10]

    def exists(code: str) -> bool | None:
        if not code.startswith("D"):
            return None
        low, high = (firsts, lasts) if len(code) == 7 else (long_firsts, long_lasts)
        index = bisect_right(low, code) - 1
        return index >= 0 and len(code) in (7, 10) and code <= high[index]

    return exists


def _in_patterns(table: CodeTable, *, headings: bool) -> Exists:
    """Return a test for codes of patterns; with ``headings``, beginnings of codes exist as well."""
    by_start: dict[str, list[str]] = {}
    for row in table.rows:
        by_start.setdefault(row["codes"][:3], []).append(row["codes"])

    def exists(code: str) -> bool | None:
        starts = [by_start.get(code[:3], []), by_start.get(code[:2] + "[", [])]
        known = (one for patterns in starts for pattern in patterns for one in expand_pattern(pattern))
        return any(one == code or (headings and one.startswith(code)) for one in known)

    return exists
