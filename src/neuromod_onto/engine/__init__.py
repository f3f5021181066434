"""Run SPARQL: in memory or at a remote service, read-only, under limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.engine.engines import Engine, LocalEngine, RemoteEngine
    from neuromod_onto.engine.guard import check_read_only
    from neuromod_onto.engine.results import Answer, Graph, Rows

__all__ = ["Answer", "Engine", "Graph", "LocalEngine", "RemoteEngine", "Rows", "check_read_only"]

__getattr__ = lazily(
    __name__,
    {
        "Answer": "results",
        "Engine": "engines",
        "Graph": "results",
        "LocalEngine": "engines",
        "RemoteEngine": "engines",
        "Rows": "results",
        "check_read_only": "guard",
    },
)
