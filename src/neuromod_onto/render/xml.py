"""XML that others can read, whatever the data hold."""

from __future__ import annotations

import re

from neuromod_onto.errors import UsageError

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def require_legal_xml(document: bytes | str) -> str:
    """Return an XML document as text if it holds only characters that XML allows.

    Raises:
        UsageError: a value holds a character, such as ESC, that XML cannot hold in any way.

    """
    text = document if isinstance(document, str) else document.decode("utf-8")
    if found := _ILLEGAL.search(text):
        raise UsageError(
            f"a value holds the character U+{ord(found[0]):04X}, which XML cannot hold",
            "choose another format, such as nt, ttl or srj",
        )
    return text


def shown_in_xml(document: str) -> str:
    """Return an XML document with the characters that XML cannot hold shown as their escapes."""
    return _ILLEGAL.sub(lambda match: f"\\u{ord(match[0]):04x}", document)
