"""Therapies against conditions: what the evidence records say of each use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import (
    ABOUT_CONDITION,
    ABOUT_THERAPY,
    CURRENT_RECORD,
    HAS_POLARITY,
    HAS_STATUS,
)
from neuromod_onto.pages.explorer import Explorer
from neuromod_onto.pages.term import tone
from neuromod_onto.terms import ancestors

#: Relations of therapies by which the matrix can be narrowed, with the names of the filters.
FILTERS = {
    "modality": NEUROMOD + "usesModality",
    "invasiveness": NEUROMOD + "hasInvasiveness",
    "system": NEUROMOD + "modulatesSystem",
}
_REVERSIBLE = NEUROMOD + "isReversible"
_TONES = ("supports", "conditional", "research", "against")


@dataclass
class Use:
    """What the records say of one therapy for one condition.

    Attributes:
        current: number of current records by tone: supports, conditional, research, against.
        past: number of records that are superseded, withdrawn or of unknown status.

    """

    current: Counter[str] = field(default_factory=Counter)
    past: int = 0

    @property
    def tone(self) -> str:
        """The most favourable verdict that is current, or ``past``."""
        return next((name for name in _TONES if self.current[name]), "past")

    @property
    def total(self) -> int:
        """Number of records."""
        return self.current.total() + self.past

    @property
    def disputed(self) -> bool:
        """Some current record is for the use and some other is against it or keeps it to research."""
        return bool(
            (self.current["supports"] or self.current["conditional"])
            and (self.current["research"] or self.current["against"])
        )


@dataclass(frozen=True)
class Matrix:
    """Rows, columns and uses.

    Attributes:
        therapies: (IRI, label) of the rows.
        conditions: (IRI, label) of the columns.
        uses: by (therapy, condition).
        choices: for each filter, the values (IRI, label) that some therapy of the whole matrix has.

    """

    therapies: list[tuple[str, str]]
    conditions: list[tuple[str, str]]
    uses: dict[tuple[str, str], Use]
    choices: dict[str, list[tuple[str, str]]]


def matrix(explorer: Explorer, language: str, chosen: Mapping[str, str], reversible: str = "") -> Matrix:
    """Return the uses of which evidence records speak.

    Args:
        explorer: where records are read.
        language: of the labels.
        chosen: for each name of ``FILTERS``, the IRI of the value that a therapy must have, kinds included.
        reversible: ``true`` or ``false`` to keep only such therapies; empty for all.

    """
    dataset = explorer.dataset
    uses = _uses(dataset)
    therapies = {therapy for therapy, _ in uses}
    values = {name: {t: _values(dataset, t, prop) for t in therapies} for name, prop in FILTERS.items()}
    kept = {
        therapy
        for therapy in therapies
        if all(
            not wanted or wanted in values[name][therapy] for name, wanted in chosen.items() if name in values
        )
        and (not reversible or reversible in {text for text, _ in dataset.literals(therapy, _REVERSIBLE)})
    }

    def named(iris: set[str]) -> list[tuple[str, str]]:
        return sorted(
            ((i, explorer.label(i, language)) for i in iris), key=lambda row: (row[1].casefold(), row[0])
        )

    shown = {key: use for key, use in uses.items() if key[0] in kept}
    return Matrix(
        named(kept),
        named({condition for _, condition in shown}),
        shown,
        {name: named({v for found in by.values() for v in found}) for name, by in values.items()},
    )


def _uses(dataset: Dataset) -> dict[tuple[str, str], Use]:
    import pyoxigraph as ox

    uses: dict[tuple[str, str], Use] = {}
    for quad in dataset.store.quads_for_pattern(None, ox.NamedNode(ABOUT_THERAPY), None):
        if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode):
            continue
        record = quad.subject.value
        verdict = tone(next(iter(dataset.iris(record, HAS_POLARITY)), ""))
        current = CURRENT_RECORD in dataset.iris(record, HAS_STATUS)
        for condition in dataset.iris(record, ABOUT_CONDITION):
            use = uses.setdefault((quad.object.value, condition), Use())
            if current and verdict:
                use.current[verdict] += 1
            else:
                use.past += 1
    return uses


def _values(dataset: Dataset, therapy: str, prop: str) -> set[str]:
    """Return the values of a relation with the wider ones that are of the same sort."""
    stated = dataset.iris(therapy, prop)
    top = NEUROMOD + {"usesModality": "Modality", "hasInvasiveness": "Invasiveness"}.get(
        prop.removeprefix(NEUROMOD), ""
    )
    wider = {w for value in stated for w in ancestors(dataset, value) if top in ancestors(dataset, w)}
    return {*stated, *wider}
