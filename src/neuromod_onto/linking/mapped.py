"""Mappings of a term or a code, and what families of codes add: complications, encounters, operations."""

from __future__ import annotations

from neuromod_onto.codes import FamilyCode, family_codes
from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.mappings import map_term
from neuromod_onto.mappings.sssom import Mapping
from neuromod_onto.model.namespaces import canonical_prefix
from neuromod_onto.terms import resolve

_SYSTEMS = ("icd10cm", "icd10pcs")


def map_with_families(dataset: Dataset, text: str, *, to: str = "", language: str = "en") -> list[Mapping]:
    """Return what ``map_term`` returns, and the codes of families that stand to a term or lead to it.

    A family is looked through where the text is a code of its vocabulary, or ``to`` asks for that.

    Args:
        text: a term, or a foreign code such as ``icd10cm:Z45.42``, with or without its point.
        to: keep only mappings to this vocabulary, by its prefix.
        language: of the labels.

    Raises:
        UnknownTermError: no term and no mapped code is called so.
        UsageError: ``to`` is no known prefix, or nothing leads to the code.

    """
    prefix, colon, code = text.strip().partition(":")
    system = canonical_prefix(prefix) if colon else None
    if system in _SYSTEMS:
        wanted = code.replace(".", "").casefold()
        of_code = [f for f in family_codes(system) if f.code.replace(".", "").casefold() == wanted]
        try:
            found = map_term(dataset, text, to=to, language=language)
        except UsageError:
            if not of_code:
                raise
            found = []
        return _joined(found, of_code, system)
    found = map_term(dataset, text, to=to, language=language)
    if to in _SYSTEMS:
        term = resolve(dataset, text, language=language).curie
        return _joined(found, [f for f in family_codes(to) if f.term == term], to)
    return found


def _joined(found: list[Mapping], families: list[FamilyCode], system: str) -> list[Mapping]:
    known = {(m.subject, m.object) for m in found}
    return found + [m for f in families if ((m := _mapping(f, system)).subject, m.object) not in known]


def _mapping(family: FamilyCode, system: str) -> Mapping:
    return Mapping(
        subject=family.term,
        predicate=family.predicate,
        object=f"{system}:{family.code}",
        object_label=family.name,
        justification="semapv:ManualMappingCuration",
        source=f"codes/{system}-families.tsv: {family.family}",
        confidence=None,
        comment=family.comment,
        place="",
    )
