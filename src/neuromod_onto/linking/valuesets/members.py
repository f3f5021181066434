"""Value sets: the classes that an expression names, and their codes in another vocabulary.

Kinds are found by our hierarchy, never by that of the other vocabulary. A code keeps the predicate of its
mapping, which says how it stands to the term: exact and close (the same), narrow (the code is narrower),
broad (it is wider) and related. Where a vocabulary codes operations, devices or drugs and not therapies, the
way there is followed and named in ``via``; a code that serves wider therapies than the one asked is broad.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from neuromod_onto.codes import Authority, FamilyCode, System, family_codes, find_system, load_authority
from neuromod_onto.codes.authority import shown_code
from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import Engine
from neuromod_onto.errors import UsageError
from neuromod_onto.expressions import Member, members_of, parse_expression, write_expression
from neuromod_onto.linking.related import related_terms
from neuromod_onto.mappings import mapping_files, read_mappings
from neuromod_onto.model.languages import require_language
from neuromod_onto.model.namespaces import expand, prefixes
from neuromod_onto.model.vocabulary import SKOS
from neuromod_onto.terms import ancestors, label_of

#: How a code may stand to a term, best first.
MATCHES = ("exact", "close", "narrow", "broad", "related")
#: Those that mean no more than the term.
SAFE_MATCHES = ("exact", "close", "narrow")


class Entry(NamedTuple):
    """One code of a value set.

    Attributes:
        term: IRI of the member.
        label: its label.
        reason: why the member is in.
        match: exact, close, narrow, broad or related: how the code stands to the term that is mapped.
        code: the code.
        name: what the code means, empty where that may not be published.
        via: IRI of the term that is mapped, where it is not the member itself.
        how: how that term is related to the member.
        family: the family of codes to which it belongs, if it came from one.

    """

    term: str
    label: str
    reason: str
    match: str
    code: str
    name: str
    via: str
    how: str
    family: str


@dataclass(frozen=True)
class ValueSet:
    """A value set.

    Attributes:
        expression: the intension, as written back.
        system: the vocabulary of the codes.
        release: release of the vocabulary that the shipped tables hold, empty when none ships.
        members: the classes that the expression names.
        entries: their codes, by member; ``codes`` has each once.
        left_out: entries that the filter on the match kept out.

    """

    expression: str
    system: System
    release: str
    members: list[Member]
    entries: list[Entry]
    left_out: list[Entry] = field(default_factory=list)

    def codes(self) -> list[Entry]:
        """Return each code once, with its best match, sorted by match and code."""
        best: dict[str, Entry] = {}
        for entry in self.entries:
            known = best.get(entry.code)
            if known is None or MATCHES.index(entry.match) < MATCHES.index(known.match):
                best[entry.code] = entry
        return sorted(best.values(), key=lambda e: (MATCHES.index(e.match), e.code))

    def safe(self) -> ValueSet:
        """Return it without codes that mean more than their term, unless a family of codes holds them."""
        kept = [e for e in self.entries if e.match in SAFE_MATCHES or (e.match == "related" and e.family)]
        return replace(
            self, entries=kept, left_out=[*self.left_out, *(e for e in self.entries if e not in kept)]
        )

    def newer(self) -> list[str]:
        """Return the codes that the shipped release of the vocabulary does not have."""
        authority = load_authority(self.system.prefix)
        if authority is None:
            return []
        return [entry.code for entry in self.codes() if authority.exists(entry.code) is False]

    def uncoded(self) -> list[Member]:
        """Return the members that have no code here."""
        coded = {entry.term for entry in (*self.entries, *self.left_out)}
        return [member for member in self.members if member.iri not in coded]


def valueset(
    dataset: Dataset,
    expression: str,
    system: str,
    *,
    match: Sequence[str] = (),
    language: str = "en",
    engine: Engine | None = None,
) -> ValueSet:
    """Return the members of a class expression and their codes.

    Args:
        expression: see ``expressions.parse_expression``; just a term will do.
        system: a vocabulary, such as mesh, snomed, icd10pcs, icd10cm, fda, ncit, mondo.
        match: keep only codes that stand so to their term (``MATCHES``); all when left out.
        language: of labels and reasons.
        engine: where the members are looked for, when not in ``dataset``.

    Raises:
        UsageError: the expression cannot be read, or the vocabulary or a match is unknown.

    """
    require_language(language)
    unknown = [name for name in match if name not in MATCHES]
    if unknown:
        raise UsageError(f"unknown match {unknown[0]!r}", "use " + ", ".join(MATCHES))
    known = find_system(system)
    parsed = parse_expression(dataset, expression, language=language)
    members = members_of(dataset, parsed, language=language, engine=engine)
    found = _Finder(dataset, known, language).entries(members)
    kept = [entry for entry in found if not match or entry.match in match]
    authority = load_authority(known.prefix)
    return ValueSet(
        write_expression(parsed),
        known,
        authority.release if authority else "",
        members,
        kept,
        [entry for entry in found if entry not in kept],
    )


class _Finder:
    def __init__(self, dataset: Dataset, system: System, language: str) -> None:
        self.dataset = dataset
        self.system = system
        self.language = language
        self.namespace = prefixes()[system.prefix].namespace
        self.names = code_names(system)
        self.families: dict[str, list[FamilyCode]] = {}
        self.by_therapy: dict[str, list[FamilyCode]] = {}
        for code in family_codes(system.prefix):
            self.families.setdefault(expand(code.term), []).append(code)
            for therapy in code.therapies:
                self.by_therapy.setdefault(expand(therapy), []).append(code)

    def entries(self, members: list[Member]) -> list[Entry]:
        """Return the codes of members; one reached through another term once, at the widest member."""
        own = {(m.iri, code): entry for m in members for entry in self._own(m) for code in (entry.code,)}
        via: dict[tuple[str, str], tuple[bool, Entry]] = {}
        for member in sorted(members, key=lambda m: (len(ancestors(self.dataset, m.iri)), m.iri)):
            for wide, entry in self._via(member):
                key = (entry.via, entry.code)
                if key not in own and (key not in via or (via[key][0] and not wide)):
                    via[key] = (wide, entry)
        found = [*own.values(), *(entry for _, entry in via.values())]
        return sorted(
            found, key=lambda e: (e.label.casefold(), e.term, bool(e.via), MATCHES.index(e.match), e.code)
        )

    def _own(self, member: Member) -> Iterable[Entry]:
        best: dict[str, Entry] = {}
        for match, code, family in self._codes_of(member.iri):
            known = best.get(code)
            if known is None or MATCHES.index(match) < MATCHES.index(known.match):
                family = family or (known.family if known else "")
                best[code] = self._entry(member, match, code, family=family)
        return best.values()

    def _via(self, member: Member) -> Iterable[tuple[bool, Entry]]:
        for related in related_terms(self.dataset, member.iri, self.system.follow, self.language):
            for match, code, family in self._codes_of(related.iri):
                if related.wide and match == "narrow":
                    continue  # a kind of something that serves other therapies too says nothing of this one
                match = "broad" if related.wide else match
                yield (
                    related.wide,
                    self._entry(member, match, code, related.iri, related.reason, family),
                )
        for therapy in (member.iri, *ancestors(self.dataset, member.iri)):
            for one in self.by_therapy.get(therapy, ()):
                wide = therapy != member.iri
                match = "broad" if wide else _match(one.predicate)
                how = label_of(self.dataset, expand(one.term), self.language)
                yield wide, self._entry(member, match, one.code, expand(one.term), how, one.family)

    def _codes_of(self, iri: str) -> Iterable[tuple[str, str, str]]:
        for code in self.families.get(iri, ()):
            yield _match(code.predicate), code.code, code.family
        for match in MATCHES:
            for code_iri in self.dataset.iris(iri, f"{SKOS}{match}Match"):
                if code_iri.startswith(self.namespace):
                    yield match, shown_code(self.system.prefix, code_iri.removeprefix(self.namespace)), ""

    def _entry(
        self, member: Member, match: str, code: str, via: str = "", how: str = "", family: str = ""
    ) -> Entry:
        return Entry(
            member.iri,
            member.label,
            "; ".join(member.reasons),
            match,
            code,
            self.names.get(code, ""),
            via,
            how,
            family,
        )


def _match(predicate: str) -> str:
    return predicate.removeprefix("skos:").removesuffix("Match")


def code_names(system: System) -> dict[str, str]:
    """Return names of codes, from the mappings and the shipped authority; none of SNOMED CT."""
    if system.prefix == "snomedct":
        return {}
    authority: Authority | None = load_authority(system.prefix)
    names = (
        {shown_code(system.prefix, code): name for code, name in authority.names.items()} if authority else {}
    )
    start = f"{system.prefix}:"
    for path in mapping_files():
        for mapping in read_mappings(path):
            if not mapping.object.startswith(start):
                break
            names[mapping.object.removeprefix(start)] = mapping.object_label
    return names


def via_label(dataset: Dataset, entry: Entry, language: str) -> str:
    """Return the label of the term through which a code was reached, or an empty string."""
    return label_of(dataset, entry.via, language) if entry.via else ""
