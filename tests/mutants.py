"""Mutants of the rules on doses, patients and codes: each changes one thing; the cases should tell.

``python -m tests.mutants`` tries them all and prints those that survive without a reason in
``equivalent_mutants.tsv``: each is a case that is missing. What counts as telling is what the tests of the cases
check: which rules a record breaks and how often, the figures of ``VALUES``, the language of the words. A limit that no
case notices is noticed by the table of ``test_limits_frozen``. Mutants of the code: ``code_mutants.py``.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from neuromod_onto.dataset import read_rdf
from neuromod_onto.dataset.shipped import shipped_files
from neuromod_onto.model.vocabulary import SH
from neuromod_onto.validation.results import to_findings
from neuromod_onto.validation.shacl import run_shapes, shape_files

from . import (
    test_codes_agree,
    test_limits_frozen,
    test_limits_read,
    test_record_codes,
    test_recorded_together,
    test_safety,
    test_scans_read,
)
from .mutation import changed_patterns, waived
from .safety_cases.findings import VALUES
from .told_labels import told_another_way

NEUROMOD = "https://w3id.org/neuromod-onto/"
_OTHER = {
    "<=": "<", ">=": ">", "<": "<=", ">": ">=", "=": "!=", "!=": "=", "&&": "||", "||": "&&",
    "*": "/", "/": "*", "+": "-", "-": "+", "true": "false", "false": "true",
    "FILTER NOT EXISTS": "FILTER EXISTS", "FILTER EXISTS": "FILTER NOT EXISTS",
}  # fmt: skip
_OPERATOR = re.compile(
    r"(?<=\s)(<=|>=|<|>|!=|=|&&|\|\||[*/+-])(?=\s)|\b(FILTER NOT EXISTS|FILTER EXISTS|true|false)\b"
)
_NUMBER = re.compile(r"(?<=[\s(])\d+(?:\.\d+)?(?=[\s),])")
_BLOCK = re.compile(r"\b(FILTER|OPTIONAL)\b[^({]*[({]")
_LIST = re.compile(r"\bIN \(([^()]+)\)")
_CHOICE = re.compile(r"[\w:^]+(?:\|[\w:^]+)+")
_WALK = re.compile(r"rdfs:subClassOf\*")
_DIGITS = re.compile(r'(?<=")[0-9]{10,}(?=")')
_PATTERN = re.compile(r'(?<=")\^[^"]+(?=")')
_CORE = {"minExclusive": "minInclusive", "maxInclusive": "maxExclusive"}
_DROPPED = (
    "minCount",
    "minExclusive",
    "maxInclusive",
    "severity",
    "targetClass",
    "targetSubjectsOf",
    "pattern",
    "nodeKind",
)


@dataclass(frozen=True)
class Mutant:
    """One changed statement: of the limits (data) or of the shapes; ``new`` is None where it is left out."""

    where: str
    change: str
    old: ox.Quad
    new: ox.Quad | None
    of_shapes: bool = True

    @property
    def name(self) -> tuple[str, str]:
        """What tells it apart, and does not change when other lines do."""
        return self.where, self.change


class Bench:
    """The cases of one set of shapes, loaded once; runs its rules over them with one statement changed."""

    def __init__(self, shapes: str) -> None:
        with TemporaryDirectory() as folder:
            files = [Path(folder) / f"{n}.ttl" for n, _ in enumerate(RECORDS[shapes])]
            for file, records in zip(files, RECORDS[shapes], strict=True):
                file.write_text(records(), "utf-8")
            self.data = read_rdf([*shipped_files(), *files])
        self.named = shapes
        self.shapes = read_rdf(shape_files([shapes]))
        self.labels = test_safety.labels_of(self.data)
        self._right: dict[tuple[str, bool], object] = {}

    def verdicts(self, shapes: ox.Store) -> object:
        """Return what the tests look at: findings by record and rule, figures, words in the wrong language, ways to find them."""
        results = run_shapes(shapes, self.data, self.named)
        found = [list(to_findings(results, shapes, self.data, tag)) for tag in ("en", "fr")]
        told = Counter((f.focus, f.rule, f.severity) for f in found[0] if _judged(f.rule))
        figures = {(f.focus, f.rule, f.value, f.limit) for f in found[0] if f.focus in _FIGURES[self.named]}
        foreign = [
            f.message
            for one, tag in zip(found, ("en", "fr"), strict=True)
            for f in test_safety.in_another_language(one, self.labels, tag)
            if _judged(f.rule)
        ]
        bare = [f.message for f in test_safety.without_unit(found[0], self.data)]
        select = ox.NamedNode(SH + "select")
        queries = sorted(quad.object.value for quad in shapes.quads_for_pattern(None, select, None))  # type: ignore[union-attr]
        return told, figures, foreign, bare, [told_another_way(query) for query in queries]

    def _alone(self, mutant: Mutant) -> ox.Store:
        """Return the shapes without the targets and queries that a mutant does not touch."""
        shape, query = mutant.where.partition("-")[0], mutant.old.predicate.value == SH + "select"
        store = ox.Store()
        for quad in self.shapes.quads_for_pattern(None, None, None):
            targets = quad.predicate.value in (SH + "targetClass", SH + "targetSubjectsOf")
            runs = quad.predicate.value in (SH + "sparql", SH + "property")
            if (targets and _local(quad.subject) != shape) or (
                query and runs and quad.object != mutant.old.subject
            ):
                continue
            store.add(quad)
        return store

    def survives(self, mutant: Mutant) -> bool:
        """Say whether no case notices a mutant; a limit is compared with the table read from the sources."""
        if not mutant.of_shapes:
            return not _frozen(mutant)
        shapes = self._alone(mutant)
        key = mutant.where, mutant.old.predicate.value == SH + "select"
        if key not in self._right:
            self._right[key] = self.verdicts(shapes)
        shapes.remove(mutant.old)
        if mutant.new:
            shapes.add(mutant.new)
        try:
            return self.verdicts(shapes) == self._right[key]
        except Exception:  # rules that cannot run are noticed
            return False

    def mutants(self) -> Iterator[Mutant]:
        """Yield all mutants, in a fixed order."""
        if self.named == "safety":
            yield from self._limits()
        for quad in sorted(self.shapes.quads_for_pattern(None, ox.NamedNode(SH + "select"), None), key=str):
            where = _local(quad.subject)
            if not _judged(where):
                continue
            seen: Counter[str] = Counter()
            for text, change in _changes(quad.object.value):  # type: ignore[union-attr]
                seen[change] += 1
                change += f" ({seen[change]})" if seen[change] > 1 else ""
                yield Mutant(where, change, quad, ox.Quad(quad.subject, quad.predicate, ox.Literal(text)))
        for local in _DROPPED:
            for quad in sorted(self.shapes.quads_for_pattern(None, ox.NamedNode(SH + local), None), key=str):
                if _judged(_local(quad.subject)) and isinstance(quad.subject, ox.NamedNode):
                    yield from _core(quad, local)

    def _limits(self) -> Iterator[Mutant]:
        for local in ("maximumValue", "minimumValue"):
            quads = self.data.quads_for_pattern(None, ox.NamedNode(NEUROMOD + local), None)
            for quad in sorted((quad for quad in quads if _shipped(quad)), key=str):
                value = Decimal(quad.object.value)  # type: ignore[union-attr]
                for factor in (Decimal("0.99"), Decimal("1.01")):
                    changed = value * factor if value else factor - 1
                    literal = ox.Literal(
                        f"{changed:f}", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
                    )
                    new = ox.Quad(quad.subject, quad.predicate, literal)
                    yield Mutant(
                        _local(quad.subject), f"{local}: {value} -> {changed:f}", quad, new, of_shapes=False
                    )


def _local(node: object) -> str:
    return str(node).strip("<>").rpartition("/")[2]


def _shipped(quad: ox.Quad) -> bool:
    return str(quad.subject).startswith(f"<{NEUROMOD}")


def _judged(rule: str) -> bool:
    """Say whether the cases are of this rule: all of safety, and of the records codes and what a record says together."""
    local = rule.rpartition("/")[2]
    return not local.endswith("Shape") and "Shape-" not in local


def _changes(text: str) -> Iterator[tuple[str, str]]:
    """Yield the changed queries, each with what was changed in which line."""

    def change(start: int, end: int, new: str, what: str) -> tuple[str, str]:
        line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
        return text[:start] + new + text[end:], f"{what} in: {' '.join(line.split())}"

    for match in _OPERATOR.finditer(text):
        if match[0] == "*" and text[match.start() - 1 : match.end()] == "f*":
            continue
        yield change(*match.span(), _OTHER[match[0]], f"{match[0]} -> {_OTHER[match[0]]}")
    for match in _NUMBER.finditer(text):
        value = Decimal(match[0])
        steps = (
            [value + 1, value - 1]
            if "." not in match[0]
            else [value * Decimal("1.01"), value * Decimal("0.99")]
        )
        for new in steps:
            yield change(*match.span(), f"{new:f}", f"{match[0]} -> {new:f}")
    for match in _BLOCK.finditer(text):
        end = _closed(text, match.end() - 1)
        yield change(match.start(), end, "", f"without {' '.join(text[match.start() : end].split())}")
    for match in _LIST.finditer(text):
        members = match[1].split(", ")
        for member in members:
            left = ", ".join(m for m in members if m != member)
            yield change(*match.span(1), left, f"without {member}")
    for match in _CHOICE.finditer(text):
        members = match[0].split("|")
        for member in members:
            yield change(*match.span(), "|".join(m for m in members if m != member), f"without {member}")
    for match in _WALK.finditer(text):
        for new in ("rdfs:subClassOf+", "rdfs:subClassOf?"):
            yield change(*match.span(), new, f"{match[0]} -> {new}")
    for match in _DIGITS.finditer(text):
        for place, digit in enumerate(match[0]):
            other = str((int(digit) + 1) % 10)
            at = match.start() + place
            yield change(at, at + 1, other, f"digit {place}: {digit} -> {other}")
    for match in _PATTERN.finditer(text):
        for new in changed_patterns(match[0]):
            yield change(*match.span(), new, f"{match[0]} -> {new}")


def _closed(text: str, start: int) -> int:
    """Return the place behind the bracket that closes the one at ``start``."""
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] in "({") - (text[place] in ")}")
        if not depth:
            return place + 1
    raise ValueError(text[start:])


def _core(quad: ox.Quad, local: str) -> Iterator[Mutant]:
    """Yield the mutants of one statement of a shape without a query."""
    where, value = (
        _local(quad.subject),
        _local(quad.object) if isinstance(quad.object, ox.NamedNode) else quad.object.value,
    )  # type: ignore[union-attr]
    yield Mutant(where, f"without {local} {value}", quad, None)
    if local in _CORE:
        new = ox.Quad(quad.subject, ox.NamedNode(SH + _CORE[local]), quad.object)
        yield Mutant(where, f"{local} {value} -> {_CORE[local]}", quad, new)
        for number in (int(value) + 1, int(value) - 1):
            new = ox.Quad(quad.subject, quad.predicate, ox.Literal(number))
            yield Mutant(where, f"{local} {value} -> {number}", quad, new)
    if local == "pattern":
        for text in changed_patterns(value):
            yield Mutant(
                where, f"{value} -> {text}", quad, ox.Quad(quad.subject, quad.predicate, ox.Literal(text))
            )


def _frozen(mutant: Mutant) -> bool:
    """Say whether the table read from the sources has another figure for this limit."""
    (row,) = [row for row in test_limits_frozen.READ if row["limit"] == mutant.where]
    assert mutant.new
    end = "maximum" if mutant.old.predicate.value.endswith("maximumValue") else "minimum"
    return test_limits_frozen.figure(row[end], row["unit"], row["property"]) != Decimal(
        mutant.new.object.value
    )  # type: ignore[union-attr]


#: Shapes, and the texts of the records that are judged by them.
RECORDS = {
    "safety": (test_safety.written, test_limits_read.written, test_scans_read.written),
    "records": (test_record_codes.written, test_codes_agree.written, test_recorded_together.written),
}
_FIGURES = {
    "safety": {f"https://example.org/record/r{list(test_safety.CASES).index(case)}" for case in VALUES},
    "records": set[str](),
}


def main() -> None:
    """Try every mutant, or a sample of the size given; print what survives without a reason, and reasons outlived."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    reasons = waived()
    unexplained = 0
    for shapes in RECORDS:
        bench = Bench(shapes)
        tried = list(bench.mutants())
        tried = random.Random(2026).sample(tried, size) if size else tried
        survivors = []
        for mutant in tried:
            if bench.survives(mutant):
                survivors.append(mutant.name)
                if mutant.name not in reasons:
                    print("survives", *mutant.name, sep="\t", flush=True)
        names = {mutant.name for mutant in tried}
        assert len(names) == len(tried)
        unknown = [name for name in survivors if name not in reasons]
        outlived = [name for name in reasons if name in names and name not in survivors]
        for where, change in outlived:
            print("no longer survives", where, change, sep="\t")
        unexplained += len(unknown) + len(outlived)
        equivalent = len(survivors) - len(unknown)
        killed = len(tried) - len(survivors)
        print(
            f"{shapes}: {len(tried)} tried, {killed} killed, {equivalent} equivalent, {len(unknown)} unexplained"
        )
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    main()
