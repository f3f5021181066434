"""Link texts and codes to terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.linking.annotation import Annotator, Mention, annotate
    from neuromod_onto.linking.best import Best, best_therapies
    from neuromod_onto.linking.lexicon import Entry, Lexicon
    from neuromod_onto.linking.lint import CodeLinter, Verdict, lint_codes
    from neuromod_onto.linking.strategy import Strategy, search_strategy
    from neuromod_onto.linking.texts import Columns, Text, read_texts
    from neuromod_onto.linking.valuesets import ValueSet, valueset

__all__ = [
    "Annotator",
    "Best",
    "CodeLinter",
    "Columns",
    "Entry",
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
        "Annotator": "annotation",
        "Best": "best",
        "CodeLinter": "lint",
        "Columns": "texts",
        "Entry": "lexicon",
        "Lexicon": "lexicon",
        "Mention": "annotation",
        "Strategy": "strategy",
        "Text": "texts",
        "ValueSet": "valuesets",
        "Verdict": "lint",
        "annotate": "annotation",
        "best_therapies": "best",
        "lint_codes": "lint",
        "read_texts": "texts",
        "search_strategy": "strategy",
        "valueset": "valuesets",
    },
)
