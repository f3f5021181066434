"""Link texts and codes to terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.linking.annotation import Annotator, Mention, annotate, best_therapies
    from neuromod_onto.linking.lexicon import Entry, Lexicon

__all__ = ["Annotator", "Entry", "Lexicon", "Mention", "annotate", "best_therapies"]

__getattr__ = lazily(
    __name__,
    {
        "Annotator": "annotation",
        "Entry": "lexicon",
        "Lexicon": "lexicon",
        "Mention": "annotation",
        "annotate": "annotation",
        "best_therapies": "annotation",
    },
)
