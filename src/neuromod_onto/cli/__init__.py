"""The command line: one thin module a command, each over library functions of the same name.

Command modules are imported only when their command runs, so that ``--help`` stays fast.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

#: Objects made between two collections of garbage; at the usual 700 a start-up holds a hundred of them.
_BETWEEN_COLLECTIONS = 100_000


class Verb:
    """A command as the table below lists it: where it lives, one line of help, if it asks a service."""

    def __init__(self, group: str, module: str, help_line: str, *, asks_service: bool = False) -> None:
        self.group = group
        self.module = module
        self.help_line = help_line
        self.asks_service = asks_service


VERBS = {
    "search": Verb("Find", "search", "Find terms by name, synonym, abbreviation or code."),
    "term": Verb("Find", "term", "Show what is known of a term."),
    "tree": Verb("Find", "tree", "Show the class hierarchy."),
    "draw": Verb("Find", "draw", "Draw the neighbourhood of a term (SVG, Mermaid, DOT)."),
    "query": Verb("Ask", "query", "List, show, run and test canned queries.", asks_service=True),
    "sparql": Verb("Ask", "sparql", "Run a SPARQL query of your own.", asks_service=True),
    "map": Verb("Link", "map", "Show mappings to other vocabularies, both ways."),
    "valueset": Verb(
        "Link", "valueset", "List the members and codes of a class expression.", asks_service=True
    ),
    "search-strategy": Verb("Link", "search_strategy", "Write a complete literature or registry search."),
    "annotate": Verb("Link", "annotate", "Name the therapies that texts mention."),
    "lint-codes": Verb("Link", "lint_codes", "Judge claims that a term has a code."),
    "convert": Verb("Data", "convert", "Convert RDF files between formats."),
    "ingest": Verb("Data", "ingest", "Read records of doses into RDF, in canonical units."),
    "load": Verb("Data", "load", "Load RDF files into a store on disk.", asks_service=True),
    "extract": Verb("Data", "extract", "Write an ontology about some terms only."),
    "diff": Verb("Data", "diff", "Show what changed between two states of the ontology."),
    "validate": Verb("Check", "validate", "Check the ontology or records against SHACL shapes."),
    "check": Verb("Check", "check", "Check the ontology against authoring rules."),
    "reason": Verb("Check", "reason", "Classify, find contradictions, explain conclusions (Java)."),
    "doctor": Verb("Check", "doctor", "Say what is installed and what is missing."),
    "build": Verb("Make", "build", "Generate mappings and inferred graphs; normalise files (Java)."),
    "serve": Verb("Make", "serve", "Serve the explorer and the interfaces over HTTP."),
    "completion": Verb("Make", "completion", "Print the script that makes TAB work in a shell."),
    "docs": Verb("Make", "docs", "Write the documentation as a static site."),
    "cite": Verb("Make", "cite", "Say how to cite neuromod-onto."),
}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with a documented code."""
    gc.set_threshold(_BETWEEN_COLLECTIONS)
    from neuromod_onto.cli.failures import run
    from neuromod_onto.cli.group import VerbGroup
    from neuromod_onto.cli.settings import Settings

    command = VerbGroup(VERBS)
    _leave(run(command, list(sys.argv[1:] if arguments is None else arguments), Settings()))


def _leave(code: int) -> NoReturn:
    """End the process; one without others below it need not be taken apart object by object.

    That would take a tenth of the time of a query. What has been registered for the end is done.
    """
    threads = sys.modules.get("threading")
    waiting = threads and any(not t.daemon for t in threads.enumerate() if t is not threads.main_thread())
    if not waiting and not {"subprocess", "multiprocessing"} & sys.modules.keys():
        import atexit

        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # such as a full disk, which has been reported
                stream.flush()
        os._exit(code)
    sys.exit(code)
