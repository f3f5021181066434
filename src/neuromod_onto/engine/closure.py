"""Use the subclass closure of a store where a query asks for ``rdfs:subClassOf*``."""

from __future__ import annotations

from itertools import pairwise

from neuromod_onto.dataset.closure import KIND_OF
from neuromod_onto.engine.guard import tokens
from neuromod_onto.model.vocabulary import RDFS, SUBCLASS_OF


def without_walks(text: str, *, of_no_step: bool = True) -> str:
    """Return a query in which the property of a closed store stands for each ``rdfs:subClassOf*``.

    Args:
        text: the query.
        of_no_step: match every term to itself, as a walk does, and not only those that the store lists.

    >>> without_walks("PREFIX r: <http://www.w3.org/2000/01/rdf-schema#> ASK { ?x r:subClassOf* ?y }")
    'PREFIX r: <http://www.w3.org/2000/01/rdf-schema#> ASK { ?x <urn:neuromod-onto:kindOf>? ?y }'

    """
    if "subClassOf" not in text:
        return text
    stream = list(tokens(text))
    names = {f"<{SUBCLASS_OF}>"}
    for before, (kind, word, _), (_, iri, _) in zip(stream, stream[1:], stream[2:], strict=False):
        if before[1].upper() == "PREFIX" and kind == "name" and iri == f"<{RDFS}>":
            names.add(word + "subClassOf")
    for (_, word, start), (_, sign, end) in reversed(list(pairwise(stream))):
        if word in names and sign == "*":
            text = f"{text[:start]}<{KIND_OF}>{'?' * of_no_step}{text[end + 1 :]}"
    return text
