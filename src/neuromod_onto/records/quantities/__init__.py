"""Quantities of doses and records: which unit each takes, and how numbers get there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.records.quantities.declared import Quantity, quantities
    from neuromod_onto.records.quantities.units import UnitError, convert, split

__all__ = ["Quantity", "UnitError", "convert", "quantities", "split"]

__getattr__ = lazily(
    __name__,
    {
        "Quantity": "declared",
        "UnitError": "units",
        "convert": "units",
        "quantities": "declared",
        "split": "units",
    },
)
