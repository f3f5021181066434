"""From errors to one line of text and an exit code."""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

import click

from neuromod_onto.cli.settings import Settings
from neuromod_onto.errors import (
    InputError,
    LimitError,
    MissingPartError,
    NetworkError,
    NeuromodError,
    UnknownTermError,
    UsageError,
)
from neuromod_onto.model.languages import LANGUAGES

FINDINGS = 1
EXIT_CODES: dict[type[NeuromodError], int] = {
    UsageError: 2,
    InputError: 3,
    MissingPartError: 4,
    NetworkError: 5,
    LimitError: 6,
}
#: What the system says when a temporary file cannot grow.
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS)
#: What Python says when the whole disk is read-only.
_NO_TEMPORARY = "No usable temporary directory"
_IN_WORDS = r"\(os error (\d+)\)"
#: What the store says when its checksums do not fit.
_CORRUPTION = "Corruption:"
#: What click says of words that stand behind the last argument.
_TOO_MANY = "Got unexpected extra argument"
_BUG = 70
_LONGEST_LINE = 2000
_INTERRUPTED = 130
#: Seconds in which Python itself answers an interrupt, unless it is inside the query engine.
_GRACE = 0.3


def run(command: click.Command, arguments: list[str], settings: Settings) -> int:
    """Run a command and return its exit code; errors become one line on standard error."""
    _require_streams()
    try:
        _require_text(arguments)
        result = command.main(arguments, prog_name="neuromod", standalone_mode=False, obj=settings)
        click.echo(nl=False)  # flushes
        return result if isinstance(result, int) else 0
    except NeuromodError as error:
        if _CORRUPTION in error.cause:
            return _mended(error, command, arguments, settings)
        return _tell(error, settings)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return 2
    except click.ClickException as error:
        settings.lang = _language_of(arguments) or settings.lang
        told = error.format_message()
        quoted = "put several words in quotes; " if told.startswith(_TOO_MANY) else ""
        return _tell(UsageError(told, quoted + _help_hint(error)), settings)
    except (KeyboardInterrupt, click.Abort):
        click.echo(_interruption(settings), err=True)
        return _INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click exits by itself when the reader of its output has gone
        _drop_output()
        return 0
    except MemoryError:
        return _tell(LimitError("out of memory", "ask for less at once"), settings)
    except Exception as error:
        if isinstance(error, OSError | RuntimeError) and _CORRUPTION in str(error):
            return _mended(error, command, arguments, settings)
        if isinstance(error, OSError) and _is_of_output(error):
            _drop_output()
            cause, hint = (
                f"cannot write: {error.strerror or error}",
                "send it where there is room, or name a file with -o",
            )
            return _tell(InputError(cause, hint, "standard output"), settings)
        if isinstance(error, OSError) and _number_of(error) in _NO_ROOM:
            cause = os.strerror(_number_of(error))
            hint = "make room, or name a folder with room for temporary files in TMPDIR"
            return _tell(InputError(f"cannot write: {cause}", hint, str(error.filename or "")), settings)
        if isinstance(error, OSError) and _NO_TEMPORARY in str(error):
            cause = "no folder for temporary files can be written"
            return _tell(InputError(cause, "name one in TMPDIR"), settings)
        if settings.debug:
            raise
        told = settings.in_words(f"bug: {type(error).__name__}: {_one_line(str(error))}")
        asked = settings.in_words("please report it with the output of the same command with --debug")
        click.echo(f"neuromod: {told}\n  {asked}", err=True)
        return _BUG


def _require_streams() -> None:
    """Stand in for streams that are closed: the output refuses all, what is told goes nowhere.

    Without this, a file of the program could take the place of a closed stream and be written into.
    """
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def _is_of_output(error: OSError) -> bool:
    """Say whether it was standard output that failed: all that goes there goes through ``click.echo``."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code is not click.echo.__code__:
        trace = trace.tb_next
    return trace is not None


def _drop_output() -> None:
    """Let the rest of the output go nowhere, so that the end of the process has nothing to complain of."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _number_of(error: OSError) -> int:
    """Return the number of a fault of the system; the query engine gives it in words only, or its name."""
    if error.errno:
        return error.errno
    in_words = re.search(_IN_WORDS, str(error))
    if in_words:
        return int(in_words[1])
    return next((number for number in _NO_ROOM if os.strerror(number) in str(error)), 0)


