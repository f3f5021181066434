"""Judge claims that a term has a code: right, related, wrong or nonexistent; tell what the code means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from neuromod_onto.codes import Authority, FamilyCode, System, family_codes, find_system, load_authority
from neuromod_onto.codes.authority import plain_code, shown_code
from neuromod_onto.dataset import Dataset
from neuromod_onto.linking.lint.claimed import Claimed, claimed_terms
from neuromod_onto.linking.related import related_terms
from neuromod_onto.linking.valuesets.members import code_names
from neuromod_onto.mappings import faults_of_code
from neuromod_onto.model.languages import require_language
from neuromod_onto.model.namespaces import canonical_prefix, expand, prefixes
from neuromod_onto.model.vocabulary import SKOS
from neuromod_onto.terms import ancestors, descendants, fold, label_of, names_of

if TYPE_CHECKING:
    from neuromod_onto.linking.annotation.annotator import Annotator

VERDICTS = ("right", "related", "wrong", "nonexistent", "unknown")
_SAME = ("exact", "close")
#: Words of device names that tell nothing apart.
_EVERYWHERE = frozenset(
    {
        *("device", "devices", "electric", "electrical", "electrode", "implant", "implantable", "implanted"),
        *("nerve", "nerves", "relief", "stimulation", "stimulator", "stimulators", "system", "systems"),
        *("therapeutic", "therapy", "treatment", "unit", "with"),
    }
)
_TOP = 3
_WIDE = 2
_WORDS = {
    "en": {
        "form": "no code: {}",
        "gone": "no such code in {} ({})",
        "mapped": "{} is mapped to this code",
        "serves": "the code belongs to {}",
        "name": "the code is called so",
        "other": "the code belongs to {}",
        "unmapped": "no term of ours has this code",
        "term": "no term of ours is called so",
    },
    "fr": {
        "form": "n’a pas la forme d’un code : {}",
        "gone": "ce code n’existe pas dans {} ({})",
        "mapped": "{} est relié à ce code",
        "serves": "le code appartient à {}",
        "name": "le code porte ce nom",
        "other": "le code appartient à {}",
        "unmapped": "aucun de nos termes n’a ce code",
        "term": "aucun de nos termes ne porte ce nom",
    },
}


class Verdict(NamedTuple):
    """What is to be thought of a claim.

    Attributes:
        verdict: right, related, wrong, nonexistent, or unknown when neither can be told.
        denotes: what the code means by its authority or, in SNOMED CT, the labels of our terms.
        term: IRI of the term claimed, empty when it is not known here.
        label: its label.
        codes: codes that the term has, the best first.
        why: the reason, in words.

    """

    verdict: str
    denotes: str
    term: str
    label: str
    codes: tuple[str, ...]
    why: str


class CodeLinter:
    """Judges claims for one vocabulary; make one for many claims.

    Args:
        dataset: where terms and mappings are.
        system: name of the vocabulary.
        authority: the user's own list of codes; the shipped one when left out.
        language: of labels and reasons.

    """

    def __init__(
        self, dataset: Dataset, system: str, *, authority: Authority | None = None, language: str = "en"
    ) -> None:
        self.dataset = dataset
        self._known_near: dict[str, list[tuple[str, int, str]]] = {}
        self.system: System = find_system(system)
        self.authority = authority or load_authority(self.system.prefix)
        self.language = language
        self.words = _WORDS[language]
        self.namespace = prefixes()[self.system.prefix].namespace
        self.names = code_names(self.system)

    def judge(self, term: str, code: str) -> Verdict:
        """Judge one claim."""
        code = self._bare(code)
        claimed = claimed_terms(self.dataset, term, lambda: self._annotator)
        fault = faults_of_code(self.system.prefix, code)
        if fault:
            return self._verdict("nonexistent", claimed, code, self.words["form"].format(fault))
        terms = self._terms_of(code)
        exists = True if terms else (self.authority.exists(code) if self.authority else None)
        if exists is False and self.authority:
            why = self.words["gone"].format(self.system.title, self.authority.release)
            return self._verdict("nonexistent", claimed, code, why)
        name = self._name(code)
        if name and fold(name) == fold(term):
            return self._verdict("right", claimed, code, self.words["name"])
        if claimed is None or (
            self.system.follow and claimed.partial and claimed.kind in ("target", "condition")
        ):
            told = [self._label(iri) for iri in terms]
            apart = bool(terms) and not _share_a_word([term], [name, *told])
            return self._verdict("wrong" if apart else "unknown", None, code, self.words["term"])
        return self._compare(claimed, code, terms, exists)

    def _compare(self, claimed: Claimed, code: str, terms: dict[str, str], exists: bool | None) -> Verdict:
        best: tuple[int, str] | None = None
        for iri, match in terms.items():
            for target, nearness, how in self._near(claimed.iri):
                if target == iri and not (nearness == _WIDE and match == "narrow"):
                    right = nearness == 0 and (
                        match in _SAME or (bool(self.system.follow) and match != "broad")
                    )
                    if claimed.partial and right:
                        right = self._family_said(code, claimed)
                    rank = (0 if right else 1, how.format(self._label(iri)) + f" ({match})")
                    best = min(best, rank) if best else rank
        if best:
            return self._verdict(("right", "related")[best[0]], claimed, code, best[1])
        if terms:
            others = ", ".join(self._label(iri) for iri in list(terms)[:_TOP])
            return self._verdict("wrong", claimed, code, self.words["other"].format(others))
        judged = self._by_name(claimed, self._name(code))
        if judged:
            return self._verdict(judged, claimed, code, self.words["unmapped"])
        known = exists is True and bool(self._codes(claimed.iri) or self._name(code))
        return self._verdict("wrong" if known else "unknown", claimed, code, self.words["unmapped"])

    def _near(self, iri: str) -> list[tuple[str, int, str]]:
        if iri not in self._known_near:
            self._known_near[iri] = list(self._neighbours(iri))
        return self._known_near[iri]

    def _neighbours(self, iri: str) -> Iterator[tuple[str, int, str]]:
        """Yield (term, nearness, reason) of all that a claim may concern.

        Nearness is 0 for what the claim may mean, 1 for what is near, and 2 for what serves other therapies
        as well, so that kinds of it say nothing. In a vocabulary of devices or operations, a therapy is coded
        by those of its kinds and their devices.
        """
        kinds = sorted(descendants(self.dataset, iri))
        yield iri, 0, self.words["mapped"]
        for kind in kinds:
            yield kind, 0 if self.system.follow else 1, self.words["mapped"]
        if self.system.follow:
            for therapy in (iri, *kinds):
                for related in related_terms(self.dataset, therapy, self.system.follow, self.language):
                    yield related.iri, _WIDE if related.wide else 0, self.words["serves"]
        for above in sorted(ancestors(self.dataset, iri)):
            if len(ancestors(self.dataset, above)) >= _TOP:
                yield above, 1, self.words["mapped"]

    def _by_name(self, claimed: Claimed, name: str) -> str:
        """Judge a code without mapping by what its name mentions.

        What serves other therapies as well, such as an electrode, is mentioned in names of much else; and a
        word that a name shares with ours, such as "brain", says nothing while its other words are not ours.
        """
        if not name:
            return ""
        near = {target: nearness for target, nearness, _ in reversed(self._near(claimed.iri))}
        found = [near[m.entry.iri] for m in self._annotator.mentions(_turned(name)) if m.entry.iri in near]
        if found and min(found) < _WIDE:
            return "related" if min(found) else "right"
        said = _words(name)
        ours = (n.text for iri, nearness in near.items() if not nearness for n in names_of(self.dataset, iri))
        return "related" if said and any(said <= _words(text) for text in ours) else ""

    def _terms_of(self, code: str) -> dict[str, str]:
        """Return the terms that are mapped to a code, with how the code stands to them."""
        found: dict[str, str] = {}
        for match in ("exact", "close", "narrow", "broad", "related"):
            for iri in self.dataset.subjects(f"{SKOS}{match}Match", self.namespace + code):
                found.setdefault(iri, match)
        for family in self._families.get(code, ()):
            match = family.predicate.removeprefix("skos:").removesuffix("Match")
            for term in (family.term, *family.therapies):
                found.setdefault(expand(term), match)
        return found

    @cached_property
    def _annotator(self) -> Annotator:
        from neuromod_onto.linking.annotation.annotator import Annotator

        return Annotator(self.dataset)

    @cached_property
    def _families(self) -> dict[str, list[FamilyCode]]:
        found: dict[str, list[FamilyCode]] = {}
        for code in family_codes(self.system.prefix):
            found.setdefault(code.code, []).append(code)
        return found

    def _family_said(self, code: str, claimed: Claimed) -> bool:
        """Say whether the words left over in a claim name the family of the code, or say nothing."""
        rest = set(fold(claimed.rest).split())
        if rest <= _EVERYWHERE - {"electrode"}:
            return True
        return any(rest & set(fold(family.family).split()) for family in self._families.get(code, ()))

    def _codes(self, iri: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for target in dict.fromkeys(t for t, nearness, _ in self._near(iri) if nearness == 0):
            for match in ("exact", "close", "narrow"):
                for code_iri in self.dataset.iris(target, f"{SKOS}{match}Match"):
                    if code_iri.startswith(self.namespace):
                        found[code_iri.removeprefix(self.namespace)] = None
        return tuple(found)

    def _name(self, code: str) -> str:
        name = self.names.get(code, "")
        if self.authority:
            name = self.authority.name(code) or name
        if not name and self.system.prefix == "snomedct":
            name = ", ".join(self._label(iri) for iri in list(self._terms_of(code))[:_TOP])
        return name

    def _verdict(self, verdict: str, claimed: Claimed | None, code: str, why: str) -> Verdict:
        denotes = self._name(code) if verdict != "nonexistent" else ""
        if claimed is None:
            return Verdict(verdict, denotes, "", "", (), why)
        return Verdict(
            verdict, denotes, claimed.iri, self._label(claimed.iri), self._codes(claimed.iri)[:8], why
        )

    def _label(self, iri: str) -> str:
        return label_of(self.dataset, iri, self.language)

    def _bare(self, code: str) -> str:
        code = code.strip()
        prefix, colon, rest = code.partition(":")
        if colon and canonical_prefix(prefix) == self.system.prefix:
            code = rest
        code = code.removeprefix(self.namespace)
        if self.system.prefix in ("icd10pcs", "icd10cm", "fdacode", "mesh"):
            code = shown_code(self.system.prefix, plain_code(self.system.prefix, code))
        return code


def lint_codes(
    dataset: Dataset,
    claims: Iterable[tuple[str, str]],
    system: str,
    *,
    authority: Authority | None = None,
    language: str = "en",
) -> list[Verdict]:
    """Judge (term, code) claims, one verdict a claim, in the same order.

    Args:
        dataset: where terms and mappings are.
        claims: a term as people write it, and the code that it is said to have.
        system: such as fda, icd10pcs, icd10cm, mesh, snomed.
        authority: the user's own list of codes (``codes.read_authority``); the shipped one when left out.
        language: of labels and reasons.

    Raises:
        UsageError: the vocabulary is unknown.

    """
    require_language(language)
    linter = CodeLinter(dataset, system, authority=authority, language=language)
    return [linter.judge(term, code) for term, code in claims]


def _share_a_word(texts: Iterable[str], others: Iterable[str]) -> bool:
    """Say whether two groups of names share a word that tells devices apart."""
    said = [set().union(*map(_words, group)) for group in (texts, others)]
    return bool(said[0] & said[1])


def _words(text: str) -> set[str]:
    """Return the words of a name that tell it apart from others, in the singular.

    >>> sorted(_words("Infusion Pumps, Implantable"))
    ['infusion', 'pump']
    """
    found = re.findall(r"[^\W\d_]{4,}", fold(text))
    return {word.removesuffix("s") for word in found if word not in _EVERYWHERE}


def _turned(name: str) -> str:
    """Turn an inverted name round: "Stimulator, Nerve, Implanted" becomes "Implanted Nerve Stimulator".

    >>> _turned("Stimulator, Spinal-Cord, Implanted (Pain Relief)")
    'Implanted (Pain Relief) Spinal-Cord Stimulator'
    """
    return " ".join(reversed(re.split(r",\s*", name)))
