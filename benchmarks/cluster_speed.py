"""What a Dask cluster of two processes costs beside one process, in processor time of all processes.

    python benchmarks/cluster_speed.py titles.tsv.gz --text title

Annotates the texts and checks a made-up registry, each in one process and on ``--dask local``, start-up left
out of both. The two take turns, ``--turns`` times, so that a machine that is busy for a while slows both.
Prints throughput per core: texts or triples a second of processor time, reading, sending and scheduling
included, and the share that the cluster keeps. Less than ten seconds of it tells little, and that is said.
``--check`` fails below 80 %.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

sys.path.insert(0, str(Path(__file__).parent))
from registry import write

from neuromod_onto import cluster
from neuromod_onto.dataset import load
from neuromod_onto.linking import AnnotatedRows, Annotator, Columns, Layout, read_texts
from neuromod_onto.validation import validate

if TYPE_CHECKING:
    from distributed import Client

GOAL = 0.8
#: Seconds of processor time from which a share is worth reading.
LEAST = 10.0
SHAPES = ("records", "safety")


def processor_time() -> float:
    """Return the seconds that this process and all below it have computed, those that ended included."""
    own = psutil.Process()
    return sum(sum(process.cpu_times()[:4]) for process in (own, *own.children(recursive=True)))


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Return seconds of processor time and on the clock."""
    start, clock = processor_time(), time.perf_counter()
    work()
    return max(processor_time() - start, 0.01), time.perf_counter() - clock


def compared(
    name: str, amount: int, turns: int, alone: Callable[[], object], there: Callable[[], object]
) -> float:
    """Measure both in turn, the cluster once before; print and return the share that the cluster keeps."""
    there()
    taken = [(measured(alone), measured(there)) for _ in range(turns)]
    for place, title in enumerate(("one process", "two workers")):
        spent, clock = (sum(turn[place][kind] for turn in taken) for kind in (0, 1))
        rate = turns * amount / spent
        print(f"{name}\t{title}\t{rate:,.0f} a second of one core\t{spent:.1f} s of it, {clock:.1f} s in all")
    own, spread = (sum(turn[place][0] for turn in taken) for place in (0, 1))
    little = f"\ttoo little work to tell: give more {name} or turns" if own < LEAST else ""
    print(f"{name}\tkept\t{own / spread:.0%}{little}", flush=True)
    return own / spread


def measure(client: Client, options: argparse.Namespace) -> list[float]:
    """Return the shares kept by annotation and by validation."""
    texts = list(read_texts(options.file, Columns(options.text)))
    rows = AnnotatedRows(Annotator(load()), Layout())
    list(rows.of(texts[:1000]))

    shares = [
        compared(
            "texts",
            len(texts),
            options.turns,
            lambda: list(rows.of(read_texts(options.file, Columns(options.text)))),
            lambda: list(cluster.annotate(client, read_texts(options.file, Columns(options.text)), Layout())),
        )
    ]
    with tempfile.TemporaryDirectory() as folder:
        registry = Path(folder) / "registry.nt"
        write(options.triples, registry)
        batch = options.triples // 8
        validate([registry], shapes=SHAPES, batch=batch, jobs=1)
        shares.append(
            compared(
                "triples",
                options.triples,
                options.turns,
                lambda: validate([registry], shapes=SHAPES, batch=batch, jobs=1),
                lambda: cluster.validate(client, registry, shapes=SHAPES, batch=batch),
            )
        )
    return shares


def main() -> int:
    """Measure, print, and say whether the goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text")
    parser.add_argument("--triples", type=int, default=400_000)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with cluster.connect(jobs=2) as client:
        shares = measure(client, options)
    return int(options.check and min(shares) < GOAL)


if __name__ == "__main__":
    sys.exit(main())
