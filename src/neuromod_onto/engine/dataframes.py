"""Answers as data frames of pandas and polars, which are imported only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import pyoxigraph as ox

from neuromod_onto.errors import MissingPartError
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import XSD

_WHOLE = {"integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "gYear"}
_FRACTIONAL = {"decimal", "double", "float"}


def frame(
    variables: Sequence[str], rows: Sequence[Sequence[object]], library: str, *, iri: bool = False
) -> Any:
    """Return rows of RDF terms as a ``DataFrame`` of ``pandas`` or ``polars``, a column for each variable.

    Raises:
        MissingPartError: the library is not installed.

    """
    try:
        made_by = import_module(library)
    except ImportError as error:
        raise MissingPartError(f"{library} is not installed", f"pip install {library}") from error
    return made_by.DataFrame(
        {name: [plain_value(row[i], iri=iri) for row in rows] for i, name in enumerate(variables)}
    )


def plain_value(term: object, *, iri: bool = False) -> str | int | float | bool | None:
    """Return an RDF term as a Python value: CURIE (or IRI), number, truth value or text.

    >>> plain_value(ox.Literal(2.5))
    2.5
    """
    if isinstance(term, ox.NamedNode):
        return term.value if iri else compact(term.value)
    if not isinstance(term, ox.Literal):
        return None if term is None else str(term)
    kind = term.datatype.value.removeprefix(XSD)
    try:
        if kind == "boolean":
            return term.value in ("true", "1")
        if kind in _WHOLE:
            return int(term.value)
        if kind in _FRACTIONAL:
            return float(term.value)
    except ValueError:  # ill-typed, such as "many"^^xsd:integer
        return term.value
    return term.value
