"""Pictures of a term's neighbourhood: what is drawn, where it stands, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.drawing.picture import Picture, neighbourhood
    from neuromod_onto.drawing.svg import to_svg
    from neuromod_onto.drawing.text import to_dot, to_mermaid

__all__ = ["Picture", "neighbourhood", "to_dot", "to_mermaid", "to_svg"]

__getattr__ = lazily(
    __name__,
    {
        "Picture": "picture",
        "neighbourhood": "picture",
        "to_dot": "text",
        "to_mermaid": "text",
        "to_svg": "svg",
    },
)
