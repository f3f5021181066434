"""Records on both sides of each published limit and rule, with what must be found of each, and nothing else.

The records are invented; the numbers stand in ontology/safety.ttl with their sources. Those at the very bounds were
reasoned from what a rule is for: each tells apart two readings of it that the others do not.
"""

from __future__ import annotations

from . import electrical, implants, infusion, labels, own_terms, patients, scans, transcranial
from .records import Case

_THEMES = (electrical, transcranial, infusion, labels, patients, implants, scans, own_terms)
#: record: its statements, and the shapes that it breaks with their severity; nothing else may be found
CASES: dict[str, Case] = {name: case for theme in _THEMES for name, case in theme.CASES.items()}
assert len(CASES) == sum(len(theme.CASES) for theme in _THEMES), "two records of one name"
