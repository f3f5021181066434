"""Make what is generated: normalised Turtle, mappings and inferred graphs, release files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.release.building import Stale, build
    from neuromod_onto.release.changes import Change, diff, release_notes
    from neuromod_onto.release.conversion import convert, write_rdf
    from neuromod_onto.release.distribution import ARTEFACTS, distribute
    from neuromod_onto.release.extraction import extract
    from neuromod_onto.release.turtle import to_turtle

__all__ = [
    "ARTEFACTS",
    "Change",
    "Stale",
    "build",
    "convert",
    "diff",
    "distribute",
    "extract",
    "release_notes",
    "to_turtle",
    "write_rdf",
]

__getattr__ = lazily(
    __name__,
    {
        "ARTEFACTS": "distribution",
        "Change": "changes",
        "Stale": "building",
        "build": "building",
        "convert": "conversion",
        "diff": "changes",
        "distribute": "distribution",
        "extract": "extraction",
        "release_notes": "changes",
        "to_turtle": "turtle",
        "write_rdf": "conversion",
    },
)
