"""neuromod-onto: an OWL ontology of neuromodulation and the toolkit around it.

The public names are loaded on first use, so that importing the package costs nothing:

>>> import neuromod_onto
>>> dataset = neuromod_onto.load()
>>> neuromod_onto.resolve(dataset, "DBS").curie
'neuromod:DeepBrainStimulation'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuromod_onto.model.lazy import lazily
from neuromod_onto.model.version import __version__

if TYPE_CHECKING:
    from neuromod_onto.catalog import load_catalog, run_query
    from neuromod_onto.dataset import Dataset, load, load_store, open_store
    from neuromod_onto.engine import sparql
    from neuromod_onto.linking import Annotator, annotate, lint_codes, search_strategy, valueset
    from neuromod_onto.mappings import map_term
    from neuromod_onto.reasoning import explain, reason
    from neuromod_onto.records import ingest
    from neuromod_onto.release import build
    from neuromod_onto.terms import describe, labelled, resolve, search, tree
    from neuromod_onto.validation import validate

__all__ = [
    "Annotator",
    "Dataset",
    "__version__",
    "annotate",
    "build",
    "describe",
    "explain",
    "ingest",
    "labelled",
    "lint_codes",
    "load",
    "load_catalog",
    "load_store",
    "map_term",
    "open_store",
    "reason",
    "resolve",
    "run_query",
    "search",
    "search_strategy",
    "sparql",
    "tree",
    "validate",
    "valueset",
]

__getattr__ = lazily(
    __name__,
    {
        "Annotator": "linking",
        "Dataset": "dataset",
        "annotate": "linking",
        "build": "release",
        "describe": "terms",
        "explain": "reasoning",
        "ingest": "records",
        "labelled": "terms",
        "lint_codes": "linking",
        "load": "dataset",
        "load_catalog": "catalog",
        "load_store": "dataset",
        "map_term": "mappings",
        "open_store": "dataset",
        "reason": "reasoning",
        "resolve": "terms",
        "run_query": "catalog",
        "search": "terms",
        "search_strategy": "linking",
        "sparql": "engine",
        "tree": "terms",
        "validate": "validation",
        "valueset": "linking",
    },
)
