"""How often ``neuromod annotate --best`` names the right therapy, on a labelled file.

    python benchmarks/annotation_accuracy.py gold.csv --text intervention --context trial_title --gold class
    python benchmarks/annotation_accuracy.py titles.csv --text title --positive is_neuromodulation
    python benchmarks/annotation_accuracy.py names.csv --text trade_name --context applicant --gold family

The codes of the labelled file are told from our classes by ``therapy_codes.tsv``: a therapy has the code of
the nearest class at or above it in that table, the first of several. ``A+B`` in the file means both; codes
unknown to the table are NONE. Prints precision, recall and counts for each code and in all; ``--errors``
lists the rows that differ.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from neuromod_onto.dataset import Dataset, load
from neuromod_onto.linking import Annotator, best_therapies
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.terms import ancestors

#: Code of what a labelled set has no code for.
NONE = "NONE"
TABLE = Path(__file__).with_name("therapy_codes.tsv")
#: Codes that a labelled file may use for a code of the table.
ALIASES = {"VNS_IMPLANTED": "VNS"}


class Codes:
    """The codes of therapies, from the reviewed table."""

    def __init__(self, dataset: Dataset) -> None:
        with TABLE.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t"))
        unknown = [row["class"] for row in rows if NEUROMOD + row["class"] not in dataset]
        if unknown:
            raise SystemExit(f"{TABLE.name}: no such class: {', '.join(unknown)}")
        self._dataset = dataset
        self._code = {NEUROMOD + row["class"]: row["code"] for row in rows}
        self.scope = {row["code"]: row["scope"] for row in rows}

    def of(self, iri: str) -> str:
        """Return the code of a therapy, or an empty string."""
        reached = ({iri} | ancestors(self._dataset, iri)) & self._code.keys()
        nearest = [c for c in reached if not any(c in ancestors(self._dataset, o) for o in reached - {c})]
        return next((self._code[c] for c in self._code if c in nearest), "")

    def gold(self, cell: str) -> set[str]:
        """Return the codes of a labelled cell that the table knows."""
        return {ALIASES.get(code, code) for code in cell.split("+")} & self.scope.keys() - {NONE}


class Judged(NamedTuple):
    """One row: what is right, what was found, and the terms found."""

    row: dict[str, str]
    gold: set[str]
    found: set[str]
    terms: list[str]


def judge(
    annotator: Annotator,
    rows: Iterable[dict[str, str]],
    text: str,
    context: Iterable[str] = (),
    *,
    gold: str = "",
    positive: str = "",
) -> Iterator[Judged]:
    """Annotate labelled rows.

    Args:
        text: column with the text.
        context: columns with the context.
        gold: column with the right codes.
        positive: column that is 1 when any neuromodulation is named; used without ``gold``.

    """
    codes = Codes(annotator.dataset)
    for row in rows:
        best = best_therapies(annotator, row[text], " ".join(row[column] for column in context))
        if positive:
            found = {"any"} if {"in", "border"} & set(best.scopes) else set()
            right = {"any"} if row[positive] == "1" else set()
        else:
            found = {codes.of(iri) for iri in best.terms} - {"", NONE}
            right = codes.gold(row[gold])
        yield Judged(row, right, found, best.terms)


class Score(NamedTuple):
    """Counts of one code or of several."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Right among found; 1 when nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Right among labelled; 1 when nothing is labelled."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def scores(judged: Iterable[Judged], codes: Codes) -> dict[str, Score]:
    """Return the score of each code, then of all in scope and all out of scope."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for one in judged:
        right.update(one.found & one.gold)
        wrong.update(one.found - one.gold)
        missed.update(one.gold - one.found)
    known = sorted({*right, *wrong, *missed})
    found = {code: Score(right[code], wrong[code], missed[code]) for code in known}
    for scope in ("in", "out"):
        parts = [found[code] for code in known if codes.scope.get(code, "in") == scope]
        found[f"all {scope} scope"] = Score(*(sum(part[i] for part in parts) for i in range(3)))
    return found


def main() -> None:
    """Score one file and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", required=True)
    parser.add_argument("--context", action="append", default=[])
    parser.add_argument("--gold", default="")
    parser.add_argument("--positive", default="")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    annotator = Annotator(load())
    with options.file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    judged = list(
        judge(annotator, rows, options.text, options.context, gold=options.gold, positive=options.positive)
    )
    for one in judged if options.errors else ():
        if one.found != one.gold:
            names = " + ".join(term.removeprefix(NEUROMOD) for term in one.terms)
            gold, found = ("+".join(sorted(codes)) or NONE for codes in (one.gold, one.found))
            context = " ".join(one.row[column] for column in options.context)
            print(f"{gold} -> {found}\t{one.row[options.text]}\t| {context}\t{names}")
    print("code\tprecision\trecall\tright\twrong\tmissed\tn")
    for name, s in scores(judged, Codes(annotator.dataset)).items():
        counts = (s.right, s.wrong, s.missed, s.right + s.missed)
        print(name, f"{s.precision:.3f}", f"{s.recall:.3f}", *counts, sep="\t")
    print(f"{len(rows)} rows")


if __name__ == "__main__":
    main()
