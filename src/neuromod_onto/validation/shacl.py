"""Check data, or the ontology itself, against SHACL shapes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset.read import rdf_files, read_quads, read_rdf
from neuromod_onto.dataset.shipped import shipped_files
from neuromod_onto.engine.guard import check_read_only
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.findings import Report
from neuromod_onto.model.languages import require_language
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.model.vocabulary import SH
from neuromod_onto.validation.batches import (
    BATCH,
    Plan,
    processes,
    rank,
    to_be_cut,
    to_report,
    validate_in_batches,
)
from neuromod_onto.validation.compiled import compile_shapes, run_checks
from neuromod_onto.validation.reference import require_valid, run_reference
from neuromod_onto.validation.results import Result, to_findings, to_graph
from neuromod_onto.validation.written import Forms, read_shapes

#: Shape sets that the shipped dataset itself must pass.
OWN_SHAPES = ("terms", "products", "evidence")
#: Shape sets that data must pass.
DATA_SHAPES = ("records",)
ENGINES = ("compiled", "pyshacl")


def shape_files(names: Iterable[str]) -> list[Path]:
    """Return the files of shapes named: a shipped set such as ``safety``, a topic of one, or a path.

    Args:
        names: of sets (``safety``), of topics (``safety/magnetic``), of files or of folders.

    Raises:
        InputError: a folder holds no RDF file.
        UsageError: neither shipped nor a file or folder.

    """
    shipped = _shipped_shapes()
    files = []
    for name in names:
        if name in shipped:
            files += shipped[name]
        elif name and Path(name).exists():
            files += rdf_files(name)
        else:
            known = ", ".join(sorted(name for name in shipped if "/" not in name))
            raise UsageError(f"no shapes {name!r}", f"shipped: {known}; or name a file")
    return files


def _shipped_shapes() -> dict[str, list[Path]]:
    """Return the files of each set, which is a file or a folder of topics, and of each topic."""
    named: dict[str, list[Path]] = {}
    for path in sorted((shipped_root() / "shapes").rglob("*.ttl")):
        for name in {shipped_name(path), shipped_name(path).partition("/")[0]}:
            named.setdefault(name, []).append(path)
    return named


def shipped_name(path: Path) -> str:
    """Return the name under which a file of shapes is shipped; empty when it is the user's own."""
    folder = shipped_root() / "shapes"
    return path.relative_to(folder).with_suffix("").as_posix() if folder in path.parents else ""


def validate(
    data: Path | str | Sequence[Path | str] = (),
    *,
    shapes: str | Sequence[str] = (),
    language: str = "en",
    engine: str = "compiled",
    batch: int | None = None,
    jobs: int | None = None,
) -> Report:
    """Check data files, or the ontology itself when none is named.

    Args:
        data: one or several RDF files or folders.
        shapes: one or several names of shipped shape sets or topics, or paths; when left out, ``OWN_SHAPES``
            for the ontology and ``DATA_SHAPES`` for data.
        language: language of the messages.
        engine: ``compiled`` (shapes as SPARQL; what is not compiled runs by pySHACL) or ``pyshacl``.
        batch: check one file of N-Triples or N-Quads in parts of at least so many statements, each with whole
            patients; 0 for one piece. When left out, large files are checked in parts.
        jobs: how many processes check the parts; two at most when left out.

    Raises:
        InputError: a file cannot be read, or shapes are not valid SHACL.
        UsageError: unknown shapes, engine or language.

    """
    require_language(language)
    if engine not in ENGINES:
        raise UsageError(f"no engine {engine!r}", "engines: " + ", ".join(ENGINES))
    files = rdf_files(data)
    shapes = [shapes] if isinstance(shapes, str) else shapes
    chosen = shape_files(shapes or (DATA_SHAPES if files else OWN_SHAPES))
    place = ", ".join(map(str, chosen))
    shape_graph = read_shapes(chosen)
    if not all(map(shipped_name, chosen)):
        require_valid(shape_graph, place, chosen)
        require_read_only(shape_graph, place)
    cut = to_be_cut(files, batch) if engine == "compiled" else None
    if batch and not cut:
        raise UsageError(
            "only one file of N-Triples or N-Quads can be checked in parts",
            "convert it, or leave --batch out",
        )
    if cut:
        plan = Plan(tuple(chosen), language=language, place=place)
        size, workers = batch or BATCH, jobs or processes()
        return to_report(validate_in_batches(cut, plan, size=size, jobs=workers))
    checked = len(read_rdf(files or shipped_files()))
    store, forms = ox.Store(), Forms(shape_graph)
    for path in rdf_files([*shipped_files(), *files]):
        store.bulk_extend(forms.noted(read_quads(path)))
    seconds: dict[str, float] = {}
    results = run_shapes(shape_graph, store, place, engine, seconds)
    findings = list(dict.fromkeys(to_findings(results, shape_graph, store, language)))
    return Report(sorted(findings, key=rank), checked, partial(to_graph, results), seconds=dict(seconds))


def run_shapes(
    shapes: ox.Store,
    data: ox.Store,
    place: str,
    engine: str = "compiled",
    seconds: dict[str, float] | None = None,
) -> list[Result]:
    """Run shapes over data by an engine of ``ENGINES``; add the time of each compiled shape to ``seconds``.

    The compiled engine hands the shapes that it does not know to the reference.

    Raises:
        InputError: the shapes cannot be run, or hold a query that does more than read the data.

    """
    require_read_only(shapes, place)
    if engine == "pyshacl":
        return list(run_reference(shapes, data, place))
    checks, rest = compile_shapes(shapes, data)
    results = list(run_checks(checks, data, seconds))
    return results + list(run_reference(shapes, data, place, only=rest)) if rest else results


def require_read_only(shapes: ox.Store, place: str) -> None:
    """Refuse shapes whose queries reach out, update or are nested too deep: any engine would follow them."""
    for local in ("select", "ask", "construct", "update"):
        for quad in shapes.quads_for_pattern(None, ox.NamedNode(SH + local), None):
            if isinstance(quad.object, ox.Literal):
                try:
                    check_read_only(quad.object.value)
                except UsageError as error:
                    raise InputError(f"sh:{local}: {error.cause}", error.hint, place) from error
