"""Where the service places its pages."""

from __future__ import annotations

from neuromod_onto.pages.links import local_part


class ServedLinks:
    """Addresses below the root of the service; the language comes first."""

    def term(self, iri: str, language: str) -> str:
        """Return the address of the page of a term of ours."""
        return f"/{language}/term/{local_part(iri)}"

    def page(self, name: str, language: str) -> str:
        """Return the address of another page; empty for the home page."""
        return f"/{language}/{name}"

    def static(self, name: str) -> str:
        """Return the address of a file such as ``style.css``."""
        return f"/static/{name}"

    def data(self, iri: str, ending: str) -> str:
        """Return the address of a term's data as ``ttl`` or ``jsonld``."""
        return f"/id/{local_part(iri)}.{ending}"

    def neighbours(self, language: str) -> str:
        """Return the address of the neighbours of a term."""
        return f"/api/terms/{{id}}/neighbours?lang={language}"
