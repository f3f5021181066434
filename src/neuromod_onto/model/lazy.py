"""Import a package's public names on first use, so that importing the package stays cheap."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazily(package: str, exports: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a module ``__getattr__`` that imports names from their submodules, each once.

    Args:
        package: ``__name__`` of the package.
        exports: for each public name, the submodule that defines it.

    """

    def get(name: str) -> Any:
        if name in exports:
            found = getattr(import_module(f"{package}.{exports[name]}"), name)
            setattr(sys.modules[package], name, found)  # later uses do not come here
            return found
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return get
