"""Words of texts and names as they are compared: without case, accents, endings and spelling habits.

A key is made for comparison only and is no word of any language: both "therapies" and "thérapie" become
"therapi". The rules that are facts of spelling stand in ``ontology/spelling.tsv``.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from neuromod_onto.model.resources import shipped_root
from neuromod_onto.terms import fold

#: A run of digits, or a word; combining accents belong to the word they follow.
TOKEN = re.compile(r"\d+|[^\W\d_](?:[^\W_]|[\u0300-\u036f])*")
_INFLECTED = 4
_LONG = 6
#: French doubles the consonant of a masculine ending before the feminine e.
_DOUBLED = {"ell": "el", "enn": "en", "onn": "on", "ett": "et"}
_FEMININE = {"eus": "eux", "iv": "if"}


class Word(NamedTuple):
    """A word of a text.

    Attributes:
        key: the word as it is compared.
        start: offset of its first character.
        end: offset after its last character.

    """

    key: str
    start: int
    end: int


class _Spelling(NamedTuple):
    inside: tuple[tuple[str, str], ...]
    ends: tuple[tuple[str, str], ...]
    whole: dict[str, str]
    prefixes: frozenset[str]


@cache
def _spelling() -> _Spelling:
    lines = (shipped_root() / "ontology" / "spelling.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    by_place = {
        place: [(a, b) for a, b, p in rows if p == place] for place in ("inside", "end", "word", "prefix")
    }
    return _Spelling(
        tuple(by_place["inside"]),
        tuple(by_place["end"]),
        dict(by_place["word"]),
        frozenset(a for a, _ in by_place["prefix"]),
    )


def prefixes() -> frozenset[str]:
    """Return the words written now apart, now together with the next, as in "non-invasive"."""
    return _spelling().prefixes


def inflect(folded: str) -> str:
    """Return the key of a folded word: one spelling, number and gender for all.

    >>> [inflect(word) for word in ("stimulators", "therapies", "implantees", "oesophageal")]
    ['stimulator', 'therapi', 'implant', 'esophageal']
    """
    rules = _spelling()
    key = rules.whole.get(folded, folded)
    if len(key) < _INFLECTED:
        return key
    for old, new in rules.inside:
        if old in key:
            key = key.replace(old, new)
    if key.endswith("aux") and len(key) > _INFLECTED:
        key = key[:-2] + "l"
    elif key[-1] == "s" and key[-2] not in "siu":
        key = key[:-1]
    for old, new in rules.ends:
        if key.endswith(old):
            key = key[: -len(old)] + new
    if key.endswith("ie"):
        return key[:-1]
    if key.endswith("y"):
        return key[:-1] + "i"
    if key.endswith("ee"):
        key = key[:-1]
    if key[-1] == "e" and len(key) >= _LONG:
        key = key[:-1]
        for old, new in _FEMININE.items():
            if key.endswith(old):
                return key[: -len(old)] + new
        return key[:-1] if key[-3:] in _DOUBLED else key
    return key


def name_key(word: str) -> str:
    """Return the key of a word of a name; an abbreviation that ends in a capital keeps its ending."""
    folded = fold(word)
    if word[-1].isupper() and any(c.isupper() for c in word[:-1]):
        return folded
    return inflect(folded)


def key_words(text: str) -> list[str]:
    """Return the keys of a name, prefixes written apart joined to the next word.

    >>> key_words("Stimulateurs médullaires non implantables")
    ['stimulateur', 'medullair', 'nonimplantabl']
    """
    words = TOKEN.findall(text)
    keys: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        if position + 1 < len(words) and fold(word) in prefixes():
            word += words[position + 1]
            position += 1
        keys.append(name_key(word))
        position += 1
    return keys
