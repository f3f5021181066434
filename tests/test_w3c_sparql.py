"""W3C's own tests of SPARQL 1.1, through our engine and reader, when ``NEUROMOD_CONFORMANCE`` names their folder.

Queries run by ``LocalEngine`` over data that ``read_quads`` reads. Updates are no part of the toolkit: their
tests run on the store itself, and each request must be refused by our engine. The suite is not ours to ship;
``tests/regressions`` holds our own cases.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import read_quads
from neuromod_onto.engine import Answer, Graph, LocalEngine, Rows
from neuromod_onto.errors import InputError, NeuromodError, UsageError
from neuromod_onto.model.vocabulary import RDFS

from .w3c import SUITE, W3CTest, entries_of, path_of, same

QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
#: Tests that fail, with the reason. A test that is listed and passes fails too.
WAIVED = {
    "aggregates/agg-groupconcat-04": "Oxigraph: GROUP_CONCAT keeps the language of its texts",
    "aggregates/agg-groupconcat-06": "Oxigraph: GROUP_CONCAT keeps the language of its texts",
    "aggregates/agg-empty-group-count-graph": "Oxigraph: an aggregate without rows inside GRAPH ?g, for each graph",
    "bindings/graph": "Oxigraph: VALUES for the variable of GRAPH, inside it",
    "csv-tsv-res/csv03": "the store reads numbers in canonical form: 1.0E6 as 1000000",
    "functions/bnode01": "Oxigraph: BNODE(text) gives the same node in every row",
    "negation/graph-minus": "Oxigraph: MINUS inside GRAPH ?g counts ?g as shared",
    "property-path/zero_or_more_set_end": "Oxigraph: a path of length zero from a constant that the data lack",
    "property-path/zero_or_more_set_start": "Oxigraph: a path of length zero to a constant that the data lack",
    "property-path/zero_or_one_set_end": "Oxigraph: a path of length zero from a constant that the data lack",
    "property-path/zero_or_one_set_start": "Oxigraph: a path of length zero to a constant that the data lack",
}
#: Queries that our engine refuses on purpose: they would read from other addresses.
REFUSED = {
    "construct/constructwhere04": "FROM",
    "syntax-query/test_42": "FROM",
    "syntax-fed/test_1": "SERVICE",
    "syntax-fed/test_2": "SERVICE",
    "syntax-fed/test_3": "SERVICE",
}
#: Tests of SPARQL 1.1, out of 498, that have to be answered as the suite says, or refused on purpose.
FLOOR = 487


def verdict(test: W3CTest) -> str:
    """Return what is wrong with our answer to one test, or nothing."""
    if test.kind.endswith("UpdateEvaluationTest"):
        return update_verdict(test)
    if test.kind.endswith("SyntaxTest11"):
        return syntax_verdict(test)
    source = path_of(test.one(test.action, QT + "query"))
    store = ox.Store()
    for data in test.all(test.action, QT + "data"):
        store.extend(read_quads(path_of(data)))
    for data in test.all(test.action, QT + "graphData"):
        store.extend(ox.Quad(q.subject, q.predicate, q.object, data) for q in read_quads(path_of(data)))  # type: ignore[arg-type]
    try:
        answer = LocalEngine(store).query(based(source))
    except NeuromodError as error:
        return f"cannot be run: {error}"
    return compare(answer, path_of(test.result))


def based(source: Path) -> str:
    """Return the text of a query, whose IRIs are relative to its own file."""
    return f"BASE <{source.resolve().as_uri()}> " + source.read_text("utf-8")


def syntax_verdict(test: W3CTest) -> str:
    source = path_of(test.action)
    text = based(source)
    negative = test.kind.startswith("Negative")
    if source.suffix == ".ru":
        try:
            ox.Store().update(text)
        except SyntaxError as error:
            return "" if negative else f"refused: {error}"
        except (OSError, RuntimeError):  # of a graph or file that is not there: the syntax is fine
            pass
    else:
        try:
            LocalEngine(ox.Store()).query(text)
        except InputError as error:
            if error.cause.startswith("not valid"):
                return "" if negative else f"refused: {error}"
    return "should be refused" if negative else ""


def update_verdict(test: W3CTest) -> str:
    store, wanted = ox.Store(), ox.Store()
    for target, node in ((store, test.action), (wanted, test.result)):
        for data in test.all(node, UT + "data"):
            target.extend(read_quads(path_of(data)))
        for named in test.all(node, UT + "graphData"):
            name = test.one(named, RDFS + "label")
            assert name is not None
            quads = read_quads(path_of(test.one(named, UT + "graph")))
            target.extend(ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode(name.value)) for q in quads)
    text = based(path_of(test.one(test.action, UT + "request")))
    with pytest.raises(UsageError):  # whatever it does, it is not a query
        LocalEngine(store).query(text)
    try:
        store.update(text)
    except (SyntaxError, OSError) as error:
        return f"cannot be run: {error}"
    return "" if same(store, wanted) else "another dataset"


# -- results


def compare(answer: Answer, expected: Path) -> str:
    if isinstance(answer, Graph):
        return "" if same((ox.Quad(*t) for t in answer.triples), read_quads(expected)) else "another graph"
    if expected.suffix == ".csv":
        assert isinstance(answer, Rows)
        return compare_csv(answer, expected)
    wanted, ordered = read_results(expected)
    if isinstance(wanted, bool) or isinstance(answer, bool):
        return "" if wanted == answer else f"{answer} where {wanted} is right"
    if set(wanted.variables) != set(answer.variables):
        return f"variables {answer.variables} where {wanted.variables} are right"
    return "" if same(as_quads(answer, ordered), as_quads(wanted, ordered)) else f"other rows: {answer.rows}"


def as_quads(rows: Rows, ordered: bool) -> Iterable[ox.Quad]:
    """Return rows as statements, so that blank nodes are compared as graphs are."""
    store = ox.Store()
    for number, row in enumerate(rows.rows):
        node = ox.BlankNode(f"row{number}")
        store.add(ox.Quad(node, ox.NamedNode(RS + "row"), ox.Literal(number if ordered else 0)))
        for name, term in zip(rows.variables, row, strict=True):
            if term is not None:
                store.add(ox.Quad(node, ox.NamedNode(RS + "x/" + name), term))  # type: ignore[arg-type]
    return store


def read_results(path: Path) -> tuple[Rows | bool, bool]:
    """Return what a results file says, and whether its order counts."""
    results_format = ox.QueryResultsFormat.from_extension(path.suffix.lstrip("."))
    if results_format:
        parsed = ox.parse_query_results(path.read_bytes(), format=results_format)
        if isinstance(parsed, ox.QueryBoolean):
            return bool(parsed), False
        assert isinstance(parsed, ox.QuerySolutions)
        names = tuple(v.value for v in parsed.variables)
        return Rows(names, [tuple(s[n] for n in names) for s in parsed]), False
    store = ox.Store()
    store.extend(read_quads(path))
    facts: dict[object, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for quad in store:
        facts[quad.subject][quad.predicate.value.removeprefix(RS)].append(quad.object)
    (top,) = [node for node, found in facts.items() if "resultVariable" in found or "boolean" in found]
    if "boolean" in facts[top]:
        return facts[top]["boolean"] == [ox.Literal(True)], False
    names = tuple(v.value for v in facts[top]["resultVariable"])  # type: ignore[attr-defined]
    rows = []
    for solution in facts[top]["solution"]:
        bound = {facts[b]["variable"][0].value: facts[b]["value"][0] for b in facts[solution]["binding"]}  # type: ignore[attr-defined]
        index = facts[solution]["index"]
        rows.append((int(index[0].value) if index else 0, tuple(bound.get(n) for n in names)))  # type: ignore[attr-defined]
    ordered = any(facts[s]["index"] for s in facts[top]["solution"])
    return Rows(names, [row for _, row in sorted(rows, key=lambda r: r[0])]), ordered  # type: ignore[misc]


def compare_csv(answer: Rows, expected: Path) -> str:
    header, *lines = csv.reader(io.StringIO(expected.read_text("utf-8")))
    if set(header) != set(answer.variables):
        return f"variables {answer.variables} where {header} are right"
    columns = [answer.variables.index(name) for name in header]
    found = [[plain(row[column]) for column in columns] for row in answer.rows]
    wanted = [["_:" if cell.startswith("_:") else cell for cell in line] for line in lines]
    return "" if sorted(found) == sorted(wanted) else f"other rows: {found}"


def plain(term: object) -> str:
    if isinstance(term, ox.BlankNode):
        return "_:"
    return "" if term is None else term.value  # type: ignore[attr-defined,no-any-return]


if SUITE:
    FOLDER = SUITE / "sparql" / "sparql11"
    TESTS = [
        *entries_of(FOLDER / "manifest.ttl"),
        *(
            test
            for test in entries_of(FOLDER / "manifest-sparql11-fed.ttl")
            if test.name.startswith("syntax-fed")
        ),
    ]

    @pytest.mark.parametrize("test", TESTS, ids=lambda test: test.name)
    def test_w3c_sparql(test: W3CTest) -> None:
        if test.name in REFUSED:
            source = path_of(test.one(test.action, QT + "query") or test.action)
            with pytest.raises(UsageError, match=f"{REFUSED[test.name]} is not allowed"):
                LocalEngine(ox.Store()).query(based(source))
            return
        found = verdict(test)
        assert bool(found) == (test.name in WAIVED), found

    def test_the_suite_is_whole_and_the_floor_holds() -> None:
        assert len(TESTS) == 498
        assert len(TESTS) - len(WAIVED) >= FLOOR
