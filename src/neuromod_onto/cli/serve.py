"""``neuromod serve``: the explorer and the interfaces over HTTP."""

from __future__ import annotations

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.settings import Settings


@click.command(cls=VerbCommand)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N", help="Port."
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen at; 0.0.0.0 for all of this machine's.",
)
@click.option(
    "--name", "names", multiple=True, metavar="HOST", help="Answer to this host name too; may be repeated."
)
@click.option(
    "--origin",
    "origins",
    multiple=True,
    metavar="URL",
    help="Let pages of this origin read what the interfaces answer, * for all; may be repeated.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    metavar="N",
    help="Processes that answer queries.",
)
@click.pass_obj
def command(
    settings: Settings,
    port: int,
    host: str,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    workers: int,
) -> None:
    """Serve the explorer and the interfaces, read-only, until interrupted.

    Only requests to localhost, to --host and to each --name are answered. Web pages of other origins may
    read the shipped dataset; yours (--data, --store) only those of each --origin. A query is stopped after
    --timeout (10s when left out) or at --memory. When a --store is loaded again, its new data are served.
    """
    from neuromod_onto.serve.running import serve

    serve(
        settings.dataset(),
        store=settings.store,
        host=host,
        port=port,
        names=names,
        origins=origins or None,
        timeout=settings.timeout or 10.0,
        memory=settings.memory,
        workers=workers,
        ready=lambda address: settings.say(f"{address}  (stop with Ctrl-C)"),
        say=settings.say,
    )
