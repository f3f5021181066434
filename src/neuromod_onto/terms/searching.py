"""Search terms by name or code: accent-blind, typo-tolerant, in both languages."""

from __future__ import annotations

from typing import NamedTuple

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.languages import require_language
from neuromod_onto.model.namespaces import canonical_prefix, compact, expand
from neuromod_onto.model.vocabulary import SKOS
from neuromod_onto.terms.hierarchy import ancestors, is_product
from neuromod_onto.terms.nameindex import NameIndex, index_of
from neuromod_onto.terms.names import Name, fold, label_of

_MAPPINGS = tuple(
    SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
)
_KIND_RANK = {"label": 0, "synonym": 1, "abbreviation": 2, "code": 0}


class Hit(NamedTuple):
    """A term found.

    Attributes:
        iri: the term.
        label: its label in the reader's language.
        match: the name or code that matched.
        language: language of the match.
        kind: label, synonym, abbreviation or code.
        score: 0 to 100; 100 is an exact match.

    """

    iri: str
    label: str
    match: str
    language: str
    kind: str
    score: float


def search(
    dataset: Dataset,
    text: str,
    *,
    index: NameIndex | None = None,
    language: str = "en",
    under: str = "",
    products: bool = False,
    limit: int | None = 20,
) -> list[Hit]:
    """Return the terms that ``text`` may mean, best first.

    Exact names come first, then names that begin with or hold the text, then near spellings.

    Args:
        dataset: where terms and names are.
        text: a name, part of one, or a code such as ``mesh:D046690``.
        index: names prepared before; those of the dataset when left out.
        language: of the labels; names in any language are found.
        under: IRI of a class; only terms under it are returned.
        products: only marketed models are returned.
        limit: how many terms at the most; None for all.

    """
    require_language(language)
    found: dict[str, Hit] = {}
    names = index or index_of(dataset)
    for name, score in [*_by_code(dataset, text), *_by_name(names, text)]:
        hit = Hit(name.iri, "", name.text, name.language, name.kind, round(score, 1))
        if name.iri not in found or _rank(hit, language) < _rank(found[name.iri], language):
            found[name.iri] = hit
    kept = [
        hit._replace(label=names.label(hit.iri, language) or label_of(dataset, hit.iri, language))
        for hit in found.values()
        if (not under or hit.iri == under or under in ancestors(dataset, hit.iri))
        and (not products or is_product(dataset, hit.iri))
    ]
    kept.sort(key=lambda hit: (*_rank(hit, language), len(hit.label), hit.iri))
    return kept[:limit]


def _rank(hit: Hit, language: str) -> tuple[float, int, bool]:
    return -hit.score, _KIND_RANK[hit.kind], hit.language != language


def _by_code(dataset: Dataset, text: str) -> list[tuple[Name, float]]:
    prefix = text.partition(":")[0]
    if prefix == text or not canonical_prefix(prefix):
        return []
    iri = expand(text.strip())
    if any(ch in iri for ch in ' <>"{}|^`\\'):
        return []
    try:
        found = [iri] if iri in dataset else []
        for predicate in _MAPPINGS:
            found += dataset.subjects(predicate, iri)
    except ValueError:  # characters that no IRI may have
        return []
    return [(Name(term, compact(iri), "", "code"), 100.0) for term in dict.fromkeys(found)]


def _by_name(index: NameIndex, text: str) -> list[tuple[Name, float]]:
    wanted = fold(text)
    scored = _by_words(index, wanted) if wanted else {}
    if len(wanted) > 3:
        from rapidfuzz import fuzz, process

        ours = index.folded[: index.ours]
        near = process.extract(wanted, ours, scorer=fuzz.ratio, limit=50, score_cutoff=75)
        as_long = _about_as_long(ours, wanted, 85)
        same_words = process.extract(wanted, as_long, scorer=fuzz.token_sort_ratio, limit=50, score_cutoff=85)
        for hits, weight in ((near, 0.9), (same_words, 0.88)):
            for _, score, place in hits:
                scored.setdefault(place, score * weight)
    return [(index.name(place), scored[place]) for place in sorted(scored)]


def _about_as_long(names: list[str], wanted: str, cutoff: int) -> dict[int, str]:
    """Return the names, by place, whose length lets them score as much as the cutoff.

    Two texts score 200 times the letters in common over the letters of both.
    """
    least = -(-len(wanted) * cutoff // (200 - cutoff))
    most = len(wanted) * (200 - cutoff) // cutoff
    return {place: name for place, name in enumerate(names) if least <= len(name) <= most}


def _by_words(index: NameIndex, wanted: str) -> dict[int, float]:
    """Return the scores, by place in the index, of the names that hold what is wanted, or begin its words."""
    scored: dict[int, float] = {}
    for place in index.with_word(wanted) if len(wanted) > 2 else index.equal(wanted):
        name = index.folded[place]
        scored[place] = 100.0 if name == wanted else 95.0 if name.startswith(wanted) else 90.0
    parts = wanted.split()
    if len(parts) > 1:
        for place in index.with_word(index.rarest(parts)):
            if place not in scored and _begins_words(parts, index.folded[place].split()):
                scored[place] = 88.0
    return {place: score for place, score in scored.items() if place < index.ours}


def _begins_words(parts: list[str], words: list[str]) -> bool:
    """Say whether each part begins a word, in the same order: "vagus nerv stim" does so."""
    position = 0
    for part in parts:
        while position < len(words) and not words[position].startswith(part):
            position += 1
        if position == len(words):
            return False
        position += 1
    return True
