"""Load RDF into a service by the SPARQL 1.1 Graph Store protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from neuromod_onto.dataset.closure import closure
from neuromod_onto.dataset.read import rdf_files, read_quads
from neuromod_onto.dataset.shipped import shipped_files
from neuromod_onto.engine.service import Service
from neuromod_onto.errors import InputError, NetworkError
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, SUBCLASS_OF

_MOST_GRAPHS = 100
_CLASS = (RDF_TYPE, ox.NamedNode(OWL + "Class"))


def upload(
    files: Sequence[Path], url: str, *, graph: str = "", replace: bool = False, timeout: float = 3600.0
) -> dict[str, int]:
    """Load RDF files into a service; without files, the ontology dataset with all that is inferred.

    All files are read and checked before anything is sent; then each graph goes out in one request, from
    disk, so that a large one does not fill the memory here. The subclass closure goes with them.

    Args:
        files: RDF files or folders of them.
        url: address of the service's Graph Store.
        graph: IRI of the graph to load into; "" for the service's default graph. Named graphs in the files
            keep their names.
        replace: leave out what the graphs held before.
        timeout: seconds for each request.

    Returns:
        for each graph IRI ("" for the default graph), the number of statements sent.

    Raises:
        InputError: a file cannot be read, or ``graph`` is not an IRI.
        NetworkError: the service refuses, or cannot be reached.

    """
    service = Service(url, timeout)
    if graph:
        _check_iri(graph)
    with ExitStack() as stack:
        graphs = _Graphs(stack, graph)
        for path in rdf_files(files) if files else shipped_files():
            for quad in read_quads(path):
                graphs.add(quad, path)
        for quad in _closure(graphs.classes, bool(files)):
            graphs.add(quad, Path())
        service.prepare(_address(url, graph))
        for name, spool in graphs.spools.items():
            _send(service, _address(url, name), spool, replace)
    return graphs.counts


class _Graphs:
    """Statements on their way, a temporary file for each graph."""

    def __init__(self, stack: ExitStack, graph: str) -> None:
        self.spools: dict[str, IO[bytes]] = {}
        self.counts: dict[str, int] = {}
        self.classes = ox.Store()
        self._stack = stack
        self._graph = graph

    def add(self, quad: ox.Quad, path: Path) -> None:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else self._graph
        if name not in self.spools:
            if len(self.spools) == _MOST_GRAPHS:
                raise InputError(f"more than {_MOST_GRAPHS} named graphs", place=str(path))
            self.spools[name] = self._stack.enter_context(TemporaryFile())  # noqa: SIM115 the stack closes it
            self.counts[name] = 0
        self.spools[name].write(f"{quad.triple} .\n".encode())
        self.counts[name] += 1
        if quad.predicate.value == SUBCLASS_OF or (quad.predicate.value, quad.object) == _CLASS:
            self.classes.add(ox.Quad(quad.subject, quad.predicate, quad.object))


def _closure(classes: ox.Store, beside_ontology: bool) -> Iterator[ox.Quad]:
    """Yield the subclass closure of what is loaded; of the user's files, what the ontology's lacks."""
    shipped = ox.Store()
    names: set[str] = set()
    for path in shipped_files():
        shipped.bulk_extend(read_quads(path))
        names |= {q.subject.value for q in read_quads(path) if isinstance(q.subject, ox.NamedNode)}
    closed = closure(shipped, names)
    if not beside_ontology:
        yield from closed
    elif len(classes):
        known = set(closed)
        shipped.bulk_extend(classes)
        yield from (quad for quad in closure(shipped, names) if quad not in known)


def _send(service: Service, address: str, spool: IO[bytes], replace: bool) -> None:
    length = spool.tell()
    spool.seek(0)
    headers = {"Content-Type": "application/n-triples", "Content-Length": str(length), "Accept": "*/*"}
    try:
        service.write("PUT" if replace else "POST", address, headers, spool).close()
    except InputError as error:
        raise NetworkError(
            error.cause, "some services have no default graph: name one with --graph"
        ) from None


def _address(url: str, graph: str) -> str:
    mark = "&" if urlsplit(url).query else "?"
    return f"{url}{mark}{urlencode({'graph': graph}) if graph else 'default'}"


def _check_iri(text: str) -> None:
    try:
        ox.NamedNode(text)
    except ValueError as error:
        raise InputError(f"not an IRI: {text!r}") from error
