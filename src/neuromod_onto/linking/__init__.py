"""Link texts and codes to terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.linking.annotation import Annotator, Mention, annotate
    from neuromod_onto.linking.best import Best, best_therapies
    from neuromod_onto.linking.lexicon import Entry, Lexicon
    from neuromod_onto.linking.texts import Columns, Text, read_texts

__all__ = [
    "Annotator",
    "Best",
    "Columns",
    "Entry",
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
        "Annotator": "annotation",
        "Best": "best",
        "Columns": "texts",
        "Entry": "lexicon",
        "Lexicon": "lexicon",
        "Mention": "annotation",
        "Text": "texts",
        "annotate": "annotation",
        "best_therapies": "best",
        "read_texts": "texts",
    },
)
