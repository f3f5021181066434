"""Take a module out of the ontology: some terms with what they need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import NEUROMOD, ONTOLOGY, SOURCE, compact
from neuromod_onto.model.vocabulary import DCTERMS, LABEL, OWL, RDF_TYPE, RDFS, SUBCLASS_OF
from neuromod_onto.reasoning.axioms import Axiom, axioms
from neuromod_onto.reasoning.locality import locality_module
from neuromod_onto.terms import ancestors
from neuromod_onto.terms.resolution import require_iri

Method = Literal["subset", "star", "bottom", "top"]


def extract(
    asserted: Dataset, seeds: Sequence[str], *, method: Method = "subset", complete: Dataset | None = None
) -> list[ox.Triple]:
    """Return an ontology about some terms, with names, definitions and sources of all that it mentions.

    Args:
        asserted: the ontology as it is written by hand (``load_asserted``).
        seeds: IRIs of classes and properties.
        method: ``subset`` keeps the axioms of the seeds and of all above them, and names what these mention;
            ``star``, ``bottom`` and ``top`` are modules by syntactic locality, which entail of the seeds all
            that the ontology entails, and leave out statements about individuals.
        complete: the dataset with the inferred hierarchy, for ``subset``; as asserted when left out.

    Raises:
        UsageError: no seed, one that is no IRI or of which the ontology says nothing, or an unknown method.

    """
    if method not in get_args(Method):
        raise UsageError(f"no method {method!r}", "methods: " + ", ".join(get_args(Method)))
    if not seeds:
        raise UsageError("a module is about one term at least")
    seeds = [require_iri(seed) for seed in seeds]
    for seed in seeds:
        if seed not in asserted and seed not in (complete or asserted):
            raise UsageError(f"the ontology says nothing of {seed}", "see neuromod search")
    store = asserted.store
    found, declarations = axioms(store)
    extra: list[ox.Triple] = []
    if method == "subset":
        kept, extra = _subset(found, seeds, complete or asserted)
    else:
        kept = locality_module(store, found, seeds, method)
    names = set(seeds).union(*(axiom.signature() for axiom in kept), *(_names(t) for t in extra))
    module = {t for axiom in kept for t in axiom.triples} | set(extra) | _annotations(store, names)
    used = {t.predicate.value for t in module}.union(*(_names(t) for t in module))
    module |= _annotations(store, {name for name in used - names if name.startswith(NEUROMOD)})
    used |= {t.predicate.value for t in module}
    module |= {t for t in declarations if isinstance(t.subject, ox.NamedNode) and t.subject.value in used}
    module |= _declared_annotations(store, used)
    return sorted(module | set(_header(asserted, seeds, method)), key=str)


def _subset(
    found: list[Axiom], seeds: Sequence[str], complete: Dataset
) -> tuple[list[Axiom], list[ox.Triple]]:
    """Return the axioms about the seeds and what lies above them, and the hierarchy of what these mention."""
    full = set(seeds).union(*(ancestors(complete, seed) for seed in seeds))
    kept: dict[str, Axiom] = {}
    grown = True
    while grown:  # a property brings the properties above it
        for axiom in found:
            if isinstance(axiom.head.subject, ox.NamedNode) and axiom.head.subject.value in full:
                kept.setdefault(str(axiom.head), axiom)
        spoken = set(seeds).union(*(axiom.signature() for axiom in kept.values()))
        properties = {name for name in spoken if _is_property(complete, name)}
        grown = not properties <= full
        full |= properties
    mentioned = spoken | full
    mentioned |= set().union(*(ancestors(complete, name) for name in mentioned if name.startswith(NEUROMOD)))
    links = [
        ox.Triple(ox.NamedNode(name), ox.NamedNode(SUBCLASS_OF), ox.NamedNode(above))
        for name in sorted(mentioned)
        for above in complete.iris(name, SUBCLASS_OF)
    ]
    together = [
        axiom
        for axiom in found
        if str(axiom.head) not in kept
        and axiom.head.predicate.value in (RDF_TYPE, OWL + "disjointWith")
        and isinstance(axiom.head.subject, ox.NamedNode)
        and axiom.signature() <= mentioned
    ]
    return [*kept.values(), *together], links


def _is_property(dataset: Dataset, iri: str) -> bool:
    return any(kind.endswith("Property") for kind in dataset.iris(iri, RDF_TYPE))


def _names(triple: ox.Triple) -> set[str]:
    return {node.value for node in (triple.subject, triple.object) if isinstance(node, ox.NamedNode)}


def _annotations(store: ox.Store, names: set[str]) -> set[ox.Triple]:
    """Return the texts of terms, the notes on these texts, and the sources they name."""
    properties = _of_kind(store, "AnnotationProperty") | {LABEL, RDFS + "comment", RDFS + "seeAlso"}
    properties |= {OWL + "deprecated"}
    found: set[ox.Triple] = set()
    sources: set[ox.NamedNode] = set()
    for name in names:
        node = ox.NamedNode(name)
        for quad in store.quads_for_pattern(node, None, None):
            if quad.predicate.value in properties:
                found.add(quad.triple)
                if isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(SOURCE):
                    sources.add(quad.object)
        for note in store.quads_for_pattern(None, ox.NamedNode(OWL + "annotatedSource"), node):
            found |= {q.triple for q in store.quads_for_pattern(note.subject, None, None)}
    for source in sources:
        found |= {q.triple for q in store.quads_for_pattern(source, None, None)}
        found |= {
            ox.Triple(q.object, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Class"))
            for q in store.quads_for_pattern(source, ox.NamedNode(RDF_TYPE), None)
            if isinstance(q.object, ox.NamedNode) and q.object.value.startswith(NEUROMOD)
        }
    return found


def _declared_annotations(store: ox.Store, used: set[str]) -> set[ox.Triple]:
    kind = ox.NamedNode(OWL + "AnnotationProperty")
    return {
        q.triple
        for q in store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), kind)
        if isinstance(q.subject, ox.NamedNode) and q.subject.value in used
    }


def _of_kind(store: ox.Store, kind: str) -> set[str]:
    quads = store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + kind))
    return {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}


def _header(asserted: Dataset, seeds: Iterable[str], method: str) -> Iterable[ox.Triple]:
    """Yield the header of the module: what it was taken from, which terms and how."""
    whole = ONTOLOGY + "neuromod"
    node = ox.NamedNode(ONTOLOGY + "module")
    terms = " ".join(sorted(compact(seed) for seed in seeds))
    yield ox.Triple(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Ontology"))
    for text, language in (
        (f"Module of the Neuromodulation Ontology ({method}): {terms}", "en"),
        (f"Module de l’ontologie de la neuromodulation ({method}) : {terms}", "fr"),
    ):
        yield ox.Triple(node, ox.NamedNode(LABEL), ox.Literal(text, language=language))
        yield ox.Triple(node, ox.NamedNode(DCTERMS + "title"), ox.Literal(text, language=language))
    for predicate in (DCTERMS + "license", OWL + "versionInfo"):
        for value in asserted.objects(whole, predicate):
            yield ox.Triple(node, ox.NamedNode(predicate), value)
    for version in asserted.iris(whole, OWL + "versionIRI"):
        yield ox.Triple(node, ox.NamedNode(DCTERMS + "source"), ox.NamedNode(version))
