"""Check large files part by part, in one process or several, with one report at the end.

``check_partition`` is a function of a part and a plan and of nothing else, so that parts can be checked
anywhere and in any order; ``merge`` puts together what was found.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset.read import FORMATS, read_rdf, syntax_fault
from neuromod_onto.dataset.shipped import shipped_files
from neuromod_onto.errors import InputError
from neuromod_onto.findings import SEVERITIES, Finding, Report
from neuromod_onto.model.vocabulary import SH, SUBCLASS_OF
from neuromod_onto.validation.ancestry import close_again, materialise
from neuromod_onto.validation.compiled import Check, compile_shapes, run_checks
from neuromod_onto.validation.partitions import (
    Entries,
    Ledger,
    Partition,
    can_be_cut,
    entries,
    partitions,
    subjects_of,
)
from neuromod_onto.validation.reference import run_reference
from neuromod_onto.validation.results import Node, Result, to_findings, to_graph
from neuromod_onto.validation.written import Forms, read_shapes

#: Statements in a part when nothing else is said.
BATCH = 125_000
#: Files from this many bytes on are checked part by part.
LARGE = 60_000_000
#: Findings that are listed; all are counted.
LISTED = 20_000

Found = tuple[Finding, Result]


@dataclass(frozen=True)
class Plan:
    """What every part is checked against.

    Attributes:
        shapes: files of shapes.
        context: files that every part needs, beside the ontology.
        language: of the messages.
        place: the shapes, for faults.

    """

    shapes: tuple[Path, ...]
    context: tuple[Path, ...] = ()
    language: str = "en"
    place: str = ""


@dataclass
class Tally:
    """What was found in a part, or in several.

    Attributes:
        found: the worst findings, each with its result, at most ``LISTED``.
        counts: how many findings of each severity about nodes that the part describes.
        shared: findings about other nodes, such as classes of the ontology, which several parts may have.
        checked: how many triples were checked.
        parts: the entries of each part, for the ledger.
        seconds: time by shape.

    """

    found: list[Found] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    shared: dict[Finding, Result] = field(default_factory=dict)
    checked: int = 0
    parts: list[Entries] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Take in what was found elsewhere."""
        self.found = worst([*self.found, *other.found])
        self.counts += other.counts
        self.shared |= other.shared
        self.checked += other.checked
        for shape, time in other.seconds.items():
            self.seconds[shape] = self.seconds.get(shape, 0.0) + time


def worst(found: Iterable[Found]) -> list[Found]:
    """Return findings sorted from the worst on, at most ``LISTED``."""
    return sorted(found, key=lambda one: rank(one[0]))[:LISTED]


def rank(finding: Finding) -> tuple[int, str, str, str, str]:
    """Return what findings are sorted by."""
    return (
        SEVERITIES.index(finding.severity),
        finding.focus,
        finding.path,
        finding.value,
        finding.message,
    )


def check_partition(partition: Partition, plan: Plan) -> Tally:
    """Check one part.

    Raises:
        InputError: it is not valid N-Triples or N-Quads, or the shapes cannot be run.

    """
    ready = _prepared(plan)
    subjects = subjects_of(partition.text)
    store = ox.Store()
    noted = ready.forms.asked_in(partition.text)
    tally = Tally(checked=_load(store, partition, ready.forms if noted else None))
    tally.parts = [entries(partition.text, subjects)]
    store.bulk_load(input=ready.context, format=ox.RdfFormat.N_QUADS)
    checks, rest = ready.compiled(
        store, own_classes=f"<{SUBCLASS_OF}>".encode() in partition.text, noted=noted
    )
    results = list(run_checks(checks, store, tally.seconds))
    if rest:
        results += run_reference(ready.shapes, store, plan.place, only=rest)
    own: list[Found] = []
    for finding, result in zip(
        to_findings(results, ready.shapes, store, plan.language), results, strict=True
    ):
        if isinstance(result.focus, ox.BlankNode) or str(result.focus).encode() in subjects:
            own.append((finding, result))
        else:
            tally.shared[finding] = result
    distinct = dict(own)
    tally.counts.update(finding.severity for finding in distinct)
    tally.found = worst(distinct.items())
    return tally


def validate_in_batches(
    path: Path, plan: Plan, *, size: int, jobs: int, progress: Callable[[int], None] | None = None
) -> Tally:
    """Check a file part by part.

    Args:
        path: N-Triples or N-Quads, each patient's records side by side.
        plan: what to check against.
        size: statements in a part.
        jobs: how many processes.
        progress: called with the number of triples checked so far.

    Raises:
        InputError: the file cannot be read, or records that belong together stand apart.

    """
    return joined(_each(partitions(path, size), plan, jobs), path, progress)


