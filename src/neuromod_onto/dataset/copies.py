"""What the records of one class say, written into a store once more so that a query need not look for it.

Records of many classes share properties: each says whose it is, of which therapy, and when. A query over all
treatments would look up each of them among the statements of all records. For a class and a property that
mostly others have, a store therefore holds these statements in a graph of their own too, whose name tells
both. The default graph stays what was loaded; ``engine/stars.py`` reads the copies.

Two properties that queries often read together stand in one graph where the values of the first are IRIs: in
each statement there, such a value takes the place of the property. To read both costs one pass and no join.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from neuromod_onto.model.lazy import LazyModule
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE

if TYPE_CHECKING:
    import pyoxigraph as ox
else:
    ox = LazyModule("pyoxigraph")

#: Fewer statements of a class and property are looked up one by one as quickly.
LEAST = 1000
#: Properties that queries over records of a class read together; values of the first are IRIs.
TOGETHER = [
    (NEUROMOD + "recordsTherapy", NEUROMOD + "patientPseudonym"),
    (NEUROMOD + "recordsDevice", NEUROMOD + "startedAt"),
]
#: The same, where queries read the records of all classes.
TOGETHER_IN_ALL = [
    (NEUROMOD + "recordsTherapy", NEUROMOD + setting)
    for setting in ("currentAmplitude", "pulseWidth", "stimulationFrequency", "ageAtRecord")
]
_COPIES = "urn:neuromod-onto:copies:"
#: How the names of graphs begin that stand beside what was loaded: copies and counts (``counts.py``).
_BESIDE = (_COPIES, "urn:neuromod-onto:counts:")
#: In a graph of this name: which properties records of one class only have.
_ABOUT = _COPIES + "about"
_ONLY_OF = "urn:neuromod-onto:onlyOf"
_COUNTS = f"""SELECT ?class ?property (COUNT(*) AS ?count) WHERE {{
  ?record <{RDF_TYPE}> ?class ; ?property ?value .
  FILTER (isIRI(?class) && ?property != <{RDF_TYPE}>) }} GROUP BY ?class ?property"""
_OF_ALL = "SELECT ?property (COUNT(*) AS ?count) WHERE { ?record ?property ?value } GROUP BY ?property"


class Copies(NamedTuple):
    """What a store holds copies of; false when of nothing.

    Attributes:
        pairs: class and property, as IRIs, whose statements have a graph of their own.
        together: class (empty: any) and two properties, as IRIs, that have a graph of both.
        only: the class of whatever has a property, by property, where that is one class with copies.

    """

    pairs: frozenset[tuple[str, str]] = frozenset()
    together: frozenset[tuple[str, str, str]] = frozenset()
    only: Mapping[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.pairs or self.together)


def graph_of(kind: str, *props: str) -> str:
    """Return the name of the graph of what records of a class say by one property or two, all IRIs."""
    from urllib.parse import quote

    return _COPIES + ":".join(quote(iri, safe="") for iri in (kind, *props))


def read_copies(store: ox.Store) -> Copies:
    """Return what a store holds copies of."""
    graphs = [graph.value for graph in store.named_graphs()]
    names = [graph.removeprefix(_COPIES) for graph in graphs if graph.startswith(_COPIES)]
    if not names:
        return Copies()
    from urllib.parse import unquote

    parts = [tuple(map(unquote, name.split(":"))) for name in names]
    quads = store.quads_for_pattern(None, ox.NamedNode(_ONLY_OF), None, ox.NamedNode(_ABOUT))
    only = {quad.subject.value: quad.object.value for quad in quads}  # type: ignore[union-attr]
    pairs = frozenset((part[0], part[1]) for part in parts if len(part) == 2)
    together = frozenset((part[0], part[1], part[2]) for part in parts if len(part) == 3)
    return Copies(pairs, together, only)


def stated(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Yield the quads that were loaded, no copies or counts."""
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, ox.DefaultGraph) or not graph.value.startswith(_BESIDE):
            yield quad


