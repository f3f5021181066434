"""Read SSSOM tables and turn them into RDF."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.model.lazy import LazyModule
from neuromod_onto.model.namespaces import canonical_prefix, expand
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE, SKOS

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph as ox
else:
    ox = LazyModule("pyoxigraph")

PREDICATES = tuple(f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related"))
_REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")


class Mapping(NamedTuple):
    """One row of an SSSOM table.

    Attributes:
        subject: CURIE of our term.
        predicate: one of ``PREDICATES``: how the object stands to the subject (broad: it is wider).
        object: CURIE of the foreign code.
        object_label: the other vocabulary's wording, empty for SNOMED CT.
        justification: CURIE from the semantic mapping vocabulary.
        source: where the identifier was read.
        confidence: 0 to 1, or None.
        comment: remark.
        place: file and line.

    """

    subject: str
    predicate: str
    object: str
    object_label: str
    justification: str
    source: str
    confidence: float | None
    comment: str
    place: str


def mapping_files(folder: Path | None = None) -> list[Path]:
    """Return the SSSOM tables of a folder, the shipped one when left out."""
    return sorted((folder or shipped_root() / "mappings").glob("*.sssom.tsv"))


def read_mappings(path: Path) -> Iterator[Mapping]:
    """Yield the mappings of one SSSOM table.

    Raises:
        InputError: a column is missing, or a row has an unknown prefix or predicate, or a malformed code.

    """
    import csv

    from neuromod_onto.dataset.lines import bounded_lines

    with path.open("rb") as stream:
        numbered = enumerate(bounded_lines(stream, str(path)), 1)
        lines = [(number, line) for number, line in numbered if not line.startswith("#")]
    reader = csv.DictReader((line for _, line in lines), delimiter="\t")
    try:
        missing = [column for column in _REQUIRED if column not in (reader.fieldnames or ())]
        if missing:
            raise InputError(
                f"missing columns: {', '.join(missing)}", place=f"{path}:{lines[0][0] if lines else 1}"
            )
        for (number, _), row in zip(lines[1:], reader, strict=False):
            yield _mapping(row, f"{path}:{number}")
    except csv.Error as error:
        number = lines[reader.reader.line_num - 1][0]
        raise InputError(f"no table: {error}", place=f"{path}:{number}") from error


def _mapping(row: dict[str, str], place: str) -> Mapping:
    from neuromod_onto.mappings.identifiers import faults_of_code

    if None in row or None in row.values():
        raise InputError("not as many cells as the heading has columns", place=place)
    if row["predicate_id"] not in PREDICATES:
        raise InputError(f"unknown predicate {row['predicate_id']!r}", "use " + ", ".join(PREDICATES), place)
    prefix, _, code = row["object_id"].partition(":")
    canonical = canonical_prefix(prefix)
    if canonical != prefix:
        raise InputError(
            f"unknown prefix {prefix!r}",
            f"write {canonical}" if canonical else "add it to ontology/prefixes.tsv",
            place,
        )
    fault = faults_of_code(prefix, code)
    if fault:
        raise InputError(f"{row['object_id']}: {fault}", place=place)
    try:
        confidence = float(row["confidence"]) if row.get("confidence") else None
    except ValueError as error:
        raise InputError(f"confidence {row['confidence']!r} is no number", place=place) from error
    return Mapping(
        subject=row["subject_id"],
        predicate=row["predicate_id"],
        object=row["object_id"],
        object_label=row.get("object_label") or "",
        justification=row["mapping_justification"],
        source=row.get("object_source_version") or row.get("object_source") or "",
        confidence=confidence,
        comment=row.get("comment") or "",
        place=place,
    )


def mapping_triples(folder: Path | None = None) -> list[ox.Triple]:
    """Return the SKOS triples of all SSSOM tables of a folder, with the SKOS properties declared."""
    triples = set()
    for path in mapping_files(folder):
        for mapping in read_mappings(path):
            try:
                nodes = [
                    ox.NamedNode(expand(curie))
                    for curie in (mapping.subject, mapping.predicate, mapping.object)
                ]
            except (UsageError, ValueError) as error:
                raise InputError(str(error), place=mapping.place) from error
            triples.add(ox.Triple(*nodes))
    declared = {
        ox.Triple(t.predicate, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "AnnotationProperty"))
        for t in triples
    }
    assert all(t.subject.value.startswith(SKOS) for t in declared)  # type: ignore[union-attr]
    return sorted(triples | declared, key=str)
