"""Load the service with many clients at once, and compare a cheap query with the Oxigraph server.

    python benchmarks/serve_load.py [--clients 64] [--seconds 60] [--check]

Clients mix pages, searches, canned queries and SPARQL, some of them new each time, so that not every answer
comes from memory; the memory of the service and its workers is read every second. Then service and Oxigraph
server (PyPI ``oxigraph``, read-only, the same triples) answer one cheap query again and again, and the same
query made new each time, which no memory of answers helps.

``--check`` exits with 1 when p95 of the mix passes 250 ms, when the service answers less than half as many
cheap queries a second as the Oxigraph server, or when its memory grows by more than the answers that it may
keep and a tenth; with 2 when the Oxigraph server is not installed. Clients and servers share the cores of
this machine, so times are longer than with clients elsewhere.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from urllib.request import urlopen

from pyoxigraph import RdfFormat

from neuromod_onto.dataset import load
from neuromod_onto.serve.memory import AnswerMemory

CHEAP = (
    "PREFIX neuromod: <https://w3id.org/neuromod-onto/> "
    "SELECT ?c { neuromod:SpinalCordStimulation neuromod:treatsCondition ?c }"
)
#: Bytes of answers that the service may keep, and the share by which its memory may grow beside them.
KEPT_MB = AnswerMemory.SIZE / 1e6
GROWTH = 0.1
WORDS = ("DBS", "vagus", "stimulaton", "douleur", "tDCS", "baclofen", "sacral", "épilepsie")
LIMIT_MS = 250.0


def mixed() -> Iterator[str]:
    """Yield paths without end: the mix of a day."""
    terms = [
        f"neuromod:{name}" for name in ("SpinalCordStimulation", "DeepBrainStimulation", "Pain", "Device")
    ]
    for number in itertools.count():
        yield f"/en/term/{terms[number % 4].removeprefix('neuromod:')}"
        yield f"/api/search?lang=fr&q={quote(WORDS[number % 8])}"
        yield "/api/queries/therapies-for-condition?condition=migraine"
        yield f"/sparql?query={quote(CHEAP)}"
        yield "/fr/matrix?modality=neuromod%3AMagneticModality"
        yield f"/sparql?query={quote(f'{CHEAP} LIMIT {number + 1}')}"  # new each time
        yield f"/api/terms/{terms[number % 4]}/neighbours?lang=en"
        yield "/static/style.css"


async def client(port: int, paths: Iterator[str], end: float, times: list[float]) -> None:
    """Ask one path after the other over one connection, until ``end``."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < end:
        began = time.perf_counter()
        writer.write(f"GET {next(paths)} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").casefold()
        if not head.startswith("http/1.1 200"):
            raise RuntimeError(head)
        length = re.search(r"content-length: (\d+)", head)
        if length:
            await reader.readexactly(int(length[1]))
        else:
            while size := int((await reader.readline()).strip() or b"0", 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        times.append(time.perf_counter() - began)
    writer.close()


class Load(NamedTuple):
    """What one load showed: sorted times of answers and how long it took (s), memory every second (MB)."""

    times: list[float]
    seconds: float
    memory: list[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def milliseconds(self, share: float) -> float:
        """Return the time that a share of the answers keep."""
        return self.times[min(int(len(self.times) * share), len(self.times) - 1)] * 1000


async def _watched(pid: int, found: list[float]) -> None:
    while True:
        found.append(memory(pid))
        await asyncio.sleep(1)


def load_test(port: int, paths: Iterator[str], clients: int, seconds: float, pid: int = 0) -> Load:
    """Put clients on a service; watch the memory of a process and those below it."""

    async def run() -> Load:
        times: list[float] = []
        found: list[float] = []
        watch = asyncio.create_task(_watched(pid, found)) if pid else None
        began = time.monotonic()
        await asyncio.gather(*(client(port, paths, began + seconds, times) for _ in range(clients)))
        took = time.monotonic() - began
        if watch:
            watch.cancel()
            found.append(memory(pid))
        return Load(sorted(times), took, found)

    return asyncio.run(run())


def new_each_time(address: str) -> Iterator[str]:
    """Yield the cheap query in ever new words."""
    return (f"{address}?query={quote(f'{CHEAP} LIMIT {1_000_000 + number}')}" for number in itertools.count())


def memory(pid: int) -> float:
    """Return the resident memory of a process and its children, in MB."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if str(pid) in (fields["Pid"].strip(), fields["PPid"].strip()):
            total += int(fields.get("VmRSS", "0 kB").split()[0])
    return total / 1000


def free_port() -> int:
    """Return a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(url: str) -> None:
    """Wait until a service answers."""
    for _ in range(200):
        try:
            with urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer at {url}")


@contextmanager
def service() -> Iterator[tuple[int, int]]:
    """Run the service; yield its port and process."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "neuromod_onto", "-q", "serve", "--port", str(port)])
    try:
        wait_for(f"http://127.0.0.1:{port}/health")
        yield port, server.pid
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


@contextmanager
def oxigraph(binary: str) -> Iterator[int]:
    """Run the Oxigraph server over the same triples; yield its port."""
    with tempfile.TemporaryDirectory() as folder:
        nquads, store = str(Path(folder) / "data.nq"), str(Path(folder) / "store")
        load().store.dump(nquads, format=RdfFormat.N_QUADS)
        subprocess.run(
            [binary, "load", "--location", store, "--file", nquads], check=True, capture_output=True
        )
        port = free_port()
        server = subprocess.Popen(
            [binary, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"],
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/query?query={quote(CHEAP)}")
            yield port
        finally:
            server.terminate()
            server.wait()


def measure(clients: int, seconds: float, binary: str) -> list[tuple[str, str, str, bool]]:
    """Return rows: what was measured, the figure, the goal, and whether it is met."""
    each = max(seconds / 6, 2.0)
    with service() as (port, pid):
        load_test(port, mixed(), clients, 2)
        mix = load_test(port, mixed(), clients, seconds, pid)
        cheap = load_test(port, itertools.repeat(f"/sparql?query={quote(CHEAP)}"), clients, each).rate
        new = load_test(port, new_each_time("/sparql"), clients, each).rate
    with oxigraph(binary) as port:
        their = load_test(port, itertools.repeat(f"/query?query={quote(CHEAP)}"), clients, each).rate
        their_new = load_test(port, new_each_time("/query"), clients, each).rate
    before, most = mix.memory[0], max(mix.memory)
    bound = before * (1 + GROWTH) + KEPT_MB
    p95 = mix.milliseconds(0.95)
    return [
        (f"mix of {clients} clients, requests/s", f"{mix.rate:,.0f}", "", True),
        ("median, ms", f"{mix.milliseconds(0.5):.0f}", "", True),
        ("p95, ms", f"{p95:.0f}", f"at most {LIMIT_MS:.0f}", p95 <= LIMIT_MS),
        ("longest, ms", f"{mix.times[-1] * 1000:.0f}", "", True),
        (f"memory before {mix.seconds:.0f} s of it, MB", f"{before:.0f}", "", True),
        ("most memory during, MB", f"{most:.0f}", f"at most {bound:.0f}", most <= bound),
        ("memory after, MB", f"{mix.memory[-1]:.0f}", "", True),
        ("cheap query, requests/s", f"{cheap:,.0f}", f"at least {their / 2:,.0f}", cheap >= their / 2),
        ("the same, Oxigraph server", f"{their:,.0f}", "", True),
        ("cheap query, new each time, requests/s", f"{new:,.0f}", "", True),
        ("the same, Oxigraph server", f"{their_new:,.0f}", "", True),
    ]


def main() -> int:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    binary = shutil.which("oxigraph") or str(Path(sys.executable).parent / "oxigraph")
    if not Path(binary).is_file():
        print("the Oxigraph server is not installed: pip install oxigraph", file=sys.stderr)
        return 2
    rows = measure(options.clients, options.seconds, binary)
    print("| measured | figure | goal | |\n|---|---|---|---|")
    for what, figure, goal, met in rows:
        print(f"| {what} | {figure} | {goal} | {('met' if met else '**missed**') if goal else ''} |")
    return int(options.check and not all(met for *_, met in rows))


if __name__ == "__main__":
    sys.exit(main())
