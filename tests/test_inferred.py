"""What the build writes into inferred.ttl is what the reasoner concludes, all of it and no more."""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import load_asserted, read_quads
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, SUBCLASS_OF
from neuromod_onto.reasoning import classify, explain
from neuromod_onto.reasoning.axioms import logical_triples
from neuromod_onto.release import build

from .conftest import ROOT

N = NEUROMOD


def relations() -> dict[tuple[str, str], set[str]]:
    """Return the classes of each (property, class value) in inferred.ttl."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in read_quads(ROOT / "ontology" / "inferred.ttl"):
        if quad.predicate.value.startswith(N) and isinstance(quad.object, ox.NamedNode):
            found[quad.predicate.value, quad.object.value].add(quad.subject.value)
    return found


def test_generated_files_are_current() -> None:
    assert [f"{item.path.name}: {item.reason}" for item in build(check=True)] == []


def test_the_reasoner_confirms_every_relation_and_finds_no_other() -> None:
    """Ask for each (property, value) which classes have it, by a class defined as ``property some value``."""
    store = ox.Store()
    store.bulk_extend(read_quads(ROOT / "ontology" / "neuromod.ttl"))
    expected = relations()
    assert len(expected) > 300
    probes = {}
    kind, cls = ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Class")
    triples = list(logical_triples(store))
    for number, (prop, value) in enumerate(sorted(expected)):
        probe, restriction = ox.NamedNode(f"https://example.org/probe/{number}"), ox.BlankNode()
        probes[prop, value] = probe.value
        triples += [
            ox.Triple(probe, kind, cls),
            ox.Triple(probe, ox.NamedNode(OWL + "equivalentClass"), restriction),
            ox.Triple(restriction, kind, ox.NamedNode(OWL + "Restriction")),
            ox.Triple(restriction, ox.NamedNode(OWL + "onProperty"), ox.NamedNode(prop)),
            ox.Triple(restriction, ox.NamedNode(OWL + "someValuesFrom"), ox.NamedNode(value)),
        ]
    taxonomy = classify(triples)
    ours = {iri for iri in {*taxonomy.direct, *taxonomy.equivalent} if iri.startswith(N)}
    below: dict[str, set[str]] = defaultdict(set)
    for iri in ours:
        for above in taxonomy.ancestors(iri):
            below[above].add(iri)
    wrong = {
        key: expected[key] - below[probe] for key, probe in probes.items() if expected[key] - below[probe]
    }
    assert wrong == {}, "written but not entailed"
    missing = defaultdict(set)
    for (prop, value), probe in probes.items():
        for iri in below[probe] - expected[prop, value]:
            more_specific = any(
                iri in expected[p, v] and taxonomy.entails_subclass(v, value)
                for p, v in expected
                if p == prop
            )
            if not more_specific:
                missing[prop, value].add(iri)
    assert missing == {}, "entailed but neither written nor implied by a more specific value"


def test_inferred_subclass_links_are_new_and_direct() -> None:
    asserted = {
        (q.subject.value, q.object.value)
        for q in read_quads(ROOT / "ontology" / "neuromod.ttl")
        if q.predicate.value == SUBCLASS_OF
        and isinstance(q.object, ox.NamedNode)
        and isinstance(q.subject, ox.NamedNode)
    }
    inferred = {
        (q.subject.value, q.object.value)
        for q in read_quads(ROOT / "ontology" / "inferred.ttl")
        if q.predicate.value == SUBCLASS_OF
    }
    assert len(inferred) > 100, "defined classes must do work"
    assert inferred & asserted == set()


def test_explain_names_the_axioms_that_make_a_conclusion_follow() -> None:
    explanation = explain(
        load_asserted(), N + "ImplantedVagusNerveStimulation", N + "AutonomicNeuromodulation"
    )
    text = "\n".join(explanation.sentences)
    assert "carries fibres of" in text
    assert "has neural target" in text
    assert len(explanation.axioms) < 15


def test_explain_refuses_what_does_not_follow() -> None:
    from neuromod_onto.errors import UsageError

    with pytest.raises(UsageError, match="is not a kind of"):
        explain(load_asserted(), N + "SpinalCordStimulation", N + "AutonomicNeuromodulation")
