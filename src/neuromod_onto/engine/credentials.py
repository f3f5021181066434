"""What to say who one is with: from environment variables or netrc, never shown.

``NEUROMOD_ENDPOINT_TOKEN`` is sent as a bearer token; ``NEUROMOD_ENDPOINT_USER`` and
``NEUROMOD_ENDPOINT_PASSWORD`` by basic or digest authentication; without these, the entry of the host in
``~/.netrc`` or in the file that ``NETRC`` names is used.
"""

from __future__ import annotations

import os
from base64 import b64encode
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, quote, quote_plus, urlsplit, urlunsplit
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from neuromod_onto.errors import InputError, UsageError

#: Set to 1 to send credentials to another machine without encryption.
INSECURE = "NEUROMOD_ENDPOINT_INSECURE"


class Credentials:
    """A bearer token, or a user with a password; empty when there is none."""

    def __init__(self, token: str = "", user: str = "", password: str = "") -> None:
        self.user = user
        self._token = token
        self._password = password

    def __bool__(self) -> bool:
        return bool(self._token or self.user)

    def __repr__(self) -> str:
        return f"Credentials({'***' if self else ''})"

    def header(self, request: Request, challenge: str = "") -> str:
        """Return the value of the Authorization header.

        Args:
            request: what is asked, which a digest covers.
            challenge: what a service said that wants a digest instead of the password.

        """
        if challenge and self.user:
            known = HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, request.full_url, self.user, self._password)
            items = parse_keqv_list(list(filter(None, parse_http_list(challenge.partition(" ")[2]))))
            return f"Digest {AbstractDigestAuthHandler(known).get_authorization(request, items)}"
        if self._token:
            return f"Bearer {self._token}"
        return f"Basic {self._basic()}" if self.user else ""

    def _basic(self) -> str:
        return b64encode(f"{self.user}:{self._password}".encode()).decode()

    def hide(self, text: str) -> str:
        """Return a text with the secrets in it blotted out, however they are written."""
        for secret in (self._token, self._password, self._basic() if self.user else ""):
            for form in {secret, quote(secret, safe=""), quote_plus(secret)}:
                if form:
                    text = text.replace(form, "***")
        return text


def find_credentials(url: str) -> Credentials:
    """Return the credentials for an address.

    Raises:
        InputError: netrc cannot be read.
        UsageError: the credentials would go to another machine without encryption.

    """
    parts = urlsplit(url)
    credentials = _from_environment() or _from_netrc(parts.hostname or "")
    if credentials and parts.scheme != "https" and not is_loopback(parts) and os.environ.get(INSECURE) != "1":
        raise UsageError(
            "credentials are not sent over plain http to another machine",
            f"use https, or set {INSECURE}=1",
            shown(url),
        )
    return credentials


def _from_environment() -> Credentials:
    token, user, password = (
        os.environ.get(f"NEUROMOD_ENDPOINT_{name}", "") for name in ("TOKEN", "USER", "PASSWORD")
    )
    if any(ord(c) < 32 or ord(c) > 126 for c in token):
        raise UsageError("NEUROMOD_ENDPOINT_TOKEN holds a character that a header cannot carry")
    return Credentials(token) if token else Credentials("", user, password if user else "")


def _from_netrc(host: str) -> Credentials:
    named = os.environ.get("NETRC")
    path = Path(named) if named else Path("~/.netrc").expanduser()
    if not named and not path.is_file():
        return Credentials()
    from netrc import NetrcParseError, netrc

    try:
        found = netrc(str(path)).authenticators(host)
    except NetrcParseError as error:
        # The message may hold a piece of the file, a password perhaps; neither it nor its trace is kept.
        place = f"{path}:{error.lineno}" if error.lineno else str(path)
        raise InputError("not a netrc file, or one that others can read", place=place) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {type(error).__name__}", place=str(path)) from None
    return Credentials("", found[0], found[2] or "") if found else Credentials()


def is_loopback(parts: SplitResult) -> bool:
    """Say whether an address is on this machine."""
    host = parts.hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def shown(url: str) -> str:
    """Return an address fit for messages: without user, password, query and fragment."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def same_origin(one: str, other: str) -> bool:
    """Say whether two addresses have the same scheme, host and port."""
    return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)
