"""All that is known of one term, ready to be shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.expressions import Named, UnsupportedExpressionError, read_expression, sentence
from neuromod_onto.model.languages import LANGUAGES, pick, require_language
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.model.vocabulary import (
    ABOUT_CONDITION,
    ABOUT_PRODUCT,
    ABOUT_THERAPY,
    DC_SOURCE,
    DEFINITION,
    INTENDED_FOR_THERAPY,
    MANUFACTURED_BY,
    OWL,
    RDF_TYPE,
    RDFS,
    REPLACED_BY,
    SCOPE_NOTE,
    SKOS,
    SUBCLASS_OF,
)
from neuromod_onto.terms.evidence import Evidence, evidence_of, evidence_of_kinds
from neuromod_onto.terms.hierarchy import children, is_product, parents, products_of, scope_of
from neuromod_onto.terms.names import Name, label_of, names_of
from neuromod_onto.terms.resolution import require_iri
from neuromod_onto.terms.sources import Source, source_of

_KINDS = {
    OWL + "Class": "class",
    OWL + "ObjectProperty": "object property",
    OWL + "DatatypeProperty": "data property",
    OWL + "AnnotationProperty": "annotation property",
    OWL + "NamedIndividual": "individual",
}
_MATCHES = tuple(
    SKOS + name for name in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
)
#: Relations from an evidence record or a marketed model, which have sections of their own.
_OWN_SECTION = {ABOUT_THERAPY, ABOUT_CONDITION, ABOUT_PRODUCT, INTENDED_FOR_THERAPY, MANUFACTURED_BY}


class Card(NamedTuple):
    """What is known of a term.

    Attributes:
        iri: the term.
        kind: class, object property, data property, annotation property, product or individual.
        label: in the reader's language.
        definition: in the reader's language.
        names: every name with its language and kind.
        definitions: definition by language.
        replaced_by: of an obsolete term, those to use instead.
        scope: in, border, out or surgery for interventions; else empty.
        notes: scope notes in the reader's language.
        parents: direct superclasses; of an individual, its classes.
        children: direct subclasses.
        axioms: logical statements as sentences, with how each holds (equivalent, necessary, disjoint ...).
        relations: direct class-level relations: (property, value) as IRIs, or literal text.
        used_by: relations in which the term is the value: (subject, property); products and records apart.
        products: marketed models of the device class, for the therapy or by the maker.
        evidence: records about the term.
        evidence_of_kinds: how many records are about its kinds.
        mappings: (predicate local name, code).
        sources: the sources named.

    """

    iri: str
    kind: str
    label: str
    definition: str
    names: list[Name]
    definitions: dict[str, str]
    replaced_by: list[str]
    scope: str
    notes: list[str]
    parents: list[str]
    children: list[str]
    axioms: list[tuple[str, str]]
    relations: list[tuple[str, str]]
    used_by: list[tuple[str, str]]
    products: list[str]
    evidence: list[Evidence]
    evidence_of_kinds: int
    mappings: list[tuple[str, str]]
    sources: list[Source]


def describe(dataset: Dataset, iri: str, *, language: str = "en") -> Card:
    """Return the card of a term in a reader's language.

    Args:
        dataset: where it is described.
        iri: the term, as ``resolve`` gives it; of one that is not there, nothing is said.
        language: ``en`` or ``fr``; a text that is missing in it is given in the other.

    """
    require_iri(iri)
    require_language(language)
    kinds = [_KINDS[t] for t in dataset.iris(iri, RDF_TYPE) if t in _KINDS]
    definitions = {lang: text for text, lang in dataset.literals(iri, DEFINITION)}
    notes = [text for text, lang in sorted(dataset.literals(iri, SCOPE_NOTE)) if lang in (language, "")]
    kind = "product" if is_product(dataset, iri) else kinds[0] if kinds else ""
    relations, used_by = _relations(dataset, iri, individual=kind in ("product", "individual"))
    return Card(
        iri=iri,
        kind=kind,
        label=label_of(dataset, iri, language),
        definition=pick(dataset.literals(iri, DEFINITION), language) or "",
        names=names_of(dataset, iri),
        definitions={lang: definitions[lang] for lang in LANGUAGES if lang in definitions},
        replaced_by=sorted(dataset.iris(iri, REPLACED_BY)),
        scope=scope_of(dataset, iri),
        evidence=evidence_of(dataset, iri, language=language),
        evidence_of_kinds=evidence_of_kinds(dataset, iri),
        notes=notes,
        parents=parents(dataset, iri),
        children=children(dataset, iri),
        axioms=axioms_of(dataset, iri, language),
        mappings=[(p.rpartition("#")[2], compact(code)) for p in _MATCHES for code in dataset.iris(iri, p)],
        sources=[source_of(dataset, source) for source in dataset.iris(iri, DC_SOURCE)],
        relations=relations,
        used_by=used_by,
        products=products_of(dataset, iri),
    )


def axioms_of(
    dataset: Dataset, iri: str, language: str, name: Callable[[str], str] | None = None
) -> list[tuple[str, str]]:
    """Return the logical statements about a term as sentences, each with how it holds.

    Args:
        name: what to write for an IRI; its label when left out.

    """

    def label(other: str) -> str:
        return name(other) if name else label_of(dataset, other, language) or compact(other)

    ways = {
        OWL + "equivalentClass": "equivalent",
        SUBCLASS_OF: "necessary",
        OWL + "disjointWith": "disjoint",
        RDFS + "domain": "domain",
        RDFS + "range": "range",
        OWL + "inverseOf": "inverse",
        RDFS + "subPropertyOf": "subproperty of",
    }
    found = []
    for predicate, way in ways.items():
        for node in dataset.objects(iri, predicate):
            try:
                expression = read_expression(dataset.store, node)
            except UnsupportedExpressionError:
                continue
            if way == "necessary" and isinstance(expression, Named):
                continue
            found.append((way, sentence(expression, label, language)))
    found += [("disjoint", label(other)) for other in dataset.subjects(OWL + "disjointWith", iri)]
    order = list(dict.fromkeys(ways.values()))
    return sorted(set(found), key=lambda row: (order.index(row[0]), row[1]))


def _relations(
    dataset: Dataset, iri: str, *, individual: bool
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    node = ox.NamedNode(iri)
    kinds = {OWL + kind for kind in ("ObjectProperty", "DatatypeProperty")}
    kinds |= {OWL + "AnnotationProperty"} if individual else set()
    known: dict[str, bool] = {}

    def ours(predicate: str) -> bool:
        if predicate not in known:
            known[predicate] = predicate.startswith(NEUROMOD) and not kinds.isdisjoint(
                dataset.iris(predicate, RDF_TYPE)
            )
        return known[predicate]

    forward = [
        (predicate, value.value)
        for predicate, values in dataset.facts(iri).items()
        for value in values
        if ours(predicate) and isinstance(value, ox.NamedNode | ox.Literal)
    ]
    backward = [
        (q.subject.value, q.predicate.value)
        for q in dataset.store.quads_for_pattern(None, None, node)
        if isinstance(q.subject, ox.NamedNode)
        and q.predicate.value not in _OWN_SECTION
        and ours(q.predicate.value)
    ]
    return sorted(set(forward)), sorted(set(backward))
