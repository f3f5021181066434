"""Import names and modules on first use, so that a command imports only what it needs."""

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


class LazyModule:
    """A module that is imported when something of it is first used.

    The engine takes 5 ms to import, and some commands answer from what the cache keeps, without it. A type
    checker is told of the module itself::

        if TYPE_CHECKING:
            import pyoxigraph as ox
        else:
            ox = LazyModule("pyoxigraph")

    Args:
        name: of the module.

    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(import_module(self._name), attribute)
        setattr(self, attribute, found)  # later uses do not come here
        return found
