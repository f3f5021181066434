"""Run a function over parts on a Dask cluster and take the results in the order of the parts.

Dask sends functions and results between its processes as pickles, which run code when they are read: whoever
can reach a scheduler can run code on its workers, and they in turn here. So an address is one that the user
named and trusts, and the cluster that is started here talks by TLS with certificates made for it alone.

A part travels inside its task, which the scheduler keeps until the result is here: when a worker dies,
another does its parts again. Nothing depends on files that the workers see.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from neuromod_onto import __version__
from neuromod_onto.dataset.shipped import content_key, shipped_files
from neuromod_onto.errors import MissingPartError, NetworkError, NeuromodError, UsageError

if TYPE_CHECKING:
    from distributed import Client, Future

#: Stands for a cluster on this machine instead of an address.
LOCAL = "local"
#: Parts sent ahead for each thread of a worker, so that none waits.
_AHEAD = 2
_Part = TypeVar("_Part")
_Result = TypeVar("_Result")


class _Edition(NamedTuple):
    """Which program and which ontology a process runs."""

    program: str
    ontology: str

    def __str__(self) -> str:
        return f"{self.program}, ontology {self.ontology[:8]}"


class _Sealed:
    """A part or a result that Dask does not look into.

    It walks over tuples and lists, for results of other tasks and for what it can pack better, which takes
    half as long as the work on many small things.
    """

    def __init__(self, content: Any) -> None:
        self.content = content


@contextmanager
def connect(address: str = LOCAL, jobs: int | None = None, *, wait: float = 10.0) -> Iterator[Client]:
    """Connect to a scheduler, or start a cluster on this machine; leave nothing running behind.

    Args:
        address: ``local``, or the scheduler's ``host:port``, ``tcp://host:port`` or ``tls://host:port``.
            Certificates for TLS are named in Dask's own configuration.
        jobs: worker processes of the local cluster; one for each core when left out.
        wait: seconds until scheduler and a worker must have answered.

    Raises:
        MissingPartError: Dask is not installed.
        NetworkError: nobody answers at the address, or no worker is there.
        UsageError: ``jobs`` beside an address.

    """
    try:
        import dask
        from distributed import Client, LocalCluster, Security
    except ImportError as error:
        raise MissingPartError("Dask is not installed", "pip install 'neuromod-onto[dask]'") from error
    if address != LOCAL and jobs:
        raise UsageError("how many processes there are is the scheduler's matter", "leave out --jobs")
    quiet = {
        "logging.distributed": "critical",
        "distributed.admin.large-graph-warning-threshold": "1GB",
        "distributed.comm.timeouts.connect": f"{wait}s",
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
        # Dask's profiler holds the frames of a task in another thread, and the answers of the query engine in
        # them with it, which may be let go in their own thread alone: they would be lost, with their store.
        "distributed.worker.profile.enabled": False,
        # Every process looks at its own clock, memory and load many times a second; a few times will do.
        "distributed.admin.tick.interval": "1s",
        "distributed.admin.system-monitor.interval": "5s",
        "distributed.admin.system-monitor.gil.enabled": False,
        "distributed.worker.memory.monitor-interval": "200ms",
        "distributed.scheduler.active-memory-manager.start": False,
    }
    with dask.config.set(quiet), _silent("distributed"):
        if address == LOCAL:
            with (
                LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    dashboard_address=None,
                    scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # unused, and never elsewhere
                    security=Security.temporary(),
                    silence_logs=logging.CRITICAL,
                ) as cluster,
                Client(cluster) as client,
            ):
                yield client
            return
        _require_answer(address, wait)
        with Client(address, timeout=wait) as client:
            try:
                client.wait_for_workers(1, timeout=wait)
            except TimeoutError as error:
                raise NetworkError(
                    f"the scheduler at {address} has no worker", f"dask worker {address} --nthreads 1"
                ) from error
            yield client


def in_order(
    client: Client, function: Callable[[_Part], _Result], parts: Iterable[_Part]
) -> Iterator[_Result]:
    """Yield ``function(part)`` for each part, in the order of the parts; few parts are in memory at once.

    Args:
        client: of ``connect``.
        function: of a module, or ``partial`` of one; the workers import it.
        parts: anything that can be pickled.

    Raises:
        MissingPartError: a worker has no neuromod-onto, or another edition of it or of the ontology.
        NetworkError: the cluster was lost, or a part ended worker after worker.
        NeuromodError: as the function raises it.

    """
    run = partial(_checked, edition(), function)
    waiting: deque[Future[_Sealed]] = deque()
    try:
        for part in parts:
            waiting.append(client.submit(run, _Sealed(part), pure=False))
            if len(waiting) > _AHEAD * max(2, sum(client.nthreads().values())):
                yield _result(waiting.popleft()).content
        while waiting:
            yield _result(waiting.popleft()).content
    except NeuromodError:
        raise
    except (OSError, TimeoutError) as error:
        raise NetworkError("the Dask scheduler was lost", _reason(error)) from error
    finally:
        for future in waiting:
            future.release()


def _require_answer(address: str, wait: float) -> None:
    """Shake hands with a scheduler; a ``Client`` that fails to may block the next one of this process."""
    import asyncio

    from distributed import Security
    from distributed.comm.core import connect as call

    async def shake_hands() -> None:
        comm = await call(address, timeout=wait, **Security().get_connection_args("client"))
        await comm.close()

    try:
        asyncio.run(shake_hands())
    except (OSError, ValueError, RuntimeError, TypeError) as error:
        raise NetworkError(f"no Dask scheduler answers at {address}", _reason(error)) from error


@cache
def edition() -> _Edition:
    """Return the edition of this process."""
    return _Edition(__version__, content_key(shipped_files()))


def _checked(wanted: _Edition, function: Callable[[Any], object], sealed: _Sealed) -> _Sealed:
    """Run on a worker: do a part, if program and ontology are those of the process that asks."""
    if edition() != wanted:
        raise MissingPartError(
            f"a worker has neuromod-onto {edition()}, and here it is {wanted}",
            "install the same version for the scheduler and all workers",
        )
    return _Sealed(function(sealed.content))


def _result(future: Future[_Sealed]) -> _Sealed:
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        return future.result()
    except KilledWorker as error:
        raise NetworkError(
            "a part ended one worker after another",
            "give workers more memory, or make parts smaller (--batch)",
        ) from error
    except FutureCancelledError as error:
        raise NetworkError("the Dask scheduler was lost", _reason(error)) from error
    except ImportError as error:
        raise MissingPartError(
            f"a worker cannot import what it needs: {error}",
            "install the same neuromod-onto for the scheduler and all workers",
        ) from error
    except RuntimeError as error:
        if "deserializ" not in str(error):
            raise
        raise MissingPartError(
            "the scheduler cannot read the work: neuromod-onto or Dask differ there",
            "install the same versions for the scheduler and all workers",
        ) from error


def _reason(error: BaseException) -> str:
    return str(error).partition("\n")[0]


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Keep the log of a library off standard error: what matters is raised."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)
