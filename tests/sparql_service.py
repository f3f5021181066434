"""A SPARQL service on this machine that behaves as told and notes what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset

JSON = "application/sparql-results+json"

ROW = b'{"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "1"}}]}}'

#: What a service does with a request, before it would answer properly; True when it has answered.
Behaviour = Callable[["Handler"], bool]


class Handler(BaseHTTPRequestHandler):
    """A SPARQL service over a store, with behaviour on demand."""

    protocol_version = "HTTP/1.1"
    store: ox.Store
    behaviour: list[Behaviour]
    seen: list[tuple[str, str, str | None]]

    def answer(self) -> None:
        """Note the request, then behave as told or answer."""
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        self.seen.append((self.command, self.path, self.headers.get("Authorization")))
        if self.behaviour and self.behaviour.pop(0)(self):
            return
        if self.path.startswith("/store"):
            self.reply(204, b"")
            return
        results = self.store.query(parse_qs(self.body.decode())["query"][0])
        if isinstance(results, ox.QueryTriples):
            payload = results.serialize(format=ox.RdfFormat.N_TRIPLES)
            self.reply(200, payload or b"", "application/n-triples")
        else:
            self.reply(200, results.serialize(format=ox.QueryResultsFormat.JSON) or b"", JSON)

    do_POST = do_PUT = do_GET = do_HEAD = answer  # noqa: N815 the names that http.server calls

    def reply(self, status: int, content: bytes, media_type: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


def status(code: int, content: bytes = b"", media_type: str = "text/plain", **headers: str) -> Behaviour:
    def behave(handler: Handler) -> bool:
        handler.reply(code, content, media_type, **headers)
        return True

    return behave


def hang_up(handler: Handler) -> bool:
    handler.close_connection = True
    handler.connection.close()
    return True


Serve = Callable[..., tuple[str, type[Handler]]]


@contextmanager
def services(dataset: Dataset) -> Iterator[Serve]:
    """Start services that behave as told; each gives its address and its handler, which saw the requests."""
    servers = []

    def start(*behaviour: Behaviour) -> tuple[str, type[Handler]]:
        kind = type("Service", (Handler,), {"store": dataset.store, "behaviour": list(behaviour), "seen": []})
        server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/sparql", kind

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
