"""Refuse queries that write, reach out to the network, or are nested so deep that they end the process.

The text is cut into SPARQL tokens first, so that a keyword inside a string, a comment, an IRI or a
prefixed name is not mistaken for one. Parsers differ in two ways, so both readings must pass:
escapes of code points are decoded before parsing (SPARQL 1.1) or inside strings only (SPARQL 1.2), and
words may run together (``1e5SERVICE<...>``, ``FROM:x``).
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
_ESCAPE = r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})"
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
#: Deepest nesting of brackets; the parser's stack holds about 800 of the costliest kind.
DEEPEST = 100
#: Most steps that a parser may take one inside the other: operators, and clauses, each of which counts four.
MOST_STEPS = 4000
_CLAUSES = {"OPTIONAL", "BIND", "AS", "MINUS", "UNION", "FILTER", "EXISTS", "GRAPH", "VALUES"}
_OPERATORS = "|&!+-*/="
#: What may be refused is longer than this, has a bracket more, or holds one of these.
_SHORT = 1000
_SUSPECT = ("\\", "SERVICE", "FROM", *sorted(_UPDATES))


def _decode(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else match[0]


def tokens(query: str) -> Iterator[tuple[str, str, int]]:
    """Yield (kind, text, offset) of each SPARQL token that is not a comment."""
    for match in _TOKEN.finditer(query):
        if match.lastgroup and match.lastgroup != "comment":
            yield match.lastgroup, match.group(), match.start()


def check_read_only(query: str) -> None:
    """Raise unless ``query`` only reads, only the dataset at hand, and is not nested too deep.

    Raises:
        UsageError: the query updates, names another place by SERVICE or FROM, or is nested too deep.

    """
    if _is_plain(query):
        return
    decoded = re.sub(_ESCAPE, _decode, query) if "\\" in query else query
    for text in dict.fromkeys((decoded, query)):
        _check(text)


def _is_plain(query: str) -> bool:
    """Say whether nothing in a query can be refused, without cutting it into tokens: most are like this.

    >>> _is_plain("ASK { ?s ?p ?o }"), _is_plain("SELECT * FROM <x> {}"), _is_plain("ASK { ?loads ?p 1 }")
    (True, False, False)
    """
    if len(query) > _SHORT or not query.isascii():
        return False
    upper = query.upper()
    return sum(map(query.count, "([{")) <= DEEPEST and not any(word in upper for word in _SUSPECT)


def _check(query: str) -> None:
    form_seen = False
    depth = steps = 0
    for kind, text, _ in tokens(query):
        if kind in ("word", "name"):
            word = text.partition(":")[0].upper()
            if kind == "word" and word in _FORMS:
                form_seen = True
            elif kind == "word" and word in _UPDATES and not form_seen:
                raise UsageError(
                    f"only reading is allowed, and this query holds {word}",
                    "use SELECT, ASK, CONSTRUCT or DESCRIBE",
                )
            if "SERVICE" in word:
                raise UsageError(
                    "SERVICE is not allowed: a query may not reach other addresses",
                    "load data with --data or name the service with --endpoint; rename a prefix that says it",
                )
            if "FROM" in word:
                raise UsageError(
                    "FROM is not allowed: the dataset is what --data and --endpoint name",
                    "leave the FROM clause out; rename a prefix that says it",
                )
            steps += 4 if word in _CLAUSES else 0
        elif kind == "iri":  # or what stands between two comparisons
            if depth + text.count("(") > DEEPEST or max(map(text.count, _OPERATORS)) > MOST_STEPS // 4:
                raise _too_deep()
        elif kind == "other":
            depth += (text in "([{") - (text in ")]}")
            steps += text in _OPERATORS
        if depth > DEEPEST or steps > MOST_STEPS:
            raise _too_deep()


def _too_deep() -> UsageError:
    return UsageError(
        f"the query is nested more than {DEEPEST} deep, or has more than {MOST_STEPS // 4:,} clauses",
        "split it, or list values in a VALUES block",
    )
