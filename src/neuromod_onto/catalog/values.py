"""Read parameter values that a user typed into RDF terms, checked against the parameter's type."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from neuromod_onto.catalog.header import CannedQuery, Parameter
from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD, compact, expand
from neuromod_onto.model.vocabulary import XSD
from neuromod_onto.terms import ancestors, resolve

Value = ox.NamedNode | ox.Literal

_TRUE = ("true", "yes", "1", "vrai", "oui")
_FALSE = ("false", "no", "0", "faux", "non")


def read_values(
    query: CannedQuery, given: Mapping[str, Sequence[str]], dataset: Dataset
) -> dict[str, list[Value]]:
    """Return the RDF terms of all values given for ``query``.

    Args:
        given: for each parameter name, the values as typed.
        dataset: where names are resolved.

    Raises:
        UsageError: an unknown parameter, a missing or wrong value.

    """
    known = {parameter.name: parameter for parameter in query.params}
    for name in given:
        if name not in known:
            hint = "parameters: " + ", ".join(known) if known else "it takes none"
            raise UsageError(f"the query {query.name} has no parameter {name!r}", hint)
    missing = [p.name for p in query.params if p.required and not given.get(p.name)]
    if missing:
        raise UsageError(
            f"the query {query.name} needs a value for {', '.join(missing)}",
            f"see neuromod query show {query.name}",
        )
    values = {}
    for name, texts in given.items():
        parameter = known[name]
        if len(texts) > 1 and not parameter.many:
            raise UsageError(f"the parameter {name} takes one value, {len(texts)} were given")
        if texts:
            values[name] = [read_value(parameter, text, dataset) for text in texts]
    return values


def read_value(parameter: Parameter, text: str, dataset: Dataset) -> Value:
    """Return the RDF term of one value.

    Raises:
        UsageError: the text does not fit the parameter's type.

    """

    def wrong(expected: str) -> UsageError:
        return UsageError(f"the parameter {parameter.name} takes {expected}, not {text!r}")

    match parameter.type:
        case "class":
            return _class(parameter, text, dataset)
        case "iri" if ":" not in text:
            return ox.NamedNode(resolve(dataset, text).iri)
        case "iri" | "curie":
            return _iri(text)
        case "string":
            return ox.Literal(text)
        case "lang":
            if text not in LANGUAGES:
                raise wrong("a language (" + ", ".join(LANGUAGES) + ")")
            return ox.Literal(text)
        case "integer":
            if not re.fullmatch(r"[+-]?[0-9]{1,300}", text):
                raise wrong("a whole number")
            return ox.Literal(text, datatype=ox.NamedNode(XSD + "integer"))
        case "decimal":
            return ox.Literal(
                _decimal(text, wrong("a decimal number")), datatype=ox.NamedNode(XSD + "decimal")
            )
        case "boolean":
            word = text.casefold()
            if word not in _TRUE and word not in _FALSE:
                raise wrong("true or false")
            return ox.Literal("true" if word in _TRUE else "false", datatype=ox.NamedNode(XSD + "boolean"))
        case "date":
            import datetime

            try:
                day = datetime.date.fromisoformat(text)
            except ValueError:
                raise wrong("a date like 2026-01-31") from None
            return ox.Literal(day.isoformat(), datatype=ox.NamedNode(XSD + "date"))
        case _:
            if text not in parameter.values:
                raise wrong("one of " + ", ".join(parameter.values))
            return ox.Literal(text)


def _decimal(text: str, fault: UsageError) -> str:
    from decimal import Decimal, InvalidOperation

    try:
        number = Decimal(text)
    except InvalidOperation:
        raise fault from None
    if not number.is_finite() or not -30 < number.adjusted() < 30:
        raise fault
    return format(number, "f")


def _iri(text: str) -> ox.NamedNode:
    iri = text if text.startswith(("http://", "https://", "urn:")) else expand(text)
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise UsageError(f"not an IRI: {text!r}: {error}") from None


def _class(parameter: Parameter, text: str, dataset: Dataset) -> ox.NamedNode:
    under = NEUROMOD + parameter.under if parameter.under else ""
    term = resolve(dataset, text, under=under)
    if under and under != term.iri and under not in ancestors(dataset, term.iri):
        raise UsageError(
            f"{term.curie} ({term.label}) is not a kind of {compact(under)}", f"parameter {parameter.name}"
        )
    return ox.NamedNode(term.iri)
