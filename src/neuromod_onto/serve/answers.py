"""Answers of queries as tables: for a page, a spreadsheet and a program."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyoxigraph as ox

from neuromod_onto.engine import Rows
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.model.vocabulary import XSD
from neuromod_onto.pages.links import outside
from neuromod_onto.render.tables import Table, render_table
from neuromod_onto.serve.service import Service

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
    return Cell(term.value if isinstance(term, ox.Literal) else str(term), "", "")


def table(service: Service, rows: Rows, language: str) -> Table:
    """Return an answer with a label column beside each column of terms, as the command line prints it."""
    named = [
        any(isinstance(row[i], ox.NamedNode) and _cell(service, row[i], language).label for row in rows.rows)
        and f"{variable}_label" not in rows.variables
        for i, variable in enumerate(rows.variables)
    ]
    columns = [
        name
        for variable, labelled in zip(rows.variables, named, strict=True)
        for name in ([variable, f"{variable}_label"] if labelled else [variable])
    ]
    lines = []
    for row in rows.rows:
        line: list[Any] = []
        for term, labelled in zip(row, named, strict=True):
            cell = _cell(service, term, language)
            line.append(_plain(term, cell))
            if labelled:
                line.append(cell.label)
        lines.append(line)
    return Table(columns, lines)


def _plain(term: Any, cell: Cell) -> str | int | float | bool | None:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        if kind == XSD + "boolean":
            return term.value in ("true", "1")
        if kind in _NUMBERS:
            number = float(term.value)
            return int(term.value) if kind == XSD + "integer" else number
    return cell.text


def as_csv(shown: Table) -> str:
    """Return a table as CSV that no spreadsheet runs."""
    return render_table(shown, "csv")


def as_json(shown: Table) -> list[dict[str, Any]]:
    """Return a table as one object a row."""
    return [dict(zip(shown.columns, row, strict=True)) for row in shown.rows]
