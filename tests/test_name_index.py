"""Names looked up in an index answer as a walk over all of them does."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from neuromod_onto.dataset import Dataset, load
from neuromod_onto.errors import UnknownTermError
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD, SOURCE
from neuromod_onto.model.vocabulary import LABEL
from neuromod_onto.terms import Hit, Name, all_names, ancestors, fold, is_product, label_of, resolve, search
from neuromod_onto.terms.nameindex import NameIndex

RANK = {"label": 0, "synonym": 1, "abbreviation": 2}
FEW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Walk:
    """Search as it is described: every name is looked at, one after another."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.all = sorted(all_names(dataset))
        self.names = [n for n in self.all if n.iri.startswith(NEUROMOD) and not n.iri.startswith(SOURCE)]
        self.folded = [fold(name.text) for name in self.names]
        self.texts = {name.text for name in self.all}
        self.by_folded = defaultdict(list)
        for name in self.all:
            self.by_folded[fold(name.text)].append(name)

    def search(self, text: str, language: str) -> list[Hit]:
        found: dict[str, Hit] = {}
        for place, score in self.scores(fold(text)).items():
            name = self.names[place]
            hit = Hit(name.iri, "", name.text, name.language, name.kind, round(score, 1))
            best = found.get(name.iri)
            if best is None or self.rank(hit, language) < self.rank(best, language):
                found[name.iri] = hit
        hits = [hit._replace(label=label_of(self.dataset, hit.iri, language)) for hit in found.values()]
        return sorted(hits, key=lambda hit: (*self.rank(hit, language), len(hit.label), hit.iri))

    def scores(self, wanted: str) -> dict[int, float]:
        scored: dict[int, float] = {}
        parts = wanted.split()
        for place, other in enumerate(self.folded if wanted else ()):
            if other == wanted:
                scored[place] = 100.0
            elif len(wanted) > 2 and other.startswith(wanted):
                scored[place] = 95.0
            elif len(wanted) > 2 and f" {wanted}" in f" {other}":
                scored[place] = 90.0
            elif len(parts) > 1 and self.in_order(parts, other.split()):
                scored[place] = 88.0
        if len(wanted) > 3:
            for scorer, cutoff, weight in ((fuzz.ratio, 75, 0.9), (fuzz.token_sort_ratio, 85, 0.88)):
                near = process.extract(wanted, self.folded, scorer=scorer, limit=50, score_cutoff=cutoff)
                for _, score, place in near:
                    scored.setdefault(place, score * weight)
        return scored

    @staticmethod
    def in_order(parts: list[str], words: list[str]) -> bool:
        rest = iter(words)
        return all(any(word.startswith(part) for word in rest) for part in parts)

    @staticmethod
    def rank(hit: Hit, language: str) -> tuple[float, int, bool]:
        return -hit.score, RANK[hit.kind], hit.language != language

    def folded_equal(self, text: str) -> set[str]:
        found = self.by_folded[fold(text)]
        best = min((RANK[name.kind] for name in found), default=None)
        return {name.iri for name in found if RANK[name.kind] == best}


@pytest.fixture(scope="module")
def walk(dataset: Dataset) -> Walk:
    return Walk(dataset)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The shipped dataset whose index has been written to the cache and read again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEUROMOD_CACHE", str(tmp_path_factory.mktemp("cache")))
        NameIndex(load(cached=True))
        found = load(cached=True)
    assert found.kept
    assert Path(found.kept.folder, "names.tsv").is_file()
    return found


@pytest.fixture(scope="module")
def indexes(dataset: Dataset, kept: Dataset) -> list[tuple[Dataset, NameIndex]]:
    return [(dataset, NameIndex(dataset)), (kept, NameIndex(kept))]


