"""``neuromod query``: canned queries."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from neuromod_onto.cli.completing import query_names, query_values
from neuromod_onto.cli.failures import limits
from neuromod_onto.cli.group import VerbSubgroup
from neuromod_onto.cli.output import Output, output_options, show, write_answer, write_table
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError

if TYPE_CHECKING:
    from neuromod_onto.catalog import CannedQuery

_FOLDER = click.option(
    "--queries",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Add a folder of query files.",
)


@click.group(cls=VerbSubgroup)
def command() -> None:
    """List, show, run and test canned queries."""


@command.command("list")
@click.option("--tag", metavar="TAG", help="Only queries with this tag.")
@_FOLDER
@output_options()
@click.pass_obj
def list_queries(settings: Settings, tag: str | None, folders: tuple[Path, ...], output: Output) -> int:
    """List the canned queries."""
    from neuromod_onto.catalog import load_catalog

    catalog = load_catalog(folders).values()
    rows = [
        (q.name, _text(q.summary, settings), " ".join(p.name for p in q.params), " ".join(q.tags))
        for q in catalog
        if not tag or tag in q.tags
    ]
    return write_table(
        ("name", "summary", "parameters", "tags"),
        rows,
        output,
        settings,
        empty=f"no query has the tag {tag!r}",
    )


@command.command("show")
@click.argument("name", shell_complete=query_names)
@click.option(
    "-f",
    "--format",
    "kind",
    type=click.Choice(["text", "rq"]),
    default="text",
    help="text, or rq for the SPARQL file.",
)
@_FOLDER
@click.pass_obj
def show_query(settings: Settings, name: str, kind: str, folders: tuple[Path, ...]) -> None:
    """Show what a canned query asks, its parameters and an example."""
    from neuromod_onto.catalog.header import find_query

    query = find_query(name, folders)
    show(query.text if kind == "rq" else _card(query, settings))


@command.command("run")
@click.argument("name", shell_complete=query_names)
@click.argument("values", nargs=-1, metavar="[PARAMETER=VALUE]...", shell_complete=query_values)
@_FOLDER
@output_options("iri", "limit", "fail_empty")
@click.pass_obj
def run_canned(
    settings: Settings, name: str, values: tuple[str, ...], folders: tuple[Path, ...], output: Output
) -> int:
    """Run a canned query, with values for its parameters.

    A parameter that takes several values is given several times. Terms are named as everywhere: by
    identifier, label, synonym or code.
    """
    from neuromod_onto.catalog.run import bound_text

    given: dict[str, list[str]] = {}
    for pair in values:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(
                f"{pair!r} is not of the form parameter=value", f"see neuromod query show {name}"
            )
        given.setdefault(key, []).append(value)
    with limits(settings):
        text, place = bound_text(settings.dataset(), name, given, folders=folders, language=settings.lang)
        answer = settings.answer(text, place)
    nothing = "nothing in the dataset matches"
    if values:
        nothing = f"the terms exist, but nothing is recorded for {' '.join(values)}"
    return write_answer(answer, output, settings, empty=f"0 rows: {nothing}")


@command.command("test")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.pass_obj
def test_queries(settings: Settings, folder: Path | None) -> int:
    """Run the tests in the headers of the shipped queries, or of those in DIR."""
    from neuromod_onto.catalog import check_query, load_catalog

    catalog = load_catalog([folder] if folder else [])
    kept = [q for q in catalog.values() if not folder or q.path.parent == folder]
    failures = [fault for query in kept for fault in check_query(settings.dataset(), query)]
    for fault in failures:
        show(f"{fault}\n")
    settings.say(f"{len(kept)} queries, {len(failures)} failures")
    return 1 if failures else 0


def _text(texts: Mapping[str, str], settings: Settings) -> str:
    return texts.get(settings.lang) or texts.get("en") or ""


def _card(query: CannedQuery, settings: Settings) -> str:
    said = settings.in_words
    lines = [query.name, f"  {_text(query.summary, settings)}", f"  {_text(query.question, settings)}"]
    if query.params:
        lines += ["", said("Parameters")]
    for p in query.params:
        notes = [said(f"{p.type} under {p.under}") if p.under else p.type]
        notes += [said("required" if p.required else "optional")]
        notes += [said("several allowed")] if p.many else []
        notes += [", ".join(p.values)] if p.values else []
        lines.append(f"  {p.name}: {'; '.join(notes)}. {_text(p.summary, settings)}".rstrip())
    example = next((t for t in query.tests if any(p.name in t for p in query.params)), {})
    given = [
        f"{p.name}={_quoted(v)}" for p in query.params if p.name in example for v in _many(example[p.name])
    ]
    lines += ["", said("Example"), f"  neuromod query run {query.name} {' '.join(given)}".rstrip()]
    return "\n".join(lines) + "\n"


def _many(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def _quoted(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"' if " " in text else text
