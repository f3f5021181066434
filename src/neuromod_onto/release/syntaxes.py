"""Write statements in the syntaxes of RDF and OWL, the same bytes for the same statements."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from neuromod_onto.errors import MissingPartError
from neuromod_onto.model.expressions import read_list
from neuromod_onto.model.namespaces import prefixes
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE
from neuromod_onto.render.xml import require_legal_xml

#: Prefixes whose names XML or Turtle allow in a declaration and that a release uses.
_UNWRITTEN = {"neuronames", "cfr21"}
_ONTOLOGY = ox.NamedNode(OWL + "Ontology")


def rdf(statements: Iterable[ox.Triple] | Iterable[ox.Quad], rdf_format: ox.RdfFormat) -> bytes:
    """Return statements in an RDF format, sorted, with the prefixes that they use."""
    found: list[Any] = sorted(set(statements), key=str)
    if rdf_format == ox.RdfFormat.RDF_XML:
        found = _as_elements(found)
    text = "\n".join(map(str, found))
    used = {
        p.prefix: p.namespace
        for p in prefixes().values()
        if p.prefix not in _UNWRITTEN and f"<{p.namespace}" in text
    }
    written = ox.serialize(found, format=rdf_format, prefixes=used) or b""
    if rdf_format == ox.RdfFormat.RDF_XML:
        require_legal_xml(written)
    return written


def _as_elements(found: list[Any]) -> list[Any]:
    """Return statements in the order of OWL's documents: the ontology first, of each subject its type first.

    The writer then says ``<owl:Class rdf:about=...>``, for which readers look that take the file for XML.
    """
    header = {s.subject for s in found if s.predicate.value == RDF_TYPE and s.object == _ONTOLOGY}
    return sorted(
        found, key=lambda s: (s.subject not in header, str(s.subject), s.predicate.value != RDF_TYPE)
    )


def functional(triples: Iterable[ox.Triple]) -> bytes:
    """Return an ontology in OWL 2 functional syntax, as py-horned-owl writes it.

    Raises:
        MissingPartError: py-horned-owl is not installed.

    """
    try:
        import pyhornedowl
        import pyhornedowl.model as model
    except ImportError as error:
        raise MissingPartError(
            "OWL functional syntax needs py-horned-owl", "pip install 'neuromod-onto[release]'"
        ) from error
    triples = list(triples)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ontology.owl"
        path.write_bytes(rdf(triples, ox.RdfFormat.RDF_XML))
        ontology = pyhornedowl.open_ontology(str(path), "rdf")
    # Version 2.0.0 of the library does not read owl:AllDisjointClasses.
    store = ox.Store()
    store.extend(ox.Quad(*t) for t in triples)
    kind = ox.NamedNode(OWL + "AllDisjointClasses")
    for quad in store.quads_for_pattern(None, ox.NamedNode(RDF_TYPE), kind):
        for members in store.quads_for_pattern(quad.subject, ox.NamedNode(OWL + "members"), None):
            names = [
                node.value for node in read_list(store, members.object) if isinstance(node, ox.NamedNode)
            ]
            classes: list[Any] = [model.Class(ontology.iri(name)) for name in names]
            ontology.add_axiom(model.DisjointClasses(classes))
    for p in prefixes().values():
        if p.prefix not in _UNWRITTEN:
            ontology.add_prefix_mapping(p.prefix, p.namespace)
    text: str = ontology.save_to_string("ofn")
    return text.encode()
