"""Choose what to send by the Accept and Accept-Language headers (RFC 9110)."""

from __future__ import annotations

from collections.abc import Sequence


def best_of(accept: str, offered: Sequence[str]) -> str:
    """Return the offered media type that the reader likes best, or an empty string when none is accepted.

    The first offered one wins ties, and when nothing is asked for.

    >>> best_of("text/turtle;q=0.9, */*;q=0.1", ["text/html", "text/turtle"])
    'text/turtle'
    >>> best_of("image/png", ["text/html"])
    ''
    """
    if accept in ("", "*/*"):
        return next(iter(offered), "")
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    best, best_quality = "", 0.0
    for media in offered:
        fits = [(pattern.count("*"), -quality) for pattern, quality in ranges if _fits(pattern, media)]
        quality = -min(fits)[1] if fits else 0.0
        if quality > best_quality:
            best, best_quality = media, quality
    return best


def best_language(accept: str, offered: Sequence[str]) -> str:
    """Return the offered language that the reader likes best, or an empty string when none is named.

    >>> best_language("de, en;q=0.3, fr-CA;q=0.9", ["en", "fr"]), best_language("fr;q=0", ["en", "fr"])
    ('fr', '')
    """
    liked = [_range(part) for part in accept.split(",") if part.strip()]
    named = [(tag.partition("-")[0], quality) for tag, quality in liked if quality > 0]
    fitting = [one for one in named if one[0] in offered]
    return max(fitting, key=lambda one: one[1])[0] if fitting else ""


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (field.strip() for field in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().casefold() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                quality = 0.0
    return media.casefold(), quality


def _fits(pattern: str, media: str) -> bool:
    return pattern in ("*/*", media) or (pattern.endswith("/*") and media.startswith(pattern[:-1]))
