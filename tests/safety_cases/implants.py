"""Exposures, drugs and other devices of patients with implants."""

from __future__ import annotations

from .records import DBS, ITM, SKIN, UK, Case, exposure, implant, infusion, scan, session, therapy

COIL = "TranscranialMagneticStimulationExposure"

#: record: its statements, and the shapes that it breaks with their severity
CASES: dict[str, Case] = {
    # exposures
    "a deep brain stimulator, MR Conditional": (
        implant("P5", recordsDevice="neuromod:DeepBrainStimulator", hasMRStatus="neuromod:MRConditional"),
        set(),
    ),
    "shortwave diathermy with it": (
        exposure("P5", "ShortwaveDiathermyExposure"),
        {("ContraindicatedExposure", "violation")},
    ),
    "ultrasound diathermy with it": (
        exposure("P5", "UltrasoundDiathermyExposure"),
        {("ContraindicatedExposure", "violation")},
    ),
    "magnetic stimulation with it": (exposure("P5", COIL), {("ContraindicatedExposure", "violation")}),
    "a scan within its conditions": (scan("P5", meetsLabelledConditions=True), set()),
    "a scan outside its conditions": (
        scan("P5", meetsLabelledConditions=False),
        {("ContraindicatedExposure", "violation")},
    ),
    "an abandoned lead": (implant("P6", hasLeadState="neuromod:AbandonedLead"), set()),
    "shortwave diathermy with an abandoned lead": (
        exposure("P6", "ShortwaveDiathermyExposure"),
        {("ContraindicatedExposure", "violation")},
    ),
    "shortwave diathermy without implant": (exposure("P7", "ShortwaveDiathermyExposure"), set()),
    "an implant of no known MR status": (implant("P8", recordsDevice="neuromod:SpinalCordStimulator"), set()),
    "a scan with it": (scan("P8"), {("ExposureWithUnknownStatus", "violation")}),
    "electrosurgery with it": (
        exposure("P8", "ElectrosurgeryExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "magnetic stimulation with a spinal cord stimulator": (
        exposure("P8", COIL),
        {("ExposureWithPrecaution", "warning")},
    ),
    "a scan with an abandoned lead of unknown status": (
        scan("P6", meetsLabelledConditions=True),
        {("ExposureWithUnknownStatus", "violation")},
    ),
    "microwave diathermy with an abandoned lead": (
        exposure("P6", "MicrowaveDiathermyExposure"),
        {("ContraindicatedExposure", "violation")},
    ),
    # magnetic stimulation near a device
    "a brain stimulator recorded as a product": (
        implant("P120", recordsDevice="product:PerceptPC", hasMRStatus="neuromod:MRConditional"),
        set(),
    ),
    "magnetic stimulation with the product": (
        exposure("P120", COIL),
        {("ContraindicatedExposure", "violation")},
    ),
    "a spinal cord stimulator recorded as a product": (
        implant("P121", recordsDevice="product:Intellis"),
        set(),
    ),
    "magnetic stimulation with a product in the spine": (
        exposure("P121", COIL),
        {("ExposureWithPrecaution", "warning")},
    ),
    "magnetic stimulation without implant": (exposure("P7", COIL), set()),
    "magnetic stimulation as a therapy with the first": (
        session("P5", "neuromod:RepetitiveTranscranialMagneticStimulation"),
        {("ContraindicatedTherapy", "violation")},
    ),
    "a vagus nerve stimulator": (implant("P146", recordsDevice="neuromod:VagusNerveStimulator"), set()),
    "magnetic stimulation as a therapy with it": (
        session("P146", "neuromod:RepetitiveTranscranialMagneticStimulation"),
        {("ImplantWithPrecaution", "warning")},
    ),
    # implants side by side
    "a responsive neurostimulator": (
        implant("P9", recordsDevice="neuromod:ResponsiveNeurostimulator"),
        {("CompetingImplants", "violation")},
    ),
    "and a deep brain stimulator beside it": (
        implant("P9", recordsDevice="neuromod:DeepBrainStimulator"),
        set(),
    ),
    "a pacemaker": (implant("P28", recordsDevice="neuromod:CardiacPacemaker"), set()),
    "a spinal cord stimulator beside it": (
        implant("P28", recordsDevice="neuromod:SpinalCordStimulator"),
        {("ImplantWithPrecaution", "warning")},
    ),
    "a spinal cord stimulator without pacemaker": (
        implant("P29", recordsDevice="neuromod:SpinalCordStimulator"),
        set(),
    ),
    "a carotid sinus stimulator": (implant("P30", recordsDevice="neuromod:CarotidSinusStimulator"), set()),
    "the therapy that it delivers": (session("P30", "neuromod:BaroreflexActivationTherapy"), set()),
    "a responsive neurostimulator alone": (
        implant("P142", recordsDevice="neuromod:ResponsiveNeurostimulator"),
        set(),
    ),
    "the neurostimulation that it delivers": (session("P142", "neuromod:ResponsiveNeurostimulation"), set()),
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
    "a pacemaker recorded with a therapy": (  # one record says what one device is for: test_recorded_together judges it
        implant("P145", recordsDevice="neuromod:CardiacPacemaker", recordsTherapy=SKIN),
        set(),
    ),
    # drugs and pressure
    "a spinal cord stimulator to be implanted": (
        implant("P25", recordsDevice="neuromod:SpinalCordStimulator"),
        set(),
    ),
    "anticoagulants before it": (
        exposure("P25", "AnticoagulantExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "a pump to be implanted": (implant("P26", recordsDevice="product:SynchroMedII"), set()),
    "anticoagulants before the pump": (
        exposure("P26", "AnticoagulantExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "a sacral stimulator to be implanted": (
        implant("P27", recordsDevice="neuromod:SacralNeuromodulationDevice"),
        set(),
    ),
    "anticoagulants before the sacral stimulator": (exposure("P27", "AnticoagulantExposure"), set()),
    "a hyperbaric chamber with a deep brain stimulator": (
        exposure("P5", "PressureExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "a hyperbaric chamber without implant": (exposure("P7", "PressureExposure"), set()),
    "electrosurgery with a spinal cord stimulator": (
        exposure("P25", "ElectrosurgeryExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    # exposures under a therapy or an infusion
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
}
