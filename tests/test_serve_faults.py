"""Faults while the service starts and runs: a port in use, kills, interrupts, nobody who reads, a damaged store."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest


def serve(*words: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "neuromod_onto", "serve", *words],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), **options,
    )  # fmt: skip


def address(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    line = server.stderr.readline()
    assert line.startswith("http://"), line + server.stderr.read()
    return line.split()[0]


def below(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    files = Path("/proc").glob("[0-9]*/stat")
    return [int(f.parent.name) for f in files if (text := quiet(f)) and int(text.rpartition(")")[2].split()[1]) == pid]  # fmt: skip


def quiet(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def gone(pids: list[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    alive: Callable[[int], bool] = lambda pid: quiet(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[:1] not in ([], ["Z"])  # noqa: E731  # fmt: skip
    while any(alive(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        server = serve("--port", str(held.getsockname()[1]))
        _, told = server.communicate(timeout=60)
    assert server.returncode == 2
    assert "cannot listen at 127.0.0.1 port" in told.splitlines()[0]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_killed_service_leaves_no_process() -> None:
    server = serve("--port", "0")
    address(server)
    until = time.monotonic() + 20
    while not (workers := below(server.pid)) and time.monotonic() < until:
        time.sleep(0.05)
    assert workers
    server.kill()
    server.communicate(timeout=20)
    assert gone(workers, 10)


@pytest.mark.parametrize("wait", [0.2, 0.6, 1.2, 2.5])
def test_a_service_that_is_interrupted_while_it_starts_ends(wait: float) -> None:
    server = serve("--port", "0")
    time.sleep(wait)
    workers = below(server.pid)
    server.send_signal(signal.SIGINT)
    _, told = server.communicate(timeout=30)
    assert server.returncode in (0, 130, -signal.SIGINT), told
    assert "Traceback" not in told or server.returncode == -signal.SIGINT
    assert gone(workers, 10)


def test_a_service_starts_when_nobody_reads_and_nothing_can_be_cached(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = serve(
        "--port", str(port), env={**os.environ, "NEUROMOD_CACHE": str(blocked / "no folder")}
    )  # fmt: skip
    assert server.stderr is not None
    server.stderr.close()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    else:
        pytest.fail("it does not listen")
    server.send_signal(signal.SIGINT)
    server.wait(timeout=20)
    assert blocked.read_text() == "a file"


def test_a_damaged_store_is_not_served(store: Path) -> None:
    (store / "manifest.json").write_text("{")
    server = serve("--port", "0", "--store", str(store))
    _, told = server.communicate(timeout=60)
    assert server.returncode == 3
    assert "the store is damaged" in told.splitlines()[0]
    assert "--replace" in told
