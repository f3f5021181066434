"""The class hierarchy around a term."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE
from neuromod_onto.terms.hierarchy import children, parents
from neuromod_onto.terms.names import label_of
from neuromod_onto.terms.resolution import require_iri


@dataclass
class Node:
    """A class with those next to it in one direction.

    Attributes:
        iri: the class.
        label: its label in the reader's language.
        nodes: subclasses, or superclasses when walking up, sorted by label.
        cut: how many further classes lie beyond the depth asked for.

    """

    iri: str
    label: str
    nodes: list[Node] = field(default_factory=list)
    cut: int = 0


def roots(dataset: Dataset) -> list[str]:
    """Return our classes that have no named superclass."""
    quads = dataset.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Class"))
    ours = {
        q.subject.value
        for q in quads
        if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(NEUROMOD)
    }
    return sorted(iri for iri in ours if not parents(dataset, iri))


def tree(
    dataset: Dataset, iri: str = "", *, up: bool = False, depth: int | None = None, language: str = "en"
) -> list[Node]:
    """Return the hierarchy below (or above) a class, or below all top classes.

    Args:
        iri: the class to start from; empty for all top classes.
        up: walk to superclasses instead.
        depth: how many levels under the start; None for all.
        language: of the labels.

    """
    starts = [require_iri(iri)] if iri else roots(dataset)
    return _sorted(_node(dataset, start, up, depth, language) for start in starts)


def _node(dataset: Dataset, iri: str, up: bool, depth: int | None, language: str) -> Node:
    node = Node(iri, label_of(dataset, iri, language))
    beyond = parents(dataset, iri) if up else children(dataset, iri)
    if depth == 0:
        node.cut = len(beyond)
    else:
        node.nodes = _sorted(
            _node(dataset, other, up, None if depth is None else depth - 1, language) for other in beyond
        )
    return node


def _sorted(nodes: object) -> list[Node]:
    return sorted(nodes, key=lambda node: (node.label, node.iri))  # type: ignore[call-overload, no-any-return]