def graphs_asked(store: ox.Store, text: str) -> list[ox.NamedNode | ox.BlankNode] | None:
    """Return the named graphs that a query may ask: all that were loaded, or None when there are no others.

    A query that names a graph of copies or counts, as the engine writes it, may ask them.
    """
    if any(name in text for name in _BESIDE) or "GRAPH" not in text.upper():
        return None
    named = list(store.named_graphs())
    loaded = [graph for graph in named if not graph.value.startswith(_BESIDE)]
    return None if len(loaded) == len(named) else loaded


def copies(store: ox.Store) -> Iterator[ox.Quad]:
    """Yield the copies for ``store``: of classes and properties with many statements, more being of others.

    What a store had copies of before more was loaded, it goes on having.
    """
    of_all = {s["property"].value: int(s["count"].value) for s in store.query(_OF_ALL)}  # type: ignore[union-attr]
    counts: Counter[tuple[str, str]] = Counter()
    for s in store.query(_COUNTS):  # type: ignore[union-attr]
        counts[s["class"].value, s["property"].value] = int(s["count"].value)
    chosen = {
        pair for pair, n in counts.items() if n >= LEAST and n * 2 <= of_all[pair[1]] and OWL not in pair[0]
    }
    chosen |= read_copies(store).pairs
    kinds = {kind for kind, _ in chosen}
    for (kind, prop), count in counts.items():
        if kind in kinds and count == of_all[prop]:
            yield ox.Quad(*map(ox.NamedNode, (prop, _ONLY_OF, kind, _ABOUT)))
    for kind, prop in sorted(chosen):
        predicate, graph = ox.NamedNode(prop), ox.NamedNode(graph_of(kind, prop))
        query = f"""SELECT ?record ?value WHERE {{
          {{ SELECT ?record WHERE {{ ?record <{RDF_TYPE}> {ox.NamedNode(kind)} }} }}
          {{ SELECT ?record ?value WHERE {{ ?record {predicate} ?value }} }} }}"""
        for s in store.query(query):  # type: ignore[union-attr]
            yield ox.Quad(s["record"], predicate, s["value"], graph)
    both = [(k, p, q) for k in sorted(kinds) for p, q in TOGETHER if {(k, p), (k, q)} <= chosen]
    both += [("", p, q) for p, q in TOGETHER_IN_ALL if of_all.get(q, 0) >= LEAST]
    for kind, first, second in both:
        if _has_iris(store, first):
            yield from _of_both(store, kind, first, second)


def _of_both(store: ox.Store, kind: str, first: str, second: str) -> Iterator[ox.Quad]:
    """Yield the statements that hold what records, of a class or any, say by two properties."""
    of_kind = f"?record <{RDF_TYPE}> {ox.NamedNode(kind)} ." if kind else ""
    query = f"""SELECT ?record ?one ?other WHERE {{
      {{ SELECT ?record ?one WHERE {{ ?record {ox.NamedNode(first)} ?one }} }}
      {{ SELECT ?record ?other WHERE {{ {of_kind} ?record {ox.NamedNode(second)} ?other }} }} }}"""
    graph = ox.NamedNode(graph_of(kind, first, second))
    for s in store.query(query):  # type: ignore[union-attr]
        yield ox.Quad(s["record"], s["one"], s["other"], graph)


def _has_iris(store: ox.Store, prop: str) -> bool:
    """Say whether all values of a property are IRIs."""
    return not store.query(f"ASK {{ ?record {ox.NamedNode(prop)} ?value FILTER (!isIRI(?value)) }}")


def forget(store: ox.Store) -> None:
    """Take away what may no longer hold once more is loaded."""
    store.remove_graph(ox.NamedNode(_ABOUT))
    for kind, first, second in read_copies(store).together:
        if not _has_iris(store, first):
            store.remove_graph(ox.NamedNode(graph_of(kind, first, second)))
