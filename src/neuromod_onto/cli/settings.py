"""Options that every command takes, before or after the verb, and what they ask for."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from neuromod_onto.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from neuromod_onto.dataset import Dataset
    from neuromod_onto.engine import Engine
    from neuromod_onto.engine.results import Stream

_UNITS = {"": 1.0, "s": 1.0, "ms": 0.001, "m": 60.0, "min": 60.0, "h": 3600.0}
_SIZES = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000}


class Settings:
    """The values of the global options, and the dataset and engine that they name."""

    def __init__(self) -> None:
        self.lang = "en"
        self.data: list[Path] = []
        self.store: Path | None = None
        self.endpoint = ""
        self.page_size = 0
        self.timeout = 0.0
        self.memory = 2_000_000_000
        self.quiet = False
        self.debug = False
        self.shown = False  # something has gone to standard output
        self.again = False  # the second run of a command, after the cache was found damaged
        self._dataset: Dataset | None = None

    def dataset(self) -> Dataset:
        """Load the dataset on first use; the shipped one alone comes from the cache.

        Raises:
            UsageError: ``--store`` beside ``--data`` or ``--endpoint``.

        """
        if self._dataset is None:
            self._dataset = self._opened()
        return self._dataset

    def _opened(self) -> Dataset:
        if not self.store:
            from neuromod_onto.dataset import load

            return load(self.data, cached=not self.data)
        self._require_store_alone()
        from neuromod_onto.dataset import open_store

        return open_store(self.store)

    def _require_store_alone(self) -> None:
        if self.store and (self.data or self.endpoint):
            raise UsageError(
                "--store stands for the whole dataset and takes neither --data nor --endpoint beside it",
                "add files to the store with neuromod load",
            )

    def engine(self) -> Engine:
        """Return where queries run: ``--endpoint`` or the dataset in memory.

        Raises:
            UsageError: ``--store`` beside ``--data`` or ``--endpoint``.

        """
        if self.endpoint:
            self._require_store_alone()
            from neuromod_onto.engine import RemoteEngine

            return RemoteEngine(self.endpoint, self.seconds, self.page_size)
        from neuromod_onto.engine import LocalEngine

        dataset = self.dataset()
        return LocalEngine(dataset.store, closed=dataset.closed)

    def answer(self, text: str, place: str) -> Stream:
        """Answer a query; rows of a service come as they are read, for there may be very many."""
        engine = self.engine()
        return engine.stream(text, place=place) if self.endpoint else engine.query(text, place=place)

    @property
    def seconds(self) -> float:
        """Seconds that a query may take."""
        return self.timeout or 30.0

    def say(self, message: str) -> None:
        """Write a message to standard error, in the user's language, unless ``-q`` was given."""
        if not self.quiet:
            from neuromod_onto.render.tables import safe

            with suppress(OSError):  # nobody can be told; the work goes on
                click.echo(safe(self.in_words(message)), err=True)

    def in_words(self, message: str) -> str:
        """Return a message in the user's language."""
        if self.lang == "en":
            return message
        from neuromod_onto.wording import said_in

        return said_in(message, self.lang)


class FilePath(click.Path):
    """A path; ``pathlib`` is imported only when one is given (see ``model/resources.py``)."""

    def coerce_path_result(self, value: str | os.PathLike[str]) -> Path:
        """Return it as a path."""
        from pathlib import Path

        return Path(value)


class Duration(click.ParamType[float]):
    """A time span such as ``30s``, ``500ms`` or ``2m``; seconds without a unit."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return seconds."""
        if isinstance(value, float):
            return value
        match = re.fullmatch(r"([0-9]{1,7}(?:\.[0-9]{1,6})?)(ms|s|min|m|h)?", str(value))
        if not match or not float(match[1]):
            self.fail(f"{value!r} is not a time span like 30s, 500ms or 2m", param, ctx)
        return float(match[1]) * _UNITS[match[2] or ""]


class Memory(click.ParamType[int]):
    """An amount of memory such as ``2GB`` or ``500MB``; bytes without a unit."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return bytes."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) ?([KMGT]?)B?", str(value), re.IGNORECASE)
        if not match or not float(match[1]):
            self.fail(f"{value!r} is not an amount of memory like 2GB or 500MB", param, ctx)
        return int(float(match[1]) * _SIZES[match[2].upper()])


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Store a global option; one given after the verb wins, files add up."""
    settings = ctx.ensure_object(Settings)
    if value is None or value == () or value is False or param.name is None:
        return
    if param.name == "data":
        settings.data = [*settings.data, *value]
    else:
        setattr(settings, param.name, value)


def global_options() -> list[click.Option]:
    """Return the global options, made anew for each command that shows them."""

    def option(*names: str, **attributes: Any) -> click.Option:
        return click.Option(list(names), expose_value=False, callback=_keep, **attributes)

    return [
        option(
            "--lang", type=click.Choice(["en", "fr"]), help="Language of labels, definitions and messages."
        ),
        option(
            "--data",
            multiple=True,
            type=FilePath(),
            metavar="FILE|DIR",
            help="Add RDF files to the dataset.",
        ),
        option(
            "--store",
            type=FilePath(),
            metavar="DIR",
            help="Use a store made by neuromod load instead.",
        ),
        option("--endpoint", metavar="URL", help="Query a SPARQL 1.1 service instead."),
        option(
            "--page-size",
            type=click.IntRange(min=1),
            metavar="N",
            help="Ask the service for N rows at a time; all at once without it.",
        ),
        option("--timeout", type=Duration(), metavar="TIME", help="Stop after this time, such as 30s."),
        option("--memory", type=Memory(), metavar="SIZE", help="Stop at this much memory, such as 2GB."),
        option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but errors."),
        option("--debug", is_flag=True, help="Show a trace when something fails."),
    ]
