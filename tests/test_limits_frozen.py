"""The published limits, frozen: a change of one is a change of this table, made with its source at hand.

``golden/limits.tsv`` guards against a slip of the hand in ``ontology/safety.ttl``; ``test_safety.py`` says what
the rules make of the limits.
"""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.vocabulary import RDF_TYPE

from .conftest import ROOT

NEUROMOD = "https://w3id.org/neuromod-onto/"


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def test_the_limits_are_those_of_the_table(dataset: Dataset) -> None:
    lines = (ROOT / "tests" / "golden" / "limits.tsv").read_text("utf-8").splitlines()[1:]
    frozen = {}
    for line in lines:
        name, prop, low, high = line.split("\t")
        frozen[name] = (prop, number(low), number(high))

    def value(node: ox.NamedNode, local: str) -> str:
        found = [o.value for o in dataset.objects(node.value, NEUROMOD + local)]  # type: ignore[union-attr]
        assert len(found) <= 1
        return found[0].removeprefix(NEUROMOD) if found else ""

    here = {}
    kind = ox.NamedNode(NEUROMOD + "PublishedLimit")
    for quad in dataset.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), kind):
        node = quad.subject
        assert isinstance(node, ox.NamedNode)
        here[node.value.removeprefix(NEUROMOD + "safety/")] = (
            value(node, "limitsProperty"),
            number(value(node, "minimumValue")),
            number(value(node, "maximumValue")),
        )
    assert here == frozen
    assert all(low is None or high is None or low <= high for _, low, high in frozen.values())