@st.composite
def typed(draw: st.DrawFn, names: list[Name]) -> str:
    """A name as someone types it: part of it, letters lost, doubled, swapped or wrong, words left out."""
    text = draw(st.sampled_from(names)).text
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, max(0, len(text) - 1)))
        change = draw(st.sampled_from(["lose", "double", "swap", "wrong", "cut", "word", "short", "case"]))
        words = text.split()
        if change == "lose":
            text = text[:at] + text[at + 1 :]
        elif change == "double":
            text = text[: at + 1] + text[at:]
        elif change == "swap":
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        elif change == "wrong":
            text = text[:at] + draw(st.sampled_from("aeiouéèrstn -'")) + text[at + 1 :]
        elif change == "cut":
            text = text[: at + 1]
        elif change == "word" and words:
            words.pop(draw(st.integers(0, len(words) - 1)))
            text = " ".join(words)
        elif change == "short":
            text = " ".join(word[:4] for word in words)
        else:
            text = text.upper()
    return text


@FEW
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_a_search_finds_what_a_walk_finds(
    walk: Walk, indexes: list[tuple[Dataset, NameIndex]], data: st.DataObject, language: str
) -> None:
    text = data.draw(typed(walk.names))
    if ":" in text:
        return
    wanted = walk.search(text, language)
    for dataset, index in indexes:
        assert search(dataset, text, index=index, language=language, limit=None) == wanted


@pytest.mark.parametrize(
    "text", ["stimulation", "st", "s c s", "a b", "", " ", "’", "é", "x" * 300, "la la", "\n", "\t", "\x1d"]
)
def test_short_long_and_empty_texts_too(walk: Walk, kept: Dataset, text: str) -> None:
    for language in LANGUAGES:
        assert search(kept, text, language=language, limit=None) == walk.search(text, language)


@FEW
@given(data=st.data())
def test_a_name_without_regard_to_case_and_accents_is_resolved_alike(
    walk: Walk, kept: Dataset, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(walk.all))
    text = fold(name.text).upper()
    candidates = walk.folded_equal(text)
    assert name.iri in candidates or RANK[name.kind]
    kinds = {above for iri in candidates if is_product(kept, iri) for above in ancestors(kept, iri)}
    if text.isidentifier() or text in walk.texts:  # what is written just so goes before
        return
    if len(candidates - kinds) == 1:
        assert {resolve(kept, text).iri} == candidates - kinds
    else:
        with pytest.raises(UnknownTermError, match=f"names {len(candidates - kinds)} terms"):
            resolve(kept, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_knows_the_label_of_every_term(walk: Walk, kept: Dataset, language: str) -> None:
    index = NameIndex(kept)
    assert {n.iri: index.label(n.iri, language) for n in walk.all} == {
        n.iri: label_of(walk.dataset, n.iri, language) for n in walk.all
    }
    assert index.label(NEUROMOD + "DeepBrain", language) == index.label("~", language) == ""
    assert index.label(NEUROMOD + "DeepBrainStimulation", "de") == ""


def test_white_space_in_a_name_does_not_break_the_index(tmp_path: Path) -> None:
    label = ox.NamedNode(LABEL)
    store = ox.Store()
    for local, text in (("A", "one\ttwo\nthree"), ("B", "four"), ("C", "\u0301"), ("D", "five\x1dsix")):
        store.add(ox.Quad(ox.NamedNode(NEUROMOD + local), label, ox.Literal(text, language="en")))
    dataset = Dataset(store)
    assert [hit.iri for hit in search(dataset, "two three")] == [NEUROMOD + "A"]
    assert resolve(dataset, "One Two Three").iri == NEUROMOD + "A"
    assert [hit.match for hit in search(dataset, "FOUR")] == ["four"]
    assert resolve(dataset, "five SIX").iri == NEUROMOD + "D"


def test_a_name_that_is_added_later_is_found_and_one_taken_away_is_not() -> None:
    label = ox.NamedNode(LABEL)
    store = ox.Store()
    first = ox.Quad(ox.NamedNode(NEUROMOD + "A"), label, ox.Literal("premier", language="fr"))
    second = ox.Quad(ox.NamedNode(NEUROMOD + "B"), label, ox.Literal("deuxième", language="fr"))
    store.add(first)
    dataset = Dataset(store)
    assert resolve(dataset, "PREMIER").iri == NEUROMOD + "A"
    with pytest.raises(UnknownTermError):
        resolve(dataset, "deuxieme")
    store.add(second)
    assert resolve(dataset, "deuxieme").iri == NEUROMOD + "B"
    store.remove(first)
    with pytest.raises(UnknownTermError):
        resolve(dataset, "PREMIER")
