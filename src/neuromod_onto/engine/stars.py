"""Let a query that counts over all records of a class read their copies, one property after the other.

``?record a ex:Treatment ; ex:patient ?patient ; ex:started ?day`` looks up the patient and the day of each
treatment. Over a store that holds copies (``dataset/copies.py``), a query that aggregates reads instead all
patients and all days of treatments and joins them in memory, which takes a fifth of the time. So does a
subquery, which the engine answers in full before it is joined. Patterns that start from given values (VALUES,
BIND), and those of a query that lists, are looked up in the copies, among fewer statements. Answers are the
same. Whatever is not plainly of these forms is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from neuromod_onto.dataset.copies import Copies, graph_of
from neuromod_onto.dataset.counts import Count
from neuromod_onto.engine.counted import counts_read
from neuromod_onto.engine.query_form import Group, Token, read_form
from neuromod_onto.engine.rewriting import Edit, Names, edited
from neuromod_onto.model.vocabulary import RDF_TYPE

#: The class of each subject that reads copies, and from where in the text.
Kinds = dict[str, tuple[str, int]]


class _Triple(NamedTuple):
    subject: Token
    predicate: Token
    object: Token

    def __str__(self) -> str:
        return " ".join(token.text for token in self)


def with_copies(text: str, copies: Copies, counts: Sequence[Count] = ()) -> str:
    """Return a query that reads what a store holds beside the data where it goes through all records.

    Args:
        text: a query that the engine accepts.
        copies: what the store has copies of.
        counts: which answers of subqueries it holds (``counted.py``).

    """
    top, names = read_form(text), Names(text)
    if not (names.plain and top.select):
        return text
    names.given = {name for group in top.walk() for block, _ in group.values() for name in block}
    names.given |= {e.target for group in top.walk() for e in group.expressions()}
    counted = list(counts_read(top, names, counts))
    copied = _edits(top, names, copies, whole=False)
    free = [edit for edit in copied if not any(c.start <= edit.start < c.end for c in counted)]
    return edited(text, [*counted, *free])


def _edits(group: Group, names: Names, copies: Copies, *, whole: bool) -> Iterator[Edit]:
    """Yield the edits in a group and in what is joined with it."""
    select = group.select
    if select:
        if select.where.intro:  # an EXISTS before the WHERE
            return
        if select.clause("LIMIT") is not None or select.clause("OFFSET") is not None:
            whole = False
        elif (
            group.offset or select.clause("GROUP") is not None or any(e.aggregates for e in select.computed())
        ):
            whole = True  # a subquery, or an aggregate
        yield from _edits(select.where, names, copies, whole=whole)
        return
    kinds: Kinds = {}
    for run in group.runs():
        yield from _edit_of(run, names, copies, kinds, whole=whole)
    for inner in group.groups:
        if inner.intro == "OPTIONAL":
            yield from _edit_of_optional(inner, names, copies, kinds)
        elif inner.intro in ("", "UNION"):
            yield from _edits(inner, names, copies, whole=whole)


def _edit_of(run: list[Token], names: Names, copies: Copies, kinds: Kinds, *, whole: bool) -> Iterator[Edit]:
    """Yield the edit of a run of triple patterns; note the class of each subject that reads copies."""
    triples = _triples(run)
    written, rest = [], []
    for subject in dict.fromkeys(triple.subject.text for triple in triples):
        star = [triple for triple in triples if triple.subject.text == subject]
        kind = _kind_of(star, names, copies) if whole else None
        if kind is not None:
            kinds[subject] = (kind, run[0].offset)
            written.append(_star(star, kind, names, copies))
        elif found := _looked_up(star, names, copies):
            written += found
        else:
            rest += [f"{triple} ." for triple in star]
    if written:
        end = run[-1].offset + len(run[-1].text)
        yield Edit(run[0].offset, end, " ".join([*rest, *written]))


def _edit_of_optional(group: Group, names: Names, copies: Copies, kinds: Kinds) -> Iterator[Edit]:
    """Yield the edit of ``OPTIONAL { ?record ex:property ?value }`` behind the patterns of such a record."""
    words = [item for item in group.items if isinstance(item, Token)]
    triples = _triples(words) if len(words) == len(group.items) else []
    if len(triples) == 1:
        (fact,) = triples
        kind, place = kinds.get(fact.subject.text, ("", 0))
        taken = {fact.subject.text, *names.given}
        sound = fact.object.kind == "variable" and fact.object.text not in taken
        if sound and place < group.offset and (kind, names.iri(fact.predicate)) in copies.pairs:
            end = words[-1].offset + len(words[-1].text)
            yield Edit(words[0].offset, end, _reading(fact, kind, names, copies))


def _star(star: list[_Triple], kind: str, names: Names, copies: Copies) -> str:
    """Return the subquery that joins what the records of a class say."""
    facts = [triple for triple in star if names.iri(triple.predicate) != RDF_TYPE]
    facts.sort(key=lambda fact: (kind, names.iri(fact.predicate)) not in copies.pairs)
    props = [names.iri(fact.predicate) for fact in facts]
    parts, left = [], list(facts)
    for one, other in permutations(facts, 2):
        first, second = names.iri(one.predicate), names.iri(other.predicate)
        if (kind, first, second) in copies.together and one in left and other in left:
            row = f"{one.subject.text} {one.object.text} {other.object.text}"
            parts.append(f"SELECT {row} WHERE {{ GRAPH <{graph_of(kind, first, second)}> {{ {row} }} }}")
            left = [fact for fact in left if fact not in (one, other)]
    parts += [_reading(fact, kind, names, copies) for fact in left]
    subject = star[0].subject.text
    if kind and not any((kind, prop) in copies.pairs or copies.only.get(prop) == kind for prop in props):
        parts.insert(0, f"SELECT {subject} WHERE {{ {subject} <{RDF_TYPE}> <{kind}> }}")
    columns = " ".join([subject, *(fact.object.text for fact in facts)])
    return f"{{ SELECT {columns} WHERE {{ {' '.join(f'{{ {part} }}' for part in parts)} }} }}"


def _reading(fact: _Triple, kind: str, names: Names, copies: Copies) -> str:
    """Return the subquery that reads all statements of a property, of the class where they are copied."""
    prop, pattern = names.iri(fact.predicate), str(fact)
    if (kind, prop) in copies.pairs:
        pattern = f"GRAPH <{graph_of(kind, prop)}> {{ {pattern} }}"
    return f"SELECT {fact.subject.text} {fact.object.text} WHERE {{ {pattern} }}"


def _looked_up(star: list[_Triple], names: Names, copies: Copies) -> list[str]:
    """Return the patterns that look up in copies what a record of a class says; none when there are none."""
    kinds = [names.iri(triple.object) for triple in star if names.iri(triple.predicate) == RDF_TYPE]
    facts = [triple for triple in star if names.iri(triple.predicate) != RDF_TYPE]
    written, copied = [], False
    for fact in facts:
        prop = names.iri(fact.predicate)
        if len(kinds) == 1 and (kinds[0], prop) in copies.pairs:
            written.append(f"GRAPH <{graph_of(kinds[0], prop)}> {{ {fact} }}")
            copied = True
        else:
            written.append(f"{fact} .")
    return written if copied else []


def _kind_of(star: list[_Triple], names: Names, copies: Copies) -> str | None:
    """Return the class of a subject of which nothing is given and that has copies; empty: any; or None."""
    said = [(names.iri(triple.predicate), triple.object) for triple in star]
    facts = [(prop, value) for prop, value in said if prop != RDF_TYPE]
    variables = [star[0].subject.text, *(value.text for _, value in facts)]
    if (
        not all(prop for prop, _ in said)
        or not all(name.startswith("?") for name in variables)
        or len(set(variables)) < len(variables)
        or names.given.intersection(variables)
    ):
        return None
    props = [prop for prop, _ in said]
    if not {("", *props), ("", *reversed(props))}.isdisjoint(copies.together):
        return ""
    kinds = {names.iri(value) for prop, value in said if prop == RDF_TYPE}
    kinds = kinds or {copies.only[prop] for prop, _ in facts if prop in copies.only}
    kind = kinds.pop() if len(kinds) == 1 else None
    if len(facts) == 1:
        return kind if (kind, facts[0][0]) in copies.pairs else None
    return kind if facts and any(kind == known for known, _ in copies.pairs) else None


def _triples(run: list[Token]) -> list[_Triple]:
    """Return the triples of a run of words, or none when it holds anything but names and variables."""
    found: list[_Triple] = []
    words = [*run] if run and run[-1].text == "." else [*run, Token("other", ".", 0)]
    index = 0
    try:
        while index < len(words):
            subject, sign = words[index], ";"
            index += 1
            while sign != ".":
                if sign == ";":
                    predicate = words[index]
                    index += 1
                found.append(_Triple(subject, predicate, words[index]))
                sign = words[index + 1].text
                index += 2
                plain = all(x.kind in ("variable", "name", "iri") or x.text == "a" for x in found[-1])
                if not plain or sign not in (".", ";", ","):
                    return []
    except IndexError:
        return []
    return found
