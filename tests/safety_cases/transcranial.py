"""Currents, coils and ultrasound through the skull."""

from __future__ import annotations

from .records import LIMIT, Case, pulsed, record

TDCS = "neuromod:TranscranialDirectCurrentStimulation"


def tdcs(milliampere: float, minutes: float, **more: object) -> str:
    facts = {"recordsTherapy": TDCS, "currentAmplitude": milliampere, "sessionDuration": minutes, **more}
    return record("DirectCurrentProgram", **facts)


def magnetic(**facts: object) -> str:
    return record("MagneticStimulationProgram", **facts)


def trains(interval: float, **more: object) -> str:
    facts = {"stimulationFrequency": 20, "trainDuration": 1.6, "percentMotorThreshold": 110, **more}
    return magnetic(interTrainInterval=interval, **facts)


#: record: its statements, and the shapes that it breaks with their severity
CASES: dict[str, Case] = {
    # transcranial current
    "a session of no time": (
        tdcs(1.0, 0),
        {("PositiveQuantities-sessionDuration", "violation")},
    ),
    "2 mA for 30 min": (tdcs(2.0, 30), set()),
    "4 mA for 30 min": (tdcs(4.0, 30), set()),
    "4 mA for 40 min": (tdcs(4.0, 40), {("DirectCurrentCharge", "info")}),
    "4 mA for 40 min of a treatment that is not named": (
        record("DirectCurrentProgram", currentAmplitude=4.0, sessionDuration=40),
        {("DirectCurrentCharge", "info")},
    ),
    "4 mA for 40 min through the skull, no kind named": (
        tdcs(4.0, 40, recordsTherapy="neuromod:TranscranialElectricalStimulation"),
        {("DirectCurrentCharge", "info")},
    ),
    "4 mA for 40 min through the spinal cord": (
        tdcs(4.0, 40, recordsTherapy="neuromod:TranscutaneousSpinalDirectCurrentStimulation"),
        set(),
    ),
    "5 mA for 20 min": (tdcs(5.0, 20), {(LIMIT, "violation")}),
    "twice 40 min": (
        tdcs(1.0, 40, sessionsPerDay=2),
        {("TranscranialMinutes", "warning")},
    ),
    "once 60 min": (tdcs(1.0, 60), set()),
    "transcranial current unknown": (
        record("DirectCurrentProgram", recordsTherapy=TDCS, sessionDuration=20),
        {("DirectCurrentCharge-currentAmplitude", "info"), ("PublishedLimitInputs", "info")},
    ),
    "transcranial time unknown": (
        record("DirectCurrentProgram", recordsTherapy=TDCS, currentAmplitude=2),
        {("DirectCurrentCharge-sessionDuration", "info")},
    ),
    "direct current without phases": (tdcs(2.0, 20), set()),
    "alternating current without duration": (
        record(
            "AlternatingCurrentProgram",
            recordsTherapy="neuromod:TranscranialAlternatingCurrentStimulation",
            currentAmplitude=2,
        ),
        {("TranscranialMinutesInputs", "info")},
    ),
    "alternating current of 5 mA": (
        record(
            "AlternatingCurrentProgram",
            recordsTherapy="neuromod:TranscranialAlternatingCurrentStimulation",
            currentAmplitude=5,
            sessionDuration=20,
        ),
        {(LIMIT, "violation")},
    ),
    "4.1 mA for 20 min": (tdcs(4.1, 20), {(LIMIT, "violation")}),
    "once 61 min": (tdcs(1.0, 61), {("TranscranialMinutes", "warning")}),
    "4 mA for 30.1 min": (tdcs(4.0, 30.1), {("DirectCurrentCharge", "info")}),
    "half a minute": (tdcs(1.0, 0.5), set()),
    "61 min of a transcranial kind that is not named": (
        record(
            "AlternatingCurrentProgram",
            recordsTherapy="neuromod:TranscranialElectricalStimulation",
            currentAmplitude=1,
            sessionDuration=61,
        ),
        {("TranscranialMinutes", "warning")},
    ),
    "transcranial pulses of unknown duration": (
        pulsed(1.0, 60, 4.0, recordsTherapy="neuromod:TranscranialElectricalStimulation"),
        {("TranscranialMinutesInputs", "info")},
    ),
    # magnetic trains
    "interval of 5 s": (trains(5), set()),
    "interval of 2 s": (trains(2), {("MagneticTrainsUntested", "warning")}),
    "interval of 1 s": (trains(1), {("MagneticTrains", "violation")}),
    "interval of 0.8 s": (trains(0.8), {("MagneticTrains", "violation")}),
    "interval of 0.8 s below threshold": (trains(0.8, percentMotorThreshold=90), set()),
    "10 Hz for 4 s, 75 times": (
        trains(26, stimulationFrequency=10, trainDuration=4, numberOfTrains=75, numberOfPulses=3000),
        set(),
    ),
    "10 Hz for 4 s, 75 times, 600 pulses": (
        trains(26, stimulationFrequency=10, trainDuration=4, numberOfTrains=75, numberOfPulses=600),
        {("MagneticTrains", "violation")},
    ),
    "magnetic intensity unknown": (
        magnetic(stimulationFrequency=10),
        {("MagneticIntensity-reference", "info")},
    ),
    "120 % of stimulator output": (
        magnetic(percentStimulatorOutput=120),
        {("MagneticIntensity-percentStimulatorOutput", "violation")},
    ),
    "trains of 20 Hz of unknown interval": (
        magnetic(stimulationFrequency=20, trainDuration=1.6, percentMotorThreshold=110),
        {("MagneticTrainsInputs", "info")},
    ),
    "interval of 4.9 s": (trains(4.9), {("MagneticTrainsUntested", "warning")}),
    "interval of 1.1 s": (trains(1.1), {("MagneticTrainsUntested", "warning")}),
    "pulses of unknown trains": (
        magnetic(stimulationFrequency=10, numberOfPulses=3000, percentMotorThreshold=120),
        {("MagneticTrainsInputs", "info")},
    ),
    "trains of 19.5 Hz": (trains(0.8, stimulationFrequency=19.5), set()),
    "trains of 19.5 Hz at 2 s": (trains(2, stimulationFrequency=19.5), set()),
    "trains of 19.5 Hz of unknown interval": (
        magnetic(stimulationFrequency=19.5, percentMotorThreshold=110),
        set(),
    ),
    "trains of 1.59 s": (trains(0.8, trainDuration=1.59), set()),
    "trains of 1.59 s at 2 s": (trains(2, trainDuration=1.59), set()),
    "trains at the threshold": (trains(0.8, percentMotorThreshold=100), set()),
    "trains at the threshold at 2 s": (trains(2, percentMotorThreshold=100), set()),
    "trains just above the threshold": (
        trains(0.8, percentMotorThreshold=100.5),
        {("MagneticTrains", "violation")},
    ),
    "trains just above the threshold at 2 s": (
        trains(2, percentMotorThreshold=100.5),
        {("MagneticTrainsUntested", "warning")},
    ),
    "a pulse too few": (
        trains(26, stimulationFrequency=10, trainDuration=4, numberOfTrains=75, numberOfPulses=2999),
        {("MagneticTrains", "violation")},
    ),
    "bursts, which hold several pulses": (
        trains(
            8,
            stimulationFrequency=5,
            trainDuration=2,
            numberOfTrains=20,
            numberOfPulses=600,
            intraburstFrequency=50,
        ),
        set(),
    ),
    "theta bursts of which only the frequency of pulses is told": (
        trains(
            8,
            stimulationFrequency=50,
            trainDuration=2,
            numberOfTrains=20,
            numberOfPulses=600,
            recordsTherapy="neuromod:IntermittentThetaBurstStimulation",
        ),
        {("MagneticTrainsInputs", "info")},
    ),
    "theta bursts of which both frequencies are told": (
        trains(
            8,
            stimulationFrequency=5,
            intraburstFrequency=50,
            trainDuration=2,
            numberOfTrains=20,
            numberOfPulses=600,
            recordsTherapy="neuromod:ThetaBurstStimulation",
        ),
        set(),
    ),
    "a wrong number of pulses where the therapy is no theta burst": (
        trains(
            8,
            stimulationFrequency=10,
            trainDuration=4,
            numberOfTrains=75,
            numberOfPulses=600,
            recordsTherapy="neuromod:RepetitiveTranscranialMagneticStimulation",
        ),
        {("MagneticTrains", "violation")},
    ),
    "bursts of unknown trains": (
        magnetic(
            stimulationFrequency=5, numberOfPulses=600, intraburstFrequency=50, percentMotorThreshold=80
        ),
        set(),
    ),
    **{
        f"{share} % of stimulator output": (
            magnetic(percentStimulatorOutput=share),
            set() if kept else {("MagneticIntensity-percentStimulatorOutput", "violation")},
        )
        for share, kept in ((-0.5, False), (0, False), (0.5, True), (100, True), (100.5, False))
    },
    # ultrasound
    "ultrasound with both measures": (
        record("UltrasoundProgram", mechanicalIndex=0.5, temperatureRise=0.3),
        set(),
    ),
    "ultrasound without measures": (
        record("UltrasoundProgram", acousticFrequency=0.5),
        {
            ("UltrasoundExposure-mechanicalIndex", "warning"),
            ("UltrasoundExposure-temperatureRise", "warning"),
        },
    ),
}
