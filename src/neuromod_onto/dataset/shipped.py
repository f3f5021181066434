"""The shipped files: which of them make the dataset, and a digest that names what the cache keeps of them.

Reading four megabytes to say that nothing has changed would cost a command a tenth of its time. So the cache
folder remembers, in ``known.tsv``, the digest that files of these sizes and times had. A line counts only
when everything that the system says of every file is as it was, and its own checksum fits.

Neither ``pathlib`` nor the engine is imported for that (see ``model/resources.py``).
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING
from zlib import crc32

from neuromod_onto.errors import NeuromodError
from neuromod_onto.model.resources import shipped_folder, shipped_root
from neuromod_onto.model.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox

#: Files of ``ontology/`` that make the shipped dataset. Alignments and the optional covering axioms
#: stay out: nobody needs them to use the ontology.
SHIPPED = ("neuromod.ttl", "products.ttl", "evidence.ttl", "safety.ttl", "mappings.ttl", "inferred.ttl")

#: Raised when what the cache keeps changes its form.
_FORMAT = 3
_KNOWN = "known.tsv"
_MOST_KNOWN = 20
#: Files younger than this may change again without a trace in their times.
_SETTLED = 2.0


def shipped_files() -> list[Path]:
    """Return the paths of the shipped graphs that exist."""
    folder = shipped_root() / "ontology"
    return [path for name in SHIPPED if (path := folder / name).is_file()]


def read_shipped() -> ox.Store:
    """Read the shipped graphs into memory.

    They are taken as they are: what guards against hostile files would double the time.

    Raises:
        InputError: a file cannot be read.

    """
    import pyoxigraph as ox

    store = ox.Store()
    for path in shipped_files():
        try:
            store.load(path=str(path), format=ox.RdfFormat.TURTLE, base_iri=path.resolve().as_uri())
        except (OSError, SyntaxError, ValueError):
            from neuromod_onto.dataset.read import read_quads

            store.bulk_extend(read_quads(path))  # says what is wrong, and where
    return store


def content_key(files: Iterable[Path]) -> str:
    """Return a digest of the content of files, which names a version of the dataset."""
    from hashlib import blake2b

    digest = blake2b(digest_size=16)
    for path in files:
        content = path.read_bytes()
        digest.update(f"\n{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def shipped_key(cache: str) -> str:
    """Return the name under which a cache keeps what is made of the shipped files as they are now.

    Raises:
        OSError: a shipped file cannot be read.

    """
    files = _sources()
    stamp, newest = _stamp(files)
    known = _known(cache)
    for key, seen in known:
        if seen == stamp:
            return key
    key = current_key()
    if _stamp(_sources())[0] == stamp and time.time() - newest > _SETTLED:
        _remember(cache, [(key, stamp), *known])
    return key


def current_key() -> str:
    """Return that name from the content of the files, whatever their times say."""
    from hashlib import blake2b
    from pathlib import Path

    whole = f"{_writer()} {content_key(Path(entry.path) for entry in _sources())}"
    return blake2b(whole.encode(), digest_size=16).hexdigest()


def _writer() -> str:
    """Return what else decides on the form of what is kept: the names are folded as this Python does."""
    python = f"{sys.version_info.major}.{sys.version_info.minor} {sys.byteorder}"
    return f"{_FORMAT} {__version__} {python}"


def _sources() -> list[os.DirEntry[str]]:
    """Return the graphs and tables of the shipped folders, sorted by folder and name."""
    found = []
    for folder in ("mappings", "ontology"):
        with os.scandir(os.path.join(shipped_folder(), folder)) as entries:
            kept = [e for e in entries if e.name.endswith((".ttl", ".tsv")) and not e.name.startswith(".")]
        found += sorted(kept, key=lambda entry: entry.name)
    return found


def _stamp(files: list[os.DirEntry[str]]) -> tuple[str, float]:
    """Return what the system says of files, on one line, and the time of the latest change to one."""
    states = [(entry.name, os.stat(entry.path)) for entry in files]
    parts = [f"{name}:{s.st_size}:{s.st_mtime_ns}:{s.st_ctime_ns}:{s.st_ino}" for name, s in states]
    newest = max((max(s.st_mtime, s.st_ctime) for _, s in states), default=0.0)
    return f"{_writer()} {shipped_folder()!a} {' '.join(parts)}", newest


def _known(cache: str) -> list[tuple[str, str]]:
    """Return the (key, stamp) pairs of the lines whose checksum fits, newest first."""
    try:
        with open(os.path.join(cache, _KNOWN), encoding="utf-8") as file:
            lines = file.read().splitlines()
    except (OSError, ValueError):
        return []
    found = []
    for line in lines:
        checksum, _, rest = line.partition("\t")
        key, _, stamp = rest.partition("\t")
        if checksum == f"{crc32(rest.encode()):08x}":
            found.append((key, stamp))
    return found


def _remember(cache: str, known: list[tuple[str, str]]) -> None:
    from pathlib import Path

    from neuromod_onto.render.files import write_atomically

    rests = [f"{key}\t{stamp}" for key, stamp in known[:_MOST_KNOWN]]
    lines = [f"{crc32(rest.encode()):08x}\t{rest}\n" for rest in rests]
    try:
        os.makedirs(cache, exist_ok=True)
        write_atomically(Path(cache, _KNOWN), "".join(lines))
    except (OSError, NeuromodError):
        pass
