"""The data that everything works on: the shipped graphs, what the user adds, how they are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.dataset.load import Dataset, load, load_asserted
from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.dataset.manifest import Manifest
    from neuromod_onto.dataset.read import read_quads, read_rdf
    from neuromod_onto.dataset.stores import load_store, open_store

__all__ = [
    "Dataset",
    "Manifest",
    "load",
    "load_asserted",
    "load_store",
    "open_store",
    "read_quads",
    "read_rdf",
]

__getattr__ = lazily(
    __name__,
    {
        "Manifest": "manifest",
        "load_store": "stores",
        "open_store": "stores",
        "read_quads": "read",
        "read_rdf": "read",
    },
)
