"""The names of terms: labels, synonyms, abbreviations, brands, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.languages import pick
from neuromod_onto.model.lazy import LazyModule
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import ALT_LABEL, HIDDEN_LABEL, LABEL, PREF_LABEL

if TYPE_CHECKING:
    import pyoxigraph as ox
else:
    ox = LazyModule("pyoxigraph")

#: Properties that name a term, best first, with what the name is called.
NAMING = {LABEL: "label", PREF_LABEL: "label", ALT_LABEL: "synonym", HIDDEN_LABEL: "abbreviation"}

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "ʼ": "'", "‑": "-", "–": "-", "ß": "ss"}
)


class Name(NamedTuple):
    """One name of a term."""

    iri: str
    text: str
    language: str
    kind: str


def fold(text: str) -> str:
    """Return text for comparison: no case, accents, ligatures or doubled spaces; hyphens are spaces.

    >>> fold("Œsophage  non-implanté")
    'oesophage non implante'
    """
    if text.isascii():
        return " ".join(text.lower().replace("-", " ").split())
    import unicodedata

    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    kept = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return " ".join(kept.casefold().replace("-", " ").split())


def all_names(dataset: Dataset) -> Iterator[Name]:
    """Yield every name of every named subject; a preferred label that repeats the label is left out."""
    seen: set[tuple[str, str, str]] = set()
    for predicate, kind in NAMING.items():
        for quad in dataset.store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            subject, value = quad.subject, quad.object
            if isinstance(subject, ox.NamedNode) and isinstance(value, ox.Literal):
                key = (subject.value, value.value, value.language or "")
                if key not in seen:
                    seen.add(key)
                    yield Name(subject.value, value.value, value.language or "", kind)


def names_of(dataset: Dataset, iri: str) -> list[Name]:
    """Return the names of one term, labels first, then by language and text."""
    found: dict[tuple[str, str], Name] = {}
    for predicate, kind in NAMING.items():
        for text, language in sorted(dataset.literals(iri, predicate), key=lambda pair: (pair[1], pair[0])):
            found.setdefault((text, language), Name(iri, text, language, kind))
    return list(found.values())


def label_of(dataset: Dataset, iri: str, language: str = "en") -> str:
    """Return the label of a term in a language, with fallback, or an empty string."""
    return (
        pick(dataset.literals(iri, LABEL), language)
        or pick(dataset.literals(iri, PREF_LABEL), language)
        or ""
    )


def shown(dataset: Dataset, iri: str, language: str = "en") -> str:
    """Return ``CURIE label`` for messages."""
    return f"{compact(iri)} {label_of(dataset, iri, language)}".rstrip()
