"""What an abbreviation stands for where the text spells it out: "BMAC (bone marrow aspirate concentrate)"."""

from __future__ import annotations

import re

_AFTER = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_WORD = re.compile(r"[^\W_]+")


def long_form(text: str, start: int, end: int) -> str:
    """Return the words whose initials are the abbreviation at a place, or an empty string.

    They stand in brackets after it, or right before it where it stands in brackets. Each letter needs a word.

    Args:
        text: what is read.
        start: offset of the first character of the abbreviation.
        end: offset after its last character.

    """
    letters = [c.casefold() for c in text[start:end] if c.isalnum()]
    after = _AFTER.match(text, end)
    if after and (spelled := _first_words(after[1], letters)):
        return spelled
    if text[start - 1 : start] in ("(", "["):
        before = list(_WORD.finditer(text, 0, start))[-len(letters) :]
        if [word[0][0].casefold() for word in before] == letters:
            return text[before[0].start() : before[-1].end()]
    return ""


def _first_words(text: str, letters: list[str]) -> str:
    words = list(_WORD.finditer(text))
    if [word[0][0].casefold() for word in words] != letters:
        return ""
    return text[words[0].start() : words[-1].end()]
