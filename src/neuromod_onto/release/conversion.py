"""Convert RDF files between formats."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset.read import FORMATS, read_quads
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.model.namespaces import prefixes
from neuromod_onto.release.turtle import to_turtle
from neuromod_onto.render import write_atomically
from neuromod_onto.render.documents import require_legal_xml


def convert(source: Path, target: Path) -> int:
    """Write the statements of one RDF file to another in the format that its ending names.

    Returns:
        The number of statements.

    Raises:
        UsageError: unknown ending, or named graphs going into a format that has none.
        InputError: the source cannot be read.

    """
    rdf_format = FORMATS.get(target.suffix.lower())
    if rdf_format is None:
        raise UsageError(f"unknown ending {target.suffix!r}", "known endings: " + " ".join(FORMATS))
    quads = list(dict.fromkeys(read_quads(source)))
    if not rdf_format.supports_datasets and any(not isinstance(q.graph_name, ox.DefaultGraph) for q in quads):
        raise UsageError(
            f"{source.name} has named graphs, which {target.suffix} cannot hold", "use .nq, .trig or .jsonld"
        )
    if rdf_format == ox.RdfFormat.TURTLE:
        try:
            write_atomically(target, to_turtle(quads))
            return len(quads)
        except InputError as error:
            if error.place:
                raise
    known = {p.prefix: p.namespace for p in prefixes().values()}
    written = ox.serialize(sorted(quads, key=str), format=rdf_format, prefixes=known) or b""
    if rdf_format == ox.RdfFormat.RDF_XML:
        require_legal_xml(written)
    write_atomically(target, written)
    return len(quads)
