"""Records at the very bounds of the rules and just beside them, and those that a filter of a rule lets pass.

As in ``safety_cases``, these are invented; each was reasoned from what its rule is for and tells apart two readings
of it that the other cases do not.
"""

from __future__ import annotations

from .safety_cases import (
    DBS,
    ITB,
    ITM,
    infusion,
    pulsed,
    record,
    tdcs,
    trains,
)
from .safety_patient_cases import apnoea_index, sleep, therapy

UK = "neuromod:UnitedKingdom"
SKIN = "neuromod:TranscutaneousElectricalNerveStimulation"
DENSE = ("ChargeDensityOfBrainLeads", "warning")
Case = tuple[str, set[tuple[str, str]]]


def phases(cathodic: float, anodic: float, **more: object) -> str:
    """Return a biphasic pulse whose phases carry the given charges."""
    waveform = "neuromod:BiphasicWaveform"
    return pulsed(
        1.0, 60, 4.0, hasPulseWaveform=waveform, cathodicCharge=cathodic, anodicCharge=anodic, **more
    )


def magnetic(**facts: object) -> str:
    return record("MagneticStimulationProgram", **facts)


def implant(patient: str, **facts: object) -> str:
    return record("ImplantRecord", patientPseudonym=patient, **facts)


def session(patient: str, kind: str) -> str:
    return record("SessionRecord", patientPseudonym=patient, recordsTherapy=kind)


def exposure(patient: str, kind: str, **more: object) -> str:
    return record("ExposureRecord", patientPseudonym=patient, recordsExposure=f"neuromod:{kind}", **more)


def comorbid(patient: str, kind: str) -> str:
    return record("Record", patientPseudonym=patient, recordsComorbidity=f"neuromod:{kind}")


_ELECTRICAL: dict[str, Case] = {
    "Shannon exactly at damage": (pulsed(70.79, 1000, 70.79), {("ShannonLimit", "violation")}),
    "Shannon exactly at caution": (pulsed(31.62, 1000, 31.62), {("ShannonCaution", "warning")}),
    "a lead of deep brain stimulation at 33 uC/cm2": (
        pulsed(3.3, 600, 0.06, recordsTherapy="neuromod:DeepBrainStimulation"),
        {DENSE, ("ShannonCaution", "warning")},
    ),
    "0.015 of 2 uC apart": (phases(2.0, 1.985, recordsTherapy=DBS), set()),
    "0.01005 of 1 uC apart": (phases(1.0, 0.98995, recordsTherapy=DBS), {("ChargeBalance", "violation")}),
    "1 of 2 uC apart": (phases(2.0, 1.0, recordsTherapy=DBS), {("ChargeBalance", "violation")}),
    "1 of 2 uC apart, the other way": (
        phases(1.0, 2.0, recordsTherapy=DBS),
        {("ChargeBalance", "violation")},
    ),
    "balanced on the skin": (phases(0.2, 0.2, recordsTherapy=SKIN), set()),
    "0.01 of 1 uC apart on the skin": (phases(1.0, 0.99, recordsTherapy=SKIN), set()),
    "0.015 of 2 uC apart on the skin": (phases(2.0, 1.985, recordsTherapy=SKIN), set()),
    "0.01005 of 1 uC apart on the skin": (
        phases(1.0, 0.98995, recordsTherapy=SKIN),
        {("SurfaceChargeBalance", "info")},
    ),
    "0.00995 of 1 uC apart on the skin": (phases(1.0, 0.99005, recordsTherapy=SKIN), set()),
    "1 of 2 uC apart on the skin": (
        phases(2.0, 1.0, recordsTherapy=SKIN),
        {("SurfaceChargeBalance", "info")},
    ),
    "1 of 2 uC apart on the skin, the other way": (
        phases(1.0, 2.0, recordsTherapy=SKIN),
        {("SurfaceChargeBalance", "info")},
    ),
    "unbalanced on the skin with passive recharge": (
        phases(1.0, 0.5, recordsTherapy=SKIN, hasRechargeMode="neuromod:PassiveRecharge"),
        set(),
    ),
    "passive recharge of unknown charge": (
        pulsed(
            1.0,
            60,
            4.0,
            hasPulseWaveform="neuromod:BiphasicWaveform",
            hasRechargeMode="neuromod:PassiveRecharge",
        ),
        set(),
    ),
    "99.99995 us at 10 kHz": (pulsed(1.0, 99.99995, 4.0, stimulationFrequency=10000), set()),
    "100 us at 10 kHz": (
        pulsed(1.0, 100, 4.0, stimulationFrequency=10000),
        {("PulseFitsPeriod", "violation")},
    ),
    "one phase of 60 us at 10 kHz": (pulsed(1.0, 60, 4.0, stimulationFrequency=10000), set()),
    "a monophasic pulse of 60 us at 10 kHz": (
        pulsed(1.0, 60, 4.0, stimulationFrequency=10000, hasPulseWaveform="neuromod:MonophasicWaveform"),
        set(),
    ),
    "a monophasic pulse of 100 us at 10 kHz": (
        pulsed(1.0, 100, 4.0, stimulationFrequency=10000, hasPulseWaveform="neuromod:MonophasicWaveform"),
        {("PulseFitsPeriod", "violation")},
    ),
    "2.5 s at half a hertz": (
        pulsed(0.001, 2500000, 2.0, stimulationFrequency=0.5),
        {("PulseFitsPeriod", "violation")},
    ),
    "an impedance alone": (pulsed(5.0, 60, 4.0, electrodeImpedance=1000), {("OutputVoltageInputs", "info")}),
    "no pulse width to speak of": (pulsed(1.0, 0, 4.0), {("PositiveQuantities-pulseWidth", "violation")}),
    "a pulse width of half a microsecond": (pulsed(1.0, 0.5, 4.0), set()),
    "a pulse width of minus half a microsecond": (
        pulsed(1.0, -0.5, 4.0),
        {("PositiveQuantities-pulseWidth", "violation")},
    ),
    "half a hertz": (pulsed(1.0, 60, 4.0, stimulationFrequency=0.5), set()),
    "half an ohm": (pulsed(1.0, 60, 4.0, electrodeImpedance=0.5, complianceVoltage=12), set()),
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
}

