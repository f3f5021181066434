"""The therapies that one text stands for: most specific, devices and brands resolved, context consulted."""

from __future__ import annotations

import re
from typing import NamedTuple

from neuromod_onto.linking.annotation.annotator import Annotator, Mention, Reading
from neuromod_onto.linking.annotation.lexicon import Entry
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import RDF_TYPE
from neuromod_onto.terms import label_of

_DELIVERS = NEUROMOD + "delivers"
_NERVE = NEUROMOD + "PeripheralNerveStimulation"
_INTENDED = NEUROMOD + "intendedForTherapy"
_IMPLANTS = NEUROMOD + "implantsDevice"
_HAS_COMPONENT = NEUROMOD + "hasComponent"
_MANUFACTURED_BY = NEUROMOD + "manufacturedBy"
#: A trade name by its looks: a capital inside a word, or a trade mark.
_TRADE_NAME = re.compile(r"[A-Z][a-z]{2,}[A-Z][A-Za-z]*|\w[®™]|\((?:R|TM)\)")

#: A name that nothing else is known of, before "system": "Sparrow Therapy System".
_UNKNOWN_SYSTEM = re.compile(r"(?:(?i:sham|active) )?[A-Z][a-z]{3,} (?:Therapy )?(?:System|Device)")
#: Kinds of terms that do not say what is done.
_SILENT = {"target", "axis", "maker", "device", "product"}


class Best(NamedTuple):
    """The therapies of one text.

    Attributes:
        terms: their IRIs.
        labels: their labels.
        scopes: in, border or out, one each.
        statuses: actual, sham, negated or off, one each.
        why: how each was decided.

    """

    terms: list[str]
    labels: list[str]
    scopes: list[str]
    statuses: list[str]
    why: list[str]


class _Choice(NamedTuple):
    iri: str
    status: str
    why: str


def best_therapies(annotator: Annotator, text: str, context: str = "", *, language: str = "en") -> Best:
    """Return the most specific therapies that a text stands for.

    When a text names no therapy, a brand stands for the therapy that it is intended for, a device for the
    therapies that it delivers, a component for those of the one kind of device made with it, and a surgical
    procedure for those of the device that it implants. When the text alone does not decide ("Group 2", "Sham
    device", an unknown brand, a maker's "pulse generator"), the context does, if it names one therapy.

    Args:
        annotator: made once for many texts.
        text: what is annotated.
        context: further text, such as the title of the trial or the maker of a device.
        language: of the labels.

    """
    chosen = _decide(annotator, text, context)
    if not chosen:
        return Best([], [], [], [], [])
    iris = [c.iri for c in chosen]
    return Best(
        iris,
        [label_of(annotator.dataset, iri, language) for iri in iris],
        [annotator.scope(iri) for iri in iris],
        [c.status for c in chosen],
        [c.why for c in chosen],
    )


def _decide(annotator: Annotator, text: str, context: str) -> list[_Choice]:
    reading = annotator.read(text, context)
    found = _stated(annotator, reading, reading.mentions)
    if not context.strip():
        return found
    if found:
        around = _context_therapies(annotator, context)
        found = _of_product(annotator, reading, found, around)
        return [_settled(annotator, choice, around, context) for choice in found]
    if not _leaves_to_context(annotator, reading, text):
        return []
    iri, why = _of_context(annotator, context, reading)
    return [_Choice(iri, annotator.cues.anywhere(reading.words), why)] if iri else []


def _stated(annotator: Annotator, reading: Reading, mentions: list[Mention]) -> list[_Choice]:
    """Return the therapies that a text itself names.

    A nerve stimulator that guides a nerve block is none.
    """
    if not mentions:
        return []
    found = [
        _Choice(m.entry.iri, m.status, m.why)
        for m in mentions
        if m.entry.kind == "therapy" and annotator.scope(m.entry.iri) != "surgery"
    ]
    generic = [c for c in found if annotator.composer.is_generic(c.iri)]
    if len(generic) == len(found):
        found = [
            _Choice(therapy, m.status, f"{m.why}; {m.entry.kind} for it")
            for m in mentions
            for therapy in _stands_for(annotator, m.entry)
        ] + found
    if annotator.cues.of("locating") & {w.key for w in reading.words}:
        found = [c for c in found if c.iri != _NERVE and not annotator.composer.is_generic(c.iri)]
    kept = set(annotator.composer.most_specific(c.iri for c in found))
    specific = [iri for iri in kept if not annotator.composer.is_generic(iri)]
    if specific:
        kept = set(specific)
    return list({c.iri: c for c in reversed(found) if c.iri in kept}.values())[::-1]


def _stands_for(annotator: Annotator, entry: Entry) -> list[str]:
    """Return the therapies that a product, a device, a component or a procedure on a device stands for."""
    if entry.kind not in ("product", "device", "therapy"):
        return []
    known = annotator.stand_for
    if entry.iri not in known:
        known[entry.iri] = _looked_up(annotator, entry)
    return known[entry.iri]


