"""Find the line of a file of shapes where something that is wrong with them stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from neuromod_onto.dataset.read import LineByLine, format_of

#: A property and its value as N-Triples; no value for a blank node, which has no name of its own.
Fact = tuple[str, str | None]


def place_of(files: Sequence[Path], name: str | None, facts: set[Fact], wanted: Sequence[Fact]) -> str:
    """Return file, line and column of what is said wrongly of a node, or of the first that is said of it.

    The files are read again, line by line, so this costs time only where there is a fault.

    Args:
        files: the files of shapes, readable, packed or not.
        name: IRI of the node; None for a blank node, which is known by its facts.
        facts: all that is said of it.
        wanted: what may be wrong, the likeliest first.

    Returns:
        The files alone when nothing is said of such a node.

    """
    said: dict[object, list[tuple[Fact, str]]] = defaultdict(list)
    for path in files:
        for line, text, quad in _statements(path):
            if _named(quad.subject) == name:
                fact = str(quad.predicate), _named(quad.object)
                said[path, quad.subject].append((fact, f"{path}:{line}{_column(text, quad)}"))
    if not said:
        return ", ".join(map(str, files))
    likeliest = min(said.values(), key=lambda one: len(facts ^ {fact for fact, _ in one}))
    for trace in wanted:
        for fact, place in likeliest:
            if fact == trace:
                return place
    return likeliest[0][1]


def _statements(path: Path) -> Iterable[tuple[int, str, ox.Quad]]:
    """Yield each statement with the line at which it ends, and the text of that line."""
    rdf_format = format_of(path)
    if rdf_format is None:
        return
    with LineByLine(path) as source:
        for quad in ox.parse(cast(IO[bytes], source), format=rdf_format, base_iri=path.resolve().as_uri()):
            yield source.line, source.text.decode("utf-8", "replace"), quad


def _named(term: object) -> str | None:
    return None if isinstance(term, ox.BlankNode) else str(term)


def _column(line: str, quad: ox.Quad) -> str:
    """Return where the property of a statement stands in a line; nothing when it stands in another."""
    iri = quad.predicate.value
    local = re.escape(re.split(r"[#/]", iri)[-1])
    found = re.search(rf"<{re.escape(iri)}>|[\w-]*:{local}(?![\w-])|(?<!\S)a(?!\S)", line)
    return f":{found.start() + 1}" if found else ""
