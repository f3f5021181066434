"""The option ``--dask``, and the cluster that it names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client

_Function = TypeVar("_Function", bound=Callable[..., Any])

#: Adds ``--dask`` to a command.
dask_option: Callable[[_Function], _Function] = click.option(
    "--dask",
    metavar="ADDRESS|local",
    help="Do the work in parts on the Dask scheduler at host:port, or on a cluster of --jobs processes "
    "made for this run. Dask's processes exchange pickles, which can run code: name only a scheduler that "
    "you trust.",
)


def connected(dask: str, jobs: int | None, settings: Settings) -> AbstractContextManager[Client]:
    """Return a connection to the cluster that ``--dask`` names.

    Raises:
        UsageError: ``--store`` beside it: workers load the ontology themselves.

    """
    if settings.store:
        raise UsageError(
            "--dask takes no --store: workers load the ontology themselves", "name further files with --data"
        )
    from neuromod_onto.cluster import connect

    return connect(dask, jobs, wait=settings.timeout or 10.0)
