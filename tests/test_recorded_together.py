"""What one record says together: device, agent, programme, target and condition against the therapy; start and end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from neuromod_onto.findings import Finding
from neuromod_onto.validation import validate

from .conftest import ROOT
from .safety_cases.records import record
from .test_engines import both, without_datatype
from .test_record_codes import PREFIXES

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

#: Kinds of the user's own: they are what those above them are.
OWN = """
:tens rdfs:subClassOf :tensBetween ; rdfs:label "own stimulation"@en , "stimulation propre"@fr . :tensBetween rdfs:subClassOf neuromod:TranscutaneousElectricalNerveStimulation .
:unit rdfs:subClassOf :unitBetween ; rdfs:label "own unit"@en , "appareil propre"@fr . :unitBetween rdfs:subClassOf neuromod:TENSUnit .
:lead rdfs:subClassOf :leadBetween ; rdfs:label "own lead"@en , "sonde propre"@fr . :leadBetween rdfs:subClassOf neuromod:SpinalLead .
:model a neuromod:FullyImplantedNeurostimulator ; rdfs:label "Own Model" ; neuromod:intendedForTherapy :burst .
:burst rdfs:subClassOf :burstBetween . :burstBetween rdfs:subClassOf neuromod:SpinalCordStimulation .
:cochlear rdfs:subClassOf neuromod:CochlearImplantStimulation ; rdfs:label "own implant" .
:morphine rdfs:subClassOf neuromod:IntrathecalMorphineTherapy ; rdfs:label "own morphine"@en , "morphine propre"@fr .
:nucleus rdfs:subClassOf neuromod:SubthalamicNucleus ; rdfs:label "own nucleus"@en , "noyau propre"@fr .
:box a neuromod:ImplantableNeurostimulator ; rdfs:label "Own Box" ; neuromod:intendedForTherapy neuromod:SpinalCordStimulation .
:bare a neuromod:ImplantableNeurostimulator ; rdfs:label "Own Stimulator" .
:brain a neuromod:DeepBrainStimulator ; rdfs:label "Own Brain Stimulator" .
:brainKind rdfs:subClassOf :brainBetween . :brainBetween rdfs:subClassOf neuromod:DirectionalDeepBrainStimulator .
:generator a neuromod:ImplantablePulseGenerator ; rdfs:label "Own Generator" ; neuromod:intendedForTherapy neuromod:SpinalCordStimulation .
:charger rdfs:subClassOf :chargerBetween . :chargerBetween rdfs:subClassOf neuromod:ExternalCharger .
:pump rdfs:subClassOf :pumpBetween . :pumpBetween rdfs:subClassOf neuromod:ExternalInfusionPump .
:patch rdfs:subClassOf neuromod:NeuromodulationDevice ; neuromod:delivers :release .
:release rdfs:subClassOf :releaseBetween . :releaseBetween rdfs:subClassOf neuromod:ChemicalNeuromodulation .
:sphincter rdfs:subClassOf :sphincterBetween . :sphincterBetween rdfs:subClassOf neuromod:LowerEsophagealSphincterStimulation .
:cochlearDay rdfs:subClassOf :cochlear ; rdfs:label "own implant by day"@en , "implant propre de jour"@fr .
:adaptive rdfs:subClassOf :adaptiveBetween . :adaptiveBetween rdfs:subClassOf neuromod:AdaptiveDeepBrainStimulation .
:muscle rdfs:subClassOf :muscleBetween ; rdfs:label "own muscle"@en , "muscle propre"@fr . :muscleBetween rdfs:subClassOf neuromod:FunctionalElectricalStimulation .
:jaw rdfs:subClassOf neuromod:NeuroprostheticStimulation ; rdfs:label "own jaw"@en , "mâchoire propre"@fr ; neuromod:deliveredBy neuromod:FunctionalElectricalStimulator .
:both rdfs:subClassOf neuromod:DeepBrainStimulation , neuromod:SpinalCordStimulation ; rdfs:label "own pair"@en , "paire propre"@fr .
:morphineDay rdfs:subClassOf :morphine ; rdfs:label "own morphine by day"@en , "morphine propre de jour"@fr .
:salt rdfs:subClassOf :saltBetween . :saltBetween rdfs:subClassOf neuromod:Morphine .
:salted rdfs:subClassOf neuromod:IntrathecalOpioidTherapy ; rdfs:label "own salt"@en , "sel propre"@fr ; neuromod:deliversAgent :salt .
:mixed rdfs:subClassOf neuromod:IntrathecalMorphineTherapy , neuromod:IntrathecalBupivacaineTherapy ; rdfs:label "own mixture"@en , "mélange propre"@fr .
:drip rdfs:subClassOf :dripBetween . :dripBetween rdfs:subClassOf neuromod:InfusionProgram .
:warming rdfs:subClassOf neuromod:NeuromodulationTherapy ; rdfs:label "own warming"@en , "chaleur propre"@fr ; neuromod:usesModality neuromod:ThermalModality .
:kilohertz rdfs:subClassOf :kilohertzBetween . :kilohertzBetween rdfs:subClassOf neuromod:ElectricalModality .
:kilo rdfs:subClassOf neuromod:NeuromodulationTherapy ; neuromod:usesModality :kilohertz .
:kiloKind rdfs:subClassOf :kiloBetween . :kiloBetween rdfs:subClassOf :kilo .
:shake rdfs:subClassOf :shakeBetween . :shakeBetween rdfs:subClassOf neuromod:MechanicalNeuromodulation .
:physical rdfs:subClassOf neuromod:NeuromodulationTherapy ; neuromod:usesModality neuromod:PhysicalModality .
:subthalamic rdfs:subClassOf :subthalamicBetween ; rdfs:label "own subthalamic"@en , "sous-thalamique propre"@fr . :subthalamicBetween rdfs:subClassOf neuromod:SubthalamicDeepBrainStimulation .
:core rdfs:subClassOf :nucleus . :shell neuromod:partOf neuromod:SubthalamicNucleus . :rim neuromod:partOf :shell . :fleck neuromod:partOf :core .
:coreTherapy rdfs:subClassOf neuromod:DeepBrainStimulation ; neuromod:hasNeuralTarget :core .
:zone neuromod:partOf :area . :area rdfs:subClassOf :areaBetween . :areaBetween rdfs:subClassOf :areaTop .
:zoneTherapy rdfs:subClassOf neuromod:DeepBrainStimulation ; neuromod:hasNeuralTarget :zone .
:striatum rdfs:subClassOf :striatumBetween . :striatumBetween rdfs:subClassOf neuromod:VentralStriatum .
:striatumShell neuromod:partOf neuromod:VentralStriatum . :striatumFleck neuromod:partOf :striatum .
:tibial rdfs:subClassOf :tibialBetween ; rdfs:label "own tibial"@en , "tibial propre"@fr . :tibialBetween rdfs:subClassOf neuromod:PercutaneousTibialNerveStimulation .
"""
OWN_CASES: dict[str, tuple[str, str]] = {
    "an own device for an own therapy": (used(":unit", ":tens"), ""),
    "an own device for another therapy": (used(":unit", SPINAL), DEVICE),
    "an own model for a wider therapy": (used(":model", SPINAL), ""),
    "an own model for another therapy": (used(":model", "SacralNeuromodulation"), DEVICE),
    "an own lead for its device": (used(":lead", SPINAL), ""),
    "an own lead for another device": (used(":lead", BRAIN), DEVICE),
    "another device for an own therapy": (used("SpinalCordStimulator", ":tens"), DEVICE),
    "a device of the wider therapy alone": (used("RetinalProsthesis", ":cochlear"), DEVICE),
    "another agent for an own therapy": (
        programme("InfusionProgram", ":morphine", recordsAgent="neuromod:Fentanyl"),
        AGENT,
    ),
    "an own coil programme": (programme("MagneticStimulationProgram", ":tens"), PROGRAMME),
    "an own target": (
        record("Record", recordsTherapy="neuromod:SubthalamicDeepBrainStimulation", recordsTarget=":nucleus"),
        "",
    ),
    "an own target of another therapy": (
        record("Record", recordsTherapy="neuromod:PallidalDeepBrainStimulation", recordsTarget=":nucleus"),
        TARGET,
    ),
    "an own model for a narrower therapy": (used(":box", "BurstSpinalCordStimulation"), ""),
    "an own model for an own narrower therapy": (used(":box", ":burst"), ""),
    "an own model of a device that delivers much": (used(":bare", "LowerEsophagealSphincterStimulation"), ""),
    "an own model of a wider class says nothing of the therapy": (used(":bare", SPINAL), DEVICE),
    "a device for an own therapy below one that many deliver": (
        used("SpinalCordStimulator", ":sphincter"),
        "",
    ),
    "an own model of the device of the wider therapy": (used(":brain", "AdaptiveDeepBrainStimulation"), ""),
    "an own kind of the device of the wider therapy": (
        used(":brainKind", "AdaptiveDeepBrainStimulation"),
        "",
    ),
    "a kind of the device of the wider therapy of an own one": (
        used("DirectionalDeepBrainStimulator", ":adaptive"),
        "",
    ),
    "a wider class of device for an own therapy": (used("ImplantableNeurostimulator", ":burst"), ""),
    "an own kind of a device that delivers it": (used(":pump", "ChemicalNeuromodulation"), ""),
    "an own device that delivers an own kind of it": (used(":patch", "ChemicalNeuromodulation"), ""),
    "an own device that delivers something else": (used(":patch", SPINAL), DEVICE),
    "a device of the wider therapy alone, two levels up": (used("RetinalProsthesis", ":cochlearDay"), DEVICE),
    "a device for one half of an own therapy": (used("DeepBrainStimulator", ":both"), ""),
    "a device for the other half": (used("SpinalCordStimulator", ":both"), ""),
    "a lead for one half of an own therapy": (used("SpinalLead", ":both"), ""),
    "a device for neither half": (used("CardiacPacemaker", ":both"), DEVICE),
    "an own part of a wider class": (used(":charger", SPINAL), ""),
    "a part of a wider class for an own therapy": (used("ExternalCharger", ":burst"), ""),
    "an own part of a kind of the device": (used(":lead", "LowerEsophagealSphincterStimulation"), ""),
    "a part of a kind of the device of an own therapy": (used("SpinalLead", ":sphincter"), ""),
    "a part of another kind of device for an own therapy": (used("SoundProcessor", ":muscle"), DEVICE),
    "a part of another kind of device, further above": (used("SoundProcessor", ":jaw"), DEVICE),
    "an own part, of no known whole, made for another therapy": (used(":generator", BRAIN), DEVICE),
    "an own part, of no known whole, made for the therapy": (used(":generator", SPINAL), ""),
    "the agent of an own therapy two levels below": (infused("Morphine", ":morphineDay"), ""),
    "another agent for an own therapy two levels below": (infused("Fentanyl", ":morphineDay"), AGENT),
    "the group of the agent of an own therapy": (infused("OpioidAnalgesic", ":morphineDay"), ""),
    "an own agent": (infused(":salt", "IntrathecalMorphineTherapy"), ""),
    "an own agent of an own therapy": (infused(":salt", ":morphineDay"), ""),
    "another agent than the own one": (infused("Fentanyl", ":salted"), AGENT),
    "one agent of an own mixture": (infused("Morphine", ":mixed"), ""),
    "the other agent of an own mixture": (infused("Bupivacaine", ":mixed"), ""),
    "an agent that is not in an own mixture": (infused("Fentanyl", ":mixed"), AGENT),
    "an own programme": ("a :drip ; neuromod:recordsTherapy neuromod:SpinalCordStimulation", PROGRAMME),
    "an own therapy by heat": (programme("InfusionProgram", ":warming"), PROGRAMME),
    "an own kind of means": (programme("PulsedStimulationProgram", ":kilo"), ""),
    "an own kind of means further above": (programme("PulsedStimulationProgram", ":kiloKind"), ""),
    "an own kind of means of another programme": (programme("InfusionProgram", ":kiloKind"), PROGRAMME),
    "a wider means of an own therapy": (programme("UltrasoundProgram", ":shake"), ""),
    "a means further above of an own therapy": (programme("UltrasoundProgram", ":physical"), ""),
    "an own target of an own therapy": (aimed(":nucleus", ":subthalamic"), ""),
    "another target for an own therapy": (aimed("GlobusPallidusInternus", ":subthalamic"), TARGET),
    "a whole that the target of an own therapy is part of": (aimed("BasalGanglia", ":subthalamic"), ""),
    "an own kind, two levels below, of the target": (aimed(":core", "SubthalamicDeepBrainStimulation"), ""),
    "an own part of the target": (aimed(":shell", "SubthalamicDeepBrainStimulation"), ""),
    "an own part of a part of the target": (aimed(":rim", "SubthalamicDeepBrainStimulation"), ""),
    "an own part of an own kind of the target": (aimed(":fleck", "SubthalamicDeepBrainStimulation"), ""),
    "an own part of another target": (aimed(":rim", "PallidalDeepBrainStimulation"), TARGET),
    "what the own target is a kind of": (aimed("SubthalamicNucleus", ":coreTherapy"), ""),
    "what the own target is a part of": (aimed(":area", ":zoneTherapy"), ""),
    "what the whole of the own target is a kind of": (aimed(":areaTop", ":zoneTherapy"), ""),
    "an own kind of the target of a narrower therapy": (
        aimed(":striatum", "AnteriorCapsuleDeepBrainStimulation"),
        "",
    ),
    "an own part of the target of a narrower therapy": (
        aimed(":striatumShell", "AnteriorCapsuleDeepBrainStimulation"),
        "",
    ),
    "an own part of an own kind of the target of a narrower therapy": (
        aimed(":striatumFleck", "AnteriorCapsuleDeepBrainStimulation"),
        "",
    ),
    "a condition that rules out an own therapy": (treated("PeripheralNeuropathy", ":tibial"), CONDITION),
}


def lasting(start: str, end: str) -> str:
    """Return a record from one time to another, each a day or a moment."""
    kinds = {time: "dateTime" if "T" in time else "date" for time in (start, end)}
    return record(
        "Record",
        startedAt=f'"{start}"^^xsd:{kinds[start]}',
        endedAt=f'"{end}"^^xsd:{kinds[end]}',
    )


END = "RecordedEnd"
ENDS: dict[str, tuple[str, str]] = {
    "an end after the start": (lasting("2024-03-01T09:00:00", "2024-03-01T09:00:01"), ""),
    "an end at the start": (lasting("2024-03-01T09:00:00", "2024-03-01T09:00:00"), ""),
    "an end before the start": (lasting("2024-03-01T09:00:00", "2024-03-01T08:59:59"), END),
    "an end on the day of the start": (lasting("2024-03-01T09:00:00", "2024-03-01"), ""),
    "an end on the day before": (lasting("2024-03-01T09:00:00", "2024-02-29"), END),
    "two days in order": (lasting("2024-03-01", "2024-03-02"), ""),
    "two days": (lasting("2024-03-02", "2024-03-01"), END),
    "an end that is later elsewhere": (lasting("2024-03-02T03:00:00Z", "2024-03-01T23:00:00-05:00"), ""),
    "an end that is earlier elsewhere": (lasting("2024-03-01T09:00:00Z", "2024-03-01T10:30:00+02:00"), END),
    "a zone of the end alone": (lasting("2024-03-01T09:00:00", "2024-03-01T08:00:00Z"), ""),
    "a zone of the start alone": (lasting("2024-03-02T09:00:00Z", "2024-03-01T08:00:00"), END),
    "an end alone": (record("Record", endedAt='"2024-03-01T09:00:00"^^xsd:dateTime'), ""),
}
ALL = CASES | OWN_CASES | ENDS


def written() -> str:
    """Return all records with the kinds of the user's own."""
    return PREFIXES + OWN + "".join(f":together{n} {one} .\n" for n, (one, _) in enumerate(ALL.values()))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """Return what the rules of this file find of each record."""
    file = tmp_path_factory.mktemp("together") / "records.ttl"
    file.write_text(written(), "utf-8")
    by_record: dict[str, list[Finding]] = {}
    for finding in validate([file], shapes=["records"]).findings:
        if "Shape-" not in finding.rule:
            by_record.setdefault(finding.focus.rpartition("/")[2], []).append(finding)
    return by_record


