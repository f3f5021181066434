"""Where the files that ship with the package lie.

An installed wheel carries them in ``neuromod_onto/resources``; a source checkout has them at its root.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from neuromod_onto.errors import MissingPartError

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def shipped_root() -> Path:
    """Return the folder that holds ``ontology/``, ``mappings/``, ``queries/`` and ``shapes/``.

    Raises:
        MissingPartError: neither the wheel's folder nor a source checkout is there.

    """
    for root in (_PACKAGE / "resources", _PACKAGE.parent.parent):
        if (root / "ontology" / "neuromod.ttl").is_file():
            return root
    raise MissingPartError("the ontology files are missing from this installation", "reinstall neuromod-onto")


def is_checkout() -> bool:
    """Say whether the shipped files are those of a source checkout, where ``build`` may write."""
    return shipped_root() != _PACKAGE / "resources"
