"""Find the classes that a class expression names, each with the reasons why.

One SPARQL query finds them over the dataset as the build completed it: class-level relations are direct
triples there, inherited and inferred ones too. ``not`` means *not known to be*.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import Engine, LocalEngine, Rows
from neuromod_onto.errors import InputError
from neuromod_onto.expressions.reasons import Reasons
from neuromod_onto.model.expressions import Combined, Expression, HasValue, Named, Not, Restriction
from neuromod_onto.model.vocabulary import DEPRECATED, OWL, RDF_TYPE, SUBCLASS_OF
from neuromod_onto.terms import label_of


class Member(NamedTuple):
    """A class that an expression names.

    Attributes:
        iri: the class.
        label: its label.
        reasons: why it is in, one line for each part of the expression that it meets.

    """

    iri: str
    label: str
    reasons: tuple[str, ...]


def members_of(
    dataset: Dataset, expression: Expression, *, language: str = "en", engine: Engine | None = None
) -> list[Member]:
    """Return the classes that an expression names, by label.

    Args:
        dataset: queried unless ``engine`` is given, and source of labels and reasons.
        expression: see ``parse_expression``.
        language: of labels and reasons.
        engine: runs the query elsewhere.

    """
    query = _Query()
    text = query.text(expression)
    answer = (engine or LocalEngine(dataset.store, closed=dataset.closed)).query(text, place="expression")
    if not isinstance(answer, Rows):
        raise InputError("the service did not answer with rows", place="expression")
    met: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in answer.rows:
        member = row[0]
        if isinstance(member, ox.NamedNode):
            parts = met[member.value]  # none of them where the expression only takes away
            for variable, term in zip(answer.variables[1:], row[1:], strict=True):
                if term is not None:
                    parts[variable].add(getattr(term, "value", str(term)))
    reasons = Reasons(dataset, language)
    members = [
        Member(
            iri,
            label_of(dataset, iri, language),
            tuple(
                reasons.of(iri, query.atoms[variable], sorted(met[iri][variable]))
                for variable in query.atoms
                if met[iri][variable]
            ),
        )
        for iri in met
    ]
    return sorted(members, key=lambda member: (member.label.casefold(), member.iri))


class _Query:
    """Builds the query; ``atoms`` says which part of the expression each answer variable bears witness to."""

    def __init__(self) -> None:
        self.atoms: dict[str, Named | Restriction | HasValue] = {}
        self.count = 0

    def text(self, expression: Expression) -> str:
        pattern = self._pattern(expression, "?member", seen=True)
        variables = " ".join(f"?{name}" for name in self.atoms)
        return f"""SELECT DISTINCT ?member {variables} WHERE {{
  {pattern}
  ?member {_iri(RDF_TYPE)} {_iri(OWL + "Class")} .
  FILTER isIRI(?member)
  MINUS {{ ?member {_iri(DEPRECATED)} true }}
}}"""

    def _pattern(self, expression: Expression, subject: str, *, seen: bool) -> str:
        """Return the pattern for ``subject``; with ``seen``, its witnesses become answer variables."""
        match expression:
            case Combined("or", parts):
                return " UNION ".join(f"{{ {self._pattern(p, subject, seen=seen)} }}" for p in parts)
            case Combined(_, parts):
                ordered = sorted(parts, key=lambda part: isinstance(part, Not))
                if all(isinstance(part, Not) for part in parts):
                    first = f"{subject} {_iri(RDF_TYPE)} {_iri(OWL + 'Class')} . "
                    return first + " ".join(self._without(part, subject) for part in parts)
                return " ".join(
                    self._without(part, subject)
                    if isinstance(part, Not)
                    else f"{{ {self._pattern(part, subject, seen=seen)} }}"
                    for part in ordered
                )
            case Not():
                return (
                    f"{subject} {_iri(RDF_TYPE)} {_iri(OWL + 'Class')} . {self._without(expression, subject)}"
                )
            case Named(iri):
                variable = self._variable(expression if seen else None)
                return f"VALUES {variable} {{ {_iri(iri)} }} {subject} {_iri(SUBCLASS_OF)}* {variable} ."
            case Restriction(_, prop, filler):
                variable = self._variable(expression if seen else None)
                return f"{subject} {_iri(prop)} {variable} . {self._pattern(filler, variable, seen=False)}"
        variable = self._variable(expression if seen else None)
        value, prop = expression.value, _iri(expression.property)
        return f"VALUES {variable} {{ {value} }} {subject} {prop} {variable} ."

    def _without(self, expression: Expression, subject: str) -> str:
        assert isinstance(expression, Not)
        return f"MINUS {{ {self._pattern(expression.part, subject, seen=False)} }}"

    def _variable(self, atom: Named | Restriction | HasValue | None) -> str:
        self.count += 1
        name = f"w{self.count}"
        if atom is not None:
            self.atoms[name] = atom
        return f"?{name}"


def _iri(iri: str) -> str:
    return str(ox.NamedNode(iri))
