"""Axioms in words, with the labels of what they are about."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.expressions import UnsupportedExpressionError, read_expression, read_list, sentence
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, SUBCLASS_OF
from neuromod_onto.reasoning.axioms import Axiom
from neuromod_onto.terms import label_of

#: What stands between the two sides of an axiom, by the local name of its predicate.
_JOINS = {
    "en": {
        "subClassOf": "is a kind of",
        "equivalentClass": "is defined as",
        "disjointWith": "is never",
        "subPropertyOf": "implies",
        "inverseOf": "is the inverse of",
        "domain": "applies to",
        "range": "has values among",
        "type": "is",
    },
    "fr": {
        "subClassOf": "est une sorte de",
        "equivalentClass": "est défini comme",
        "disjointWith": "n’est jamais",
        "subPropertyOf": "implique",
        "inverseOf": "est l’inverse de",
        "domain": "s’applique à",
        "range": "a ses valeurs parmi",
        "type": "est",
    },
}
_ALL_DISJOINT = {
    "en": "no two of these have anything in common: ",
    "fr": "deux d’entre eux n’ont jamais rien en commun : ",
}


def say(dataset: Dataset, axiom: Axiom, language: str = "en") -> str:
    """Write an axiom as a sentence with labels."""

    def label(iri: str) -> str:
        return label_of(dataset, iri, language) or compact(iri)

    head, joins = axiom.head, _JOINS[language]
    local = head.predicate.value.rpartition("#")[2]
    if local == "type" and isinstance(head.subject, ox.BlankNode):
        lists = [t.object for t in axiom.body if t.predicate.value == OWL + "members"]
        members = [label(_iri(n)) for start in lists for n in read_list(dataset.store, start)]
        return _ALL_DISJOINT[language] + ", ".join(members)
    subject = label(_iri(head.subject))
    if local == "propertyChainAxiom":
        steps = [label(n.value) for n in read_list(dataset.store, head.object) if isinstance(n, ox.NamedNode)]
        return f"{' → '.join(steps)} {joins['subPropertyOf']} {subject}"
    if local == "type" and (kind := _iri(head.object)).startswith(OWL):
        return f"{subject}: {kind.removeprefix(OWL)}"
    right = _right_side(dataset, axiom, label, language)
    if head.predicate.value == SUBCLASS_OF and isinstance(head.object, ox.BlankNode):
        return f"{subject}: {right}"
    return f"{subject} {joins.get(local) or label(head.predicate.value)} {right}"


def _right_side(dataset: Dataset, axiom: Axiom, label: Callable[[str], str], language: str) -> str:
    """Return the object of an axiom in words; an expression of a kind without words is told by its parts."""
    head = axiom.head
    try:
        return sentence(read_expression(dataset.store, head.object), label, language)
    except UnsupportedExpressionError:
        parts = [t for t in axiom.body if t.subject == head.object and t.predicate.value != RDF_TYPE]
        return ", ".join(sorted(f"{compact(t.predicate.value)} {_shown(t.object, label)}" for t in parts))


def _shown(term: object, label: Callable[[str], str]) -> str:
    return label(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)
