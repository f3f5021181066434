"""Records of which the device, agent, programme, target or condition agrees with the therapy, or does not."""

from __future__ import annotations

from .safety_cases.records import record

DEVICE, AGENT, PROGRAMME, TARGET, CONDITION = (
    f"Recorded{what}Agrees" for what in ("Device", "Agent", "Programme", "Target", "Condition")
)
SPINAL, BRAIN, BACLOFEN = (
    "neuromod:SpinalCordStimulation",
    "neuromod:DeepBrainStimulation",
    "neuromod:IntrathecalBaclofenTherapy",
)


def used(device: str, therapy: str, kind: str = "Record") -> str:
    return record(
        kind,
        recordsDevice=device if ":" in device else f"neuromod:{device}",
        recordsTherapy=therapy if ":" in therapy else f"neuromod:{therapy}",
    )


def programme(kind: str, therapy: str, **more: object) -> str:
    return record(kind, recordsTherapy=therapy if ":" in therapy else f"neuromod:{therapy}", **more)


def infused(agent: str, therapy: str) -> str:
    return programme("InfusionProgram", therapy, recordsAgent=agent if ":" in agent else f"neuromod:{agent}")


def aimed(target: str, therapy: str) -> str:
    return programme("Record", therapy, recordsTarget=target if ":" in target else f"neuromod:{target}")


def treated(condition: str, therapy: str) -> str:
    return programme(
        "Record", therapy, recordsCondition=condition if ":" in condition else f"neuromod:{condition}"
    )


