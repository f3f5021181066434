"""Authoring quality of the ontology: rules that are SPARQL queries with a level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.quality.rules import Rule, check, load_rules

__all__ = ["Rule", "check", "load_rules"]

__getattr__ = lazily(__name__, {"Rule": "rules", "check": "rules", "load_rules": "rules"})
