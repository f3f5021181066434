"""The errors that the library raises: a cause, a hint and, where there is one, a place.

The command line alone turns them into text and exit codes (see ``cli/failures.py``).
"""

from __future__ import annotations


class NeuromodError(Exception):
    """Base of all errors raised on purpose.

    Args:
        cause: what went wrong, in one line.
        hint: what to do about it, in one line.
        place: where, as ``file``, ``file:line`` or ``file:line:column``.

    """

    def __init__(self, cause: str, hint: str = "", place: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        return f"{self.place}: {self.cause}" if self.place else self.cause


class UsageError(NeuromodError):
    """A wrong option, parameter or term, or a query that is not read-only."""


class UnknownTermError(UsageError):
    """A name that no term, or more than one term, answers to.

    Args:
        candidates: the nearest terms, as ``CURIE label`` lines.

    """

    def __init__(self, cause: str, candidates: list[str] | None = None, hint: str = "") -> None:
        super().__init__(cause, hint)
        self.candidates = candidates or []


class InputError(NeuromodError):
    """Input that cannot be read: syntax or encoding of RDF, SPARQL, CSV, JSON, YAML."""


class MissingPartError(NeuromodError):
    """A part is not installed: an extra, Java, a shipped file."""


class NetworkError(NeuromodError):
    """A service at an address that the user named did not answer as it should."""


class LimitError(NeuromodError):
    """A time or memory limit was reached."""
