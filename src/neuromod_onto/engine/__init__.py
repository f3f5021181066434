"""Run SPARQL: in memory or at a remote service, read-only, under limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.engine.adhoc import sparql
    from neuromod_onto.engine.guard import check_read_only
    from neuromod_onto.engine.local import LocalEngine
    from neuromod_onto.engine.remote import RemoteEngine
    from neuromod_onto.engine.results import Answer, Engine, Graph, Rows
    from neuromod_onto.engine.worker import Worker, WorkerPool

__all__ = [
    "Answer",
    "Engine",
    "Graph",
    "LocalEngine",
    "RemoteEngine",
    "Rows",
    "Worker",
    "WorkerPool",
    "check_read_only",
    "sparql",
]

__getattr__ = lazily(
    __name__,
    {
        "Answer": "results",
        "Engine": "results",
        "Graph": "results",
        "LocalEngine": "local",
        "RemoteEngine": "remote",
        "Rows": "results",
        "Worker": "worker",
        "WorkerPool": "worker",
        "check_read_only": "guard",
        "sparql": "adhoc",
    },
)
