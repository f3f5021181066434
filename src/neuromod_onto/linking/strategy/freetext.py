"""From the names of terms to the words that a search looks for in titles and abstracts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.model.vocabulary import RDF_TYPE
from neuromod_onto.terms import fold, names_of
from neuromod_onto.terms.notes import NameNote, name_notes

_INTENDED = NEUROMOD + "intendedForTherapy"
_WORD = re.compile(r"[^\W_]+")
#: How many words may stand between those of a name, in any order.
GAP = 2
_FEWEST_NEAR = 2
_MOST_NEAR = 5


class SearchTerm(NamedTuple):
    """What a search looks for.

    Attributes:
        words: folded words in a row.
        stem: beginning of the last word when any ending will do, else empty.
        forms: endings of the last word, for searches that know no truncation.
        near: whether the words may also stand apart and in another order.
        context: words of which one must be in the record too; empty when the words are clear by themselves.
        refuted: words of which none may be in the record.
        term: IRI of the term that is called so.
        name: the name as written in the ontology.

    """

    words: tuple[str, ...]
    stem: str
    forms: tuple[str, ...]
    near: bool
    context: tuple[str, ...]
    refuted: tuple[str, ...]
    term: str
    name: str

    @property
    def clear(self) -> bool:
        """Whether the words need no other words beside them."""
        return not self.context and not self.refuted

    @property
    def phrase(self) -> str:
        """The words as a phrase."""
        return " ".join(self.words)

    @property
    def truncated(self) -> str:
        """The words as a phrase, the last one cut where any ending will do."""
        return " ".join((*self.words[:-1], f"{self.stem}*")) if self.stem else self.phrase

    @property
    def phrases(self) -> list[str]:
        """The phrase with each form of the last word."""
        return [" ".join((*self.words[:-1], form)) for form in self.forms] or [self.phrase]


def free_text(
    dataset: Dataset, terms: Iterable[str], *, brands: bool = False, languages: Sequence[str] = ("en",)
) -> list[SearchTerm]:
    """Return what to look for, so that nothing is looked for twice, sorted.

    Names that hold a shorter one are left out: "burst spinal cord stimulation" is found by
    "spinal cord stimulat*".

    Args:
        terms: IRIs.
        brands: add trade names.
        languages: languages of the names.

    """
    notes = name_notes(dataset)
    made: dict[tuple[str, ...], SearchTerm] = {}
    for iri in sorted(terms):
        names = [
            (name, notes.get((iri, name.text, name.language), NameNote("", (), ())))
            for name in names_of(dataset, iri)
        ]
        if brands:
            names += [
                (
                    name,
                    notes.get((model, name.text, name.language), NameNote("", (), ()))._replace(kind="brand"),
                )
                for model in _models(dataset, iri)
                for name in names_of(dataset, model)
            ]
        for name, note in names:
            if name.language not in ("", *languages) or (note.kind == "brand" and not brands):
                continue
            for spelling in _spellings(name.text):
                term = _search_term(spelling, note, iri, name.text)
                if term and (term.words not in made or term.clear):
                    made[term.words] = term
    return _without_covered(list(made.values()))


def _models(dataset: Dataset, iri: str) -> list[str]:
    """Return the marketed models of a kind of device, or those intended for a therapy."""
    return dataset.subjects(RDF_TYPE, iri) + dataset.subjects(_INTENDED, iri)


def _search_term(text: str, note: NameNote, iri: str, name: str) -> SearchTerm | None:
    words = tuple(_WORD.findall(fold(text)))
    if not words or (len(words) == 1 and len(words[0]) < 2):
        return None
    ending, forms = _ending(words[-1]) if not note.kind or note.kind in ("spelling", "legacy") else ("", ())
    near = bool(ending) and _FEWEST_NEAR <= len(words) <= _MOST_NEAR and ending in ("stimulat", "modulat")
    context = tuple(dict.fromkeys(fold(word) for word in note.confirmed_by))
    refuted = tuple(dict.fromkeys(fold(word) for word in note.refuted_by)) if not context else ()
    stem = words[-1][: len(words[-1]) - len(forms[0])] + ending if forms else ""
    full = tuple(words[-1][: len(words[-1]) - len(forms[0])] + form for form in forms)
    return SearchTerm(words, stem, full, near, context, refuted, iri, name)


def _ending(word: str) -> tuple[str, tuple[str, ...]]:
    """Return the stem that the forms of an ending share, and the forms, the one in ``word`` first."""
    for ending, forms in _knowledge()[0].items():
        if word.endswith(ending):
            stem = forms[0]
            for form in forms:
                while not form.startswith(stem):
                    stem = stem[:-1]
            return stem, forms
    return "", ()


def whole_words(word: str) -> list[str]:
    """Return the whole words that begin so, where that is known, for searches that cannot cut words.

    >>> whole_words("neurostimulat")
    ['neurostimulation', 'neurostimulator', 'neurostimulators', 'neurostimulating']
    """
    for ending in _knowledge()[0]:
        stem, forms = _ending(ending)
        if word.endswith(stem) and stem != ending:
            return [word.removesuffix(stem) + form for form in forms]
    return [word]


def _spellings(name: str) -> list[str]:
    found = [name]
    for word, others in _knowledge()[1].items():
        pattern = re.compile(rf"\b{re.escape(word)}\b", re.IGNORECASE)
        found += [
            pattern.sub(other, text) for text in list(found) for other in others if pattern.search(text)
        ]
    return found


@cache
def _knowledge() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Read endings that may be cut, and spellings, from ``ontology/search.tsv``."""
    endings: dict[str, tuple[str, ...]] = {}
    spellings: dict[str, tuple[str, ...]] = {}
    for line in (shipped_root() / "ontology" / "search.tsv").read_text("utf-8").splitlines()[1:]:
        kind, word, forms = line.split("\t")
        if kind == "ending":
            endings[word] = tuple(forms.split())
        else:
            spellings[word] = (forms,)
    return endings, spellings


