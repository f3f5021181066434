"""``neuromod load``: a store on disk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError
from neuromod_onto.render.tables import counted, visible


@click.command(cls=VerbCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|DIR]...")
@click.option("--replace", is_flag=True, help="Leave out what the store or graph held before.")
@click.option("--graph", metavar="IRI", default="", help="Graph to load into, with --endpoint.")
@click.pass_obj
def command(settings: Settings, files: tuple[Path, ...], replace: bool, graph: str) -> None:
    """Load RDF files into the store that --store names, together with the ontology.

    All files are loaded or none: whatever happens on the way, the store stays as it was. Other commands
    read it with --store, several at once. Files are added to those loaded before; a file whose content
    the store has is left out.

    With --endpoint, load them into a service; its address is that of the Graph Store protocol. Without a
    file, load the ontology dataset there, so that canned queries work.
    """
    if settings.endpoint and settings.store is None and not settings.data:
        _upload(settings, files, replace, graph)
        return
    from neuromod_onto.dataset import load_store

    if settings.store is None:
        raise UsageError("load needs --store DIR or --endpoint URL", "name the folder of the store")
    if graph:
        raise UsageError("--graph goes with --endpoint")
    if not files:
        raise UsageError("load needs a file", "see neuromod load --help")
    if settings.data:
        raise UsageError("load takes its files without --data")
    progress = _progress(settings)
    try:
        manifest = load_store(files, settings.store, replace=replace, progress=progress)
    finally:
        if progress:
            click.echo(err=True)
    count = sum(file.statements for file in manifest.files)
    settings.say(
        f"{settings.store}: {count} statements of {counted(len(manifest.files), 'file')}, with the ontology"
    )


def _upload(settings: Settings, files: tuple[Path, ...], replace: bool, graph: str) -> None:
    from neuromod_onto.engine.upload import upload

    hour = 3600.0
    sent = upload(files, settings.endpoint, graph=graph, replace=replace, timeout=settings.timeout or hour)
    for name, count in sent.items():
        settings.say(f"{count} statements sent to {f'<{name}>' if name else 'the default graph'}")


def _progress(settings: Settings) -> Callable[[Path, int], None] | None:
    """Return what shows the progress on a terminal: one line a file, written over."""
    if settings.quiet or not sys.stderr.isatty():
        return None
    last: list[Path] = []

    def tell(path: Path, count: int) -> None:
        fresh = "\r" if last[-1:] == [path] or not last else "\n"
        last[:] = [path]
        click.echo(f"{fresh}{visible(path.name)}: {count:,} statements", err=True, nl=False)
        sys.stderr.flush()

    return tell
