"""Read records of one source into RDF, streaming, with every fault reported."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.findings import Finding, Report
from neuromod_onto.records.intake import BASE, Intake
from neuromod_onto.records.quantities import quantities
from neuromod_onto.records.record import Record, ntriples, turtle
from neuromod_onto.render.files import write_atomically
from neuromod_onto.wording import said_in

#: What a reader of a source is: it yields records as it reads and reports faults to the intake.
Reader = Callable[[Path, Dataset, Intake], Iterator[Record]]
#: Each is a folder of this package; its module ``reading`` has a function ``read`` of type ``Reader``.
SOURCES = ("csv", "bids", "percept", "fhir")
_WRITERS = {".ttl": turtle, ".nt": ntriples}


def reader_of(source: str) -> Reader:
    """Return the reader of a source, one of ``SOURCES``."""
    if source not in SOURCES:
        raise UsageError(f"unknown source {source!r}", "sources: " + ", ".join(SOURCES))
    return import_module(f"neuromod_onto.records.{source}.reading").read  # type: ignore[no-any-return]


def ingest(
    source: str, path: Path | str, output: Path | str | None, dataset: Dataset, *, base: str | None = None
) -> Intake:
    """Write the records of a file or folder to ``output``, whole or not at all.

    Args:
        source: one of ``SOURCES``.
        path: what to read.
        output: Turtle or N-Triples, by its ending; None to read only.
        dataset: the ontology, for its terms and units.
        base: IRI under which records stand, instead of our own.

    Returns:
        The tally with all faults. Rows at fault give no record; the others are written.

    Raises:
        InputError: a file cannot be read at all.
        UsageError: the ending of ``output`` is not known.

    """
    path, output = Path(path), Path(output) if output else None
    if output and output.suffix not in _WRITERS:
        raise UsageError(f"the ending of {output.name} names no format", "endings: " + ", ".join(_WRITERS))
    if not path.exists():
        raise InputError("no such file or folder", place=str(path))
    intake = Intake(quantities(dataset), base=base or BASE)
    records = reader_of(source)(path, dataset, intake)
    if output:
        write_atomically(output, _WRITERS[output.suffix](records))
    else:
        deque(records, maxlen=0)
    return intake


def report_of(intake: Intake, language: str = "en") -> Report:
    """Return the faults, and names kept as text, as a report, to write as JUnit, SARIF or JSON.

    Args:
        intake: the tally of a run.
        language: of the messages.

    """
    findings = []
    for fault in intake.faults:
        message = f"{said_in(fault.cause, language)}. {said_in(fault.hint, language)}".strip()
        findings.append(Finding("violation", fault.place, "", "", "", message, fault.kind, ()))
    for (what, name), count in sorted(intake.kept_as_text.items()):
        message = f"{what} {name!r} is none that we know: kept as text in {count} records"
        findings.append(Finding("info", "", "", "", name, said_in(message, language), "kept as text", ()))
    return Report(findings, intake.rows)
