"""The dictionary of names that texts are searched for, made from the dataset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.linking.annotation.words import TOKEN, Word, inflect, key_words, name_key, prefixes
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import (
    ANATOMICAL_ENTITY,
    CHEMICAL_AGENT,
    CONDITION,
    CONFIRMED_BY,
    DEVICE,
    INTERVENTION,
    LABEL_KIND,
    OWL,
    RDF_TYPE,
    REFUTED_BY,
)
from neuromod_onto.terms import Name, all_names, descendants, fold

#: What a term is called in output, by the top class it falls under.
KINDS = {
    INTERVENTION: "therapy",
    DEVICE: "device",
    CONDITION: "condition",
    ANATOMICAL_ENTITY: "target",
    CHEMICAL_AGENT: "agent",
}
#: Terms that are found to compose others and are not mentions by themselves.
_AXES = tuple(NEUROMOD + top for top in ("Modality", "Invasiveness", "ControlMode", "StimulationPattern"))
_MANUFACTURED_BY = NEUROMOD + "manufacturedBy"
_CACHED_WORDS = 200_000
_EXACT = 3

#: Where a node of the tree keeps the entries whose name ends there; no word has this key.
_HERE = ""


class Entry(NamedTuple):
    """A name in the dictionary.

    Attributes:
        iri: the term named.
        text: the name as written in the ontology.
        kind: therapy, device, product, condition, target or agent; axis and maker are for inner use.
        naming: label, synonym, abbreviation, brand, spelling or legacy; composition when no name was found
            but parts of one.
        confirmed_by: keys of words of which one must be near, if there are any.
        refuted_by: keys of words that must not be near.
        language: of the name; empty for brands and what is composed.

    """

    iri: str
    text: str
    kind: str
    naming: str
    confirmed_by: tuple[str, ...] = ()
    refuted_by: tuple[str, ...] = ()
    language: str = ""


class Lexicon:
    """All names of therapies, devices, products, conditions, targets and agents, as a tree of word keys.

    Attributes:
        tree: what may follow, by the key of a first word.

    """

    def __init__(self, dataset: Dataset) -> None:
        self.tree: dict[str, Any] = {}
        self._words: set[str] = set()
        self._keys: dict[str, str] = {}
        self._prefixes = prefixes()
        self._joined: dict[tuple[str, str], str] = {}
        kinds = dict(_kinds(dataset))
        annotated = _annotated(dataset)
        names = [name for name in all_names(dataset) if name.iri in kinds]
        self._words.update(name_key(word) for name in names for word in TOKEN.findall(name.text))
        self._learn_compounds(names)
        makers = _makers(dataset, names, kinds)
        for name in names:
            facts = annotated.get((name.iri, name.text, name.language), _Facts())
            entry = Entry(
                name.iri,
                name.text,
                kinds[name.iri],
                _naming(name, facts),
                facts.confirmed,
                facts.refuted,
                name.language,
            )
            if entry.kind == "product":
                confirmed = entry.confirmed_by and (*entry.confirmed_by, *makers.get(name.iri, ()))
                entry = entry._replace(naming="brand", confirmed_by=confirmed)
            self._add(self._join(key_words(name.text)), entry)

    def _learn_compounds(self, names: Iterable[Name]) -> None:
        """Note the words that are two other words written together: shockwave, shock wave."""
        words = {fold(word) for name in names for word in TOKEN.findall(name.text)}
        for word in words:
            for cut in range(_EXACT, len(word) - _EXACT + 1):
                if word[:cut] in words and word[cut:] in words:
                    self._joined[inflect(word[:cut]), inflect(word[cut:])] = inflect(word)

    def _join(self, keys: list[str]) -> list[str]:
        joined: list[str] = []
        for key in keys:
            if joined and (joined[-1], key) in self._joined:
                joined[-1] = self._joined[joined[-1], key]
            else:
                joined.append(key)
        return joined

    def _add(self, keys: list[str], entry: Entry) -> None:
        if not keys:
            return
        self._words.update(keys)
        node = self.tree
        for key in keys:
            node = node.setdefault(key, {})
        known: list[Entry] = node.setdefault(_HERE, [])
        if entry not in known:
            known.append(entry)

    def key(self, word: str) -> str:
        """Return the key of a word of a text."""
        key = self._keys.get(word)
        if key is None:
            folded = fold(word)
            key = folded if folded in self._words else inflect(folded)
            if len(self._keys) > _CACHED_WORDS:
                self._keys.clear()
            self._keys[word] = key
        return key

    def words(self, text: str) -> list[Word]:
        """Return the words of a text; compounds written apart are one word."""
        known = self._keys
        found: list[Word] = []
        joined, prefixes = self._joined, self._prefixes
        last, pending = "", -1
        for match in TOKEN.finditer(text):
            raw = match[0]
            key = known.get(raw) or self.key(raw)
            start, end = match.span()
            if pending >= 0 and start <= pending + 1:
                before = found.pop()
                key = self.key(text[before.start : before.end] + raw)
                start = before.start
            elif (last, key) in joined and start <= found[-1].end + 1:
                start = found.pop().start
                key = joined[last, key]
            pending = end if key in prefixes else -1
            found.append(Word(key, start, end))
            last = key
        return found

    def starting_at(
        self, words: list[Word], position: int, asides: frozenset[int] = frozenset()
    ) -> Iterator[tuple[int, list[Entry]]]:
        """Yield (end, entries) of the names that begin at a word, longest first.

        Args:
            asides: positions of words in brackets that a name may step over.

        """
        node: Any = self.tree.get(words[position].key)
        if node is None:
            return
        found = []
        end = position + 1
        while True:
            here = node.get(_HERE)
            if here:
                found.append((end, here))
            after = end
            while after in asides:
                after += 1
            below = node.get(words[after].key) if after < len(words) else None
            if below is None:
                break
            node, end = below, after + 1
        yield from reversed(found)

    @cached_property
    def entries(self) -> list[tuple[list[str], Entry]]:
        """Every name as its keys and entry."""
        found: list[tuple[list[str], Entry]] = []
        stack: list[tuple[list[str], dict[str, Any]]] = [([], self.tree)]
        while stack:
            keys, node = stack.pop()
            for key, below in node.items():
                if isinstance(below, list):
                    found.extend((keys, entry) for entry in below)
                else:
                    stack.append(([*keys, key], below))
        return found

    @cached_property
    def _words_by_term(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for keys, entry in self.entries:
            found[entry.iri].update(keys)
        return found

    def words_of(self, iri: str) -> set[str]:
        """Return the keys of all words in the names of a term."""
        return self._words_by_term[iri]


class _Facts(NamedTuple):
    kind: str = ""
    confirmed: tuple[str, ...] = ()
    refuted: tuple[str, ...] = ()


def _kinds(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield what each term of the dictionary is called in output."""
    for top in _AXES:
        yield from ((iri, "axis") for iri in descendants(dataset, top))
    for top, kind in KINDS.items():
        for iri in descendants(dataset, top):
            yield iri, kind
            if kind == "device":
                for product in dataset.subjects(RDF_TYPE, iri):
                    yield product, "product"
    for quad in dataset.store.quads_for_pattern(None, ox.NamedNode(_MANUFACTURED_BY), None):
        if isinstance(quad.object, ox.NamedNode):
            yield quad.object.value, "maker"


