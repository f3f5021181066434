"""Read files as their publishers give them out, to check against or to compare with the shipped tables.

=========== ==================================================================================
fdacode     ``foiclass.txt`` of the FDA: bar-separated, with PRODUCTCODE and DEVICENAME
mesh        ``d2026.bin`` or another ASCII descriptor file of NLM (``MH = ``, ``UI = ``)
icd10pcs    ``icd10pcs_codes_2026.txt`` of CMS: code, space, name; also the order file
icd10cm     ``icd10cm_codes_2026.txt`` of CMS: code, spaces, name; also the order file
snomedct    RF2 concept or description file (snapshot), or OMOP ``CONCEPT.csv``
any         a table with a header that has ``code`` and ``name`` (tab-separated); OMOP ``CONCEPT.csv``
=========== ==================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from neuromod_onto.codes.systems import find_system
from neuromod_onto.errors import InputError

_ORDER_LINE = re.compile(r"\d{5} ([0-9A-Z]{3,7}) +([01]) .{60} (.*)")
_CODE_LINE = re.compile(r"([0-9A-Z]{3,7})\s+(\S.*)")


def read_download(system: str, path: Path) -> dict[str, str]:
    """Return name by code of a publisher's file.

    Raises:
        InputError: the file cannot be read or is of no known format.

    """
    try:
        encoding = "latin-1" if system == "fdacode" else "utf-8-sig"
        with path.open(encoding=encoding, errors="replace") as stream:
            lines = iter(stream)
            first = next(lines, "").rstrip("\r\n")
            found = dict(_pairs(system, first, lines))
    except OSError as error:
        raise InputError(error.strerror or str(error), place=str(path)) from error
    if not found:
        raise InputError(
            f"not a list of {find_system(system).title} codes that is known here",
            "a table with the columns code and name will do",
            str(path),
        )
    return found


def _pairs(system: str, first: str, lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    header = re.split(r"[\t|]", first)
    names = [name.strip().casefold() for name in header]
    separator = "|" if "|" in first else "\t"
    if "concept_code" in names and "vocabulary_id" in names:
        yield from _omop(system, names, lines)
    elif "productcode" in names:
        yield from _columns(names, "productcode", "devicename", separator, lines)
    elif "conceptid" in names and "term" in names:
        yield from _columns(names, "conceptid", "term", separator, _in_use(names, lines))
    elif "moduleid" in names and "id" in names:
        yield from ((line.partition("\t")[0], "") for line in _in_use(names, lines))
    elif "code" in names and "name" in names:
        yield from _columns(names, "code", "name", separator, lines)
    elif first.startswith("*NEWRECORD"):
        yield from _mesh(lines)
    else:
        for line in (first, *lines):
            if match := _ORDER_LINE.match(line):
                if match[2] == "1" or system != "icd10pcs":  # the heading of a table is no code
                    yield match[1], match[3].strip()
            elif match := _CODE_LINE.fullmatch(line.strip()):
                yield match[1], match[2]


def _in_use(names: list[str], lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines of an RF2 file that are active: what has been retired stays in it, marked so."""
    active = names.index("active") if "active" in names else -1
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if active < 0 or cells[active : active + 1] == ["1"]:
            yield line


def _columns(
    names: list[str], code: str, name: str, separator: str, lines: Iterator[str]
) -> Iterator[tuple[str, str]]:
    code_at, name_at = names.index(code), names.index(name)
    for line in lines:
        cells = line.rstrip("\r\n").split(separator)
        if len(cells) > max(code_at, name_at):
            yield cells[code_at].strip(), " ".join(cells[name_at].split())


def _omop(system: str, names: list[str], lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    wanted = find_system(system).omop
    code_at, name_at, vocabulary_at = (
        names.index(column) for column in ("concept_code", "concept_name", "vocabulary_id")
    )
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) > max(code_at, name_at, vocabulary_at) and cells[vocabulary_at] == wanted:
            yield cells[code_at].replace(".", "") if system == "icd10cm" else cells[code_at], cells[name_at]


def _mesh(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    heading = ""
    for line in lines:
        key, _, value = line.strip().partition(" = ")
        if key == "MH":
            heading = value
        elif key == "UI" and heading:
            yield value, heading
            heading = ""
