"""Keep answers: the data of a service do not change, so the same request to it has the same answer."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import blake2b
from typing import NamedTuple

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_VARYING = (b"accept", b"accept-language")
_LARGEST = 2_000_000


#: Bytes that an answer holds beside its body and address: headers, and what Python adds.
_BESIDE = 3_000


class Kept(NamedTuple):
    """An answer that is kept, and the bytes that this takes."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    tag: str
    size: int


class AnswerMemory:
    """ASGI middleware that keeps answers to GET and HEAD, the least recently asked go first.

    An answer with ``Cache-Control: no-store`` is not kept, nor one that is not 200.

    Args:
        app: what answers.
        size: bytes that all of them may take.

    """

    SIZE = 64_000_000

    def __init__(self, app: ASGIApp, size: int = SIZE) -> None:
        self.app = app
        self.size = size
        self._kept: OrderedDict[tuple[bytes, ...], Kept] = OrderedDict()
        self._used = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or ask and remember."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # as GET, without the body
            scope, send = {**scope, "method": "GET"}, _headless(send)
        headers = dict(scope["headers"])
        key = (
            b"%d" % scope["state"]["service"].serial,
            scope["raw_path"] or b"",
            scope["query_string"],
            *(headers.get(name, b"") for name in _VARYING),
        )
        kept = self._kept.get(key)
        if kept is None:
            await self._ask(key, scope, receive, send)
            return
        self._kept.move_to_end(key)
        if _is_among(kept.tag, headers.get(b"if-none-match", b"").decode("latin-1")):
            unchanged = [(k, v) for k, v in kept.headers if k not in (b"content-length", b"content-type")]
            await send({"type": "http.response.start", "status": 304, "headers": unchanged})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": kept.status, "headers": list(kept.headers)})
        await send({"type": "http.response.body", "body": kept.body})

    async def _ask(self, key: tuple[bytes, ...], scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        parts: list[bytes] = []
        length = 0

        async def collect(message: Message) -> None:
            nonlocal start, length
            if message["type"] == "http.response.start":
                start = message
                headers = MutableHeaders(raw=message["headers"])
                if message["status"] != 200 or "no-store" in headers.get("cache-control", ""):
                    length = _LARGEST + 1
                    await send(message)
                return
            if length > _LARGEST:
                await send(message)
                return
            parts.append(message.get("body", b""))
            length += len(parts[-1])
            if length > _LARGEST:  # too long to keep: pass on what came and what follows
                await send(start)
                await send({**message, "body": b"".join(parts)})
            elif not message.get("more_body"):
                await self._keep_and_send(key, start, b"".join(parts), send)

        await self.app(scope, receive, collect)

    async def _keep_and_send(self, key: tuple[bytes, ...], start: Message, body: bytes, send: Send) -> None:
        headers = MutableHeaders(raw=list(start["headers"]))
        tag = headers.get("etag") or f'"{blake2b(body, digest_size=12).hexdigest()}"'
        headers["etag"] = tag
        headers.setdefault("cache-control", "no-cache")
        headers["vary"] = "Accept, Accept-Language"
        headers["content-length"] = str(len(body))
        old = self._kept.pop(key, None)
        size = len(body) + sum(map(len, key)) + _BESIDE
        self._used += size - (old.size if old else 0)
        self._kept[key] = Kept(start["status"], headers.raw, body, tag, size)
        while self._used > self.size:
            self._used -= self._kept.popitem(last=False)[1].size
        await send({**start, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})


def _headless(send: Send) -> Send:
    """Return what sends answers without their bodies."""

    async def passed(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return passed


def _is_among(tag: str, asked: str) -> bool:
    """Say whether the reader has an answer by its tag; a weak tag does as well (RFC 9110, 13.1.2).

    >>> _is_among('"a"', '"b", W/"a"'), _is_among('"a"', "*"), _is_among('"a"', ""), _is_among('"a"', '"b"')
    (True, True, False, False)
    """
    return asked.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in asked.split(","))
