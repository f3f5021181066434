"""Check data against SHACL shapes and report what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.validation.reports import REPORTS, write_report
    from neuromod_onto.validation.shacl import SEVERITIES, Finding, Report, shape_files, validate

__all__ = ["REPORTS", "SEVERITIES", "Finding", "Report", "shape_files", "validate", "write_report"]

__getattr__ = lazily(
    __name__,
    {
        "Finding": "shacl",
        "REPORTS": "reports",
        "Report": "shacl",
        "SEVERITIES": "shacl",
        "shape_files": "shacl",
        "validate": "shacl",
        "write_report": "reports",
    },
)