#: record: (its statements, the rule that it breaks; empty where what it says agrees or nothing is known)
CASES: dict[str, tuple[str, str]] = {
    # kinds of device
    "the device that delivers it": (used("TENSUnit", "TranscutaneousElectricalNerveStimulation"), ""),
    "a device for another therapy": (
        used("CardiacPacemaker", "TranscutaneousElectricalNerveStimulation"),
        DEVICE,
    ),
    "the same in a record of an implant": (
        used("CardiacPacemaker", "TranscutaneousElectricalNerveStimulation", "ImplantRecord"),
        DEVICE,
    ),
    "a kind of the device": (used("DirectionalDeepBrainStimulator", "DeepBrainStimulation"), ""),
    "a kind of a device that delivers more": (
        used("PeripheralMagneticStimulator", "SacralMagneticStimulation"),
        "",
    ),
    "the coil of a paired therapy": (
        used("TranscranialMagneticStimulator", "PairedAssociativeStimulation"),
        "",
    ),
    "the nerve stimulator of a paired therapy": (
        used("TranscutaneousNerveStimulator", "PairedAssociativeStimulation"),
        "",
    ),
    "a kind of the nerve stimulator of a paired therapy": (
        used("TENSUnit", "PairedAssociativeStimulation"),
        "",
    ),
    "a device for a kind of a kind of a part": (
        used("FunctionalElectricalStimulator", "PairedAssociativeStimulation"),
        "",
    ),
    "a device two kinds below one for a part": (
        used("ImplantedFootDropStimulator", "PairedAssociativeStimulation"),
        "",
    ),
    "any device of a paired therapy": (used("Device", "PairedAssociativeStimulation"), ""),
    "a class of devices for a kind of a kind of a part": (
        used("PelvicFloorNerveStimulator", "PairedAssociativeStimulation"),
        "",
    ),
    "a device for no part of a paired therapy": (
        used("DeepBrainStimulator", "PairedAssociativeStimulation"),
        DEVICE,
    ),
    "a device for the wider therapy": (
        used("DirectionalDeepBrainStimulator", "AdaptiveDeepBrainStimulation"),
        "",
    ),
    "a wider class of device": (used("ImplantableNeurostimulator", "SpinalCordStimulation"), ""),
    "any device": (used("Device", "SpinalCordStimulation"), ""),
    "a class of device that is not wider": (
        used("ImplantableNeurostimulator", "TranscranialMagneticStimulation"),
        DEVICE,
    ),
    "two neuroprostheses": (used("RetinalProsthesis", "CochlearImplantStimulation"), DEVICE),
    "a pump for stimulation": (used("ImplantableInfusionPump", "SpinalCordStimulation"), DEVICE),
    "a pump for its drug": (used("ProgrammableInfusionPump", BACLOFEN), ""),
    "a device that is implanted and delivers nothing": (
        used("MetallicHeadImplant", "TranscranialMagneticStimulation"),
        DEVICE,
    ),
    "a therapy of which no device is known": (used("TENSUnit", "Pallidotomy"), ""),
    "a device for one of two therapies": (
        record(
            "Record",
            recordsDevice="neuromod:SpinalCordStimulator",
            recordsTherapy=["neuromod:SpinalCordStimulation", "neuromod:DeepBrainStimulation"],
        ),
        "",
    ),
    "a device without a therapy": (record("Record", recordsDevice="neuromod:CardiacPacemaker"), ""),
    "a device that delivers it besides those that are known": (
        used("ExternalInfusionPump", "ChemicalNeuromodulation"),
        "",
    ),
    "a kind, two levels below, of a device that delivers much": (
        used("DirectionalDeepBrainStimulator", "LowerEsophagealSphincterStimulation"),
        "",
    ),
    # parts of devices
    "its lead": (used("PaddleSpinalLead", "SpinalCordStimulation"), ""),
    "the lead of another device": (used("SpinalLead", "DeepBrainStimulation"), DEVICE),
    "a part of any stimulator": (used("ExternalTrialStimulator", "SacralNeuromodulation"), ""),
    "a part of implants only": (used("LeadExtension", "TranscranialMagneticStimulation"), DEVICE),
    "a part of which no whole is known": (used("ImplantablePulseGenerator", BACLOFEN), ""),
    "a part of a wider class": (used("ExternalCharger", SPINAL), ""),
    "a part of a kind of the device": (used("SpinalLead", "LowerEsophagealSphincterStimulation"), ""),
    "a part of a kind two levels below": (
        used("DeepBrainStimulationLead", "LowerEsophagealSphincterStimulation"),
        "",
    ),
    "a part of another kind of the device of the wider therapy": (
        used("SoundProcessor", "FunctionalElectricalStimulation"),
        DEVICE,
    ),
    "any part": (used("DeviceComponent", SPINAL), ""),
    # models
    "a model for its therapy": (used("product:PerceptPC", "DeepBrainStimulation"), ""),
    "a model for a kind of its therapy": (used("product:PerceptPC", "SubthalamicDeepBrainStimulation"), ""),
    "a model for the wider therapy": (used("product:eCoin", "TibialNerveStimulation"), ""),
    "a model for a kind of the therapy alone": (
        used("product:SetPoint", "ImplantedVagusNerveStimulation"),
        "",
    ),
    "a model that is said to do more than its class": (
        used("product:PerceptPC", "AdaptiveDeepBrainStimulation"),
        "",
    ),
    "a model for another therapy": (used("product:PerceptPC", "SpinalCordStimulation"), DEVICE),
    "a model of a wide class for another therapy": (used("product:Senza", "SacralNeuromodulation"), DEVICE),
    "a lead of another therapy": (used("product:Vectris", "DeepBrainStimulation"), DEVICE),
    "a lead of the therapy": (used("product:Vectris", "BurstSpinalCordStimulation"), ""),
    # agents
    "the agent of the therapy": (
        programme("InfusionProgram", BACLOFEN, recordsAgent="neuromod:Baclofen"),
        "",
    ),
    "another agent": (programme("InfusionProgram", BACLOFEN, recordsAgent="neuromod:Morphine"), AGENT),
    "an agent of the group": (
        programme("InfusionProgram", "IntrathecalOpioidTherapy", recordsAgent="neuromod:Morphine"),
        "",
    ),
    "an agent outside of the group": (
        programme("InfusionProgram", "IntrathecalOpioidTherapy", recordsAgent="neuromod:Ziconotide"),
        AGENT,
    ),
    "another agent of the group": (
        programme("InfusionProgram", "IntrathecalMorphineTherapy", recordsAgent="neuromod:Fentanyl"),
        AGENT,
    ),
    "the group of the agent": (
        programme("InfusionProgram", "IntrathecalMorphineTherapy", recordsAgent="neuromod:OpioidAnalgesic"),
        "",
    ),
    "a therapy with any agent": (
        programme("InfusionProgram", "IntrathecalDrugDelivery", recordsAgent="neuromod:Morphine"),
        "",
    ),
    "a group, not of the other therapies, of the agent": (infused("GABABAgonist", BACLOFEN), ""),
    "any agent": (infused("ChemicalAgent", BACLOFEN), ""),
    "an agent for one of two therapies": (
        record(
            "InfusionProgram",
            recordsTherapy=[BACLOFEN, "neuromod:IntrathecalMorphineTherapy"],
            recordsAgent="neuromod:Morphine",
        ),
        "",
    ),
    # programmes
    "pulses": (programme("PulsedStimulationProgram", SPINAL), ""),
    "pulses of a pump": (programme("PulsedStimulationProgram", BACLOFEN), PROGRAMME),
    "an infusion": (programme("InfusionProgram", BACLOFEN), ""),
    "an infusion by a stimulator": (programme("InfusionProgram", SPINAL), PROGRAMME),
    "a coil": (programme("MagneticStimulationProgram", "IntermittentThetaBurstStimulation"), ""),
    "a coil for direct current": (
        programme("MagneticStimulationProgram", "TranscranialDirectCurrentStimulation"),
        PROGRAMME,
    ),
    "direct current": (programme("DirectCurrentProgram", "TranscranialDirectCurrentStimulation"), ""),
    "direct current of a coil": (
        programme("DirectCurrentProgram", "RepetitiveTranscranialMagneticStimulation"),
        PROGRAMME,
    ),
    "alternating current": (
        programme("AlternatingCurrentProgram", "TranscranialAlternatingCurrentStimulation"),
        "",
    ),
    "alternating current of an infusion": (programme("AlternatingCurrentProgram", BACLOFEN), PROGRAMME),
    "ultrasound": (programme("UltrasoundProgram", "TranscranialUltrasoundStimulation"), ""),
    "ultrasound of a coil": (
        programme("UltrasoundProgram", "TranscranialMagneticStimulation"),
        PROGRAMME,
    ),
    "ultrasound and mechanical stimulation": (
        programme("UltrasoundProgram", "MechanicalNeuromodulation"),
        "",
    ),
    "one of the two means of a therapy": (
        programme("MagneticStimulationProgram", "PairedAssociativeStimulation"),
        "",
    ),
    "the other means": (programme("PulsedStimulationProgram", "PairedAssociativeStimulation"), ""),
    "neither means": (programme("InfusionProgram", "PairedAssociativeStimulation"), PROGRAMME),
    "a programme of no kind": (programme("StimulationProgram", BACLOFEN), ""),
    "a therapy of unknown means": (programme("InfusionProgram", "NeuromodulationTherapy"), ""),
    # targets
    "its target": (aimed("SubthalamicNucleus", "SubthalamicDeepBrainStimulation"), ""),
    "another target": (aimed("GlobusPallidusInternus", "SubthalamicDeepBrainStimulation"), TARGET),
    "a part of the target": (aimed("VentralIntermediateNucleus", "ThalamicDeepBrainStimulation"), ""),
    "a whole that the target is part of": (aimed("Thalamus", "VimDeepBrainStimulation"), ""),
    "one target of several": (
        aimed("AnteriorLimbOfInternalCapsule", "VentralCapsuleDeepBrainStimulation"),
        "",
    ),
    "a target of the wider therapy": (aimed("SubthalamicNucleus", "DeepBrainStimulation"), ""),
    "no target of the wider therapy": (aimed("SpinalCord", "DeepBrainStimulation"), TARGET),
    "another target of a therapy further below": (
        aimed("GlobusPallidusInternus", "VimDeepBrainStimulation"),
        TARGET,
    ),
    "another target of the wider target": (
        aimed("AnteriorNucleusOfThalamus", "VimDeepBrainStimulation"),
        TARGET,
    ),
    "a target of a narrower therapy": (aimed("VentralStriatum", "AnteriorCapsuleDeepBrainStimulation"), ""),
    "a target of the wider therapy alone": (
        aimed("VentralStriatum", "SubthalamicDeepBrainStimulation"),
        TARGET,
    ),
    "another target elsewhere": (aimed("MedianNerve", "TranscutaneousElectricalNerveStimulation"), ""),
    # conditions
    "a condition that it treats": (
        programme(
            "Record",
            "PercutaneousTibialNerveStimulation",
            recordsCondition="neuromod:OveractiveBladder",
        ),
        "",
    ),
    "a condition that rules it out": (
        programme(
            "Record",
            "PercutaneousTibialNerveStimulation",
            recordsCondition="neuromod:PeripheralNeuropathy",
        ),
        CONDITION,
    ),
    "a kind of a condition that rules it out": (
        programme(
            "Record",
            "PercutaneousTibialNerveStimulation",
            recordsCondition="neuromod:DiabeticPeripheralNeuropathy",
        ),
        CONDITION,
    ),
    "a kind, two levels below, of a condition that rules it out": (
        treated("PainfulDiabeticNeuropathy", "PercutaneousTibialNerveStimulation"),
        CONDITION,
    ),
    "a wider condition": (treated("NervousSystemDisorder", "PercutaneousTibialNerveStimulation"), ""),
    "a condition of another body system": (
        programme("Record", BRAIN, recordsCondition="neuromod:OveractiveBladder"),
        "",
    ),
}
