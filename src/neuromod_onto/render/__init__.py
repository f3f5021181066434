"""Turn tables into text and write files whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.render.files import write_atomically
    from neuromod_onto.render.tables import TABLE_FORMATS, Table, render_table

__all__ = ["TABLE_FORMATS", "Table", "render_table", "write_atomically"]

__getattr__ = lazily(
    __name__,
    {
        "TABLE_FORMATS": "tables",
        "Table": "tables",
        "render_table": "tables",
        "write_atomically": "files",
    },
)
