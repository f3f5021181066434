"""Value sets against lists of codes that were made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from neuromod_onto.codes import load_authority
from neuromod_onto.linking.claims import read_rows
from neuromod_onto.linking.valuesets.members import ValueSet, code_names


class Difference(NamedTuple):
    """A code that is in a value set, in a list made by hand, or in both.

    Attributes:
        list: name of the list.
        code: the code.
        verdict: agrees, missed (the list lacks it), extra (the list has it, the value set not) or
            nonexistent (the list has it, and there is no such code).
        name: what the code means.
        reason: family of the code, or why it is in the value set.

    """

    list: str
    code: str
    verdict: str
    name: str
    reason: str


def compare(found: ValueSet, lists: dict[str, list[str]]) -> list[Difference]:
    """Compare a value set with lists made by hand.

    Args:
        found: the value set.
        lists: codes by name of the list.

    """
    ours = {entry.code: entry for entry in found.codes()}
    names = code_names(found.system)
    authority = load_authority(found.system.prefix)
    rows = []
    for name, codes in lists.items():
        theirs = dict.fromkeys(codes)
        for code in (*ours, *(code for code in theirs if code not in ours)):
            entry = ours.get(code)
            if entry is None:
                gone = authority is not None and authority.exists(code) is False
                verdict = "nonexistent" if gone else "extra"
            else:
                verdict = "agrees" if code in theirs else "missed"
            rows.append(
                Difference(
                    name,
                    code,
                    verdict,
                    entry.name if entry else names.get(code, ""),
                    (entry.family or entry.how or entry.label) if entry else "",
                )
            )
    order = ("agrees", "missed", "extra", "nonexistent")
    return sorted(rows, key=lambda row: (row.list, order.index(row.verdict), row.code))


def read_lists(path: Path, code_column: str = "code", list_column: str = "") -> dict[str, list[str]]:
    """Return the codes of a table of lists made by hand, by name of the list.

    Args:
        path: CSV or TSV with a header.
        code_column: column of the codes.
        list_column: column that names the list; when left out, all is one list with the name of the file.

    Raises:
        UsageError: a column is missing.
        InputError: the file cannot be read.

    """
    rows = read_rows(path, [code_column, *([list_column] if list_column else [])])
    return group_lists(
        (row[list_column] if list_column else path.name, row[code_column].strip()) for _, row in rows
    )


def group_lists(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return codes by list name, from (list, code) pairs."""
    lists: dict[str, list[str]] = {}
    for name, code in rows:
        lists.setdefault(name, []).append(code)
    return lists
