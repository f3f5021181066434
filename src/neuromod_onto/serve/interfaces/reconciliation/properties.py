"""The properties of terms that columns can be made of: names, definitions, relations, codes."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.codes import System, all_systems
from neuromod_onto.linking.valuesets.members import MATCHES
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD, compact, prefixes
from neuromod_onto.model.vocabulary import ALT_LABEL, DEFINITION, LABEL, OWL, RDF_TYPE, SKOS, SUBCLASS_OF
from neuromod_onto.pages.texts import words_in
from neuromod_onto.serve.service import Service, iri_of

#: Texts in one language: property of the ontology and key of the word that names it, by beginning of the id.
_TEXTS = {
    "label": (LABEL, "label"),
    "synonym": (ALT_LABEL, "synonyms"),
    "definition": (DEFINITION, "definition"),
}
_IS_A = "is-a"
_KINDS = (OWL + "ObjectProperty", OWL + "DatatypeProperty")


class Property(NamedTuple):
    """A property: its identifier, and one of predicate (with a language, for texts) and system of codes."""

    id: str
    predicate: str
    language: str = ""
    system: System | None = None


class PropertyValue(NamedTuple):
    """A value: a term of ours, a code or a text.

    Attributes:
        text: identifier, code or text.
        kind: term, code, or the datatype of a text.
        labels: what a term is called, in each language.
        match: how a code stands to the term.

    """

    text: str
    kind: str
    labels: tuple[str, ...] = ()
    match: str = ""


def all_properties(service: Service) -> list[Property]:
    """Return every property, general ones first."""
    general = [
        Property(f"{start}.{language}", predicate, language)
        for start, (predicate, _) in _TEXTS.items()
        for language in LANGUAGES
    ]
    general.append(Property(_IS_A, SUBCLASS_OF))
    relations = sorted(
        {
            iri
            for kind in _KINDS
            for iri in service.dataset.subjects(RDF_TYPE, kind)
            if iri.startswith(NEUROMOD)
        }
    )
    return [
        *general,
        *(Property(compact(iri), iri) for iri in relations),
        *(Property(system.prefix, "", system=system) for system in all_systems()),
    ]


def find_property(service: Service, name: str) -> Property | None:
    """Return the property of an identifier: one of those listed, or any other predicate as a CURIE or IRI."""
    start, _, language = name.partition(".")
    if start in _TEXTS and language in LANGUAGES:
        return Property(name, _TEXTS[start][0], language)
    if name == _IS_A:
        return Property(name, SUBCLASS_OF)
    system = next((s for s in all_systems() if s.prefix == name), None)
    if system:
        return Property(name, "", system=system)
    iri = iri_of(name)
    return Property(name, iri) if iri in service.dataset else None


def name_of(service: Service, prop: Property, language: str) -> str:
    """Return what a property is called."""
    words = words_in(language)
    if prop.system:
        return prop.system.title
    if prop.language:
        return f"{words[_TEXTS[prop.id.partition('.')[0]][1]]} ({prop.language})"
    return words["is-a"] if prop.id == _IS_A else service.explorer.label(prop.predicate, language)


def values_of(
    service: Service, iri: str, prop: Property, matches: tuple[str, ...] = MATCHES
) -> list[PropertyValue]:
    """Return the values of a property of a term; of codes, those that stand so to it."""
    if prop.system:
        return _codes(service, iri, prop.system, matches)
    found = []
    for node in sorted(service.dataset.objects(iri, prop.predicate), key=str):
        if isinstance(node, ox.Literal):
            if prop.language in ("", node.language):
                found.append(PropertyValue(node.value, node.datatype.value))
        elif isinstance(node, ox.NamedNode) and node.value.startswith(NEUROMOD):
            labels = tuple(service.explorer.label(node.value, language) for language in LANGUAGES)
            found.append(PropertyValue(compact(node.value), "term", labels))
        elif isinstance(node, ox.NamedNode):
            found.append(PropertyValue(compact(node.value), "code"))
    return found


def _codes(service: Service, iri: str, system: System, matches: tuple[str, ...]) -> list[PropertyValue]:
    namespace = prefixes()[system.prefix].namespace
    return [
        PropertyValue(code.removeprefix(namespace), "code", match=match)
        for match in matches
        for code in sorted(service.dataset.iris(iri, f"{SKOS}{match}Match"))
        if code.startswith(namespace)
    ]