def joined(tallies: Iterable[Tally], path: Path, progress: Callable[[int], None] | None = None) -> Tally:
    """Return what was found in all parts of a file, from what was found in each.

    Args:
        tallies: of the parts, in their order.
        path: the file.
        progress: called with the number of triples checked so far.

    Raises:
        InputError: records that belong together stand apart.

    """
    ledger, whole = Ledger(), Tally()
    for tally in tallies:
        for part in tally.parts:
            ledger.add(part)
        whole.add(tally)
        if progress:
            progress(whole.checked)
    ledger.require_apart(path)
    return whole


def to_report(tally: Tally) -> Report:
    """Return the report of what was found."""
    found = worst([*tally.found, *tally.shared.items()])
    counts = tally.counts + Counter(finding.severity for finding in tally.shared)
    results = [result for _, result in found]
    return Report(
        [finding for finding, _ in found],
        tally.checked,
        partial(to_graph, results),
        counts=dict(counts),
        seconds=dict(tally.seconds),
    )


def to_be_cut(files: Sequence[Path], batch: int | None) -> Path | None:
    """Return the file to be checked part by part: the only one, when it is large or ``batch`` says so."""
    if batch == 0 or len(files) != 1 or not can_be_cut(files[0]):
        return None
    weight = 10 if files[0].suffix == ".gz" else 1
    return files[0] if batch or files[0].stat().st_size * weight >= LARGE else None


def processes() -> int:
    """Return how many processes are used when nothing else is said: two, where there are two cores."""
    return min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _each(parts: Iterator[Partition], plan: Plan, jobs: int) -> Iterator[Tally]:
    if jobs < 2:
        yield from (check_partition(part, plan) for part in parts)
        return
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _follow_parent)
    try:
        waiting = set()
        for part in parts:
            waiting.add(pool.submit(check_partition, part, plan))
            if len(waiting) > jobs:  # one part in hand, so that no process waits
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                yield from (one.result() for one in done)
        for one in waiting:
            yield one.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _follow_parent() -> None:
    """End this process when the one that started it ends, however that ends."""
    from multiprocessing import connection, parent_process
    from threading import Thread

    parent = parent_process()
    if parent is not None:
        sentinel = parent.sentinel
        Thread(target=lambda: connection.wait([sentinel]) and os._exit(1), daemon=True).start()


@dataclass
class _Prepared:
    """What is the same for every part: the shapes, and the ontology with its closure as N-Quads."""

    shapes: ox.Store
    context: bytes
    forms: Forms
    kept: tuple[list[Check], list[Node]] | None = None

    def compiled(self, store: ox.Store, *, own_classes: bool, noted: bool) -> tuple[list[Check], list[Node]]:
        """Return the compiled shapes: those of the part before, unless the part has classes or notes."""
        if own_classes:
            close_again(store, self.shapes)
        if own_classes or noted:
            return compile_shapes(self.shapes, store)
        selected = any(True for _ in self.shapes.quads_for_pattern(None, ox.NamedNode(SH + "target"), None))
        if self.kept is None or selected:
            self.kept = compile_shapes(self.shapes, store)
        return self.kept


@cache
def _prepared(plan: Plan) -> _Prepared:
    shapes = read_shapes(plan.shapes)
    context = read_rdf([*shipped_files(), *plan.context])
    materialise(context, shapes)
    return _Prepared(shapes, context.dump(format=ox.RdfFormat.N_QUADS) or b"", Forms(shapes))


def _load(store: ox.Store, partition: Partition, forms: Forms | None) -> int:
    """Load a part, with notes of its literals when ``forms`` are given; return how many triples it has."""
    try:
        if forms is None:
            store.bulk_load(input=partition.text, format=FORMATS[partition.format])
            return len(store)
        quads = set(ox.parse(partition.text, format=FORMATS[partition.format], rename_blank_nodes=True))
        store.bulk_extend(forms.noted(quads))
        return len(quads)
    except SyntaxError as error:
        if error.lineno is not None:
            error.lineno += partition.line - 1
        raise syntax_fault(error, str(partition.path), "RDF") from error
    except (ValueError, OSError) as error:
        raise InputError(f"not RDF: {error}", place=f"{partition.path}:{partition.line}") from error
