"""Write a class expression as text that reads back as the same expression."""

from __future__ import annotations

import pyoxigraph as ox

from neuromod_onto.model.expressions import Combined, Expression, HasValue, Not, Restriction
from neuromod_onto.model.namespaces import NEUROMOD, compact


def write_expression(expression: Expression) -> str:
    """Return an expression as text, with local names for our terms and CURIEs for others.

    >>> from neuromod_onto.model.expressions import Named
    >>> write_expression(Not(Named("https://w3id.org/neuromod-onto/Thalamotomy")))
    'not Thalamotomy'
    """
    match expression:
        case Combined(operator, parts):
            return f" {operator} ".join(_inner(part) for part in parts)
        case Not(part):
            return f"not {_inner(part)}"
        case Restriction(kind, prop, filler):
            return f"{_name(prop)} {kind} {_inner(filler)}"
        case HasValue(prop, value):
            shown = _name(value.value) if isinstance(value, ox.NamedNode) else _literal(value)
            return f"{_name(prop)} value {shown}"
    return _name(expression.iri)


def _inner(expression: Expression) -> str:
    text = write_expression(expression)
    return f"({text})" if isinstance(expression, Combined) else text


def _literal(value: ox.Literal) -> str:
    return value.value if value.datatype.value.endswith("#boolean") else f'"{value.value}"'


def _name(iri: str) -> str:
    local = iri.removeprefix(NEUROMOD)
    return local if local != iri and local.isidentifier() else compact(iri)