def _makers(dataset: Dataset, names: list[Name], kinds: dict[str, str]) -> dict[str, list[str]]:
    """Return the names of the makers of each product, as they are looked for near its name."""
    known: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if kinds[name.iri] == "maker":
            known[name.iri].append(_near_key(name.text))
    return {
        product: sorted({key for maker in dataset.iris(product, _MANUFACTURED_BY) for key in known[maker]})
        for product, kind in kinds.items()
        if kind == "product"
    }


def _naming(name: Name, facts: _Facts) -> str:
    if name.kind != "abbreviation" or facts.kind:
        return facts.kind or name.kind
    return "abbreviation" if " " not in name.text and sum(c.isupper() for c in name.text) > 1 else "spelling"


def _annotated(dataset: Dataset) -> dict[tuple[str, str, str], _Facts]:
    """Read what is declared of names: their kind, and the words near them that decide."""
    found: dict[tuple[str, str, str], _Facts] = {}
    axioms = dataset.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Axiom"))
    for quad in axioms:
        facts: dict[str, list[str]] = defaultdict(list)
        language = ""
        for fact in dataset.store.quads_for_pattern(quad.subject, None, None):
            facts[fact.predicate.value].append(getattr(fact.object, "value", ""))
            if fact.predicate.value == OWL + "annotatedTarget":
                language = getattr(fact.object, "language", None) or ""
        if not {LABEL_KIND, CONFIRMED_BY, REFUTED_BY} & facts.keys():
            continue
        key = facts[OWL + "annotatedSource"][0], facts[OWL + "annotatedTarget"][0], language
        known = found.get(key, _Facts())
        found[key] = _Facts(
            "".join(facts[LABEL_KIND][:1]) or known.kind,
            tuple(sorted({*known.confirmed, *map(_near_key, facts[CONFIRMED_BY])})),
            tuple(sorted({*known.refuted, *map(_near_key, facts[REFUTED_BY])})),
        )
    return found


def _near_key(phrase: str) -> str:
    """Return a phrase as it is looked for among the folded words near a name.

    The last word may go on in the text ("stimulat" is found in "stimulation"), except a short one.
    """
    words = folded_words(phrase).strip()
    return f" {words} " if len(words.rpartition(" ")[2]) <= _EXACT else f" {words}"


def folded_words(text: str) -> str:
    """Return the words of a text, folded, with a space before and after each."""
    return f" {' '.join(map(fold, TOKEN.findall(text)))} "
