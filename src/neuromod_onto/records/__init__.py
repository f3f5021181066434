"""Records of treatment from the files that people hold to RDF in canonical units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.records.ingestion import SOURCES, ingest, report_of
    from neuromod_onto.records.intake import Fault, Intake, Missing
    from neuromod_onto.records.record import Record

__all__ = ["SOURCES", "Fault", "Intake", "Missing", "Record", "ingest", "report_of"]

__getattr__ = lazily(
    __name__,
    {
        "SOURCES": "ingestion",
        "Fault": "intake",
        "Intake": "intake",
        "Missing": "intake",
        "Record": "record",
        "ingest": "ingestion",
        "report_of": "ingestion",
    },
)
