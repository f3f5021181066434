"""What a release holds beside the ontology as it is written: one language, a closure, SKOS."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD, ONTOLOGY
from neuromod_onto.model.vocabulary import (
    ALT_LABEL,
    DCTERMS,
    DEFINITION,
    DEPRECATED,
    HIDDEN_LABEL,
    LABEL,
    OWL,
    RDF_TYPE,
    SCOPE_NOTE,
    SKOS,
    SUBCLASS_OF,
)

_TYPE = ox.NamedNode(RDF_TYPE)
_SUBCLASS = ox.NamedNode(SUBCLASS_OF)
_TARGET = OWL + "annotatedTarget"


def one_language(triples: Iterable[ox.Triple], language: str) -> list[ox.Triple]:
    """Return statements without texts in other languages; texts without a language stay."""

    def foreign(node: object) -> bool:
        return isinstance(node, ox.Literal) and (node.language or language) != language

    triples = list(triples)
    notes = {t.subject for t in triples if t.predicate.value == _TARGET and foreign(t.object)}
    return [t for t in triples if not foreign(t.object) and t.subject not in notes]


def named_superclasses(dataset: Dataset) -> dict[str, set[str]]:
    """Return every class with all its named superclasses, asserted and inferred, itself left out."""
    direct: dict[str, set[str]] = defaultdict(set)
    for quad in dataset.store.quads_for_pattern(None, _SUBCLASS, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            direct[quad.subject.value].add(quad.object.value)
    above: dict[str, set[str]] = {}

    def climb(iri: str) -> set[str]:
        if iri not in above:
            above[iri] = set()  # met again: a cycle of equivalent classes
            above[iri] = set().union(*({p} | climb(p) for p in direct[iri])) - {iri}
        return above[iri]

    classes = dataset.store.quads_for_pattern(None, _TYPE, ox.NamedNode(OWL + "Class"))
    return {
        iri: climb(iri)
        for iri in sorted(q.subject.value for q in classes if isinstance(q.subject, ox.NamedNode))
    }


def closure(dataset: Dataset, inferred: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return every subclass link that holds, not only the direct ones, and the class-level relations.

    Args:
        dataset: the ontology with what the reasoner concludes.
        inferred: the statements of ``inferred.ttl``.

    """
    found = {
        ox.Triple(ox.NamedNode(iri), _SUBCLASS, ox.NamedNode(other))
        for iri, above in named_superclasses(dataset).items()
        for other in above
    }
    return sorted(found | {t for t in inferred if t.predicate != _SUBCLASS}, key=str)


def skos_view(dataset: Dataset) -> list[ox.Triple]:
    """Return the classes as concepts of one SKOS scheme: names, definitions, notes, hierarchy, matches.

    ``skos:broader`` follows the direct subclass links, asserted and inferred; deprecated classes stay out.
    """
    scheme = ox.NamedNode(NEUROMOD + "concepts")
    found = {ox.Triple(scheme, _TYPE, ox.NamedNode(SKOS + "ConceptScheme"))}
    for predicate in ("title", "description", "license", "creator"):
        node = ox.NamedNode(DCTERMS + predicate)
        for value in dataset.objects(ONTOLOGY + "neuromod", node.value):
            found.add(ox.Triple(scheme, node, value))
    above = named_superclasses(dataset)
    kept = {i for i in above if i.startswith(NEUROMOD) and not list(dataset.objects(i, DEPRECATED))}
    for iri in sorted(kept):
        found |= set(_concept(dataset, iri, above, kept, scheme))
    return sorted(found, key=str)


def _concept(
    dataset: Dataset, iri: str, above: dict[str, set[str]], kept: set[str], scheme: ox.NamedNode
) -> Iterable[ox.Triple]:
    concept = ox.NamedNode(iri)

    def state(local: str, value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.Triple:
        return ox.Triple(concept, ox.NamedNode(SKOS + local), value)

    yield ox.Triple(concept, _TYPE, ox.NamedNode(SKOS + "Concept"))
    yield state("inScheme", scheme)
    preferred = list(dataset.objects(iri, LABEL))
    for value in preferred:
        yield state("prefLabel", value)
    taken = set(preferred)
    for predicate, local in ((ALT_LABEL, "altLabel"), (HIDDEN_LABEL, "hiddenLabel")):
        values = set(dataset.objects(iri, predicate)) - taken  # the three kinds are disjoint in SKOS
        taken |= values
        for value in values:
            yield state(local, value)
    for predicate, local in ((DEFINITION, "definition"), (SCOPE_NOTE, "scopeNote")):
        for value in dataset.objects(iri, predicate):
            yield state(local, value)
    for kind in ("exact", "close", "broad", "narrow", "related"):
        for value in dataset.objects(iri, f"{SKOS}{kind}Match"):
            yield state(f"{kind}Match", value)
    parents = above[iri] & kept
    nearest = {p for p in parents if not any(p in above[other] for other in parents - {p})}
    for parent in nearest:
        yield state("broader", ox.NamedNode(parent))
        yield ox.Triple(ox.NamedNode(parent), ox.NamedNode(SKOS + "narrower"), concept)
    if not nearest:
        yield state("topConceptOf", scheme)
        yield ox.Triple(scheme, ox.NamedNode(SKOS + "hasTopConcept"), concept)
