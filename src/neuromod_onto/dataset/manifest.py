"""What a store on disk says of itself: ``manifest.json`` beside the data."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from zlib import crc32

from neuromod_onto.errors import InputError

NAME = "manifest.json"
_FORMAT = 2


@dataclass(frozen=True)
class LoadedFile:
    """A file that was loaded.

    Attributes:
        path: where it was, absolute.
        digest: BLAKE2b-128 of its content, hexadecimal.
        bytes: its size.
        format: media type of its syntax.
        statements: how many it holds, repeated ones included.
        loaded: when, in UTC, as ISO 8601.

    """

    path: str
    digest: str
    bytes: int
    format: str
    statements: int
    loaded: str


@dataclass(frozen=True)
class Manifest:
    """What a store holds.

    Attributes:
        engine: version of Oxigraph that wrote it.
        ontology: digest of the ontology dataset in it.
        generation: name of the subfolder with the data.
        quads: how many in all, closure, copies and counts included.
        closure: how many of them are the subclass closure.
        tables: size in bytes and CRC-32 of each file of data, by name; none of them ever changes.
        files: what was loaded beside the ontology, in order.

    """

    engine: str
    ontology: str
    generation: str
    quads: int
    closure: int
    tables: dict[str, tuple[int, str]]
    files: list[LoadedFile] = field(default_factory=list)

    def as_json(self) -> str:
        """Return the text of ``manifest.json``."""
        content = {"format": _FORMAT, **asdict(self)}
        return json.dumps({**content, "checksum": _checksum(content)}, indent=2, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a store, or None when the folder has none.

    Raises:
        InputError: it cannot be read or is of another format.

    """
    path = folder / NAME
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format"] != _FORMAT:
            raise InputError("this store was written by another version of neuromod", reload(), str(path))
        if content.pop("checksum") != _checksum(content):
            raise ValueError
        del content["format"]
        files = [LoadedFile(**file) for file in content.pop("files")]
        tables = {name: (size, checksum) for name, (size, checksum) in content.pop("tables").items()}
        manifest = Manifest(**content, tables=tables, files=files)
        if "/" in manifest.generation or "\\" in manifest.generation:
            raise ValueError
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(error.strerror or str(error), place=str(path)) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError("the store is damaged: its manifest cannot be read", reload(), str(path)) from error
    return manifest


def _checksum(content: dict[str, object]) -> str:
    return f"{crc32(json.dumps(content, sort_keys=True).encode()):08x}"


def reload(manifest: Manifest | None = None) -> str:
    """Return the hint that says how to load a store anew."""
    files = " ".join(file.path for file in manifest.files) if manifest else "FILE..."
    return f"load it anew: neuromod load --replace {files} --store DIR"
