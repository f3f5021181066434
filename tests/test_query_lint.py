"""Rules for authors of queries: each finds its trap, and no shipped query holds one."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.errors import InputError
from neuromod_onto.quality import Trap, check_queries, load_traps
from neuromod_onto.quality.query_lint import check_query_file, lint_query, place
from neuromod_onto.quality.query_traps import FINDERS

from .conftest import ROOT, Neuromod

TRAPS = load_traps()
each_trap = pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
HEADER = '#+ name: mine\n#+ summary: {en: "x", fr: "x"}\n'


def names(text: str) -> list[str]:
    return [trap.name for trap, _, _ in lint_query(text)]


@each_trap
def test_a_query_that_breaks_the_rule_is_found_and_one_that_keeps_it_is_not(trap: Trap) -> None:
    assert trap.name in names(trap.fails)
    assert names(trap.passes) == []


@each_trap
def test_both_examples_are_sparql(trap: Trap) -> None:
    ox.Store().query(trap.passes)
    if trap.name == "function-of-one-engine":
        with pytest.raises(RuntimeError, match="custom function"):
            ox.Store().query(trap.fails)
    else:
        ox.Store().query(trap.fails)


@each_trap
def test_the_rule_says_in_both_languages_what_is_wrong_and_what_to_write(trap: Trap) -> None:
    assert set(trap.summary) == set(trap.instead) == {"en", "fr"}
    assert "'" not in trap.summary["fr"] + trap.instead["fr"]
    assert trap.name in FINDERS


def test_no_shipped_query_holds_a_trap() -> None:
    assert check_queries() == []


def test_each_rule_would_be_found_inside_a_shipped_query() -> None:
    text = (ROOT / "queries" / "missing-data.rq").read_text("utf-8")
    assert names(text) == []
    assert names(text.replace("ORDER BY DESC(?missing) ?kind", "ORDER BY DESC(?missing)")) == [
        "order-not-total"
    ]
    assert names(text.replace("{ ?record ?property ?value }", "{ ?record ?property ?value ; a ?kind }")) == [
        "exists-of-several-patterns"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "ASK { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3",
        "SELECT ?s { ?s ?p 'EXISTS { ?a ?b ?c . ?d ?e ?f }' } ORDER BY ?s",
        "SELECT ?s { ?s ?p ?o FILTER EXISTS { ?s <urn:q> ?v FILTER (?v > 1 && ?v < 3) } } ORDER BY ?s",
        "SELECT ?s ?v { ?s ?p ?o OPTIONAL { ?s <urn:q> ?v } OPTIONAL { ?s <urn:q> ?v } } ORDER BY ?s ?v",
        "SELECT ?s { ?s ?p ?o { ?s <urn:q> ?v } UNION { ?s <urn:r> ?w } MINUS { ?x <urn:q> ?v } } ORDER BY ?s",
        "SELECT ?s { ?s ?p ?o MINUS { SELECT ?s (COUNT(?v) AS ?n) { ?s <urn:q> ?v } GROUP BY ?s } } ORDER BY ?s",
        "SELECT ?s { { SELECT ?s (COUNT(?v) AS ?n) { ?s <urn:q> ?v } GROUP BY ?s } MINUS { ?s <urn:r> ?w } } ORDER BY ?s",
        "SELECT ?y (COUNT(?s) AS ?n) { ?s <urn:at> ?d } GROUP BY (YEAR(?d) AS ?y) ORDER BY ?y",
        "SELECT ?s { VALUES (?a ?b) { (1 2) } ?s <urn:a> ?a ; <urn:b> ?b } ORDER BY ?s",
        "SELECT ?s { ?s <urn:n> ?n FILTER (?n + 1 > 2 * ?n) } ORDER BY ?s",
        "SELECT ?s { ?s <urn:n> ?n BIND (COALESCE(?n, 0) AS ?m) } ORDER BY ?s",
        "SELECT ?s { ?s <urn:n> ?n BIND (COALESCE(?n, 0) + ABS(?n) AS ?m) } ORDER BY ?s",
        "SELECT ?s { ?s <urn:p> [ <urn:q> ?v ; <urn:r> [] ] } ORDER BY ?s",
    ],
)
def test_what_only_looks_like_a_trap_is_left_alone(text: str) -> None:
    ox.Store().query(text)
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("SELECT ?s { ?s ?p ?o } LIMIT 3", "order-not-total"),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s ?p", "order-not-total"),
        ("SELECT ?s { ?s (<urn:p>/<urn:q>)* ?o } ORDER BY ?s", "path-without-closure"),
        (
            "SELECT ?s { ?s a ?k FILTER EXISTS { ?s <urn:p>/<urn:q> ?o } } ORDER BY ?s",
            "exists-of-several-patterns",
        ),
        (
            "SELECT ?s { ?s a ?k FILTER EXISTS { ?s <urn:p> ?o, ?v } } ORDER BY ?s",
            "exists-of-several-patterns",
        ),
        ("SELECT ?s ((?n = 1) AS ?one) (?n = 1 AS ?two) { ?s <urn:n> ?n } ORDER BY ?s", "comparison-bound"),
        ("SELECT ?s { ?s ?p ?o } ORDER BY ?s <urn:f>(?s)", "function-of-one-engine"),
        (
            "SELECT ?s { ?s <urn:n> ?n BIND (COALESCE((?n + ABS(?n)), 0) AS ?m) } ORDER BY ?s",
            "fault-in-coalesce",
        ),
    ],
)
def test_a_trap_is_found_however_it_is_written(text: str, rule: str) -> None:
    assert rule in names(text)


@pytest.mark.parametrize(
    "text", ["", "}", "SELECT", "SELECT {", "SELECT ?s { ?s ?p", "{{{ OPTIONAL", "\x00 ; . ,"]
)
def test_what_is_no_query_is_left_to_the_engine(text: str) -> None:
    lint_query(text)


def test_the_rules_of_the_ontology_are_read_without_a_fault() -> None:
    for path in (ROOT / "rules").glob("*.rq"):
        for _, offset, _ in lint_query(text := path.read_text("utf-8")):
            assert 0 < int(place(text, offset).partition(":")[0]) <= text.count("\n") + 1


def test_a_folder_of_the_users_own_is_checked_with_file_and_line(neuromod: Neuromod, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text(
        HEADER + "SELECT ?s\nWHERE {\n  ?s <urn:p>+ ?o\n}\nORDER BY ?s\n", "utf-8"
    )
    done = neuromod("check", "--queries", str(tmp_path), "--fail-on", "warning", "-f", "json")
    assert done.code == 1
    found = [row for row in json.loads(done.out) if row["severity"] != "info"]
    assert [(row["focus"], row["rule"]) for row in found] == [
        (f"{tmp_path}/mine.rq:5:6", "path-without-closure")
    ]


def test_a_waiver_needs_a_reason_a_rule_and_a_use(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    query = "SELECT ?s { ?s <urn:p>+ ?o } ORDER BY ?s\n"

    def write(waiver: str, text: str = query) -> None:
        path.write_text(f"{HEADER}#+ waive: {waiver}\n{text}", "utf-8")

    write('{path-without-closure: "the chain is three long"}')
    assert check_query_file(path) == []
    write('{path-without-closure: "the chain is three long"}', "SELECT ?s { ?s <urn:p> ?o } ORDER BY ?s")
    assert [(f.focus, f.rule, f.value) for f in check_query_file(path)] == [
        (f"{path}:1:1", "path-without-closure", "waive")
    ]
    write('{path-without-closure: ""}')
    with pytest.raises(InputError, match="no reason"):
        check_query_file(path)
    write('{path: "x"}')
    with pytest.raises(InputError, match="names no rule: path"):
        check_query_file(path)


def test_the_rules_are_listed(neuromod: Neuromod) -> None:
    listed = neuromod("--lang", "fr", "check", "--list").out
    assert all(trap.name in listed and trap.summary["fr"] in listed for trap in TRAPS)
