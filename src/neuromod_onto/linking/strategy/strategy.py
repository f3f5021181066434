"""Search strategies for literature databases and registries: subject headings and free text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.expressions import Member
from neuromod_onto.linking.strategy.block import block_for
from neuromod_onto.linking.strategy.headings import Heading, heading_name, mesh_codes
from neuromod_onto.linking.strategy.syntax import TARGETS, Strategy
from neuromod_onto.model.languages import require_language
from neuromod_onto.model.namespaces import NEUROMOD

_GROUPING = NEUROMOD + "isGroupingClass"
_SHOWN = 4
_WORDS = {
    "en": {
        "exploded": "exploded",
        "alone": "alone; would also find {}",
        "single": "has no narrower heading",
        "none": "no heading: free text alone finds it",
        "wide": "only a wider heading, {}, which finds other therapies too",
        "recent": "free text finds records that are not indexed yet",
    },
    "fr": {
        "exploded": "avec ses descripteurs spécifiques",
        "alone": "seul ; trouverait aussi {}",
        "single": "sans descripteur spécifique",
        "none": "aucun descripteur : seul le texte libre le trouve",
        "wide": "descripteur plus large seulement, {}, qui trouve aussi d’autres traitements",
        "recent": "le texte libre trouve les notices non encore indexées",
    },
}


class Coverage(NamedTuple):
    """What a strategy does for one therapy.

    Attributes:
        term: IRI of the therapy.
        label: its label.
        heading: MeSH heading that means it, or empty.
        searched: how the heading is searched.
        free_text: free text that only its own names give, some of it.
        why: why free text is needed.

    """

    term: str
    label: str
    heading: str
    searched: str
    free_text: tuple[str, ...]
    why: str


def search_strategy(
    dataset: Dataset,
    expressions: str | Sequence[str],
    target: str,
    *,
    brands: bool = False,
    languages: Sequence[str] = (),
    start: str = "",
    end: str = "",
    language: str = "en",
) -> Strategy:
    """Return a complete search strategy.

    Args:
        dataset: where terms, names and mappings are.
        expressions: class expressions (``expressions.parse_expression``); several are joined by AND, such as
            a therapy and a condition.
        target: pubmed, ctgov, ovid or europepmc.
        brands: add trade names to the free text.
        languages: ``en`` and ``fr``: publications in these languages only; French names are looked for when
            fr is among them.
        start: first day, YYYY, YYYY-MM or YYYY-MM-DD.
        end: last day.
        language: of labels in messages.

    Raises:
        UsageError: unknown target, wrong date, or an expression that names nothing.

    """
    require_language(language)
    if target not in TARGETS:
        raise UsageError(f"unknown target {target!r}", "use " + ", ".join(TARGETS))
    written = [expressions] if isinstance(expressions, str) else list(expressions)
    names = ("en", *(("fr",) if "fr" in languages else ()))
    blocks = [block_for(dataset, text, brands, names, language) for text in written]
    first, last = _day(start), _day(end, last=True)
    if first and last and first > last:
        raise UsageError(f"the first day, {first}, is after the last, {last}", "turn them round")
    return Strategy(target, blocks, first, last, tuple(languages))


def coverage(dataset: Dataset, strategy: Strategy, language: str = "en") -> list[Coverage]:
    """Return, for each therapy of a strategy, which heading exists and what free text must be added.

    Grouping classes are left out.
    """
    rows: list[Coverage] = []
    for block in strategy.blocks:
        by_code = {heading.code: heading for heading in block.headings}
        by_term: dict[str, list[str]] = {}
        for term in block.terms:
            by_term.setdefault(term.term, []).append(term.truncated)
        rows += [
            _coverage(dataset, member, by_code, by_term, language)
            for member in block.members
            if not dataset.literals(member.iri, _GROUPING)
        ]
    return rows


def _coverage(
    dataset: Dataset,
    member: Member,
    by_code: dict[str, Heading],
    by_term: dict[str, list[str]],
    language: str,
) -> Coverage:
    words = _WORDS[language]
    own = mesh_codes(dataset, member.iri, ("exact", "close"))
    texts = tuple(by_term.get(member.iri, ()))
    if own:
        heading = by_code.get(own[0])
        if heading is None:
            searched = words["exploded"]
        elif heading.left_out:
            searched = words["alone"].format(", ".join(heading.left_out[:_SHOWN]))
        else:
            searched = words["exploded"] if heading.explode else words["single"]
        return Coverage(
            member.iri, member.label, heading_name(own[0]), searched, texts[:_SHOWN], words["recent"]
        )
    wide = [name for code in mesh_codes(dataset, member.iri, ("broad",)) if (name := heading_name(code))]
    why = words["wide"].format(", ".join(wide)) if wide else words["none"]
    return Coverage(member.iri, member.label, "", "", texts[:_SHOWN], why)


def _day(text: str, *, last: bool = False) -> str:
    """Return the first or last day of a year, a month or a day, as a day."""
    import datetime
    from calendar import monthrange

    if not text:
        return ""
    try:
        full = f"{text}-{'12' if last else '01'}" if len(text) == 4 else text
        if len(full) != 7:
            return datetime.date.fromisoformat(full).isoformat()
        first = datetime.date.fromisoformat(f"{full}-01")
        return first.replace(day=monthrange(first.year, first.month)[1] if last else 1).isoformat()
    except ValueError:
        raise UsageError(f"not a date: {text!r}", "write 2015 or 2015-01-31") from None


def account(strategy: Strategy) -> str:
    """Return a one-line account of a strategy, for messages."""
    parts = [
        f"{block.expression}: {len(block.members)} classes, {len(block.headings)} headings, "
        f"{len(block.terms)} free-text terms"
        for block in strategy.blocks
    ]
    return "; ".join(parts)
