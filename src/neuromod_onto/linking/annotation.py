"""Find the therapies, devices, conditions, targets and agents that a text names.

Names are matched word by word, longest first, without regard to case, accents, hyphens and plural
endings. An abbreviation that the ontology marks as ambiguous counts only with the words that confirm it
in the text or its context, and never with those that refute it. Everything is decided by the dataset and
``ontology/cues.tsv``; the same text always gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from neuromod_onto.dataset import Dataset
from neuromod_onto.linking.lexicon import TOKEN, Entry, Lexicon, word_key
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.terms import ancestors, label_of, scope_of

_DELIVERS = NEUROMOD + "delivers"
_IMPLANTS = NEUROMOD + "implantsDevice"
_HAS_COMPONENT = NEUROMOD + "hasComponent"
_NAMING_RANK = {"label": 0, "synonym": 1, "abbreviation": 2}
_KIND_RANK = {"therapy": 0, "device": 1, "condition": 2, "target": 3, "agent": 4}
_CUE_REACH = 3
_SHORT_ABBREVIATION = 3


class Mention(NamedTuple):
    """A place in a text where a term is named.

    Attributes:
        start: offset of the first character.
        end: offset after the last character.
        match: the characters between.
        entry: the name and term that it matches.
        status: actual, sham, negated or off.

    """

    start: int
    end: int
    match: str
    entry: Entry
    status: str


class _Word(NamedTuple):
    text: str
    key: str
    start: int
    end: int


class Annotator:
    """Finds mentions; make one per dataset and use it for many texts."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.lexicon = Lexicon(dataset)
        self.before, self.after = _cues()
        self._ancestors: dict[str, set[str]] = {}

    def mentions(self, text: str, context: str = "") -> list[Mention]:
        """Return the mentions in a text, in order, none overlapping another.

        Args:
            text: what is annotated.
            context: further text that may confirm or refute an ambiguous abbreviation.

        """
        words = [_Word(m[0], word_key(m[0]), m.start(), m.end()) for m in TOKEN.finditer(text)]
        found = []
        position = 0
        near = " ".join(["", *(w.key for w in words), *(word_key(m[0]) for m in TOKEN.finditer(context))])
        while position < len(words):
            longest = self.lexicon.longest.get(words[position].key, 0)
            for size in range(min(longest, len(words) - position), 0, -1):
                span = words[position : position + size]
                entries = self.lexicon.entries.get(" ".join(w.key for w in span))
                if not entries:
                    continue
                match = text[span[0].start : span[-1].end]
                entry = self._choose(entries, match, near)
                if entry:
                    status = self._status(words, position, position + size)
                    found.append(Mention(span[0].start, span[-1].end, match, entry, status))
                    position += size - 1
                    break
            position += 1
        return found

    def _choose(self, entries: list[Entry], match: str, near: str) -> Entry | None:
        fitting = [
            e
            for e in entries
            if _case_fits(e, match)
            and not _any_in(e.refuted_by, near)
            and (not e.confirmed_by or _any_in(e.confirmed_by, near))
        ]
        return min(
            fitting,
            key=lambda e: (_KIND_RANK[e.kind], _NAMING_RANK[e.naming], not e.confirmed_by, e.iri),
            default=None,
        )

    def _status(self, words: list[_Word], start: int, end: int) -> str:
        before = [w.key for w in words[max(0, start - _CUE_REACH) : start]]
        after = [w.key for w in words[end : end + _CUE_REACH]]
        return _cued(before, self.before) or _cued(after, self.after) or "actual"

    def therapies(self, mentions: Iterable[Mention]) -> list[tuple[str, str]]:
        """Return the most specific therapies that mentions stand for, with their status, in order.

        When a text names no therapy, a device stands for the therapies that it delivers, a component for
        those of the devices made with it, and a surgical procedure for those of the device that it implants.
        """
        mentions = list(mentions)
        found = [
            (m.entry.iri, m.status)
            for m in mentions
            if m.entry.kind == "therapy" and not self._implants(m.entry.iri)
        ]
        if not found:
            found = [(therapy, m.status) for m in mentions for therapy in self._stands_for(m.entry)]
        kept = [
            (iri, status) for iri, status in found if not any(iri in self._above(other) for other, _ in found)
        ]
        return list(dict(reversed(kept)).items())[::-1]

    def _stands_for(self, entry: Entry) -> list[str]:
        devices = [entry.iri] if entry.kind == "device" else self._implants(entry.iri)
        whole = [d for device in devices for d in (device, *self.dataset.subjects(_HAS_COMPONENT, device))]
        therapies = list(
            dict.fromkeys(therapy for device in whole for therapy in self.dataset.iris(device, _DELIVERS))
        )
        return [therapy for therapy in therapies if not self._above(therapy) & set(therapies)]

    def _implants(self, iri: str) -> list[str]:
        return self.dataset.iris(iri, _IMPLANTS)

    def _above(self, iri: str) -> set[str]:
        if iri not in self._ancestors:
            self._ancestors[iri] = ancestors(self.dataset, iri)
        return self._ancestors[iri]


def annotate(dataset: Dataset, text: str, context: str = "") -> list[Mention]:
    """Return the mentions in one text; for many texts make an ``Annotator`` once."""
    return Annotator(dataset).mentions(text, context)


class Best(NamedTuple):
    """The therapies of one text.

    Attributes:
        terms: their IRIs.
        labels: their labels.
        scopes: in, border, out or surgery, one each.
        statuses: actual, sham, negated or off, one each.

    """

    terms: list[str]
    labels: list[str]
    scopes: list[str]
    statuses: list[str]


def best_therapies(annotator: Annotator, text: str, context: str = "", *, language: str = "en") -> Best:
    """Return the most specific therapies that a text stands for."""
    found = annotator.therapies(annotator.mentions(text, context))
    iris = [iri for iri, _ in found]
    return Best(
        iris,
        [label_of(annotator.dataset, iri, language) for iri in iris],
        [scope_of(annotator.dataset, iri) for iri in iris],
        [status for _, status in found],
    )


def _case_fits(entry: Entry, match: str) -> bool:
    """Ask short abbreviations to be written with at least two capitals, so that "tens" is no TENS."""
    if (
        entry.naming != "abbreviation"
        or len(match) > _SHORT_ABBREVIATION + 1
        or not any(c.isupper() for c in entry.text[1:])
    ):
        return True
    return sum(c.isupper() for c in match) >= min(2, sum(c.isupper() for c in entry.text))


def _any_in(phrases: Iterable[str], near: str) -> bool:
    """Say whether any phrase begins at a word of ``near``: "stimulat" is found in "cord stimulation"."""
    return any(f" {phrase}" in near for phrase in phrases)


def _cued(keys: list[str], cues: dict[str, str]) -> str:
    for size in (2, 1):
        for i in range(len(keys) - size + 1):
            status = cues.get(" ".join(keys[i : i + size]))
            if status:
                return status
    return ""


@cache
def _cues() -> tuple[dict[str, str], dict[str, str]]:
    """Read the words that mark a mention as sham, negated or off, for each side."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    lines = (shipped_root() / "ontology" / "cues.tsv").read_text("utf-8").splitlines()
    for line in lines[1:]:
        cue, status, side = line.split("\t")
        if side in ("before", "either"):
            before[cue] = status
        if side in ("after", "either"):
            after[cue] = status
    return before, after
