"""A made-up registry of treatments, with faults planted in known number.

``python benchmarks/registry.py 100000 registry.nt`` writes about that many triples as N-Triples, one patient
after another. The same seed gives the same file; no patient stands behind any record.

Each patient has a therapy record (therapy, condition, device, jurisdiction, start), one or two programmes
with their contacts, an implant or sessions, outcomes at the start and up to two years, and perhaps adverse
events, exposures and a stop, after which some begin another therapy. ``registry_plan.py`` says of what
treatments, with what faults.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
from registry_plan import ARMS, FAULTS, GAPS, PLACES, Arm

N = "https://w3id.org/neuromod-onto/"
XSD = "http://www.w3.org/2001/XMLSchema#"
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
#: When follow-up ends.
CUT_OFF = datetime(2026, 1, 1, 9)
#: Months after the start at which outcomes are taken, and the share of patients seen.
VISITS = {0: 1.0, 3: 0.95, 6: 0.9, 12: 0.8, 24: 0.6}


class Patient(NamedTuple):
    """The records of one patient.

    Attributes:
        lines: N-Triples.
        planted: the faults and gaps in them.

    """

    lines: list[str]
    planted: list[str]


def patients(triples: int, seed: int = 1, fault_rate: float = 0.02) -> Iterator[Patient]:
    """Yield patient after patient.

    Args:
        triples: about how many triples in all.
        seed: of the random numbers.
        fault_rate: share of patients with one planted fault.

    """
    rng = random.Random(seed)
    written = number = 0
    while written < triples:
        number += 1
        records = _Records(rng, number, fault_rate)
        written += len(records.lines)
        yield Patient(records.lines, records.planted)


def write(triples: int, path: Path, seed: int = 1, fault_rate: float = 0.02) -> Counter[str]:
    """Write a registry and return how many nodes break each shape."""
    planted: Counter[str] = Counter()
    with path.open("w", encoding="utf-8") as file:
        for patient in patients(triples, seed, fault_rate):
            file.writelines(patient.lines)
            for name in patient.planted:
                planted.update(FAULTS[name].shapes if name in FAULTS else GAPS[name][0])
    return planted


class _Records:
    def __init__(self, rng: random.Random, number: int, fault_rate: float) -> None:
        self.rng = rng
        self.number = number
        self.lines: list[str] = []
        self.arm = rng.choices(ARMS, [arm.share for arm in ARMS])[0]
        self.place = rng.choices(self.arm.places, [PLACES[place] for place in self.arm.places])[0]
        self.fault = rng.choice(_possible(self.arm, self.place)) if rng.random() < fault_rate else ""
        gaps = {name for name, (_, share) in GAPS.items() if rng.random() < share}
        if self.fault in ("device for a therapy", "lesion for a therapy"):
            gaps.discard("off label")
            self.place = ""
        if "no condition" in gaps:
            gaps.discard("off label")
        self.gaps = gaps
        self.planted = [name for name in (self.fault, *sorted(gaps)) if name]
        self.device = rng.choice(self.arm.devices)
        if self.fault == "magnetic stimulation over a brain lead":
            self.device = "DeepBrainStimulator"
        self.start = datetime(2012, 1, 1, 9) + timedelta(days=rng.randrange(5000))
        stopped = self.fault == "abrupt stop" or rng.random() < 0.06
        end = self.start + timedelta(days=rng.randrange(60, 1500)) if stopped else CUT_OFF
        stopped = stopped and (end < CUT_OFF or self.fault == "abrupt stop")
        self.end = min(end, CUT_OFF)
        self._treatment()
        self._programs()
        if self.arm.implanted:
            self._implant()
            self._exposures()
        else:
            self._sessions()
        self._outcomes()
        self._events()
        if stopped:
            self._stop()
            self._switch()

    # -- how a record is written

    def _node(self, part: str) -> str:
        return f"<https://example.org/registry/{self.number}/{part}>"

    def _record(self, part: str, kind: str, pseudonym: str | None = "") -> str:
        node = self._node(part)
        self.lines.append(f"{node} {A} <{N}{kind}> .\n")
        if pseudonym is not None:
            self._fact(node, "patientPseudonym", f'"{pseudonym or f"P-{self.number:08d}"}"')
        return node

    def _fact(self, node: str, local: str, value: str) -> None:
        self.lines.append(f"{node} <{N}{local}> {value} .\n")

    def _names(self, node: str, local: str, name: str) -> None:
        self._fact(node, local, f"<{N}{name}>")

    def _number(self, node: str, local: str, value: float, digits: int = 3) -> None:
        self._fact(node, local, f'"{value:.{digits}f}"^^<{XSD}decimal>')

    def _moment(self, node: str, local: str, moment: datetime) -> None:
        self._fact(node, local, f'"{moment.isoformat(timespec="seconds")}"^^<{XSD}dateTime>')

    def _flag(self, node: str, local: str, value: bool) -> None:
        self._fact(node, local, f'"{str(value).lower()}"^^<{XSD}boolean>')

    def _moment_between(self) -> datetime:
        return self.start + (self.end - self.start) * self.rng.random()

    # -- the records

    def _treatment(self) -> None:
        fault, arm = self.fault, self.arm
        pseudonym = {"no pseudonym": None, "name for a pseudonym": f"Jane Doe {self.number}"}.get(fault, "")
        node = self._record("treatment", "TherapyRecord", pseudonym)
        therapy = {"device for a therapy": "SpinalCordStimulator", "lesion for a therapy": "Pallidotomy"}
        self._names(node, "recordsTherapy", therapy.get(fault, arm.therapy))
        if "no condition" not in self.gaps:
            self._names(
                node, "recordsCondition", arm.off_label if "off label" in self.gaps else arm.condition
            )
        if "no device" not in self.gaps:
            self._names(node, "recordsDevice", self.device)
        if self.place:
            self._names(node, "hasJurisdiction", self.place)
        self._flag(node, "contraindicationsReviewed", True)
        age = min(90, max(18, round(self.rng.gauss(56, 13))))
        self._fact(node, "ageAtRecord", f'"{age}"^^<{XSD}integer>')
        if fault == "day without a time":
            self._fact(node, "startedAt", f'"{self.start.date().isoformat()}"^^<{XSD}date>')
        else:
            self._moment(node, "startedAt", self.start)

    def _programs(self) -> None:
        moments = [self.start]
        if self.rng.random() < 0.35:
            moments.append(self._moment_between())
        kind = {
            "pulsed": "PulsedStimulationProgram",
            "magnetic": "MagneticStimulationProgram",
            "direct": "DirectCurrentProgram",
            "infusion": "InfusionProgram",
        }[self.arm.kind]
        for n, moment in enumerate(moments):
            self._names_program(n)
            node = self._record(f"program/{n}", kind)
            self._names(node, "recordsTherapy", self.arm.therapy)
            self._names(node, "recordsDevice", self.device)
            if self.place:
                self._names(node, "hasJurisdiction", self.place)
            self._moment(node, "startedAt", moment)
            fault = self.fault if n == 0 else ""
            if self.arm.kind == "infusion":
                self._infusion(node, fault)
            elif self.arm.kind == "magnetic":
                self._magnetic(node, fault)
            else:
                self._electrical(node, fault)
            if self.arm.kind == "pulsed":
                self._contacts(node, n)

    def _names_program(self, n: int) -> None:
        self._fact(self._node("treatment"), "hasProgram", self._node(f"program/{n}"))

    def _setting(self, local: str) -> float:
        low, high = self.arm.settings[local]
        return min(high, max(low, self.rng.gauss((low + high) / 2, (high - low) / 4)))

    def _electrical(self, node: str, fault: str) -> None:
        values = {local: self._setting(local) for local in self.arm.settings}
        changed = {
            "pulse longer than its period": {
                "currentAmplitude": 0.1,
                "pulseWidth": 1000,
                "stimulationFrequency": 1100,
            },
            "charge that damages": {"currentAmplitude": 20.0, "pulseWidth": 450},
            "contact without area": {"contactArea": 0.0},
            "frequency of a tonic therapy": {"stimulationFrequency": 900, "pulseWidth": 200},
            "current above 4 mA": {"currentAmplitude": 6, "sessionDuration": 15},
        }
        for local, value in (values | changed.get(fault, {})).items():
            if local == "currentAmplitude" and fault == "current with its unit":
                self._fact(node, local, f'"{value:.1f} mA"')
            elif local == "currentAmplitude" and fault == "comma in a decimal number":
                self._fact(node, local, f'"{value:.1f}"^^<{XSD}decimal>'.replace(".", ",", 1))
            else:
                self._number(node, local, value)

    def _contacts(self, node: str, n: int) -> None:
        if self.arm.sides:
            self._names(node, "hasLaterality", "RightSide" if n else "LeftSide")
        labels = self.rng.sample(self.arm.contacts, 2)
        for label, polarity in zip(labels, ("CathodePolarity", "AnodePolarity"), strict=True):
            contact = self._node(f"program/{n}/contact/{label}")
            self._fact(node, "hasContact", contact)
            self._record(f"program/{n}/contact/{label}", "ContactSetting", None)
            self._fact(contact, "contactLabel", f'"{label}"')
            self._names(contact, "hasElectrodePolarity", polarity)

    def _infusion(self, node: str, fault: str) -> None:
        dose = 0.03 if fault == "dose above the label" else self._setting("dailyDose")
        concentration = 0.025 if self.arm.agent == "Ziconotide" else 2.0
        if fault != "infusion without its agent":
            self._names(node, "recordsAgent", self.arm.agent)
        self._number(node, "dailyDose", dose, 4)
        self._flag(node, "isStartDose", False)
        self._number(node, "drugConcentration", concentration)
        flow = round(dose, 4) / concentration
        self._number(node, "infusionRate", flow * 3 if fault.startswith("dose that is not") else flow, 8)

    def _magnetic(self, node: str, fault: str) -> None:
        frequency, train, interval, trains = self.rng.choice(
            [(10, 4, 26, 75), (10, 4, 11, 75), (1, 600, 30, 3)]
        )
        intensity = self._setting("percentMotorThreshold")
        if fault == "trains too close":
            frequency, train, interval, intensity = 20, 2, 1, 120
        pulses = frequency * train * trains + (500 if fault == "pulses that do not add up" else 0)
        for local, value in (
            ("stimulationFrequency", frequency),
            ("trainDuration", train),
            ("interTrainInterval", interval),
            ("percentMotorThreshold", intensity),
        ):
            self._number(node, local, value)
        for local, count in (("numberOfTrains", trains), ("numberOfPulses", pulses)):
            self._fact(node, local, f'"{count}"^^<{XSD}integer>')

    def _implant(self) -> None:
        if self.arm.trial and self.fault != "no trial before the implant":
            trial = self._record("trial", "TrialStimulationRecord")
            self._names(trial, "recordsTherapy", self.arm.therapy)
            self._flag(trial, "isSuccessful", True)
            self._moment(trial, "occurredAt", self.start - timedelta(days=self.rng.randrange(10, 60)))
        node = self._record("implant", "ImplantRecord")
        self._names(node, "recordsDevice", self.device)
        self._names(node, "recordsTherapy", self.arm.therapy)
        self._names(node, "hasMRStatus", "MRConditional")
        self._moment(node, "startedAt", self.start)

    def _exposures(self) -> None:
        kinds = {
            "shortwave diathermy": "ShortwaveDiathermyExposure",
            "scan outside the conditions": "MRIExposure",
            "magnetic stimulation over a brain lead": "TranscranialMagneticStimulationExposure",
            "electrosurgery": "ElectrosurgeryExposure",
        }
        kind = kinds.get(self.fault, "MRIExposure" if self.rng.random() < 0.15 else "")
        if kind:
            node = self._record("exposure", "ExposureRecord")
            self._names(node, "recordsExposure", kind)
            self._moment(node, "occurredAt", self._moment_between())
            if kind == "MRIExposure":
                self._flag(node, "meetsLabelledConditions", self.fault != "scan outside the conditions")

    def _sessions(self) -> None:
        for n in range(self.rng.choice([5, 10, 15])):
            node = self._record(f"session/{n}", "SessionRecord")
            self._names(node, "recordsTherapy", self.arm.therapy)
            self._moment(node, "startedAt", self.start + timedelta(days=n))

    def _outcomes(self) -> None:
        measure, mean, worst, best = self.arm.measure
        low, high = sorted((worst, best))
        base = self.rng.gauss(mean, abs(worst - best) * 0.12)
        gain = self.rng.betavariate(4, 3) if self.rng.random() < 0.65 else self.rng.betavariate(1, 8)
        for month, seen in VISITS.items():
            moment = self.start + timedelta(days=month * 30.4)
            if self.rng.random() > seen or moment > self.end:
                continue
            reached = gain * min(1, month / 6)
            score = base + (best - base) * reached + self.rng.gauss(0, abs(worst - best) * 0.03)
            node = self._record(f"outcome/{month}", "OutcomeRecord")
            self._names(node, "recordsTherapy", self.arm.therapy)
            self._names(node, "recordsOutcomeMeasure", measure)
            if month == 0 and self.fault == "score in words":
                self._fact(node, "outcomeValue", '"severe"')
            else:
                self._number(node, "outcomeValue", min(high, max(low, score)), 1)
            self._moment(node, "occurredAt", moment)

    def _events(self) -> None:
        years = max(0.0, (self.end - self.start).days / 365.25)
        events = [e for e in range(6) if self.rng.random() < self.arm.rate * years / 6]
        wrong = self.fault == "device for an adverse event"
        for n in events or ([0] if wrong else []):
            common = [2 ** -(rank / 2) for rank in range(len(self.arm.events))]
            kind = self.rng.choices(self.arm.events, common)[0]
            node = self._record(f"event/{n}", "AdverseEventRecord")
            self._names(node, "recordsAdverseEvent", "SpinalCordStimulator" if wrong else kind)
            self._names(node, "recordsTherapy", self.arm.therapy)
            self._names(node, "recordsDevice", self.device)
            self._moment(node, "occurredAt", self._moment_between())
            wrong = False

    def _stop(self) -> None:
        node = self._record("stop", "DiscontinuationRecord")
        self._names(node, "recordsTherapy", self.arm.therapy)
        self._flag(node, "isTapered", self.fault != "abrupt stop")
        self._moment(node, "occurredAt", self.end)

    def _switch(self) -> None:
        """Begin another therapy some months after the stop, in half of those for whom there is one."""
        following = [arm for arm in ARMS if arm.therapy == self.arm.followed_by and self.place in arm.places]
        rng = random.Random(self.number)  # of its own, so that other records do not depend on it
        start = self.end + timedelta(days=rng.randrange(30, 400))
        if not following or start > CUT_OFF or self.fault or rng.random() < 0.5:
            return
        node = self._record("next-treatment", "TherapyRecord")
        self._names(node, "recordsTherapy", following[0].therapy)
        self._names(node, "recordsCondition", following[0].condition)
        self._names(node, "recordsDevice", rng.choice(following[0].devices))
        self._names(node, "hasJurisdiction", self.place)
        self._flag(node, "contraindicationsReviewed", True)
        self._moment(node, "startedAt", start)


def _possible(arm: Arm, place: str) -> list[str]:
    return [
        name
        for name, fault in FAULTS.items()
        if arm.kind in fault.kinds
        and (not fault.therapies or arm.therapy in fault.therapies)
        and fault.place in ("", place)
    ]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("triples", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for shape, times in sorted(write(options.triples, options.file, options.seed).items()):
        print(f"{times:6d}  {shape}")
