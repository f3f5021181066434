"""A store that is loaded again while it is served: later requests see what it holds now.

A request keeps the service with which it began, so none sees two states of the data; a service that has been
replaced is closed after its last request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from neuromod_onto.dataset import open_store
from neuromod_onto.dataset.manifest import read_manifest
from neuromod_onto.errors import NeuromodError
from neuromod_onto.serve.service import Service

#: Seconds between two looks at the store.
PAUSE = 2.0


class Present:
    """The service as it is now.

    Args:
        service: the first one; closed at the end like all that follow.
        renewed: returns the service of newer data, or None; called now and then in a thread.
        say: told why newer data cannot be served, once for each reason.

    Attributes:
        service: what the next request is given.

    """

    def __init__(
        self,
        service: Service,
        renewed: Callable[[], Service | None] | None = None,
        say: Callable[[str], object] = lambda _: None,
    ) -> None:
        self.service = service
        self._renewed = renewed
        self._say = say
        self._users: Counter[Service] = Counter()

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Service]:
        """Give the present service to a request, for as long as it takes."""
        service = self.service
        self._users[service] += 1
        try:
            yield service
        finally:
            self._users[service] -= 1
            await self._close_unused()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Prepare the service, look for newer data, and close what is left at the end."""
        await to_thread.run_sync(self.service.warm)
        try:
            async with anyio.create_task_group() as group:
                if self._renewed:
                    group.start_soon(self._look, self._renewed)
                yield
                group.cancel_scope.cancel()
        finally:
            for service in {*self._users, self.service}:
                service.close()

    async def _look(self, renewed: Callable[[], Service | None]) -> None:
        told = ""
        while True:
            await anyio.sleep(PAUSE)
            try:
                service = await to_thread.run_sync(renewed)
            except (NeuromodError, OSError, RuntimeError) as error:
                if str(error) != told:
                    told = str(error)
                    self._say(f"the store was loaded again and cannot be served, the data before are: {told}")
                continue
            if service:
                self._users[self.service] += 0
                self.service, told = service, ""
                self._say("the store was loaded again; its data are served now")
                await self._close_unused()

    async def _close_unused(self) -> None:
        for service in [s for s, users in self._users.items() if not users and s is not self.service]:
            del self._users[service]
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(service.close)


class Lending:
    """ASGI middleware that gives each request the present service."""

    def __init__(self, app: ASGIApp, present: Present) -> None:
        self.app = app
        self.present = present

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        async with self.present.lent() as service:
            scope.setdefault("state", {})["service"] = service
            await self.app(scope, receive, send)


class StoreWatch:
    """Says when a store on disk holds something else than before, and opens it.

    Args:
        folder: the store, as ``neuromod load`` made it.
        generation: name of the data that are served.
        make: returns the service of a dataset.

    """

    def __init__(self, folder: Path, generation: str, make: Callable[..., Service]) -> None:
        self._folder = folder
        self._generation = generation
        self._make = make

    def __call__(self) -> Service | None:
        """Return a service of what the store holds now, ready to answer; None when nothing has changed.

        Raises:
            NeuromodError: the store cannot be opened.

        """
        manifest = read_manifest(self._folder)
        if manifest is None or manifest.generation == self._generation:
            return None
        dataset = open_store(self._folder)
        assert dataset.folder is not None
        service = self._make(dataset)
        service.warm()
        self._generation = dataset.folder.name
        return service
