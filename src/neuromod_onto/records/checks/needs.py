"""What whoever would reproduce a stimulation must know, for each kind of programme.

The table, ``needs.tsv``, follows what BIDS and its NIBS drafts, ITRUSST and the dose module ask for: device,
place, intensity with its reference, shape and timing of pulses. Each need is met by any one of several
properties, or of facts that a source states in words only: ``device``, ``coil``, ``position``, ``waveform``,
``pulses``.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from importlib.resources import files

from neuromod_onto.records.record import Record


@cache
def needs_of(kind: str) -> dict[str, frozenset[str]]:
    """Return the needs of a class of records, each with what meets it; none for records that are no dose."""
    lines = (files(__package__ or "") / "needs.tsv").read_text("utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {need: frozenset(met.split()) for of, need, met in rows if of == kind}


def met(record: Record, facts: Set[str] = frozenset()) -> dict[str, bool]:
    """Say for each need of a record whether it is met.

    Args:
        record: what was read.
        facts: what the source states beside, in words.

    Returns:
        The needs of its class; empty for records that are no dose.

    """
    stated = facts | {name for name, _ in record.facts}
    return {need: not stated.isdisjoint(by) for need, by in needs_of(record.kind).items()}