@pytest.mark.parametrize(("number", "case"), list(enumerate(ALL)), ids=list(ALL))
def test_what_contradicts_itself_is_told_once_and_nothing_else(
    found: dict[str, list[Finding]], number: int, case: str
) -> None:
    told = [(f.rule.rpartition("/")[2], f.severity) for f in found.get(f"together{number}", [])]
    rule = ALL[case][1]
    assert told == ([(rule, "violation" if rule == END else "warning")] if rule else [])


def told(tmp_path: Path, language: str, case: str) -> str:
    file = tmp_path / "record.ttl"
    file.write_text(f"{PREFIXES}:r {CASES[case][0]} .\n", "utf-8")
    (finding,) = [
        f for f in validate([file], shapes=["records"], language=language).findings if "Agrees" in f.rule
    ]
    return finding.message


@pytest.mark.parametrize(
    ("language", "case", "message"),
    [
        (
            "en",
            "a model for another therapy",
            "Percept PC is recorded with spinal cord stimulation, and is not among the devices known to deliver it.",
        ),
        (
            "fr",
            "a device for another therapy",
            "Le dispositif stimulateur cardiaque est enregistré avec neurostimulation électrique transcutanée, et "
            "n’est pas de ceux dont on sait qu’ils délivrent ce traitement.",
        ),
        ("en", "another agent", "morphine is recorded with intrathecal baclofen therapy, which delivers another agent."),
        (
            "en",
            "a coil for direct current",
            "Recorded as magnetic stimulation programme, while transcranial direct current stimulation acts by "
            "another means.",
        ),
    ],
)  # fmt: skip
def test_a_message_names_both(tmp_path: Path, language: str, case: str, message: str) -> None:
    assert told(tmp_path, language, case) == message


