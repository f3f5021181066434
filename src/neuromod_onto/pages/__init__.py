"""The ontology as HTML: term pages and the parts that a service and a static site share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.pages.explorer import Explorer
    from neuromod_onto.pages.links import Links
    from neuromod_onto.pages.neighbours import neighbours_of
    from neuromod_onto.pages.rendering import Renderer
    from neuromod_onto.pages.term import TermPage, term_page
    from neuromod_onto.pages.texts import words_in

__all__ = ["Explorer", "Links", "Renderer", "TermPage", "neighbours_of", "term_page", "words_in"]

__getattr__ = lazily(
    __name__,
    {
        "Explorer": "explorer",
        "Links": "links",
        "Renderer": "rendering",
        "TermPage": "term",
        "neighbours_of": "neighbours",
        "term_page": "term",
        "words_in": "texts",
    },
)