def _without_covered(terms: list[SearchTerm]) -> list[SearchTerm]:
    clear = sorted((t for t in terms if t.clear), key=lambda t: (len(t.words), t.words))
    kept: list[SearchTerm] = []
    for term in clear:
        if not any(_covers(other, term) for other in kept):
            kept.append(term)
    unclear = [t for t in terms if not t.clear and not any(_covers(other, t) for other in kept)]
    return sorted([*kept, *unclear], key=lambda t: (not t.clear, t.words))


def _covers(short: SearchTerm, long: SearchTerm) -> bool:
    """Say whether every text that holds the longer name holds the shorter one as well."""
    size = len(short.words)
    for start in range(len(long.words) - size + 1):
        span = long.words[start : start + size]
        at_end = start + size == len(long.words)
        if span[:-1] == short.words[:-1] and _last_fits(short, span[-1], long.stem if at_end else ""):
            return True
    return False


def _last_fits(short: SearchTerm, word: str, stem: str) -> bool:
    if short.stem:
        return (stem or word).startswith(short.stem)
    return word == short.words[-1] and not stem


class Finder:
    """Looks for search terms in texts on this machine, as a search engine would: to try a strategy out."""

    def __init__(self, terms: Iterable[SearchTerm]) -> None:
        self.keyed: dict[str, list[SearchTerm]] = defaultdict(list)
        self.others: list[SearchTerm] = []
        for term in terms:
            whole = term.words[:-1] if term.stem else term.words
            if whole:
                self.keyed[max(whole, key=len)].append(term)
            else:
                self.others.append(term)

    def find(self, text: str) -> list[SearchTerm]:
        """Return the search terms that a text meets."""
        words = _WORD.findall(fold(text))
        known = set(words)
        likely = [*self.others, *(term for word in sorted(known) for term in self.keyed.get(word, ()))]
        return [term for term in likely if self._meets(term, words, known)]

    def _meets(self, term: SearchTerm, words: list[str], known: set[str]) -> bool:
        if any(word not in known for word in term.words[:-1]):
            return False
        if term.context and not any(_in_row(_WORD.findall(c), words) for c in term.context):
            return False
        if any(_in_row(_WORD.findall(c), words) for c in term.refuted):
            return False
        size = len(term.words)
        for end, word in enumerate(words):
            fits = word.startswith(term.stem) if term.stem else word == term.words[-1]
            if fits and end + 1 >= size and tuple(words[end + 1 - size : end]) == term.words[:-1]:
                return True
        return term.near and _near(term, words)


def _in_row(wanted: list[str], words: list[str]) -> bool:
    """Say whether words stand in a row, the last of them as a beginning."""
    size = len(wanted)
    return any(
        words[i : i + size - 1] == wanted[:-1] and words[i + size - 1].startswith(wanted[-1])
        for i in range(len(words) - size + 1)
        if wanted
    )


def _near(term: SearchTerm, words: list[str]) -> bool:
    """Say whether all words stand within a window that leaves ``GAP`` words between."""
    window = len(term.words) + GAP
    needed = set(term.words)
    starts = [i for i, word in enumerate(words) if word in needed]
    return any(needed <= set(words[i : i + window]) for i in starts)
