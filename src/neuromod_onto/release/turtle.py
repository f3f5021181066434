"""Write an ontology as Turtle in one fixed form, so that an edit gives a small diff.

Terms stand in sections (header, properties, one section for each top class, individuals), sorted by IRI
within; properties and values in a fixed order; blank nodes nested where they are used; annotations of an
axiom right after the term that it is about. A table of contents opens the file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from neuromod_onto.errors import InputError
from neuromod_onto.model.namespaces import compact, prefixes
from neuromod_onto.model.vocabulary import (
    LABEL,
    OWL,
    RDF,
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    RDFS,
    SUBCLASS_OF,
    XSD,
)

_WIDTH = 150
#: Deepest nesting of blank nodes that is written; each counts once or twice.
_DEEPEST = 200
_INTEGER = re.compile(r"[+-]?[0-9]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f-\x9f]')
_KIND_SECTIONS = {
    OWL + "Ontology": "Ontology",
    OWL + "AnnotationProperty": "Annotation properties",
    OWL + "ObjectProperty": "Object properties",
    OWL + "DatatypeProperty": "Data properties",
}
#: Properties that open a term's block, in this order; all others follow by CURIE.
_FIRST = [
    "rdf:type",
    "rdfs:label",
    "skos:prefLabel",
    "IAO:0000115",
    "skos:altLabel",
    "skos:hiddenLabel",
    "skos:scopeNote",
    "rdfs:subPropertyOf",
    "owl:inverseOf",
    "owl:propertyChainAxiom",
    "rdfs:domain",
    "rdfs:range",
    "rdfs:subClassOf",
    "owl:equivalentClass",
    "owl:disjointWith",
]
_LAST = ["dcterms:source"]

Subject = ox.NamedNode | ox.BlankNode
Facts = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]


def to_turtle(quads: Iterable[ox.Quad]) -> str:
    """Return the triples of ``quads`` as normalised Turtle.

    Raises:
        InputError: blank nodes are shared, cyclic or nested very deep, which OWL files do not need.

    """
    return _Writer(quads).text()


class _Writer:
    def __init__(self, quads: Iterable[ox.Quad]) -> None:
        self.facts: dict[Subject, Facts] = defaultdict(lambda: defaultdict(list))
        uses: dict[ox.BlankNode, int] = defaultdict(int)
        for quad in {q.triple for q in quads}:
            self.facts[quad.subject][quad.predicate.value].append(quad.object)  # type: ignore[index, arg-type]
            if isinstance(quad.object, ox.BlankNode):
                uses[quad.object] += 1
        shared = [node for node, count in uses.items() if count > 1]
        if shared:
            raise InputError("a blank node is used twice; give it an IRI")
        self.blank_tops = [s for s in self.facts if isinstance(s, ox.BlankNode) and s not in uses]
        if uses.keys() & self.facts.keys() - self._reached():
            raise InputError("blank nodes refer to each other in a circle; give one an IRI")
        self.used: set[str] = set()
        self.written: dict[tuple[ox.BlankNode, int], str] = {}

    def _reached(self) -> set[ox.BlankNode]:
        """Return the blank nodes that stand, at any depth, under a node that is written by itself."""
        reached: set[ox.BlankNode] = set()
        waiting: list[Subject] = [s for s in self.facts if isinstance(s, ox.NamedNode)] + self.blank_tops
        while waiting:
            for objects in self.facts.get(waiting.pop(), {}).values():
                found = [o for o in objects if isinstance(o, ox.BlankNode) and o not in reached]
                reached.update(found)
                waiting += found
        return reached

    def text(self) -> str:
        sections = self._sections()
        body = []
        for title, subjects in sections:
            lines = [f"\n#{'#' * 78}\n# {title}\n#{'#' * 78}\n"] if len(sections) > 1 else [""]
            lines += [self._block(subject) for subject in subjects]
            body.append("\n".join(lines))
        contents = [
            f"#   {title} ({sum(isinstance(s, ox.NamedNode) for s in subjects) or len(subjects)})"
            for title, subjects in sections
        ]
        head = "".join(
            f"@prefix {p.prefix}: <{p.namespace}> .\n" for p in prefixes().values() if p.prefix in self.used
        )
        toc = "\n# Contents\n" + "\n".join(contents) + "\n" if len(sections) > 1 else ""
        return head + toc + "".join(body)

    # -- sections

    def _sections(self) -> list[tuple[str, list[Subject]]]:
        groups: dict[str, list[Subject]] = defaultdict(list)
        notes = self._axiom_notes()
        for subject in self.facts:
            if isinstance(subject, ox.NamedNode):
                groups[self._section(subject)].append(subject)
        order = list(_KIND_SECTIONS.values())
        titles = sorted(
            groups,
            key=lambda t: (
                order.index(t) if t in order else len(order),
                t.startswith(("Individuals", "Other")),
                t,
            ),
        )
        result = []
        for title in titles:
            subjects: list[Subject] = []
            for subject in sorted(
                groups[title], key=lambda s: compact(s.value).casefold() + compact(s.value)
            ):
                subjects += [subject, *notes.pop(subject, [])]
            result.append((title, subjects))
        rest: list[Subject] = [node for found in notes.values() for node in found]
        rest += self.blank_tops
        if rest:
            result.append(("General axioms", sorted(rest, key=self._object)))
        return result

    def _section(self, subject: ox.NamedNode) -> str:
        kinds = {t.value for t in self.facts[subject].get(RDF_TYPE, []) if isinstance(t, ox.NamedNode)}
        for kind, title in _KIND_SECTIONS.items():
            if kind in kinds:
                return title
        if OWL + "Class" in kinds:
            return f"Classes: {self._label(self._top(subject))}"
        types = sorted(self._label(ox.NamedNode(k)) for k in kinds if not k.startswith(OWL))
        return f"Individuals: {types[0]}" if types else "Other statements"

    def _top(self, subject: ox.NamedNode) -> ox.NamedNode:
        """Return the top class above a class, by its first asserted superclass or defining genus."""
        seen = {subject}
        while True:
            named = [c for c in self._genera(subject) if c in self.facts and c not in seen]
            if not named:
                return subject
            subject = min(named, key=lambda c: c.value)
            seen.add(subject)

    def _genera(self, subject: ox.NamedNode) -> list[ox.NamedNode]:
        found: list[ox.NamedNode] = [
            c for c in self.facts[subject].get(SUBCLASS_OF, []) if isinstance(c, ox.NamedNode)
        ]
        for node in self.facts[subject].get(OWL + "equivalentClass", []):
            stack = [node]
            while stack:
                current = stack.pop()
                if isinstance(current, ox.NamedNode):
                    found.append(current)
                elif isinstance(current, ox.BlankNode):
                    for local in ("intersectionOf", "unionOf"):
                        for members in self.facts.get(current, {}).get(OWL + local, []):
                            stack += self._list(members) if self._is_list(members) else []
        return found

    def _label(self, subject: ox.NamedNode) -> str:
        labels = [o for o in self.facts.get(subject, {}).get(LABEL, []) if isinstance(o, ox.Literal)]
        english = [o.value for o in labels if o.language == "en"] or [o.value for o in labels]
        return min(english, default=compact(subject.value).partition(":")[2] or subject.value)

    def _axiom_notes(self) -> dict[Subject, list[Subject]]:
        notes: dict[Subject, list[Subject]] = defaultdict(list)
        for node in list(self.blank_tops):
            about = self.facts[node].get(OWL + "annotatedSource")
            if about and isinstance(about[0], ox.NamedNode):
                notes[about[0]].append(node)
                self.blank_tops.remove(node)
        return {subject: sorted(found, key=self._object) for subject, found in notes.items()}

    # -- blocks

    def _block(self, subject: Subject) -> str:
        opening = self._object(subject) if isinstance(subject, ox.NamedNode) else "[]"
        return opening + " " + self._predicates(self.facts[subject], 1).lstrip() + " .\n"

    def _predicates(self, facts: Facts, depth: int) -> str:
        pad = "    " * depth
        lines = []
        for predicate in sorted(facts, key=self._rank):
            name = "a" if predicate == RDF_TYPE else self._iri(predicate)
            values = sorted((self._object(o, depth + 1) for o in facts[predicate]), key=self._value_rank)
            if len(values) == 1 or (
                sum(map(len, values)) < _WIDTH - len(pad) - len(name) - 4
                and not any("\n" in v for v in values)
            ):
                lines.append(f"{pad}{name} " + ", ".join(values))
            else:
                lines.append(f"{pad}{name}\n" + ",\n".join(f"{pad}    {value}" for value in values))
        return " ;\n".join(lines)

    @staticmethod
    def _rank(predicate: str) -> tuple[int, str]:
        curie = compact(predicate)
        if curie in _FIRST:
            return _FIRST.index(curie), ""
        return (len(_FIRST) + 1 + (curie in _LAST), curie)

    @staticmethod
    def _value_rank(text: str) -> tuple[int, str, str]:
        """Sort IRIs first, then nested nodes, then literals by language."""
        if text.startswith('"'):
            return 2, text.rpartition("@")[2] if not text.endswith('"') else "", text
        return int(text.startswith(("[", "("))), "", text

    # -- terms

    def _object(self, term: object, depth: int = 1) -> str:
        if isinstance(term, ox.NamedNode):
            return self._iri(term.value)
        if isinstance(term, ox.Literal):
            return self._literal(term)
        if not isinstance(term, ox.BlankNode):
            raise InputError(f"cannot write {term}")
        if depth > _DEEPEST:
            raise InputError(f"blank nodes are nested more than {_DEEPEST // 2} deep")
        if (term, depth) not in self.written:
            self.written[term, depth] = self._blank(term, depth)
        return self.written[term, depth]

    def _blank(self, term: ox.BlankNode, depth: int) -> str:
        if self._is_list(term):
            return self._parts(
                "(", ")", [self._object(member, depth + 1) for member in self._list(term)], depth
            )
        facts = self.facts.get(term, {})
        flat = []
        for predicate in sorted(facts, key=self._rank):
            name = "a" if predicate == RDF_TYPE else self._iri(predicate)
            values = sorted((self._object(o, depth + 1) for o in facts[predicate]), key=self._value_rank)
            flat.append(f"{name} " + ", ".join(values))
        one_line = "[ " + " ; ".join(flat) + " ]"
        if len(one_line) + 4 * depth <= _WIDTH and "\n" not in one_line:
            return one_line
        return "[\n" + self._predicates(facts, depth + 1) + "\n" + "    " * depth + "]"

    def _parts(self, opening: str, closing: str, parts: list[str], depth: int) -> str:
        one_line = f"{opening} " + " ".join(parts) + f" {closing}"
        if len(one_line) + 4 * depth <= _WIDTH and "\n" not in one_line:
            return one_line
        pad = "    " * (depth + 1)
        return f"{opening}\n" + "\n".join(pad + part for part in parts) + "\n" + "    " * depth + closing

    def _is_list(self, node: object) -> bool:
        """Say whether a node is a list to its end, with nothing said of its links but what makes them."""
        while isinstance(node, ox.BlankNode):
            facts = self.facts.get(node, {})
            if (
                facts.keys() != {RDF_FIRST, RDF_REST}
                or len(facts[RDF_FIRST]) != 1
                or len(facts[RDF_REST]) != 1
            ):
                return False
            node = facts[RDF_REST][0]
        return isinstance(node, ox.NamedNode) and node.value == RDF_NIL

    def _list(self, node: object) -> list[ox.NamedNode | ox.BlankNode | ox.Literal]:
        members = []
        while isinstance(node, ox.BlankNode):
            members.append(self.facts[node][RDF_FIRST][0])
            node = self.facts[node][RDF_REST][0]
        return members

    def _iri(self, iri: str) -> str:
        curie = compact(iri)
        prefix, _, local = curie.partition(":")
        if (
            curie != iri
            and local.replace("_", "").replace("-", "").isalnum()
            and local.isascii()
            and not local.startswith("-")
            and not local.endswith("-")
        ):
            self.used.add(prefix)
            return curie
        return f"<{iri}>"

    def _literal(self, literal: ox.Literal) -> str:
        datatype = literal.datatype.value
        if literal.language:
            return _quote(literal.value) + "@" + literal.language
        if datatype == XSD + "string":
            return _quote(literal.value)
        if datatype == XSD + "boolean" and literal.value in ("true", "false"):
            return literal.value
        if datatype == XSD + "integer" and _INTEGER.fullmatch(literal.value):
            return literal.value
        return f"{_quote(literal.value)}^^{self._iri(datatype)}"


def _quote(text: str) -> str:
    return '"' + _SPECIAL.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", text) + '"'


#: Namespaces that the writer needs by name.
_KNOWN = (RDF, RDFS)
