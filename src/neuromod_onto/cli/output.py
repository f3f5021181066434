"""Write answers: rows, graphs and values, in the format asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import click

from neuromod_onto.cli.settings import FilePath, Settings
from neuromod_onto.errors import UsageError
from neuromod_onto.model.namespaces import compact
from neuromod_onto.render.tables import TABLE_FORMATS, Cell, Table, safe, stream_table

if TYPE_CHECKING:
    from pathlib import Path

    from neuromod_onto.engine.results import RowStream, Stream, Term

RESULT_FORMATS = ("srj", "srx")
GRAPH_FORMATS = ("ttl", "nt", "jsonld", "rdfxml", "trig")
ALL_FORMATS = (*TABLE_FORMATS, *RESULT_FORMATS, *GRAPH_FORMATS)
#: Tables whose columns are called in the user's language; programs rely on the names in the others.
FOR_PEOPLE = ("table", "md")
_ENDINGS = {"rdf": "rdfxml", "owl": "rdfxml", "xml": "srx", "json": "json", "txt": "tsv"}
_LINES_AT_ONCE = 1000
_Function = TypeVar("_Function", bound=Callable[..., Any])


class Output:
    """What ``-f``, ``-o``, ``--iri``, ``--limit`` and ``--fail-empty`` ask for."""

    def __init__(
        self,
        format: str | None,
        output: Path | None,
        iri: bool = False,
        limit: int | None = None,
        fail_empty: bool = False,
    ) -> None:
        self.path = output
        self.iri = iri
        self.limit = limit
        self.fail_empty = fail_empty
        self.given = format
        self.format = format or self._default()
        if self.format not in ALL_FORMATS:
            raise UsageError(f"unknown format {self.format!r}", "formats: " + ", ".join(ALL_FORMATS))

    def _default(self) -> str:
        if self.path:
            ending = self.path.suffix.lower().lstrip(".")
            ending = _ENDINGS.get(ending, ending)
            if ending not in ALL_FORMATS:
                raise UsageError(f"the ending of {self.path.name} names no format", "give one with -f")
            return ending
        return "table" if sys.stdout.isatty() else "tsv"

    def write(self, text: str | bytes) -> None:
        """Send finished text to the file or to standard output."""
        if self.path:
            from neuromod_onto.render.files import write_atomically

            write_atomically(self.path, text)
        else:
            show(text)

    def stream(self, parts: Iterable[str]) -> None:
        """Send text to the file or to standard output as it comes."""
        if self.path:
            from neuromod_onto.render.files import write_atomically

            write_atomically(self.path, parts)
            return
        parts = iter(parts)
        while chunk := "".join(islice(parts, _LINES_AT_ONCE)):
            if self.format == "table":  # safe already, cell by cell, and coloured
                _echo(chunk)
            else:
                show(chunk)


def show(text: str | bytes) -> None:
    """Send text to standard output; on a terminal without what would steer it."""
    if sys.stdout.isatty():
        text = safe(text if isinstance(text, str) else text.decode())
    _echo(text)


def _echo(text: str | bytes) -> None:
    context = click.get_current_context(silent=True)
    settings = context.find_object(Settings) if context else None
    if settings:
        settings.shown = True
    click.echo(text, nl=False)


def output_options(*extra: str) -> Callable[[_Function], _Function]:
    """Add the output options to a command; it receives one ``output`` of class ``Output``.

    Args:
        extra: any of ``iri``, ``limit``, ``fail_empty`` for commands that answer with rows.

    """
    options = [
        click.option(
            "-f",
            "--format",
            "format",
            metavar="FORMAT",
            help="table, tsv, csv, json, jsonl, md; srj, srx; ttl, nt, jsonld, rdfxml, trig.",
        ),
        click.option(
            "-o",
            "--output",
            type=FilePath(dir_okay=False),
            help="Write to a file; its ending sets the format.",
        ),
    ]
    if "iri" in extra:
        options.append(click.option("--iri", is_flag=True, help="Full IRIs instead of CURIEs."))
    if "limit" in extra:
        options.append(
            click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show at the most N rows.")
        )
    if "fail_empty" in extra:
        options.append(click.option("--fail-empty", is_flag=True, help="Exit with 1 when nothing is found."))

    def decorate(function: _Function) -> _Function:
        from functools import wraps

        @wraps(function)
        def wrapped(*args: Any, format: str | None, output: Path | None, **rest: Any) -> Any:
            known = {name: rest.pop(name) for name in extra}
            return function(*args, output=Output(format, output, **known), **rest)

        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped  # type: ignore[return-value]

    return decorate


def write_table(
    columns: Iterable[str],
    rows: Iterable[Iterable[Cell]],
    output: Output,
    settings: Settings,
    *,
    empty: str = "",
) -> int:
    """Write rows; return the exit code.

    Args:
        columns: their names, which people read in their language (``FOR_PEOPLE``).
        rows: the cells.
        output: where and how.
        settings: of the command line.
        empty: says why there are no rows.

    """
    if output.format not in TABLE_FORMATS:
        raise UsageError(
            f"rows cannot be written as {output.format!r}", "formats: " + ", ".join(TABLE_FORMATS)
        )
    counted = _Counted(rows, output.limit)
    if output.format in FOR_PEOPLE and settings.lang != "en":
        from neuromod_onto.wording import known_column

        columns = [known_column(column) or column for column in columns]
    output.stream(stream_table(Table(tuple(columns), counted), output.format))
    if output.limit is not None and counted.total > output.limit:
        settings.say(f"{output.limit} of {counted.total} rows")
    if not counted.total and empty:
        settings.say(empty)
    return 1 if output.fail_empty and not counted.total else 0


class _Counted:
    """Rows that are counted to the end and given out up to a limit."""

    def __init__(self, rows: Iterable[Iterable[Any]], limit: int | None) -> None:
        self.total = 0
        self._rows = rows
        self._limit = limit

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            self.total += 1
            if self._limit is None or self.total <= self._limit:
                yield tuple(row)


def write_answer(answer: Stream, output: Output, settings: Settings, *, empty: str = "") -> int:
    """Write what a query answered; return the exit code."""
    from neuromod_onto.engine.results import Graph, RowStream

    if isinstance(answer, bool):
        if output.format in RESULT_FORMATS:
            output.stream(_results(answer, output.format))
        else:
            output.write("true\n" if answer else "false\n")
        return 1 if output.fail_empty and not answer else 0
    if isinstance(answer, Graph):
        return _write_graph(answer.triples, output)
    if output.format in RESULT_FORMATS:
        counted = _Counted(answer.rows, None)
        output.stream(_results(RowStream(answer.variables, iter(counted)), output.format))
        return 1 if output.fail_empty and not counted.total else 0
    if output.format in GRAPH_FORMATS:
        raise UsageError(f"rows cannot be written as {output.format!r}", "use CONSTRUCT for a graph")
    from neuromod_onto.terms import labelled_stream

    rows = RowStream(answer.variables, iter(answer.rows))
    shown = labelled_stream(settings.dataset(), rows, settings.lang)
    cells = ([cell(term, iri=output.iri) for term in row] for row in shown.rows)
    return write_table(shown.variables, cells, output, settings, empty=empty)


def cell(term: Term | None, *, iri: bool = False) -> Cell:
    """Return an RDF term as a plain value: CURIE or IRI, number, truth value or text."""
    from pyoxigraph import Literal, NamedNode

    if term is None:
        return None
    if isinstance(term, NamedNode):
        return term.value if iri else compact(term.value)
    if isinstance(term, Literal):
        kind = term.datatype.value.rpartition("#")[2]
        if kind == "boolean":
            return term.value in ("true", "1")
        if kind == "integer":
            return int(term.value)
        return term.value
    return str(term)


def _results(answer: RowStream | bool, results_format: str) -> Iterator[str]:
    """Yield a SPARQL results document, as JSON or, from that, as XML."""
    document = _json_results(answer)
    if results_format == "srj":
        yield from document
        return
    import pyoxigraph as ox

    results = ox.parse_query_results("".join(document), format=ox.QueryResultsFormat.JSON)
    from neuromod_onto.render.xml import require_legal_xml

    yield require_legal_xml(results.serialize(format=ox.QueryResultsFormat.XML) or b"") + "\n"


def _json_results(answer: RowStream | bool) -> Iterator[str]:
    import json

    if isinstance(answer, bool):
        yield json.dumps({"head": {}, "boolean": answer}) + "\n"
        return
    head = json.dumps({"vars": list(answer.variables)}, ensure_ascii=False)
    yield f'{{"head": {head}, "results": {{"bindings": ['
    for number, row in enumerate(answer.rows):
        binding = {
            name: _result_term(term)
            for name, term in zip(answer.variables, row, strict=True)
            if term is not None
        }
        yield (", " if number else "") + json.dumps(binding, ensure_ascii=False)
    yield "]}}\n"


def _result_term(term: Term) -> dict[str, str]:
    """Return a term as the SPARQL JSON results format writes it."""
    from pyoxigraph import BlankNode, Literal, NamedNode

    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, Literal):
        raise UsageError(f"a results document cannot hold {term}")
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value.endswith("XMLSchema#string"):
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _write_graph(triples: list[Any], output: Output) -> int:
    import pyoxigraph as ox

    from neuromod_onto.model.namespaces import prefixes

    formats = {
        "ttl": ox.RdfFormat.TURTLE,
        "nt": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "trig": ox.RdfFormat.TRIG,
    }
    chosen = output.format if output.given or output.path else "ttl"
    if chosen not in formats:
        raise UsageError(f"a graph cannot be written as {chosen!r}", "formats: " + ", ".join(formats))
    used = {p.prefix: p.namespace for p in prefixes().values()}
    text = ox.serialize(sorted(set(triples), key=str), format=formats[chosen], prefixes=used)
    if chosen == "rdfxml":
        from neuromod_onto.render.xml import require_legal_xml

        require_legal_xml(text or b"")
    output.write(text or b"")
    return 1 if output.fail_empty and not triples else 0
