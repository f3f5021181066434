"""What a Dask cluster of two processes costs beside one process, in processor time of all processes.

    python benchmarks/cluster_speed.py titles.tsv.gz --text title

Annotates the texts and checks a made-up registry, each in one process and on ``--dask local``, start-up left
out of both. Prints throughput per core: texts or triples a second of processor time, reading, sending and
scheduling included, and the share that the cluster keeps. ``--check`` fails below 80 %.
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


def compared(name: str, amount: int, alone: Callable[[], object], there: Callable[[], object]) -> float:
    """Measure both, the cluster once before; print and return the share that the cluster keeps."""
    there()
    (own, own_clock), (spread, spread_clock) = measured(alone), measured(there)
    print(f"{name}\tone process\t{amount / own:,.0f} a second of one core\t{own_clock:.1f} s")
    print(f"{name}\ttwo workers\t{amount / spread:,.0f} a second of one core\t{spread_clock:.1f} s")
    print(f"{name}\tkept\t{own / spread:.0%}", flush=True)
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
    parser.add_argument("--triples", type=int, default=200_000)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with cluster.connect(jobs=2) as client:
        shares = measure(client, options)
    return int(options.check and min(shares) < GOAL)


if __name__ == "__main__":
    sys.exit(main())
