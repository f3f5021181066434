"""From what somebody calls a therapy or device in a claim to the term that is meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.vocabulary import ANATOMICAL_ENTITY, CHEMICAL_AGENT, CONDITION, DEVICE, INTERVENTION
from neuromod_onto.terms import ancestors
from neuromod_onto.terms.resolution import named

if TYPE_CHECKING:
    from neuromod_onto.linking.annotation.annotator import Annotator

_RANK = {"therapy": 2, "device": 1}
_KINDS = (INTERVENTION, DEVICE, CONDITION, CHEMICAL_AGENT, ANATOMICAL_ENTITY)


class Claimed(NamedTuple):
    """The term of a claim.

    Attributes:
        iri: the term.
        partial: whether only a part of the words names it.
        rest: the words that do not.
        kind: therapy, device, condition, target or agent, when only a part names it.

    """

    iri: str
    partial: bool
    rest: str
    kind: str = ""


def claimed_terms(dataset: Dataset, text: str, annotator: Callable[[], Annotator]) -> Claimed | None:
    """Return the term that a claim names, wholly or in part, or None.

    Args:
        dataset: where terms are.
        text: what somebody calls a therapy or device.
        annotator: gives what finds names in a text; asked only when the text is no name.

    An abbreviation that names several terms is read as the therapy. A text that is no name is read as the
    therapy in it, else the device, else the longest name.

    """
    whole = _resolved(dataset, text, ("", *_KINDS))
    if whole:
        return Claimed(whole, False, "")
    for word in text.split():
        iri = _resolved(dataset, word, (INTERVENTION,)) if sum(map(str.isupper, word)) > 1 else ""
        if iri:
            return Claimed(iri, True, " ".join(text.replace(word, "", 1).split()), "therapy")
    mentions = annotator().mentions(text, text)
    if not mentions:
        return None
    best = max(mentions, key=lambda m: (_RANK.get(m.entry.kind, 0), m.end - m.start))
    rest = re.sub(r"\s+", " ", f"{text[: best.start]} {text[best.end :]}").strip()
    return Claimed(best.entry.iri, bool(rest), rest, best.entry.kind)


def _resolved(dataset: Dataset, text: str, tops: tuple[str, ...]) -> str:
    """Return the one term that a text names, under the first of ``tops`` where it names just one."""
    found = named(dataset, text.strip())
    if len(found) == 1:
        iri = found[0]
        return iri if "" in tops or any(top in ancestors(dataset, iri) for top in tops) else ""
    for top in tops:
        below = [iri for iri in found if top in ancestors(dataset, iri)]
        if len(below) == 1:
            return below[0]
    return ""
