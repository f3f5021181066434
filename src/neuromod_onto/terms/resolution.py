"""From what a user types to the one term that it names."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UnknownTermError, UsageError
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD, canonical_prefix, compact, expand
from neuromod_onto.model.vocabulary import RDF_TYPE, SKOS
from neuromod_onto.terms.hierarchy import ancestors, is_product
from neuromod_onto.terms.names import NAMING, fold, label_of, shown

#: Mapping predicates by which a foreign code names one of our terms, best first.
_MATCHES = (SKOS + "exactMatch", SKOS + "closeMatch")
#: No term has a longer name.
_LONGEST_NAME = 300
#: A class with at most so many individuals is shown whole where none of them is near.
_SHORT_LIST = 12


class Term(NamedTuple):
    """A term of the dataset."""

    iri: str
    label: str

    @property
    def curie(self) -> str:
        """The CURIE of the term."""
        return compact(self.iri)


def resolve(dataset: Dataset, text: str, *, language: str = "en", under: str = "") -> Term:
    """Return the term that ``text`` names.

    Accepted, in this order: IRI; CURIE of ours; code of another vocabulary that is mapped exactly, or
    else closely; local name; label, synonym or abbreviation in either language, exact, then without
    regard to case, accents and hyphens; local name of a marketed model. A brand names the marketed model
    before its kind of device.

    Args:
        dataset: where terms and names are.
        text: what names the term.
        language: of the label that is returned, and of those of candidates.
        under: IRI of a class; when a name fits several terms, those under it win, however they are named.

    Raises:
        UnknownTermError: no term, or several, answer; candidates are listed.

    """
    text = text.strip()
    kept = named(dataset, text, under=under)
    if len(kept) == 1:
        return Term(kept[0], label_of(dataset, kept[0], language))
    if kept:
        raise UnknownTermError(
            f"{text!r} names {len(kept)} terms",
            [shown(dataset, iri, language) for iri in kept],
            "use one of their identifiers",
        )
    raise UnknownTermError(
        f"no term is called {text!r}", nearest(dataset, text, language, under), "see neuromod search"
    )


def require_iri(text: str) -> str:
    """Return what is an IRI, and refuse a name, of which nothing would be found.

    Raises:
        UsageError: it is a name, a CURIE or anything else.

    """
    if "://" in text or text.startswith(("urn:", "tag:")):
        return text
    raise UsageError(f"not an IRI: {text!r}", f"resolve(dataset, {text!r}).iri gives that of a term")


def named(dataset: Dataset, text: str, *, under: str = "") -> list[str]:
    """Return the IRIs of all terms that a text may name, by the best way that ``resolve`` knows."""
    best: list[str] = []
    for find in (_by_code, _by_exact_name, _by_folded_name, _by_model):
        kept = _narrow(dataset, find(dataset, text), under)
        if kept and (not under or any(iri == under or under in ancestors(dataset, iri) for iri in kept)):
            return kept
        best = best or kept
    return best


def exactly_named(dataset: Dataset, text: str) -> list[str]:
    """Return the IRIs of the terms whose name is ``text`` to the letter; quick, and without candidates."""
    return _by_exact_name(dataset, text.strip())


def _by_code(dataset: Dataset, text: str) -> list[str]:
    if text.startswith(("http://", "https://")):
        iri = text
    elif (prefix := text.partition(":")[0]) != text and canonical_prefix(prefix):
        iri = expand(text)
    else:
        iri = NEUROMOD + text if text.isidentifier() else ""
    if not _is_iri(iri):
        return []
    if iri in dataset and iri.startswith(NEUROMOD):
        return [iri]
    for predicate in _MATCHES:
        found = dataset.subjects(predicate, iri)
        if found:
            return found
    return [iri] if iri in dataset else []


def _is_iri(text: str) -> bool:
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def _by_exact_name(dataset: Dataset, text: str) -> list[str]:
    for predicate in NAMING:
        found = set()
        for literal in (*(ox.Literal(text, language=tag) for tag in LANGUAGES), ox.Literal(text)):
            for quad in dataset.store.quads_for_pattern(None, ox.NamedNode(predicate), literal):
                if isinstance(quad.subject, ox.NamedNode):
                    found.add(quad.subject.value)
        if found:
            return sorted(found)
    return []


def _by_folded_name(dataset: Dataset, text: str) -> list[str]:
    from neuromod_onto.terms.nameindex import folded_alike

    best: dict[str, set[str]] = {}
    for kind, iri in folded_alike(dataset, text):
        best.setdefault(kind, set()).add(iri)
    for kind in dict.fromkeys(NAMING.values()):
        if kind in best:
            return sorted(best[kind])
    return []


def _by_model(dataset: Dataset, text: str) -> list[str]:
    iri = f"{NEUROMOD}product/{text}"
    return [iri] if text.isidentifier() and iri in dataset else []


def _narrow(dataset: Dataset, candidates: list[str], under: str) -> list[str]:
    if len(candidates) > 1:
        kinds = {above for iri in candidates if is_product(dataset, iri) for above in ancestors(dataset, iri)}
        candidates = [iri for iri in candidates if iri not in kinds]
    if len(candidates) > 1 and under:
        below = [iri for iri in candidates if iri == under or under in ancestors(dataset, iri)]
        return below or candidates
    return candidates


def nearest(dataset: Dataset, text: str, language: str = "en", under: str = "", limit: int = 5) -> list[str]:
    """Return the terms whose names are nearest to ``text``, as ``CURIE label`` lines.

    None is near a text that is longer than any name; comparing it would take long. Where nothing ``under`` a
    class is near, its individuals are returned, if they are a short list such as the jurisdictions.
    """
    if len(text) > _LONGEST_NAME:
        return []
    from rapidfuzz import fuzz, process

    from neuromod_onto.terms.nameindex import index_of

    index = index_of(dataset)
    wanted = fold(text)
    # A name of a letter or two would be near to every text that holds them.
    names = {
        place: name
        for place, name in enumerate(index.folded)
        if len(name) > 2 or 2 * len(name) >= len(wanted)
    }
    hits: Iterable[tuple[str, float, int]] = process.extract(
        wanted, names, scorer=fuzz.WRatio, limit=None if under else 40, score_cutoff=60
    )
    order = dict.fromkeys(index.name(place).iri for _, _, place in hits)
    fitting = (iri for iri in order if iri in dataset and (not under or under in ancestors(dataset, iri)))
    kept = list(islice(fitting, limit))
    if under and not kept:
        members = sorted(dataset.subjects(RDF_TYPE, under))
        kept = members if len(members) <= _SHORT_LIST else []
    return [shown(dataset, iri, language) for iri in kept]
