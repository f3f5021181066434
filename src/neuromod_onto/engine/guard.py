"""Refuse queries that write or that reach out to the network.

The text is cut into SPARQL tokens first, so that a keyword inside a string, a comment, an IRI or a
prefixed name is not mistaken for one. Code point escapes are decoded before, as SPARQL prescribes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from neuromod_onto.errors import UsageError

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:[^\\"]|\\.|"(?!""))*\"\"\" | '''(?:[^\\']|\\.|'(?!''))*'''
             | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<blank>_:[\w.\-]+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w.\-:%]|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


def _decode(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]


def tokens(query: str) -> Iterator[tuple[str, str, int]]:
    """Yield (kind, text, offset) of each SPARQL token that is not a comment."""
    for match in _TOKEN.finditer(query):
        if match.lastgroup and match.lastgroup != "comment":
            yield match.lastgroup, match.group(), match.start()


def check_read_only(query: str) -> None:
    """Raise unless ``query`` only reads, and only the dataset at hand.

    Raises:
        UsageError: the query updates, or names another place by SERVICE or FROM.

    """
    form_seen = False
    for kind, text, _ in tokens(_ESCAPE.sub(_decode, query)):
        if kind != "word":
            continue
        word = text.upper()
        if word in _FORMS:
            form_seen = True
        elif word in _UPDATES and not form_seen:
            raise UsageError(
                f"only reading is allowed, and this query holds {word}",
                "use SELECT, ASK, CONSTRUCT or DESCRIBE",
            )
        elif word == "SERVICE":
            raise UsageError(
                "SERVICE is not allowed: a query may not reach other addresses",
                "load the data with --data or name the service with --endpoint",
            )
        elif word == "FROM":
            raise UsageError(
                "FROM is not allowed: the dataset is what --data and --endpoint name",
                "leave the FROM clause out",
            )
