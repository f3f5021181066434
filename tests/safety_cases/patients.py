"""Trials before implants, comorbidities, failures of devices, and what is no neuromodulation."""

from __future__ import annotations

from .records import DBS, ITB, SKIN, US, Case, implant, record, session, therapy


def comorbid(patient: str, kind: str) -> str:
    return record("Record", patientPseudonym=patient, recordsComorbidity=f"neuromod:{kind}")


def pregnant(patient: str) -> str:
    return record("Record", patientPseudonym=patient, recordsCircumstance="neuromod:Pregnancy")


def trial(patient: str, kind: str, **more: object) -> str:
    return record("TrialStimulationRecord", patientPseudonym=patient, recordsTherapy=kind, **more)


def event(patient: str, kind: str, **more: object) -> str:
    return record(
        "AdverseEventRecord", patientPseudonym=patient, recordsAdverseEvent=f"neuromod:{kind}", **more
    )


#: record: its statements, and the shapes that it breaks with their severity
CASES: dict[str, Case] = {
    # trial before implant
    "a failed screening": (trial("P1", ITB, isSuccessful=False), set()),
    "a pump after a failed screening": (
        implant("P1", recordsTherapy=ITB),
        {("BaclofenFailedScreening", "violation")},
    ),
    "a pump without a failed screening": (implant("P2", recordsTherapy=ITB), set()),
    "a successful trial": (trial("P3", "neuromod:SpinalCordStimulation", isSuccessful=True), set()),
    "an implant after it": (
        implant("P3", recordsTherapy="neuromod:TenKilohertzSpinalCordStimulation"),
        set(),
    ),
    "an implant without trial": (
        implant("P4", recordsTherapy="neuromod:SpinalCordStimulation"),
        {("TrialBeforeImplant", "warning")},
    ),
    "a screening of unknown result": (trial("P13", ITB), {("TrialInputs", "info")}),
    "a screening that succeeded": (trial("P14", ITB, isSuccessful=True), set()),
    "a screening that failed once": (trial("P140", ITB, isSuccessful=False), set()),
    "and succeeded then": (trial("P140", ITB, isSuccessful=True), set()),
    "a pump after both": (implant("P140", recordsTherapy=ITB), set()),
    "a sacral implant without trial": (
        implant("P141", recordsTherapy="neuromod:SacralNeuromodulation"),
        {("TrialBeforeImplant", "warning")},
    ),
    # what is known of the patient
    "a pregnant patient": (pregnant("P20"), {("PatientWithPrecaution", "warning")}),
    "spinal cord stimulation of her": (session("P20", "neuromod:SpinalCordStimulation"), set()),
    "a pregnant patient with deep brain stimulation": (pregnant("P21"), set()),
    "deep brain stimulation of her": (therapy("P21", DBS, contraindicationsReviewed=None), set()),
    "a patient whose vagus nerve was cut": (
        record("Record", patientPseudonym="P901", recordsCircumstance="neuromod:PreviousCervicalVagotomy"),
        {("ContraindicatedPatient", "violation")},
    ),
    "implanted stimulation of that nerve": (session("P901", "neuromod:CyclicVagusNerveStimulation"), set()),
    "a patient with raised intracranial pressure": (
        comorbid("P902", "RaisedIntracranialPressure"),
        {("PatientWithPrecaution", "warning")},
    ),
    "electroconvulsive therapy all the same": (session("P902", "neuromod:ElectroconvulsiveTherapy"), set()),
    "a patient with epilepsy and tremor": (
        comorbid("P903", "Epilepsy"),
        {("ContraindicatedPatient", "violation")},
    ),
    "stimulation of the wrist for the tremor": (
        session("P903", "neuromod:ExternalUpperLimbTremorStimulation"),
        set(),
    ),
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
        comorbid("P23", "PsychoticDisorder"),
        {("ContraindicatedPatient", "violation")},
    ),
    "the ziconotide": (session("P23", "neuromod:IntrathecalZiconotideTherapy"), set()),
    "a blocked bowel": (
        comorbid("P904", "GastrointestinalObstruction"),
        {("ContraindicatedPatient", "violation")},
    ),
    "epidural morphine with it": (session("P904", "neuromod:EpiduralMorphineInfusion"), set()),
    "a spinal cord stimulator in a patient with a nerve lead": (
        implant("P905", recordsDevice="neuromod:SpinalCordStimulator"),
        set(),
    ),
    "the nerve lead, whose current may lie apart": (
        session("P905", "neuromod:TemporaryPercutaneousPeripheralNerveStimulation"),
        {("ImplantWithPrecaution", "warning")},
    ),
    "a history of psychosis under morphine": (comorbid("P24", "PsychoticDisorder"), set()),
    "the morphine": (session("P24", "neuromod:IntrathecalMorphineTherapy"), set()),
    "an infection": (comorbid("P160", "Infection"), {("ContraindicatedPatient", "violation")}),
    "a pump implanted despite it": (
        implant("P160", recordsDevice="neuromod:ConstantFlowInfusionPump"),
        set(),
    ),
    "epilepsy": (comorbid("P161", "Epilepsy"), {("PatientWithPrecaution", "warning")}),
    "transcutaneous stimulation with it": (session("P161", SKIN), set()),
    "a pregnancy": (pregnant("P162"), {("PatientWithPrecaution", "warning")}),
    "a spinal cord stimulator implanted in it": (
        implant("P162", recordsDevice="neuromod:SpinalCordStimulator"),
        set(),
    ),
    "a psychosis": (comorbid("P163", "PsychoticDisorder"), set()),
    "deep brain stimulation of a patient of whom that is known": (
        therapy("P163", DBS, contraindicationsReviewed=None),
        set(),
    ),
    # failures of the device
    "baclofen from a pump": (session("P31", ITB), set()),
    "the pump stalls": (event("P31", "PumpStall"), {("WithdrawalEmergency", "violation")}),
    "the pump stalls after another therapy stopped": (
        event("P31", "BatteryDepletion", recordsTherapy="neuromod:SpinalCordStimulation"),
        set(),
    ),
    "subthalamic stimulation": (session("P32", DBS), set()),
    "its battery runs out": (event("P32", "BatteryDepletion"), {("WithdrawalEmergency", "violation")}),
    "its lead moves": (event("P32", "LeadMigration"), set()),
    "ziconotide from a pump": (session("P33", "neuromod:IntrathecalZiconotideTherapy"), set()),
    "its pump stalls": (event("P33", "PumpStall"), set()),
    "a pump stalls that gives nobody knows what": (event("P34", "PumpStall"), {("WithdrawalInputs", "info")}),
    "a pump gives too much": (event("P34", "PumpOverinfusion"), {("Overinfusion", "violation")}),
    "baclofen of a patient": (session("P166", ITB), set()),
    "its pump stalls, as is said": (
        event("P166", "PumpStall", recordsTherapy=ITB),
        {("WithdrawalEmergency", "violation")},
    ),
    "a stall of which the therapy is said and no patient": (
        record("AdverseEventRecord", recordsTherapy=ITB, recordsAdverseEvent="neuromod:PumpStall"),
        set(),
    ),
    # scope
    "a thalamotomy coded as therapy": (
        record("SessionRecord", recordsTherapy="neuromod:MRgFUSThalamotomy"),
        {("LesionIsNotNeuromodulation", "violation")},
    ),
    "a lesion coded as therapy, of no kind": (
        record("SessionRecord", recordsTherapy="neuromod:LesioningProcedure"),
        {("LesionIsNotNeuromodulation", "violation")},
    ),
}
