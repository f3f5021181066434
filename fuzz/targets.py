"""Fuzzing targets; see README.md beside this file."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["neuromod_onto"]):
    import pyoxigraph as ox

    from neuromod_onto.dataset import load, read_quads
    from neuromod_onto.dataset.read import FORMATS
    from neuromod_onto.engine import LocalEngine
    from neuromod_onto.errors import NeuromodError
    from neuromod_onto.linking import Annotator, Columns, read_texts
    from neuromod_onto.records.quantities.units import convert

_FOLDER = Path(tempfile.mkdtemp())
_ENDINGS = [*FORMATS, ".ttl.gz"]
_CANONICAL = ("mA", "us", "Hz", "ug/d", "Cel", "V", "")


def rdf(data: bytes) -> None:
    """Read bytes as RDF; the first byte chooses the format."""
    path = _FOLDER / f"a{_ENDINGS[(data[:1] or b'0')[0] % len(_ENDINGS)]}"
    path.write_bytes(data[1:])
    list(read_quads(path))


def table(data: bytes) -> None:
    """Read bytes as a table of texts."""
    list(read_texts(io.BytesIO(data), Columns(None if data[:1] == b"\0" else "a")))


def query(data: bytes) -> None:
    """Ask an empty store."""
    LocalEngine(ox.Store()).query(data.decode("utf-8", "replace"))


def quantity(data: bytes) -> None:
    """Convert a number with its unit."""
    provider = atheris.FuzzedDataProvider(data)
    canonical = provider.PickValueInList(list(_CANONICAL))
    result = convert(
        provider.ConsumeUnicodeNoSurrogates(60), provider.ConsumeUnicodeNoSurrogates(12), canonical
    )
    assert result.is_finite()


def annotate(data: bytes) -> None:
    """Annotate a text; each mention is the text between its offsets."""
    text = data.decode("utf-8", "replace")
    for mention in _annotator().mentions(text, ""):
        assert text[mention.start : mention.end] == mention.match


_kept: list[Annotator] = []


def _annotator() -> Annotator:
    if not _kept:
        _kept.append(Annotator(load()))
    return _kept[0]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "rdf": rdf,
    "table": table,
    "query": query,
    "quantity": quantity,
    "annotate": annotate,
}


def main() -> None:
    """Fuzz the target that the first argument names."""
    target = TARGETS[sys.argv.pop(1)]

    def one(data: bytes) -> None:
        try:
            target(data)
        except NeuromodError:
            pass

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
