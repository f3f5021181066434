"""The words of the pages in each language, from ``texts.tsv``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from neuromod_onto.model.languages import LANGUAGES


@cache
def words_in(language: str) -> dict[str, str]:
    """Return the words of the pages by key.

    >>> words_in("fr")["search"]
    'Rechercher'
    """
    lines = (Path(__file__).parent / "texts.tsv").read_text("utf-8").splitlines()
    column = 1 + LANGUAGES.index(language)
    return {fields[0]: fields[column] for line in lines[1:] if (fields := line.split("\t"))}
