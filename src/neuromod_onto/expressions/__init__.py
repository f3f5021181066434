"""Class expressions over the axes: read what a user types, write it back, find the classes that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.expressions.members import Member, members_of
    from neuromod_onto.expressions.reading import parse_expression
    from neuromod_onto.expressions.writing import write_expression

__all__ = ["Member", "members_of", "parse_expression", "write_expression"]

__getattr__ = lazily(
    __name__,
    {
        "Member": "members",
        "members_of": "members",
        "parse_expression": "reading",
        "write_expression": "writing",
    },
)
