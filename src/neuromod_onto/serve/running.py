"""Run the service until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from neuromod_onto.errors import MissingPartError, UsageError

if TYPE_CHECKING:
    from neuromod_onto.dataset import Dataset


def serve(
    dataset: Dataset,
    *,
    store: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 8000,
    names: Iterable[str] = (),
    origins: Iterable[str] | None = None,
    timeout: float = 10.0,
    memory: int = 1_000_000_000,
    workers: int = 2,
    ready: Callable[[str], object] = lambda _: None,
    say: Callable[[str], object] = lambda _: None,
) -> None:
    """Serve a dataset over HTTP until interrupted.

    Args:
        dataset: what is served.
        store: the folder from which it was opened with ``open_store``; when it is loaded again, the new
            data are served.
        host: address to listen at.
        port: port to listen at; 0 picks a free one.
        names: further values of the Host header that are answered.
        origins: whose pages may read what the interfaces answer, ``*`` for all; when left out, all may read
            the shipped dataset and none a user's data.
        timeout: seconds that a query may take.
        memory: bytes that a query worker may hold.
        workers: how many queries run at once.
        ready: gets the address when the service listens.
        say: told when the store was loaded again, and when what it holds then cannot be served.

    Raises:
        MissingPartError: the packages of the extra ``serve`` are not installed.
        UsageError: the address or port cannot be used, or an origin is none.

    """
    try:
        import uvicorn

        from neuromod_onto.serve.app import LOCAL_HOSTS, make_app
        from neuromod_onto.serve.renewal import Present, StoreWatch
        from neuromod_onto.serve.security import origin_of
        from neuromod_onto.serve.service import Service
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("neuromod_onto"):
            raise
        raise MissingPartError(
            f"the service needs the package {error.name}", "pip install 'neuromod-onto[serve]'"
        ) from error
    origins = None if origins is None else [origin_of(origin) for origin in origins]
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        raise UsageError(
            f"cannot listen at {host} port {port}: {error.strerror or error}",
            "choose another --host" if isinstance(error, socket.gaierror) else "choose another --port",
        ) from error
    make = partial(Service, workers=workers, timeout=timeout, memory=memory)
    watch = StoreWatch(store, dataset.folder.name, make) if store and dataset.folder else None
    app = make_app(Present(make(dataset), watch, say), (*LOCAL_HOSTS, host, *names), origins)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    with listener:
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listener.getsockname()[1]}/")
        uvicorn.Server(config).run(sockets=[listener])
