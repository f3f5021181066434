"""``neuromod docs``: the documentation as a static site."""

from __future__ import annotations

from pathlib import Path

import click

from neuromod_onto.cli.group import VerbCommand
from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import MissingPartError


@click.command(cls=VerbCommand)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option(
    "--address", metavar="URL", default="", help="Where the site will stand; writes w3id.htaccess too."
)
@click.pass_obj
def command(settings: Settings, folder: Path, address: str) -> None:
    """Write a page for each term, query, shape and guide, in both languages, that needs no server."""
    from neuromod_onto.dataset import load

    try:
        from neuromod_onto.site.building import build_site
    except ModuleNotFoundError as error:
        raise MissingPartError(
            f"{error.name} is not installed", "pip install 'neuromod-onto[docs]'"
        ) from error

    pages = build_site(load(settings.data), folder, address=address, progress=settings.say)
    settings.say(f"{pages} pages written to {folder}")
