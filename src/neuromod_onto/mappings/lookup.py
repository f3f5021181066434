"""Look mappings up in both directions."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UnknownTermError, UsageError
from neuromod_onto.mappings import sssom
from neuromod_onto.mappings.sssom import Mapping, mapping_files, read_mappings
from neuromod_onto.model.namespaces import canonical_prefix, compact
from neuromod_onto.model.resources import shipped_folder
from neuromod_onto.terms import resolve

_NAME = "mappings.tsv"
_ORDER = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")


def map_term(dataset: Dataset, text: str, *, to: str = "", language: str = "en") -> list[Mapping]:
    """Return the mappings of a term of ours, or those that lead to a foreign code.

    Args:
        text: a term as ``resolve`` takes it, or a foreign code such as ``mesh:D062187``.
        to: keep only mappings to this vocabulary, by its prefix.
        language: of the labels.

    Raises:
        UnknownTermError: no term and no mapped code is called so.
        UsageError: ``to`` is no known prefix.

    """
    wanted = canonical_prefix(to) if to else ""
    if wanted is None:
        raise UsageError(f"unknown vocabulary {to!r}", "use a prefix such as mesh, snomedct, NCIT")
    prefix, colon, code = text.strip().partition(":")
    known = canonical_prefix(prefix) if colon else None
    rows = dataset.kept.content(_NAME, _lines, __file__, sssom.__file__) if dataset.kept else _lines()
    if known and known != "neuromod":
        wanted_code = f"{known}:{code}"
        found = [m for m in _with(rows, f"\t{wanted_code}\t") if m.object == wanted_code]
        if not found:
            raise UsageError(f"no term of ours is mapped to {known}:{code}", "see neuromod search")
    else:
        try:
            curie = compact(resolve(dataset, text, language=language).iri)
        except UnknownTermError as error:
            bare = f":{text.strip()}"
            codes = sorted(
                {(m.object, m.object_label) for m in _with(rows, f"{bare}\t") if m.object.endswith(bare)}
            )
            if codes:
                named = [" ".join(part for part in pair if part) for pair in codes]
                raise UnknownTermError(f"the code {text.strip()!r} has no prefix", named) from error
            raise
        found = [m for m in _with(rows, f"\n{curie}\t") if m.subject == curie]
    kept = [m for m in found if not wanted or m.object.startswith(wanted + ":")]
    return sorted(kept, key=lambda m: (_ORDER.index(m.predicate), m.object, m.subject))


def _lines() -> bytes:
    """Return all shipped mappings, one a line: the tables read and checked, as the cache keeps them."""
    lines = [""]
    for m in (mapping for path in mapping_files() for mapping in read_mappings(path)):
        cells = [m.subject, m.predicate, m.object, m.object_label, m.justification, m.source]
        cells += ["" if m.confidence is None else repr(m.confidence), m.comment, os.path.basename(m.place)]
        lines.append("\t".join(" ".join(re.split(r"[\t\r\n]+", cell)) for cell in cells))
    return "\n".join([*lines, ""]).encode()


def _with(lines: bytes, wanted: str) -> Iterator[Mapping]:
    """Yield the mappings on the lines in which ``wanted`` stands."""
    text = wanted.encode()
    folder = os.path.join(shipped_folder(), "mappings", "")
    found = lines.find(text)
    while found >= 0:
        end = lines.index(b"\n", found + 1)
        start = lines.rindex(b"\n", 0, found + 1) + 1
        subject, predicate, code, label, why, source, confidence, comment, place = (
            lines[start:end].decode().split("\t")
        )
        certain = float(confidence) if confidence else None
        yield Mapping(subject, predicate, code, label, why, source, certain, comment, folder + place)
        found = lines.find(text, end)
