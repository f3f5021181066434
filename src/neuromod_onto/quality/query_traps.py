"""How each rule for queries is found in a text; ``rules/query-traps.yaml`` says what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from neuromod_onto.dataset.closure import KIND_OF
from neuromod_onto.engine.guard import tokens
from neuromod_onto.engine.query_form import Expression, Group, Select, Token, read_form
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.model.vocabulary import RDFS, SUBCLASS_OF

_XSD = "http://www.w3.org/2001/XMLSchema#"
_CASTS = {"boolean", "dateTime", "decimal", "double", "float", "integer", "string"}


@cache
def _known_functions() -> frozenset[str]:
    lines = (shipped_root() / "rules" / "sparql-functions.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


class Query:
    """A query and what the rules ask of it."""

    def __init__(self, text: str) -> None:
        self.top = read_form(text)
        self.groups = list(self.top.walk())
        self.selects = [select for group in self.groups if (select := group.select)]
        self.names = {SUBCLASS_OF: {f"<{SUBCLASS_OF}>"}, _XSD: set[str]()}
        stream = list(tokens(text))
        for (_, word, _), (_, prefix, _), (_, iri, _) in zip(stream, stream[1:], stream[2:], strict=False):
            if word.upper() == "PREFIX" and iri == f"<{RDFS}>":
                self.names[SUBCLASS_OF].add(prefix + "subClassOf")
            if word.upper() == "PREFIX" and iri == f"<{_XSD}>":
                self.names[_XSD] |= {prefix + cast for cast in _CASTS}
        self.names[_XSD] |= {f"<{_XSD}{cast}>" for cast in _CASTS}
        self.words = [Token(*one) for one in stream]

    def hierarchies(self, group: Group) -> list[int]:
        """Return where a group walks ``rdfs:subClassOf*``."""
        return [
            one.offset
            for pattern in group.patterns()
            for one, sign in zip(pattern.path, pattern.path[1:], strict=False)
            if one.text in self.names[SUBCLASS_OF] and sign.text == "*"
        ]

    def expressions(self) -> Iterator[Expression]:
        """Yield the expressions of the whole query but those behind it."""
        for group in self.groups:
            yield from group.expressions()
        for select in self.selects:
            yield from select.computed()


Hits = Iterator[tuple[int, str]]


def _several_in_exists(query: Query) -> Hits:
    for group in query.groups:
        if group.intro == "EXISTS":
            patterns = [p for inner in group.walk() for p in inner.patterns()]
            if len(patterns) > 1 or any(x.text == "/" for p in patterns for x in p.path):
                yield group.offset, "EXISTS"


def _open_path(query: Query) -> Hits:
    for group in query.groups:
        for pattern in group.patterns():
            for before, sign in zip(pattern.path, pattern.path[1:], strict=False):
                if sign.text in "*+" and not (sign.text == "*" and before.text in query.names[SUBCLASS_OF]):
                    yield before.offset, before.text + sign.text


def _closure_named(query: Query) -> Hits:
    for word in query.words:
        if word.text == f"<{KIND_OF}>":
            yield word.offset, word.text


def _two_hierarchies(query: Query) -> Hits:
    for select in query.selects:
        if select.clause("GROUP") is not None or any(e.aggregates for e in select.computed()):
            places = query.hierarchies(select.where)
            if len(places) > 1:
                yield places[1], "rdfs:subClassOf*"


def _optional_of(query: Query, found: Callable[[Group], bool], word: str) -> Hits:
    for group in query.groups:
        if group.intro == "OPTIONAL" and found(group):
            yield group.offset, word


def _optional_subquery(query: Query) -> Hits:
    def subquery(group: Group) -> bool:
        return bool(group.select) or any(inner.select for inner in group.groups)

    return _optional_of(query, subquery, "OPTIONAL { SELECT }")


def _optional_union(query: Query) -> Hits:
    def union(group: Group) -> bool:
        return not group.patterns() and any(inner.intro == "UNION" for inner in group.groups)

    return _optional_of(query, union, "OPTIONAL { UNION }")


def _optional_chain(query: Query) -> Hits:
    for group in query.groups:
        sure, perhaps = _bound(group)
        seen: set[str] = set()
        for inner in group.groups:
            if inner.intro == "OPTIONAL":
                subjects = {pattern.subject for pattern in inner.patterns()}
                for name in sorted((subjects & seen) - sure):
                    yield inner.offset, name
                seen |= _bound(inner)[0] & perhaps


def _limit_after_optional(query: Query) -> Hits:
    for select in query.selects:
        optional = [g for g in select.where.groups if g.intro == "OPTIONAL"]
        if optional and select.clause("LIMIT") is not None:
            yield optional[0].offset, "LIMIT"


def _order_not_total(query: Query) -> Hits:
    for select in query.selects:
        if select.group is not query.top and select.clause("LIMIT") is None:
            continue
        grouped = select.clause("GROUP") is not None
        if not grouped and any(e.aggregates for e in select.computed()):
            continue  # one row
        wanted, keys = select.projected(), select.keys()
        if grouped:
            wanted = [name for name in wanted if name in keys]
        ordered = {word.text for word in select.clause("ORDER") or []}
        if missing := [name for name in wanted if name not in ordered]:
            yield select.offset, " ".join(missing)


def _unbound_key(query: Query) -> Hits:
    for select in query.selects:
        sure, _ = _bound(select.where)
        for word in select.clause("GROUP") or []:
            if word.kind == "variable" and word.text not in sure | _named(select):
                yield word.offset, word.text


def _named(select: Select) -> set[str]:
    """Return the variables that GROUP BY itself makes: (expression AS ?name)."""
    words = select.clause("GROUP") or []
    return {x.text for n, x in enumerate(words) if n and words[n - 1].text.upper() == "AS"}


def _values_of_columns(query: Query) -> Hits:
    predicates = {
        word.text for g in query.groups for p in g.patterns() for word in p.path if word.kind == "variable"
    }
    for group in query.groups:
        subquery = any(inner.select for inner in group.groups)
        for names, offset in group.values():
            if len(names) > 1 and (subquery or predicates & set(names)):
                yield offset, f"VALUES ({' '.join(names)})"


def _comparison_bound(query: Query) -> Hits:
    for expression in query.expressions():
        depth = 0
        for word in expression.words:
            depth += (word.text == "(") - (word.text == ")")
            if expression.clause == "BIND" and not depth and word.text in ("<", ">", "="):
                yield expression.offset, expression.target
                break


def _fault_in_coalesce(query: Query) -> Hits:
    for expression in query.expressions():
        words = expression.words
        for n, word in enumerate(words[:-1]):
            if word.text.upper() == "COALESCE":
                depth = 0
                for inner, following in zip(words[n + 1 :], words[n + 2 :], strict=False):
                    depth += (inner.text == "(") - (inner.text == ")")
                    if not depth:
                        break
                    if inner.kind in ("word", "name", "iri") and following.text == "(":
                        yield inner.offset, inner.text
                        break


def _function_of_one_engine(query: Query) -> Hits:
    spoken = [e.words for e in query.expressions()]
    spoken += [tuple(s.clause(c) or ()) for s in query.selects for c in ("GROUP", "HAVING", "ORDER")]
    for words in spoken:
        for word, following in pairwise(words):
            if following.text == "(" and (
                (word.kind == "word" and word.text.upper() not in _known_functions())
                or (word.kind in ("name", "iri") and word.text not in query.names[_XSD])
            ):
                yield word.offset, word.text


def _minus_of_nothing(query: Query) -> Hits:
    for group in query.groups:
        for inner in group.groups:
            if inner.intro == "MINUS":
                outside = set().union(*_bound(group))
                if not outside & inner.variables():
                    yield inner.offset, "MINUS"


def _minus_of_counts(query: Query) -> Hits:
    for group in query.groups:
        if group.intro == "MINUS" and (group.patterns() or len(group.groups) > 1):
            for inner in group.groups:
                if inner.select and any(e.aggregates for e in inner.select.computed()):
                    yield inner.offset, "MINUS"


def _parameter_not_seen(query: Query) -> Hits:
    given = {names[0] for group in query.groups for names, _ in group.values() if len(names) == 1}
    for select in query.selects:
        if select.group is query.top:
            continue
        unseen = given - set(select.projected()) - set().union(*_bound(select.where))
        for word in _spoken(select):
            if word.kind == "variable" and word.text in unseen:
                yield word.offset, word.text


def _looked_up_for_each_value(query: Query) -> Hits:
    for select in query.selects:
        if select.group is query.top and not any(e.aggregates for e in select.computed()):
            continue
        for group in (select.where, *(g for g in select.where.groups if g.intro in ("", "UNION"))):
            steps = [(p, p.path[0]) for p in group.patterns() if len(p.path) == 1]
            asked = [(p, step) for p, step in steps if step.kind == "variable"]
            named = {
                p.subject
                for p, step in steps
                if step.kind in ("name", "iri") and p.object[:1] in ("?", "$") and p.subject[:1] in ("?", "$")
            }
            for pattern, step in asked:
                if pattern.subject in named and pattern.object[:1] in ("?", "$"):
                    yield step.offset, step.text


def _spoken(select: Select) -> Iterator[Token]:
    """Yield the words of the expressions of a SELECT, those of subqueries left out."""
    waiting = [select.where]
    while waiting:
        group = waiting.pop()
        if not group.select:
            waiting += group.groups
            for expression in group.expressions():
                yield from expression.words


def _bound(group: Group) -> tuple[set[str], set[str]]:
    """Return the variables that are bound in every solution of a group, and those bound in some only."""
    if select := group.select:
        sure, perhaps = _bound(select.where)
        shown = set(select.projected())
        return sure & shown | {e.target for e in select.computed()}, perhaps & shown
    sure = {
        name
        for p in group.patterns()
        for name in (p.subject, p.object, *(w.text for w in p.path))
        if name[:1] in ("?", "$")
    }
    sure |= {e.target for e in group.expressions() if e.clause == "BIND"}
    sure |= {name for names, _ in group.values() for name in names}
    perhaps = set()
    branches: list[tuple[set[str], set[str]]] = []
    for n, inner in enumerate(group.groups):
        if inner.intro in ("MINUS", "EXISTS"):
            continue
        here = _bound(inner)
        if inner.intro == "OPTIONAL":
            perhaps |= here[0] | here[1]
            continue
        branches = [*branches, here] if inner.intro == "UNION" else [here]
        following = group.groups[n + 1] if n + 1 < len(group.groups) else None
        if following is None or following.intro != "UNION":
            sure |= set.intersection(*(b[0] for b in branches))
            perhaps |= set().union(*(b[0] | b[1] for b in branches))
    return sure, perhaps - sure


#: How each rule of ``rules/query-traps.yaml`` is found.
FINDERS: dict[str, Callable[[Any], Hits]] = {
    "exists-of-several-patterns": _several_in_exists,
    "path-without-closure": _open_path,
    "closure-named": _closure_named,
    "two-hierarchies-in-aggregate": _two_hierarchies,
    "optional-subquery": _optional_subquery,
    "optional-union": _optional_union,
    "optional-chain": _optional_chain,
    "limit-after-optional": _limit_after_optional,
    "order-not-total": _order_not_total,
    "unbound-group-key": _unbound_key,
    "values-of-columns": _values_of_columns,
    "comparison-bound": _comparison_bound,
    "fault-in-coalesce": _fault_in_coalesce,
    "function-of-one-engine": _function_of_one_engine,
    "minus-of-counts": _minus_of_counts,
    "minus-of-nothing": _minus_of_nothing,
    "parameter-not-seen": _parameter_not_seen,
    "looked-up-for-each-value": _looked_up_for_each_value,
}
