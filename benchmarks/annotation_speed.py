"""How many texts a second ``annotate`` reads on one core, against a plain regular expression in the same run.

    python benchmarks/annotation_speed.py titles.tsv.gz --text title

The peer is Python's ``re`` with one alternation of all the names in the dictionary, longest first and without
regard to case: it finds strings, and neither inflection, context, composition nor negation. Both run on the
same texts in turn. With ``--check`` it fails below 20,000 texts a second of processor time.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from neuromod_onto.dataset import load
from neuromod_onto.linking import Annotator, Columns, best_therapies, read_texts

GOAL = 20_000
_PEER_TEXTS = 2_000


def rate(call: Callable[[str], object], texts: list[str]) -> float:
    """Return texts a second of processor time."""
    start = time.process_time()
    for text in texts:
        call(text)
    return len(texts) / (time.process_time() - start)


def main() -> int:
    """Measure, print, and say whether the goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    texts = [text.text for text in read_texts(options.file, Columns(options.text))]
    annotator = Annotator(load())
    names = sorted({entry.text for _, entry in annotator.lexicon.entries}, key=len, reverse=True)
    peer = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b", re.IGNORECASE)
    ours: list[float] = []
    best: list[float] = []
    theirs: list[float] = []
    for _ in range(options.runs):
        ours.append(rate(annotator.mentions, texts))
        best.append(rate(lambda text: best_therapies(annotator, text), texts))
        theirs.append(rate(peer.findall, texts[:_PEER_TEXTS]))
    mentions = statistics.median(ours)
    print(f"{len(texts)} texts, {len(names)} names")
    print(f"mentions\t{mentions:,.0f} texts/s")
    print(f"--best\t{statistics.median(best):,.0f} texts/s")
    print(f"re alternation\t{statistics.median(theirs):,.0f} texts/s (first {_PEER_TEXTS:,} texts)")
    print(f"ratio\t{mentions / statistics.median(theirs):.1f}")
    return int(options.check and min(mentions, statistics.median(best)) < GOAL)


if __name__ == "__main__":
    sys.exit(main())
