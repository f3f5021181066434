"""Judge claims that a term has a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.linking.lint.linter import VERDICTS, CodeLinter, Verdict, lint_codes

__all__ = ["VERDICTS", "CodeLinter", "Verdict", "lint_codes"]

__getattr__ = lazily(
    __name__, {"CodeLinter": "linter", "VERDICTS": "linter", "Verdict": "linter", "lint_codes": "linter"}
)
