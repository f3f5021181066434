"""All mappings as one SSSOM table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from neuromod_onto.mappings import mapping_files
from neuromod_onto.model.namespaces import NEUROMOD, prefixes

_LEADING = ("subject_id", "subject_label", "predicate_id", "object_id", "object_label")


def sssom_bundle(folder: Path, *, version: str, modified: str) -> bytes:
    """Return the tables of a folder as one SSSOM TSV: the columns of all, rows in the order of the files.

    Args:
        folder: holds the tables, one for each vocabulary.
        version: of the set.
        modified: day of the set, as ``2026-11-23``.

    """
    tables = [_read(path) for path in mapping_files(folder)]
    columns = list(dict.fromkeys([*_LEADING, *(c for header, _ in tables for c in header)]))
    rows = [dict(zip(header, row, strict=True)) for header, rows in tables for row in rows]
    lines = [*_header(rows, version, modified), "\t".join(columns)]
    lines += ["\t".join(row.get(column, "") for column in columns) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    lines = [line for line in path.read_text("utf-8").split("\n") if line and not line.startswith("#")]
    header, *rows = [line.split("\t") for line in lines]
    return header, rows


def _header(rows: Iterable[dict[str, str]], version: str, modified: str) -> list[str]:
    cells = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {row[cell].partition(":")[0] for row in rows for cell in cells}
    return [
        "#curie_map:",
        *(f"#  {p.prefix}: {p.namespace}" for p in prefixes().values() if p.prefix in used),
        "#license: https://creativecommons.org/licenses/by/4.0/",
        f"#mapping_date: {modified}",
        f"#mapping_set_id: {NEUROMOD}mappings/all",
        "#mapping_set_title: 'neuromod-onto to all mapped vocabularies'",
        f"#mapping_set_version: '{version}'",
        "#subject_source: neuromod:ontology/neuromod",
        f"#subject_source_version: '{version}'",
        "#subject_type: owl class",
    ]
