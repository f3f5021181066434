"""Queries from the event loop: limits hold, places are given back, long answers wait for their readers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import product
from string import ascii_letters, punctuation

import pytest

pytest.importorskip("anyio")

import anyio
from anyio import to_thread

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import Graph, Rows
from neuromod_onto.engine.guard import _check, _is_plain
from neuromod_onto.engine.limits import Watchman
from neuromod_onto.engine.worker import BusyError
from neuromod_onto.errors import InputError, LimitError, UsageError
from neuromod_onto.serve import asking
from neuromod_onto.serve.asking import Askers

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LONG = "SELECT ?s ?p ?o ?s2 { ?s ?p ?o . ?s2 a <http://www.w3.org/2002/07/owl#Class> } LIMIT 200000"


@asynccontextmanager
async def askers_of(
    dataset: Dataset, size: int = 1, timeout: float = 5.0, wait: float = 5.0
) -> AsyncIterator[Askers]:
    askers = Askers(dataset, size=size, timeout=timeout, memory=1_000_000_000, wait=wait)
    try:
        yield askers
    finally:
        askers.close()
        await asyncio.sleep(0.05)


def run(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 60))


@pytest.mark.parametrize("by_thread", [False, True], ids=["by-loop", "by-thread"])
def test_answers_of_each_kind_come_and_faults_leave_the_process_at_work(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, by_thread: bool
) -> None:
    monkeypatch.setattr(asking, "WATCHED_BY_THREAD", by_thread)

    async def scene() -> None:
        async with askers_of(dataset) as askers:
            one = await (await askers.ask("SELECT (1 AS ?one) {}")).read()
            assert isinstance(one, Rows)
            assert one.variables == ("one",)
            assert await (await askers.ask("ASK { ?s a ?kind }")).read() is True
            graph = await (await askers.ask("CONSTRUCT { <urn:a> <urn:b> ?n } { VALUES ?n { 1 2 } }")).read()
            assert isinstance(graph, Graph)
            assert len(graph.triples) == 2
            process = askers._askers[0].pipe
            with pytest.raises(InputError, match="SPARQL"):
                await askers.ask("SELECT nonsense")
            for wrong in ("INSERT DATA { <urn:a> <urn:b> 1 }", "SELECT * FROM <urn:a> {}"):
                with pytest.raises(UsageError):
                    await askers.ask(wrong)
            many = " ".join(f"<urn:x{n}>" for n in range(20_000))  # more than a pipe holds
            rows = await (await askers.ask(f"SELECT ?x {{ VALUES ?x {{ {many} }} }}")).read()
            assert isinstance(rows, Rows)
            assert len(rows.rows) == 20_000
            assert askers._askers[0].pipe is process

    run(scene)


@pytest.mark.parametrize("by_thread", [False, True], ids=["by-loop", "by-thread"])
def test_a_long_answer_waits_for_its_reader_and_is_whole(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, by_thread: bool
) -> None:
    monkeypatch.setattr(asking, "WATCHED_BY_THREAD", by_thread)

    async def scene() -> None:
        async with askers_of(dataset, timeout=30) as askers:
            reply = await askers.ask(LONG, results="text/csv")
            assert not reply.whole
            await asyncio.sleep(0.3)
            pipe = askers._askers[0].pipe
            assert pipe
            assert len(pipe._inbox) < 1_000_000  # the rest is still with the process
            content = b"".join([part async for part in reply.parts()])
            assert content.count(b"\r\n") == 200_001
            assert (await askers.ask("ASK {}")).whole
            assert askers._askers[0].pipe is pipe

    run(scene)


def test_a_query_is_killed_at_its_time_and_its_neighbour_goes_on(dataset: Dataset) -> None:
    async def scene() -> None:
        async with askers_of(dataset, size=2, timeout=1.0) as askers:
            began = time.monotonic()
            heavy = asyncio.create_task(askers.ask(ENDLESS))
            await asyncio.sleep(0.2)
            for number in range(20):
                assert await (await askers.ask(f"ASK {{ VALUES ?x {{ {number} }} }}")).read() is True
            assert not heavy.done()
            with pytest.raises(LimitError, match="stopped after 1 s"):
                await heavy
            assert 0.9 < time.monotonic() - began < 5
            assert await (await askers.ask("ASK {}")).read() is True

    run(scene)


def test_who_waits_too_long_is_sent_away_and_who_leaves_frees_the_place(dataset: Dataset) -> None:
    async def scene() -> None:
        async with askers_of(dataset, timeout=30.0, wait=0.3) as askers:
            await askers.ask("ASK {}")
            heavy = asyncio.create_task(askers.ask(ENDLESS))
            await asyncio.sleep(0.1)
            with pytest.raises(BusyError, match="all 1 workers are busy"):
                await askers.ask("ASK {}")
            impatient = asyncio.create_task(askers.ask("ASK {}"))
            await asyncio.sleep(0.05)
            impatient.cancel()
            heavy.cancel()
            for task in (impatient, heavy):
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert await (await askers.ask("ASK {}")).read() is True
            assert len(askers._free) == 1

    run(scene)


def test_a_long_answer_that_nobody_reads_frees_its_process(dataset: Dataset) -> None:
    async def scene() -> None:
        async with askers_of(dataset, timeout=30.0) as askers:
            reply = await askers.ask(LONG)
            del reply
            assert await (await askers.ask("ASK {}")).read() is True
            reply = await askers.ask(LONG)
            async for _ in reply.parts():
                break
            del reply
            assert await (await askers.ask("ASK {}")).read() is True

    run(scene)


def test_pages_that_take_all_threads_hold_up_no_query(dataset: Dataset) -> None:
    async def scene() -> None:
        async with askers_of(dataset) as askers, anyio.create_task_group() as pages:
            for _ in range(45):  # more than there are threads
                pages.start_soon(to_thread.run_sync, time.sleep, 4)
            await asyncio.sleep(0.1)
            began = time.monotonic()
            many = " ".join(f"<urn:x{n}>" for n in range(2_000))
            assert (await askers.ask(f"ASK {{ VALUES ?x {{ {many} }} }}")).kind == "boolean"
            assert time.monotonic() - began < 3.5

    run(scene)


def test_a_later_loop_is_served_by_a_process_of_its_own(dataset: Dataset) -> None:
    askers = Askers(dataset, size=1, timeout=5, memory=0, wait=5)
    for _ in range(2):
        assert asyncio.run(askers.ask("ASK {}")).kind == "boolean"
    askers.close()


def test_what_is_let_through_unread_would_be_let_through_when_read() -> None:
    """The quick look may send a query to the long one, and never lets pass what that would refuse."""
    parts = [
        "SERVICE",
        "from",
        "Load",
        "SELECT",
        "AS",
        "(",
        "[{",
        "<a(b>",
        "'('",
        "=",
        "\\u0046ROM",
        "ſERVICE",
        "#x\n",
        "?from",
    ]
    plain = 0
    for words in product(parts, repeat=3):
        for glue in (" ", "", "{"):
            query = glue.join(words)
            if _is_plain(query):
                plain += 1
                _check(query)
    assert plain > 500
    for sign in ascii_letters + punctuation:
        for query in (
            sign * 1000,
            f"{sign} " * 500,
            "{" * 100 + sign * 900,
            f"<{sign * 998}>",
            "AS" * 500,
            "AS " * 333,
        ):
            if _is_plain(query):
                _check(query)
    assert not _is_plain("{" * 101)
    assert not _is_plain("=" * 1001)


def test_a_watchman_stops_the_work_that_is_too_long_and_no_other() -> None:
    stopped: list[LimitError] = []
    watchman = Watchman(stopped.append)
    for _ in range(3):
        watchman.begin(0.2, 0)
        time.sleep(0.1)
        watchman.end()
    time.sleep(1.3)  # long enough to rest
    assert not stopped
    watchman.begin(0.1, 0)
    time.sleep(0.3)
    assert [fault.cause for fault in stopped] == ["stopped after 0.1 s"]
    watchman = Watchman(stopped.append)
    watchman.begin(60, 1_000_000)
    time.sleep(0.2)
    assert "1 MB" in stopped[1].cause
