"""How fast events of a BIDS dataset become records, beside a plain pass over the same file.

    python benchmarks/ingest_speed.py [--rows 50000]

The file is generated: single-pulse stimulation as in OpenNeuro ds004080, every fifteenth row an artefact.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
import time
from pathlib import Path

from neuromod_onto.dataset import load
from neuromod_onto.records.bids.reading import read
from neuromod_onto.records.intake import Intake
from neuromod_onto.records.quantities import quantities
from neuromod_onto.records.record import turtle
from neuromod_onto.render.files import write_atomically

COLUMNS = [
    *("onset", "duration", "trial_type", "sub_type", "electrical_stimulation_type"),
    *("electrical_stimulation_site", "electrical_stimulation_current", "electrical_stimulation_frequency"),
    *("electrical_stimulation_pulsewidth", "notes"),
]
DESCRIBED = {
    "electrical_stimulation_current": {"Description": "electrical stimulation current in Ampere"},
    "electrical_stimulation_frequency": {"Description": "electrical stimulation frequency in Hertz"},
    "electrical_stimulation_pulsewidth": {"Description": "electrical stimulation pulse width in s"},
}


def generate(folder: Path, rows: int, seed: int = 1) -> Path:
    """Write a dataset with one table of events; return the table."""
    rng = random.Random(seed)
    contacts = [f"C{n:02}" for n in range(1, 65)]
    (folder / "dataset_description.json").write_text(json.dumps({"Name": "generated"}))
    (folder / "events.json").write_text(json.dumps(DESCRIBED))
    place = folder / "sub-01" / "ieeg"
    place.mkdir(parents=True)
    names = "".join(f"{name}\tn/a\n" for name in contacts)
    (place / "sub-01_electrodes.tsv").write_text("name\tx\n" + names)
    path = place / "sub-01_task-SPES_events.tsv"
    with path.open("w") as stream:
        stream.write("\t".join(COLUMNS) + "\n")
        for number in range(rows):
            first = rng.randrange(len(contacts) - 1)
            site = f"{contacts[first]}-{contacts[first + 1]}"
            current = rng.choice(("0.008", "0.004", "0.007", "0.006"))
            cells = [str(5 * number + 0.5), "0.001", "electrical_stimulation", "SPES", "monophasic", site]
            cells += [current, "0.2", "0.001", "n/a"]
            if number % 15 == 14:
                cells = [cells[0], "1.5", "artefact", *["n/a"] * 7]
            stream.write("\t".join(cells) + "\n")
    return path


def main() -> None:
    """Print rows a second and the ratio to ``csv.DictReader``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    rows = parser.parse_args().rows
    dataset = load(cached=True)
    with tempfile.TemporaryDirectory() as name:
        table = generate(Path(name), rows)
        begin = time.perf_counter()
        with table.open(newline="") as stream:
            plain_rows = sum(1 for _ in csv.DictReader(stream, delimiter="\t"))
        plain = time.perf_counter() - begin
        intake = Intake(quantities(dataset))
        begin, processor = time.perf_counter(), time.process_time()
        write_atomically(Path(name) / "out.ttl", turtle(read(Path(name), dataset, intake)))
        taken, processor = time.perf_counter() - begin, time.process_time() - processor
        size = (Path(name) / "out.ttl").stat().st_size / 1e6
    assert plain_rows == intake.rows == rows
    assert not intake.faults
    print(f"{rows} rows: csv.DictReader {plain:.2f} s, {rows / plain:,.0f} rows/s")
    print(
        f"{rows} rows: ingest bids {taken:.2f} s ({processor:.2f} s of processor), "
        f"{rows / taken:,.0f} rows/s, {taken / plain:.0f} times as long; "
        f"{intake.recorded} recorded, {size:.0f} MB of Turtle"
    )


if __name__ == "__main__":
    main()
