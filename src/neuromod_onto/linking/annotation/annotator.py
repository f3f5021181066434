"""Find the therapies, devices, conditions, targets and agents that a text names.

Names are matched word by word, longest first, without regard to case, accents, hyphens, endings and spelling
habits. An abbreviation that the ontology marks as ambiguous counts only with the words that confirm it in the
text or its context, and never with those that refute it. A therapy that no single name gives is composed from
its parts by the definitions of the ontology. Everything is decided by the dataset, ``ontology/cues.tsv`` and
``ontology/spelling.tsv``; the same text always gives the same answer.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from neuromod_onto.dataset import Dataset
from neuromod_onto.linking.annotation.composition import Composer, Near, fits_context
from neuromod_onto.linking.annotation.cues import Cues, cues
from neuromod_onto.linking.annotation.lexicon import Entry, Lexicon
from neuromod_onto.linking.annotation.longforms import long_form
from neuromod_onto.linking.annotation.phrases import Found, Phrases
from neuromod_onto.linking.annotation.words import Word
from neuromod_onto.terms import scope_of

_NAMING_RANK = {"label": 0, "synonym": 1, "brand": 2, "abbreviation": 3, "spelling": 4, "legacy": 5}
_KIND_RANK = {
    "therapy": 0,
    "product": 1,
    "device": 2,
    "condition": 3,
    "target": 4,
    "agent": 5,
    "axis": 6,
    "maker": 7,
}
_INNER = ("axis", "maker")
_SHORT_ABBREVIATION = 4
_HOMOGRAPH = 5
_SHORT_TEXT = 40
_SYSTEM = re.compile(r"\s(?i:(?:therapy\s)?system|système)\b")
_MARKED = re.compile(r"\s?[®™]|\s?\((?:R|TM)\)")


class Mention(NamedTuple):
    """A place in a text where a term is named.

    Attributes:
        start: offset of the first character.
        end: offset after the last character.
        match: the characters between.
        entry: the name and term that it matches.
        status: actual, sham, negated or off.
        why: how it was decided: the name, the words that confirmed it, the parts composed, the cue.

    """

    start: int
    end: int
    match: str
    entry: Entry
    status: str
    why: str = ""


class Reading(NamedTuple):
    """What was read in a text.

    Attributes:
        words: its words.
        mentions: the terms it names, in order, none overlapping another.
        inner: names of makers, modalities and ways of delivery, which are no mentions.
        covered: positions of words that belong to a mention or inner name.

    """

    words: list[Word]
    mentions: list[Mention]
    inner: list[Entry]
    covered: dict[int, Entry]
    spans: list[tuple[int, int]]


class Annotator:
    """Finds mentions; make one per dataset and use it for many texts.

    Args:
        dataset: the ontology, and whatever was added to it.

    Attributes:
        dataset: what the names come from.
        lexicon: the names.
        cues: the words that say how a name is meant.
        composer: makes therapies of parts.
        stand_for: the therapies that products, devices and procedures stand for, as they are looked up.

    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.lexicon = Lexicon(dataset)
        self.cues: Cues = cues()
        self._heads = self.cues.of("head")
        links = self.cues.of("link") | self.cues.of("of")
        self.composer = Composer(dataset, self.lexicon, self._heads, links)
        self._phrases = Phrases(self.composer, self.lexicon, self.cues, self.scope)
        self.stand_for: dict[str, list[str]] = {}
        self._scopes: dict[str, str] = {}

    def mentions(self, text: str, context: str = "") -> list[Mention]:
        """Return the mentions in a text, in order, none overlapping another.

        Args:
            text: what is annotated.
            context: further text that may confirm or refute an ambiguous name.

        """
        return self.read(text, context).mentions

    @staticmethod
    def asides(text: str, words: list[Word]) -> frozenset[int]:
        """Return the positions of single words in brackets: "temporal interference (TI) stimulation"."""
        return frozenset(
            i
            for i, w in enumerate(words)
            if text[w.start - 1 : w.start] == "(" and text[w.end : w.end + 1] == ")"
        )

    def scope(self, iri: str) -> str:
        """Return the scope bucket of a term; kept, since few terms make most mentions."""
        if iri not in self._scopes:
            self._scopes[iri] = scope_of(self.dataset, iri)
        return self._scopes[iri]

    def read(self, text: str, context: str = "") -> Reading:
        """Return the words of a text, its mentions, and what else was recognised in it."""
        words = self.lexicon.words(text)
        near = Near(text, context)
        found = self._names(text, words, near)
        if found or any(w.key in self._heads for w in words):
            found = self._phrases.compose(text, words, found, near, lambda: self._names_therapy(context))
        named = {f.first for f in found}
        mentions = []
        covered = {}
        spans = []
        for f in found:
            covered.update(dict.fromkeys(range(f.first, f.last), f.entry))
            if f.entry.kind in _INNER:
                continue
            start, end = words[f.first].start, words[f.last - 1].end
            status, cue = self.cues.status(text, words, f.first, f.last, named - {f.first})
            why = f"{f.why}; {cue!r} says {status}" if cue else f.why
            mentions.append(Mention(start, end, text[start:end], f.entry, status, why))
            spans.append((f.first, f.last))
        return Reading(words, mentions, [f.entry for f in found if f.entry.kind in _INNER], covered, spans)

    def _names_therapy(self, text: str) -> bool:
        words = self.lexicon.words(text)
        return any(f.entry.kind == "therapy" for f in self._names(text, words, Near(text, "")))

    def _names(self, text: str, words: list[Word], near: Near) -> list[Found]:
        found: list[Found] = []
        position = 0
        asides = self.asides(text, words) if "(" in text else frozenset()
        starting_at = self.lexicon.starting_at
        tree = self.lexicon.tree
        while position < len(words):
            if words[position].key not in tree:
                position += 1
                continue
            for end, entries in starting_at(words, position, asides):
                entry = self._choose(entries, text, words[position].start, words[end - 1].end, near)
                if entry:
                    entry = self._spelled_out(entry, found, position, asides)
                    found.append(Found(position, end, entry, _reason(entry, near)))
                    position = end - 1
                    break
            position += 1
        return found

    def _spelled_out(self, entry: Entry, found: list[Found], position: int, asides: frozenset[int]) -> Entry:
        """Return what an abbreviation in brackets stands for: the therapy spelled out before it."""
        before = found[-1] if found and found[-1].last == position and position in asides else None
        if not before or {before.entry.kind, entry.kind} != {"therapy"}:
            return entry
        kin = before.entry.iri in self.composer.above(entry.iri) or before.entry.iri == entry.iri
        return entry if kin else before.entry

    def _choose(self, entries: list[Entry], text: str, start: int, end: int, near: Near) -> Entry | None:
        match = text[start:end]
        fitting = [e for e in entries if _case_fits(e, match) and self._fits(e, text, start, end, near)]
        return min(
            fitting,
            key=lambda e: (_KIND_RANK[e.kind], _NAMING_RANK[e.naming], not e.confirmed_by, e.iri),
            default=None,
        )

    def _fits(self, entry: Entry, text: str, start: int, end: int, near: Near) -> bool:
        if entry.naming == "abbreviation" and self._is_spelled_otherwise(entry, text, start, end):
            return False
        if entry.naming == "brand":
            if any(word in near.words for word in entry.refuted_by):
                return False
            if _MARKED.match(text, end):
                return True
            if not entry.confirmed_by:
                return self._is_brand(text, start, end, near)
            if _SYSTEM.match(text, end) and text[start].isupper() and len(text) < _SHORT_TEXT:
                return True
        elif entry.language == "fr" and entry.naming != "abbreviation" and end - start <= _HOMOGRAPH:
            return self._is_french(near) and fits_context(entry, near.words)
        elif not entry.confirmed_by and not entry.refuted_by:
            return True
        return fits_context(entry, near.words)

    def _is_spelled_otherwise(self, entry: Entry, text: str, start: int, end: int) -> bool:
        """Say whether the text spells an abbreviation out in words of which none is in a name of the term."""
        spelled = long_form(text, start, end) if "(" in text or "[" in text else ""
        if not spelled:
            return False
        own = self.lexicon.words_of(entry.iri)
        return not any(word.key in own for word in self.lexicon.words(spelled))

    def _is_french(self, near: Near) -> bool:
        """Say whether French function words are near, so that "rate" may be a spleen."""
        return any(f" {word} " in near.words for word in self.cues.of("french"))

    def _is_brand(self, text: str, start: int, end: int, near: Near) -> bool:
        """Say whether a match is a brand and not the everyday word that it also is."""
        match = text[start:end]
        if match == match.lower():
            return False
        odd = any(c.isdigit() for c in match) or (any(c.isupper() for c in match[1:]) and not match.isupper())
        if odd or " " in match or match == text.strip():
            return True
        return any(f" {word}" in near.words for word in self.cues.of("trade"))


