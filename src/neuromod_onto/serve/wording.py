"""What other parts say in English, in the reader's language: reasons, faults, names of columns."""

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
#: Faults that readers meet often; the others stay as they are, marked as English.
_FAULTS = (
    (re.compile(rf"no term is called ({_QUOTED})"), "fault-no-term"),
    (re.compile(rf"({_QUOTED}) names (\d+) terms"), "fault-many-terms"),
    (re.compile(rf"no query ({_QUOTED})"), "fault-no-query"),
    (re.compile(r"the query (\S+) needs a value for (.+)"), "fault-no-value"),
    (re.compile(r"the parameter (\S+) takes one value, (\d+) were given"), "fault-one-value"),
    (re.compile(r"(\S+) \((.+)\) is not a kind of (\S+)"), "fault-not-kind"),
    (re.compile(r"stopped after (\S+) s"), "fault-time"),
    (re.compile(r"stopped at (.+) of memory"), "fault-memory"),
)


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


def fault_in(cause: str, language: str) -> str | Markup:
    r"""Return the cause of a fault in a language; one that is not known there is marked as English.

    >>> fault_in("no term is called 'zzz'", "fr")
    'aucun terme ne s’appelle «\xa0zzz\xa0»'
    """
    if language == "en":
        return cause
    for pattern, key in _FAULTS:
        if match := pattern.fullmatch(cause):
            return words_in(language)[key].format(*map(_requoted, match.groups()))
    return Markup('<span lang="en">{}</span>').format(cause)


def column_in(variable: str, language: str) -> str:
    """Return what a column of a canned query is called.

    >>> column_in("device_years", "fr"), column_in("device_years", "en")
    ('années-dispositif', 'device years')
    """
    plain = variable.replace("_", " ")
    return plain if language == "en" else _columns().get(variable, plain)


def _requoted(text: str) -> str:
    return re.sub(r"'([^']*)'|\"([^\"]*)\"", lambda m: f"«\xa0{m[1] or m[2] or ''}\xa0»", text)


@cache
def _columns() -> dict[str, str]:
    lines = (Path(__file__).parent / "columns.tsv").read_text("utf-8").splitlines()[1:]
    return dict(line.split("\t", 1) for line in lines)
