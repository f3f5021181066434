"""Searches of literature databases and registries: subject headings and free text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.linking.strategy.strategy import account, coverage, search_strategy
    from neuromod_onto.linking.strategy.syntax import Strategy

__all__ = ["Strategy", "account", "coverage", "search_strategy"]

__getattr__ = lazily(
    __name__,
    {"Strategy": "syntax", "account": "strategy", "coverage": "strategy", "search_strategy": "strategy"},
)
