"""``validate`` on a cluster: records in parts with whole patients, one report."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from neuromod_onto.cluster.scheduler import in_order
from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.errors import UsageError
from neuromod_onto.findings import Report
from neuromod_onto.render.files import write_atomically
from neuromod_onto.validation.batches import (
    BATCH,
    Plan,
    Tally,
    check_partition,
    joined,
    to_be_cut,
    to_report,
)
from neuromod_onto.validation.partitions import Partition, partitions
from neuromod_onto.validation.reference import require_valid
from neuromod_onto.validation.shacl import DATA_SHAPES, require_read_only, shape_files, shipped_name

if TYPE_CHECKING:
    from distributed import Client


class _Shapes(NamedTuple):
    """Shapes as they travel: a shipped set by its name, a file of the user by its name and content."""

    name: str
    content: bytes | None


def validate(
    client: Client,
    data: Path,
    *,
    shapes: Sequence[str] = DATA_SHAPES,
    language: str = "en",
    batch: int = BATCH,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Check a file of records part by part; the report is that of ``validate`` in one process.

    Args:
        client: of ``connect``.
        data: N-Triples or N-Quads, packed or not, each patient's records side by side; read here.
        shapes: names of shipped shape sets, or paths; these are read here and sent along.
        language: of the messages.
        batch: least number of statements in a part.
        progress: called with the number of triples checked so far.

    Raises:
        InputError: the file or the shapes cannot be read, or records that belong together stand apart.
        UsageError: unknown shapes, or a file that cannot be cut into parts.
        NetworkError: the cluster was lost.
        MissingPartError: a worker has another edition of the program or the ontology.

    """
    chosen = shape_files(shapes)
    travelling = tuple(map(_packed, chosen))
    place = ", ".join(map(str, chosen))
    if any(one.content is not None for one in travelling):
        graph = read_rdf(chosen)
        require_valid(graph, place)
        require_read_only(graph, place)
    path = to_be_cut([data], batch)
    if path is None:
        raise UsageError(
            "only one file of N-Triples or N-Quads can be checked in parts", "convert it to .nt first"
        )
    run = partial(_check, travelling, language, place)
    tallies = in_order(client, run, _compressed(partitions(path, batch)))
    return to_report(joined(tallies, path, progress))


def _packed(path: Path) -> _Shapes:
    name = shipped_name(path)
    return _Shapes(name, None) if name else _Shapes(path.name, path.read_bytes())


def _compressed(parts: Iterator[Partition]) -> Iterator[Partition]:
    return (replace(part, text=zlib.compress(part.text, 1)) for part in parts)


def _check(shapes: tuple[_Shapes, ...], language: str, place: str, part: Partition) -> Tally:
    plan = Plan(_laid_out(shapes), language=language, place=place)
    return check_partition(replace(part, text=zlib.decompress(part.text)), plan)


def _laid_out(shapes: tuple[_Shapes, ...]) -> tuple[Path, ...]:
    """Return shapes as files of this machine."""
    return tuple(
        shape_files([one.name])[0] if one.content is None else _folder(one) / one.name for one in shapes
    )


def _folder(shapes: _Shapes) -> Path:
    return Path(_kept(shapes).name)


@cache
def _kept(shapes: _Shapes) -> TemporaryDirectory[str]:
    """Return a folder with a file of shapes; it goes when the worker ends."""
    folder = TemporaryDirectory(prefix="neuromod-shapes-")
    write_atomically(Path(folder.name) / shapes.name, shapes.content or b"")
    return folder
