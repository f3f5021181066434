"""An OWL ontology of neuromodulation, in English and French, and the toolkit around it.

=============  ==========================================================================
data           ``load``, ``load_store``, ``open_store``: a ``Dataset``, which the rest takes
terms          ``resolve``, ``search``, ``describe``, ``tree``, ``map_term``, ``cite``
questions      ``sparql``, ``run_query``, ``load_catalog``; they answer with ``Rows``, a
               ``Graph`` or a truth value; ``labelled`` names the terms
texts, codes   ``annotate``, ``Annotator``, ``lint_codes``, ``valueset``, ``search_strategy``
records        ``ingest``, ``validate``
the ontology   ``check``, ``reason``, ``explain``, ``diff``, ``extract``, ``convert``, ``build``
=============  ==========================================================================

Functions print nothing; faults are errors of ``neuromod_onto.errors``, with a cause and a hint. Names are
loaded on first use, so that importing the package costs nothing:

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
    from neuromod_onto.engine import Graph, Rows, sparql
    from neuromod_onto.linking import Annotator, annotate, lint_codes, search_strategy, valueset
    from neuromod_onto.mappings import map_term
    from neuromod_onto.quality import check
    from neuromod_onto.reasoning import explain, reason
    from neuromod_onto.records import ingest
    from neuromod_onto.release import build, convert, diff, extract
    from neuromod_onto.terms import cite, describe, labelled, resolve, search, tree
    from neuromod_onto.validation import validate

__all__ = [
    "Annotator",
    "Dataset",
    "Graph",
    "Rows",
    "__version__",
    "annotate",
    "build",
    "check",
    "cite",
    "convert",
    "describe",
    "diff",
    "explain",
    "extract",
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
        "Graph": "engine",
        "Rows": "engine",
        "annotate": "linking",
        "build": "release",
        "check": "quality",
        "cite": "terms",
        "convert": "release",
        "describe": "terms",
        "diff": "release",
        "explain": "reasoning",
        "extract": "release",
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


def __dir__() -> list[str]:
    """Return the public names, those too that are not loaded yet: for ``help`` and completion."""
    return list(__all__)
