"""What changed between the shipped table of a vocabulary and a newer file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from neuromod_onto.codes.authority import load_authority, read_authority, shown_code
from neuromod_onto.codes.systems import find_system
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import expand


class Change(NamedTuple):
    """One difference.

    Attributes:
        change: added, removed or renamed.
        code: the code.
        before: name in the shipped table.
        after: name in the newer file.
        iri: IRI of the code.

    """

    change: str
    code: str
    before: str
    after: str
    iri: str


def drift(system: str, path: Path) -> list[Change]:
    """Return what a newer file adds, removes and renames, compared with the shipped table.

    Where the shipped table names the codes of our domain only, codes that it does not name count as added
    only when they did not exist.

    Args:
        system: name of the vocabulary.
        path: the publisher's file; see ``codes.downloads``.

    Raises:
        UsageError: no table of this vocabulary ships.
        InputError: the file cannot be read.

    """
    prefix = find_system(system).prefix
    old = load_authority(prefix)
    if old is None:
        raise UsageError(f"no table of {find_system(system).title} ships", "see codes/")
    new = read_authority(prefix, path)
    changes = [
        _change(prefix, "removed", code, name, "")
        for code, name in old.names.items()
        if code not in new.names and code not in old.withdrawn
    ]
    for code, name in new.names.items():
        before = old.names.get(code)
        if before is None:
            if not old.exists(code):
                changes.append(_change(prefix, "added", code, "", name))
        elif _folded(before) != _folded(name):
            changes.append(_change(prefix, "renamed", code, before, name))
    order = ("added", "removed", "renamed")
    return sorted(changes, key=lambda change: (order.index(change.change), change.code))


def _change(system: str, change: str, code: str, before: str, after: str) -> Change:
    code = shown_code(system, code)
    return Change(change, code, before, after, expand(f"{system}:{code}"))


def _folded(name: str) -> str:
    return "".join(ch for ch in name.casefold() if ch.isalnum())
