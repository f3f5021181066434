"""Value sets: members of a class expression, and their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.linking.valuesets.members import ValueSet, valueset

__all__ = ["ValueSet", "valueset"]

__getattr__ = lazily(__name__, {"ValueSet": "members", "valueset": "members"})
