"""What whoever would reproduce a stimulation must know, for each kind of programme.

Each need is met by any one of its properties. The lists follow what BIDS and its NIBS drafts, ITRUSST and the
dose module ask for: device, place, intensity with its reference, shape and timing of pulses.
"""

from __future__ import annotations

_DEVICE = ("device", ("recordsDevice",))
_TARGET = ("target", ("recordsTarget",))
_FREQUENCY = ("frequency", ("stimulationFrequency", "burstFrequency"))
_LENGTH = ("session duration", ("sessionDuration",))
_PULSED = (
    _DEVICE,
    _TARGET,
    ("contacts", ("hasContact",)),
    ("intensity", ("currentAmplitude", "voltageAmplitude")),
    ("pulse width", ("pulseWidth",)),
    _FREQUENCY,
    ("waveform", ("hasPulseWaveform", "phaseCount")),
)
_CURRENT = (
    _DEVICE,
    _TARGET,
    ("contacts", ("hasContact",)),
    ("intensity", ("currentAmplitude",)),
    _LENGTH,
    ("ramp", ("rampDuration",)),
)
#: Class of record: (need, properties of which any one meets it).
NEEDS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "PulsedStimulationProgram": _PULSED,
    "DirectCurrentProgram": _CURRENT,
    "AlternatingCurrentProgram": (*_CURRENT, _FREQUENCY),
    "MagneticStimulationProgram": (
        _DEVICE,
        _TARGET,
        ("intensity with its reference", ("percentStimulatorOutput", "percentMotorThreshold")),
        ("waveform", ("hasPulseWaveform", "phaseCount")),
        _FREQUENCY,
        ("number of pulses", ("numberOfPulses", "numberOfTrains")),
    ),
    "UltrasoundProgram": (
        _DEVICE,
        _TARGET,
        ("acoustic frequency", ("acousticFrequency",)),
        ("intensity", ("pulseAverageIntensity", "mechanicalIndex")),
        _LENGTH,
    ),
    "InfusionProgram": (
        ("device", ("recordsDevice",)),
        ("agent", ("recordsAgent",)),
        ("concentration", ("drugConcentration",)),
        ("dose", ("dailyDose", "infusionRate", "bolusDose")),
    ),
}


def needs_of(kind: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the needs of a class of records; none for records that are no dose."""
    return NEEDS.get(kind, ())
