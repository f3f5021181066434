"""HTTP with a service that the user named: deadline, retries, redirects, clear faults.

Reads that meet a passing fault (502, 503, 504, 429, a lost connection) are tried again, later each time or
when the service says; writes never are. A redirect to another host carries no credentials.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from neuromod_onto.engine.credentials import find_credentials, is_loopback, same_origin, shown
from neuromod_onto.errors import InputError, LimitError, NetworkError, UsageError

_TRIES = 4
_PAUSE = 0.25
_REDIRECTS = 5
_PASSING = {429, 502, 503, 504}
_MOVED = {301, 302, 303, 307, 308}

Body = bytes | IO[bytes] | Iterable[bytes]


class Service:
    """An address and who one is there.

    Args:
        url: ``http`` or ``https``, without a password in it.
        timeout: seconds to wait for the service, for one request with its retries and its whole answer. One
            that falls silent in the middle of an answer is given up after twice that time.

    """

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        # Anywhere before the query: a password may hold a slash, and then looks like a path.
        if "@" in url.partition("?")[0]:
            raise UsageError(
                "an address with a password in it can be seen by others",
                "use NEUROMOD_ENDPOINT_USER and _PASSWORD, or ~/.netrc; write %40 for an @ in a path",
            )
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NetworkError("an endpoint address starts with http:// or https://", place=shown(url))
        self.url = url
        self.timeout = timeout
        self.credentials = find_credentials(url)
        self._opener = _opener(is_loopback(parts))
        self._challenge = ""

    def read(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Reading:
        """Send a request that changes nothing, again after passing faults, and return the answer."""
        deadline = time.monotonic() + self.timeout
        attempt = 0
        while True:
            try:
                return self._send(method, url, headers, body, deadline)
            except _Passing as fault:
                pause = fault.after if fault.after is not None else _PAUSE * 2**attempt
                attempt += 1
                if attempt == _TRIES or time.monotonic() + pause >= deadline:
                    raise fault.error from None
                time.sleep(pause)

    def prepare(self, url: str) -> None:
        """Find out how the service wants a password before a body goes out that can be sent only once.

        Raises:
            NetworkError: the password is wrong.

        """
        if not self.credentials.user:
            return
        try:
            request = Request(url, method="HEAD")  # noqa: S310 checked before
            self._opener.open(request, timeout=self.timeout).close()
        except HTTPError as error:
            with error:
                self._keep_challenge(error)
        except (OSError, HTTPException):
            return  # whoever sends the body meets the fault again and reports it
        try:
            self._open("HEAD", url, {}, None, time.monotonic() + self.timeout).close()
        except HTTPError as error:
            with error:
                if error.code == 401:
                    raise self._refusal(error, url) from None

    def write(self, method: str, url: str, headers: Mapping[str, str], body: Body) -> Reading:
        """Send a request that changes something, once."""
        try:
            return self._send(method, url, headers, body, time.monotonic() + self.timeout)
        except _Passing as fault:
            raise fault.error from None

    def _send(
        self, method: str, url: str, headers: Mapping[str, str], body: Body | None, deadline: float
    ) -> Reading:
        for _ in range(_REDIRECTS):
            try:
                return Reading(self._open(method, url, headers, body, deadline), url, self, deadline)
            except HTTPError as error:
                with error:
                    if (body is None or isinstance(body, bytes)) and self._challenged(error, url):
                        continue
                    moved = error.headers.get("Location") if error.code in _MOVED else None
                    if not moved:
                        raise self._refusal(error, url) from None
                if not (body is None or isinstance(body, bytes)):
                    raise NetworkError(
                        f"the service moved to {shown(urljoin(url, moved))}", "name that address", shown(url)
                    ) from None
                url = self._moved(url, moved)
                if error.code == 303:
                    method, body = "GET", None
        raise NetworkError("the service redirects without end", place=shown(self.url))

    def _open(
        self, method: str, url: str, headers: Mapping[str, str], body: Body | None, deadline: float
    ) -> HTTPResponse:
        request = Request(url, data=body, headers=dict(headers), method=method)  # noqa: S310 checked before
        if self.credentials and same_origin(url, self.url) and not request.has_header("Authorization"):
            request.add_unredirected_header(
                "Authorization", self.credentials.header(request, self._challenge)
            )
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise self.too_late()
        try:
            return self._opener.open(request, timeout=remaining)  # type: ignore[no-any-return]
        except HTTPError:
            raise
        except TimeoutError:
            raise self.too_late() from None
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self.too_late() from None
            lost = isinstance(error.reason, ConnectionError | HTTPException)
            raise self._unreachable(error.reason, lost) from None
        except (OSError, HTTPException) as error:
            raise self._unreachable(error, True) from None

    def _challenged(self, error: HTTPError, url: str) -> bool:
        """Say whether a password that was refused is worth another try, as a digest."""
        if error.code != 401 or not self.credentials.user:
            return False
        if not self._challenge:
            self._keep_challenge(error)
            self.prepare(url)  # a service that is given a password unasked may not say what it wants
            return bool(self._challenge)
        stale = "stale=true" in error.headers.get("WWW-Authenticate", "").replace('"', "").lower()
        return stale and self._keep_challenge(error)

    def _keep_challenge(self, error: HTTPError) -> bool:
        challenge: str = error.headers.get("WWW-Authenticate", "")
        if error.code == 401 and challenge.lower().startswith("digest "):
            self._challenge = challenge
        return bool(self._challenge)

    def _moved(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        parts = urlsplit(target)
        if parts.scheme not in ("http", "https") or (urlsplit(url).scheme, parts.scheme) == ("https", "http"):
            raise NetworkError(
                f"the service redirects to {shown(target)}, which is not safe", place=shown(url)
            )
        return target

    def _unreachable(self, reason: object, passing: bool) -> Exception:
        cause = self.credentials.hide(str(reason) or type(reason).__name__)
        error = NetworkError(f"the service cannot be reached: {cause}", "check the address", shown(self.url))
        return _Passing(error) if passing and not isinstance(reason, ConnectionRefusedError) else error

    def _refusal(self, error: HTTPError, url: str) -> Exception:
        """Return the fault that a status stands for, with the first line of what the service says."""
        said = self.credentials.hide(first_line(error.read(20_000), error.headers.get_content_type()))
        cause = f"status {error.code} {error.reason}" + (f": {said}" if said else "")
        if error.code in (401, 403):
            hint = (
                "these credentials are not accepted"
                if self.credentials
                else "set NEUROMOD_ENDPOINT_TOKEN, or NEUROMOD_ENDPOINT_USER and _PASSWORD, or use ~/.netrc"
            )
            return NetworkError(f"the service refused: {cause}", hint, shown(url))
        if error.code == 400:
            return InputError(f"the service refused the request: {cause}", place=shown(url))
        fault = NetworkError(f"the service failed: {cause}", "check the address", shown(url))
        return (
            _Passing(fault, _retry_after(error.headers.get("Retry-After")))
            if error.code in _PASSING
            else fault
        )

    def too_late(self) -> LimitError:
        """Return the fault of an answer that does not come in time."""
        return LimitError(f"no answer within {self.timeout:g} s", "raise --timeout", shown(self.url))


class Reading(io.RawIOBase):
    """The answer of a service, read as it comes; a broken-off or late one raises."""

    def __init__(self, response: HTTPResponse, url: str, service: Service, deadline: float) -> None:
        self.status = response.status
        self.media_type = response.headers.get_content_type()
        self.place = shown(url)
        self._response = response
        self._service = service
        self._left = deadline - time.monotonic()

    def readable(self) -> bool:
        """Say that this file is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what has come."""
        if self._left <= 0:
            raise self._service.too_late()
        started = time.monotonic()
        try:
            part = self._response.read1(len(buffer))
            self._left -= time.monotonic() - started
            if not part and self._response.length:
                raise HTTPException(f"{self._response.length} bytes are missing")
        except TimeoutError:
            raise self._service.too_late() from None
        except (OSError, HTTPException, ValueError) as error:
            reason = self._service.credentials.hide(str(error))
            raise NetworkError(f"the answer breaks off: {reason}", "try again", self.place) from None
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        """Close the connection."""
        self._response.close()
        super().close()


class _Passing(Exception):  # noqa: N818 it never leaves this module
    """A fault that may be gone in a moment."""

    def __init__(self, error: NetworkError, after: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.after = after


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Leave redirects to the service, which knows what may follow."""


def _opener(here: bool) -> OpenerDirector:
    # A proxy must not see what goes to a service on this machine.
    return build_opener(_NoRedirects(), *([ProxyHandler({})] if here else []))


def _retry_after(value: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks to wait."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def first_line(content: bytes, media_type: str) -> str:
    """Return the first line that says something, of plain text or of a web page.

    >>> first_line(b"<html><head><title>Sign in</title></head></html>", "text/html")
    'Sign in'
    """
    text = content.decode("utf-8", "replace")
    if "html" in media_type or text.lstrip()[:1] == "<":
        from html import unescape

        text = re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", text)
        text = unescape(re.sub(r"<[^>]*>", "\n", text))
    line = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= 300 else line[:299] + "…"
