"""Look mappings up in both directions."""

from __future__ import annotations

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.mappings.sssom import Mapping, mapping_files, read_mappings
from neuromod_onto.model.namespaces import NEUROMOD, canonical_prefix, compact
from neuromod_onto.terms import resolve

_ORDER = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")


def map_term(dataset: Dataset, text: str, *, to: str = "", language: str = "en") -> list[Mapping]:
    """Return the mappings of a term of ours, or those that lead to a foreign code.

    Args:
        text: a term as ``resolve`` takes it, or a foreign code such as ``mesh:D062187``.
        to: keep only mappings to this vocabulary, by its prefix.

    Raises:
        UnknownTermError: no term and no mapped code is called so.
        UsageError: ``to`` is no known prefix.

    """
    wanted = canonical_prefix(to) if to else ""
    if wanted is None:
        raise UsageError(f"unknown vocabulary {to!r}", "use a prefix such as mesh, snomedct, NCIT")
    prefix, colon, code = text.strip().partition(":")
    known = canonical_prefix(prefix) if colon else None
    rows = [m for path in mapping_files() for m in read_mappings(path)]
    if known and known != "neuromod":
        found = [m for m in rows if m.object == f"{known}:{code}"]
        if not found:
            raise UsageError(f"no term of ours is mapped to {known}:{code}", "see neuromod search")
    else:
        iri = resolve(dataset, text, language=language).iri
        curie = compact(iri) if iri.startswith(NEUROMOD) else iri
        found = [m for m in rows if m.subject == curie]
    kept = [m for m in found if not wanted or m.object.startswith(wanted + ":")]
    return sorted(kept, key=lambda m: (_ORDER.index(m.predicate), m.object, m.subject))
