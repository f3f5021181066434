"""Annotate corpora and check records as independent parts on a Dask cluster (extra ``dask``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.cluster.corpora import annotate
    from neuromod_onto.cluster.records import validate
    from neuromod_onto.cluster.scheduler import LOCAL, connect, in_order

__all__ = ["LOCAL", "annotate", "connect", "in_order", "validate"]

__getattr__ = lazily(
    __name__,
    {
        "LOCAL": "scheduler",
        "annotate": "corpora",
        "connect": "scheduler",
        "in_order": "scheduler",
        "validate": "records",
    },
)
