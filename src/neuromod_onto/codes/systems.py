"""The code systems that commands know, and their names."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from neuromod_onto.codes.tables import read_table, shipped_table
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import canonical_prefix, prefixes


class System(NamedTuple):
    """A code system.

    Attributes:
        prefix: its prefix in CURIEs.
        title: its name.
        fhir: the URI by which FHIR names it, or the namespace of its IRIs where FHIR has none.
        omop: its ``vocabulary_id`` in OMOP, empty when unknown.
        follow: devices, procedures or agents when it codes these rather than therapies.

    """

    prefix: str
    title: str
    fhir: str
    omop: str
    follow: str


@cache
def _listed() -> tuple[dict[str, System], dict[str, str]]:
    listed: dict[str, System] = {}
    names: dict[str, str] = {}
    for row in read_table(shipped_table("systems")).rows:
        prefix = row["system"]
        listed[prefix] = System(
            prefix, row["title"], row["fhir"] or prefixes()[prefix].namespace, row["omop"], row["follow"]
        )
        names.update({name.casefold(): prefix for name in (prefix, *row["names"].split())})
    return listed, names


def all_systems() -> list[System]:
    """Return the listed systems."""
    return list(_listed()[0].values())


def find_system(name: str) -> System:
    """Return the system that a name means: a prefix, one of its aliases, or a name such as ``fda``.

    Raises:
        UsageError: no system is called so.

    """
    listed, names = _listed()
    prefix = names.get(name.casefold()) or canonical_prefix(name)
    if prefix is None:
        raise UsageError(
            f"unknown code system {name!r}",
            "known: "
            + ", ".join(["snomed", "fda", *(key for key in listed if key not in ("snomedct", "fdacode"))])
            + " and all prefixes of mappings",
        )
    row = prefixes()[prefix]
    return listed.get(prefix, System(prefix, row.name, row.namespace, "", ""))
