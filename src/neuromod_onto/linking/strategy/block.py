"""One concept of a search strategy: from a class expression to subject headings and free text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UsageError
from neuromod_onto.expressions import Member, members_of, parse_expression, write_expression
from neuromod_onto.linking.related import related_terms
from neuromod_onto.linking.strategy.freetext import SearchTerm, free_text
from neuromod_onto.linking.strategy.headings import Heading, headings_for
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import CONDITION, DEVICE
from neuromod_onto.terms import ancestors


@dataclass(frozen=True)
class Block:
    """One concept of a strategy.

    Attributes:
        expression: the class expression, as written back.
        members: the classes that it names.
        headings: MeSH headings.
        terms: free text.
        conditions: whether the members are conditions.

    """

    expression: str
    members: list[Member]
    headings: list[Heading]
    terms: list[SearchTerm]
    conditions: bool


def block_for(dataset: Dataset, text: str, brands: bool, names: Sequence[str], language: str) -> Block:
    """Return the headings and the free text for a concept.

    Args:
        text: a class expression.
        brands: add trade names to the free text.
        names: languages of the names that are looked for.
        language: of labels in messages.

    Raises:
        UsageError: the expression cannot be read, or names nothing.

    """
    parsed = parse_expression(dataset, text, language=language)
    members = members_of(dataset, parsed, language=language)
    if not members:
        raise UsageError(f"no class meets the expression {write_expression(parsed)}", "widen it")
    own = [member.iri for member in members]
    devices = {
        related.iri
        for iri in own
        for related in related_terms(dataset, iri, "devices")
        if not related.wide and _delivers(dataset, related.iri)
    }
    terms = [*own, *sorted(devices - set(own))]
    conditions = all(iri == CONDITION or CONDITION in ancestors(dataset, iri) for iri in own)
    return Block(
        write_expression(parsed),
        members,
        headings_for(dataset, terms),
        free_text(dataset, terms, brands=brands, languages=names),
        conditions,
    )


def _delivers(dataset: Dataset, iri: str) -> bool:
    """Say whether a term is a whole device, not a part of one: "electrode" would find far too much."""
    return DEVICE in ancestors(dataset, iri) and bool(dataset.iris(iri, NEUROMOD + "delivers"))
