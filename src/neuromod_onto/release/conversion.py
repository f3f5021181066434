"""Write RDF files in the format that their ending names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset.read import FORMATS, read_quads
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.release.syntaxes import functional, rdf
from neuromod_onto.release.turtle import to_turtle
from neuromod_onto.render import write_atomically

_FUNCTIONAL = ".ofn"


def convert(source: Path | str, target: Path | str) -> int:
    """Write the statements of one RDF file to another in the format that its ending names.

    Args:
        source: what to read, by its ending.
        target: what to write; whole or not at all.

    Returns:
        The number of statements.

    Raises:
        UsageError: unknown ending, or named graphs going into a format that has none.
        InputError: the source cannot be read.
        MissingPartError: OWL functional syntax without py-horned-owl.

    """
    source, target = Path(source), Path(target)
    check_ending(target)
    return write_rdf(read_quads(source), target)


def check_ending(target: Path) -> None:
    """Refuse a file whose ending names no format that is written.

    Raises:
        UsageError: it does not.

    """
    if target.suffix.lower() not in (*FORMATS, _FUNCTIONAL):
        raise UsageError(
            f"unknown ending {target.suffix!r}", "known endings: " + " ".join((*FORMATS, _FUNCTIONAL))
        )


def write_rdf(statements: Iterable[ox.Quad | ox.Triple], target: Path) -> int:
    """Write statements in the format that the ending of a file names; Turtle in normal form, ``.ofn`` as OWL.

    Returns:
        The number of statements.

    Raises:
        UsageError: unknown ending, or named graphs going into a format that has none.
        MissingPartError: OWL functional syntax without py-horned-owl.

    """
    check_ending(target)
    rdf_format = FORMATS.get(target.suffix.lower())
    quads = list(
        dict.fromkeys(
            s if isinstance(s, ox.Quad) else ox.Quad(s.subject, s.predicate, s.object) for s in statements
        )
    )
    named = any(not isinstance(q.graph_name, ox.DefaultGraph) for q in quads)
    if named and (rdf_format is None or not rdf_format.supports_datasets):
        raise UsageError(
            f"there are named graphs, which {target.suffix} cannot hold", "use .nq, .trig or .jsonld"
        )
    if rdf_format is None:
        write_atomically(target, functional(q.triple for q in quads))
        return len(quads)
    if rdf_format == ox.RdfFormat.TURTLE:
        try:
            write_atomically(target, to_turtle(quads))
            return len(quads)
        except InputError as error:
            if error.place:
                raise
    write_atomically(target, rdf(quads, rdf_format))
    return len(quads)