def _mended(error: Exception, command: click.Command, arguments: list[str], settings: Settings) -> int:
    """Report a store on disk whose checksums no longer fit; a cached one is removed, and done without.

    The command runs again from the files, unless it has already shown something or read standard input.
    """
    if settings.store:
        from neuromod_onto.dataset.manifest import reload

        return _tell(InputError(f"the store is damaged: {error}", reload(), str(settings.store)), settings)
    from neuromod_onto.dataset.cache import cache_folder, forget

    forget()
    if not (settings.shown or settings.again or "-" in arguments):
        again = Settings()
        again.again = True
        return run(command, arguments, again)
    fault = InputError(
        f"the cached dataset was damaged: {error}",
        "it has been removed and is built anew by the next run: try again",
        str(cache_folder()),
    )
    return _tell(fault, settings)


def _require_text(arguments: list[str]) -> None:
    """Refuse arguments that are not UTF-8, which no term, query or message could hold."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            raise UsageError(f"an argument is not UTF-8: {argument!r}", "rename the file") from error


def _tell(error: NeuromodError, settings: Settings) -> int:
    if settings.debug:
        import traceback

        traceback.print_exception(error)
    lines = [_line_of(error, settings)]
    if isinstance(error, UnknownTermError) and error.candidates:
        candidates = (f"    {_one_line(candidate)}" for candidate in error.candidates)
        lines += [f"  {settings.in_words('candidates:')}", *candidates]
    elif error.hint:
        lines.append(f"  {_one_line(settings.in_words(error.hint))}")
    with suppress(OSError):  # nobody can be told; the code says it
        for line in lines:
            click.echo(line, err=True)
    return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))


def _line_of(error: NeuromodError, settings: Settings) -> str:
    """Return what went wrong and where, in the user's language."""
    parts = ["neuromod", settings.in_words(error.place), settings.in_words(error.cause)]
    return _one_line(": ".join(filter(None, parts)))


def _language_of(arguments: list[str]) -> str:
    """Return the language that is asked for among arguments that could not be understood."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        given = following if word == "--lang" else word.removeprefix("--lang=")
        if word.startswith("--lang") and given in LANGUAGES:
            return given
    return ""


def _interruption(settings: Settings) -> str:
    return f"neuromod: {settings.in_words('interrupted')}"


def _one_line(text: str) -> str:
    """Return text as one line of bounded length that cannot steer a terminal."""
    from neuromod_onto.render.tables import visible

    line = visible(" ".join(text.split()))
    return line if len(line) <= _LONGEST_LINE else line[:_LONGEST_LINE] + " ..."


def _help_hint(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"see {context.command_path} --help" if context else "see neuromod --help"


@contextmanager
def limits(settings: Settings) -> Iterator[None]:
    """End this process with exit code 6 when the work inside passes ``--timeout`` or ``--memory``.

    The query engine cannot be interrupted from Python, so the process ends; files are written whole, so
    nothing is left half done.
    """
    from neuromod_onto.engine.limits import Watch

    def stop(fault: LimitError) -> NoReturn:
        told = _damage(settings) or fault
        _end(f"{_line_of(told, settings)}\n  {settings.in_words(told.hint)}", EXIT_CODES[type(told)])

    # What waits for a service has a limit of its own, and says so better.
    seconds = settings.seconds + (1.0 if settings.endpoint else 0.0)
    with _interruptible(settings), Watch(seconds, settings.memory, stop):
        yield


def _damage(settings: Settings) -> NeuromodError | None:
    """Say whether it is a damaged store that makes a query go on and on."""
    if not settings.store:
        return None
    from neuromod_onto.dataset.stores import damage_of

    return damage_of(settings.store)


@contextmanager
def _interruptible(settings: Settings) -> Iterator[None]:
    """End this process with exit code 130 when Ctrl-C comes while the query engine works.

    Python handles a signal between two steps of its own, and takes none inside the engine; the number of the
    signal goes through a pipe to a thread at once.
    """
    import threading

    if threading.current_thread() is not threading.main_thread():  # only there can signals be asked for
        yield
        return
    done = threading.Event()
    ear, mouth = os.pipe()
    if sys.platform != "win32":  # where Python does not ask for it, and 3.11 cannot do it
        os.set_blocking(mouth, False)

    def listen() -> None:
        while not done.is_set():
            if signal.SIGINT in os.read(ear, 64) and not done.wait(_GRACE):
                _end(_interruption(settings), _INTERRUPTED)

    listener = threading.Thread(target=listen, name="interrupts", daemon=True)
    before = signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    listener.start()
    try:
        yield
    finally:
        done.set()
        signal.set_wakeup_fd(before)
        os.write(mouth, b"\0")
        listener.join()
        os.close(ear)
        os.close(mouth)


def _end(words: str, code: int) -> NoReturn:
    """End this process in the middle of its work, which leaves no unfinished file."""
    from neuromod_onto.render.files import remove_unfinished

    remove_unfinished()
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
    os._exit(code)
