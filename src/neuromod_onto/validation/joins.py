"""Answer what a query asks about classes first, by itself, and join the records to it.

The store orders joins by the form of the patterns, not by how many triples there are. It took 0.7 s to go
from 26,000 records to the classes of what they name and on to what these rule out; the few pairs of classes
alone take 0.01 s, and joining the records to them 0.06 s.
"""

from __future__ import annotations

import re
from functools import cache

import pyoxigraph as ox

from neuromod_onto.validation.ancestry import ABOVE, KIND
from neuromod_onto.validation.groups import (
    Element,
    Other,
    Pattern,
    UnreadError,
    blank,
    closing,
    prologue,
    read,
    variables,
)

#: A query that gives distinct rows of variables, so that it does not matter how often a row is found.
_DISTINCT = re.compile(r"\bSELECT\s+DISTINCT((?:\s+\?\w+)+)\s+(?:WHERE\s*)?\{", re.IGNORECASE)
_AS = re.compile(r"\bAS\s+\?(\w+)", re.IGNORECASE)
#: A property with at most so many triples, and at most one in a hundred of all, is looked at first.
_FEW = 1_000
_CLOSURE = (str(ABOVE), str(KIND))


class Joins:
    """Rewrites queries for one store.

    Args:
        data: the store with the closure of its classes, which says what is a property of classes.

    """

    def __init__(self, data: ox.Store) -> None:
        self._data = data
        self._few = min(_FEW, len(data) // 100)
        self._is_of_classes = cache(self._asks)

    def classes_first(self, query: str) -> str:
        """Return a query with its patterns about classes in a group of their own, ahead of the others."""
        bare = blank(query)
        select = _DISTINCT.search(bare)
        if select is None:
            return query
        end = closing(bare, select.end() - 1)
        if bare[end + 1 :].strip() not in ("", "}"):
            return query  # groups or orders its rows
        try:
            elements = read(query[select.end() : end], variables(query))
        except UnreadError:
            return query
        groups = []
        for group in _connected(self._about_classes(elements, prologue(query))):
            rest = [one for one in elements if one not in group]
            shown = variables(*group) & variables(*rest, select[1])
            if shown and any(one.path not in _CLOSURE for one in group):
                body = " ".join(map(str, group))
                names = " ".join(f"?{name}" for name in sorted(shown))
                groups.append(f"{{ SELECT DISTINCT {names} WHERE {{ {body} }} }}")
                elements = rest
        if not groups:
            return query
        return f"{query[: select.end()]} {' '.join([*groups, *map(str, elements)])} {query[end:]}"

    def _about_classes(self, elements: list[Element], prefixes: str) -> list[Pattern]:
        """Return the patterns that may stand first and whose property is one of classes."""
        others = [one for one in elements if isinstance(one, Other)]
        optional = [n for n, one in enumerate(elements) if str(one)[:8].upper() == "OPTIONAL"]
        assigned = {"this"} | {name for one in others for name in _AS.findall(one.text)}
        return [
            one
            for one in elements[: min(optional, default=len(elements))]
            if isinstance(one, Pattern)
            and not assigned & variables(one)
            and (one.path in _CLOSURE or self._is_of_classes(prefixes, one.path))
        ]

    def _asks(self, prefixes: str, path: str) -> bool:
        """Say whether all subjects of a property are classes, or it has few triples, as rules have."""
        if path.startswith("?") or re.search(r"[*+?(|^!]", re.sub(r"<[^<>]*>", "", path)):
            return False
        some = f"SELECT ?s {{ ?s {path} ?o }} LIMIT {self._few + 1}"
        found = self._data.query(f"{prefixes} {some}", use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        if len(list(found)) <= self._few:
            return True
        other = f"ASK {{ ?s {path} ?o FILTER NOT EXISTS {{ ?s {ABOVE} ?any }} }}"
        return not self._data.query(f"{prefixes} {other}", use_default_graph_as_union=True)


def _connected(patterns: list[Pattern]) -> list[list[Pattern]]:
    """Return patterns in groups that share no variable."""
    groups: list[list[Pattern]] = []
    for pattern in patterns:
        touching = [group for group in groups if variables(*group) & variables(pattern)]
        groups = [group for group in groups if group not in touching]
        groups.append([one for group in touching for one in group] + [pattern])
    return groups
