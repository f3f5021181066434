"""Records on both sides of each published limit and rule, with what must be found of each.

The rows are arithmetic examples, not patient data; the numbers stand in ontology/safety.ttl with their sources.
"""

from __future__ import annotations


def pulsed(current: float, width: float, area: float | None = None, **more: object) -> str:
    facts = {"currentAmplitude": current, "pulseWidth": width, "stimulationFrequency": 50, **more}
    if area is not None:
        facts["contactArea"] = area
    return record("PulsedStimulationProgram", **facts)


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


DBS = "neuromod:SubthalamicDeepBrainStimulation"
TDCS = "neuromod:TranscranialDirectCurrentStimulation"
ITM = "neuromod:IntrathecalMorphineTherapy"
ITB = "neuromod:IntrathecalBaclofenTherapy"
US, UK = "neuromod:UnitedStates", "neuromod:UnitedKingdom"


def tdcs(milliampere: float, minutes: float, **more: object) -> str:
    return record(
        "DirectCurrentProgram",
        recordsTherapy=TDCS,
        currentAmplitude=milliampere,
        sessionDuration=minutes,
        **more,
    )


def trains(interval: float, **more: object) -> str:
    facts = {"stimulationFrequency": 20, "trainDuration": 1.6, "percentMotorThreshold": 110, **more}
    return record("MagneticStimulationProgram", interTrainInterval=interval, **facts)


def infusion(agent: str, milligram: float | None, **more: object) -> str:
    facts = {"recordsAgent": f"neuromod:{agent}", **more}
    if milligram is not None:
        facts["dailyDose"] = milligram
    return record("InfusionProgram", **facts)


LIMIT = "PublishedLimitViolation"
#: record: (its statements, the shapes that it breaks with their severity; nothing else may be found)
CASES: dict[str, tuple[str, set[tuple[str, str]]]] = {
    # Shannon
    "Shannon k -0.27": (pulsed(3.0, 60, 0.06), set()),
    "Shannon k 3.22": (pulsed(10.0, 1000, 0.06), {("ShannonLimit", "violation")}),
    "Shannon k 1.82": (pulsed(4.0, 500, 0.06), {("ShannonCaution", "warning")}),
    "Shannon just below caution": (pulsed(1.377, 1000, 0.06), set()),
    "Shannon at caution": (pulsed(1.378, 1000, 0.06), {("ShannonCaution", "warning")}),
    "Shannon just below damage": (pulsed(2.060, 1000, 0.06), {("ShannonCaution", "warning")}),
    "Shannon at damage": (pulsed(2.061, 1000, 0.06), {("ShannonLimit", "violation")}),
    "Shannon of a negative current": (pulsed(-10.0, 1000, 0.06), {("ShannonLimit", "violation")}),
    "Shannon without area": (pulsed(3.0, 60), {("ShannonLimit-contactArea", "info")}),
    "Shannon without current": (
        record("PulsedStimulationProgram", pulseWidth=60, contactArea=0.06, stimulationFrequency=50),
        {("ShannonLimit-currentAmplitude", "info")},
    ),
    "Shannon without pulse width": (
        record("PulsedStimulationProgram", currentAmplitude=3, contactArea=0.06, stimulationFrequency=50),
        {("ShannonLimit-pulseWidth", "info")},
    ),
    # charge density of brain leads
    "brain lead at 30 uC/cm2": (
        pulsed(3.0, 600, 0.06, recordsTherapy=DBS),
        {("ShannonCaution", "warning")},
    ),
    "brain lead at 33 uC/cm2": (
        pulsed(3.3, 600, 0.06, recordsTherapy=DBS),
        {("ChargeDensityOfBrainLeads", "warning"), ("ShannonCaution", "warning")},
    ),
    # charge balance
    "balanced": (
        pulsed(
            1.0,
            60,
            0.06,
            hasPulseWaveform="neuromod:BiphasicWaveform",
            cathodicCharge=0.2,
            anodicCharge=0.2,
            recordsTherapy=DBS,
        ),
        set(),
    ),
    "unbalanced": (
        pulsed(
            1.0,
            60,
            0.06,
            hasPulseWaveform="neuromod:BiphasicWaveform",
            cathodicCharge=0.2,
            anodicCharge=0.1,
            recordsTherapy=DBS,
        ),
        {("ChargeBalance", "violation")},
    ),
    "unbalanced on the skin": (
        pulsed(
            1.0,
            60,
            4.0,
            hasPulseWaveform="neuromod:BiphasicWaveform",
            cathodicCharge=0.2,
            anodicCharge=0.1,
            recordsTherapy="neuromod:TranscutaneousElectricalNerveStimulation",
        ),
        {("SurfaceChargeBalance", "info")},
    ),
    "unbalanced with passive recharge": (
        pulsed(
            1.0,
            60,
            0.06,
            hasPulseWaveform="neuromod:BiphasicWaveform",
            cathodicCharge=0.2,
            anodicCharge=0.1,
            hasRechargeMode="neuromod:PassiveRecharge",
        ),
        set(),
    ),
    # period
    "10 kHz, two phases of 30 us": (pulsed(1.0, 30, 0.06, stimulationFrequency=10000, phaseCount=2), set()),
    "10 kHz, two phases of 60 us": (
        pulsed(1.0, 60, 0.06, stimulationFrequency=10000, phaseCount=2),
        {("PulseFitsPeriod", "violation")},
    ),
    "1200 Hz of 1000 us": (
        pulsed(0.1, 1000, 0.06, stimulationFrequency=1200),
        {("PulseFitsPeriod", "violation")},
    ),
    "10 kHz biphasic with a gap that overflows": (
        pulsed(
            1.0,
            30,
            0.06,
            stimulationFrequency=10000,
            hasPulseWaveform="neuromod:BiphasicWaveform",
            interphaseGap=40,
        ),
        {("PulseFitsPeriod", "violation")},
    ),
    "no frequency": (
        record("PulsedStimulationProgram", currentAmplitude=1, pulseWidth=60, contactArea=0.06),
        {("PulseFitsPeriod-stimulationFrequency", "info")},
    ),
    # compliance
    "5 V of 12 V": (pulsed(5.0, 60, 0.06, electrodeImpedance=1000, complianceVoltage=12), set()),
    "20 V of 12 V": (
        pulsed(10.0, 60, 0.06, electrodeImpedance=2000, complianceVoltage=12),
        {("OutputVoltage", "warning")},
    ),
    # signs
    "negative pulse width": (pulsed(1.0, -60, 0.06), {("PositiveQuantities-pulseWidth", "violation")}),
    "zero frequency": (
        pulsed(1.0, 60, 0.06, stimulationFrequency=0),
        {("PositiveQuantities-stimulationFrequency", "violation")},
    ),
    "zero area": (pulsed(1.0, 60, 0.0), {("PositiveQuantities-contactArea", "violation")}),
    "zero impedance": (
        pulsed(1.0, 60, 0.06, electrodeImpedance=0),
        {("PositiveQuantities-electrodeImpedance", "violation")},
    ),
    "a session of no time": (
        tdcs(1.0, 0),
        {("PositiveQuantities-sessionDuration", "violation")},
    ),
    # transcranial current
    "2 mA for 30 min": (tdcs(2.0, 30), set()),
    "4 mA for 30 min": (tdcs(4.0, 30), set()),
    "4 mA for 40 min": (tdcs(4.0, 40), {("DirectCurrentCharge", "info")}),
    "5 mA for 20 min": (tdcs(5.0, 20), {(LIMIT, "violation")}),
    "twice 40 min": (
        tdcs(1.0, 40, sessionsPerDay=2),
        {("TranscranialMinutes", "warning")},
    ),
    "once 60 min": (tdcs(1.0, 60), set()),
    "transcranial current unknown": (
        record("DirectCurrentProgram", recordsTherapy=TDCS, sessionDuration=20),
        {("DirectCurrentCharge-currentAmplitude", "info")},
    ),
    "transcranial time unknown": (
        record("DirectCurrentProgram", recordsTherapy=TDCS, currentAmplitude=2),
        {("DirectCurrentCharge-sessionDuration", "info")},
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
        record("MagneticStimulationProgram", stimulationFrequency=10),
        {("MagneticIntensity-reference", "info")},
    ),
    "120 % of stimulator output": (
        record("MagneticStimulationProgram", percentStimulatorOutput=120),
        {("MagneticIntensity-percentStimulatorOutput", "violation")},
    ),
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
    # ziconotide
    "ziconotide 19.2 ug/d in the US": (infusion("Ziconotide", 0.0192, hasJurisdiction=US), set()),
    "ziconotide 20 ug/d in the US": (
        infusion("Ziconotide", 0.0200, hasJurisdiction=US),
        {(LIMIT, "violation")},
    ),
    "ziconotide 20 ug/d in the UK": (infusion("Ziconotide", 0.0200, hasJurisdiction=UK), set()),
    "ziconotide 21.7 ug/d in the UK": (
        infusion("Ziconotide", 0.0217, hasJurisdiction=UK),
        {(LIMIT, "violation")},
    ),
    "ziconotide 20 ug/d somewhere": (
        infusion("Ziconotide", 0.0200),
        {("PublishedLimitWarning", "warning")},
    ),
    "ziconotide begun at 3 ug/d": (
        infusion("Ziconotide", 0.003, hasJurisdiction=US, isStartDose=True),
        {(LIMIT, "violation")},
    ),
    "ziconotide raised by 3 ug/d": (
        infusion("Ziconotide", 0.006, hasJurisdiction=US, doseIncrement=0.003),
        {(LIMIT, "violation")},
    ),
    "ziconotide raised by 2.4 ug/d": (
        infusion("Ziconotide", 0.006, hasJurisdiction=US, doseIncrement=0.0024),
        set(),
    ),
    # morphine
    "morphine 5 mg/d begun in a naive patient": (
        infusion("Morphine", 5.0, recordsTherapy=ITM, isStartDose=True, isOpioidTolerant=False),
        {("PublishedLimitWarning", "warning")},
    ),
    "morphine 5 mg/d begun in a tolerant patient": (
        infusion("Morphine", 5.0, recordsTherapy=ITM, isStartDose=True, isOpioidTolerant=True),
        set(),
    ),
    "morphine 5 mg/d after titration": (
        infusion("Morphine", 5.0, recordsTherapy=ITM, isStartDose=False, isOpioidTolerant=False),
        set(),
    ),
    "morphine 25 mg/d": (
        infusion("Morphine", 25.0, recordsTherapy=ITM, isStartDose=False, isOpioidTolerant=True),
        {("PublishedLimitWarning", "warning")},
    ),
    "epidural morphine 25 mg/d": (
        infusion("Morphine", 25.0, recordsTherapy="neuromod:EpiduralMorphineInfusion"),
        set(),
    ),
    # baclofen
    "baclofen screening with 50 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.05),
        set(),
    ),
    "baclofen screening with 25 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.025),
        set(),
    ),
    "baclofen screening with 60 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.06),
        {("Infusion", "violation")},
    ),
    "baclofen 1 mg/d, cerebral origin": (
        infusion("Baclofen", 1.0, isStartDose=False, recordsCondition="neuromod:SpasticityOfCerebralOrigin"),
        {("PublishedLimitInfo", "info")},
    ),
    "baclofen 1 mg/d, spinal origin": (
        infusion("Baclofen", 1.0, isStartDose=False, recordsCondition="neuromod:SpasticityOfSpinalOrigin"),
        set(),
    ),
    "baclofen stopped at once": (
        record("DiscontinuationRecord", recordsTherapy=ITB, isTapered=False),
        {("BaclofenStop", "violation")},
    ),
    "baclofen tapered": (record("DiscontinuationRecord", recordsTherapy=ITB, isTapered=True), set()),
    "ziconotide stopped at once": (
        record(
            "DiscontinuationRecord", recordsTherapy="neuromod:IntrathecalZiconotideTherapy", isTapered=False
        ),
        set(),
    ),
    "a stop of which nothing is said": (
        record("DiscontinuationRecord", recordsTherapy=ITB),
        {("BaclofenStop-isTapered", "info")},
    ),
    "a failed screening": (
        record("TrialStimulationRecord", recordsTherapy=ITB, isSuccessful=False, patientPseudonym="P1"),
        set(),
    ),
    "a pump after a failed screening": (
        record("ImplantRecord", recordsTherapy=ITB, patientPseudonym="P1"),
        {("BaclofenFailedScreening", "violation")},
    ),
    "a pump without a failed screening": (
        record("ImplantRecord", recordsTherapy=ITB, patientPseudonym="P2"),
        set(),
    ),
    # pumps
    "ziconotide in a pump labelled for it": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=US, recordsDevice="product:SynchroMedII"),
        set(),
    ),
    "ziconotide in a pump not labelled for it": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=US, recordsDevice="product:Prometra"),
        {("LabelledPumpAgent", "info")},
    ),
    # output ranges
    "a model within its range": (
        pulsed(25.5, 60, 2.0, stimulationFrequency=1200, recordsDevice="product:Intellis"),
        set(),
    ),
    "a frequency out of its range": (
        pulsed(1.0, 60, 2.0, stimulationFrequency=1300, recordsDevice="product:Intellis"),
        {(LIMIT, "violation")},
    ),
    "a current out of its range": (
        pulsed(26.0, 60, 2.0, recordsDevice="product:Intellis"),
        {(LIMIT, "violation")},
    ),
    "a pulse width out of its range": (
        pulsed(1.0, 50, 2.0, recordsDevice="product:Intellis"),
        {(LIMIT, "violation")},
    ),
    # infusion arithmetic
    "2 mg/mL at 0.25 mL/d is 0.5 mg/d": (
        infusion("Baclofen", 0.5, drugConcentration=2, infusionRate=0.25),
        set(),
    ),
    "2 mg/mL at 0.25 mL/d is not 0.25 mg/d": (
        infusion("Baclofen", 0.25, drugConcentration=2, infusionRate=0.25),
        {("Infusion", "violation")},
    ),
    "an infusion of nothing": (
        record("InfusionProgram", dailyDose=1),
        {("Infusion-recordsAgent", "violation")},
    ),
    "an infusion of unknown dose": (infusion("Morphine", None), {("Infusion-dailyDose", "info")}),
    # spinal cord stimulation by frequency
    "10 kHz as labelled": (
        pulsed(
            1.0,
            30,
            0.06,
            stimulationFrequency=10000,
            phaseCount=2,
            recordsTherapy="neuromod:TenKilohertzSpinalCordStimulation",
        ),
        set(),
    ),
    "tonic at 10 kHz": (
        pulsed(
            1.0,
            30,
            0.06,
            stimulationFrequency=10000,
            phaseCount=2,
            recordsTherapy="neuromod:TonicSpinalCordStimulation",
        ),
        {("PublishedLimitWarning", "warning")},
    ),
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
            recordsExposure="neuromod:TranscranialMagneticStimulationExposure",
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
            recordsExposure="neuromod:TranscranialMagneticStimulationExposure",
        ),
        {("ExposureWithPrecaution", "warning")},
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
    # scope
    "a thalamotomy coded as therapy": (
        record("SessionRecord", recordsTherapy="neuromod:MRgFUSThalamotomy"),
        {("LesionIsNotNeuromodulation", "violation")},
    ),
}
