"""Authoring quality: rules for the ontology, which are SPARQL queries with a level, and rules for queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.quality.query_lint import Trap, check_queries, load_traps
    from neuromod_onto.quality.rules import Rule, check, load_rules

__all__ = ["Rule", "Trap", "check", "check_queries", "load_rules", "load_traps"]

__getattr__ = lazily(
    __name__,
    {
        "Rule": "rules",
        "Trap": "query_lint",
        "check": "rules",
        "check_queries": "query_lint",
        "load_rules": "rules",
        "load_traps": "query_lint",
    },
)
