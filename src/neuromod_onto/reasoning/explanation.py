"""Why something follows: the smallest set of axioms that entails it.

One run of HermiT tests many candidate sets at once: each candidate is a copy of the axioms at issue with
all names renamed apart. Dropping each axiom alone in its own copy shows in one run which axioms no
justification can do without.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.model.languages import require_language
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE
from neuromod_onto.reasoning.axioms import Axiom, axioms
from neuromod_onto.reasoning.hermit import classify
from neuromod_onto.reasoning.sentences import say
from neuromod_onto.terms.resolution import require_iri

_CHUNKS = 8
_W3C = "http://www.w3.org/"


@dataclass
class Explanation:
    """A minimal set of axioms from which a conclusion follows.

    Attributes:
        conclusion: (class, superclass), or (class, "") when the class is unsatisfiable.
        sentences: the axioms in words.
        axioms: the axioms.

    """

    conclusion: tuple[str, str]
    sentences: list[str]
    axioms: list[Axiom]


@dataclass(frozen=True)
class _Question:
    """What is asked of the reasoner again and again.

    ``kinds`` tells of each name whether it is a Class, an ObjectProperty ...; ``sup`` is empty when the
    question is whether ``sub`` is unsatisfiable.
    """

    sub: str
    sup: str
    kinds: dict[str, str]
    timeout: float


def explain(
    dataset: Dataset, sub: str, sup: str = "", *, language: str = "en", timeout: float = 300.0
) -> Explanation:
    """Return one minimal justification of ``sub`` being a subclass of ``sup``, or being unsatisfiable.

    Args:
        dataset: the ontology.
        sub: IRI of a class.
        sup: IRI of the class above it; empty to explain why ``sub`` can have no instances.
        language: of the sentences.
        timeout: seconds that the reasoner may take for one answer.

    Raises:
        UsageError: it does not follow, or anything does since the ontology contradicts itself.
        MissingPartError: no Java.

    """
    require_language(language)
    for name in filter(None, (sub, sup)):
        require_iri(name)
    every, declarations = axioms(dataset.store)
    kinds = {t.subject.value: t.object.value.removeprefix(OWL) for t in declarations}  # type: ignore[union-attr]
    kinds.setdefault(sub, "Class")
    question = _Question(sub, sup, kinds, timeout)
    candidates = _module(every, {sub} | ({sup} if sup else set()))
    if not _entailed([candidates], question)[0]:
        candidates = every
        if not _entailed([candidates], question)[0]:
            what = (
                f"{compact(sub)} is not a kind of {compact(sup)}" if sup else f"{compact(sub)} is satisfiable"
            )
            raise UsageError(f"nothing to explain: {what}")
    kept = _minimise(candidates, question)
    return Explanation((sub, sup), [say(dataset, axiom, language) for axiom in kept], kept)


def _minimise(candidates: list[Axiom], question: _Question) -> list[Axiom]:
    """Drop axioms until none can go.

    Each run drops one chunk of the candidates in each copy. Chunks that can go alone are then dropped
    together if that holds too, else one of them is. Chunks shrink until they are single axioms.
    """
    size = max(1, len(candidates) // _CHUNKS)
    while True:
        chunks = [candidates[i : i + size] for i in range(0, len(candidates), size)]
        trials = [_without(candidates, [chunk]) for chunk in chunks]
        needless = [chunk for chunk, holds in zip(chunks, _entailed(trials, question), strict=True) if holds]
        if needless:
            together = _without(candidates, needless)
            candidates = (
                together if _entailed([together], question)[0] else _without(candidates, needless[:1])
            )
        elif size == 1:
            return candidates
        size = max(1, min(size // 2, len(candidates) // _CHUNKS))


def _without(candidates: list[Axiom], chunks: list[list[Axiom]]) -> list[Axiom]:
    dropped = {axiom for chunk in chunks for axiom in chunk}
    return [axiom for axiom in candidates if axiom not in dropped]


def _entailed(trials: list[list[Axiom]], question: _Question) -> list[bool]:
    """Say for each set of axioms whether the conclusion follows, in one run of the reasoner."""
    sub, sup = question.sub, question.sup
    triples: list[ox.Triple] = []
    for number, trial in enumerate(trials):
        triples += _copy(trial, number, question.kinds, {sub} | ({sup} if sup else set()))
    taxonomy = classify(triples, timeout=question.timeout)
    if not taxonomy.consistent:
        raise UsageError(
            "nothing to explain: the ontology contradicts itself, so that anything follows from it",
            "take data away until neuromod reason --check finds it consistent",
        )

    def follows(number: int) -> bool:
        a = f"{sub}#{number}"
        return taxonomy.entails_subclass(a, f"{sup}#{number}") if sup else a in taxonomy.unsatisfiable

    return [follows(number) for number in range(len(trials))]


def _copy(trial: list[Axiom], number: int, kinds: dict[str, str], extra: set[str]) -> list[ox.Triple]:
    """Return the triples of ``trial`` with every name and blank node set apart from other copies."""
    blanks: dict[str, ox.BlankNode] = {}

    def rename(term: object) -> object:
        if isinstance(term, ox.NamedNode) and not term.value.startswith(_W3C):
            return ox.NamedNode(f"{term.value}#{number}")
        if isinstance(term, ox.BlankNode):
            return blanks.setdefault(term.value, ox.BlankNode())
        return term

    triples = [t for axiom in trial for t in axiom.triples]
    names = extra.union(*(axiom.signature() for axiom in trial)) | {t.predicate.value for t in triples}
    renamed = [ox.Triple(*(rename(term) for term in (t.subject, t.predicate, t.object))) for t in triples]  # type: ignore[arg-type]
    renamed += [
        ox.Triple(ox.NamedNode(f"{name}#{number}"), ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + kinds[name]))
        for name in sorted(names & kinds.keys())
    ]
    return renamed


def _module(every: list[Axiom], signature: set[str]) -> list[Axiom]:
    """Return the axioms that can bear on names of ``signature``, by following names from left to right."""
    kept: list[Axiom] = []
    rest = list(every)
    signature = set(signature)
    grown = True
    while grown:
        grown = False
        for axiom in list(rest):
            if any(left <= signature for left in _left_sides(axiom)):
                kept.append(axiom)
                rest.remove(axiom)
                signature |= axiom.signature()
                grown = True
    return sorted(kept, key=lambda a: str(a.head))


def _left_sides(axiom: Axiom) -> list[set[str]]:
    head = axiom.head
    every = axiom.signature()
    if not isinstance(head.subject, ox.NamedNode):
        return [every]
    subject = {head.subject.value}
    if head.predicate.value == OWL + "equivalentClass":
        union = any(t.predicate.value == OWL + "unionOf" for t in axiom.body)
        return [subject, *([{name} for name in every] if union else [every - subject])]
    if head.predicate.value in (OWL + "disjointWith", OWL + "propertyChainAxiom"):
        return [every if head.predicate.value == OWL + "disjointWith" else every - subject]
    if head.predicate.value == OWL + "inverseOf":
        return [{name} for name in every]
    return [subject]
