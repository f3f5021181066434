"""The one prefix map: CURIE to IRI and back.

It is read from ``ontology/prefixes.tsv`` (columns ``prefix``, ``namespace``, ``aliases``, ``name``).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from neuromod_onto.errors import UsageError
from neuromod_onto.model.resources import shipped_folder

NEUROMOD = "https://w3id.org/neuromod-onto/"
SOURCE = NEUROMOD + "source/"
ONTOLOGY = NEUROMOD + "ontology/"


class Prefix(NamedTuple):
    """One row of the prefix map."""

    prefix: str
    namespace: str
    aliases: tuple[str, ...]
    name: str


@cache
def prefixes() -> dict[str, Prefix]:
    """Return the prefix map in file order, keyed by canonical prefix."""
    rows = {}
    with open(f"{shipped_folder()}/ontology/prefixes.tsv", encoding="utf-8") as file:
        lines = file.read().splitlines()
    for line in lines[1:]:
        prefix, namespace, aliases, name = line.split("\t")
        rows[prefix] = Prefix(prefix, namespace, tuple(aliases.split()), name)
    return rows


@cache
def _spellings() -> dict[str, Prefix]:
    return {s.casefold(): row for row in prefixes().values() for s in (row.prefix, *row.aliases)}


@cache
def _by_base() -> dict[str, list[Prefix]]:
    """Return the prefixes, longest first, by what their namespaces have up to the last separator."""
    found: dict[str, list[Prefix]] = {}
    for row in sorted(prefixes().values(), key=lambda row: len(row.namespace), reverse=True):
        found.setdefault(_base(row.namespace), []).append(row)
    return found


def _base(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def compact(iri: str) -> str:
    """Return the CURIE of an IRI, or the IRI itself when no prefix fits.

    >>> compact("http://id.nlm.nih.gov/mesh/D062187")
    'mesh:D062187'
    """
    for row in _by_base().get(_base(iri), ()):  # the local part has no separator
        if iri.startswith(row.namespace) and len(iri) > len(row.namespace):
            return f"{row.prefix}:{iri[len(row.namespace) :]}"
    return iri


def expand(curie: str) -> str:
    """Return the IRI of a CURIE; prefixes and their aliases are matched without regard to case.

    >>> expand("SCTID:82423001")
    'http://snomed.info/id/82423001'

    Raises:
        UsageError: the prefix is not in the map.

    """
    prefix, colon, local = curie.partition(":")
    row = _spellings().get(prefix.casefold())
    if not colon or row is None:
        raise UsageError(f"unknown prefix in {curie!r}", "known prefixes: " + ", ".join(prefixes()))
    return row.namespace + local


def canonical_prefix(spelling: str) -> str | None:
    """Return the canonical form of a prefix or alias, or None when it is unknown."""
    row = _spellings().get(spelling.casefold())
    return row.prefix if row else None
