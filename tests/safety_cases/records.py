"""Statements of invented records; a pseudonym ties those of one patient together."""

from __future__ import annotations

Case = tuple[str, set[tuple[str, str]]]

DBS = "neuromod:SubthalamicDeepBrainStimulation"
ITM = "neuromod:IntrathecalMorphineTherapy"
ITB = "neuromod:IntrathecalBaclofenTherapy"
SKIN = "neuromod:TranscutaneousElectricalNerveStimulation"
US, UK = "neuromod:UnitedStates", "neuromod:UnitedKingdom"
LIMIT = "PublishedLimitViolation"


def record(kind: str, **facts: object) -> str:
    """Return the statements about one record; a value that names a term is a string with a colon."""
    return f"a neuromod:{kind} ; " + " ; ".join(
        f"neuromod:{name} {part}" for name, value in facts.items() for part in _objects(value)
    )


def _objects(value: object) -> list[str]:
    if isinstance(value, list):
        return [part for one in value for part in _objects(one)]
    if isinstance(value, bool):
        return [str(value).lower()]
    if isinstance(value, float):
        return [f'"{value:.6f}"^^xsd:decimal']
    return [str(value) if isinstance(value, int) or ":" in str(value) else f'"{value}"']


def pulsed(current: float, width: float, area: float | None = None, **more: object) -> str:
    facts = {"currentAmplitude": current, "pulseWidth": width, "stimulationFrequency": 50, **more}
    if area is not None:
        facts["contactArea"] = area
    return record("PulsedStimulationProgram", **facts)


def phases(cathodic: float, anodic: float, **more: object) -> str:
    """Return a biphasic pulse whose phases carry the given charges."""
    waveform = "neuromod:BiphasicWaveform"
    return pulsed(
        1.0, 60, 4.0, hasPulseWaveform=waveform, cathodicCharge=cathodic, anodicCharge=anodic, **more
    )


def infusion(agent: str, milligram: float | None, **more: object) -> str:
    """Return an infusion by a pump labelled for the agent, not at its start; None leaves a fact out."""
    facts = {
        "recordsAgent": f"neuromod:{agent}",
        "recordsTherapy": f"neuromod:Intrathecal{agent}Therapy",
        "recordsDevice": "product:SynchroMedII",
        "isStartDose": False,
        "dailyDose": milligram,
        **more,
    }
    return record("InfusionProgram", **{name: value for name, value in facts.items() if value is not None})


def therapy(patient: str, kind: str, **more: object) -> str:
    """Return a labelled use in the US after contraindications were looked for; None leaves a fact out."""
    facts = {
        "recordsCondition": "neuromod:ParkinsonDisease",
        "hasJurisdiction": US,
        "contraindicationsReviewed": True,
        **more,
    }
    given = {name: value for name, value in facts.items() if value is not None}
    return record("TherapyRecord", patientPseudonym=patient, recordsTherapy=kind, **given)


def implant(patient: str, **facts: object) -> str:
    return record("ImplantRecord", patientPseudonym=patient, **facts)


def session(patient: str, kind: str) -> str:
    return record("SessionRecord", patientPseudonym=patient, recordsTherapy=kind)


def exposure(patient: str, kind: str, **more: object) -> str:
    return record("ExposureRecord", patientPseudonym=patient, recordsExposure=f"neuromod:{kind}", **more)


def scan(patient: str, **more: object) -> str:
    return exposure(patient, "MRIExposure", **more)
