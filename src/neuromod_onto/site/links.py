"""Where pages of the static site lie, as seen from a page, so that the site works in any folder."""

from __future__ import annotations

from neuromod_onto.pages.links import local_part


class StaticLinks:
    """Addresses as seen from a page.

    Args:
        depth: how many folders deep the page lies below the root of the site.

    """

    def __init__(self, depth: int) -> None:
        self.root = "../" * depth

    def term(self, iri: str, language: str) -> str:
        """Return the address of the page of a term of ours."""
        return f"{self.root}{language}/term/{local_part(iri)}.html"

    def page(self, name: str, language: str) -> str:
        """Return the address of another page; empty for the home page."""
        return f"{self.root}{language}/{name or 'index'}.html"

    def static(self, name: str) -> str:
        """Return the address of a file such as ``style.css``."""
        return f"{self.root}static/{name}"

    def data(self, iri: str, ending: str) -> str:
        """Return the address of a term's data as ``ttl`` or ``jsonld``."""
        return f"{self.root}id/{local_part(iri)}.{ending}"

    def neighbours(self, language: str) -> str:
        """Return the address of the script with the neighbours of a term, ``{page}`` being its place."""
        return f"{self.root}{language}/neighbours/{{page}}.js"


class PlacedLinks(StaticLinks):
    """Addresses of terms that hold on any page: the place of a page below ``term/``."""

    def __init__(self) -> None:
        super().__init__(0)

    def term(self, iri: str, language: str) -> str:  # noqa: ARG002  (the same in each)
        """Return the place of the page of a term."""
        return local_part(iri)
