"""Say in words why a class meets a part of an expression."""

from __future__ import annotations

from functools import cached_property

from neuromod_onto.dataset import Dataset, read_quads
from neuromod_onto.model.expressions import HasValue, Named, Restriction
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.model.vocabulary import SUBCLASS_OF
from neuromod_onto.terms import label_of
from neuromod_onto.terms.origin import origins

_SHOWN = 3
_WORDS = {
    "en": {"itself": "the class itself", "kind": "kind of", "more": "and {} more", "colon": ": "},
    "fr": {"itself": "la classe elle-même", "kind": "sorte de", "more": "et {} de plus", "colon": " : "},
}
_HOW = {
    "asserted": {"en": "asserted", "fr": "affirmé"},
    "inherited": {"en": "inherited", "fr": "hérité"},
    "inferred": {"en": "inferred", "fr": "inféré"},
}


class Reasons:
    """Gives reasons over one dataset in one language."""

    def __init__(self, dataset: Dataset, language: str) -> None:
        self.dataset = dataset
        self.language = language
        self.words = _WORDS[language]

    def of(self, iri: str, atom: Named | Restriction | HasValue, witnesses: list[str]) -> str:
        """Return why ``iri`` meets ``atom``; ``witnesses`` are the values that show it."""
        match atom:
            case Named(target):
                return self._kind_of(iri, target)
            case HasValue(prop, _):
                value = witnesses[0]
                shown = f"{self._label(prop)}{self.words['colon']}{self._shown(value)}"
                return f"{shown} ({self._how(iri, prop, value)})"
        prop, filler = atom.property, atom.filler
        paths = sorted((self._value(value, filler) for value in witnesses), key=len)
        lines = [
            f"{self._label(prop)}{self.words['colon']}{' ⊑ '.join(map(self._shown, path))} "
            f"({self._how(iri, prop, path[0])})"
            for path in paths[:_SHOWN]
        ]
        if len(witnesses) > _SHOWN:
            lines.append(self.words["more"].format(len(witnesses) - _SHOWN))
        return ", ".join(lines)

    def _kind_of(self, iri: str, target: str) -> str:
        if iri == target:
            return self.words["itself"]
        path = self._path(iri, target)
        links = list(zip([iri, *path], path, strict=False))
        how = "inferred" if any(link in self._inferred for link in links) else "asserted"
        shown = " ⊑ ".join(self._label(step) for step in path)
        return f"{self.words['kind']} {shown} ({_HOW[how][self.language]})"

    def _value(self, value: str, filler: object) -> list[str]:
        return [value, *(self._path(value, filler.iri) if isinstance(filler, Named) else [])]

    def _how(self, iri: str, prop: str, value: str) -> str:
        how = next((o.how for o in origins(self.dataset, iri, prop) if o.value == value), "inferred")
        return _HOW[how][self.language]

    def _path(self, iri: str, target: str) -> list[str]:
        """Return the shortest chain of superclasses from a class to one above it, the class left out."""
        chains: dict[str, list[str]] = {iri: []}
        front = [iri]
        while front and target not in chains:
            reached = []
            for low in front:
                for high in self.dataset.iris(low, SUBCLASS_OF):
                    if high not in chains:
                        chains[high] = [*chains[low], high]
                        reached.append(high)
            front = reached
        return chains.get(target, [])

    @cached_property
    def _inferred(self) -> set[tuple[str, str]]:
        """The subclass links that the reasoner found."""
        path = shipped_root() / "ontology" / "inferred.ttl"
        return {
            (getattr(quad.subject, "value", ""), getattr(quad.object, "value", ""))
            for quad in read_quads(path)
            if quad.predicate.value == SUBCLASS_OF
        }

    def _shown(self, value: str) -> str:
        return self._label(value) if value.startswith("http") else value

    def _label(self, iri: str) -> str:
        return label_of(self.dataset, iri, self.language) or compact(iri)
