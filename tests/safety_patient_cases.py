"""Records of patients against what rules their treatment out, with what must be found of each.

As in ``safety_cases``, these are invented records; a pseudonym ties those of one patient together.
"""

from __future__ import annotations

from .safety_cases import DBS, ITB, US, record

COIL = "neuromod:TranscranialMagneticStimulationExposure"
EXPOSURE = "ContraindicatedExposure"
BODY_COIL, HEAD_COIL = "neuromod:BodyTransmitCoil", "neuromod:HeadTransmitReceiveCoil"


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


def sleep(patient: str, product: str, **more: object) -> str:
    """Return hypoglossal nerve stimulation begun on 1 March 2026."""
    facts = {
        "recordsCondition": "neuromod:ObstructiveSleepApnea",
        "recordsDevice": product,
        "ageAtRecord": 50,
        "startedAt": '"2026-03-01T09:00:00"^^xsd:dateTime',
        **more,
    }
    kind = "Bilateral" if product == "product:Genio" else "RespirationSynchronized"
    return therapy(patient, f"neuromod:{kind}HypoglossalNerveStimulation", **facts)


def implant(patient: str, product: str) -> str:
    return record(
        "ImplantRecord", patientPseudonym=patient, recordsDevice=product, hasMRStatus="neuromod:MRConditional"
    )


def scan(patient: str, **more: object) -> str:
    return record("ExposureRecord", patientPseudonym=patient, recordsExposure="neuromod:MRIExposure", **more)


def apnoea_index(patient: str, value: int, day: str) -> str:
    return record(
        "OutcomeRecord",
        patientPseudonym=patient,
        recordsOutcomeMeasure="neuromod:ApnoeaHypopnoeaIndex",
        outcomeValue=value,
        occurredAt=f'"{day}T09:00:00"^^xsd:dateTime',
    )