_MAGNETIC: dict[str, Case] = {
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
}

_INFUSED: dict[str, Case] = {
    "baclofen screening with 75 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.075),
        set(),
    ),
    "2 mg/mL at 0.25 mL/d is not 0.51005 mg/d": (
        infusion("Baclofen", 0.51005, drugConcentration=2, infusionRate=0.25),
        {("Infusion", "violation")},
    ),
    "a flow without concentration": (
        infusion("Baclofen", 0.5, infusionRate=0.25),
        {("InfusionInputs", "info")},
    ),
    "ziconotide 22 ug/d somewhere": (infusion("Ziconotide", 0.022), {("PublishedLimitWarning", "warning")}),
    "a screening that failed once": (
        record("TrialStimulationRecord", recordsTherapy=ITB, isSuccessful=False, patientPseudonym="P140"),
        set(),
    ),
    "and succeeded then": (
        record("TrialStimulationRecord", recordsTherapy=ITB, isSuccessful=True, patientPseudonym="P140"),
        set(),
    ),
    "a pump after both": (implant("P140", recordsTherapy=ITB), set()),
    "a sacral implant without trial": (
        implant("P141", recordsTherapy="neuromod:SacralNeuromodulation"),
        {("TrialBeforeImplant", "warning")},
    ),
}

