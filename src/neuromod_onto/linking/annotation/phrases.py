"""Find what belongs together around a word for stimulation: its targets, modality and way of delivery."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from neuromod_onto.linking.annotation.composition import Composer, Near
from neuromod_onto.linking.annotation.cues import Cues
from neuromod_onto.linking.annotation.lexicon import Entry, Lexicon
from neuromod_onto.linking.annotation.words import Word
from neuromod_onto.model.namespaces import NEUROMOD

_GAP = 4
_AXIS_GAP = 3
_BREAK = re.compile(r"[.;:?!]")


class Found(NamedTuple):
    """A name at some words, before composition."""

    first: int
    last: int
    entry: Entry
    why: str


class Phrases:
    """Composes the therapies of a text from heads ("stimulation", "DBS") and what stands beside them."""

    def __init__(self, composer: Composer, lexicon: Lexicon, cues: Cues, scope: Callable[[str], str]) -> None:
        self.composer = composer
        self._axes = {keys[0]: e.iri for keys, e in lexicon.entries if e.kind == "axis" and len(keys) == 1}
        self.scope = scope
        self._heads = cues.of("head")
        self._of = cues.of("of")
        self._means = cues.of("means")
        self._links = cues.of("link") | self._of

    def compose(
        self, text: str, words: list[Word], found: list[Found], near: Near, elsewhere: Callable[[], bool]
    ) -> list[Found]:
        """Replace heads and targets by the therapies that they make together.

        Args:
            elsewhere: says whether the context names a therapy, which a head could be part of.

        """
        at = {p: f for f in found for p in range(f.first, f.last)}
        made: list[Found] = []
        by_means = any(f.entry.kind == "therapy" and self._is_means(words, f.first) for f in found)
        for head in self._all_heads(words, at):
            if by_means and not head.entry.iri:
                continue
            targets = self._targets_of(head, text, words, at)
            axes = self._axes_near(head, targets, text, words, at)
            if head.entry.kind == "therapy" and not (targets or axes):
                continue
            alone = bool(targets) and self._is_alone(head, found) and not elsewhere()
            made += self._composed(head, words, targets, axes, near, alone)
        taken = {p for m in made for p in range(m.first, m.last)}
        kept = [f for f in found if not taken & set(range(f.first, f.last))]
        return sorted(kept + made, key=lambda f: f.first)

    def _is_means(self, words: list[Word], position: int) -> bool:
        """Say whether what begins at a word is the means of what stands before: "stimulation with TMS"."""
        return bool(self._means & {w.key for w in words[max(0, position - 2) : position]})

    def _is_alone(self, head: Found, found: list[Found]) -> bool:
        """Say whether a text names no other therapy, which a head could be part of."""
        return not any(f.entry.kind == "therapy" and f is not head for f in found)

    def _all_heads(self, words: list[Word], at: dict[int, Found]) -> list[Found]:
        heads = []
        for position, word in enumerate(words):
            inside = at.get(position)
            if inside is None:
                if word.key in self._heads:
                    heads.append(Found(position, position + 1, Entry("", word.key, "head", "head"), ""))
            elif (
                inside.first == position
                and inside.entry.kind == "therapy"
                and self.scope(inside.entry.iri) == "in"
            ):
                heads.append(inside)
        return heads

    def _targets_of(self, head: Found, text: str, words: list[Word], at: dict[int, Found]) -> list[Found]:
        """Return the structures of a head: "STN and GPi stimulation", "stimulation of the STN".

        Device lists turn names round: "Stimulator, hypoglossal nerve, implanted".
        """
        return self._targets_before(head, text, words, at) or self._targets_after(head, text, words, at)

    def _targets_before(self, head: Found, text: str, words: list[Word], at: dict[int, Found]) -> list[Found]:
        targets: list[Found] = []
        position, gap = head.first - 1, 0
        while position >= 0 and gap <= _GAP and not _broken(text, words, position):
            named = at.get(position)
            if named and named.entry.kind == "target":
                targets.append(named)
                position, gap = named.first, 0
            elif words[position].key in self._of or not self._may_stand_between(words[position], named):
                break
            else:
                gap += 1
            position -= 1
        return targets[::-1]

    def _targets_after(self, head: Found, text: str, words: list[Word], at: dict[int, Found]) -> list[Found]:
        targets: list[Found] = []
        position, gap = head.last, 0
        joined = (
            position < len(words) and text[words[position - 1].end : words[position].start].strip() == ","
        )
        while position < len(words) and gap <= _GAP and not _broken(text, words, position - 1):
            named = at.get(position)
            joined = joined or words[position].key in self._of
            if named and named.entry.kind == "target" and joined:
                targets.append(named)
                position, gap = named.last, 0
            elif self._may_stand_between(words[position], named):
                gap += 1
                position += 1
            else:
                break
        return targets

    def _may_stand_between(self, word: Word, named: Found | None) -> bool:
        if named:
            return named.entry.kind == "axis"
        return word.key in self._links or word.key.isdigit()

    def _axes_near(
        self, head: Found, targets: list[Found], text: str, words: list[Word], at: dict[int, Found]
    ) -> list[Found]:
        """Return the modality, invasiveness and control that stand among or right before head and targets."""
        first = min([head.first, *(t.first for t in targets)])
        last = max([head.last, *(t.last for t in targets)])
        last = self._axes_after(last, text, words, at)
        axes = {at[p] for p in range(first, last) if p in at and at[p].entry.kind == "axis"}
        position = first - 1
        while position >= 0 and position in at and at[position].entry.kind == "axis":
            if _broken(text, words, position):
                break
            axes.add(at[position])
            position = at[position].first - 1
        return sorted(axes, key=lambda f: f.first)

    def _axes_after(self, last: int, text: str, words: list[Word], at: dict[int, Found]) -> int:
        """Return the position after the axes that follow: "..., implanted", "... at 1 Hz"."""
        position = last
        while position < min(len(words), last + _AXIS_GAP) and not _broken(text, words, position - 1):
            named = at.get(position)
            if named and named.entry.kind == "axis":
                last = position = named.last
            elif not named and words[position].key in self._links:
                position += 1
            else:
                break
        return last

    def _composed(
        self, head: Found, words: list[Word], targets: list[Found], axes: list[Found], near: Near, alone: bool
    ) -> list[Found]:
        stated = [a.entry.iri for a in axes]
        inside = self._axes_inside(head, words)
        made = []
        whole = [head, *axes]
        for target in reversed(targets) if targets and targets[0].first < head.first else targets:
            place = target.entry.iri
            therapy = ""
            if inside is not None:
                therapy = self.composer.from_target(place, [*inside, *stated], near.words, may_assume=alone)
            parts = [*whole, target]
            if not therapy and head.entry.iri:
                therapy = self.composer.refine(head.entry.iri, [place], stated)
                if therapy == head.entry.iri:
                    therapy, parts = self.composer.sibling(head.entry.iri, place), [target]
            if therapy:
                parts = _without_others(parts, target, targets) if whole else [target]
                made.append(_united(parts, therapy, [head, target, *axes]))
                whole = whole if parts == [target] else []
        if not made and head.entry.iri and stated:
            therapy = self.composer.refine(head.entry.iri, [], stated)
            if therapy != head.entry.iri:
                made.append(_united([head, *axes], therapy, [head, *axes]))
        return made

    def _axes_inside(self, head: Found, words: list[Word]) -> list[str] | None:
        """Return the axes that a plain head names itself, or None when the head names a therapy of its own.

        "Electrical stimulation" is plain: with a target it is the stimulation of that target.
        """
        keys = [w.key for w in words[head.first : head.last]]
        inside = [self._axes[key] for key in keys if key in self._axes]
        if all(key in self._heads or key in self._axes for key in keys):
            return inside
        return inside if head.entry.iri and self.composer.is_generic(head.entry.iri) else None


def _broken(text: str, words: list[Word], position: int) -> bool:
    """Say whether a sentence or clause ends between a word and the next."""
    return bool(_BREAK.search(text, words[position].end, words[position + 1].start))


def _without_others(parts: list[Found], target: Found, targets: list[Found]) -> list[Found]:
    """Return the parts that reach the target without another between, which makes a therapy of its own."""

    def reaches(part: Found) -> bool:
        first, last = min(part.first, target.first), max(part.last, target.last)
        return not any(first <= other.first < last for other in targets if other is not target)

    return [part for part in parts if reaches(part)]


def _united(parts: list[Found], therapy: str, reasons: list[Found]) -> Found:
    """Return one finding over several, whose entry is the therapy that they make."""
    why = " + ".join(
        part.entry.iri.removeprefix(NEUROMOD) or part.entry.text
        for part in sorted(reasons, key=lambda p: p.first)
    )
    entry = Entry(therapy, "", "therapy", "composition")
    return Found(min(p.first for p in parts), max(p.last for p in parts), entry, f"composed of {why}")
