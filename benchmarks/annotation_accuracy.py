"""How often ``neuromod annotate --best`` names the right therapy, on a labelled file.

    python benchmarks/annotation_accuracy.py gold.csv --text intervention --context trial_title --gold class
    python benchmarks/annotation_accuracy.py titles.csv --text title --positive is_neuromodulation
    python benchmarks/annotation_accuracy.py names.csv --text trade_name --context applicant --gold family

Codes of the labelled file are told from our classes by ``therapy_codes.tsv``: a therapy has the code of the
nearest class above it in that table. ``A+B`` in the file means both; codes unknown to the table are NONE.
Prints precision, recall and numbers for each code and in all; ``--errors`` lists the rows that differ.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path

from neuromod_onto.dataset import Dataset, load
from neuromod_onto.linking import Annotator, best_therapies
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.terms import ancestors

TABLE = Path(__file__).with_name("therapy_codes.tsv")
#: Codes that a labelled file may use for a code of the table.
ALIASES = {"VNS_IMPLANTED": "VNS"}


def codes_of_classes(dataset: Dataset) -> dict[str, tuple[str, str]]:
    """Return (code, scope) by class IRI, for the classes of the table."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    unknown = [row["class"] for row in rows if NEUROMOD + row["class"] not in dataset]
    if unknown:
        raise SystemExit(f"{TABLE.name}: no such class: {', '.join(unknown)}")
    return {NEUROMOD + row["class"]: (row["code"], row["scope"]) for row in rows}


def code_of(dataset: Dataset, iri: str, table: dict[str, tuple[str, str]]) -> str:
    """Return the code of the nearest class of the table at or above a therapy, the first of several."""
    if iri in table:
        return table[iri][0]
    above = ancestors(dataset, iri) & table.keys()
    nearest = [c for c in above if not any(c in ancestors(dataset, o) for o in above - {c})]
    return next((table[c][0] for c in table if c in nearest), "")


def main() -> None:
    """Score one file and print the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--text", required=True)
    parser.add_argument("--context", action="append", default=[])
    parser.add_argument("--gold", help="column with the right code")
    parser.add_argument("--positive", help="column that is 1 when any neuromodulation is named")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    dataset = load()
    table = codes_of_classes(dataset)
    scope_of_code = dict(table.values())
    annotator = Annotator(dataset)
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    with options.file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        context = " ".join(row[column] for column in options.context)
        best = best_therapies(annotator, row[options.text], context)
        if options.positive:
            found = {"any"} if {"in", "border"} & set(best.scopes) else set()
            gold = {"any"} if row[options.positive] == "1" else set()
        else:
            found = {code_of(dataset, iri, table) for iri in best.terms} - {""}
            gold = {ALIASES.get(code, code) for code in row[options.gold].split("+")} & scope_of_code.keys()
        right.update(found & gold)
        wrong.update(found - gold)
        missed.update(gold - found)
        if options.errors and found != gold:
            print(
                f"{'+'.join(sorted(gold)) or 'NONE'} -> {'+'.join(sorted(found)) or 'NONE'}\t"
                f"{row[options.text]}\t| {context}\t{[t.removeprefix(NEUROMOD) for t in best.terms]}"
            )
    print("code\tprecision\trecall\tright\twrong\tmissed\tn")
    for code in sorted({*right, *wrong, *missed}):
        _line(code, right[code], wrong[code], missed[code])
    for scope in ("in", "out"):
        codes = [c for c in {*right, *wrong, *missed} if scope_of_code.get(c, "in") == scope]
        if codes:
            _line(
                f"all {scope} scope",
                sum(right[c] for c in codes),
                sum(wrong[c] for c in codes),
                sum(missed[c] for c in codes),
            )
    print(f"{len(rows)} rows")


def _line(name: str, right: int, wrong: int, missed: int) -> None:
    precision = right / (right + wrong) if right + wrong else float("nan")
    recall = right / (right + missed) if right + missed else float("nan")
    print(f"{name}\t{precision:.3f}\t{recall:.3f}\t{right}\t{wrong}\t{missed}\t{right + missed}")


if __name__ == "__main__":
    main()
