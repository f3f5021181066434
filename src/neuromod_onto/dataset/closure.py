"""The subclass closure, written into a store once so that no query walks ``rdfs:subClassOf*``.

A store holds, beside what was loaded, one statement for each class and each class above it, itself
included, under a property of its own: the answers of queries over ``rdfs:subClassOf`` stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, SUBCLASS_OF

#: Stands for ``rdfs:subClassOf*`` in a store. A name inside our stores, not a term of the ontology.
KIND_OF = "urn:neuromod-onto:kindOf"

_IN_USE = f"""SELECT DISTINCT ?class WHERE {{
  ?record ?property ?class FILTER(isIRI(?class)) FILTER NOT EXISTS {{ ?class <{RDF_TYPE}> ?kind }} }}"""


def closure(store: ox.Store, individuals: set[str]) -> Iterator[ox.Quad]:
    """Yield the statements of the closure over the default graph of ``store``.

    Args:
        store: what is closed.
        individuals: IRIs of individuals that count as kinds of themselves, as in a path of length zero:
            the marketed models.

    """
    parents: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(SUBCLASS_OF), None, ox.DefaultGraph()):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            parents.setdefault(quad.subject.value, set()).add(quad.object.value)
            parents.setdefault(quad.object.value, set())
    for quad in store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Class")):
        if isinstance(quad.subject, ox.NamedNode):
            parents.setdefault(quad.subject.value, set())
    for solution in store.query(_IN_USE):  # type: ignore[union-attr]
        parents.setdefault(solution["class"].value, set())
    for iri in individuals:
        parents.setdefault(iri, set())
    kind_of = ox.NamedNode(KIND_OF)
    for iri in parents:
        for above in _with_all_above(iri, parents):
            yield ox.Quad(ox.NamedNode(iri), kind_of, ox.NamedNode(above))


def _with_all_above(iri: str, parents: dict[str, set[str]]) -> set[str]:
    found, waiting = {iri}, [iri]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
