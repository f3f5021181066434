"""A made-up registry of treatments, with faults planted in known number.

``python benchmarks/registry.py 100000 registry.nt`` writes about that many triples. The
same seed gives the same file.
Distributions follow the ranges of labels (ontology/safety.ttl); no patient stands behind any record.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

N = "https://w3id.org/neuromod-onto/"
XSD = "http://www.w3.org/2001/XMLSchema#"
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
#: therapy, condition, device, share
USES = [
    ("SpinalCordStimulation", "PersistentSpinalPainSyndromeType2", "SpinalCordStimulator", 40),
    ("SubthalamicDeepBrainStimulation", "ParkinsonDisease", "DeepBrainStimulator", 25),
    ("CyclicVagusNerveStimulation", "DrugResistantEpilepsy", "VagusNerveStimulator", 15),
    ("SacralNeuromodulation", "OveractiveBladder", "SacralNeuromodulationDevice", 20),
]
#: What each planted fault breaks: shape and severity.
FAULTS = {
    "pulse longer than its period": "PulseFitsPeriod",
    "current with its unit": "DoseRecordShape-quantity",
    "no pseudonym": "TherapyRecordShape-patientPseudonym",
    "device for a therapy": "TherapyRecordShape-therapyIsAnIntervention",
    "charge that damages": "ShannonLimit",
    "shortwave diathermy": "ContraindicatedExposure",
}


def records(triples: int, seed: int = 1, fault_rate: float = 0.02) -> Iterator[tuple[list[str], str]]:
    """Yield the N-Triples lines of one patient after another, with the fault planted in them or nothing.

    Args:
        triples: about how many triples in all.
        seed: of the random numbers.
        fault_rate: share of patients with one planted fault.

    """
    rng = random.Random(seed)
    written = patient = 0
    while written < triples:
        patient += 1
        fault = rng.choice(list(FAULTS)) if rng.random() < fault_rate else ""
        lines = list(_patient(rng, patient, fault))
        written += len(lines)
        yield lines, fault


def _patient(rng: random.Random, number: int, fault: str) -> Iterator[str]:
    therapy, condition, device, _ = rng.choices(USES, [use[3] for use in USES])[0]
    who = f'"P-{number:08d}"'
    here = f"https://example.org/registry/{number}/"
    treatment, dose, implant = (f"<{here}{part}>" for part in ("treatment", "dose", "implant"))

    def fact(subject: str, local: str, value: str) -> str:
        return f"{subject} <{N}{local}> {value} .\n"

    def number_of(value: float) -> str:
        return f'"{value:.3f}"^^<{XSD}decimal>'

    yield f"{treatment} {A} <{N}TherapyRecord> .\n"
    if fault != "no pseudonym":
        yield fact(treatment, "patientPseudonym", who)
    yield fact(treatment, "recordsTherapy", f"<{N}{device if fault == 'device for a therapy' else therapy}>")
    yield fact(treatment, "recordsCondition", f"<{N}{condition}>")
    yield fact(treatment, "recordsDevice", f"<{N}{device}>")
    day = f"20{rng.randint(10, 25)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}T09:00:00"
    yield fact(treatment, "startedAt", f'"{day}"^^<{XSD}dateTime>')
    yield f"{dose} {A} <{N}PulsedStimulationProgram> .\n"
    yield fact(dose, "patientPseudonym", who)
    yield fact(dose, "recordsTherapy", f"<{N}{therapy}>")
    current, width, frequency, area = (
        rng.uniform(0.5, 4),
        rng.choice([60, 90, 120, 180]),
        rng.choice([20, 40, 50, 60, 130]),
        rng.uniform(0.06, 0.12),
    )
    if fault == "pulse longer than its period":
        width, frequency, current = 1000, 1200, 0.1
    if fault == "charge that damages":
        current, width = 20.0, 400
    amount = '"2.5 mA"' if fault == "current with its unit" else number_of(current)
    yield fact(dose, "currentAmplitude", amount)
    yield fact(dose, "pulseWidth", number_of(width))
    yield fact(dose, "stimulationFrequency", number_of(frequency))
    yield fact(dose, "contactArea", number_of(area))
    yield f"{implant} {A} <{N}ImplantRecord> .\n"
    yield fact(implant, "patientPseudonym", who)
    yield fact(implant, "recordsDevice", f"<{N}{device}>")
    yield fact(implant, "hasMRStatus", f"<{N}MRConditional>")
    if fault == "shortwave diathermy" or rng.random() < 0.1:
        exposure = f"<{here}exposure>"
        kind = "ShortwaveDiathermyExposure" if fault == "shortwave diathermy" else "DrivingWithStimulationOn"
        yield f"{exposure} {A} <{N}ExposureRecord> .\n"
        yield fact(exposure, "patientPseudonym", who)
        yield fact(exposure, "recordsExposure", f"<{N}{kind}>")


def write(triples: int, path: Path, seed: int = 1) -> Counter[str]:
    """Write a registry and return how often each fault was planted."""
    planted: Counter[str] = Counter()
    with path.open("w", encoding="utf-8") as file:
        for lines, fault in records(triples, seed):
            file.writelines(lines)
            if fault:
                planted[FAULTS[fault]] += 1
    return planted


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("triples", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for shape, times in sorted(write(options.triples, options.file, options.seed).items()):
        print(f"{times:6d}  {shape}")
