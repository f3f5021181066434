"""Mappings to other vocabularies: SSSOM tables, read, checked, looked up, turned into RDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily

if TYPE_CHECKING:
    from neuromod_onto.mappings.identifiers import faults_of_code, sctid_is_valid
    from neuromod_onto.mappings.lookup import map_term
    from neuromod_onto.mappings.sssom import Mapping, mapping_files, mapping_triples, read_mappings

__all__ = [
    "Mapping",
    "faults_of_code",
    "map_term",
    "mapping_files",
    "mapping_triples",
    "read_mappings",
    "sctid_is_valid",
]

__getattr__ = lazily(
    __name__,
    {
        "Mapping": "sssom",
        "faults_of_code": "identifiers",
        "map_term": "lookup",
        "mapping_files": "sssom",
        "mapping_triples": "sssom",
        "read_mappings": "sssom",
        "sctid_is_valid": "identifiers",
    },
)
