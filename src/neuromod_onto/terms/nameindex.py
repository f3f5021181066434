"""The names of a dataset, folded and laid out so that they are looked up without walking over them.

All folded names stand one after another in one text: the lines that hold, or begin with, some words are found
by searching that text. The cache keeps the index of the shipped dataset.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.languages import LANGUAGES, pick
from neuromod_onto.model.lazy import LazyModule
from neuromod_onto.model.namespaces import SOURCE
from neuromod_onto.model.vocabulary import LABEL, PREF_LABEL
from neuromod_onto.terms import names
from neuromod_onto.terms.names import Name, all_names, fold

if TYPE_CHECKING:
    import pyoxigraph as ox
else:
    ox = LazyModule("pyoxigraph")

#: The properties that the Information Artifact Ontology gives for annotations.
_ANNOTATIONS = "http://purl.obolibrary.org/obo/IAO_"
_NAME = "names.tsv"
_FOLDED = "folded.tsv"


class NameIndex:
    """The names of a dataset, made once for many searches.

    Attributes:
        ours: how many names are of terms, ours and those of users; they come first, then those of sources
            and of properties of annotation.

    """

    def __init__(self, dataset: Dataset) -> None:
        if dataset.kept:
            made = dataset.kept.content(
                _NAME, lambda: _written(dataset, _labels(dataset)), __file__, names.__file__
            )
        else:
            made = _written(dataset)
        end = made.index(b"\n")
        self.ours, *sizes = map(int, made[:end].split())
        ends = list(accumulate(sizes, initial=end + 1))
        folded, self._names, starts, self._label_lines = (
            memoryview(made)[start:stop] for start, stop in pairwise(ends)
        )
        self._starts = starts.cast("I")
        self._text = str(folded, "utf-8")

    @cached_property
    def folded(self) -> list[str]:
        """Every name as ``fold`` leaves it."""
        return self._text[1:-1].split("\n")

    @cached_property
    def _labels(self) -> list[bytes]:
        return bytes(self._label_lines).split(b"\n")

    def name(self, place: int) -> Name:
        """Return the name at a place in ``folded``."""
        line = self._names[self._starts[place] : self._starts[place + 1]]
        return Name(*str(line, "utf-8").split("\t"))

    def label(self, iri: str, language: str) -> str:
        """Return what ``label_of`` says of a term, or an empty string where that is not kept."""
        start = f"{iri}\t".encode()
        place = bisect_left(self._labels, start)
        if language not in LANGUAGES or place == len(self._labels):
            return ""
        line = self._labels[place]
        return line.split(b"\t")[1 + LANGUAGES.index(language)].decode() if line.startswith(start) else ""

    def equal(self, wanted: str) -> list[int]:
        """Return the places of the names that fold to ``wanted``."""
        return self._places(f"\n{wanted}\n") if wanted else []

    def with_word(self, wanted: str) -> list[int]:
        """Return the places of the names in which a word begins with ``wanted``, in order."""
        return self._places(f"\n{wanted}", f" {wanted}")

    def rarest(self, words: Iterable[str]) -> str:
        """Return the word that is found least often in names."""
        return min(words, key=self._text.count)

    def _places(self, *wanted: str) -> list[int]:
        """Return the places of the lines with one of some texts, which begin with a line end or a space."""
        places: list[int] = []
        counted = 0
        for at in sorted(at for text in wanted for at in self._found(text)):
            lines = self._text.count("\n", counted, at + 1)
            if lines:
                places.append((places[-1] if places else -1) + lines)
            counted = at + 1
        return places

    def _found(self, wanted: str) -> Iterator[int]:
        """Yield where a text begins in the names."""
        at = self._text.find(wanted)
        while at >= 0:
            yield at
            at = self._text.find(wanted, at + 1)


#: Indexes that were made, each with how many statements its dataset had.
_INDEXES: WeakKeyDictionary[Dataset, tuple[int, NameIndex]] = WeakKeyDictionary()


def index_of(dataset: Dataset) -> NameIndex:
    """Return the index of a dataset, made anew only when statements have been added or removed."""
    size = 0 if dataset.kept else len(dataset.store)
    made = _INDEXES.get(dataset)
    if not made or made[0] != size:
        made = size, NameIndex(dataset)
        _INDEXES[dataset] = made
    return made[1]


def folded_alike(dataset: Dataset, text: str) -> set[tuple[str, str]]:
    """Return kind and IRI of each name that folds as ``text`` does.

    The cache keeps a list for this alone, which is read in a fifth of the time that the index takes.
    """
    wanted = fold(text)
    if not wanted:
        return set()
    if not dataset.kept:
        index = index_of(dataset)
        return {(name.kind, name.iri) for name in map(index.name, index.equal(wanted))}
    lines = dataset.kept.content(_FOLDED, lambda: _folded_lines(dataset), __file__, names.__file__)
    start = f"\n{wanted}\t".encode()
    found = set()
    at = lines.find(start)
    while at >= 0:
        kind, _, iri = lines[at + len(start) : lines.index(b"\n", at + 1)].decode().partition("\t")
        found.add((kind, iri))
        at = lines.find(start, at + 1)
    return found


def _folded_lines(dataset: Dataset) -> bytes:
    """Return one line for each name: folded, its kind, the term."""
    lines = {f"{fold(name.text)}\t{name.kind}\t{name.iri}" for name in all_names(dataset)}
    return "\n".join(["", *sorted(lines), ""]).encode()


def _written(dataset: Dataset, labels: Iterable[str] = ()) -> bytes:
    """Return the index as it is kept: a line of numbers, then four parts, whose lengths in bytes these say.

    The parts are the folded names, the names, where each name begins among them, and the labels of terms.
    """
    ours: list[Name] = []
    others: list[Name] = []
    for name in all_names(dataset):
        (ours if _is_ours(name.iri) else others).append(name)
    found = [*sorted(ours), *sorted(others)]
    lines = [f"{iri}\t{_flat(text)}\t{language}\t{kind}".encode() for iri, text, language, kind in found]
    parts = (
        "\n".join(["", *(fold(name.text) for name in found), ""]).encode(),
        b"".join(lines),
        array("I", accumulate(map(len, lines), initial=0)).tobytes(),
        "\n".join(labels).encode(),
    )
    return f"{len(ours)} {' '.join(str(len(part)) for part in parts)}\n".encode() + b"".join(parts)


def _labels(dataset: Dataset) -> list[str]:
    """Return one line for each term that has a label, with its label in each language, sorted."""
    found: dict[str, list[list[tuple[str, str]]]] = {}
    for rank, predicate in enumerate((LABEL, PREF_LABEL)):
        for quad in dataset.store.quads_for_pattern(None, ox.NamedNode(predicate), None):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                texts = found.setdefault(quad.subject.value, [[], []])
                texts[rank].append((quad.object.value, quad.object.language or ""))
    lines = [
        "\t".join([iri, *(_flat(pick(texts[0], tag) or pick(texts[1], tag) or "") for tag in LANGUAGES)])
        for iri, texts in found.items()
    ]
    return sorted(lines)


def _is_ours(iri: str) -> bool:
    return not iri.startswith((SOURCE, _ANNOTATIONS))


def _flat(text: str) -> str:
    """Return a text without the separators of the index, which are white space to people."""
    return " ".join(text.split()) if any(separator in text for separator in "\t\n") else text
