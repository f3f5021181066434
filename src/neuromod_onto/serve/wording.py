"""What other parts say in English, as pages say it: faults, the SPARQL editor."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from neuromod_onto.pages import words_in
from neuromod_onto.wording import known_in, table

#: What the command line says where no term is found.
_SEARCH = "see neuromod search"


def fault_in(told: str, language: str) -> str | Markup:
    r"""Return a fault or a hint in a language; one that is not known there is marked as English.

    >>> fault_in("no term is called 'zzz'", "fr")
    'aucun terme ne s’appelle «\xa0zzz\xa0»'
    """
    if language == "en":
        return told
    said = known_in(told, language)
    return Markup('<span lang="en">{}</span>').format(told) if said is None else said


def hint_in(told: str, language: str) -> str | Markup:
    """Return a hint in a language; one that names a command of the terminal speaks of the search instead.

    >>> hint_in("see neuromod search", "en")
    'The search finds terms by any of their names.'
    """
    return words_in(language)["search-instead"] if told == _SEARCH else fault_in(told, language)


def grouped(number: int, language: str) -> str:
    r"""Return a whole number as it is written in a language.

    >>> grouped(3334, "fr"), grouped(3334, "en")
    ('3\u202f334', '3,334')
    """
    return f"{number:,}".replace(",", "," if language == "en" else "\u202f")


def editor_words(language: str) -> dict[str, str]:
    r"""Return what the SPARQL editor says in English, as it is said in a language; none for English.

    >>> editor_words("fr")["{} results in {} seconds"], editor_words("en")
    ('{} résultats en {}\xa0s', {})
    """
    return {} if language == "en" else table(Path(__file__).parent / "editor.tsv")
