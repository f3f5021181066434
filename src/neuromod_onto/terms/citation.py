"""How to cite the ontology, from what it says of itself."""

from __future__ import annotations

import re
from typing import NamedTuple

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.languages import pick
from neuromod_onto.model.namespaces import ONTOLOGY
from neuromod_onto.model.vocabulary import DCTERMS, OWL

_IRI = ONTOLOGY + "neuromod"
_WORDS = {
    "en": ("Version", "Licence", ": "),
    "fr": ("Version", "Licence", "\u00a0: "),
}


class Citation(NamedTuple):
    """What a citation names.

    Attributes:
        authors: who made the ontology.
        title: in the reader's language.
        version: its number.
        year: in which the version was issued.
        iri: of the ontology.
        version_iri: of this version of it.
        licence: address of its licence.
        language: of the reader.

    """

    authors: str
    title: str
    version: str
    year: str
    iri: str
    version_iri: str
    licence: str
    language: str

    def as_text(self) -> str:
        """Return the citation as people write it, then the version and the licence on lines of their own."""
        version, licence, colon = _WORDS[self.language]
        cited = (
            f"{self.authors}. {self.title} (neuromod-onto), version {self.version}. {self.year}. {self.iri}"
        )
        return f"{cited}\n{version}{colon}{self.version_iri}\n{licence}{colon}{self.licence}\n"

    def as_bibtex(self) -> str:
        """Return a BibTeX entry; double braces keep the names and capitals as they are."""
        fields = {
            "author": f"{{{_tex(self.authors)}}}",
            "title": f"{{{_tex(self.title)} (neuromod-onto)}}",
            "version": self.version,
            "year": self.year,
            "url": self.version_iri,
            "note": f"Ontology \\url{{{self.iri}}}, licence \\url{{{self.licence}}}",
        }
        lines = [f"  {name:<8}= {{{value}}}," for name, value in fields.items()]
        return "\n".join([f"@misc{{neuromod-onto-{self.version},", *lines, "}", ""])


def cite(dataset: Dataset, *, language: str = "en") -> Citation:
    """Return how to cite the ontology of a dataset; ``language`` is that of its title."""

    def text(predicate: str) -> str:
        return pick(dataset.literals(_IRI, predicate), language) or ""

    def iri(predicate: str) -> str:
        return next(iter(dataset.iris(_IRI, predicate)), "")

    return Citation(
        authors=text(DCTERMS + "creator"),
        title=text(DCTERMS + "title"),
        version=text(OWL + "versionInfo"),
        year=text(DCTERMS + "issued")[:4],
        iri=_IRI,
        version_iri=iri(OWL + "versionIRI"),
        licence=iri(DCTERMS + "license"),
        language=language,
    )


def _tex(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text)
