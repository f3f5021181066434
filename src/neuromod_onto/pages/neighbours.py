"""The terms next to a term, for a graph that a reader unfolds."""

from __future__ import annotations

from typing import Any

from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.pages.explorer import Explorer
from neuromod_onto.pages.links import Links
from neuromod_onto.pages.term import prominence
from neuromod_onto.pages.texts import words_in
from neuromod_onto.terms import children, describe

#: Relations of which every therapy has dozens; they stay folded behind a number.
_LONG = 12


def neighbours_of(explorer: Explorer, iri: str, language: str, links: Links) -> dict[str, Any]:
    """Return a term with its neighbours in groups, one for each relation.

    Returns:
        ``id``, ``label``, ``href`` and ``groups``: each ``label``, ``total``, ``long`` (better left folded)
        and ``terms`` with ``id``, ``label`` and ``href``.

    """
    words = words_in(language)
    card = describe(explorer.dataset, iri, language=language)
    groups: dict[str, list[str]] = {words["is-a"]: card.parents}
    for prop, value in sorted(card.relations, key=lambda relation: prominence(relation[0])):
        if value.startswith(NEUROMOD):
            groups.setdefault(explorer.label(prop, language), []).append(value)
    groups[words["kinds"]] = children(explorer.dataset, iri)
    for subject, prop in card.used_by:
        groups.setdefault(f"← {explorer.label(prop, language)}", []).append(subject)
    if card.products:
        groups[words["products"]] = card.products
    return {
        **_node(explorer, iri, language, links),
        "groups": [
            {
                "label": label,
                "total": len(set(iris)),
                "long": len(set(iris)) > _LONG,
                "terms": sorted(
                    (_node(explorer, other, language, links) for other in set(iris)),
                    key=lambda node: (node["label"].casefold(), node["id"]),
                ),
            }
            for label, iris in groups.items()
            if iris
        ],
    }


def _node(explorer: Explorer, iri: str, language: str, links: Links) -> dict[str, str]:
    return {
        "id": compact(iri),
        "label": explorer.label(iri, language),
        "href": links.term(iri, language) if iri.startswith(NEUROMOD) else iri,
    }