def _looked_up(annotator: Annotator, entry: Entry) -> list[str]:
    dataset = annotator.dataset
    general = annotator.composer.most_general
    if entry.kind == "product":
        intended = dataset.iris(entry.iri, _INTENDED)
        if intended:
            return _one_if_any(annotator, general(intended), keep=True)
        devices = dataset.iris(entry.iri, RDF_TYPE)
    elif entry.kind == "device":
        devices = [entry.iri]
    else:
        devices = dataset.iris(entry.iri, _IMPLANTS)
    own = [therapy for device in devices for therapy in dataset.iris(device, _DELIVERS)]
    if own and entry.kind != "therapy":
        return _one_if_any(annotator, general(own), keep=False)
    wholes = {whole for device in devices for whole in dataset.subjects(_HAS_COMPONENT, device)}
    parts = own or sorted({therapy for whole in wholes for therapy in dataset.iris(whole, _DELIVERS)})
    specific = [therapy for therapy in parts if not annotator.composer.is_generic(therapy)]
    return _one_if_any(annotator, general(specific), keep=False)


def _one_if_any(annotator: Annotator, therapies: list[str], *, keep: bool) -> list[str]:
    """Return the one class that covers several therapies; without one, all of them or none."""
    common = annotator.composer.common(therapies)
    return [common] if common else therapies if keep else []


def _of_product(
    annotator: Annotator, reading: Reading, found: list[_Choice], around: list[_Choice]
) -> list[_Choice]:
    """Let the one therapy that the context is about decide what a product or device is used for.

    A product may serve several therapies, and be tried for another than it is marketed for.
    """
    composer = annotator.composer
    if {m.entry.kind for m in reading.mentions} & {"therapy"}:
        return found
    about = [c.iri for c in around if annotator.scope(c.iri) == "in" and not composer.is_generic(c.iri)]
    theme = composer.common(composer.most_specific(about))
    if not theme or any(theme == c.iri or theme in composer.above(c.iri) for c in found):
        return [c for c in found if not theme or theme == c.iri or theme in composer.above(c.iri)]
    return [_Choice(theme, found[0].status, f"{found[0].why}; the context says for what")]


def _settled(annotator: Annotator, choice: _Choice, around: list[_Choice], context: str) -> _Choice:
    """Let the context settle what the text leaves open: where a therapy acts, or how it is delivered."""
    composer = annotator.composer
    generic = composer.is_generic(choice.iri)
    kinds = []
    for other in around:
        below = choice.iri in composer.above(other.iri)
        if (generic and below and not composer.is_generic(other.iri)) or composer.leaves_open(
            choice.iri, other.iri
        ):
            kinds.append(other.iri)
    kind = composer.common(composer.most_specific(kinds))
    why = "the context says which"
    if not kind and generic:
        kind, why = _of_makers(annotator, context)
    if not kind or kind == choice.iri:
        return choice
    return _Choice(kind, choice.status, f"{choice.why}; {why}")


def _context_therapies(annotator: Annotator, context: str) -> list[_Choice]:
    """Return the therapies that a context is about, without those its patients have already."""
    reading = annotator.read(context)
    kept = [
        mention
        for mention, (start, end) in zip(reading.mentions, reading.spans, strict=True)
        if not annotator.cues.is_history(reading.words, start, end) and mention.status != "negated"
    ]
    return _stated(annotator, reading, kept)


def _leaves_to_context(annotator: Annotator, reading: Reading, text: str) -> bool:
    """Say whether a text says nothing by itself: placeholders and places alone, or an unknown trade name."""
    kinds = {entry.kind for entry in reading.covered.values()}
    if kinds - _SILENT or not reading.words:
        return False
    keys = [w.key for w in reading.words]
    cued = bool(annotator.cues.of("sham") & set(keys))
    headed = bool(annotator.cues.of("head") & set(keys))
    placeholders = annotator.cues.of("placeholder")
    if cued or headed:
        placeholders |= annotator.cues.of("comparison")
    asides = annotator.asides(text, reading.words)
    content = [
        position
        for position, key in enumerate(keys)
        if not (position in reading.covered or position in asides or key in placeholders or key.isdigit())
    ]
    if not content:
        return headed or not any(annotator.composer.is_modality(e.iri) for e in reading.covered.values())
    if _TRADE_NAME.search(text) or _UNKNOWN_SYSTEM.fullmatch(text):
        return True
    return any(annotator.cues.is_sham_head(reading.words, position) for position in range(len(keys)))


def _of_context(annotator: Annotator, context: str, reading: Reading) -> tuple[str, str]:
    composer = annotator.composer
    therapies = [c.iri for c in _context_therapies(annotator, context)]
    iri = composer.common(composer.most_specific(therapies))
    if iri:
        targets = [e.iri for e in reading.covered.values() if e.kind == "target"]
        return composer.refine(iri, targets, []), "the text leaves it to the context"
    return _of_makers(annotator, context)


def _of_makers(annotator: Annotator, context: str) -> tuple[str, str]:
    """Return the one therapy that all products of a maker serve."""
    served = {
        therapy
        for maker in annotator.read(context).inner
        if maker.kind == "maker"
        for product in annotator.dataset.subjects(_MANUFACTURED_BY, maker.iri)
        for therapy in _stands_for(annotator, Entry(product, "", "product", "brand"))
    }
    iri = annotator.composer.common(annotator.composer.most_specific(sorted(served)))
    return iri, "all products of the maker serve it" if iri else ""


__all__ = ["Best", "best_therapies"]
