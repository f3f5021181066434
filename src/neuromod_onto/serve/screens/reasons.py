"""The reasons of an annotation in the reader's language."""

from __future__ import annotations

import re

from neuromod_onto.pages import words_in

_QUOTED = r"(?:'[^']*'|\"[^\"]*\")"
#: What the annotator says, and the key of the words that say it; a status is named as elsewhere on the page.
_SAID = (
    (re.compile(rf"\b(abbreviation|brand|label|legacy|spelling|synonym) (?={_QUOTED})"), "named-{}"),
    (re.compile(rf"\bconfirmed by (?={_QUOTED})"), "why-confirmed"),
    (re.compile(r"^composed of "), "why-composed"),
    (re.compile(r"(?<=['\" ])says (sham|negated|off)$"), "why-says-{}"),
)


def reason_in(why: str, language: str) -> str:
    r"""Return a reason in a language, with its quotation marks.

    >>> reason_in("abbreviation 'SCS'; 'sham' says sham", "fr")
    'sigle «\xa0SCS\xa0»\xa0; «\xa0sham\xa0» indique\xa0: factice'
    """
    if language == "en":
        return why
    words = words_in(language)
    for pattern, key in _SAID:
        why = pattern.sub(lambda m, key=key: words[key.format(*m.groups())] + " ", why)  # type: ignore[misc]
    quoted = re.sub(r"'([^']*)'|\"([^\"]*)\"", lambda m: f"«\xa0{m[1] or m[2] or ''}\xa0»", why)
    return quoted.replace("; ", "\xa0; ").strip()
