"""What a picture of a term shows: what lies above it, its kinds, and its relations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.languages import pick, require_language
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.model.vocabulary import DEFINITION, OWL, RDF_TYPE, SUBCLASS_OF
from neuromod_onto.terms import children, label_of, parents

_WORDS = {
    "is a": {"en": "is a", "fr": "est un"},
    "kinds": {"en": "kinds", "fr": "formes"},
    "more": {"en": "and {} more", "fr": "et {} de plus"},
}


@dataclass(frozen=True)
class Box:
    """A term in a picture.

    Attributes:
        iri: the term.
        label: in the reader's language.
        note: its definition, to be shown on demand.
        kind: ``focus``, ``above``, ``below`` or ``value``.

    """

    iri: str
    label: str
    note: str
    kind: str


@dataclass(frozen=True)
class Group:
    """Terms that stand in the same relation to the focus.

    Attributes:
        property: IRI of the relation; that of subclasses for the kinds of the focus.
        label: the relation in the reader's language.
        boxes: the terms shown.
        left_out: how many more there are.
        more: says so in the reader's language; empty when all are shown.

    """

    property: str
    label: str
    boxes: tuple[Box, ...]
    left_out: int = 0
    more: str = ""


@dataclass
class Picture:
    """A term with its neighbours.

    Attributes:
        focus: the term.
        above: its superclasses, as far up as asked for.
        links: (lower, upper) IRIs among the focus and ``above``.
        groups: kinds and relations of the focus.
        is_a: the words for a subclass link.
        language: of all labels.

    """

    focus: Box
    above: list[Box] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    is_a: str = ""
    language: str = "en"

    @property
    def title(self) -> str:
        """What the picture shows."""
        return self.focus.label


def neighbourhood(
    dataset: Dataset, iri: str, *, language: str = "en", up: int = 3, limit: int = 6
) -> Picture:
    """Return what a picture of a term shows.

    Args:
        dataset: the ontology with what is inferred.
        iri: the term.
        language: of the labels.
        up: how many levels of superclasses.
        limit: how many kinds, and values of one relation, are shown at most.

    """
    require_language(language)

    def box(term: str, kind: str) -> Box:
        label = label_of(dataset, term, language) or compact(term)
        return Box(term, label, pick(dataset.literals(term, DEFINITION), language) or "", kind)

    def group(prop: str, label: str, terms: list[str], kind: str) -> Group:
        boxes = sorted((box(term, kind) for term in terms), key=lambda b: (b.label.casefold(), b.iri))
        left_out = max(0, len(boxes) - limit)
        more = _WORDS["more"][language].format(left_out) if left_out else ""
        return Group(prop, label, tuple(boxes[:limit]), left_out, more)

    picture = Picture(box(iri, "focus"), is_a=_WORDS["is a"][language], language=language)
    seen, level = {iri}, [iri]
    for _ in range(up):
        upper: list[str] = []
        for lower in level:
            for parent in parents(dataset, lower):
                if parent.startswith(NEUROMOD):
                    picture.links.append((lower, parent))
                    if parent not in seen:
                        seen.add(parent)
                        upper.append(parent)
        level = upper
    picture.above = [box(term, "above") for term in sorted(seen - {iri})]
    kinds = children(dataset, iri)
    if kinds:
        picture.groups.append(group(SUBCLASS_OF, _WORDS["kinds"][language], kinds, "below"))
    for prop, values in sorted(_relations(dataset, iri).items()):
        label = label_of(dataset, prop, language) or compact(prop)
        picture.groups.append(group(prop, label, sorted(values), "value"))
    return picture


def _relations(dataset: Dataset, iri: str) -> dict[str, set[str]]:
    """Return the values of each object property of ours that relates the term to others."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in dataset.store.quads_for_pattern(ox.NamedNode(iri), None, None):
        prop, value = quad.predicate.value, quad.object
        ours = prop.startswith(NEUROMOD) and OWL + "ObjectProperty" in dataset.iris(prop, RDF_TYPE)
        if ours and isinstance(value, ox.NamedNode):
            found[prop].add(value.value)
    return found