def annotate(dataset: Dataset, text: str, context: str = "") -> list[Mention]:
    """Return the mentions in one text; for many texts make an ``Annotator`` once.

    Args:
        dataset: the ontology, and whatever was added to it.
        text: what is annotated.
        context: further text that may confirm or refute an ambiguous name, such as the title of the trial.

    """
    return Annotator(dataset).mentions(text, context)


def _reason(entry: Entry, near: Near) -> str:
    why = f"{entry.naming} {entry.text!r}"
    confirmed = next((word for word in entry.confirmed_by if word in near.words), "")
    return f"{why}; confirmed by {confirmed.strip()!r}" if confirmed else why


def _case_fits(entry: Entry, match: str) -> bool:
    """Ask short abbreviations to be written with at least two capitals, so that "tens" is no TENS.

    A small s after capitals is that of a plural: "PPNs" are no PPNS.
    One that begins with a small letter and has four or more, as rTMS, is no everyday word in any case.
    """
    text = entry.text
    if entry.naming != "abbreviation" or len(match) > _SHORT_ABBREVIATION:
        return True
    if match[-1] == "s" and text[-1] == "S" and match[:-1].isupper():
        return False
    if not any(c.isupper() for c in text[1:]) or (text[0].islower() and len(text) >= _SHORT_ABBREVIATION):
        return True
    return sum(c.isupper() for c in match) >= min(2, sum(c.isupper() for c in text))
