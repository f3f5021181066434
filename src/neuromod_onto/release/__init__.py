"""Make what is generated: normalised Turtle, mappings and inferred graphs, release files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.release.building import Stale, build
    from neuromod_onto.release.distribution import ARTEFACTS, distribute
    from neuromod_onto.release.turtle import to_turtle

__all__ = ["ARTEFACTS", "Stale", "build", "distribute", "to_turtle"]

__getattr__ = lazily(
    __name__,
    {
        "ARTEFACTS": "distribution",
        "Stale": "building",
        "build": "building",
        "distribute": "distribution",
        "to_turtle": "turtle",
    },
)
