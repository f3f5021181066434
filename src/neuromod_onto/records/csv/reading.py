"""Records from CSV: one header row for each type of record, units in the heading or in the cell.

A row whose first cell is ``record`` is a heading for the rows below it, up to the next. The first cell
of any other row names its class of record, ``id`` names the record within the file, and the other columns are
properties, by local name or by name in either language, with the unit of bare numbers in brackets:
``pulse width [us]``. Columns that take a record hold the ``id`` of one; columns that take a term hold its
name, identifier or code. Several values in a cell are separated by ``|``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from neuromod_onto.dataset import Dataset
from neuromod_onto.dataset.lines import LONGEST, bounded_lines, start_of_table
from neuromod_onto.errors import InputError, UnknownTermError
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.records.checks.plausibility import plausible
from neuromod_onto.records.csv.schema import Property, Schema, schema
from neuromod_onto.records.intake import Intake, Place
from neuromod_onto.records.record import Record, date_time, end_time
from neuromod_onto.terms import resolve
from neuromod_onto.terms.hierarchy import ancestors
from neuromod_onto.terms.names import fold, label_of
from neuromod_onto.terms.resolution import nearest

_HEADING = re.compile(r"\s*(.+?)\s*(?:\[\s*([^\]]*?)\s*\])?\s*")
_DECIMAL_COMMA = re.compile(r"(\s*[+-]?)([0-9]+),([0-9]+)((?:[^0-9,.].*)?)", re.DOTALL)
_TRUTH = {"true": True, "yes": True, "1": True, "oui": True, "vrai": True}
_TRUTH |= {"false": False, "no": False, "0": False, "non": False, "faux": False}
_ABSENT = {"", "n/a", "na"}
_COIL = NEUROMOD + "StimulationCoil"


@dataclass(frozen=True)
class _Column:
    name: str
    property: Property | None
    unit: str


def read(path: Path, dataset: Dataset, intake: Intake) -> Iterator[Record]:
    """Yield the records of a CSV file as it is read.

    Args:
        path: UTF-8, separated by commas, semicolons or tabs, or as a line ``sep=`` says.
        dataset: the ontology.
        intake: receives the tally and the faults; a row at fault gives no record.

    Raises:
        InputError: the file is no CSV in UTF-8, or begins with no heading.

    """
    if path.is_dir():
        raise InputError("a folder, where a CSV file is read", "name one file", str(path))
    with path.open("rb") as stream:
        yield from _Reader(path, dataset, intake).records(bounded_lines(stream, str(path)))


class _Reader:
    def __init__(self, path: Path, dataset: Dataset, intake: Intake) -> None:
        self.path = path
        self.dataset = dataset
        self.intake = intake
        self.schema: Schema = schema(dataset)
        self.comma_separates = True
        self.columns: list[_Column] = []
        self.kinds: dict[str, str] = {}
        self.terms: dict[tuple[str, str], str | UnknownTermError] = {}
        self.awaited: list[tuple[str, Place]] = []

    def records(self, lines: Iterator[str]) -> Iterator[Record]:
        csv.field_size_limit(LONGEST)
        table = start_of_table(lines)
        self.comma_separates = table.separator == ","
        reader = csv.reader(_again(table.header, lines), delimiter=table.separator, strict=True)
        start = table.line
        try:
            for cells in reader:
                if cells and any(cell.strip() for cell in cells):
                    if fold(cells[0]) == "record":
                        self._heading(cells, start)
                    elif not self.columns:
                        raise InputError(
                            "no heading before the first record",
                            "begin with a row whose first cell is 'record'",
                            f"{self.path}:{start}",
                        )
                    elif (record := self._row(cells, start)) is not None:
                        yield record
                start = table.line + reader.line_num
        except csv.Error as error:
            raise InputError(f"not CSV: {error}", place=f"{self.path}:{start}") from error
        for identifier, place in self.awaited:
            if identifier not in self.kinds:
                self.intake.fault(place, "unknown record", f"no record has the id {identifier!r}")

    def _heading(self, cells: list[str], line: int) -> None:
        self.columns = []
        for number, cell in enumerate(cells, 1):
            match = _HEADING.fullmatch(cell)
            name, unit = (match[1], match[2] or "") if match else ("", "")
            known = self.schema.properties.get(fold(name))
            if name in [column.name for column in self.columns if column.name]:
                raise InputError(
                    f"two columns are called {name!r}", "rename one", f"{self.path}:{line}:{number}"
                )
            if not known and fold(name) not in ("record", "id", ""):
                self.intake.fault(
                    (str(self.path), line, number),
                    "unknown column",
                    f"no property is called {name!r}",
                    _nearest(name, {p.name for p in self.schema.properties.values()}),
                )
            self.columns.append(_Column(name, known, unit))

    def _row(self, cells: list[str], line: int) -> Record | None:
        self.intake.rows += 1
        faults = len(self.intake.faults)
        kind = self.schema.classes.get(fold(cells[0]))
        if kind is None:
            cause = f"no class of records is called {cells[0]!r}"
            hint = _nearest(cells[0], set(self.schema.classes.values()))
            self.intake.fault((str(self.path), line, 1), "unknown class", cause, hint)
        if len(cells) != len(self.columns):
            self._fault(
                line, 0, "row length", f"{len(cells)} cells where the heading has {len(self.columns)}"
            )
        identifier = self._identifier(cells, line)
        record = Record(self.intake.iri(self.path.stem, identifier), kind or "Record")
        record.text("readFrom", f"{self.path.name}:{line}")
        places: dict[str, Place] = {}
        if len(cells) == len(self.columns):
            for number, (cell, column) in enumerate(zip(cells, self.columns, strict=True), 1):
                if column.property and fold(cell) not in _ABSENT:
                    places[column.property.name] = (str(self.path), line, number)
                    self._state(record, column.property, column, cell, places[column.property.name])
            plausible(record, self.intake, (str(self.path), line, 0), places=places)
        if len(self.intake.faults) > faults:
            self.intake.refused += 1
            return None
        self.kinds[identifier] = record.kind
        self.intake.recorded += 1
        self._describe(record)
        return record

    def _identifier(self, cells: list[str], line: int) -> str:
        at = next((i for i, column in enumerate(self.columns) if fold(column.name) == "id"), None)
        given = cells[at].strip() if at is not None and at < len(cells) else ""
        if given in self.kinds:
            self._fault(line, (at or 0) + 1, "duplicate", f"two records have the id {given!r}")
        return given or f"line-{line}"

    def _state(self, record: Record, known: Property, column: _Column, cell: str, place: Place) -> None:
        for value in (part.strip() for part in cell.split("|")):
            if known.takes_record:
                record.term(known.name, self.intake.iri(self.path.stem, value))
                self.awaited.append((value, place))
            elif not known.is_datatype:
                self._term(record, known, value, place)
            elif known.name in self.intake.quantities and self.intake.quantities[known.name].numeric:
                number = value if self.comma_separates else pointed(value)
                self.intake.quantity(
                    record, known.name, number, place, unit=column.unit, called=column.name, reported=value
                )
            else:
                self._literal(record, known, value, place)

    def _term(self, record: Record, known: Property, value: str, place: Place) -> None:
        key = (value, known.range)
        if key not in self.terms:
            self.terms[key] = self._meant(value, known.range)
        meant = self.terms[key]
        if isinstance(meant, UnknownTermError):
            hint = "perhaps: " + "; ".join(meant.candidates[:3]) if meant.candidates else ""
            self.intake.fault(place, "unknown term", meant.cause, hint)
        else:
            record.term(known.name, meant)

    def _meant(self, value: str, kind: str) -> str | UnknownTermError:
        """Return the term under a class that a cell names, or why there is none."""
        try:
            term = resolve(self.dataset, value, under=kind)
        except UnknownTermError as error:
            return error
        if kind in (term.iri, "") or kind in ancestors(self.dataset, term.iri) or kind not in self.dataset:
            return term.iri
        cause = f"{value!r} is {term.label}, which is no {label_of(self.dataset, kind)}"
        return UnknownTermError(cause, nearest(self.dataset, value, under=kind))

    def _literal(self, record: Record, known: Property, value: str, place: Place) -> None:
        datatype = known.range.partition("#")[2]
        if datatype == "boolean":
            if (truth := _TRUTH.get(fold(value))) is None:
                self.intake.fault(place, "truth", f"{value!r} is neither true nor false")
            else:
                record.truth(known.name, truth)
        elif datatype == "dateTime":
            time = end_time(value) if known.name == "endedAt" else date_time(value)
            if time is None:
                self.intake.fault(
                    place, "time", f"{value!r} is no date", "write 2024-03-01 or 2024-03-01T09:30:00"
                )
            else:
                record.time(known.name, time)
        else:
            record.text(known.name, value)

    def _describe(self, record: Record) -> None:
        from neuromod_onto.records.checks.needs import met

        devices = [value.value for name, value in record.facts if name == "recordsDevice"]
        coil = any(device == _COIL or _COIL in ancestors(self.dataset, device) for device in devices)
        if needs := met(record, {"coil"} if coil else set()):
            self.intake.describes(self.path.name, needs)

    def _fault(self, line: int, column: int, kind: str, cause: str) -> None:
        self.intake.fault((str(self.path), line, column), kind, cause)


def pointed(text: str) -> str:
    """Return a number with a point for a decimal comma, where the comma can be nothing else.

    Spreadsheets that separate cells by semicolons write decimal commas. Three digits behind a comma may be
    thousands; such a number is left as it is, to be refused.

    >>> pointed("4,2 mA"), pointed("0,125"), pointed("1,250")
    ('4.2 mA', '0.125', '1,250')
    """
    match = _DECIMAL_COMMA.fullmatch(text)
    if not match or (len(match[3]) == 3 and re.fullmatch("[1-9][0-9]{0,2}", match[2])):
        return text
    return f"{match[1]}{match[2]}.{match[3]}{match[4]}"


def _nearest(name: str, known: set[str]) -> str:
    """Return a hint with the names that hold a given one or are spelt much like it, at most three."""
    wanted = "".join(fold(name).split())
    alike = {other.casefold(): other for other in sorted(known)}
    holding = [other for other in alike if len(wanted) > 2 and wanted in other]
    near = [*sorted(holding, key=len), *get_close_matches(wanted, alike, n=3, cutoff=0.75)]
    found = [alike[other] for other in dict.fromkeys(near)]
    return "perhaps: " + ", ".join(found[:3]) if found else ""


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest
