"""Kinds of therapies, devices, agents and conditions of the user's own, beside those of the ontology."""

from __future__ import annotations

from .safety_cases.records import record
from .together_cases import (
    AGENT,
    BRAIN,
    CONDITION,
    DEVICE,
    PROGRAMME,
    SPINAL,
    TARGET,
    aimed,
    infused,
    programme,
    treated,
    used,
)

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
