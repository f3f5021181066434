"""Load the service with many clients at once, and compare a cheap query with the Oxigraph server.

    python benchmarks/serve_load.py [--clients 64] [--seconds 10] [--check]

Clients mix pages, searches, canned queries and SPARQL, some of them new each time, so that not every answer
comes from memory. ``--check`` exits with 1 when p95 passes 250 ms, when the service answers less than half as
many cheap queries a second as the Oxigraph server (PyPI ``oxigraph``), or when its memory goes on growing.
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
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from pyoxigraph import RdfFormat

from neuromod_onto.dataset import load

CHEAP = (
    "PREFIX neuromod: <https://w3id.org/neuromod-onto/> "
    "SELECT ?c { neuromod:SpinalCordStimulation neuromod:treatsCondition ?c }"
)
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


async def load_test(port: int, paths: Iterator[str], clients: int, seconds: float) -> list[float]:
    """Return the time of each answer, in seconds."""
    times: list[float] = []
    end = time.monotonic() + seconds
    await asyncio.gather(*(client(port, paths, end, times) for _ in range(clients)))
    return sorted(times)


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


def oxigraph_rate(clients: int, seconds: float) -> float:
    """Return the requests a second of the Oxigraph server for the cheap query; 0 when it is not installed."""
    binary = shutil.which("oxigraph") or str(Path(sys.executable).parent / "oxigraph")
    if not Path(binary).is_file():
        return 0.0
    with tempfile.TemporaryDirectory() as folder:
        nquads = Path(folder) / "data.nq"
        load().store.dump(str(nquads), format=RdfFormat.N_QUADS)
        store = str(Path(folder) / "store")
        subprocess.run(
            [binary, "load", "--location", store, "--file", str(nquads)], check=True, capture_output=True
        )
        port = free_port()
        server = subprocess.Popen(
            [binary, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"],
            stderr=subprocess.DEVNULL,
        )
        try:
            path = f"/query?query={quote(CHEAP)}"
            wait_for(f"http://127.0.0.1:{port}{path}")
            return len(asyncio.run(load_test(port, itertools.repeat(path), clients, seconds))) / seconds
        finally:
            server.terminate()
            server.wait()


def main() -> int:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "neuromod_onto", "-q", "serve", "--port", str(port)])
    try:
        wait_for(f"http://127.0.0.1:{port}/health")
        asyncio.run(load_test(port, mixed(), options.clients, 2))
        before = memory(server.pid)
        times = asyncio.run(load_test(port, mixed(), options.clients, options.seconds))
        after = memory(server.pid)
        path = itertools.repeat(f"/sparql?query={quote(CHEAP)}")
        cheap = (
            len(asyncio.run(load_test(port, path, options.clients, options.seconds / 2)))
            / options.seconds
            * 2
        )
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
    oxigraph = oxigraph_rate(options.clients, options.seconds / 2)
    p95 = times[int(len(times) * 0.95)] * 1000
    print(f"clients\t{options.clients}")
    print(f"mixed, requests/s\t{len(times) / options.seconds:.0f}")
    print(f"mixed, median ms\t{times[len(times) // 2] * 1000:.0f}")
    print(f"mixed, p95 ms\t{p95:.0f}")
    print(f"memory before and after, MB\t{before:.0f}\t{after:.0f}")
    print(f"cheap query, requests/s\t{cheap:.0f}")
    print(f"cheap query, Oxigraph server, requests/s\t{oxigraph:.0f}")
    good = p95 <= LIMIT_MS and cheap >= oxigraph / 2 and after <= before * 1.3 + 64
    return 0 if good or not options.check else 1


if __name__ == "__main__":
    sys.exit(main())
