"""What changed between two states of the ontology, term by term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset import read_quads
from neuromod_onto.dataset.read import rdf_files
from neuromod_onto.mappings import mapping_triples
from neuromod_onto.model.expressions import (
    Named,
    UnsupportedExpressionError,
    conjuncts,
    read_expression,
    sentence,
)
from neuromod_onto.model.languages import pick
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import (
    ALT_LABEL,
    DEFINITION,
    DEPRECATED,
    HIDDEN_LABEL,
    LABEL,
    OWL,
    PREF_LABEL,
    RDF_TYPE,
    RDFS,
    REPLACED_BY,
    SKOS,
    SUBCLASS_OF,
)

#: Kinds of change, in the order of a report, each with its heading in both languages.
KINDS = {
    "added": {"en": "Terms added", "fr": "Termes ajoutés"},
    "removed": {"en": "Terms removed", "fr": "Termes supprimés"},
    "obsoleted": {"en": "Terms made obsolete", "fr": "Termes rendus obsolètes"},
    "restored": {"en": "Terms no longer obsolete", "fr": "Termes qui ne sont plus obsolètes"},
    "relabelled": {"en": "Terms relabelled", "fr": "Termes renommés"},
    "redefined": {"en": "Definitions changed", "fr": "Définitions modifiées"},
    "moved": {"en": "Terms moved in the hierarchy", "fr": "Termes déplacés dans la hiérarchie"},
    "logic": {"en": "Axioms changed", "fr": "Axiomes modifiés"},
    "name": {"en": "Synonyms and abbreviations changed", "fr": "Synonymes et abréviations modifiés"},
    "mapping": {"en": "Mappings changed", "fr": "Alignements modifiés"},
    "other": {"en": "Other statements changed", "fr": "Autres énoncés modifiés"},
}
_MATCHES = {f"{SKOS}{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}
_LABELS = {LABEL, PREF_LABEL}
_NAMES = {ALT_LABEL, HIDDEN_LABEL}
#: How the sentence of an axiom begins.
_AXIOMS = {
    OWL + "equivalentClass": {"en": "equivalent to ", "fr": "équivalent à "},
    OWL + "disjointWith": {"en": "disjoint with ", "fr": "disjoint de "},
    SUBCLASS_OF: {"en": "", "fr": ""},
    RDFS + "domain": {"en": "domain ", "fr": "domaine "},
    RDFS + "range": {"en": "range ", "fr": "portée "},
    RDFS + "subPropertyOf": {"en": "subproperty of ", "fr": "sous-propriété de "},
    OWL + "inverseOf": {"en": "inverse of ", "fr": "inverse de "},
}


@dataclass(frozen=True, order=True)
class Change:
    """One change of one term.

    Attributes:
        kind: one of ``KINDS``.
        term: IRI.
        label: the term's label, in the reader's language, as it is now or last was.
        property: CURIE of the property that changed; empty for whole terms.
        language: language of the text that changed; empty where there is none.
        old: what is gone.
        new: what is there instead.

    """

    kind: str
    term: str
    label: str
    property: str = ""
    language: str = ""
    old: str = ""
    new: str = ""


@dataclass
class State:
    """The terms of one state and what is said of each.

    Attributes:
        store: all statements.
        facts: for each term, each (kind of change, property, language) with its values as text.

    """

    store: ox.Store = field(repr=False)
    facts: dict[str, dict[tuple[str, str, str], set[str]]] = field(repr=False)


def diff(old: Path | str, new: Path | str, *, language: str = "en") -> list[Change]:
    """Return what changed from one state of the ontology to another.

    A state is an RDF file, a folder of RDF files, or a folder that holds ``ontology/`` and perhaps
    ``mappings/``, such as a checkout or what ``git archive`` gives.

    Args:
        old: the earlier state.
        new: the later state.
        language: of labels and of sentences for axioms.

    Returns:
        The changes, by kind in the order of ``KINDS``, then by term.

    Raises:
        InputError: a state does not exist or cannot be read.

    """
    stores = [read_state(Path(old)), read_state(Path(new))]
    label = _labeller(stores[::-1], language)  # one name in both, or a new name would look like new logic
    before, after = (State(store, _facts_of(store, label, language)) for store in stores)
    found = [
        change
        for term in before.facts.keys() | after.facts.keys()
        for change in _changes_of(term, before, after, language)
    ]
    order = list(KINDS)
    return sorted(found, key=lambda c: (order.index(c.kind), c.term, c.property, c.language, c.old, c.new))


def read_state(path: Path) -> ox.Store:
    """Read all statements of one state of the ontology.

    Raises:
        InputError: it does not exist or cannot be read.

    """
    store = ox.Store()
    folder, tables = path / "ontology", path / "mappings"
    files = sorted(folder.glob("*.ttl")) if folder.is_dir() else [path]
    with_tables = folder.is_dir() and tables.is_dir()
    for file in rdf_files(files):
        if not (with_tables and file.name == "mappings.ttl"):  # generated from the tables, perhaps not yet
            store.extend(read_quads(file))
    if with_tables:
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in mapping_triples(tables))
    return store


def _facts_of(
    store: ox.Store, label: Callable[[str], str], language: str
) -> dict[str, dict[tuple[str, str, str], set[str]]]:
    facts: dict[str, dict[tuple[str, str, str], set[str]]] = {}
    for quad in store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), None):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value not in facts:
            facts[quad.subject.value] = _facts(store, quad.subject, label, language)
    return facts


def _labeller(stores: list[ox.Store], language: str) -> Callable[[str], str]:
    """Return what gives the label of a term in the first store that has one."""
    known: dict[str, str] = {}

    def label(iri: str) -> str:
        if iri not in known:
            found = (pick(_labels(store, iri), language) for store in stores)
            known[iri] = next(filter(None, found), None) or compact(iri)
        return known[iri]

    return label


def _labels(store: ox.Store, iri: str) -> list[tuple[str, str]]:
    quads = store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(LABEL), None)
    return [(q.object.value, q.object.language or "") for q in quads if isinstance(q.object, ox.Literal)]


def _facts(
    store: ox.Store, term: ox.NamedNode, label: Callable[[str], str], language: str
) -> dict[tuple[str, str, str], set[str]]:
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(term, None, None):
        predicate, value = quad.predicate.value, quad.object
        shown = compact(LABEL if predicate == PREF_LABEL else predicate)  # both always say the same
        if predicate in _AXIOMS:
            for kind, text in _axiom(store, predicate, value, label, language):
                found[kind, shown, ""].add(text)
        elif isinstance(value, ox.Literal):
            found[_kind(predicate), shown, value.language or ""].add(value.value)
        elif isinstance(value, ox.NamedNode):
            found[_kind(predicate), shown, ""].add(compact(value.value))
    return found


def _kind(predicate: str) -> str:
    if predicate in _LABELS:
        return "relabelled"
    if predicate == DEFINITION:
        return "redefined"
    if predicate in _NAMES:
        return "name"
    if predicate in _MATCHES:
        return "mapping"
    return "obsoleted" if predicate == DEPRECATED else "other"


def _axiom(
    store: ox.Store, predicate: str, node: object, label: Callable[[str], str], language: str
) -> Iterator[tuple[str, str]]:
    """Yield what an axiom says: a place in the hierarchy for each named genus, else a sentence."""
    try:
        expression = read_expression(store, node)
    except UnsupportedExpressionError:
        return
    classes = predicate in (SUBCLASS_OF, OWL + "equivalentClass")
    if classes:
        for part in conjuncts(expression):
            if isinstance(part, Named):
                yield "moved", compact(part.iri)
    if not (predicate == SUBCLASS_OF and isinstance(expression, Named)):
        yield "logic", _AXIOMS[predicate][language] + sentence(expression, label, language)


def _changes_of(term: str, before: State, after: State, language: str) -> Iterable[Change]:
    if term not in before.facts:
        return [
            Change(
                "added",
                term,
                _labeller([after.store], language)(term),
                new=_definition(after, term, language),
            )
        ]
    if term not in after.facts:
        label = _labeller([before.store], language)(term)
        return [Change("removed", term, label, old=_definition(before, term, language))]
    old, new = before.facts[term], after.facts[term]
    label = _labeller([after.store], language)(term)
    dead = [("obsoleted", compact(DEPRECATED), "")]
    found = []
    for key in old.keys() | new.keys():
        kind, shown, text_language = key
        gone, come = old.get(key, set()) - new.get(key, set()), new.get(key, set()) - old.get(key, set())
        if key in dead:
            was, now = "true" in old.get(key, ()), "true" in new.get(key, ())
            if was != now:
                heirs = {v for (_, p, _), values in new.items() if p == compact(REPLACED_BY) for v in values}
                found.append(
                    Change(
                        "obsoleted" if now else "restored", term, label, shown, new=" | ".join(sorted(heirs))
                    )
                )
        elif gone or come:
            found.append(
                Change(
                    kind,
                    term,
                    label,
                    shown,
                    text_language,
                    " | ".join(sorted(gone)),
                    " | ".join(sorted(come)),
                )
            )
    return _hierarchy_as_one(found)


def _hierarchy_as_one(changes: list[Change]) -> list[Change]:
    """Join moves that several properties state, and drop what only went from one property to another."""
    moves = [c for c in changes if c.kind == "moved"]
    old = {text for c in moves for text in c.old.split(" | ") if text}
    new = {text for c in moves for text in c.new.split(" | ") if text}
    rest = [c for c in changes if c.kind != "moved"]
    if moves and old != new:
        first = moves[0]
        return [
            *rest,
            Change(
                "moved",
                first.term,
                first.label,
                "",
                "",
                " | ".join(sorted(old - new)),
                " | ".join(sorted(new - old)),
            ),
        ]
    return rest


def _definition(state: State, term: str, language: str) -> str:
    facts = state.facts[term]
    texts = [(t, lang) for (kind, _, lang), values in facts.items() if kind == "redefined" for t in values]
    return pick(texts, language) or ""


def release_notes(changes: Iterable[Change], *, language: str = "en") -> str:
    """Return changes as Markdown for people: a heading for each kind, a line for each change."""
    by_kind: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_kind[change.kind].append(change)
    if not by_kind:
        return {"en": "Nothing changed.\n", "fr": "Rien n’a changé.\n"}[language]
    lines = []
    for kind, titles in KINDS.items():
        if kind in by_kind:
            lines += [f"## {titles[language]} ({len(by_kind[kind])})", ""]
            lines += [_line(change, language) for change in by_kind[kind]]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _line(change: Change, language: str) -> str:
    colon = " : " if language == "fr" else ": "
    where = "" if change.kind in ("added", "removed", "moved", "redefined") else change.property
    tags = ", ".join(tag for tag in (where, change.language) if tag)
    start = f"- **{_text(change.label)}** (`{compact(change.term)}`)" + (f" [{tags}]" if tags else "")
    if change.kind in ("obsoleted", "restored"):
        return start + (f" → `{change.new}`" if change.new else "")
    old, new = (" | ".join(map(_text, part.split(" | "))) for part in (change.old, change.new))
    if old and new:
        return f"{start}{colon}~~{old}~~ → {new}"
    if change.kind in ("added", "removed"):
        return start + (f"{colon}{old or new}" if old or new else "")
    return f"{start}{colon}" + (f"+ {new}" if new else f"− {old}")


def _text(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    for mark in "\\`*_~<>[]":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())