#: record: (its statements, the shapes that it breaks with their severity; nothing else may be found)
PATIENT_CASES: dict[str, tuple[str, set[tuple[str, str]]]] = {
    # trial before implant
    "a successful trial": (
        record(
            "TrialStimulationRecord",
            recordsTherapy="neuromod:SpinalCordStimulation",
            isSuccessful=True,
            patientPseudonym="P3",
        ),
        set(),
    ),
    "an implant after it": (
        record(
            "ImplantRecord",
            recordsTherapy="neuromod:TenKilohertzSpinalCordStimulation",
            patientPseudonym="P3",
        ),
        set(),
    ),
    "an implant without trial": (
        record("ImplantRecord", recordsTherapy="neuromod:SpinalCordStimulation", patientPseudonym="P4"),
        {("TrialBeforeImplant", "warning")},
    ),
    "a screening of unknown result": (
        record("TrialStimulationRecord", recordsTherapy=ITB, patientPseudonym="P13"),
        {("TrialInputs", "info")},
    ),
    "a screening that succeeded": (
        record("TrialStimulationRecord", recordsTherapy=ITB, patientPseudonym="P14", isSuccessful=True),
        set(),
    ),
    # exposures
    "a deep brain stimulator, MR Conditional": (
        record(
            "ImplantRecord",
            patientPseudonym="P5",
            recordsDevice="neuromod:DeepBrainStimulator",
            hasMRStatus="neuromod:MRConditional",
        ),
        set(),
    ),
    "shortwave diathermy with it": (
        record(
            "ExposureRecord", patientPseudonym="P5", recordsExposure="neuromod:ShortwaveDiathermyExposure"
        ),
        {("ContraindicatedExposure", "violation")},
    ),
    "ultrasound diathermy with it": (
        record(
            "ExposureRecord", patientPseudonym="P5", recordsExposure="neuromod:UltrasoundDiathermyExposure"
        ),
        {("ContraindicatedExposure", "violation")},
    ),
    "magnetic stimulation with it": (
        record(
            "ExposureRecord",
            patientPseudonym="P5",
            recordsExposure=COIL,
        ),
        {("ContraindicatedExposure", "violation")},
    ),
    "a scan within its conditions": (
        record(
            "ExposureRecord",
            patientPseudonym="P5",
            recordsExposure="neuromod:MRIExposure",
            meetsLabelledConditions=True,
        ),
        set(),
    ),
    "a scan outside its conditions": (
        record(
            "ExposureRecord",
            patientPseudonym="P5",
            recordsExposure="neuromod:MRIExposure",
            meetsLabelledConditions=False,
        ),
        {("ContraindicatedExposure", "violation")},
    ),
    "an abandoned lead": (
        record("ImplantRecord", patientPseudonym="P6", hasLeadState="neuromod:AbandonedLead"),
        set(),
    ),
    "shortwave diathermy with an abandoned lead": (
        record(
            "ExposureRecord", patientPseudonym="P6", recordsExposure="neuromod:ShortwaveDiathermyExposure"
        ),
        {("ContraindicatedExposure", "violation")},
    ),
    "shortwave diathermy without implant": (
        record(
            "ExposureRecord", patientPseudonym="P7", recordsExposure="neuromod:ShortwaveDiathermyExposure"
        ),
        set(),
    ),
    "an implant of no known MR status": (
        record("ImplantRecord", patientPseudonym="P8", recordsDevice="neuromod:SpinalCordStimulator"),
        set(),
    ),
    "a scan with it": (
        record("ExposureRecord", patientPseudonym="P8", recordsExposure="neuromod:MRIExposure"),
        {("ExposureWithUnknownStatus", "violation")},
    ),
    "electrosurgery with it": (
        record("ExposureRecord", patientPseudonym="P8", recordsExposure="neuromod:ElectrosurgeryExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "magnetic stimulation with a spinal cord stimulator": (
        record(
            "ExposureRecord",
            patientPseudonym="P8",
            recordsExposure=COIL,
        ),
        {("ExposureWithPrecaution", "warning")},
    ),
    # a coil near a device that is recorded as a product, not as a kind
    "a brain stimulator recorded as a product": (
        record(
            "ImplantRecord",
            patientPseudonym="P120",
            recordsDevice="product:PerceptPC",
            hasMRStatus="neuromod:MRConditional",
        ),
        set(),
    ),
    "magnetic stimulation with the product": (
        record("ExposureRecord", patientPseudonym="P120", recordsExposure=COIL),
        {("ContraindicatedExposure", "violation")},
    ),
    "a spinal cord stimulator recorded as a product": (
        record("ImplantRecord", patientPseudonym="P121", recordsDevice="product:Intellis"),
        set(),
    ),
    "magnetic stimulation with a product in the spine": (
        record("ExposureRecord", patientPseudonym="P121", recordsExposure=COIL),
        {("ExposureWithPrecaution", "warning")},
    ),
    "magnetic stimulation without implant": (
        record("ExposureRecord", patientPseudonym="P7", recordsExposure=COIL),
        set(),
    ),
    "a responsive neurostimulator": (
        record("ImplantRecord", patientPseudonym="P9", recordsDevice="neuromod:ResponsiveNeurostimulator"),
        {("CompetingImplants", "violation")},
    ),
    "and a deep brain stimulator beside it": (
        record("ImplantRecord", patientPseudonym="P9", recordsDevice="neuromod:DeepBrainStimulator"),
        set(),
    ),
    "magnetic stimulation as a therapy with the first": (
        record(
            "SessionRecord",
            patientPseudonym="P5",
            recordsTherapy="neuromod:RepetitiveTranscranialMagneticStimulation",
        ),
        {("ContraindicatedTherapy", "violation")},
    ),
    # label
    "a labelled use": (
        record(
            "TherapyRecord",
            patientPseudonym="P10",
            recordsTherapy=DBS,
            recordsCondition="neuromod:ParkinsonDisease",
            hasJurisdiction=US,
            contraindicationsReviewed=True,
        ),
        set(),
    ),
    "a use of which no US record is known": (
        record(
            "TherapyRecord",
            patientPseudonym="P10",
            recordsTherapy=DBS,
            recordsCondition="neuromod:Tinnitus",
            hasJurisdiction=US,
        ),
        {("UseWithinLabel", "info")},
    ),
    "a labelled use of which no condition and no place is known": (
        therapy("P11", DBS, recordsCondition=None, hasJurisdiction=None),
        {("UseWithinLabel-recordsCondition", "info"), ("UseWithinLabel-hasJurisdiction", "info")},
    ),
    "a patient of whom nothing was asked": (
        therapy("P15", DBS, contraindicationsReviewed=False),
        {("PatientReview", "info")},
    ),
    "a patient of whom nothing else is known": (
        therapy("P12", DBS, contraindicationsReviewed=None),
        {("PatientReview", "info")},
    ),
    "RNS System at 17 years": (
        record("SessionRecord", recordsDevice="product:RNS", ageAtRecord=17, hasJurisdiction=US),
        {("PublishedLimitInfo", "info")},
    ),
    "RNS System at 18 years": (
        record("SessionRecord", recordsDevice="product:RNS", ageAtRecord=18, hasJurisdiction=US),
        set(),
    ),
    "ARC-EX at 17 years": (
        record("SessionRecord", recordsDevice="product:ARCEX", ageAtRecord=17, hasJurisdiction=US),
        {("PublishedLimitInfo", "info")},
    ),
    "ARC-EX at 18 years": (
        record("SessionRecord", recordsDevice="product:ARCEX", ageAtRecord=18, hasJurisdiction=US),
        set(),
    ),
    "ARC-EX at 75 years": (
        record("SessionRecord", recordsDevice="product:ARCEX", ageAtRecord=75, hasJurisdiction=US),
        set(),
    ),
    "ARC-EX at 76 years": (
        record("SessionRecord", recordsDevice="product:ARCEX", ageAtRecord=76, hasJurisdiction=US),
        {("PublishedLimitInfo", "info")},
    ),
    "NeuRx at 17 years": (
        record("SessionRecord", recordsDevice="product:NeuRx", ageAtRecord=17, hasJurisdiction=US),
        {("PublishedLimitInfo", "info")},
    ),
    "NeuRx at 18 years": (
        record("SessionRecord", recordsDevice="product:NeuRx", ageAtRecord=18, hasJurisdiction=US),
        set(),
    ),
    "Nerivio at 7 years": (
        record("SessionRecord", recordsDevice="product:Nerivio", ageAtRecord=7, hasJurisdiction=US),
        {("PublishedLimitInfo", "info")},
    ),
    "Nerivio at 8 years": (
        record("SessionRecord", recordsDevice="product:Nerivio", ageAtRecord=8, hasJurisdiction=US),
        set(),
    ),
    "Genio at 21 years": (
        record("SessionRecord", recordsDevice="product:Genio", ageAtRecord=21, hasJurisdiction=US),
        {("PublishedLimitInfo", "info")},
    ),
    "Genio at 22 years": (
        record("SessionRecord", recordsDevice="product:Genio", ageAtRecord=22, hasJurisdiction=US),
        set(),
    ),
    "Genio at 21 years somewhere": (
        record("SessionRecord", recordsDevice="product:Genio", ageAtRecord=21),
        set(),
    ),
    "Genio at 21 years in Europe": (
        record(
            "SessionRecord",
            recordsDevice="product:Genio",
            ageAtRecord=21,
            hasJurisdiction="neuromod:EuropeanUnion",
        ),
        set(),
    ),
    "an index of 14 before Genio": (apnoea_index("P101", 14, "2026-01-01"), set()),
    "Genio after an index of 14 before Genio": (
        sleep("P101", "product:Genio"),
        {("LabelledPatient", "info")},
    ),
    "an index of 15 before Genio": (apnoea_index("P102", 15, "2026-01-01"), set()),
    "Genio after an index of 15 before Genio": (
        sleep("P102", "product:Genio"),
        set(),
    ),
    "an index of 65 before Genio": (apnoea_index("P103", 65, "2026-01-01"), set()),
    "Genio after an index of 65 before Genio": (
        sleep("P103", "product:Genio"),
        set(),
    ),
    "an index of 66 before Genio": (apnoea_index("P104", 66, "2026-01-01"), set()),
    "Genio after an index of 66 before Genio": (
        sleep("P104", "product:Genio"),
        {("LabelledPatient", "info")},
    ),
    "an index of 80 before Genio": (apnoea_index("P105", 80, "2026-01-01"), set()),
    "Genio after an index of 80 before Genio": (
        sleep("P105", "product:Genio"),
        {("LabelledPatient", "info")},
    ),
    "an index of 12 before Inspire at 15 years": (apnoea_index("P111", 12, "2026-01-01"), set()),
    "Inspire at 15 years after an index of 12": (
        sleep("P111", "product:Inspire", ageAtRecord=15),
        set(),
    ),
    "an index of 9 before Inspire at 15 years": (apnoea_index("P112", 9, "2026-01-01"), set()),
    "Inspire at 15 years after an index of 9": (
        sleep("P112", "product:Inspire", ageAtRecord=15),
        {("LabelledPatient", "info")},
    ),
    "an index of 51 before Inspire at 17 years": (apnoea_index("P113", 51, "2026-01-01"), set()),
    "Inspire at 17 years after an index of 51": (
        sleep("P113", "product:Inspire", ageAtRecord=17),
        {("LabelledPatient", "info")},
    ),
    "an index of 51 before Inspire at 18 years": (apnoea_index("P114", 51, "2026-01-01"), set()),
    "Inspire at 18 years after an index of 51": (
        sleep("P114", "product:Inspire", ageAtRecord=18),
        set(),
    ),
    "an index of 12 before Inspire at 18 years": (apnoea_index("P115", 12, "2026-01-01"), set()),
    "Inspire at 18 years after an index of 12": (
        sleep("P115", "product:Inspire", ageAtRecord=18),
        {("LabelledPatient", "info")},
    ),
    "Inspire at 12 years": (
        record("SessionRecord", recordsDevice="product:Inspire", ageAtRecord=12, hasJurisdiction=US),
        {("PublishedLimitInfo", "info")},
    ),
    "Inspire at 13 years": (
        record("SessionRecord", recordsDevice="product:Inspire", ageAtRecord=13, hasJurisdiction=US),
        set(),
    ),
    "an index of 14 before Inspire": (apnoea_index("P106", 14, "2026-01-01"), set()),
    "Inspire after an index of 14 before Inspire": (
        sleep("P106", "product:Inspire"),
        {("LabelledPatient", "info")},
    ),
    "an index of 15 before Inspire": (apnoea_index("P107", 15, "2026-01-01"), set()),
    "Inspire after an index of 15 before Inspire": (
        sleep("P107", "product:Inspire"),
        set(),
    ),
    "an index of 80 before Inspire": (apnoea_index("P108", 80, "2026-01-01"), set()),
    "Inspire after an index of 80 before Inspire": (
        sleep("P108", "product:Inspire"),
        set(),
    ),
    "an index of 100 before Inspire": (apnoea_index("P109", 100, "2026-01-01"), set()),
    "Inspire after an index of 100 before Inspire": (
        sleep("P109", "product:Inspire"),
        set(),
    ),
    "an index of 101 before Inspire": (apnoea_index("P110", 101, "2026-01-01"), set()),
    "Inspire after an index of 101 before Inspire": (
        sleep("P110", "product:Inspire"),
        {("LabelledPatient", "info")},
    ),
    "an index of 30 after the start": (apnoea_index("P111", 30, "2026-06-01"), set()),
    "Genio after an index of 30 after the start": (
        sleep("P111", "product:Genio"),
        {("LabelledPatient", "info")},
    ),
    "Genio with no age known": (
        sleep("P120", "product:Genio", ageAtRecord=None),
        {("LabelledPatient", "info")},
    ),
    # what is known of the patient
    "a pregnant patient": (
        record("Record", patientPseudonym="P20", recordsCircumstance="neuromod:Pregnancy"),
        {("PatientWithPrecaution", "warning")},
    ),
    "spinal cord stimulation of her": (
        record("SessionRecord", patientPseudonym="P20", recordsTherapy="neuromod:SpinalCordStimulation"),
        set(),
    ),
    "a pregnant patient with deep brain stimulation": (
        record("Record", patientPseudonym="P21", recordsCircumstance="neuromod:Pregnancy"),
        set(),
    ),
    "deep brain stimulation of her": (therapy("P21", DBS, contraindicationsReviewed=None), set()),
    "a pregnant patient under cervical vagus nerve stimulation": (
        record(
            "TherapyRecord",
            patientPseudonym="P22",
            recordsTherapy="neuromod:TranscutaneousCervicalVagusNerveStimulation",
            recordsCondition="neuromod:ClusterHeadache",
            recordsCircumstance="neuromod:Pregnancy",
            hasJurisdiction=US,
        ),
        {("ContraindicatedPatient", "violation")},
    ),
    "a history of psychosis under ziconotide": (
        record("Record", patientPseudonym="P23", recordsComorbidity="neuromod:PsychoticDisorder"),
        {("ContraindicatedPatient", "violation")},
    ),
    "the ziconotide": (
        record(
            "SessionRecord", patientPseudonym="P23", recordsTherapy="neuromod:IntrathecalZiconotideTherapy"
        ),
        set(),
    ),
    "a history of psychosis under morphine": (
        record("Record", patientPseudonym="P24", recordsComorbidity="neuromod:PsychoticDisorder"),
        set(),
    ),
    "the morphine": (
        record("SessionRecord", patientPseudonym="P24", recordsTherapy="neuromod:IntrathecalMorphineTherapy"),
        set(),
    ),
    # drugs and pressure
    "a spinal cord stimulator to be implanted": (
        record("ImplantRecord", patientPseudonym="P25", recordsDevice="neuromod:SpinalCordStimulator"),
        set(),
    ),
    "anticoagulants before it": (
        record("ExposureRecord", patientPseudonym="P25", recordsExposure="neuromod:AnticoagulantExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "a pump to be implanted": (
        record("ImplantRecord", patientPseudonym="P26", recordsDevice="product:SynchroMedII"),
        set(),
    ),
    "anticoagulants before the pump": (
        record("ExposureRecord", patientPseudonym="P26", recordsExposure="neuromod:AnticoagulantExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "a sacral stimulator to be implanted": (
        record("ImplantRecord", patientPseudonym="P27", recordsDevice="neuromod:SacralNeuromodulationDevice"),
        set(),
    ),
    "anticoagulants before the sacral stimulator": (
        record("ExposureRecord", patientPseudonym="P27", recordsExposure="neuromod:AnticoagulantExposure"),
        set(),
    ),
    "a hyperbaric chamber with a deep brain stimulator": (
        record("ExposureRecord", patientPseudonym="P5", recordsExposure="neuromod:PressureExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    "a hyperbaric chamber without implant": (
        record("ExposureRecord", patientPseudonym="P7", recordsExposure="neuromod:PressureExposure"),
        set(),
    ),
    "electrosurgery with a spinal cord stimulator": (
        record("ExposureRecord", patientPseudonym="P25", recordsExposure="neuromod:ElectrosurgeryExposure"),
        {("ExposureWithPrecaution", "warning")},
    ),
    # implants side by side
    "a pacemaker": (
        record("ImplantRecord", patientPseudonym="P28", recordsDevice="neuromod:CardiacPacemaker"),
        set(),
    ),
    "a spinal cord stimulator beside it": (
        record("ImplantRecord", patientPseudonym="P28", recordsDevice="neuromod:SpinalCordStimulator"),
        {("ImplantWithPrecaution", "warning")},
    ),
    "a spinal cord stimulator without pacemaker": (
        record("ImplantRecord", patientPseudonym="P29", recordsDevice="neuromod:SpinalCordStimulator"),
        set(),
    ),
    "a carotid sinus stimulator": (
        record("ImplantRecord", patientPseudonym="P30", recordsDevice="neuromod:CarotidSinusStimulator"),
        set(),
    ),
    "the therapy that it delivers": (
        record(
            "SessionRecord", patientPseudonym="P30", recordsTherapy="neuromod:BaroreflexActivationTherapy"
        ),
        set(),
    ),
    # failures of the device
    "baclofen from a pump": (
        record("SessionRecord", patientPseudonym="P31", recordsTherapy=ITB),
        set(),
    ),
    "the pump stalls": (
        record("AdverseEventRecord", patientPseudonym="P31", recordsAdverseEvent="neuromod:PumpStall"),
        {("WithdrawalEmergency", "violation")},
    ),
    "the pump stalls after another therapy stopped": (
        record(
            "AdverseEventRecord",
            patientPseudonym="P31",
            recordsTherapy="neuromod:SpinalCordStimulation",
            recordsAdverseEvent="neuromod:BatteryDepletion",
        ),
        set(),
    ),
    "subthalamic stimulation": (record("SessionRecord", patientPseudonym="P32", recordsTherapy=DBS), set()),
    "its battery runs out": (
        record("AdverseEventRecord", patientPseudonym="P32", recordsAdverseEvent="neuromod:BatteryDepletion"),
        {("WithdrawalEmergency", "violation")},
    ),
    "its lead moves": (
        record("AdverseEventRecord", patientPseudonym="P32", recordsAdverseEvent="neuromod:LeadMigration"),
        set(),
    ),
    "ziconotide from a pump": (
        record(
            "SessionRecord", patientPseudonym="P33", recordsTherapy="neuromod:IntrathecalZiconotideTherapy"
        ),
        set(),
    ),
    "its pump stalls": (
        record("AdverseEventRecord", patientPseudonym="P33", recordsAdverseEvent="neuromod:PumpStall"),
        set(),
    ),
    "a pump stalls that gives nobody knows what": (
        record("AdverseEventRecord", patientPseudonym="P34", recordsAdverseEvent="neuromod:PumpStall"),
        {("WithdrawalInputs", "info")},
    ),
    "a pump gives too much": (
        record("AdverseEventRecord", patientPseudonym="P34", recordsAdverseEvent="neuromod:PumpOverinfusion"),
        {("Overinfusion", "violation")},
    ),
    # scans
    "an implant that is MR Conditional": (
        record(
            "ImplantRecord",
            patientPseudonym="P35",
            recordsDevice="neuromod:VagusNerveStimulator",
            hasMRStatus="neuromod:MRConditional",
        ),
        set(),
    ),
    "a scan of which no condition is told": (
        record("ExposureRecord", patientPseudonym="P35", recordsExposure="neuromod:MRIExposure"),
        {("ScanConditions", "info")},
    ),
    "an implant that is MR Unsafe": (
        record(
            "ImplantRecord",
            patientPseudonym="P36",
            recordsDevice="neuromod:VagusNerveStimulator",
            hasMRStatus="neuromod:MRUnsafe",
        ),
        set(),
    ),
    "a scan with the unsafe implant": (
        record(
            "ExposureRecord",
            patientPseudonym="P36",
            recordsExposure="neuromod:MRIExposure",
            meetsLabelledConditions=True,
        ),
        {("ContraindicatedExposure", "violation")},
    ),
    "a lead left behind by an MR Conditional system": (
        record(
            "ImplantRecord",
            patientPseudonym="P37",
            recordsDevice="neuromod:VagusNerveStimulator",
            hasMRStatus="neuromod:MRConditional",
            hasLeadState="neuromod:AbandonedLead",
        ),
        set(),
    ),
    "a scan with the lead": (
        record(
            "ExposureRecord",
            patientPseudonym="P37",
            recordsExposure="neuromod:MRIExposure",
            meetsLabelledConditions=True,
        ),
        {("ScanConditions", "info")},
    ),
    "a scan with an abandoned lead of unknown status": (
        record(
            "ExposureRecord",
            patientPseudonym="P6",
            recordsExposure="neuromod:MRIExposure",
            meetsLabelledConditions=True,
        ),
        {("ExposureWithUnknownStatus", "violation")},
    ),
    # scans of models whose labels give conditions
    "a WaveWriter Alpha": (implant("P130", "product:WaveWriterAlpha"), set()),
    "a body coil scan at 3.2 uT": (
        scan("P130", transmitFieldRMS=3.2, recordsTransmitCoil=BODY_COIL, meetsLabelledConditions=True),
        set(),
    ),
    "a body coil scan at 3.3 uT and 0.5 W/kg without Avista leads": (
        scan("P130", transmitFieldRMS=3.3, wholeBodySAR=0.5, headSAR=0.5, recordsTransmitCoil=BODY_COIL),
        {("ScanConditions", "info")},
    ),
    "a body coil scan at 3.3 uT and 2.1 W/kg": (
        scan("P130", transmitFieldRMS=3.3, wholeBodySAR=2.1, headSAR=0.3, recordsTransmitCoil=BODY_COIL),
        {(EXPOSURE, "violation"), ("ScanConditions", "info")},
    ),
    "a head coil scan at 3.3 W/kg said to keep the conditions": (
        scan("P130", headSAR=3.3, recordsTransmitCoil=HEAD_COIL, meetsLabelledConditions=True),
        {(EXPOSURE, "violation")},
    ),
    "a body coil scan of unknown power": (
        scan("P130", recordsTransmitCoil=BODY_COIL),
        {("ScanConditions", "info")},
    ),
    "an Activa PC": (implant("P131", "product:ActivaPC"), set()),
    "a scan at 1.5 T and 2 uT": (
        scan("P131", staticFieldStrength=1.5, transmitFieldRMS=2.0),
        {("ScanConditions", "info")},
    ),
    "a scan at 1.5 T and 2.1 uT and 0.2 W/kg": (
        scan("P131", staticFieldStrength=1.5, transmitFieldRMS=2.1, wholeBodySAR=0.2),
        {(EXPOSURE, "violation"), ("ScanConditions", "info")},
    ),
    "a scan at 3 T and 2.1 uT": (
        scan("P131", staticFieldStrength=3, transmitFieldRMS=2.1, meetsLabelledConditions=True),
        set(),
    ),
    "a scan at 7 T said to keep the conditions": (
        scan("P131", staticFieldStrength=7, meetsLabelledConditions=True),
        {(EXPOSURE, "violation")},
    ),
    "a scan of unknown field": (
        scan("P131", transmitFieldRMS=1.0),
        {("ScanConditions", "info")},
    ),
    "a Kinetra": (implant("P132", "product:Kinetra"), set()),
    "a scan of the head with it": (
        scan("P132", recordsScanRegion="neuromod:HeadScan", recordsTransmitCoil=HEAD_COIL),
        {("ScanConditions", "info")},
    ),
    "a scan of the trunk with it": (
        scan("P132", recordsScanRegion="neuromod:TrunkScan", meetsLabelledConditions=True),
        {(EXPOSURE, "violation")},
    ),
    "a Proclaim XR": (implant("P133", "product:ProclaimXR"), set()),
    "its Octrode": (implant("P133", "product:Octrode"), set()),
    "a scan at 1.5 T with the Octrode": (
        scan("P133", staticFieldStrength=1.5, spatialFieldGradient=30, meetsLabelledConditions=True),
        set(),
    ),
    "a scan at 3 T with the Octrode": (
        scan("P133", staticFieldStrength=3, meetsLabelledConditions=True),
        {(EXPOSURE, "violation")},
    ),
    "a SenTiva": (implant("P135", "product:SenTiva"), set()),
    "a body coil scan at 3 T and 2 W/kg with it": (
        scan(
            "P135",
            staticFieldStrength=3,
            wholeBodySAR=2,
            spatialFieldGradient=30,
            recordsTransmitCoil=BODY_COIL,
            meetsLabelledConditions=True,
        ),
        set(),
    ),
    "a body coil scan at 3 T and 2.1 W/kg with it": (
        scan("P135", staticFieldStrength=3, wholeBodySAR=2.1, recordsTransmitCoil=BODY_COIL),
        {(EXPOSURE, "violation"), ("ScanConditions", "info")},
    ),
    "a head coil scan at 1.5 T and 3.3 W/kg with it": (
        scan(
            "P135",
            staticFieldStrength=1.5,
            headSAR=3.3,
            recordsTransmitCoil=HEAD_COIL,
            meetsLabelledConditions=True,
        ),
        {(EXPOSURE, "violation")},
    ),
    "a head coil scan at 1.5 T and 31 T/m with it": (
        scan("P135", spatialFieldGradient=31, recordsTransmitCoil=HEAD_COIL, meetsLabelledConditions=True),
        {(EXPOSURE, "violation")},
    ),
    "a model of which no condition is known": (implant("P134", "product:Eterna"), set()),
    "a scan at 3 T with that model": (
        scan("P134", staticFieldStrength=3, meetsLabelledConditions=True),
        set(),
    ),
    # scope
    "a thalamotomy coded as therapy": (
        record("SessionRecord", recordsTherapy="neuromod:MRgFUSThalamotomy"),
        {("LesionIsNotNeuromodulation", "violation")},
    ),
}

#: rule: a record with all that the rule needs, which keeps it.
KEPT = {
    "PublishedLimitViolation": "ziconotide 19.2 ug/d in the US",
    "PublishedLimitWarning": "morphine 20 mg/d",
    "PublishedLimitInfo": "gammaCore Sapphire, 2 minutes twenty-four times",
    "ShannonLimit": "Shannon k -0.27",
    "ShannonCaution": "Shannon just below caution",
    "ChargeDensityOfBrainLeads": "brain lead at 30 uC/cm2",
    "ChargeBalance": "unbalanced by one part in a hundred",
    "SurfaceChargeBalance": "unbalanced with passive recharge",
    "PulseFitsPeriod": "10 kHz, two phases of 30 us",
    "OutputVoltage": "compliance exactly met",
    "PositiveQuantities": "Shannon k -0.27",
    "TranscranialMinutes": "once 60 min",
    "DirectCurrentCharge": "4 mA for 30 min",
    "MagneticTrains": "interval of 1.1 s",
    "MagneticTrainsUntested": "interval of 5 s",
    "MagneticIntensity": "interval of 5 s",
    "UltrasoundExposure": "ultrasound with both measures",
    "Infusion": "2 mg/mL at 0.25 mL/d is 0.51 mg/d within two parts in a hundred",
    "LabelledPumpAgent": "ziconotide in a pump labelled for it",
    "BaclofenStop": "baclofen tapered",
    "BaclofenFailedScreening": "a pump without a failed screening",
    "TrialBeforeImplant": "an implant after it",
    "LesionIsNotNeuromodulation": "a labelled use",
    "UseWithinLabel": "a labelled use",
    "LabelledPatient": "Genio after an index of 65 before Genio",
    "ContraindicatedPatient": "a history of psychosis under morphine",
    "PatientWithPrecaution": "a pregnant patient with deep brain stimulation",
    "ImplantWithPrecaution": "a spinal cord stimulator without pacemaker",
    "WithdrawalEmergency": "its pump stalls",
    "Overinfusion": "the pump stalls",
    "ContraindicatedExposure": "shortwave diathermy without implant",
    "ExposureWithUnknownStatus": "a scan within its conditions",
    "ExposureWithPrecaution": "anticoagulants before the sacral stimulator",
    "CompetingImplants": "a spinal cord stimulator beside it",
    "ContraindicatedTherapy": "the therapy that it delivers",
}

#: rule: a record that lacks what the rule needs, or why a record of its kind always has it.
NOT_ASSESSABLE = {
    "PublishedLimitViolation": "ziconotide begun at 3 ug/d somewhere",
    "PublishedLimitWarning": "morphine 25 mg/d by an unknown route",
    "PublishedLimitInfo": "gammaCore Sapphire an unknown number of times",
    "ShannonLimit": "Shannon without area",
    "ShannonCaution": "Shannon without current",
    "ChargeDensityOfBrainLeads": "Shannon without pulse width",
    "ChargeBalance": "biphasic pulses of unknown charge",
    "SurfaceChargeBalance": "biphasic pulses of unknown charge",
    "PulseFitsPeriod": "no frequency",
    "OutputVoltage": "compliance without impedance",
    "PositiveQuantities": "always: it judges a quantity that is given",
    "TranscranialMinutes": "alternating current without duration",
    "DirectCurrentCharge": "transcranial time unknown",
    "MagneticTrains": "trains of 20 Hz of unknown interval",
    "MagneticTrainsUntested": "trains of 20 Hz of unknown interval",
    "MagneticIntensity": "magnetic intensity unknown",
    "UltrasoundExposure": "always: it asks that the measures be given",
    "Infusion": "a concentration without flow",
    "LabelledPumpAgent": "baclofen in a pump of unknown label",
    "BaclofenStop": "a stop of which nothing is said",
    "BaclofenFailedScreening": "a screening of unknown result",
    "TrialBeforeImplant": "always: a trial that is not recorded is what it reports",
    "LesionIsNotNeuromodulation": "always: it judges the therapy that is given",
    "UseWithinLabel": "a labelled use of which no condition and no place is known",
    "LabelledPatient": "Genio with no age known",
    "ContraindicatedPatient": "a patient of whom nothing else is known",
    "PatientWithPrecaution": "a patient of whom nothing else is known",
    "ImplantWithPrecaution": "always: it judges the implants that are recorded",
    "WithdrawalEmergency": "a pump stalls that gives nobody knows what",
    "Overinfusion": "always: it judges the event that is given",
    "ContraindicatedExposure": "a scan of which no condition is told",
    "ExposureWithUnknownStatus": "always: an unknown status is what it reports",
    "ExposureWithPrecaution": "always: it judges the implants that are recorded",
    "CompetingImplants": "always: it judges the implants that are recorded",
    "ContraindicatedTherapy": "always: it judges the implants that are recorded",
}
