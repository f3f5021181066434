"""Cut a large file into parts that can be checked one by one, each with whole patients.

A line is a statement in N-Triples and N-Quads, so such a file is cut without being parsed. It must hold the
statements of a subject, and the records of a patient, side by side. A cut falls only where the record of one
patient is followed by that of another; ``Ledger`` finds, exactly and after the fact, whether parts that were
checked apart belong together: a subject or a patient in two parts, or a reference from one part into another.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from neuromod_onto.dataset.read import FORMATS, checked_input, format_of
from neuromod_onto.errors import InputError
from neuromod_onto.model.namespaces import NEUROMOD

PSEUDONYM = f"<{NEUROMOD}patientPseudonym>".encode()
LINES = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
_SUBJECT = re.compile(rb"^[ \t]*(<[^>\n]*>|_:\S+)", re.MULTILINE)
_TERM = re.compile(rb"<[^<>\s]*>|_:[\w.-]*[\w-]")
_PATIENT = re.compile(re.escape(PSEUDONYM) + rb'[ \t]*("(?:[^"\\\n]|\\.)*")')
_HINT = (
    "sort the file so that each patient's records stand together, or use --batch 0 to check it in one piece"
)
#: A part may grow to this many times the size asked for until two patients meet.
LONGEST = 10
#: A record's own links to what follows stand within this many statements.
_NEAR = 1_000
_CHUNK = 2**20


@dataclass(frozen=True)
class Partition:
    """A part of a file.

    Attributes:
        path: the file.
        number: of the part, from 0.
        line: its first line, from 1.
        text: its statements.
        format: N-Triples or N-Quads.

    """

    path: Path
    number: int
    line: int
    text: bytes
    format: str


def can_be_cut(path: Path) -> bool:
    """Say whether each line of a file is a statement."""
    return format_of(path) in LINES


def partitions(path: Path, size: int) -> Iterator[Partition]:
    """Yield the parts of a file.

    Args:
        path: N-Triples or N-Quads, packed or not.
        size: least number of statements in a part, but the last.

    Raises:
        InputError: the file cannot be read.

    """
    number, first = 0, 1
    part: list[bytes] = []
    subject, patient, latest = b"\n", b"", b""  # the subject with what stands behind it
    block = 0  # where the statements of the latest subject begin
    with checked_input(path) as (source, rdf_format):
        ending = next(ending for ending, known in FORMATS.items() if known == rdf_format)
        for line in _lines(source):
            start = None if line.startswith(subject) else _SUBJECT.match(line)
            if start and start[1] != subject[:-1]:
                patient, latest = latest, b""
                subject, block = start[1] + line[start.end() : start.end() + 1], len(part)
            if PSEUDONYM in line and (found := _PATIENT.search(line)):
                latest = found[1]
                if patient and patient != latest and block >= size and not _named(subject, part[:block]):
                    yield Partition(path, number, first, b"".join(part[:block]), ending)
                    number, first = number + 1, first + block
                    part, block, patient = part[block:], 0, b""
            part.append(line)
            if len(part) > LONGEST * size:
                raise InputError(
                    f"no place to cut in {len(part):,} statements: no two patients side by side",
                    _HINT,
                    f"{path}:{first}",
                )
        yield Partition(path, number, first, b"".join(part), ending)


def _named(subject: bytes, before: list[bytes]) -> bool:
    """Say whether the last statements refer to the subject that follows: it may be the same patient's."""
    name = subject[:-1]
    return any(name in line for line in before[-_NEAR:])


def _lines(source: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := source.read(_CHUNK):
        lines = (rest + chunk).splitlines(keepends=True)
        rest = b"" if lines[-1].endswith((b"\n", b"\r")) else lines.pop()
        yield from lines
    if rest:
        yield rest


@dataclass(frozen=True)
class Entries:
    """What a part holds and what it refers to, as hashes."""

    held: array[int]
    referred: array[int]


def subjects_of(text: bytes) -> set[bytes]:
    """Return the subjects of a part, as they are written."""
    return set(_SUBJECT.findall(text))


def entries(text: bytes, subjects: set[bytes]) -> Entries:
    """Return the entries of a part for the ledger."""
    held = subjects | set(_PATIENT.findall(text))
    words = b" ".join(set(text.split()))  # each once, which is faster to search
    return Entries(array("Q", map(_hash, held)), array("Q", map(_hash, set(_TERM.findall(words)) - subjects)))


class Ledger:
    """Finds parts that belong together; eight bytes for each subject and patient."""

    def __init__(self) -> None:
        self._held = array("Q")
        self._referred: set[int] = set()

    def add(self, part: Entries) -> None:
        """Enter a part."""
        self._held.extend(part.held)
        self._referred.update(part.referred)

    def require_apart(self, path: Path) -> None:
        """Require that no two parts belong together.

        Raises:
            InputError: some do; names the first line where it shows.

        """
        held = sorted(self._held)
        together = {one for one, other in pairwise(held) if one == other} | self._referred.intersection(held)
        if together:
            line, name = _first(path, together)
            raise InputError(
                f"{name} belongs to records that stand far apart, and was not checked with them",
                _HINT,
                f"{path}:{line}",
            )


def _first(path: Path, wanted: set[int]) -> tuple[int, str]:
    with checked_input(path) as (source, _):
        for number, line in enumerate(_lines(source), start=1):
            for name in (*_SUBJECT.findall(line), *_PATIENT.findall(line)):
                if _hash(name) in wanted:
                    return number, name.decode("utf-8", "replace")
    return 1, "a node"


def _hash(name: bytes) -> int:
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big")
