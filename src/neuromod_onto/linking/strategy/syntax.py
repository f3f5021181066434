"""A strategy, written in the syntax of its target.

=========  =============================================================================================
pubmed     ``"Heading"[mh]`` explodes, ``[mh:noexp]`` does not; ``"w w stem*"[tiab]``; ``"w w w"[tiab:~N]``
           for words that stand apart, without truncation. PubMed Help; NLM Technical Bulletin 2022 (449)
ctgov      ``AREA[InterventionSearch]EXPANSION[Term](...)``: the area, and matching of word forms without
           synonyms; no truncation. ClinicalTrials.gov, Search Operators and Search Areas
ovid       ``exp Heading/``, ``Heading/``; ``(w w adjN stem*).ti,ab,kf.``; lines are numbered and combined
           by number. Ovid MEDLINE database guide
europepmc  ``MESH:"Heading"`` never explodes; ``TITLE_ABS:"w w w"``, no truncation in phrases;
           ``FIRST_PDATE:[A TO B]``. Europe PMC, search syntax reference
=========  =============================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from neuromod_onto.linking.strategy.block import Block
from neuromod_onto.linking.strategy.freetext import GAP, Finder, SearchTerm, whole_words
from neuromod_onto.linking.strategy.headings import heading_name, narrower

_LANGUAGE_NAMES = {"en": "english", "fr": "french"}
_SHORTEST_STEM = 4
_A_LINE = 20
_RESERVED = re.compile(r"\b(and|or|not|adj\d*|same|freq)\b")


@dataclass(frozen=True)
class Strategy:
    """A search strategy: blocks joined by AND, each of headings and free text joined by OR.

    Attributes:
        target: the database.
        blocks: the concepts.
        start: first day of publication or registration, as YYYY-MM-DD, or empty.
        end: last day, or empty.
        languages: languages of the publications wanted; empty for any.

    """

    target: str
    blocks: list[Block]
    start: str
    end: str
    languages: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return the strategy as the target reads it: numbered lines for Ovid, one line elsewhere."""
        return _WRITERS[self.target](self)

    @property
    def text(self) -> str:
        """The strategy as text."""
        return "\n".join(self.lines())

    def finder(self) -> list[Finder]:
        """Return one finder a block, to try the free text out on texts at hand."""
        return [Finder(block.terms) for block in self.blocks]


def _any(parts: list[str]) -> str:
    return "(" + " OR ".join(parts) + ")"


def _pubmed(strategy: Strategy) -> list[str]:
    blocks = [
        _any(
            [f'"{h.name}"[{"mh" if h.explode or not h.left_out else "mh:noexp"}]' for h in block.headings]
            + [text for term in block.terms for text in _pubmed_term(term)]
        )
        for block in strategy.blocks
    ]
    if strategy.languages:
        blocks.append(_any([f"{_LANGUAGE_NAMES[code]}[la]" for code in strategy.languages]))
    if strategy.start or strategy.end:
        first = (strategy.start or "1000-01-01").replace("-", "/")
        last = (strategy.end or "3000-12-31").replace("-", "/")
        blocks.append(f'("{first}"[dp] : "{last}"[dp])')
    return [" AND ".join(blocks)]


def _pubmed_term(term: SearchTerm) -> list[str]:
    long_enough = len(term.stem) >= _SHORTEST_STEM
    phrases = [term.truncated] if long_enough or not term.stem else term.phrases
    found = [f'"{phrase}"[tiab]' if " " in phrase else f"{phrase}[tiab]" for phrase in phrases]
    if term.near:
        found.append(f'"{term.phrase}"[tiab:~{GAP}]')
    if not term.clear:
        words = _any([_pubmed_word(word) for word in term.context or term.refuted])
        found = [f"({text} {'AND' if term.context else 'NOT'} {words})" for text in found]
    return found


def _pubmed_word(word: str) -> str:
    if " " in word:
        return f'"{word}"[tiab]'
    return f"{word}*[tiab]" if len(word) >= _SHORTEST_STEM else f"{word}[tiab]"


