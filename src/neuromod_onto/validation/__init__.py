"""Check data against SHACL shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.validation.shacl import shape_files, validate

__all__ = ["shape_files", "validate"]

__getattr__ = lazily(__name__, {"shape_files": "shacl", "validate": "shacl"})
