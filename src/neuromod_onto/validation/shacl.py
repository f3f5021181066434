"""Run SHACL shapes over files with pySHACL."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr
from pathlib import Path
from typing import TYPE_CHECKING

from neuromod_onto.dataset import read_quads
from neuromod_onto.dataset.load import shipped_files
from neuromod_onto.dataset.read import rdf_files
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.findings import SEVERITIES, Finding, Report
from neuromod_onto.model.languages import pick
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.model.vocabulary import DC_SOURCE, SH

if TYPE_CHECKING:
    import rdflib

#: Shape sets that the shipped dataset itself must pass.
OWN_SHAPES = ("terms", "products", "evidence")


def shape_files(names: Iterable[str]) -> list[Path]:
    """Return the files of shapes named: a shipped set such as ``terms``, or a path.

    Raises:
        UsageError: neither a shipped set nor a file.

    """
    folder = shipped_root() / "shapes"
    files = []
    for name in names:
        shipped = folder / f"{name}.ttl"
        if shipped.is_file():
            files.append(shipped)
        elif Path(name).is_file():
            files.append(Path(name))
        else:
            known = ", ".join(sorted(path.stem for path in folder.glob("*.ttl")))
            raise UsageError(f"no shapes {name!r}", f"shipped: {known}; or name a file")
    return files


def validate(data: Sequence[Path | str] = (), *, shapes: Sequence[str] = (), language: str = "en") -> Report:
    """Check data files, or the ontology itself when none is named.

    Args:
        data: RDF files or folders.
        shapes: names of shipped shape sets or paths; when left out, those of ``OWN_SHAPES`` for the
            ontology and ``records`` for data.
        language: language of the messages.

    Raises:
        InputError: a file cannot be read, or shapes are not valid SHACL.
        UsageError: unknown shapes.

    """
    import pyshacl
    import rdflib

    own = not data
    chosen = shape_files(shapes or (OWN_SHAPES if own else ["records"]))
    files = shipped_files() if own else rdf_files(Path(path) for path in data)
    data_graph = _graph(files)
    ontology = None if own else _graph(shipped_files())
    shape_graph = _graph(chosen)
    own_shapes = all(path.parent == shipped_root() / "shapes" for path in chosen)
    try:
        with redirect_stderr(io.StringIO()):  # pySHACL prints what it also raises
            _, results, _ = pyshacl.validate(
                data_graph,
                shacl_graph=shape_graph,
                ont_graph=ontology,
                inference="none",
                advanced=True,
                meta_shacl=not own_shapes,
            )
    except (
        pyshacl.errors.ShapeLoadError,
        pyshacl.errors.ConstraintLoadError,
        pyshacl.errors.ReportableRuntimeError,
    ) as error:
        raise InputError(
            f"not valid SHACL: {_reason(str(error))}", place=", ".join(map(str, chosen))
        ) from error
    if not isinstance(results, rdflib.Graph):
        raise InputError(f"the shapes cannot be run: {results}", place=", ".join(map(str, chosen)))
    findings = [
        _finding(results, node, shape_graph, (data_graph, ontology), language)
        for node in results.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult"))
    ]
    top = [f for f in findings if f]
    top.sort(key=lambda f: (SEVERITIES.index(f.severity), f.focus, f.path, f.value, f.message))
    return Report(list(dict.fromkeys(top)), len(data_graph), results.serialize(format="turtle"))


def _reason(report: str) -> str:
    """Return the first reason in pySHACL's account of faulty shapes."""
    messages = [line.partition("Message:")[2].strip() for line in report.splitlines() if "Message:" in line]
    return messages[0] if messages else " ".join(report.split())


def _graph(files: Iterable[Path]) -> rdflib.Graph:
    """Read files by the fast parser, whose faults name line and column, into an rdflib graph."""
    import pyoxigraph as ox
    import rdflib

    graph = rdflib.Graph()
    for path in files:
        triples = (
            ox.serialize((quad.triple for quad in read_quads(path)), format=ox.RdfFormat.N_TRIPLES) or b""
        )
        graph.parse(data=triples, format="nt")
    return graph


def _finding(
    results: rdflib.Graph,
    node: rdflib.term.Node,
    shapes: rdflib.Graph,
    data: tuple[rdflib.Graph, rdflib.Graph | None],
    language: str,
) -> Finding:
    import rdflib

    def one(name: str) -> rdflib.term.Node | None:
        return results.value(node, rdflib.URIRef(SH + name))

    severity = str(one("resultSeverity")).rpartition("#")[2].lower()
    focus, shape = one("focusNode"), one("sourceShape")
    messages = [
        (str(m), getattr(m, "language", None) or "")
        for m in results.objects(node, rdflib.URIRef(SH + "resultMessage"))
    ]
    graphs = [g for g in data if g is not None]
    labels = [
        (str(o), getattr(o, "language", None) or "")
        for g in graphs
        for o in g.objects(focus, rdflib.RDFS.label)
    ]
    sources = sorted(compact(str(s)) for s in shapes.objects(shape, rdflib.URIRef(DC_SOURCE)))
    return Finding(
        severity=severity if severity in SEVERITIES else "violation",
        focus=_name(focus),
        focus_label=pick(labels, language) or "",
        path=_name(one("resultPath")),
        value=_name(one("value")),
        message=pick(messages, language) or "",
        rule=_name(shape),
        sources=tuple(sources),
    )


def _name(node: object) -> str:
    import rdflib

    if node is None:
        return ""
    if isinstance(node, rdflib.URIRef):
        return compact(str(node))
    if isinstance(node, rdflib.BNode):
        return ""
    return str(node)