def _ctgov(strategy: Strategy) -> list[str]:
    blocks = []
    for block in strategy.blocks:
        area = "ConditionSearch" if block.conditions else "InterventionSearch"
        clear = [f'"{phrase}"' for term in block.terms if term.clear for phrase in term.phrases]
        parts = [f"AREA[{where}]EXPANSION[Term]{_any(clear)}" for where in (area, "TitleSearch") if clear]
        for term in block.terms:
            if not term.clear:
                words = _any(
                    [f'"{one}"' for word in term.context or term.refuted for one in whole_words(word)]
                )
                names = _any([f'"{phrase}"' for phrase in term.phrases])
                how = "AND" if term.context else "AND NOT"
                parts.append(
                    f"(AREA[{area}]EXPANSION[Term]{names} {how} AREA[BasicSearch]EXPANSION[Term]{words})"
                )
        blocks.append(_any(parts))
    if strategy.start or strategy.end:
        blocks.append(f"AREA[StudyFirstPostDate]RANGE[{strategy.start or 'MIN'}, {strategy.end or 'MAX'}]")
    return [" AND ".join(blocks)]


def _europepmc(strategy: Strategy) -> list[str]:
    blocks = []
    for block in strategy.blocks:
        names = {name for h in block.headings for name in (h.name, *_exploded(h.code, explode=h.explode))}
        parts = [f'MESH:"{name}"' for name in sorted(names)]
        for term in block.terms:
            texts = [f'TITLE_ABS:"{phrase}"' for phrase in term.phrases]
            if term.clear:
                parts += texts
                continue
            others = (one for word in term.context or term.refuted for one in whole_words(word))
            words = _any([f'TITLE_ABS:"{word}"' for word in others])
            parts += [f"({text} {'AND' if term.context else 'NOT'} {words})" for text in texts]
        blocks.append(_any(parts))
    if strategy.start or strategy.end:
        blocks.append(f"FIRST_PDATE:[{strategy.start or '1000-01-01'} TO {strategy.end or '3000-12-31'}]")
    return [" AND ".join(blocks)]


def _exploded(code: str, *, explode: bool) -> list[str]:
    return [name for other in sorted(narrower(code)) if (name := heading_name(other))] if explode else []


def _ovid(strategy: Strategy) -> list[str]:
    lines: list[str] = []
    totals = []
    for block in strategy.blocks:
        first = len(lines) + 1
        lines += _ovid_block(block)
        lines.append(f"or/{first}-{len(lines)}")
        totals.append(len(lines))
    if len(totals) > 1:
        lines.append("and/" + ",".join(map(str, totals)))
    if strategy.languages:
        names = " or ".join(_LANGUAGE_NAMES[code] for code in strategy.languages)
        wanted = f"({names})" if len(strategy.languages) > 1 else f"{names} language"
        lines.append(f"limit {len(lines)} to {wanted}")
    if strategy.start or strategy.end:
        last = strategy.end[:4] or "Current"
        lines.append(f'limit {len(lines)} to yr="{strategy.start[:4] or "1946"} -{last}"')
    return [f"{number} {line}" for number, line in enumerate(lines, 1)]


def _ovid_block(block: Block) -> list[str]:
    lines = [f"exp {h.name}/" if h.explode else f"{h.name}/" for h in block.headings]
    clear = [_ovid_term(term) for term in block.terms if term.clear]
    lines += [
        f"({' or '.join(clear[start : start + _A_LINE])}).ti,ab,kf."
        for start in range(0, len(clear), _A_LINE)
    ]
    for term in block.terms:
        if not term.clear:
            words = " or ".join(
                f'"{word}"' if _RESERVED.search(word) else f"{word}*" if len(word) >= _SHORTEST_STEM else word
                for word in term.context or term.refuted
            )
            how = "and" if term.context else "not"
            lines.append(f"{_ovid_term(term)}.ti,ab,kf. {how} ({words}).ti,ab,kf.")
    return lines


def _ovid_term(term: SearchTerm) -> str:
    start = " ".join(term.words[:-1])
    if _RESERVED.search(term.phrase) or re.search(r"\b\d+\b", term.phrase):
        return " or ".join(f'"{phrase}"' for phrase in term.phrases)
    if term.near:
        return f"({start} adj{GAP + 1} {term.stem}*)"
    return term.truncated if len(term.stem) >= _SHORTEST_STEM or not term.stem else " or ".join(term.phrases)


_WRITERS: dict[str, Callable[[Strategy], list[str]]] = {
    "pubmed": _pubmed,
    "ctgov": _ctgov,
    "ovid": _ovid,
    "europepmc": _europepmc,
}
#: The databases that a strategy can be written for.
TARGETS = tuple(_WRITERS)
