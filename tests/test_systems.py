"""Systems follow from anatomy: each therapy modulates the divisions that a reviewer expects, and no other.

``golden/systems.tsv`` is the reviewer's reading of each therapy's targets, with the ground of the decision.
"""

from __future__ import annotations

import csv
from collections import defaultdict

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD

from .conftest import ROOT

GOLDEN = ROOT / "tests" / "golden" / "systems.tsv"
THERAPIES = """PREFIX neuromod: <https://w3id.org/neuromod-onto/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?therapy ?system WHERE {
  ?therapy rdfs:subClassOf+ neuromod:NeuromodulationTherapy .
  FILTER isIRI(?therapy)
  FILTER NOT EXISTS { ?therapy neuromod:isGroupingClass true }
  OPTIONAL { ?therapy neuromod:modulatesSystem ?system }
}"""


def reviewed() -> dict[str, set[str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        return {row["therapy"]: set(row["systems"].split()) for row in csv.DictReader(lines, delimiter="\t")}


@pytest.fixture(scope="module")
def inferred(dataset: Dataset) -> dict[str, set[str]]:
    rows = dataset.store.query(THERAPIES)
    assert isinstance(rows, ox.QuerySolutions)
    found: dict[str, set[str]] = defaultdict(set)
    for therapy, system in rows:
        divisions = found[curie(therapy)]
        if system is not None:
            divisions.add(curie(system))
    return found


def curie(term: ox.NamedNode) -> str:
    return term.value.replace(NEUROMOD, "neuromod:")


def test_every_therapy_in_scope_was_reviewed_and_no_other_stands_in_the_file(
    inferred: dict[str, set[str]],
) -> None:
    expected = reviewed()
    assert sorted(inferred.keys() - expected.keys()) == [], "not reviewed"
    assert sorted(expected.keys() - inferred.keys()) == [], "no longer a therapy in scope"


@pytest.mark.parametrize("therapy", sorted(reviewed()))
def test_a_therapy_modulates_what_its_targets_say(inferred: dict[str, set[str]], therapy: str) -> None:
    assert inferred[therapy] == reviewed()[therapy]


def test_each_decision_has_its_ground() -> None:
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        assert [row["therapy"] for row in csv.DictReader(lines, delimiter="\t") if not row["ground"]] == []


def test_no_therapy_that_is_out_of_scope_was_let_in() -> None:
    names = {name.removeprefix("neuromod:") for name in reviewed()}
    assert not names & {"CardiacPacing", "MRgFUSThalamotomy", "BotulinumToxinTherapy", "Neurofeedback"}
