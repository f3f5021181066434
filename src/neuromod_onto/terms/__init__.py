"""Find terms and tell what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.terms.card import Card, describe
    from neuromod_onto.terms.citation import Citation, cite
    from neuromod_onto.terms.evidence import Evidence, evidence_of
    from neuromod_onto.terms.hierarchy import ancestors, children, descendants, parents, scope_of
    from neuromod_onto.terms.labelling import labelled, labelled_stream
    from neuromod_onto.terms.names import Name, all_names, fold, label_of, names_of
    from neuromod_onto.terms.outline import Node, tree
    from neuromod_onto.terms.resolution import Term, resolve
    from neuromod_onto.terms.searching import Hit, search

__all__ = [
    "Card",
    "Citation",
    "Evidence",
    "Hit",
    "Name",
    "Node",
    "Term",
    "all_names",
    "ancestors",
    "children",
    "cite",
    "descendants",
    "describe",
    "evidence_of",
    "fold",
    "is_product",
    "label_of",
    "labelled",
    "labelled_stream",
    "names_of",
    "parents",
    "products_of",
    "resolve",
    "scope_of",
    "search",
    "tree",
]

__getattr__ = lazily(
    __name__,
    {
        "Card": "card",
        "Citation": "citation",
        "Evidence": "evidence",
        "Hit": "searching",
        "Name": "names",
        "Node": "outline",
        "Term": "resolution",
        "all_names": "names",
        "ancestors": "hierarchy",
        "children": "hierarchy",
        "cite": "citation",
        "descendants": "hierarchy",
        "describe": "card",
        "evidence_of": "evidence",
        "fold": "names",
        "is_product": "hierarchy",
        "label_of": "names",
        "labelled": "labelling",
        "labelled_stream": "labelling",
        "names_of": "names",
        "parents": "hierarchy",
        "products_of": "hierarchy",
        "resolve": "resolution",
        "scope_of": "hierarchy",
        "search": "searching",
        "tree": "outline",
    },
)
