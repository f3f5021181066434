"""The lock file of a checkout: one version of each dependency, with the checksums of its files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from neuromod_onto.errors import InputError

if TYPE_CHECKING:
    from packaging.requirements import Requirement

#: Where a checkout keeps it; an installed package has none.
LOCK = Path("requirements", "dev.lock")
_CONTINUED = " \\"
_CHECKSUM = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Pin:
    """One version of one dependency.

    Attributes:
        requirement: ``name==version``, with the marker of the platforms that need it.
        version: the version.
        sha256: in hexadecimal, for each file that the package index has of that version.

    """

    requirement: Requirement
    version: str
    sha256: tuple[str, ...]


def read_lock(path: Path) -> list[Pin]:
    """Return what a lock file pins, in its order.

    Args:
        path: a file of requirements in pip's format, each ``name==version`` with ``--hash=sha256:`` options.

    Raises:
        InputError: a line is none of these.

    """
    from packaging.requirements import InvalidRequirement, Requirement

    pins: list[Pin] = []
    entry, start = "", 0
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        entry, start = (entry + line, start) if entry else (line, number)
        if entry.endswith(_CONTINUED):
            entry = entry.removesuffix(_CONTINUED)
            continue
        text, *options = re.split(r"\s+(?=--)", entry)
        entry = ""
        checksums = [_CHECKSUM.fullmatch(option) for option in options]
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            raise _fault(f"no requirement: {text!r}", path, start) from error
        exact = [one.version for one in requirement.specifier if one.operator == "=="]
        if len(exact) != 1 or len(requirement.specifier) != 1 or exact[0].endswith("*"):
            raise _fault(f"{requirement.name} is not held to one version", path, start)
        if not checksums or None in checksums:
            raise _fault(f"{requirement.name} needs checksums, --hash=sha256:...", path, start)
        pins.append(Pin(requirement, exact[0], tuple(found[1] for found in checksums if found)))
    return pins


def _fault(cause: str, path: Path, line: int) -> InputError:
    return InputError(cause, "CONTRIBUTING.md says how the lock file is made", f"{path}:{line}")
