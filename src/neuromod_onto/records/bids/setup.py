"""What lies around a table of stimulation: contacts, stimulator, coils, thresholds, positions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from neuromod_onto.dataset import Dataset
from neuromod_onto.records.bids.devices import product_of
from neuromod_onto.records.bids.layout import Layout, Table, text_of
from neuromod_onto.records.intake import Place
from neuromod_onto.records.json_document import object_of

_MODEL = ("ManufacturerModelName", "ManufacturersModelName", "ManufactureModelName", "ModelName")
_RIGHT_IS_POSITIVE = re.compile(r"MNI|RAS|ACPC|ICBM|fsaverage|Talairach", re.IGNORECASE)
_LEFT = re.compile(r"(?<![A-Za-z])(left|gauche)(?![A-Za-z])|[_-]L$|^L$", re.IGNORECASE)
_RIGHT = re.compile(r"(?<![A-Za-z])(right|droite?)(?![A-Za-z])|[_-]R$|^R$", re.IGNORECASE)
_TEN_TWENTY = re.compile(r"(?:Fp|AF|F|FC|FT|C|CP|T|TP|P|PO|O)(\d{1,2})")
_MIDLINE = 2.0  # mm from the midline within which a coordinate has no side


@dataclass
class Contacts:
    """The contacts that a recording knows.

    Attributes:
        known: side of each contact, ``L``, ``R`` or empty; empty when no table names contacts.
        sizes: surface of each contact in mm2, the unit that BIDS defines, as it stands in the table.
        placed: those with coordinates.
        source: the table that names them.

    """

    known: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)
    placed: set[str] = field(default_factory=set)
    source: str = ""

    def split(self, site: str) -> list[str]:
        """Split a stimulated pair, such as ``LTG1-LTG2``, into its contacts."""
        parts = site.split("-")
        for cut in range(1, len(parts)):
            pair = ["-".join(parts[:cut]), "-".join(parts[cut:])]
            if all(contact in self.known for contact in pair):
                return pair
        return [site] if site in self.known else [part.strip() for part in parts]


@dataclass(frozen=True)
class Stimulator:
    """A stimulator that a sidecar describes.

    Attributes:
        words: maker and model, as they stand.
        product: IRI of the model, when its name is that of one we know.

    """

    words: str
    product: str


@dataclass
class Setup:
    """What a sidecar of NIBS declares, for the references of its table.

    Attributes:
        stimulators: by identifier; under the empty one when the sidecar gives none.
        elements: coil or electrode by identifier, in words.
        references: intensity references by identifier: (value in % of maximum output or None, its type).
        positions: markers by identifier, in words.
        placed: position by element.

    """

    stimulators: dict[str, Stimulator] = field(default_factory=dict)
    elements: dict[str, str] = field(default_factory=dict)
    references: dict[str, tuple[Decimal | None, str]] = field(default_factory=dict)
    positions: dict[str, str] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)

    @property
    def stimulator(self) -> Stimulator | None:
        """The stimulator of all rows, when there is only one."""
        return next(iter(self.stimulators.values())) if len(self.stimulators) == 1 else None


class Surroundings:
    """Reads what lies around the tables of one dataset, each file once.

    Args:
        layout: the files; its intake receives faults.
        dataset: the ontology, for the models of devices.

    """

    def __init__(self, layout: Layout, dataset: Dataset) -> None:
        self.layout = layout
        self.dataset = dataset
        self._read: dict[Path, dict[str, str]] = {}
        self._sizes: dict[Path, dict[str, str]] = {}
        self._placed: dict[Path, set[str]] = {}

    def contacts(self, path: Path) -> Contacts:
        """Return the contacts for a table, with sides checked against coordinates and the placement."""
        found = Contacts()
        for suffix in ("electrodes", "channels"):
            for table in self.layout.companions(path, suffix):
                sides = self._contacts_of(table, path)
                if sides:
                    found.known |= sides
                    found.sizes |= self._sizes.get(table, {})
                    found.placed |= self._placed.get(table, set())
                    found.source = table.name
            if found.known:
                break
        return found

    def _contacts_of(self, path: Path, recording: Path) -> dict[str, str]:
        if path in self._read:
            return self._read[path]
        sides: dict[str, str] = {}
        self._read[path] = sides
        table = Table(path, self.layout.called(path))
        name, side, x = table.column("name"), table.column("hemisphere"), table.column("x")
        size = table.column("size")
        if name is None:
            return sides
        scheme = str(self.layout.sidecar(recording, "ieeg").get("iEEGPlacementScheme", ""))
        expected = side_in(scheme)
        spatial = bool(_RIGHT_IS_POSITIVE.search(path.name)) or self._right_is_positive(path)
        for number, cells in table.rows():
            if len(cells) != len(table.header):
                self.layout.intake.fault(
                    (table.name, number, 0),
                    "row length",
                    f"{len(cells)} cells where the heading has {len(table.header)}",
                )
                continue
            given = side_in(cells[side]) if side is not None else ""
            sides[cells[name]] = given
            if x is not None and cells[x].strip() not in ("", "n/a"):
                self._placed.setdefault(path, set()).add(cells[name])
            if size is not None:
                self._sizes.setdefault(path, {})[cells[name]] = cells[size].strip()
            if side is None or not given:
                continue
            by_x = side_of(cells[x]) if spatial and x is not None else ""
            for other, why in ((by_x, "its x coordinate"), (expected, "iEEGPlacementScheme")):
                if other and other != given:
                    self._swapped(
                        (table.name, number, side + 1), f"contact {cells[name]}", cells[side], other, why
                    )
                    break
        return sides

    def setup(self, path: Path) -> Setup:
        """Return stimulator, elements, references and positions for a table of NIBS."""
        sidecar = self.layout.sidecar(path)
        details = object_of(sidecar.get("NIBSDetails", sidecar))
        found = Setup()
        stimulators = _objects(details.get("StimulatorSet"))
        for one in stimulators or _objects(details):
            if (words := _words(one, "Manufacturer", *_MODEL)) or "StimulatorID" in one:
                product = product_of(self.dataset, words, _words(one, *_MODEL))
                found.stimulators[str(one.get("StimulatorID", ""))] = Stimulator(words, product)
        for one in _objects(details.get("ElementSet")) + _objects(details.get("CoilSet")):
            identifier = str(one.get("ElementID", one.get("CoilID", "")))
            found.elements[identifier] = _words(
                one, "Manufacturer", *_MODEL, "CoilType", "CoilShape", "Shape"
            )
        coils = details.get("CoilDetails")
        for identifier, one in coils.items() if isinstance(coils, dict) else ():
            found.elements[identifier] = _words(one, *_MODEL)
        for one in _objects(details.get("IntensitySet")):
            try:
                value: Decimal | None = Decimal(str(one.get("Value")))
            except InvalidOperation:
                value = None
            found.references[str(one.get("IntensityID", ""))] = value, str(one.get("Type", ""))
        for table in self.layout.companions(path, "markers"):
            self._positions(table, found)
        return found

    def _positions(self, path: Path, found: Setup) -> None:
        table = Table(path, self.layout.called(path))
        identifier = table.column("nibs_position_id", "MarkerID")
        element = table.column("nibs_element_id", "element_id")
        label, described = table.column("position_label"), table.column("position_description")
        x = table.column("element_centre_x", "coil_x")
        spatial = self._right_is_positive(path)
        first_time = path not in self._read
        self._read[path] = {}
        if identifier is None:
            return
        for number, cells in table.rows():
            if len(cells) != len(table.header):
                if first_time:
                    cause = f"{len(cells)} cells where the heading has {len(table.header)}"
                    self.layout.intake.fault((table.name, number, 0), "row length", cause)
                continue
            words = [cells[c] for c in (label, described) if c is not None and cells[c] not in ("", "n/a")]
            found.positions[cells[identifier]] = ": ".join(words) or cells[identifier]
            if element is not None:
                found.placed[cells[element]] = found.positions[cells[identifier]]
            claims = [(c, side_in(cells[c])) for c in (identifier, label, described) if c is not None]
            if spatial and x is not None:
                claims.append((x, side_of(cells[x])))
            stated = [(c, side) for c, side in claims if side]
            for column, side in stated[1:]:
                if first_time and side != stated[0][1]:
                    self._swapped(
                        (table.name, number, column + 1),
                        f"position {cells[identifier]}",
                        cells[column],
                        stated[0][1],
                        table.header[stated[0][0]],
                    )
                    break

    def _swapped(self, place: Place, what: str, given: str, other: str, why: str) -> None:
        side = {"L": "left", "R": "right"}[other]
        self.layout.intake.fault(
            place, "hemisphere", f"{what}: {given[:60]!r} where {why} says {side}", "one of the two is wrong"
        )

    def _right_is_positive(self, path: Path) -> bool:
        """Say whether the coordinates of a table grow to the right, as its coordinate system states."""
        described = self.layout.sidecar(path, "coordsystem")
        systems = (value for key, value in described.items() if key.endswith("CoordinateSystem"))
        return any(isinstance(value, str) and _RIGHT_IS_POSITIVE.search(value) for value in systems)


def side_in(text: str) -> str:
    """Return the side that a text names: ``L``, ``R``, or empty when none or both.

    >>> side_in("Left primary motor cortex"), side_in("C3"), side_in("Fp2"), side_in("right/left")
    ('L', 'L', 'R', '')

    """
    left, right = bool(_LEFT.search(text)), bool(_RIGHT.search(text))
    if not (left or right) and (match := _TEN_TWENTY.fullmatch(text)):
        left = int(match[1]) % 2 == 1
        right = not left
    return "" if left == right else "L" if left else "R"


def side_of(x: str) -> str:
    """Return the side of a coordinate that grows to the right."""
    try:
        value = float(x)
    except ValueError:
        return ""
    return "L" if value < -_MIDLINE else "R" if value > _MIDLINE else ""


def _objects(value: Any) -> list[dict[str, Any]]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _words(one: Any, *keys: str) -> str:
    found = [text for key in keys if (text := text_of(one, key)) and text != "n/a"]
    return " ".join(dict.fromkeys(found))