MINI = """@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
neuromod:SpinalCordStimulation neuromod:deliveredBy neuromod:SpinalCordStimulator ; neuromod:usesModality neuromod:ElectricalModality .
neuromod:SpinalCordStimulator rdfs:subClassOf neuromod:Device ; neuromod:delivers neuromod:SpinalCordStimulation .
neuromod:BurstSpinalCordStimulation rdfs:subClassOf neuromod:SpinalCordStimulation .
neuromod:IntrathecalBaclofenTherapy neuromod:deliversAgent neuromod:Baclofen ; neuromod:deliveredBy neuromod:ImplantableInfusionPump .
neuromod:SubthalamicDeepBrainStimulation rdfs:subClassOf neuromod:DeepBrainStimulation ; neuromod:hasNeuralTarget neuromod:SubthalamicNucleus .
neuromod:PercutaneousTibialNerveStimulation neuromod:hasContraindication neuromod:PeripheralNeuropathy .
neuromod:PaddleSpinalLead rdfs:subClassOf neuromod:SpinalLead . neuromod:SpinalLead rdfs:subClassOf neuromod:DeviceComponent ; neuromod:componentOf neuromod:SpinalCordStimulator .
product:Vectris a neuromod:SpinalLead ; neuromod:intendedForTherapy neuromod:SpinalCordStimulation .
neuromod:InfusionProgram rdfs:subClassOf neuromod:DoseRecord ; rdfs:label "infusion programme"@en , "programme de perfusion"@fr .
"""  # fmt: skip


