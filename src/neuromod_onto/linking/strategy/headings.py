"""Subject headings of MeSH for a set of terms: exploded where our scope agrees, pruned where it does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from neuromod_onto.codes import load_authority
from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import prefixes
from neuromod_onto.model.vocabulary import SKOS


class Heading(NamedTuple):
    """A heading of a search strategy.

    Attributes:
        code: MeSH identifier.
        name: the heading.
        explode: whether the narrower headings are searched with it.
        left_out: narrower headings that are out of scope, for which it is not exploded.

    """

    code: str
    name: str
    explode: bool
    left_out: tuple[str, ...]


def mesh_codes(dataset: Dataset, iri: str, matches: Iterable[str]) -> list[str]:
    """Return the MeSH identifiers to which a term is mapped by any of ``matches``."""
    namespace = prefixes()["mesh"].namespace
    return [
        code.removeprefix(namespace)
        for match in matches
        for code in dataset.iris(iri, f"{SKOS}{match}Match")
        if code.startswith(namespace)
    ]


def headings_for(dataset: Dataset, terms: Iterable[str]) -> list[Heading]:
    """Return the headings that mean terms or kinds of them, without those that another one explodes to.

    A heading is exploded when every narrower heading means one of the terms as well. MeSH's Electric
    Stimulation Therapy also holds cardiac pacing and countershock, so it is searched alone, beside the
    narrower headings that are in scope.
    """
    wanted = {code for iri in terms for code in mesh_codes(dataset, iri, ("exact", "close", "narrow"))}
    found = []
    covered: set[str] = set()
    for code in sorted(wanted):
        below = narrower(code)
        outside = below - wanted
        if below and not outside:
            covered |= below
        found.append(
            Heading(
                code,
                heading_name(code),
                bool(below) and not outside,
                tuple(sorted(map(heading_name, outside))),
            )
        )
    return sorted((h for h in found if h.code not in covered and h.name), key=lambda h: h.name)


def heading_name(code: str) -> str:
    """Return the heading of a MeSH identifier, or an empty string."""
    authority = load_authority("mesh")
    return authority.name(code) if authority else ""


def narrower(code: str) -> set[str]:
    """Return the headings below one in the trees of MeSH."""
    authority = load_authority("mesh")
    if authority is None:
        return set()
    starts = tuple(f"{tree}." for tree in authority.trees.get(code, ()))
    return {
        other
        for other, trees in authority.trees.items()
        if starts and any(tree.startswith(starts) for tree in trees)
    }
