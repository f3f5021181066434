"""Codes of other vocabularies: which exist, what they mean, which families they form.

The tables lie in ``codes/``. They hold facts only: codes and names, each with its source and release in the
comment lines at the head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.codes.authority import Authority, load_authority, read_authority
    from neuromod_onto.codes.changes import Change, drift
    from neuromod_onto.codes.families import FamilyCode, family_codes
    from neuromod_onto.codes.systems import System, all_systems, find_system
    from neuromod_onto.codes.tables import CodeTable, read_table

__all__ = [
    "Authority",
    "Change",
    "CodeTable",
    "FamilyCode",
    "System",
    "all_systems",
    "drift",
    "family_codes",
    "find_system",
    "load_authority",
    "read_authority",
    "read_table",
]

__getattr__ = lazily(
    __name__,
    {
        "Authority": "authority",
        "Change": "changes",
        "CodeTable": "tables",
        "FamilyCode": "families",
        "System": "systems",
        "all_systems": "systems",
        "drift": "changes",
        "family_codes": "families",
        "find_system": "systems",
        "load_authority": "authority",
        "read_authority": "authority",
        "read_table": "tables",
    },
)
