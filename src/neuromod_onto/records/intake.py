"""The count of what was read, and what was wrong with it: nothing is lost without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias
from urllib.parse import quote

from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.records.quantities import Quantity
from neuromod_onto.records.record import Record

#: Where records stand that have no IRI of their own.
BASE = NEUROMOD + "record/"
#: File, line and column, from 1; 0 where a part is not known or the whole is meant.
Place: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True)
class Fault:
    """Something wrong with the input.

    Attributes:
        file: where; with ``line`` and ``column`` (from 1; 0 when the file as a whole is meant).
        kind: short English name of what is wrong, such as ``missing unit``.
        cause: what is wrong, in one line, with the field and the value.
        hint: what to do about it.

    """

    file: str
    line: int
    column: int
    kind: str
    cause: str
    hint: str = ""

    @property
    def place(self) -> str:
        """``file:line:column``, as far as known."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True)
class Missing:
    """Something that whoever would reproduce a stimulation needs and the data do not say.

    Attributes:
        dataset: the dataset or file that lacks it.
        what: the quantity or fact, as the local name of a property where there is one.
        records: how many records lack it.
        of: how many records there are.

    """

    dataset: str
    what: str
    records: int
    of: int


@dataclass
class Intake:
    """The tally of one run: rows in = rows with a record + rows reported + rows passed over.

    Attributes:
        quantities: datatype properties of the ontology, by local name.
        rows: rows (or programmes, or resources) read.
        recorded: rows that gave a record.
        refused: rows that gave none because of a fault.
        passed: rows that hold no stimulation, by reason.
        faults: what was wrong, in the order of reading.
        kept_as_text: records by a name that means none of our terms, with what it names.
        base: IRI under which records stand.

    """

    quantities: dict[str, Quantity]
    rows: int = 0
    recorded: int = 0
    refused: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    kept_as_text: Counter[tuple[str, str]] = field(default_factory=Counter)
    base: str = BASE
    _lacking: Counter[tuple[str, str]] = field(default_factory=Counter)
    _described: Counter[str] = field(default_factory=Counter)

    def iri(self, *parts: str) -> str:
        """Return the IRI of a record from what identifies it in its source."""
        return self.base + "/".join(quote(part, safe="") for part in parts if part)

    def describes(self, dataset: str, stated: Mapping[str, object]) -> None:
        """Note which of the things needed to reproduce one stimulation a record states.

        Args:
            dataset: the dataset or file.
            stated: for each thing needed, something true when it is stated.

        """
        self._described[dataset] += 1
        for what, value in stated.items():
            self._lacking[dataset, what] += not value

    @property
    def missing(self) -> list[Missing]:
        """What is absent to reproduce the stimulation, by dataset and what."""
        counted = sorted(self._lacking.items())
        return [Missing(name, what, n, self._described[name]) for (name, what), n in counted if n]

    def fault(self, place: Place, kind: str, cause: str, hint: str = "") -> None:
        """Report something wrong at (file, line, column)."""
        self.faults.append(Fault(*place, kind, cause, hint))

    def quantity(
        self,
        record: Record,
        name: str,
        text: str,
        place: Place,
        *,
        unit: str = "",
        called: str = "",
        reported: str = "",
    ) -> bool:
        """Read a number with its unit into a property of the record; keep the text as it stood.

        Args:
            record: receives the value in the canonical unit, and the reported text.
            name: local name of the property.
            text: the number, with or without a unit.
            place: file, line and column, for a fault.
            unit: of a number without one, given by the heading, a sidecar or the standard.
            called: what the source calls the field.
            reported: the text as it stood, when ``text`` is not that.

        Returns:
            Whether it could be read; a fault is reported when not.

        """
        from neuromod_onto.records.quantities.units import UnitError, convert

        quantity = self.quantities[name]
        called = called or name
        try:
            value = convert(text, unit, quantity.ucum)
            if quantity.datatype.endswith("#integer"):
                if value != value.to_integral_value():
                    raise UnitError("number", f"{text.strip()!r} is no whole number")
                record.number(name, int(value))
            else:
                record.number(name, Decimal(value))
        except UnitError as error:
            self.fault(place, error.kind, f"{called}: {error.cause}", error.hint)
            return False
        record.text("reportedValue", f"{called}: {(reported or text).strip()}{_with(unit, text)}")
        return True


def _with(unit: str, text: str) -> str:
    """Return the unit in brackets when the text itself does not carry it."""
    return f" [{unit}]" if unit and text.strip()[-1:].isdigit() else ""
