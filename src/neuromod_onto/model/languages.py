"""Languages of the ontology and the order in which a missing one is replaced."""

from __future__ import annotations

from collections.abc import Iterable

from neuromod_onto.errors import UsageError

LANGUAGES = ("en", "fr")


def require_language(language: str) -> None:
    """Refuse a language in which nothing is written.

    Raises:
        UsageError: it is none of ``LANGUAGES``.

    """
    if language not in LANGUAGES:
        raise UsageError(f"nothing is written in the language {language!r}", "use " + " or ".join(LANGUAGES))


def fallback_order(language: str) -> tuple[str, ...]:
    """Return the languages to try for a reader of ``language``: theirs, the others, none.

    >>> fallback_order("fr")
    ('fr', 'en', '')
    """
    return (language, *(other for other in LANGUAGES if other != language), "")


def pick(texts: Iterable[tuple[str, str]], language: str) -> str | None:
    """Choose from (text, language) pairs the one to show; ties go to the alphabetically first.

    >>> pick([("pain", "en"), ("douleur", "fr")], "fr")
    'douleur'
    """
    order = {lang: rank for rank, lang in enumerate(fallback_order(language))}
    best = min(((order.get(lang, len(order)), text) for text, lang in texts), default=None)
    return best[1] if best else None
