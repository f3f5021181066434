"""How fast shapes run over a made-up registry: compiled, and by pySHACL in the same run on a small part.

Prints seconds for each size, the ratio to pySHACL at the smallest, the slope of growth, and whether all
planted faults were found and nothing else. ``--check`` fails when one was missed.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from registry import write

from neuromod_onto.dataset.load import shipped_files
from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.validation import validate
from neuromod_onto.validation.reference import run_reference
from neuromod_onto.validation.shacl import shape_files


def main() -> int:
    """Measure, print, and say whether a planted fault was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--reference", type=int, default=500, help="triples for pySHACL")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    missed = False
    times = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes:
            file = Path(folder) / f"{size}.nt"
            planted = write(size, file)
            start = time.perf_counter()
            report = validate([file], shapes=["records", "safety"])
            times[size] = time.perf_counter() - start
            broken = {
                (f.rule.rpartition("/")[2], f.focus)
                for f in report.findings
                if "not assessable" not in f.message
            }
            found = Counter(rule for rule, _ in broken)
            missed |= found != planted
            counts = f"planted {sum(planted.values())}, found {sum(found.values())}"
            print(f"{size:9d} triples  {times[size]:7.2f} s  {counts}")
        small = Path(folder) / "small.nt"
        write(options.reference, small)
        shapes = read_rdf(shape_files(["records", "safety"]))
        data = read_rdf([*shipped_files(), small])
        start = time.perf_counter()
        validate([small], shapes=["records", "safety"])
        ours = time.perf_counter() - start
        start = time.perf_counter()
        list(run_reference(shapes, data, "shapes"))
        theirs = time.perf_counter() - start
        ratio = f"ours {ours:.2f} s, pySHACL {theirs:.2f} s: {theirs / ours:.0f} times"
        print(f"{options.reference:9d} triples  {ratio}")
    low, high = min(times), max(times)
    if low != high:
        print(f"slope {math.log(times[high] / times[low]) / math.log(high / low):.2f}")
    return int(missed and options.check)


if __name__ == "__main__":
    sys.exit(main())
