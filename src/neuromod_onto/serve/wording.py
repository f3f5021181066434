"""What other parts say in English, as pages say it: faults, the SPARQL editor."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup

from neuromod_onto.wording import known_in, table


def fault_in(told: str, language: str) -> str | Markup:
    r"""Return a fault or a hint in a language; one that is not known there is marked as English.

    >>> fault_in("no term is called 'zzz'", "fr")
    'aucun terme ne s’appelle «\xa0zzz\xa0»'
    """
    if language == "en":
        return told
    said = known_in(told, language)
    return Markup('<span lang="en">{}</span>').format(told) if said is None else said


def editor_words(language: str) -> dict[str, str]:
    r"""Return what the SPARQL editor says in English, as it is said in a language; none for English.

    >>> editor_words("fr")["{} results in {} seconds"], editor_words("en")
    ('{} résultats en {}\xa0s', {})
    """
    return {} if language == "en" else table(Path(__file__).parent / "editor.tsv")
