"""What TAB offers: identifiers of terms, names of canned queries, their parameters and values.

Only local names are offered: a colon or a space would end the word for bash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.settings import Settings

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from neuromod_onto.catalog.header import Parameter


def term_ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the classes whose local name begins with what was typed, with their labels."""
    return _terms(ctx, incomplete) if incomplete else []


def query_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return the names of the shipped canned queries."""
    from neuromod_onto.catalog.header import query_files

    return [_item(name) for name in sorted(query_files()) if name.startswith(incomplete)]


def query_values(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Return ``parameter=``, and after it the values: terms, the words of a choice, true and false.

    Bash makes three words of ``condition=Pain``, so that the name may stand in the words before.
    """
    from neuromod_onto.catalog.header import find_query

    params = {p.name: p for p in find_query(ctx.params["name"]).params}
    words = list(ctx.params.get("values") or ())
    if words and words[-1] == "=":
        words.pop()
    split = bool(words) and words[-1] in params
    name, equals, typed = (words[-1], "=", incomplete) if split else incomplete.partition("=")
    if not equals:
        language = _settings(ctx).lang
        return [
            _item(f"{p.name}=", help=p.summary.get(language, ""))
            for p in params.values()
            if p.name.startswith(name)
        ]
    items = _values(ctx, params[name], typed) if name in params else []
    start = "" if split else f"{name}="
    return [_item(start + item.value, help=item.help) for item in items]


def _values(ctx: click.Context, param: Parameter, typed: str) -> list[CompletionItem[str]]:
    if param.type == "class":
        return _terms(ctx, typed, param.under)
    words = {"boolean": ("true", "false"), "lang": ("en", "fr"), "enum": param.values}.get(param.type, ())
    return [_item(word) for word in words if word.startswith(typed)]


def _terms(ctx: click.Context, typed: str, under: str = "") -> list[CompletionItem[str]]:
    import pyoxigraph as ox

    from neuromod_onto.model.namespaces import NEUROMOD
    from neuromod_onto.model.vocabulary import OWL, RDF_TYPE
    from neuromod_onto.terms import descendants, label_of

    settings = _settings(ctx)
    dataset = settings.dataset()
    if under:
        found = descendants(dataset, NEUROMOD + under)
    else:
        kind = ox.NamedNode(OWL + "Class")
        quads = dataset.store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), kind)
        found = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
    start = (NEUROMOD + typed).casefold()
    return [
        _item(iri[len(NEUROMOD) :], help=label_of(dataset, iri, settings.lang))
        for iri in sorted(found)
        if iri.casefold().startswith(start)
    ]


def _settings(ctx: click.Context) -> Settings:
    return ctx.find_object(Settings) or Settings()


def _item(value: str, help: str | None = None) -> CompletionItem[str]:
    from click.shell_completion import CompletionItem

    return CompletionItem(value, help=help)
