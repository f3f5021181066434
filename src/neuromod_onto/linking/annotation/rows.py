"""What was found in texts as rows of a table, one per mention or one per text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from neuromod_onto.linking.annotation.annotator import Annotator
from neuromod_onto.linking.annotation.best import best_therapies
from neuromod_onto.linking.annotation.texts import Text
from neuromod_onto.linking.codes import codes_of
from neuromod_onto.model.namespaces import compact
from neuromod_onto.render.tables import Cell
from neuromod_onto.terms import label_of
from neuromod_onto.wording import said_in

_MENTION = ("start", "end", "match", "term", "label", "kind", "scope", "status", "codes")
_BEST = ("terms", "labels", "scope", "status", "codes")


class Layout(NamedTuple):
    """What a row holds.

    Attributes:
        best: one row per text, with its most specific therapies; else one per mention.
        language: of the labels.
        iri: full IRIs instead of CURIEs.
        why: a last column that says how each was decided.

    """

    best: bool = False
    language: str = "en"
    iri: bool = False
    why: bool = False

    def header(self, kept: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the names of the columns.

        Args:
            kept: columns that are carried over.

        """
        return ("id", *kept, *(_BEST if self.best else _MENTION), *(["why"] if self.why else []))


class AnnotatedRows:
    """Turns texts into rows; what is said of a term is looked up once.

    Args:
        annotator: made once for many texts.
        layout: what a row holds.

    """

    def __init__(self, annotator: Annotator, layout: Layout) -> None:
        self._annotator = annotator
        self._layout = layout
        self._known = cache(self._describe)

    def of(self, texts: Iterable[Text]) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows of texts, in their order."""
        if self._layout.best:
            return map(self._best, texts)
        return (row for text in texts for row in self._mentions(text))

    def _describe(self, iri: str) -> tuple[str, str, str, str]:
        """Return identifier, label, scope and codes of a term."""
        dataset = self._annotator.dataset
        return (
            iri if self._layout.iri else compact(iri),
            label_of(dataset, iri, self._layout.language),
            self._annotator.scope(iri),
            "; ".join(codes_of(dataset, iri, full=self._layout.iri)),
        )

    def _mentions(self, text: Text) -> Iterator[tuple[Cell, ...]]:
        for m in self._annotator.mentions(text.text, text.context):
            term, label, scope, codes = self._known(m.entry.iri)
            row = (m.start, m.end, m.match, term, label, m.entry.kind, scope, m.status, codes)
            yield (text.id, *text.kept, *row, *self._reasons([m.why]))

    def _reasons(self, why: list[str]) -> list[str]:
        """Return how it was decided in the reader's language; nothing where it is not asked for."""
        return [said_in(reason, self._layout.language) for reason in why] if self._layout.why else []

    def _best(self, text: Text) -> tuple[Cell, ...]:
        best = best_therapies(self._annotator, text.text, text.context, language=self._layout.language)
        known = [self._known(iri) for iri in best.terms]
        terms, labels, scopes, codes = zip(*known, strict=True) if known else ((), (), (), ())
        why = [self._reasons(best.why)] if self._layout.why else []
        parts = (terms, labels, scopes, best.statuses, codes, *why)
        return (text.id, *text.kept, *(" + ".join(part) for part in parts))
