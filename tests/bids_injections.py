"""Faults as people make them, put into datasets of ``bids_cases``.

Each injection changes one thing in one place and names the kinds of fault that would tell of it. It returns None
where the dataset has nothing to spoil in that way.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any, NamedTuple

from .bids_cases import Files

TABLES = ("_events.tsv", "_nibs.tsv", "_tms.tsv", "_stim.tsv")
CURRENTS = ("electrical_stimulation_current", "stimulus_intensity")
WIDTHS = ("electrical_stimulation_pulsewidth", "stimulus_duration")
FREQUENCIES = ("electrical_stimulation_frequency", "intraburst_freq_hz", "burst_rate_hz")
INTERVALS = ("pattern1_interval", "pattern2_interval", "InterDoublePulseInterval")
MAGNETIC = (
    "stimulus_intensity",
    "pattern1_intensity",
    "tms_intensity_mso",
    "tms_intensity_rmt_pct",
    "FirstPulseAmplitude",
    "FirstPulseAmplitudeRMT",
)
NUMBERS = (*CURRENTS, *WIDTHS, *FREQUENCIES, *INTERVALS, *MAGNETIC, "onset", "ramp_up", "train_on_s")


class Injected(NamedTuple):
    """What was done.

    Attributes:
        files: the dataset with its fault.
        file: where a fault is expected; any row of it when ``line`` is 0.
        line: from 1.
        kinds: faults that tell of it.

    """

    files: Files
    file: str
    line: int
    kinds: frozenset[str]


Injection = Callable[[Files, random.Random], Injected | None]


class Cell(NamedTuple):
    file: str
    line: int
    column: int
    name: str
    value: str


def cells(files: Files, *names: str, suffixes: tuple[str, ...] = TABLES) -> list[Cell]:
    """Return the cells of the named columns that hold something."""
    found = []
    for file, content in files.items():
        if file.endswith(suffixes):
            header, *rows = [line.split("\t") for line in content.splitlines()]
            for number, row in enumerate(rows, 2):
                for column, name in enumerate(header):
                    if name in names and row[column] != "n/a":
                        found.append(Cell(file, number, column, name, row[column]))
    return found


def put(files: Files, cell: Cell, value: str) -> Files:
    """Return the dataset with another value in a cell."""
    lines = [line.split("\t") for line in files[cell.file].splitlines()]
    lines[cell.line - 1][cell.column] = value
    return files | {cell.file: "".join("\t".join(line) + "\n" for line in lines)}


def lines_put(files: Files, file: str, lines: list[str]) -> Files:
    return files | {file: "".join(line + "\n" for line in lines)}


def in_a_cell(
    names: tuple[str, ...],
    change: Callable[[str], str | None],
    *kinds: str,
    suffixes: tuple[str, ...] = TABLES,
) -> Injection:
    """Make an injection that changes one cell of the named columns."""

    def inject(files: Files, rng: random.Random) -> Injected | None:
        candidates = [
            (cell, new)
            for cell in cells(files, *names, suffixes=suffixes)
            if (new := change(cell.value)) is not None and new != cell.value
        ]
        if not candidates:
            return None
        cell, new = rng.choice(candidates)
        return Injected(put(files, cell, new), cell.file, cell.line, frozenset(kinds))

    return inject


def in_the_sidecar(change: Callable[[str, dict[str, Any]], bool], *kinds: str) -> Injection:
    """Make an injection that changes what the sidecars say of one column; rows of the table tell."""

    def inject(files: Files, rng: random.Random) -> Injected | None:
        candidates = []
        for file, content in files.items():
            sidecar = json.loads(content) if file.endswith(".json") else {}
            for name in sorted(sidecar.keys() - set(NAMED_SHARES)):
                if isinstance(sidecar[name], dict) and (using := cells(files, name)):
                    spoiled = json.loads(content)
                    if change(using[0].value, spoiled[name]):
                        candidates.append((file, json.dumps(spoiled), using[0]))
        if not candidates:
            return None
        file, spoiled_text, cell = rng.choice(candidates)
        return Injected(files | {file: spoiled_text}, cell.file, 0, frozenset(kinds))

    return inject


def thousandfold(value: str) -> str | None:
    """Milliampere written where ampere is meant: 8 for 0.008, 6.0 A for 6.0 mA."""
    if value.endswith(" mA"):
        return value.replace(" mA", " A")
    return str(round(float(value) * 1000, 9)) if value.startswith("0.00") else None


def thousandth(value: str) -> str | None:
    """Ampere written where milliampere is meant."""
    if value.endswith(" mA"):
        return f"{float(value[:-3]) / 1000} mA"
    return str(float(value) / 1000) if value.startswith("0.00") else None


def unit_of_thousand(value: str, field: dict[str, Any]) -> bool:
    if field.get("Units") == "mA" and "|" in value:
        field["Units"] = "A"
        return True
    return False


def no_unit(value: str, field: dict[str, Any]) -> bool:
    """Take the unit out of the sidecar, where the cell has none either."""
    keys = [key for key in field if key.casefold() in {"units", "description"}]
    counted = (
        field.get("Units") in (None, "seconds") and "in" not in str(field.get("description", "")).split()
    )
    if not keys or counted or value.endswith("A") or not value[:1].isdigit() or "onset" in str(field):
        return False
    for key in keys:
        del field[key]
    return True


#: Columns whose very name says of what they are a share.
NAMED_SHARES = ("tms_rmt", "tms_intensity_mso", "tms_intensity_rmt_pct", "FirstPulseAmplitudeRMT")


def no_reference(_: str, field: dict[str, Any]) -> bool:
    """Leave the per cent and take away of what."""
    words = str(field.get("Units", "")) + str(field.get("Description", ""))
    if "aximum" not in words:
        return False
    field["Units"] = "%"
    field.pop("Description", None)
    return True


def without_unit_anywhere(files: Files, rng: random.Random) -> Injected | None:
    """Take the unit from cells and sidecar alike."""
    found = [cell for cell in cells(files, "electrical_stimulation_current") if cell.value.endswith(" mA")]
    if not found:
        return None
    cell = rng.choice(found)
    spoiled = put(files, cell, cell.value.removesuffix(" mA"))
    for file, content in files.items():
        if file.endswith("events.json"):
            spoiled[file] = content.replace("stimulation current in mA", "stimulation current")
    return Injected(spoiled, cell.file, cell.line, frozenset({"missing unit"}))


def unknown_in_list(value: str) -> str:
    return "|".join(["Coil_9", *value.split("|")[1:]])


def renamed_contact(value: str) -> str:
    first, _, second = value.partition("-")
    return f"{first}-{second}9"


def swap_side(value: str) -> str | None:
    for pair in (("L", "R"), ("left", "right"), ("Left", "Right")):
        for one, other in (pair, pair[::-1]):
            if value == one or (len(one) > 1 and one in value):
                return value.replace(one, other)
    return None


def unbalanced(value: str) -> str | None:
    first, bar, rest = value.partition("|")
    return f"{float(first) + 0.5}|{rest}" if bar and rest.startswith("-") else None


def mirrored(value: str) -> str | None:
    return value.removeprefix("-") if value.startswith("-") else f"-{value}"


def swapped_columns(*pairs: tuple[str, str]) -> Injection:
    """Make an injection that exchanges two cells of a row."""

    def inject(files: Files, rng: random.Random) -> Injected | None:
        candidates = []
        for one, other in pairs:
            candidates += [
                (cell, partner)
                for cell in cells(files, one)
                for partner in cells(files, other)
                if partner[:2] == cell[:2] and partner.value != cell.value
            ]
        if not candidates:
            return None
        cell, partner = rng.choice(candidates)
        spoiled = put(put(files, cell, partner.value), partner, cell.value)
        kinds = {"implausible", "unknown waveform", "unknown contact", "contacts", "number", "missing unit"}
        kinds |= {"intensity contradiction", "other dimension", "current balance", "missing reference"}
        kinds |= {"unknown stimulator", "unknown stimulation", "unknown unit"}
        return Injected(spoiled, cell.file, cell.line, frozenset(kinds))

    return inject


def _a_row(files: Files, rng: random.Random) -> tuple[str, int, list[str]] | None:
    candidates = [
        (file, number)
        for file, content in files.items()
        if file.endswith(TABLES)
        for number, _ in enumerate(content.splitlines()[1:], 2)
    ]
    file, number = rng.choice(candidates)
    return file, number, files[file].splitlines()


def truncated(files: Files, rng: random.Random) -> Injected | None:
    file, number, lines = _a_row(files, rng) or ("", 0, [])
    kept = lines[number - 1].split("\t")
    lines[number - 1] = "\t".join(kept[: rng.randrange(1, len(kept))])
    return Injected(lines_put(files, file, lines), file, number, frozenset({"row length"}))


def surplus(files: Files, rng: random.Random) -> Injected | None:
    file, number, lines = _a_row(files, rng) or ("", 0, [])
    lines[number - 1] += "\tn/a"
    return Injected(lines_put(files, file, lines), file, number, frozenset({"row length"}))


def duplicated(files: Files, rng: random.Random) -> Injected | None:
    rows = cells(files, *CURRENTS, "tms_intensity_mso", "StimID", "Timestamp", "nibs_type")
    if not rows:
        return None
    cell = rng.choice(rows)
    lines = files[cell.file].splitlines()
    at = rng.randrange(cell.line, len(lines) + 1)
    lines.insert(at, lines[cell.line - 1])
    return Injected(lines_put(files, cell.file, lines), cell.file, at + 1, frozenset({"duplicate row"}))


def broken_sidecar(files: Files, rng: random.Random) -> Injected | None:
    sidecars = [
        f for f in files if f.endswith(("_events.json", "_nibs.json", "_tms.json")) or f == "events.json"
    ]
    if not sidecars:
        return None
    file = rng.choice(sidecars)
    content = files[file]
    return Injected(files | {file: content[: len(content) // 2]}, file, 0, frozenset({"sidecar"}))


def _scaled(factor: float) -> Callable[[str], str]:
    return lambda value: str(float(value.split()[0]) * factor)


def _plain_number(value: str) -> bool:
    return value.replace(".", "", 1).removeprefix("-").isdigit()


INJECTIONS: dict[str, Injection] = {
    "milliampere written as ampere": in_a_cell(CURRENTS, thousandfold, "implausible"),
    "ampere written as milliampere": in_a_cell(CURRENTS, thousandth, "implausible"),
    "sidecar says ampere": in_the_sidecar(unit_of_thousand, "implausible"),
    "seconds written as milliseconds": in_a_cell(WIDTHS[:1], _scaled(1000), "implausible"),
    "microseconds written as milliseconds": in_a_cell(
        WIDTHS[1:], lambda v: "0.2" if v == "200" else None, "implausible"
    ),
    "negative width": in_a_cell(WIDTHS, lambda v: f"-{v}", "implausible"),
    "zero width": in_a_cell(WIDTHS, lambda v: "0", "implausible"),
    "zero frequency": in_a_cell(FREQUENCIES, lambda v: "0", "implausible"),
    "negative frequency": in_a_cell(FREQUENCIES, lambda v: f"-{v}", "implausible"),
    "zero interval": in_a_cell(INTERVALS, lambda v: "0", "implausible"),
    "negative current": in_a_cell(CURRENTS[:1], lambda v: f"-{v}", "implausible"),
    "output above the maximum": in_a_cell(
        ("stimulus_intensity", "tms_intensity_mso", "FirstPulseAmplitude"),
        lambda v: "580" if _plain_number(v) else None,
        "implausible",
        "intensity contradiction",
    ),
    "threshold as a fraction": in_a_cell(
        ("tms_intensity_rmt_pct", "FirstPulseAmplitudeRMT"), lambda v: str(float(v) / 100), "implausible"
    ),
    "intensity against its reference": in_a_cell(
        ("pattern1_intensity",), lambda v: "|".join(reversed(v.split("|"))), "intensity contradiction"
    ),
    "intensity of one pulse missing": in_a_cell(
        ("pattern1_intensity",), lambda v: v.partition("|")[0], "list length"
    ),
    "unknown contact": in_a_cell(("electrical_stimulation_site",), renamed_contact, "unknown contact"),
    "contact twice": in_a_cell(
        ("electrical_stimulation_site",), lambda v: "-".join([v.split("-")[0]] * 2), "contacts"
    ),
    "pair across hemispheres": in_a_cell(
        ("electrical_stimulation_site",), lambda v: "LTG1-RD1" if "LTG" in v else None, "hemisphere"
    ),
    "unknown element": in_a_cell(("nibs_element_id", "CoilID"), unknown_in_list, "unknown contact"),
    "unknown marker": in_a_cell(("MarkerID",), lambda v: v + "x", "unknown contact"),
    "unknown stimulator": in_a_cell(("stimulator_id",), lambda v: v + "x", "unknown stimulator"),
    "unknown programme": in_a_cell(
        ("nibs_event_id",), lambda v: v + "x", "unknown programme", suffixes=("_events.tsv",)
    ),
    "unknown reference": in_a_cell(
        ("intensity_reference",), lambda v: v.replace("1mV", "2mV"), "missing reference"
    ),
    "swapped hemisphere of a contact": in_a_cell(
        ("hemisphere",), swap_side, "hemisphere", suffixes=("_electrodes.tsv",)
    ),
    "swapped hemisphere of a position": in_a_cell(
        ("position_description",), swap_side, "hemisphere", suffixes=("_markers.tsv",)
    ),
    "mirrored coordinate": in_a_cell(
        ("element_centre_x",), mirrored, "hemisphere", suffixes=("_markers.tsv",)
    ),
    "intensity without reference": in_the_sidecar(no_reference, "missing reference"),
    "unit missing in the sidecar": in_the_sidecar(no_unit, "missing unit"),
    "unit missing everywhere": without_unit_anywhere,
    "unit of another dimension": in_a_cell(
        CURRENTS[:1], lambda v: f"{v.split()[0]} mV", "other dimension", "unit contradiction"
    ),
    "unknown unit": in_a_cell(CURRENTS[:1], lambda v: f"{v.split()[0]} mAx", "unknown unit"),
    "comma decimal": in_a_cell(
        NUMBERS, lambda v: v.replace(".", ",") if "." in v else None, "number", "missing unit"
    ),
    "not a number": in_a_cell(NUMBERS, lambda v: "NaN", "number"),
    "infinite": in_a_cell(NUMBERS, lambda v: "inf", "number"),
    "a word for a number": in_a_cell(NUMBERS, lambda v: "high", "number"),
    "unknown waveform": in_a_cell(
        ("electrical_stimulation_type", "stimulus_shape", "Waveform"), lambda v: "biphsic", "unknown waveform"
    ),
    "unknown kind": in_a_cell(("nibs_type", "StimType"), lambda v: "TXS", "unknown stimulation"),
    "unbalanced currents": in_a_cell(("stimulus_intensity",), unbalanced, "current balance"),
    "negative duration": in_a_cell(
        ("duration",),
        lambda v: f"-{v}" if v.startswith("0.000") else None,
        "implausible",
        suffixes=("_events.tsv",),
    ),
    "swapped columns": swapped_columns(
        ("electrical_stimulation_current", "electrical_stimulation_frequency"),
        ("electrical_stimulation_current", "electrical_stimulation_pulsewidth"),
        ("electrical_stimulation_frequency", "electrical_stimulation_pulsewidth"),
        ("electrical_stimulation_type", "electrical_stimulation_site"),
        ("electrical_stimulation_site", "electrical_stimulation_current"),
        ("stimulus_intensity", "stimulus_duration"),
        ("stimulus_shape", "stimulus_intensity"),
        ("stimulator_id", "nibs_type"),
        ("FirstPulseAmplitude", "Waveform"),
    ),
    "truncated row": truncated,
    "surplus cell": surplus,
    "duplicated row": duplicated,
    "broken sidecar": broken_sidecar,
}
