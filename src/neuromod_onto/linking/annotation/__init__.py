"""Name the therapies, devices, conditions, targets and agents that texts mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.linking.annotation.annotator import Annotator, Mention, annotate
    from neuromod_onto.linking.annotation.best import Best, best_therapies
    from neuromod_onto.linking.annotation.lexicon import Entry, Lexicon
    from neuromod_onto.linking.annotation.rows import AnnotatedRows, Layout
    from neuromod_onto.linking.annotation.texts import Columns, Text, read_texts

__all__ = [
    "AnnotatedRows",
    "Annotator",
    "Best",
    "Columns",
    "Entry",
    "Layout",
    "Lexicon",
    "Mention",
    "Text",
    "annotate",
    "best_therapies",
    "read_texts",
]

__getattr__ = lazily(
    __name__,
    {
        "AnnotatedRows": "rows",
        "Annotator": "annotator",
        "Best": "best",
        "Columns": "texts",
        "Entry": "lexicon",
        "Layout": "rows",
        "Lexicon": "lexicon",
        "Mention": "annotator",
        "Text": "texts",
        "annotate": "annotator",
        "best_therapies": "best",
        "read_texts": "texts",
    },
)
