"""Words that are no names but say how a name is meant: sham, negated, switched off, placeholders.

They stand in ``ontology/cues.tsv``. Roles: *sham*, *negated* and *off* give a mention its status; *neutral*
phrases hold such a word and mean something else ("sham-controlled", "off-label"); *barrier* words end the
reach of a cue; *carrier* words may stand between a mention and a cue after it. *head* words stand for
stimulation or its device, *of* words join a head to its target, *link* words may come between, *means* words
say what it is done with. A text made of *placeholder* words alone ("Group 2", "Sham device") says nothing by
itself; so does a *comparison* word ("control") beside a sham cue or a head. *history* words mark a therapy
that the patients have already and that is not studied. *trade* words show that a capitalised word is a brand;
*locating* words that a nerve is stimulated to find it; *french* words that a text is French.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from neuromod_onto.linking.annotation.words import Word, key_words
from neuromod_onto.model.resources import shipped_root

STATUSES = ("sham", "negated", "off")
_REACH = {"sham": 5, "off": 2, "negated": 2}
_STOP = re.compile(r"[.;,+/&]")
_STOP_AFTER = re.compile(r"[.;+/&]")


class _Cue(NamedTuple):
    role: str
    words: tuple[str, ...]


class Cues:
    """The cues of both languages, ready for use on the words of a text."""

    def __init__(self) -> None:
        self._before: dict[tuple[str, ...], str] = {}
        self._after: dict[tuple[str, ...], str] = {}
        self._single: dict[str, frozenset[str]] = {}
        self._longest = 1
        self._last: set[str] = set()
        self._first: set[str] = set()
        lines = (shipped_root() / "ontology" / "cues.tsv").read_text("utf-8").splitlines()
        for line in lines[1:]:
            cue, role, side = line.split("\t")
            words = tuple(key_words(cue))
            if role in (*STATUSES, "neutral", "barrier", "carrier"):
                if side in ("before", "either"):
                    self._before[words] = role
                if side in ("after", "either"):
                    self._after[words] = role
                self._longest = max(self._longest, len(words))
                self._last.add(words[-1])
                self._first.add(words[0])
            self._single[role] = self._single.get(role, frozenset()) | {" ".join(words)}

    def of(self, role: str) -> frozenset[str]:
        """Return the cues of a role, as keys joined by spaces."""
        return self._single.get(role, frozenset())

    def status(self, text: str, words: list[Word], start: int, end: int, named: set[int]) -> tuple[str, str]:
        """Return the status of the mention at some words, and the cue that gave it.

        Args:
            start: position of its first word.
            end: position after its last word.
            named: positions at which mentions begin.

        """
        return (
            self._look_back(text, words, start) or self._look_ahead(text, words, end, named) or ("actual", "")
        )

    def _look_back(self, text: str, words: list[Word], start: int) -> tuple[str, str] | None:
        position = start
        while position > 0 and not _STOP.search(text, words[position - 1].end, words[position].start):
            role, size = self._ending_at(words, position)
            distance = start - position
            if role in STATUSES and distance <= _REACH[role]:
                return role, _said(words, position - size, position)
            if role in ("neutral", "barrier") or distance >= max(_REACH.values()):
                return None
            position -= max(size, 1)
        return None

    def _look_ahead(self, text: str, words: list[Word], end: int, named: set[int]) -> tuple[str, str] | None:
        position = end
        while position < len(words) and not _STOP_AFTER.search(
            text, words[position - 1].end, words[position].start
        ):
            role, size = self._starting_at(words, position)
            if role in STATUSES:
                return None if position + size in named else (role, _said(words, position, position + size))
            if role != "carrier":
                return None
            position += size
        return None

    def _ending_at(self, words: list[Word], end: int) -> tuple[str, int]:
        if words[end - 1].key not in self._last:
            return "", 0
        for size in range(min(self._longest, end), 0, -1):
            role = self._before.get(tuple(w.key for w in words[end - size : end]))
            if role:
                return role, size
        return "", 0

    def _starting_at(self, words: list[Word], start: int) -> tuple[str, int]:
        if words[start].key not in self._first:
            return "", 0
        for size in range(min(self._longest, len(words) - start), 0, -1):
            role = self._after.get(tuple(w.key for w in words[start : start + size]))
            if role:
                return role, size
        return "", 0

    def anywhere(self, words: list[Word]) -> str:
        """Return the status that a placeholder text has: sham before off."""
        keys = {w.key for w in words}
        for status in ("sham", "off"):
            if keys & {cue for cue in self.of(status) if " " not in cue}:
                return status
        return "actual"

    def is_sham_head(self, words: list[Word], position: int) -> bool:
        """Say whether a word for stimulation is called sham: "sham auricular stimulation"."""
        if words[position].key not in self.of("head"):
            return False
        return bool(self.of("sham") & {w.key for w in words[max(0, position - 3) : position]})

    def is_history(self, words: list[Word], start: int, end: int) -> bool:
        """Say whether the words around a mention make it a thing that the patients already have."""
        history = self.of("history")
        before = [w.key for w in words[max(0, start - 2) : start]]
        after = [w.key for w in words[end : end + 1]]
        return bool({*before, " ".join(before), *after} & history)


def _said(words: list[Word], start: int, end: int) -> str:
    return " ".join(w.key for w in words[start:end])


@cache
def cues() -> Cues:
    """Return the cues, read once."""
    return Cues()
