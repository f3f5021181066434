"""The published limits against a second reading of their sources.

``golden/limits.tsv`` gives each figure as its source prints it, in the unit of the source, with whom it binds and where
it was read again: nothing in it was taken from ``ontology/safety.ttl``. ``test_safety.py`` says what the rules
make of the limits.
"""

from __future__ import annotations

import csv
from decimal import Decimal

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.vocabulary import RDF_TYPE

from .conftest import ROOT

NEUROMOD = "https://w3id.org/neuromod-onto/"
#: Of the units that sources print, those that are not the one of the ontology: reckoned here, apart from the library.
FACTORS = {"ug/d": Decimal("0.001"), "kHz": Decimal(1000)}
BINDS = ("limitsAgent", "limitsProduct", "limitsTherapy", "limitsCondition", "limitsOutcomeMeasure")

with (ROOT / "tests" / "golden" / "limits.tsv").open(encoding="utf-8", newline="") as table:
    READ = list(csv.DictReader(table, delimiter="\t"))


def figure(text: str, unit: str, prop: str) -> Decimal | None:
    """Return a figure of a source in the unit of the ontology; of Shannon's k, the product of charges it stands for."""
    if not text:
        return None
    if unit == "k":
        return (Decimal(10) ** Decimal(text)).quantize(Decimal("0.01"), "ROUND_DOWN")
    if unit == "s" and prop == "sessionDuration":
        return Decimal(text) / 60
    return Decimal(text) * FACTORS.get(unit, Decimal(1))


def stated(dataset: Dataset, node: str, local: str) -> list[str]:
    return sorted(o.value.removeprefix(NEUROMOD) for o in dataset.objects(node, NEUROMOD + local))  # type: ignore[union-attr]


def number(dataset: Dataset, node: str, local: str) -> Decimal | None:
    found = stated(dataset, node, local)
    assert len(found) <= 1
    return Decimal(found[0]) if found else None


def limits(dataset: Dataset) -> set[str]:
    kind = ox.NamedNode(NEUROMOD + "PublishedLimit")
    quads = dataset.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), kind)
    return {quad.subject.value.removeprefix(NEUROMOD + "safety/") for quad in quads}  # type: ignore[union-attr]


def test_every_limit_was_read_again(dataset: Dataset) -> None:
    assert limits(dataset) == {row["limit"] for row in READ}
    assert len(READ) == len({row["limit"] for row in READ})
    for row in READ:
        assert row["read"].startswith(("opened: ", "opened elsewhere: ", "not in a source: ")), row["limit"]


@pytest.mark.parametrize("row", READ, ids=[row["limit"] for row in READ])
def test_a_limit_is_what_its_source_says(dataset: Dataset, row: dict[str, str]) -> None:
    node = NEUROMOD + "safety/" + row["limit"]
    prop = "".join(stated(dataset, node, "limitsProperty"))
    low, high = number(dataset, node, "minimumValue"), number(dataset, node, "maximumValue")
    assert (prop, low, high) == (
        row["property"],
        figure(row["minimum"], row["unit"], row["property"]),
        figure(row["maximum"], row["unit"], row["property"]),
    )
    assert low is None or high is None or low <= high
    bound = {name.replace("product/", "product:") for local in BINDS for name in stated(dataset, node, local)}
    assert bound == set(row["binds"].split())
    assert stated(dataset, node, "ruleSeverity") == [row["severity"]]
    assert "".join(stated(dataset, node, "hasJurisdiction")) == row["where"]


@pytest.mark.parametrize("row", READ, ids=[row["limit"] for row in READ])
def test_a_limit_binds_whom_its_source_speaks_of(dataset: Dataset, row: dict[str, str]) -> None:
    node = NEUROMOD + "safety/" + row["limit"]
    applies = {
        *stated(dataset, node, "appliesWhen"),
        *(f"not:{flag}" for flag in stated(dataset, node, "appliesWhenNot")),
        *(f"from:{age}" for age in stated(dataset, node, "appliesFromAge")),
        *(f"below:{age}" for age in stated(dataset, node, "appliesBelowAge")),
    }
    assert applies == set(row["applies"].split())


@pytest.mark.parametrize("row", [row for row in READ if row["property"]], ids=lambda row: row["limit"])
def test_the_unit_of_the_source_is_that_of_the_ontology_or_reckoned(
    dataset: Dataset, row: dict[str, str]
) -> None:
    ucum = "http://qudt.org/schema/qudt/ucumCode"
    canonical = "".join(o.value for o in dataset.objects(NEUROMOD + row["property"], ucum))  # type: ignore[union-attr]
    of_source = {"ug/d": "mg/d", "kHz": "Hz"}.get(row["unit"], row["unit"])
    if row["property"] == "sessionDuration":
        of_source = "min"
    assert of_source == canonical or (not of_source and canonical in {"1", "a", ""})
