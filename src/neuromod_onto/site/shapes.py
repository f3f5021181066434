"""The shapes as the site shows them: what each checks, how severe it is, where the rule comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.model.vocabulary import DC_SOURCE, RDF_TYPE, SH
from neuromod_onto.release import to_turtle

_SHAPES = NEUROMOD + "shapes/"
_SHAPE = re.compile(f"<{_SHAPES}([\\w-]+)>")
_APART = re.compile(r"^(?:#|@prefix).*\n", re.MULTILINE)  # what stands apart from statements
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPE = re.compile(r"\\(.)")
_GAP = re.compile(r"\n{3,}")
#: Where a message names a value that SHACL puts in.
_PLACE = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True)
class ShapePage:
    """One shape that has an IRI.

    Attributes:
        name: what follows ``shapes/`` in its IRI.
        file: the file that holds it, seen from ``shapes/``.
        severity: ``violation``, ``warning`` or ``info``.
        messages: by language.
        targets: classes or terms that it looks at.
        sources: where the rule comes from.
        text: its Turtle.

    """

    name: str
    file: str
    severity: str
    messages: dict[str, list[str]]
    targets: list[str]
    sources: list[str]
    text: str


def shape_pages(folder: Path) -> list[ShapePage]:
    """Return the named shapes of a folder of files, by file and name."""
    files = sorted(folder.rglob("*.ttl"))
    return [page for path in files for page in _pages(path, path.relative_to(folder).as_posix())]


def _pages(path: Path, name: str) -> Iterable[ShapePage]:
    store = ox.Store()
    store.bulk_load(path=str(path), format=ox.RdfFormat.TURTLE)
    named = {
        quad.subject
        for kind in ("NodeShape", "PropertyShape")
        for quad in store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), ox.NamedNode(SH + kind))
        if isinstance(quad.subject, ox.NamedNode)
    }
    # a shape called A-b is a part of A and stands on its page
    whole = {node for node in named if not any(node.value.startswith(f"{other.value}-") for other in named)}
    for subject in sorted(whole, key=lambda node: node.value):
        triples = sorted(_closure(store, subject), key=_by_text)
        messages: dict[str, list[str]] = {}
        for triple in triples:
            if triple.predicate.value == SH + "message" and isinstance(triple.object, ox.Literal):
                words = _PLACE.sub("‹\\1›", triple.object.value)
                messages.setdefault(triple.object.language or "en", []).append(words)
        text = to_turtle(ox.Quad(*triple) for triple in triples)
        yield ShapePage(
            subject.value.removeprefix(_SHAPES),
            name,
            (_values(store, subject, SH + "severity") or [SH + "Violation"])[0].removeprefix(SH).lower(),
            messages,
            [
                compact(value)
                for name in ("targetClass", "targetNode", "targetSubjectsOf")
                for value in _values(store, subject, SH + name)
            ],
            sorted(
                {
                    t.object.value
                    for t in triples
                    if t.predicate.value == DC_SOURCE and isinstance(t.object, ox.NamedNode)
                }
            ),
            _readable(text),
        )


def _readable(turtle: str) -> str:
    """Return the statements of a document with short names, and texts of many lines on many lines."""
    text = _SHAPE.sub(r"shape:\1", _APART.sub("", turtle)).strip()
    return _TEXT.sub(_unfolded, _GAP.sub("\n\n", text))


def _unfolded(literal: re.Match[str]) -> str:
    text = _ESCAPE.sub(lambda escape: "\n" if escape[1] == "n" else escape[0], literal[1])
    return f'"""{text}"""' if "\n" in text else literal[0]


def _closure(store: ox.Store, subject: ox.NamedNode) -> Iterable[ox.Triple]:
    """Yield the statements about a shape, its parts, and the blank nodes that they lead to."""
    waiting: list[ox.NamedNode | ox.BlankNode] = [subject]
    seen: set[object] = set()
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None):
            yield quad.triple
            node = quad.object
            if (
                isinstance(node, ox.BlankNode)
                or (isinstance(node, ox.NamedNode) and node.value.startswith(f"{subject.value}-"))
            ) and node not in seen:
                seen.add(node)
                waiting.append(node)


def _by_text(triple: ox.Triple) -> str:
    """Return what orders statements the same in each run; the names of blank nodes do not."""
    return f"{triple.predicate} {triple.object if isinstance(triple.object, ox.Literal) else ''}"


def _values(store: ox.Store, subject: ox.NamedNode, predicate: str) -> list[str]:
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None)
    return sorted(q.object.value for q in quads if isinstance(q.object, ox.NamedNode))
