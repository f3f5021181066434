"""Where the files that ship with the package lie.

An installed wheel carries them in ``neuromod_onto/resources``; a source checkout has them at its root.

What every command needs is told in strings: to import ``pathlib`` takes 3 ms, a twentieth of a command.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from neuromod_onto.errors import MissingPartError

if TYPE_CHECKING:
    from pathlib import Path

_PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


@cache
def shipped_folder() -> str:
    """Return the folder that holds ``ontology/``, ``mappings/``, ``queries/`` and ``shapes/``.

    Raises:
        MissingPartError: neither the wheel's folder nor a source checkout is there.

    """
    for root in (os.path.join(_PACKAGE, "resources"), os.path.dirname(os.path.dirname(_PACKAGE))):
        if os.path.isfile(os.path.join(root, "ontology", "neuromod.ttl")):
            return root
    raise MissingPartError("the ontology files are missing from this installation", "reinstall neuromod-onto")


@cache
def shipped_root() -> Path:
    """Return the same folder as a path.

    Raises:
        MissingPartError: as for ``shipped_folder``.

    """
    from pathlib import Path

    return Path(shipped_folder())


def is_checkout() -> bool:
    """Say whether the shipped files are those of a source checkout, where ``build`` may write."""
    return shipped_folder() != os.path.join(_PACKAGE, "resources")
