"""Run the service until it is stopped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from neuromod_onto.errors import MissingPartError

if TYPE_CHECKING:
    from neuromod_onto.dataset import Dataset


def serve(dataset: Dataset, *, host: str = "127.0.0.1", port: int = 8000, names: Iterable[str] = ()) -> None:
    """Serve a dataset over HTTP until interrupted.

    Args:
        dataset: what is served.
        host: address to listen at.
        port: port to listen at; 0 picks a free one.
        names: further values of the Host header that are answered.

    Raises:
        MissingPartError: the packages of the extra ``serve`` are not installed.

    """
    try:
        import uvicorn

        from neuromod_onto.serve.app import LOCAL_HOSTS, make_app
        from neuromod_onto.serve.service import Service
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("neuromod_onto"):
            raise
        raise MissingPartError(
            f"the service needs the package {error.name}", "pip install 'neuromod-onto[serve]'"
        ) from error
    app = make_app(Service(dataset), (*LOCAL_HOSTS, host, *names))
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)
