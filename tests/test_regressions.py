"""Our own regression cases of SPARQL, on both engines, which ship with the project; W3C's suites do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

from neuromod_onto.engine import LocalEngine, Rows

CASES = yaml.safe_load((Path(__file__).parent / "regressions" / "sparql.yaml").read_text("utf-8"))
PREFIXES = "PREFIX e: <http://e/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_query_gives_these_rows(case: dict[str, Any]) -> None:
    import rdflib

    turtle = PREFIXES.replace("PREFIX", "@prefix").replace("> ", "> . ") + case["data"]
    wanted = sorted(([None if v is None else str(v) for v in row] for row in case["rows"]), key=str)
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    answer = LocalEngine(store).query(PREFIXES + case["query"])
    assert isinstance(answer, Rows)
    ours = [[None if term is None else term.value for term in row] for row in answer.rows]  # type: ignore[union-attr]
    assert sorted(ours, key=str) == wanted
    if "rdflib" in case:  # where it is wrong, the case says how
        return
    graph = rdflib.Graph()
    graph.parse(data=turtle, format="turtle")
    theirs = [
        [None if term is None else str(term) for term in row] for row in graph.query(PREFIXES + case["query"])
    ]  # type: ignore[union-attr]
    assert sorted(theirs, key=str) == wanted
