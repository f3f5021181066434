"""The dictionary of names that texts are searched for, made from the dataset."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import (
    ANATOMICAL_ENTITY,
    CHEMICAL_AGENT,
    CONDITION,
    CONFIRMED_BY,
    DEVICE,
    HIDDEN_LABEL,
    INTERVENTION,
    OWL,
    RDF_TYPE,
    REFUTED_BY,
)
from neuromod_onto.terms import all_names, descendants, fold

#: What a term is called in output, by the top class it falls under.
KINDS = {
    INTERVENTION: "therapy",
    DEVICE: "device",
    CONDITION: "condition",
    ANATOMICAL_ENTITY: "target",
    CHEMICAL_AGENT: "agent",
}

TOKEN = re.compile(r"[^\W_]+")
_SHORT = 3


class Entry(NamedTuple):
    """A name in the dictionary.

    Attributes:
        iri: the term named.
        text: the name as written in the ontology.
        kind: therapy, device, condition, target or agent.
        naming: label, synonym or abbreviation (which includes brands).
        confirmed_by: folded words that must be near, if there are any.
        refuted_by: folded words that must not be near.

    """

    iri: str
    text: str
    kind: str
    naming: str
    confirmed_by: frozenset[str]
    refuted_by: frozenset[str]


class Lexicon:
    """All names of therapies, devices, conditions, targets and agents, by their folded words.

    Attributes:
        entries: entries by the folded words of a name, joined by spaces.
        longest: for each first word, the greatest number of words of a name that begins with it.

    """

    def __init__(self, dataset: Dataset) -> None:
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        self.longest: dict[str, int] = {}
        kinds = {iri: kind for top, kind in KINDS.items() for iri in (*descendants(dataset, top),)}
        context = _contexts(dataset)
        for name in all_names(dataset):
            kind = kinds.get(name.iri)
            if kind is None:
                continue
            words = key_words(name.text)
            if not words:
                continue
            confirmed, refuted = context.get((name.iri, name.text), (frozenset(), frozenset()))
            entry = Entry(name.iri, name.text, kind, name.kind, confirmed, refuted)
            known = self.entries[" ".join(words)]
            if not any(e.iri == entry.iri and e.naming == entry.naming for e in known):
                known.append(entry)
            self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))


def key_words(text: str) -> list[str]:
    """Return the words of a name as they are compared: folded, plural endings cut.

    >>> key_words("Stimulateurs médullaires implantables")
    ['stimulateur', 'medullaire', 'implantable']
    """
    return [word_key(match[0]) for match in TOKEN.finditer(text)]


def word_key(word: str) -> str:
    """Return one word as it is compared; words written in capitals keep their ending."""
    folded = fold(word)
    if len(folded) > _SHORT and folded[-1] in "sx" and not word.isupper() and folded[-2] not in "siu":
        return folded[:-1]
    return folded


def _contexts(dataset: Dataset) -> dict[tuple[str, str], tuple[frozenset[str], frozenset[str]]]:
    """Read the words declared near ambiguous names, from annotations of the hidden labels."""
    words: dict[tuple[str, str], tuple[set[str], set[str]]] = {}
    kind = dataset.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Axiom"))
    for quad in kind:
        facts: dict[str, list[str]] = defaultdict(list)
        for fact in dataset.store.quads_for_pattern(quad.subject, None, None):
            facts[fact.predicate.value].append(getattr(fact.object, "value", ""))
        if facts.get(OWL + "annotatedProperty") != [HIDDEN_LABEL]:
            continue
        source, target = facts[OWL + "annotatedSource"][0], facts[OWL + "annotatedTarget"][0]
        if source.startswith(NEUROMOD):
            confirmed, refuted = words.setdefault((source, target), (set(), set()))
            confirmed.update(" ".join(key_words(word)) for word in facts.get(CONFIRMED_BY, []))
            refuted.update(" ".join(key_words(word)) for word in facts.get(REFUTED_BY, []))
    return {key: (frozenset(confirmed), frozenset(refuted)) for key, (confirmed, refuted) in words.items()}
