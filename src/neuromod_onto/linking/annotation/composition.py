"""Which therapy the parts of a phrase make: the definitions of the ontology, read as rules.

A defined class says what is enough to be one: deep brain stimulation with the subthalamic nucleus as its
target is subthalamic deep brain stimulation. What a text states (a therapy, a target, a modality, how the
target is reached) is put to these definitions, and the most specific classes that follow are the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.linking.annotation.lexicon import Entry, Lexicon, folded_words
from neuromod_onto.model.expressions import (
    Combined,
    Expression,
    HasValue,
    Named,
    Restriction,
    UnsupportedExpressionError,
    conjuncts,
    read_expression,
)
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import INTERVENTION, NEUROMODULATION_THERAPY, OWL
from neuromod_onto.terms import ancestors, descendants

_EQUIVALENT = ox.NamedNode(OWL + "equivalentClass")
_PART_OF = NEUROMOD + "partOf"
_MODALITY = NEUROMOD + "usesModality"
_INVASIVENESS = NEUROMOD + "hasInvasiveness"
_CONTROL = NEUROMOD + "hasControlMode"
_PATTERN = NEUROMOD + "hasStimulationPattern"
_TARGET = NEUROMOD + "hasNeuralTarget"
_SITE = NEUROMOD + "hasStimulationSite"
_MUSCLE = NEUROMOD + "actsOnMuscle"
_TISSUE = NEUROMOD + "actsOnTissue"
_GROUPING = NEUROMOD + "isGroupingClass"
_ELECTRICAL = NEUROMOD + "ElectricalModality"
_ELECTRICAL_THERAPY = NEUROMOD + "ElectricalStimulationTherapy"
_IMPLANTED = NEUROMOD + "ImplantedDelivery"
_NEURAL_STRUCTURE = NEUROMOD + "NeuralStructure"
#: The properties that speak of a place in the body.
_PLACES = (_TARGET, _SITE, _MUSCLE)
#: The axis on which the values below a top class lie.
_AXIS_OF = {
    "Modality": _MODALITY,
    "Invasiveness": _INVASIVENESS,
    "ControlMode": _CONTROL,
    "StimulationPattern": _PATTERN,
}
#: Properties on which a definition may rest when it is used as a rule.
_READ = {*_PLACES, *_AXIS_OF.values()}

Evidence = frozenset[tuple[str, str]]


class _Definition(NamedTuple):
    iri: str
    genus: str
    restrictions: tuple[Restriction, ...]


class Composer:
    """Composes therapies from what a text states."""

    def __init__(
        self, dataset: Dataset, lexicon: Lexicon, heads: frozenset[str], links: frozenset[str]
    ) -> None:
        """Read the definitions of a dataset.

        Args:
            heads: keys of words for stimulation and its devices.
            links: keys of articles, prepositions and adjectives of place.

        """
        self.dataset = dataset
        self._definitions = _definitions(dataset)
        self._above: dict[str, set[str]] = {}
        self._wholes: dict[str, set[str]] = {}
        self._kinds: dict[str, set[str]] = {}
        self._generic: dict[str, bool] = {}
        self._known: dict[tuple[str, Evidence], tuple[str, ...]] = {}
        self._named = _named_by_target(lexicon, heads, links)

    def above(self, iri: str) -> set[str]:
        """Return the superclasses of a class."""
        if iri not in self._above:
            self._above[iri] = ancestors(self.dataset, iri)
        return self._above[iri]

    def most_specific(self, iris: Iterable[str]) -> list[str]:
        """Return the classes that are above no other of them, in order, each once."""
        kept = list(dict.fromkeys(iris))
        return [iri for iri in kept if not any(iri in self.above(other) for other in kept)]

    def most_general(self, iris: Iterable[str]) -> list[str]:
        """Return the classes that are below no other of them, in order, each once."""
        kept = list(dict.fromkeys(iris))
        return [iri for iri in kept if not self.above(iri) & set(kept)]

    def is_generic(self, iri: str) -> bool:
        """Say whether a therapy leaves open where it acts, as "electrical stimulation" does."""
        if iri not in self._generic:
            self._generic[iri] = self._leaves_place_open(iri)
        return self._generic[iri]

    def _leaves_place_open(self, iri: str) -> bool:
        if self.dataset.literals(iri, _GROUPING):
            return True
        if iri != NEUROMODULATION_THERAPY and NEUROMODULATION_THERAPY not in self.above(iri):
            return False
        places = {value for prop in (*_PLACES, _TISSUE) for value in self.dataset.iris(iri, prop)}
        return not places - {_NEURAL_STRUCTURE}

    def is_modality(self, iri: str) -> bool:
        """Say whether a term is a kind of energy, such as ultrasound."""
        return NEUROMOD + "Modality" in self.above(iri)

    def leaves_open(self, iri: str, kind: str) -> bool:
        """Say whether a kind of a therapy settles how the target is reached and the therapy does not."""
        return iri in self.above(kind) and (
            not self.dataset.iris(iri, _INVASIVENESS) and bool(self.dataset.iris(kind, _INVASIVENESS))
        )

    def common(self, iris: list[str]) -> str:
        """Return the one class that covers several therapies and still says where it acts, or nothing."""
        if len(iris) < 2:
            return iris[0] if iris else ""
        shared = set.intersection(*({iri, *self.above(iri)} for iri in iris))
        lowest = [c for c in self.most_specific(sorted(shared)) if not self.is_generic(c)]
        lowest = [c for c in lowest if INTERVENTION in self.above(c) and self.dataset.iris(c, _TARGET)]
        return lowest[0] if len(lowest) == 1 else ""

    def refine(self, therapy: str, places: Iterable[str], axes: Iterable[str]) -> str:
        """Return the most specific class that a therapy is, given what else is said of it.

        Args:
            therapy: the therapy named.
            places: structures named as its target or site.
            axes: modality, invasiveness, control and pattern named.

        """
        found = self._conclude(therapy, self._evidence(places, axes))
        below = [c for c in found if therapy in self.above(c)]
        return below[0] if len(below) == 1 else therapy

    def from_target(self, target: str, axes: Iterable[str], near: str, *, may_assume: bool = True) -> str:
        """Return the therapy that "stimulation of" a structure is, or an empty string.

        Args:
            target: the structure.
            axes: modality, invasiveness, control and pattern named.
            near: folded words of the text, for names that need them.
            may_assume: when nothing is said of how the target is reached, try an implant.

        """
        axes = list(axes)
        evidence = self._evidence([target], axes)
        by_name = self._by_name(target, near)
        if by_name and self._agrees(by_name, evidence):
            return self.refine(by_name, [target], axes)
        modalities = {value for prop, value in evidence if prop == _MODALITY}
        start = NEUROMODULATION_THERAPY
        if not modalities or _ELECTRICAL in modalities:
            start, evidence = _ELECTRICAL_THERAPY, evidence | {(_MODALITY, _ELECTRICAL)}
        reached = {prop for prop, _ in evidence} & {_INVASIVENESS}
        assumed = Evidence({(_INVASIVENESS, _IMPLANTED)})
        for more in (Evidence(), assumed) if may_assume and not reached else (Evidence(),):
            found = [c for c in self._conclude(start, evidence | more) if not self.is_generic(c)]
            if found:
                return min(found, key=lambda c: (len(self._below(c)), c))
        wholes = sorted(self._wholes_of(target) - {target}, key=lambda w: (-len(self.above(w)), w))
        by_name = next((therapy for whole in wholes if (therapy := self._by_name(whole, near))), "")
        return self.refine(by_name, [target], axes) if by_name and self._agrees(by_name, evidence) else ""

    def _by_name(self, target: str, near: str) -> str:
        """Return the one therapy named after a structure: "tibial nerve stimulation"."""
        named = [entry.iri for entry in self._named.get(target, []) if fits_context(entry, near)]
        general = self.most_general(iri for iri in named if not self.is_generic(iri))
        return general[0] if len(general) == 1 else ""

    def _below(self, iri: str) -> set[str]:
        if iri not in self._kinds:
            self._kinds[iri] = descendants(self.dataset, iri)
        return self._kinds[iri]

    def sibling(self, therapy: str, target: str) -> str:
        """Return the class defined as a therapy is, with another target: STN beside "GPi DBS"."""
        for definition in self._definitions:
            if definition.iri == therapy and any(r.property == _TARGET for r in definition.restrictions):
                found = self.refine(definition.genus, [target], [])
                return "" if found == definition.genus else found
        return ""

    def _agrees(self, therapy: str, evidence: Evidence) -> bool:
        """Say whether a therapy does not contradict the modality and invasiveness stated."""
        for prop in (_MODALITY, _INVASIVENESS):
            stated = {value for p, value in evidence if p == prop}
            known = set(self.dataset.iris(therapy, prop))
            if (
                stated
                and known
                and not any(k == s or k in self.above(s) or s in self.above(k) for k in known for s in stated)
            ):
                return False
        return True

    def _evidence(self, places: Iterable[str], axes: Iterable[str]) -> Evidence:
        stated = {(prop, place) for place in places for prop in _PLACES}
        for value in axes:
            for top, prop in _AXIS_OF.items():
                if NEUROMOD + top in self.above(value):
                    stated.add((prop, value))
        return frozenset(stated)

    def _conclude(self, therapy: str, evidence: Evidence) -> tuple[str, ...]:
        key = therapy, evidence
        if key not in self._known:
            self._known[key] = self._classify(therapy, evidence)
        return self._known[key]

    def _classify(self, therapy: str, evidence: Evidence) -> tuple[str, ...]:
        """Apply the definitions until nothing new follows."""
        facts = {therapy, *self.above(therapy)}
        said = set(evidence) | self._axes_of(therapy)
        changed = True
        while changed:
            changed = False
            for definition in self._definitions:
                if (
                    definition.iri not in facts
                    and definition.genus in facts
                    and all(self._holds(r, said) for r in definition.restrictions)
                ):
                    facts |= {definition.iri, *self.above(definition.iri)}
                    said |= self._axes_of(definition.iri)
                    changed = True
        specific = [c for c in facts if not self.dataset.literals(c, _GROUPING)]
        return tuple(sorted(self.most_specific(specific)))

    def _axes_of(self, iri: str) -> set[tuple[str, str]]:
        return {(prop, value) for prop in _READ for value in self.dataset.iris(iri, prop)}

    def _holds(self, restriction: Restriction, said: set[tuple[str, str]]) -> bool:
        return any(
            prop == restriction.property and self._is_a(value, restriction.filler) for prop, value in said
        )

    def _is_a(self, value: str, filler: Expression) -> bool:
        match filler:
            case Named(iri):
                return value == iri or iri in self.above(value)
            case Combined("or", parts):
                return any(self._is_a(value, part) for part in parts)
            case Combined("and", parts):
                return all(self._is_a(value, part) for part in parts)
            case Restriction("some", prop, inner) if prop == _PART_OF:
                return any(self._is_a(whole, inner) for whole in self._wholes_of(value))
        return False

    def _wholes_of(self, iri: str) -> set[str]:
        if iri not in self._wholes:
            self._wholes[iri] = {
                whole for c in (iri, *self.above(iri)) for whole in (c, *self.dataset.iris(c, _PART_OF))
            }
        return self._wholes[iri]


class Near:
    """The folded words of a text and its context, made when first asked for."""

    def __init__(self, text: str, context: str) -> None:
        self._text = text
        self._context = context
        self._words = ""

    @property
    def words(self) -> str:
        """The words, with a space before and after each."""
        if not self._words:
            self._words = folded_words(f"{self._text} | {self._context}")
        return self._words


def fits_context(entry: Entry, near: str) -> bool:
    """Say whether the words near a name allow it.

    Args:
        near: folded words of the text and its context, with spaces around.

    """
    if any(word in near for word in entry.refuted_by):
        return False
    return not entry.confirmed_by or any(word in near for word in entry.confirmed_by)


def _definitions(dataset: Dataset) -> list[_Definition]:
    """Return the definitions of therapies that rest on the axes alone."""
    found = []
    for iri in sorted(descendants(dataset, NEUROMODULATION_THERAPY)):
        for quad in dataset.store.quads_for_pattern(ox.NamedNode(iri), _EQUIVALENT, None):
            try:
                parts = conjuncts(read_expression(dataset.store, quad.object))
            except UnsupportedExpressionError:
                continue
            genera = [part.iri for part in parts if isinstance(part, Named)]
            restrictions = tuple(part for part in parts if isinstance(part, Restriction))
            if (
                len(genera) == 1
                and restrictions
                and not any(isinstance(part, HasValue) for part in parts)
                and all(r.property in _READ for r in restrictions)
            ):
                found.append(_Definition(iri, genera[0], restrictions))
    return found


def _named_by_target(
    lexicon: Lexicon, heads: frozenset[str], links: frozenset[str]
) -> dict[str, list[Entry]]:
    """Return the therapies whose name is no more than a head and the name of a structure."""
    targets: dict[tuple[str, ...], str] = {}
    for keys, entry in lexicon.entries:
        if entry.kind == "target":
            targets.setdefault(tuple(k for k in keys if k not in links), entry.iri)
    found: dict[str, list[Entry]] = defaultdict(list)
    for keys, entry in lexicon.entries:
        if entry.kind == "therapy" and heads & set(keys):
            target = targets.get(tuple(k for k in keys if k not in heads and k not in links))
            if target and not any(e.iri == entry.iri for e in found[target]):
                found[target].append(entry)
    return found
