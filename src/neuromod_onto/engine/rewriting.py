"""What it takes to put other words into a query: what its names stand for, and the places that change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from neuromod_onto.engine.guard import tokens
from neuromod_onto.engine.query_form import Token
from neuromod_onto.model.vocabulary import RDF_TYPE


class Edit(NamedTuple):
    """Other words for a part of a text, from ``start`` up to and without ``end``."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return a text after edits, none of which lies in another."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


class Names:
    """What the names in a query stand for.

    Attributes:
        plain: that can be told: no prefix has two meanings, no IRI is relative, no escape is used,
            and no named graph is asked, of which copies would be some.
        given: variables that a VALUES block or BIND fills.

    """

    def __init__(self, text: str) -> None:
        self.given: set[str] = set()
        self._prefixes: dict[str, str] = {}
        words = [word for _, word, _ in tokens(text)]
        self.plain = "\\" not in text and not {"BASE", "GRAPH"} & set(map(str.upper, words))
        for word, prefix, iri in zip(words, words[1:], words[2:], strict=False):
            if word.upper() == "PREFIX":
                self.plain &= self._prefixes.setdefault(prefix, iri[1:-1]) == iri[1:-1]

    def iri(self, token: Token) -> str:
        """Return the IRI that a token stands for; empty for a variable or a prefix that is not declared."""
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            start = self._prefixes.get(prefix + ":")
            return start + local if start is not None else ""
        if token.kind == "iri":
            return token.text[1:-1]
        return RDF_TYPE if token.text == "a" else ""
