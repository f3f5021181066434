"""Answers of queries as tables: for a page, a spreadsheet and a program."""

from __future__ import annotations

from math import isfinite
from typing import Any, NamedTuple

import pyoxigraph as ox

from neuromod_onto.engine import Rows
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.model.vocabulary import XSD
from neuromod_onto.pages import words_in
from neuromod_onto.pages.links import outside
from neuromod_onto.render.tables import Table, render_table
from neuromod_onto.serve.service import Service
from neuromod_onto.terms import labelled

_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long")}


class Cell(NamedTuple):
    """One value as a page shows it."""

    text: str
    label: str
    href: str


def cells(service: Service, rows: Rows, language: str) -> list[list[Cell]]:
    """Return the rows of an answer for a page."""
    return [[_cell(service, term, language) for term in row] for row in rows.rows]


def _cell(service: Service, term: Any, language: str) -> Cell:
    if term is None:
        return Cell("", "", "")
    if isinstance(term, ox.NamedNode):
        label = service.explorer.label(term.value, language)
        ours = term.value.startswith(NEUROMOD) and term.value in service.dataset
        href = service.links.term(term.value, language) if ours else outside(term.value)
        curie = compact(term.value)
        return Cell(curie, "" if label == curie else label, href)
    if isinstance(term, ox.Literal):
        value = _value(term.value, term.datatype.value)
        said = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None
        return Cell(words_in(language)[said] if said else term.value, "", "")
    return Cell(str(term), "", "")


def table(service: Service, rows: Rows, language: str) -> Table:
    """Return an answer with a label column beside each column of terms, as the command line prints it."""
    shown = labelled(service.dataset, rows, language)
    return Table(list(shown.variables), [[_plain(term) for term in row] for row in shown.rows])


def _plain(term: Any) -> str | int | float | bool | None:
    """Return a term as JSON writes it; what its datatype does not allow, or JSON cannot, stays text."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return compact(term.value)
    if isinstance(term, ox.Literal):
        return _value(term.value, term.datatype.value)
    return str(term)


def _value(text: str, kind: str) -> str | int | float | bool:
    if kind == XSD + "boolean":
        return {"true": True, "1": True, "false": False, "0": False}.get(text, text)
    if kind in _NUMBERS:
        try:
            number = float(text)
            return text if not isfinite(number) else int(text) if kind == XSD + "integer" else number
        except ValueError:
            return text
    return text


def as_csv(shown: Table) -> str:
    """Return a table as CSV that no spreadsheet runs."""
    return render_table(shown, "csv")


def as_json(shown: Table) -> list[dict[str, Any]]:
    """Return a table as one object a row."""
    return [dict(zip(shown.columns, row, strict=True)) for row in shown.rows]
