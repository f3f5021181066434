"""What other parts say in English, in the reader's language: reasons, faults, columns, the SPARQL editor."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

from neuromod_onto.pages import words_in

_QUOTED = r"(?:'[^']*'|\"[^\"]*\")"
#: What the annotator says, and the key of the words that say it; a status is named as elsewhere on the page.
_REASONS = (
    (re.compile(rf"\b(abbreviation|brand|label|legacy|spelling|synonym) (?={_QUOTED})"), "named-{}"),
    (re.compile(rf"\bconfirmed by (?={_QUOTED})"), "why-confirmed"),
    (re.compile(r"^composed of "), "why-composed"),
    (re.compile(r"(?<=['\"] )says (sham|negated|off)$"), "why-says-{}"),
)
#: Keys of the words that say a fault, a hint, or a part of these.
_TOLD = ("fault-", "hint-", "part-")


def reason_in(why: str, language: str) -> str:
    r"""Return the reason of an annotation in a language, with its quotation marks.

    >>> reason_in("abbreviation 'SCS'; 'sham' says sham", "fr")
    'sigle «\xa0SCS\xa0»\xa0; «\xa0sham\xa0» indique\xa0: factice'
    """
    if language == "en":
        return why
    words = words_in(language)
    for pattern, key in _REASONS:
        why = pattern.sub(lambda m, key=key: words[key.format(*m.groups())] + " ", why)  # type: ignore[misc]
    return _requoted(why).replace("; ", "\xa0; ").strip()


def fault_in(told: str, language: str) -> str | Markup:
    r"""Return a fault or a hint in a language; one that is not known there is marked as English.

    >>> fault_in("no term is called 'zzz'", "fr")
    'aucun terme ne s’appelle «\xa0zzz\xa0»'
    """
    if language == "en":
        return told
    said = _said(told, language)
    return Markup('<span lang="en">{}</span>').format(told) if said is None else said


def plain_fault_in(told: str, language: str) -> str:
    """Return a fault or a hint in a language as plain text; one that is not known there stays as it is."""
    return told if language == "en" else _said(told, language) or told


def _said(told: str, language: str) -> str | None:
    for pattern, template in _told_in(language):
        if match := pattern.fullmatch(told):
            parts = (_said(part, language) or _requoted(part) for part in match.groups())
            return template.format(*parts)
    return None


@cache
def _told_in(language: str) -> list[tuple[re.Pattern[str], str]]:
    """Return what is told in English as patterns, each with its wording in a language; exact ones first."""
    english, words = words_in("en"), words_in(language)
    keys = [key for key in english if key.startswith(_TOLD)]
    keys.sort(key=lambda key: -len(english[key].replace("{}", "")))
    return [
        (re.compile("(.+?)".join(map(re.escape, english[key].split("{}"))), re.DOTALL), words[key])
        for key in keys
    ]


def column_in(variable: str, language: str) -> str:
    """Return what a column of a canned query is called.

    >>> column_in("device_years", "fr"), column_in("device_years", "en")
    ('années-dispositif', 'device years')
    """
    plain = variable.replace("_", " ")
    return plain if language == "en" else _columns().get(variable, plain)


def _requoted(text: str) -> str:
    return re.sub(r"'([^']*)'|\"([^\"]*)\"", lambda m: f"«\xa0{m[1] or m[2] or ''}\xa0»", text)


def editor_words(language: str) -> dict[str, str]:
    r"""Return what the SPARQL editor says in English, as it is said in a language; none for English.

    >>> editor_words("fr")["{} results in {} seconds"], editor_words("en")
    ('{} résultats en {}\xa0s', {})
    """
    return {} if language == "en" else _table("editor.tsv")


def _columns() -> dict[str, str]:
    return _table("columns.tsv")


@cache
def _table(name: str) -> dict[str, str]:
    lines = (Path(__file__).parent / name).read_text("utf-8").splitlines()[1:]
    return dict(line.split("\t", 1) for line in lines)
