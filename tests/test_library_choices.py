"""What a program hands to the library and hands on: choices that there are not, answers between processes."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from typing import Any

import pytest

import neuromod_onto
from neuromod_onto.dataset import Dataset, load_asserted
from neuromod_onto.drawing import neighbourhood
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.model.namespaces import NEUROMOD

from .conftest import ROOT, Neuromod

SCS = NEUROMOD + "SpinalCordStimulation"


@pytest.mark.parametrize(
    "ask",
    [
        lambda d: neuromod_onto.describe(d, SCS, language="de"),
        lambda d: neuromod_onto.search(d, "pain", language="de"),
        lambda d: neuromod_onto.valueset(d, "DBS", "mesh", language=""),
        lambda d: neuromod_onto.lint_codes(d, [("DBS", "D046690")], "mesh", language="FR"),
        lambda d: neuromod_onto.validate(ROOT / "ontology" / "present.ttl", language="de"),
        lambda d: neuromod_onto.check(language="de"),
        lambda d: neighbourhood(d, SCS, language="de"),
    ],
    ids=["describe", "search", "valueset", "lint_codes", "validate", "check", "neighbourhood"],
)
def test_a_language_that_there_is_not_is_refused(dataset: Dataset, ask: Callable[[Dataset], Any]) -> None:
    with pytest.raises(UsageError, match="nothing is written in the language") as raised:
        ask(dataset)
    assert raised.value.hint == "use en or fr"


def test_an_engine_of_shapes_that_there_is_not_is_refused() -> None:
    with pytest.raises(UsageError, match="no engine 'hermit'"):
        neuromod_onto.validate(ROOT / "ontology" / "present.ttl", engine="hermit")


@pytest.mark.parametrize(
    ("seeds", "method", "told"),
    [
        ([], "subset", "one term at least"),
        ([SCS], "locality", "no method 'locality'"),
        ([SCS, NEUROMOD + "SpinalCordStimulaton"], "star", "says nothing of .*SpinalCordStimulaton"),
    ],
)
def test_a_module_of_nothing_is_refused(seeds: list[str], method: Any, told: str) -> None:
    """An empty module looks like an ontology that says nothing of the term."""
    with pytest.raises(UsageError, match=told):
        neuromod_onto.extract(load_asserted(), seeds, method=method)


def test_answers_pass_between_processes(dataset: Dataset) -> None:
    report = neuromod_onto.validate(ROOT / "examples" / "records-faulty.ttl")
    again = pickle.loads(pickle.dumps(report))
    assert again.findings == report.findings != []
    assert report.graph is not None
    unnamed = [re.sub(r"_:\w+", "[]", graph()) for graph in (again.graph, report.graph)]
    assert unnamed[0] == unnamed[1]
    for answer in (
        neuromod_onto.run_query(dataset, "therapies-for-condition", {"condition": "Epilepsy"}),
        neuromod_onto.sparql(dataset, "CONSTRUCT WHERE { ?s a owl:Ontology }"),
        neuromod_onto.describe(dataset, SCS),
        neuromod_onto.annotate(dataset, "spinal cord stimulation"),
    ):
        assert pickle.loads(pickle.dumps(answer)) == answer


@pytest.mark.parametrize(
    "text", ["SELEC", "SELECT * { ?s ?p }", "SELECT * { ?s ?p ?o . ?x", "SELECT * { ?s ?p ?o }}"]
)
def test_a_fault_of_sparql_is_told_without_the_grammar(dataset: Dataset, text: str) -> None:
    """The parser lists a part of what it would take, such as ``[_]``, LATERAL or ranges of letters."""
    with pytest.raises(InputError) as raised:
        neuromod_onto.sparql(dataset, text)
    assert raised.value.cause.endswith("something is missing before this place, or does not belong here")
    assert raised.value.place.startswith("query:1:")


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_query_is_called_empty(neuromod: Neuromod, text: str) -> None:
    told = neuromod("sparql", text)
    assert (told.code, told.err.splitlines()[0]) == (2, "neuromod: the query is empty")
