"""Addresses of pages: a service and a static site place them differently."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import quote

from neuromod_onto.model.namespaces import NEUROMOD


class Links(Protocol):
    """How pages refer to each other."""

    def term(self, iri: str, language: str) -> str:
        """Return the address of the page of a term of ours."""

    def page(self, name: str, language: str) -> str:
        """Return the address of another page, such as ``tree``; empty for the home page."""

    def static(self, name: str) -> str:
        """Return the address of a file such as ``style.css``."""

    def data(self, iri: str, ending: str) -> str:
        """Return the address of a term's data as ``ttl`` or ``jsonld``."""

    def neighbours(self, language: str) -> str:
        """Return the address of the neighbours of a term, with ``{id}`` for its CURIE or ``{page}``.

        ``{page}`` stands for the place of its page, and what lies there is a script that a page may load
        from a folder too, where browsers fetch nothing.
        """


def local_part(iri: str) -> str:
    """Return what follows our namespace, fit for an address.

    >>> local_part("https://w3id.org/neuromod-onto/source/A B")
    'source/A%20B'
    """
    return quote(iri.removeprefix(NEUROMOD), safe="/-._~")


def outside(iri: str) -> str:
    """Return an address where a foreign code can be looked up, or an empty string.

    >>> outside("http://id.nlm.nih.gov/mesh/D062187"), outside("https://w3id.org/neuromod-onto/code/x")
    ('http://id.nlm.nih.gov/mesh/D062187', '')
    """
    return iri if iri.startswith(("http://", "https://")) and not iri.startswith(NEUROMOD) else ""
