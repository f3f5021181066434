"""Let a query read the answers that a store holds of subqueries over all records (``dataset/counts.py``).

A subquery is one whose answer is held when both are the same words, whatever their prefixes, the names of
their variables, spaces and comments. One thing may differ: a VALUES block that only picks groups may list
fewer values than the one counted with, since what other groups hold does not change. The subquery is then
replaced by one that reads the rows, each a node with a statement for each value, and picks the same groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from neuromod_onto.dataset.counts import Count, column
from neuromod_onto.engine.query_form import Group, Token, read_form
from neuromod_onto.engine.rewriting import Edit, Names

#: Characters of numbers, each a word of its own to ``tokens``: ``1 0`` is not ``10``.
_NUMBER = set("0123456789.")


class _Normal(NamedTuple):
    """A subquery without what does not matter.

    Attributes:
        words: IRIs in full, keywords in capitals, variables numbered as they come.
        variables: their names as written, by number.
        picked: what each VALUES block lists that only picks groups, with the number of its variable;
            ``words`` leaves these out.

    """

    words: tuple[str, ...]
    variables: tuple[str, ...]
    picked: tuple[tuple[str, tuple[str, ...]], ...]


def counts_read(top: Group, names: Names, counts: Sequence[Count]) -> Iterator[Edit]:
    """Yield the edits that let a query read the answers of its subqueries that a store holds.

    Args:
        top: the query.
        names: what its names stand for, all of them plain.
        counts: which answers the store holds.

    """
    subqueries = [group for group in _independent(top) if group.select and group.select.clause("GROUP")]
    if not (subqueries and counts):
        return
    held = [(count, _normal(read_form(count.text), Names(count.text))) for count in counts]
    for group in subqueries:
        asked = _normal(group, names)
        for count, known in held:
            if asked and known and asked.words == known.words and _within(asked, known):
                last = group.items[-1]
                assert isinstance(last, Token)  # a variable of GROUP BY
                edit = _reading(asked, known, group, count)
                yield Edit(group.items[0].offset, last.offset + len(last.text), edit)


def _independent(group: Group) -> Iterator[Group]:
    """Yield the groups inside that are answered for themselves; what EXISTS asks is asked row by row."""
    for inner in group.groups:
        if inner.intro != "EXISTS":
            yield inner
            yield from _independent(inner)


def _within(asked: _Normal, known: _Normal) -> bool:
    """Say whether all groups that are picked have been counted."""
    pairs = zip(asked.picked, known.picked, strict=True)
    return all(set(some) <= set(every) for (_, some), (_, every) in pairs)


def _reading(asked: _Normal, known: _Normal, group: Group, count: Count) -> str:
    """Return the subquery that reads the rows of an answer and picks the groups asked for."""
    assert group.select
    columns = group.select.columns()
    row = max(columns, key=len) + "_"
    parts, later = [], []
    for number, name in enumerate(columns):
        pattern = f"GRAPH <{count.graph}> {{ {row} {column(number)} {name} }}"
        if number in count.lacking:
            later.append(f"OPTIONAL {{ {pattern} }}")
        else:
            parts.append(f"{{ SELECT {row} {name} WHERE {{ {pattern} }} }}")
    for (name, some), (_, every) in zip(asked.picked, known.picked, strict=True):
        if len(some) < len(every):
            later.append(f"VALUES {asked.variables[int(name[1:])]} {{ {' '.join(some)} }}")
    return f"SELECT {' '.join(columns)} WHERE {{ {' '.join([*parts, *later])} }} LIMIT {count.rows}"


def _normal(group: Group, names: Names) -> _Normal | None:
    """Return the normal form of a subquery; None where a name cannot be told or a blank node stands."""
    assert group.select
    picking = set(_picking(group.select.where, set(group.select.keys())))
    variables: dict[str, str] = {}
    words: list[str] = []
    picked: list[tuple[str, tuple[str, ...]]] = []
    waiting: list[Token | Group | str] = [*reversed(group.items)]
    end = 0
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            words.append(item)
        elif isinstance(item, Group):
            values = _values(item, names) if item.offset in picking else ()
            if values:
                picked.append((words[-1], values))
            else:
                words.append("{")
                waiting += ["}", *reversed(item.items)]
        elif item.kind == "variable":
            words.append(variables.setdefault("?" + item.text[1:], f"?{len(variables)}"))
        elif item.kind in ("name", "iri") or item.text == "a":
            words.append(f"<{names.iri(item)}>")
        elif item.kind == "blank":
            return None
        elif item.offset == end and words[-1][-1:] in _NUMBER and item.text in _NUMBER:
            words[-1] += item.text
        else:
            words.append(item.text.upper() if item.kind == "word" else item.text)
        end = item.offset + len(item.text) if isinstance(item, Token) else 0
    return None if "<>" in words else _Normal(tuple(words), tuple(variables), tuple(picked))


def _values(block: Group, names: Names) -> tuple[str, ...]:
    """Return what a VALUES block lists, if these are different IRIs and plain strings; else nothing."""
    words = [item for item in block.items if isinstance(item, Token)]
    found = [f"<{names.iri(x)}>" if x.kind in ("name", "iri") else x.text for x in words]
    plain = all(x.kind in ("name", "iri", "string") for x in words) and "<>" not in found
    return tuple(found) if plain and len(set(found)) == len(found) else ()


def _picking(group: Group, keys: set[str]) -> Iterator[int]:
    """Yield where the VALUES blocks stand of which each only picks groups, as the place of the brace.

    Such a block is of one variable by which rows are grouped and is joined with all else: it stands in the
    subquery itself, or in a group or plain subquery that is.
    """
    for before, item, after in zip([None, *group.items], group.items, [*group.items[1:], None], strict=False):
        if not isinstance(item, Group):
            continue
        if item.intro == "VALUES":
            if isinstance(before, Token) and before.text in keys:
                yield item.offset
        elif item.intro == "" and not (isinstance(after, Token) and after.text.upper() == "UNION"):
            if not item.select:
                yield from _picking(item, keys)
            elif _only_names(item):
                yield from _picking(item.select.where, keys & set(item.select.projected()))


def _only_names(subquery: Group) -> bool:
    """Say whether a subquery is ``SELECT`` with variables and a group, and nothing more."""
    words = [x for x in subquery.items if isinstance(x, Token) and x.text.upper() not in ("SELECT", "WHERE")]
    return isinstance(subquery.items[-1], Group) and all(x.kind == "variable" for x in words)
