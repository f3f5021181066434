"""Canned queries: SPARQL files with a header that names, explains and parametrises them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.catalog.binding import bind
    from neuromod_onto.catalog.header import CannedQuery, Parameter, load_catalog, read_query
    from neuromod_onto.catalog.run import check_query, run_query

__all__ = ["CannedQuery", "Parameter", "bind", "check_query", "load_catalog", "read_query", "run_query"]

__getattr__ = lazily(
    __name__,
    {
        "CannedQuery": "header",
        "Parameter": "header",
        "bind": "binding",
        "check_query": "run",
        "load_catalog": "header",
        "read_query": "header",
        "run_query": "run",
    },
)
