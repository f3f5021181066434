"""Bind values to the ``VALUES ?name { ... }`` blocks of a query.

Values are RDF terms that the RDF library serialises; no text is ever pasted. The block is found among
SPARQL tokens, so braces inside strings, comments or IRIs do not mislead it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from neuromod_onto.engine.guard import tokens
from neuromod_onto.errors import InputError

Value = ox.NamedNode | ox.Literal
_PAIR = r"\\\\([uU])|\\u([0-9A-F]{4})|\\."


def bind(text: str, values: Mapping[str, Sequence[Value]], *, place: str = "query") -> str:
    """Return the query with the content of each named ``VALUES`` block replaced, wherever it stands.

    Args:
        text: a legal SPARQL query.
        values: for each variable name, the terms to put in its block.
        place: names the query in faults.

    Raises:
        InputError: a name has no single-variable ``VALUES`` block.

    """
    blocks = values_blocks(text)
    edits = []
    for name, terms in values.items():
        if name not in blocks:
            raise InputError(f"the query has no block VALUES ?{name} {{ }}", place=place)
        content = " " + " ".join(map(written, terms)) + " "
        edits += [(start, end, content) for start, end in blocks[name]]
    for start, end, content in sorted(edits, reverse=True):
        text = text[:start] + content + text[end:]
    return text


def written(term: Value) -> str:
    r"""Return a term as SPARQL text that every engine reads as the same term.

    SPARQL 1.1 decodes ``\u007D`` before it looks for strings, even after another backslash. So the ``u`` that
    follows a backslash of the value is itself written as an escape. Escapes have eight digits, since rdflib
    takes up to eight after any of them.
    """

    def apart(match: re.Match[str]) -> str:
        if match[1]:
            return f"\\\\\\U{ord(match[1]):08X}"
        return f"\\U0000{match[2]}" if match[2] else match[0]

    text = str(term)
    return re.sub(_PAIR, apart, text, flags=re.DOTALL) if "\\" in text else text


def values_blocks(text: str) -> dict[str, list[tuple[int, int]]]:
    """Return, by variable name, the spans between the braces of its single-variable ``VALUES`` blocks."""
    found: dict[str, list[tuple[int, int]]] = {}
    stream = list(tokens(text))
    for index, (_, word, _) in enumerate(stream[:-3]):
        if word.upper() != "VALUES" or stream[index + 1][0] != "variable":
            continue
        for _, closing, offset in stream[index + 3 :]:
            if closing == "}":
                span = (stream[index + 2][2] + 1, offset)
                found.setdefault(stream[index + 1][1][1:], []).append(span)
                break
    return found
