"""The documentation as a static site: terms, indexes, queries, shapes, guides; no server code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.site.building import build_site
    from neuromod_onto.site.checking import broken_links

__all__ = ["broken_links", "build_site"]

__getattr__ = lazily(__name__, {"build_site": "building", "broken_links": "checking"})
