"""Messages in the reader's language. The program is written in English; ``told.tsv`` says the rest.

A row holds a message with ``{}`` where something is put in, and the same in French; where the order differs,
``{1}`` and ``{0}`` name what is put in. Messages that are joined by a semicolon, or stand behind a name and a
colon, are found one by one. What is told by other programs, and what is put in, stays as it is, but for its
quotation marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

#: The tables: messages, and names of columns.
TOLD = Path(__file__).parent / "told.tsv"
COLUMNS = TOLD.with_name("columns.tsv")
#: What is joined by semicolons, those in quotation marks left alone.
_PARTS = re.compile(r"(?:'[^']*'|\"[^\"]*\"|[^;]|;(?! ))+")
#: What may stand before a message: no colon or semicolon that joins it to another, but in quotation marks.
_FIRST = r"((?:'[^']*'|\"[^\"]*\"|'(?![^']*')|\"(?![^\"]*\")|[^:;'\"]|[:;](?! ))+?)"
_GAP = re.compile(r"\{(\d?)\}")
#: Longer texts, more names before a message and messages deeper in one another are no messages of ours.
_LONGEST = 2_000
_MOST_NAMES = 4
_DEEPEST = 10


def said_in(told: str, language: str) -> str:
    r"""Return a message in a language; one that is not known there stays as it is.

    >>> said_in("20 of 78 rows", "fr"), said_in("20 of 78 rows", "en"), said_in("thanks", "fr")
    ('lignes montrées\xa0: 20 sur 78', '20 of 78 rows', 'thanks')
    """
    return told if language == "en" else known_in(told, language) or told


def known_in(told: str, language: str) -> str | None:
    r"""Return a message in a language other than English, or None when it is not known there.

    >>> known_in("pulse width: '5' has no unit", "fr"), known_in("thanks", "fr")
    ('pulse width\xa0: «\xa05\xa0» est sans unité', None)
    """
    return _known(told, language, _DEEPEST) if len(told) <= _LONGEST else None


def _known(told: str, language: str, depth: int) -> str | None:
    if not depth:
        return None
    said = _one(told, language, depth)
    names, rest = "", told
    for _ in range(_MOST_NAMES):
        name, colon, rest = rest.partition(": ")
        if said or not colon:
            break
        names += f"{name}\xa0: "
        said = _one(rest, language, depth)
    return names + said if said else None


def _one(told: str, language: str, depth: int) -> str | None:
    """Return what is said in one message, or in several that are joined by semicolons."""
    parts = [part.strip() for part in _PARTS.findall(told)]
    if len(parts) == 1:
        return _message(told, language, depth)
    said = [_message(part, language, depth) for part in parts]
    joined = "\xa0; ".join(filter(None, said)) if all(said) else None
    return _message(told, language, depth, joining=True) or joined or _message(told, language, depth)


def _message(told: str, language: str, depth: int, *, joining: bool = False) -> str | None:
    for pieces, template in _messages(language):
        if not (told.startswith(pieces[0]) and told.endswith(pieces[-1])):
            continue
        if joining and not any("; " in piece for piece in pieces):
            continue
        pattern = "(.+?)".join(map(re.escape, pieces))
        if not pieces[0]:
            pattern = _FIRST + pattern.removeprefix("(.+?)")
        if match := re.fullmatch(pattern, told, re.DOTALL):
            return _filled(template, [_part(part, language, depth - 1) for part in match.groups()])
    return None


def _part(part: str, language: str, depth: int) -> str:
    """Return what is put into a message; a single word is a name and stays."""
    return (" " in part and _known(part, language, depth)) or requoted(part)


def _filled(template: str, parts: Sequence[str]) -> str:
    rest = iter(parts)
    return _GAP.sub(lambda gap: parts[int(gap[1])] if gap[1] else next(rest), template)


def requoted(text: str) -> str:
    r"""Return a text with French quotation marks for straight ones.

    >>> requoted("'SCS'")
    '«\xa0SCS\xa0»'
    """
    return re.sub(r"'([^']*)'|\"([^\"]*)\"", lambda m: f"«\xa0{m[1] or m[2] or ''}\xa0»", text)


@cache
def _messages(language: str) -> list[tuple[list[str], str]]:
    """Return each message cut at what is put in, with its wording; those that say most come first."""
    assert language == "fr", language
    rows = [(english.split("{}"), said) for english, said in table(TOLD).items()]
    return sorted(rows, key=lambda row: -sum(map(len, row[0])))


def column_in(name: str, language: str) -> str:
    """Return what a column is called before people.

    >>> column_in("device_years", "fr"), column_in("device_years", "en"), column_in("therapy_label", "fr")
    ('années-dispositif', 'device years', 'traitement (libellé)')
    """
    plain = name.replace("_", " ")
    return plain if language == "en" else known_column(name) or plain


def known_column(name: str) -> str:
    """Return the French name of a column of ours; empty for the columns of others."""
    columns = table(COLUMNS)
    if name in columns:
        return columns[name]
    labelled = columns.get(name.removesuffix("_label"))
    return f"{labelled} (libellé)" if labelled else ""


@cache
def table(path: Path) -> dict[str, str]:
    """Return a table of two columns, English and French."""
    lines = path.read_text("utf-8").splitlines()[1:]
    return dict(line.split("\t", 1) for line in lines)
