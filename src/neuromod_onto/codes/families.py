"""Families of codes that tables define: by the axes of ICD-10-PCS, or by patterns."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from neuromod_onto.codes.authority import load_authority, shown_code
from neuromod_onto.codes.tables import expand_pattern, read_table, shipped_table

AXES = ("section", "body_system", "operation", "body_part", "approach", "device", "qualifier")


class FamilyCode(NamedTuple):
    """One code of a family.

    Attributes:
        family: name of the family.
        term: CURIE of our term.
        predicate: how the code stands to the term.
        therapies: CURIEs of the therapies whose devices the code concerns.
        code: as people write it.
        name: what the code means.
        comment: remark on the family.

    """

    family: str
    term: str
    predicate: str
    therapies: tuple[str, ...]
    code: str
    name: str
    comment: str


@cache
def family_codes(system: str) -> tuple[FamilyCode, ...]:
    """Return all codes of the families of a vocabulary that exist, in the order of the table.

    A family is the set of all combinations of its axis values that are codes of the release.
    """
    path = shipped_table(f"{system}-families")
    authority = load_authority(system)
    if authority is None or not path.is_file():
        return ()
    found = []
    for row in read_table(path).rows:
        made = (
            expand_pattern(row["codes"])
            if "codes" in row
            else ("".join(characters) for characters in product(*(row[axis] for axis in AXES)))
        )
        found += [
            FamilyCode(
                row["family"],
                row["term"],
                row["predicate"],
                tuple(row.get("therapies", "").split()),
                shown_code(system, code),
                authority.name(code),
                row["comment"],
            )
            for code in made
            if authority.exists(code)
        ]
    return tuple(found)
