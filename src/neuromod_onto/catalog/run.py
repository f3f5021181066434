"""Run canned queries and the tests in their headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neuromod_onto.catalog.binding import bind, values_blocks
from neuromod_onto.catalog.header import CannedQuery, find_query
from neuromod_onto.catalog.values import read_values
from neuromod_onto.dataset import Dataset, load
from neuromod_onto.engine import Answer, Engine, LocalEngine, Rows
from neuromod_onto.model.namespaces import compact

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from typing import TypeAlias

    Scalar: TypeAlias = str | int | float | Decimal | date
    #: What a parameter takes; None leaves it out.
    Given: TypeAlias = Scalar | Iterable[Scalar] | None

_WEEK = 7 * 24 * 3600.0


def run_query(
    dataset: Dataset,
    query: CannedQuery | str,
    values: Mapping[str, Given] | None = None,
    *,
    engine: Engine | None = None,
    folders: Sequence[Path] = (),
    timeout: float = 0.0,
    memory: int = 0,
) -> Answer:
    """Run a canned query.

    With a limit, and unless ``engine`` is given, the query runs in a process of its own, which is killed at
    the limit. To run many queries so, give a ``Worker`` or ``WorkerPool`` as ``engine`` instead.

    Args:
        dataset: where parameter values are resolved, and queried unless ``engine`` is given.
        query: the query or its name.
        values: for each parameter, one value or several, as a user types them or as Python has them (numbers,
            truth values, days); None leaves it out.
        engine: runs the query elsewhere, such as at a remote service.
        folders: further folders of query files to find a name in.
        timeout: seconds that the query may take; 0 for no limit.
        memory: bytes that the query may use; 0 for no limit.

    Raises:
        UsageError: unknown query or parameter, or a value that does not fit.
        LimitError: a limit was passed.

    """
    text, place = bound_text(dataset, query, values, folders=folders)
    if not engine and (timeout or memory):
        from neuromod_onto.engine import Worker

        with Worker(dataset, timeout=timeout or _WEEK, memory=memory) as worker:
            return worker.query(text, place=place)
    return (engine or LocalEngine(dataset.store, closed=dataset.closed)).query(text, place=place)


def bound_text(
    dataset: Dataset,
    query: CannedQuery | str,
    values: Mapping[str, Given] | None = None,
    *,
    folders: Sequence[Path] = (),
    language: str = "",
) -> tuple[str, str]:
    """Return the SPARQL text of a canned query with its values in place, and the name of its file.

    The arguments and faults are those of :func:`run_query`; ``language`` is the reader's, which a parameter
    of type ``lang`` takes where the file has a language by default.
    """
    canned = find_query(query, folders, kept=dataset.kept) if isinstance(query, str) else query
    typed = {name: [language] for name in _languages(canned)} if language else {}
    typed |= {name: _typed(value) for name, value in (values or {}).items() if value is not None}
    place = str(canned.path)
    return bind(canned.text, read_values(canned, typed, dataset), place=place), place


def _languages(canned: CannedQuery) -> list[str]:
    """Return the optional parameters that are a language, and have one by default."""
    optional = [p.name for p in canned.params if p.type == "lang" and not p.required]
    if not optional:
        return []
    blocks = values_blocks(canned.text)
    return [
        name
        for name in optional
        if not any("UNDEF" in canned.text[start:end].upper() for start, end in blocks.get(name, []))
    ]


def _typed(given: Scalar | Iterable[Scalar]) -> list[str]:
    """Return values as a user would type them."""
    several = given if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in several]


def check_query(dataset: Dataset, query: CannedQuery) -> list[str]:
    """Run the tests in a query's header and return what failed, one line each.

    A test's keys that name parameters are values; ``data`` names an RDF file beside the query, which is added
    to the shipped dataset; ``min_rows`` and ``rows`` count rows; ``contains`` and
    ``lacks`` list CURIEs or literals that must, or must not, be among the answer's cells; ``equals`` lists
    all cells of the first column, in any order.
    """
    failures = []
    for number, test in enumerate(query.tests, 1):
        failures += [f"{query.name}: test {number}: {fault}" for fault in _check(dataset, query, dict(test))]
    return failures or ([] if query.tests else [f"{query.name}: no test in the header"])


@cache
def _with_data(path: Path) -> Dataset:
    return load([path])


def _check(dataset: Dataset, query: CannedQuery, test: dict[str, Any]) -> list[str]:
    expected = {
        key: test.pop(key) for key in ("min_rows", "rows", "contains", "lacks", "equals") if key in test
    }
    values = {name: _typed(value) for name, value in test.items()}
    if "data" in test:
        dataset = _with_data(query.path.parent / values.pop("data")[0])
    answer = run_query(dataset, query, values)
    if not isinstance(answer, Rows):
        return ["a canned query test needs rows"]
    cells = [
        {compact(term.value) if hasattr(term, "value") else str(term) for term in row if term is not None}
        for row in answer.rows
    ]
    found = set().union(*cells) if cells else set()
    first = {compact(row[0].value) for row in answer.rows if row[0] is not None and hasattr(row[0], "value")}
    faults = []
    if len(answer.rows) < expected.get("min_rows", 0):
        faults.append(f"{len(answer.rows)} rows, at least {expected['min_rows']} expected")
    if "rows" in expected and len(answer.rows) != expected["rows"]:
        faults.append(f"{len(answer.rows)} rows, {expected['rows']} expected")
    faults += [f"{item} is missing" for item in expected.get("contains", []) if str(item) not in found]
    faults += [f"{item} should not be there" for item in expected.get("lacks", []) if str(item) in found]
    if "equals" in expected:
        wanted = {str(item) for item in expected["equals"]}
        faults += [f"{item} is missing" for item in sorted(wanted - first)]
        faults += [f"{item} is too much" for item in sorted(first - wanted)]
    return faults
