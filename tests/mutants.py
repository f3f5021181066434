"""Mutants of the safety rules: each changes one limit or one comparison; the cases should tell.

``python -m tests.mutants`` tries them all and prints the survivors. A survivor is either a case that is
missing or a change that changes no verdict.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from neuromod_onto.dataset import read_rdf
from neuromod_onto.dataset.load import shipped_files
from neuromod_onto.model.vocabulary import SH
from neuromod_onto.validation.results import to_findings
from neuromod_onto.validation.shacl import run_shapes, shape_files

from .test_safety import CASES, PREFIXES

NEUROMOD = "https://w3id.org/neuromod-onto/"
SELECT = ox.NamedNode(SH + "select")
_OPERATOR = re.compile(
    r"(?<=\s)(<=|>=|<|>|!=|=|&&|\|\|)(?=\s)|\b(FILTER NOT EXISTS|FILTER EXISTS)\b|(?<=\s)([*/])(?=\s)"
)
_OTHER = {
    "<=": "<", ">=": ">", "<": "<=", ">": ">=", "=": "!=", "!=": "=", "&&": "||", "||": "&&", "*": "/", "/": "*",
    "FILTER NOT EXISTS": "FILTER EXISTS", "FILTER EXISTS": "FILTER NOT EXISTS",
}  # fmt: skip
Verdicts = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Mutant:
    """One changed statement: of the limits (data) or of the shapes."""

    name: str
    old: ox.Quad
    new: ox.Quad
    of_shapes: bool


class Bench:
    """The cases, loaded once; runs the rules over them with one statement changed."""

    def __init__(self) -> None:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "records.ttl"
            lines = [f":r{n} {statements} ." for n, (statements, _) in enumerate(CASES.values())]
            file.write_text(PREFIXES + "\n".join(lines), "utf-8")
            self.data = read_rdf([*shipped_files(), file])
        self.shapes = read_rdf(shape_files(["safety"]))
        self.right = self.verdicts()

    def verdicts(self) -> Verdicts:
        """Return what is found: record, rule, severity and message, for the numbers in it count too."""
        results = run_shapes(self.shapes, self.data, "safety")
        found = to_findings(results, self.shapes, self.data, "en")
        return frozenset((f.focus, f.rule, f.severity, f.message) for f in found)

    def survives(self, mutant: Mutant) -> bool:
        """Say whether no case notices a mutant."""
        store = self.shapes if mutant.of_shapes else self.data
        store.remove(mutant.old)
        store.add(mutant.new)
        try:
            return self.verdicts() == self.right
        except Exception:  # rules that cannot run are noticed
            return False
        finally:
            store.remove(mutant.new)
            store.add(mutant.old)

    def mutants(self) -> Iterator[Mutant]:
        """Yield all mutants, in a fixed order."""
        for local in ("maximumValue", "minimumValue"):
            quads = self.data.quads_for_pattern(None, ox.NamedNode(NEUROMOD + local), None)
            for quad in sorted(quads, key=str):
                value = Decimal(quad.object.value)  # type: ignore[union-attr]
                for factor in (Decimal("0.99"), Decimal("1.01")):
                    changed = value * factor if value else factor - 1
                    literal = ox.Literal(
                        f"{changed:f}", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
                    )
                    name = f"{quad.subject.value.removeprefix(NEUROMOD)} {local} {value} -> {changed:f}"  # type: ignore[union-attr]
                    yield Mutant(name, quad, ox.Quad(quad.subject, quad.predicate, literal), of_shapes=False)
        for quad in sorted(self.shapes.quads_for_pattern(None, SELECT, None), key=str):
            text = quad.object.value  # type: ignore[union-attr]
            for match in _OPERATOR.finditer(text):
                word = match[0]
                changed_text = text[: match.start()] + _OTHER[word] + text[match.end() :]
                around = " ".join(text[max(0, match.start() - 40) : match.end() + 30].split())
                name = f"{str(quad.subject).rpartition('/')[2]}@{match.start()} {word} -> {_OTHER[word]}: {around}"
                yield Mutant(
                    name, quad, ox.Quad(quad.subject, SELECT, ox.Literal(changed_text)), of_shapes=True
                )


def main() -> None:
    """Try every mutant, or every nth when a number is given; print the survivors."""
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    bench = Bench()
    tried = [m for i, m in enumerate(bench.mutants()) if i % step == 0]
    survivors = [m.name for m in tried if bench.survives(m)]
    for name in survivors:
        print(name)
    print(f"{len(tried)} mutants, {len(survivors)} survivors")


if __name__ == "__main__":
    main()
