"""What protects readers and the service: headers, the Host check, the size of requests."""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from neuromod_onto.errors import UsageError
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.wording import said_in

_SELF = "'self'"
#: Scripts, styles and data come from this service alone; nothing is inline, nothing may frame it.
POLICY = (
    f"default-src 'none'; script-src {_SELF}; style-src {_SELF}; img-src {_SELF} data:; "
    f"font-src {_SELF} data:; connect-src {_SELF}; form-action {_SELF}; base-uri 'none'; "
    "frame-ancestors 'none'"
)
#: The SPARQL editor writes style elements; its page alone may.
EDITOR_POLICY = POLICY.replace(f"style-src {_SELF}", f"style-src {_SELF} 'unsafe-inline'")
#: The preview of a term is made to be framed by other tools; it has no script and no form.
PREVIEW_POLICY = f"default-src 'none'; style-src {_SELF}; base-uri 'none'; form-action 'none'"
MAX_BODY = 1_000_000
#: Bytes of an address, and of all headers together, that are read.
MAX_ADDRESS = 32_000
MAX_HEADERS = 32_000
#: The interfaces for programs: what pages of other origins may be let read, without any credentials.
_INTERFACES = frozenset(("sparql", "reconcile", "api", "fhir", "id", "void", "queries.ttl", ".well-known"))


class Protection:
    """ASGI middleware: refuses foreign Host headers and long bodies, adds security headers.

    Args:
        app: what is protected.
        hosts: accepted values of the Host header, without the port; ``*`` accepts all.
        origins: whose pages may read what the interfaces answer, from ``origin_of``; ``*`` lets all.

    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str], origins: Iterable[str] = ()) -> None:
        self.app = app
        self.origins = frozenset(origins)
        self.hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host = _host(headers.get(b"host", b"").decode("latin-1"))
        origin = headers.get(b"origin", b"").decode("latin-1")
        guards = guarding_headers(scope["path"]) | sharing_headers(scope["path"], origin, self.origins)

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = [(name.encode(), value.encode()) for name, value in guards.items()]
                message["headers"] = [*message["headers"], *added]
            await send(message)

        length = headers.get(b"content-length", b"0")
        if "*" not in self.hosts and host not in self.hosts:
            await _refusal(scope, 421, "this service does not answer to that name")(scope, receive, protected)
        elif len(scope["raw_path"] or b"") + len(scope["query_string"]) > MAX_ADDRESS:
            told = f"an address has at most {MAX_ADDRESS} bytes here"
            await _refusal(scope, 414, told)(scope, receive, protected)
        elif sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEADERS:
            told = f"headers have at most {MAX_HEADERS} bytes here"
            await _refusal(scope, 431, told)(scope, receive, protected)
        elif not length.isdigit() or int(length) > MAX_BODY:
            await _refusal(scope, 413, f"at most {MAX_BODY} bytes are read")(scope, receive, protected)
        else:
            await self.app(scope, _limited(receive), protected)


def is_interface(path: str) -> bool:
    """Say whether programs are answered at a path."""
    return path.removeprefix("/").partition("/")[0] in _INTERFACES


def sharing_headers(path: str, origin: str, origins: frozenset[str]) -> dict[str, str]:
    """Return the headers that let pages of an origin read what a path answers.

    >>> sharing_headers("/sparql", "https://a.example", frozenset({"*"}))
    {'access-control-allow-origin': '*'}
    >>> sharing_headers("/sparql", "https://a.example", frozenset({"https://b.example"}))
    {'vary': 'Origin'}
    """
    if not origins or not is_interface(path):
        return {}
    if "*" in origins:
        return {"access-control-allow-origin": "*"}
    let = {"access-control-allow-origin": origin} if origin.casefold() in origins else {}
    return {"vary": "Origin", **let}


def guarding_headers(path: str) -> dict[str, str]:
    """Return the headers that tell a browser what the page at a path may do."""
    return {
        "content-security-policy": _policy(path),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
    }


def _refusal(scope: Scope, status: int, told: str) -> PlainTextResponse:
    language = scope["path"].removeprefix("/").partition("/")[0]
    return PlainTextResponse((said_in(told, language) if language in LANGUAGES else told) + "\n", status)


def _policy(path: str) -> str:
    if path.startswith("/reconcile/") and path.endswith("/preview"):
        return PREVIEW_POLICY
    return EDITOR_POLICY if path.endswith("/console") else POLICY


def origin_of(value: str) -> str:
    """Return an origin as browsers send it, or ``*``.

    Raises:
        UsageError: it is none.

    >>> origin_of("https://Example.org/")
    'https://example.org'

    """
    origin = value.casefold().removesuffix("/")
    if not re.fullmatch(r"\*|[a-z][a-z0-9+.-]*://[^/?#\s]+", origin):
        raise UsageError(
            f"{value!r} is not an origin", "write https://example.org, http://127.0.0.1:3333 or *"
        )
    return origin


def _host(value: str) -> str:
    """Return a Host header without its port.

    >>> _host("Example.org:8000"), _host("[::1]:8000")
    ('example.org', '[::1]')
    """
    value = value.casefold()
    return value.partition("]")[0] + "]" if value.startswith("[") else value.partition(":")[0]


def _limited(receive: Receive) -> Receive:
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MAX_BODY:
            return {"type": "http.disconnect"}
        return message

    return limited
