"""Read RDF files of any common format, with faults that name file, line and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from neuromod_onto.dataset.checked import LONGEST_TOKEN, CheckedBytes
from neuromod_onto.errors import InputError
from neuromod_onto.model.namespaces import NEUROMOD

#: The SPARQL parser gives the place in its message only.
_IN_WORDS = re.compile(r"error at (\d+):(\d+): (.*)")

_CATALOG = "catalog-v001.xml"
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
    ".n3": ox.RdfFormat.N3,
}


def rdf_files(paths: Path | str | Iterable[Path | str]) -> list[Path]:
    """Return the RDF files named, folders replaced by the RDF files directly in them, sorted.

    The catalog of imports that stands in a folder for Protégé is no RDF.

    Args:
        paths: one path or several.

    Raises:
        InputError: a path does not exist, or a folder holds no RDF file.

    """
    files: list[Path] = []
    for path in map(Path, [paths] if isinstance(paths, Path | str) else paths):
        if path.is_dir():
            found = sorted(p for p in path.iterdir() if format_of(p) and p.is_file() and p.name != _CATALOG)
            if not found:
                raise InputError(
                    "no RDF file in this folder", "known endings: " + " ".join(FORMATS), str(path)
                )
            files += found
        elif path.is_file():
            files.append(path)
        else:
            raise InputError("no such file or folder", place=str(path))
    return files


def format_of(path: Path) -> ox.RdfFormat | None:
    """Return the format that the ending of a file names, ``.gz`` left aside, or None."""
    name = Path(path.stem) if path.suffix.lower() == ".gz" else path
    return FORMATS.get(name.suffix.lower())


@contextmanager
def checked_input(path: Path) -> Iterator[tuple[IO[bytes], ox.RdfFormat]]:
    """Open an RDF file, packed with gzip or not, for a parser; faults inside become ``InputError``.

    Raises:
        InputError: unknown ending, unreadable file, wrong encoding, wrong syntax, or content that would harm
            the parser (see ``dataset.checked``).

    """
    rdf_format = format_of(path)
    if rdf_format is None:
        raise InputError(f"unknown ending {path.suffix!r}", "known endings: " + " ".join(FORMATS), str(path))
    source: CheckedBytes | None = None
    try:
        with ExitStack() as stack:
            raw, packed = _open(path, stack)
            source = CheckedBytes(raw, rdf_format, str(path), packed)
            yield cast(IO[bytes], source), rdf_format
    except SyntaxError as error:
        place = str(path) if error.lineno is not None else _place_of_fault(path, rdf_format, str(error.msg))
        raise syntax_fault(error, place, "RDF") from error
    except EOFError as error:
        raise InputError("the packed file ends too early", place=str(path)) from error
    except OSError as error:
        raise InputError(error.strerror or str(error), place=str(path)) from error
    except ValueError as error:
        raise InputError(f"not RDF: {error}", place=str(path)) from error
    except MemoryError as error:
        if "buffer" not in str(error):
            raise
        raise InputError(
            f"a single value of more than {LONGEST_TOKEN // 2**20} MB",
            "close its quotation mark, or keep such data in a file of its own",
            source.place if source else str(path),
        ) from error


def _open(path: Path, stack: ExitStack) -> tuple[IO[bytes], IO[bytes] | None]:
    """Return the bytes of a file, and those that lie on the disk when it is packed."""
    raw: IO[bytes] = stack.enter_context(path.open("rb"))
    if path.suffix.lower() != ".gz":
        return raw, None
    import gzip

    return cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=raw))), raw


class LineByLine:
    """Gives a parser a file one line at a time, and so knows which one it has reached.

    Attributes:
        line: number of the line.
        text: the line, or what was last read of it.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = ExitStack()
        self._raw: IO[bytes]
        self.line = 1
        self.text = b""

    def __enter__(self) -> LineByLine:
        self._raw = _open(self._path, self._files)[0]
        return self

    def __exit__(self, *exception: object) -> None:
        self._files.close()

    def read(self, size: int = -1) -> bytes:
        """Return the next line, or a part of it."""
        self.line += self.text.endswith(b"\n")
        part = self._raw.readline(size)
        self.text = part or self.text.rstrip(b"\n")
        return part


def _place_of_fault(path: Path, rdf_format: ox.RdfFormat, cause: str) -> str:
    """Return the file and the line that a parser had reached which names no line, as that of XML does.

    That of JSON-LD reads an object to its end before it judges it; there the entry is looked for. The file is
    parsed again, so this costs time only where there is a fault.
    """
    if rdf_format == ox.RdfFormat.JSON_LD and (found := _entry_at_fault(path, cause)):
        return "{}:{}:{}".format(path, *found)
    with LineByLine(path) as source:
        try:
            for _ in ox.parse(cast(IO[bytes], source), format=rdf_format, base_iri="file:///"):
                pass
        except (SyntaxError, ValueError, OSError):
            return f"{path}:{source.line}"
    return str(path)


def _entry_at_fault(path: Path, cause: str) -> tuple[int, int] | None:
    """Return line and column of the entry of a document of JSON-LD that its parser refuses."""
    from neuromod_onto.dataset.jsonld_places import LARGEST, place_of_meaning

    with ExitStack() as stack:
        content = _open(path, stack)[0].read(LARGEST + 1)
    return place_of_meaning(content, cause, path.resolve().as_uri())


def read_quads(path: Path) -> Iterator[ox.Quad]:
    """Yield the quads of one RDF file; blank nodes are renamed apart from those of other files.

    Raises:
        InputError: as ``checked_input``.

    """
    with checked_input(path) as (source, rdf_format):
        yield from ox.parse(
            source, format=rdf_format, base_iri=path.resolve().as_uri(), rename_blank_nodes=True
        )


def read_rdf(paths: Path | str | Iterable[Path | str]) -> ox.Store:
    """Read RDF files into one in-memory store."""
    store = ox.Store()
    for path in rdf_files(paths):
        store.bulk_extend(read_quads(path))
    return store


def syntax_fault(error: SyntaxError, place: str, language: str) -> InputError:
    """Turn a parser's SyntaxError into an InputError with line and column."""
    cause = str(error.msg).strip().splitlines()[0]
    if "LoadDocumentCallback" in cause:
        return InputError(
            "a JSON-LD context at another place, which is not fetched",
            "write the context into the file",
            place,
        )
    in_words = _IN_WORDS.match(cause)
    hint = ""
    if error.lineno is not None:
        place = f"{place}:{error.lineno}" + (f":{error.offset}" if error.offset is not None else "")
    elif in_words:
        place, cause = f"{place}:{in_words[1]}:{in_words[2]}", in_words[3]
        if "Prefix not found" in cause:
            cause = "the prefix of the name before this place is not declared"
            hint = f"declare it, such as PREFIX neuromod: <{NEUROMOD}>"
        elif cause.startswith("expected "):  # a part of the grammar's alternatives, often not the one meant
            cause = "something is missing before this place, or does not belong here"
    return InputError(f"not valid {language}: {cause}", hint, place)
