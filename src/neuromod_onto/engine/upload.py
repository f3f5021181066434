"""Load RDF into a service by the SPARQL 1.1 Graph Store protocol."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from neuromod_onto.dataset.load import shipped_files
from neuromod_onto.dataset.read import rdf_files, read_quads
from neuromod_onto.engine.service import Service
from neuromod_onto.errors import InputError, NetworkError

_MOST_GRAPHS = 100


def upload(
    files: Sequence[Path], url: str, *, graph: str = "", replace: bool = False, timeout: float = 3600.0
) -> dict[str, int]:
    """Load RDF files into a service; without files, the ontology dataset with all that is inferred.

    All files are read and checked before anything is sent; then each graph goes out in one request, from
    disk, so that neither side holds it in memory here.

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
        InputError: a file cannot be read.
        NetworkError: the service refuses, or cannot be reached.

    """
    service = Service(url, timeout)
    if graph:
        _check_iri(graph)
    with ExitStack() as stack:
        spools: dict[str, IO[bytes]] = {}
        counts: dict[str, int] = {}
        for path in rdf_files(files) if files else shipped_files():
            for quad in read_quads(path):
                name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else graph
                if name not in spools:
                    if len(spools) == _MOST_GRAPHS:
                        raise InputError(f"more than {_MOST_GRAPHS} named graphs", place=str(path))
                    spools[name] = stack.enter_context(TemporaryFile())
                    counts[name] = 0
                spools[name].write(f"{quad.triple} .\n".encode())
                counts[name] += 1
        service.prepare(_address(url, graph))
        for name, spool in spools.items():
            _send(service, _address(url, name), spool, replace)
    return counts


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