def test_both_engines_judge_alike(tmp_path: Path) -> None:
    chosen = [
        "a pump for stimulation",
        "any device",
        "its lead",
        "a lead of the therapy",
        "another agent",
        "the agent of the therapy",
        "an infusion by a stimulator",
        "another target",
        "its target",
        "a condition that rules it out",
    ]
    text = PREFIXES + MINI + "".join(f":r{n} {CASES[case][0]} .\n" for n, case in enumerate(chosen))
    compiled, reference = both(tmp_path, text, ["records"])
    assert list(map(without_datatype, compiled)) == list(map(without_datatype, reference))
    found = Counter((row[0].rpartition("/")[2], row[5].rpartition("/")[2]) for row in compiled)
    broken = {(name, rule): n for (name, rule), n in found.items() if rule.endswith("Agrees")}
    expected = {(f"r{n}>", CASES[case][1]): 1 for n, case in enumerate(chosen) if CASES[case][1]}
    assert broken == expected


def test_both_engines_compare_times_alike(tmp_path: Path) -> None:
    text = PREFIXES + "".join(f":r{n} {one} .\n" for n, (one, _) in enumerate(ENDS.values()))
    compiled, reference = both(tmp_path, text, ["records"])
    # rdflib writes a time of UTC in another form, in the message and the value
    assert [(row[0], row[5]) for row in compiled] == [(row[0], row[5]) for row in reference]
    assert sum(row[5].endswith(END) for row in compiled) == sum(rule == END for _, rule in ENDS.values())


@pytest.mark.parametrize("name", ["dose-records.ttl", "records-valid.ttl"])
def test_the_examples_agree_with_themselves(name: str) -> None:
    findings = validate([ROOT / "examples" / name], shapes=["records"]).findings
    assert not [f for f in findings if f.rule.rpartition("/")[2].endswith("Agrees")]