_CARRIED: dict[str, Case] = {
    "a responsive neurostimulator alone": (
        implant("P142", recordsDevice="neuromod:ResponsiveNeurostimulator"),
        set(),
    ),
    "the therapy that it delivers": (session("P142", "neuromod:ResponsiveNeurostimulation"), set()),
    "an electrical implant in the head": (
        implant("P143", recordsDevice="neuromod:ElectricalHeadImplant"),
        set(),
    ),
    "a responsive neurostimulator beside that": (
        implant("P143", recordsDevice="neuromod:ResponsiveNeurostimulator"),
        {("CompetingImplants", "violation")},
    ),
    "a pacemaker before transcutaneous stimulation": (
        implant("P144", recordsDevice="neuromod:CardiacPacemaker"),
        set(),
    ),
    "the transcutaneous stimulation": (session("P144", SKIN), {("ContraindicatedTherapy", "violation")}),
    "a pacemaker recorded with a therapy": (  # one record says what one device is for
        implant("P145", recordsDevice="neuromod:CardiacPacemaker", recordsTherapy=SKIN),
        set(),
    ),
    "a vagus nerve stimulator": (implant("P146", recordsDevice="neuromod:VagusNerveStimulator"), set()),
    "magnetic stimulation as a therapy with it": (
        session("P146", "neuromod:RepetitiveTranscranialMagneticStimulation"),
        {("ImplantWithPrecaution", "warning")},
    ),
    "an implant of which the MR status is said to be unknown": (
        implant("P147", recordsDevice="neuromod:VagusNerveStimulator", hasMRStatus="neuromod:MRUnknown"),
        set(),
    ),
    "a scan with that": (
        exposure("P147", "MRIExposure", meetsLabelledConditions=True),
        {("ContraindicatedExposure", "violation")},
    ),
    "microwave diathermy with an abandoned lead": (
        exposure("P6", "MicrowaveDiathermyExposure"),
        {("ContraindicatedExposure", "violation")},
    ),
    "deep brain stimulation of which the implant is not recorded": (therapy("P148", DBS), set()),
    "ultrasound diathermy under it": (
        exposure("P148", "UltrasoundDiathermyExposure"),
        {("ContraindicatedExposure", "violation")},
    ),
    "a session of deep brain stimulation": (session("P149", DBS), set()),
    "ultrasound diathermy of a patient of whom a session is known": (
        exposure("P149", "UltrasoundDiathermyExposure"),
        set(),
    ),
    "morphine of a patient": (infusion("Morphine", 1.0, recordsTherapy=ITM, patientPseudonym="P150"), set()),
    "an inhibitor of monoamine oxidase with it": (
        exposure("P150", "MonoamineOxidaseInhibitorExposure"),
        {("ContraindicatedExposure", "violation")},
    ),
    "spinal cord stimulation of which the implant is not recorded": (
        therapy("P151", "neuromod:SpinalCordStimulation", recordsCondition="neuromod:NeuropathicPain"),
        set(),
    ),
    "electrosurgery under it": (
        exposure("P151", "ElectrosurgeryExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "a session of spinal cord stimulation": (session("P152", "neuromod:SpinalCordStimulation"), set()),
    "electrosurgery of a patient of whom a session is known": (
        exposure("P152", "ElectrosurgeryExposure"),
        set(),
    ),
    "an infusion by a pump that nobody recorded as implanted": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=UK, patientPseudonym="P153"),
        set(),
    ),
    "anticoagulants under the infusion": (
        exposure("P153", "AnticoagulantExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "a disconnected lead": (
        implant("P154", hasMRStatus="neuromod:MRConditional", hasLeadState="neuromod:DisconnectedLead"),
        set(),
    ),
    "a scan with the disconnected lead": (
        exposure("P154", "MRIExposure", meetsLabelledConditions=True),
        {("ScanConditions", "info")},
    ),
    "a connected lead": (
        implant("P155", hasMRStatus="neuromod:MRConditional", hasLeadState="neuromod:ConnectedLead"),
        set(),
    ),
    "a scan with the connected lead": (exposure("P155", "MRIExposure", meetsLabelledConditions=True), set()),
}

_KNOWN: dict[str, Case] = {
    "an infection": (comorbid("P160", "Infection"), {("ContraindicatedPatient", "violation")}),
    "a pump implanted despite it": (
        implant("P160", recordsDevice="neuromod:ConstantFlowInfusionPump"),
        set(),
    ),
    "epilepsy": (comorbid("P161", "Epilepsy"), {("PatientWithPrecaution", "warning")}),
    "transcutaneous stimulation with it": (session("P161", SKIN), set()),
    "a pregnancy": (
        record("Record", patientPseudonym="P162", recordsCircumstance="neuromod:Pregnancy"),
        {("PatientWithPrecaution", "warning")},
    ),
    "a spinal cord stimulator implanted in it": (
        implant("P162", recordsDevice="neuromod:SpinalCordStimulator"),
        set(),
    ),
    "a psychosis": (comorbid("P163", "PsychoticDisorder"), set()),
    "deep brain stimulation of a patient of whom that is known": (
        therapy("P163", DBS, contraindicationsReviewed=None),
        set(),
    ),
    "a lesion coded as therapy, of no kind": (
        record("SessionRecord", recordsTherapy="neuromod:LesioningProcedure"),
        {("LesionIsNotNeuromodulation", "violation")},
    ),
    "a use that is supported on conditions": (
        therapy(
            "P164",
            "neuromod:PeripheralNerveFieldStimulation",
            recordsCondition="neuromod:ChronicLowBackPain",
            hasJurisdiction=UK,
        ),
        set(),
    ),
    "a use that is advised against": (
        therapy(
            "P165",
            "neuromod:SpinalCordStimulation",
            recordsCondition="neuromod:IschaemicPain",
            hasJurisdiction=UK,
        ),
        {("UseWithinLabel", "info")},
    ),
    "baclofen of a patient": (session("P166", ITB), set()),
    "its pump stalls, as is said": (
        record(
            "AdverseEventRecord",
            patientPseudonym="P166",
            recordsTherapy=ITB,
            recordsAdverseEvent="neuromod:PumpStall",
        ),
        {("WithdrawalEmergency", "violation")},
    ),
    "a stall of which the therapy is said and no patient": (
        record("AdverseEventRecord", recordsTherapy=ITB, recordsAdverseEvent="neuromod:PumpStall"),
        set(),
    ),
    "an index of 14 on the day of Genio": (apnoea_index("P167", 14, "2026-03-01"), set()),
    "Genio on that day": (sleep("P167", "product:Genio"), {("LabelledPatient", "info")}),
    "an index of 20 on the day of Genio": (apnoea_index("P168", 20, "2026-03-01"), set()),
    "Genio on the day of 20": (sleep("P168", "product:Genio"), set()),
    "Genio in the UK, of which nothing else is known": (
        sleep("P169", "product:Genio", ageAtRecord=None, hasJurisdiction=UK),
        set(),
    ),
}

#: Kinds of the user's own, which state themselves what those of the ontology inherit.
OWN_TERMS = """
:skinTherapy rdfs:subClassOf neuromod:Intervention ; neuromod:hasInvasiveness :ownWay . :ownWay rdfs:subClassOf :wayBetween . :wayBetween rdfs:subClassOf neuromod:NonInvasiveDelivery .
:riskyTherapy rdfs:subClassOf neuromod:Intervention ; neuromod:hasContraindication neuromod:Infection .
:pulsing neuromod:hasPrecaution neuromod:ActiveImplantableMedicalDevice ; neuromod:deliveredBy :pulser .
:pulser rdfs:subClassOf neuromod:ActiveImplantableMedicalDevice .
:pulsingBelow rdfs:subClassOf :pulsingBetween . :pulsingBetween rdfs:subClassOf :pulsing .
:pulserBelow rdfs:subClassOf :pulserBetween . :pulserBetween rdfs:subClassOf :pulser .
:carefulTherapy rdfs:subClassOf neuromod:Intervention ; neuromod:hasPrecaution neuromod:Device . :loneTherapy rdfs:subClassOf neuromod:Intervention ; neuromod:hasContraindication neuromod:Device .
:loneDevice neuromod:hasContraindication neuromod:Device .
"""
_OWN: dict[str, Case] = {
    "unbalanced on the skin by a therapy of the user's own": (
        phases(1.0, 0.5, recordsTherapy=":skinTherapy"),
        {("SurfaceChargeBalance", "info")},
    ),
    "a therapy of the user's own with a contraindication": (
        therapy("P170", ":riskyTherapy", contraindicationsReviewed=None),
        {("PatientReview", "info"), ("UseWithinLabel", "info")},
    ),
    "a pulser of the user's own": (implant("P171", recordsDevice=":pulser"), set()),
    "the pulsing that it delivers": (session("P171", ":pulsing"), set()),
    "a pulser of a kind below": (implant("P172", recordsDevice=":pulserBelow"), set()),
    "the pulsing of a kind below": (session("P172", ":pulsingBelow"), set()),
    "a pacemaker before the pulsing": (implant("P173", recordsDevice="neuromod:CardiacPacemaker"), set()),
    "the pulsing with a pacemaker": (session("P173", ":pulsing"), {("ImplantWithPrecaution", "warning")}),
    "a stimulator before a therapy that is careful with any device": (
        implant("P174", recordsDevice="neuromod:SacralNeuromodulationDevice"),
        set(),
    ),
    "the careful therapy": (session("P174", ":carefulTherapy"), {("ImplantWithPrecaution", "warning")}),
    "a therapy that goes with no device": (
        session("P174", ":loneTherapy"),
        {("ContraindicatedTherapy", "violation")},
    ),
    "a device that goes with no other": (
        implant("P174", recordsDevice=":loneDevice"),
        {("CompetingImplants", "violation")},
    ),
}

BOUNDARY_CASES: dict[str, Case] = _ELECTRICAL | _MAGNETIC | _INFUSED | _CARRIED | _KNOWN | _OWN
