"""Link texts and codes to terms: one folder for each of the four commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.linking.annotation.annotator import Annotator, Mention, annotate
    from neuromod_onto.linking.annotation.best import Best, best_therapies
    from neuromod_onto.linking.annotation.lexicon import Entry, Lexicon
    from neuromod_onto.linking.annotation.rows import AnnotatedRows, Layout
    from neuromod_onto.linking.annotation.texts import Columns, Text, read_texts
    from neuromod_onto.linking.lint.linter import CodeLinter, Verdict, lint_codes
    from neuromod_onto.linking.strategy.strategy import search_strategy
    from neuromod_onto.linking.strategy.syntax import Strategy
    from neuromod_onto.linking.valuesets.members import ValueSet, valueset

__all__ = [
    "AnnotatedRows",
    "Annotator",
    "Best",
    "CodeLinter",
    "Columns",
    "Entry",
    "Layout",
    "Lexicon",
    "Mention",
    "Strategy",
    "Text",
    "ValueSet",
    "Verdict",
    "annotate",
    "best_therapies",
    "lint_codes",
    "read_texts",
    "search_strategy",
    "valueset",
]

__getattr__ = lazily(
    __name__,
    {
        "AnnotatedRows": "annotation.rows",
        "Annotator": "annotation.annotator",
        "Best": "annotation.best",
        "CodeLinter": "lint.linter",
        "Columns": "annotation.texts",
        "Entry": "annotation.lexicon",
        "Layout": "annotation.rows",
        "Lexicon": "annotation.lexicon",
        "Mention": "annotation.annotator",
        "Strategy": "strategy.syntax",
        "Text": "annotation.texts",
        "ValueSet": "valuesets.members",
        "Verdict": "lint.linter",
        "annotate": "annotation.annotator",
        "best_therapies": "annotation.best",
        "lint_codes": "lint.linter",
        "read_texts": "annotation.texts",
        "search_strategy": "strategy.strategy",
        "valueset": "valuesets.members",
    },
)
