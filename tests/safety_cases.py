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
CEREBRAL = "neuromod:SpasticityOfCerebralOrigin"
US, UK, EU = "neuromod:UnitedStates", "neuromod:UnitedKingdom", "neuromod:EuropeanUnion"


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


def nvns(product: str, minutes: float, times: int | None) -> str:
    """Return a day of hand-held vagus nerve stimulation."""
    facts = {
        "recordsDevice": f"product:{product}",
        "currentAmplitude": 20,
        "voltageAmplitude": 20,
        "pulseWidth": 200,
        "stimulationFrequency": 25,
        "contactArea": 2.0,
        "sessionDuration": minutes,
        "sessionsPerDay": times,
    }
    given = {name: value for name, value in facts.items() if value is not None}
    return record("PulsedStimulationProgram", **given)


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
        {("PulseFitsPeriod", "violation"), ("ChargeBalanceInputs", "info")},
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
        pulsed(1.0, 60, 0.06, electrodeImpedance=0, complianceVoltage=12),
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
        {("DirectCurrentCharge-currentAmplitude", "info"), ("PublishedLimitInputs", "info")},
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
    "ziconotide 21.6 ug/d in the EU": (infusion("Ziconotide", 0.0216, hasJurisdiction=EU), set()),
    "ziconotide 21.7 ug/d in the EU": (
        infusion("Ziconotide", 0.0217, hasJurisdiction=EU),
        {(LIMIT, "violation")},
    ),
    "ziconotide begun at 2.4 ug/d in the EU": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=EU, isStartDose=True),
        set(),
    ),
    "ziconotide begun at 3 ug/d in the EU": (
        infusion("Ziconotide", 0.003, hasJurisdiction=EU, isStartDose=True),
        {(LIMIT, "violation")},
    ),
    "ziconotide 3 ug/d in the EU, start or not": (
        infusion("Ziconotide", 0.003, hasJurisdiction=EU, isStartDose=None),
        {("PublishedLimitInputs", "info")},
    ),
    "ziconotide raised by 3 ug/d in the EU": (
        infusion("Ziconotide", 0.006, hasJurisdiction=EU, doseIncrement=0.003),
        {(LIMIT, "violation")},
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
        infusion("Baclofen", 1.0, recordsCondition=CEREBRAL, ageAtRecord=12),
        {("PublishedLimitInfo", "info")},
    ),
    "baclofen 1 mg/d, cerebral origin, in a child": (
        infusion("Baclofen", 1.0, recordsCondition=CEREBRAL, ageAtRecord=11),
        set(),
    ),
    "baclofen 1.2 mg/d, cerebral origin, in a child": (
        infusion("Baclofen", 1.2, recordsCondition=CEREBRAL, ageAtRecord=11),
        {("PublishedLimitInfo", "info")},
    ),
    "baclofen 1 mg/d, cerebral origin, at an unknown age": (
        infusion("Baclofen", 1.0, recordsCondition=CEREBRAL),
        {("PublishedLimitInputs", "info")},
    ),
    "baclofen 0.05 mg/d, cerebral origin, in a child": (
        infusion("Baclofen", 0.05, recordsCondition=CEREBRAL, ageAtRecord=11),
        set(),
    ),
    "baclofen 0.05 mg/d, cerebral origin, in an adult": (
        infusion("Baclofen", 0.05, recordsCondition=CEREBRAL, ageAtRecord=40),
        {("PublishedLimitInfo", "info")},
    ),
    "baclofen 0.7 mg/d, cerebral origin, at an unknown age": (
        infusion("Baclofen", 0.7, recordsCondition=CEREBRAL),
        set(),
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
    # not assessable, and limits read from data
    "a model of which only the width is known": (
        record("PulsedStimulationProgram", recordsDevice="product:Intellis", pulseWidth=60, contactArea=2.0),
        {
            ("PublishedLimitInputs", "info"),
            ("ShannonLimit-currentAmplitude", "info"),
            ("PulseFitsPeriod-stimulationFrequency", "info"),
        },
    ),
    "ziconotide 3 ug/d, start or not": (
        infusion("Ziconotide", 0.003, hasJurisdiction=US, isStartDose=None),
        {("PublishedLimitInputs", "info")},
    ),
    "ziconotide 2.4 ug/d, start or not": (
        infusion("Ziconotide", 0.0024, hasJurisdiction=US, isStartDose=None),
        set(),
    ),
    "ziconotide begun at 3 ug/d somewhere": (
        infusion("Ziconotide", 0.003, isStartDose=True),
        {("PublishedLimitInputs", "info")},
    ),
    "morphine 25 mg/d by an unknown route": (
        infusion("Morphine", 25.0, recordsTherapy=None, isStartDose=False),
        {("PublishedLimitInputs", "info")},
    ),
    "baclofen 1 mg/d for an unknown condition": (
        infusion("Baclofen", 1.0),
        {("PublishedLimitInputs", "info")},
    ),
    "compliance without impedance": (
        pulsed(5.0, 60, 0.06, complianceVoltage=12),
        {("OutputVoltageInputs", "info")},
    ),
    "compliance exactly met": (pulsed(6.0, 60, 0.06, electrodeImpedance=2000, complianceVoltage=12), set()),
    "biphasic pulses of unknown charge": (
        pulsed(1.0, 60, 0.06, hasPulseWaveform="neuromod:BiphasicWaveform", cathodicCharge=0.2),
        {("ChargeBalanceInputs", "info")},
    ),
    "unbalanced by one part in a hundred": (
        pulsed(
            1.0,
            60,
            0.06,
            hasPulseWaveform="neuromod:BiphasicWaveform",
            cathodicCharge=1.0,
            anodicCharge=0.99,
        ),
        set(),
    ),
    "unbalanced by more than that": (
        pulsed(
            1.0,
            60,
            0.06,
            hasPulseWaveform="neuromod:BiphasicWaveform",
            cathodicCharge=1.0,
            anodicCharge=0.989,
        ),
        {("ChargeBalance", "violation")},
    ),
    "direct current without phases": (tdcs(2.0, 20), set()),
    "alternating current without duration": (
        record(
            "AlternatingCurrentProgram",
            recordsTherapy="neuromod:TranscranialAlternatingCurrentStimulation",
            currentAmplitude=2,
        ),
        {("TranscranialMinutesInputs", "info")},
    ),
    "alternating current of 5 mA": (
        record(
            "AlternatingCurrentProgram",
            recordsTherapy="neuromod:TranscranialAlternatingCurrentStimulation",
            currentAmplitude=5,
            sessionDuration=20,
        ),
        {(LIMIT, "violation")},
    ),
    "4.1 mA for 20 min": (tdcs(4.1, 20), {(LIMIT, "violation")}),
    "once 61 min": (tdcs(1.0, 61), {("TranscranialMinutes", "warning")}),
    "4 mA for 30.1 min": (tdcs(4.0, 30.1), {("DirectCurrentCharge", "info")}),
    "trains of 20 Hz of unknown interval": (
        record(
            "MagneticStimulationProgram",
            stimulationFrequency=20,
            trainDuration=1.6,
            percentMotorThreshold=110,
        ),
        {("MagneticTrainsInputs", "info")},
    ),
    "interval of 4.9 s": (trains(4.9), {("MagneticTrainsUntested", "warning")}),
    "interval of 1.1 s": (trains(1.1), {("MagneticTrainsUntested", "warning")}),
    "pulses of unknown trains": (
        record(
            "MagneticStimulationProgram",
            stimulationFrequency=10,
            numberOfPulses=3000,
            percentMotorThreshold=120,
        ),
        {("MagneticTrainsInputs", "info")},
    ),
    "a concentration without flow": (
        infusion("Baclofen", 0.5, drugConcentration=2),
        {("InfusionInputs", "info")},
    ),
    "2 mg/mL at 0.25 mL/d is 0.51 mg/d within two parts in a hundred": (
        infusion("Baclofen", 0.51, drugConcentration=2, infusionRate=0.25),
        set(),
    ),
    "2 mg/mL at 0.25 mL/d is not 0.511 mg/d": (
        infusion("Baclofen", 0.511, drugConcentration=2, infusionRate=0.25),
        {("Infusion", "violation")},
    ),
    "a bolus of baclofen, screening or not": (
        infusion("Baclofen", None, bolusDose=0.06),
        {("InfusionInputs", "info")},
    ),
    "baclofen in no pump": (infusion("Baclofen", 0.5, recordsDevice=None), {("InfusionInputs", "info")}),
    "baclofen in a pump of unknown label": (
        infusion("Baclofen", 0.5, recordsDevice="product:SynchroMed"),
        {("InfusionInputs", "info")},
    ),
    "ziconotide 21.6 ug/d in the UK": (infusion("Ziconotide", 0.0216, hasJurisdiction=UK), set()),
    "ziconotide 19.2 ug/d somewhere": (infusion("Ziconotide", 0.0192), set()),
    "morphine 20 mg/d": (infusion("Morphine", 20.0), set()),
    "morphine 20.1 mg/d": (infusion("Morphine", 20.1), {("PublishedLimitWarning", "warning")}),
    "morphine 1 mg/d begun in a naive patient": (
        infusion("Morphine", 1.0, isStartDose=True, isOpioidTolerant=False),
        set(),
    ),
    "morphine 10.1 mg/d begun in a tolerant patient": (
        infusion("Morphine", 10.1, isStartDose=True, isOpioidTolerant=True),
        {("PublishedLimitWarning", "warning")},
    ),
    "baclofen screening with 100 ug": (
        infusion("Baclofen", None, isScreeningDose=True, bolusDose=0.1),
        set(),
    ),
    # doses of hand-held vagus nerve stimulation
    "gammaCore Sapphire, 2 minutes twenty-four times": (
        nvns("GammaCoreSapphire", 2.0, 24),
        set(),
    ),
    "gammaCore Sapphire for 3 minutes": (nvns("GammaCoreSapphire", 3.0, 4), {("PublishedLimitInfo", "info")}),
    "gammaCore Sapphire 25 times": (nvns("GammaCoreSapphire", 2.0, 25), {("PublishedLimitInfo", "info")}),
    "gammaCore-S for 90 seconds": (nvns("GammaCoreS", 1.5, 4), set()),
    "gammaCore-S for 2 minutes": (nvns("GammaCoreS", 2.0, 4), {("PublishedLimitInfo", "info")}),
    "gammaCore Sapphire an unknown number of times": (
        nvns("GammaCoreSapphire", 2.0, None),
        {("PublishedLimitInputs", "info")},
    ),
}

#: record: (rule, value, limit) that its finding tells, by arithmetic done by hand.
VALUES: dict[str, tuple[str, str, str]] = {
    "Shannon k 3.22": ("ShannonLimit", "1666.667", "70.79"),  # 10 uC, squared, by 0.06 cm2
    "Shannon k 1.82": ("ShannonCaution", "66.667", "31.62"),  # 2 uC, squared, by 0.06 cm2
    "brain lead at 33 uC/cm2": ("ChargeDensityOfBrainLeads", "33", "30"),  # 1.98 uC by 0.06 cm2
    "1 of 2 uC apart": ("ChargeBalance", "1", ""),
    "1 of 2 uC apart on the skin": ("SurfaceChargeBalance", "1", ""),
    "10 kHz, two phases of 60 us": ("PulseFitsPeriod", "120", "100"),
    "10 kHz biphasic with a gap that overflows": ("PulseFitsPeriod", "100", "100"),  # 2 of 30 us and 40 us
    "20 V of 12 V": ("OutputVoltage", "20", "12"),  # 10 mA through 2000 Ohm
    "twice 40 min": ("TranscranialMinutes", "80", "60"),
    "4 mA for 40 min": ("DirectCurrentCharge", "9.6", "7.2"),  # 0.004 A for 2400 s
    "10 Hz for 4 s, 75 times, 600 pulses": ("MagneticTrains", "600", "3000"),
    "2 mg/mL at 0.25 mL/d is not 0.25 mg/d": ("Infusion", "0.25", "0.5"),
}

#: record: what it breaks more than once, each time in another way.
TOLD_OFTEN: dict[str, dict[tuple[str, str], int]] = {
    # two limits, or two things that are missing
    "a model of which only the width is known": {
        ("PublishedLimitInputs", "info"): 2
    },  # current and frequency
    "ziconotide begun at 3 ug/d somewhere": {("PublishedLimitInputs", "info"): 2},  # US and EU
    "anticoagulants under the infusion": {
        ("ExposureWithPrecaution", "warning"): 2
    },  # the pump and the therapy
    "a body coil scan at 3.3 uT and 0.5 W/kg without Avista leads": {("ScanConditions", "info"): 2},
    "a body coil scan at 3.3 uT and 2.1 W/kg": {("ScanConditions", "info"): 2},
    "a body coil scan of unknown power": {
        ("ScanConditions", "info"): 7
    },  # 5 figures of 3 sets, a lead, the word
    "a scan of unknown field": {("ScanConditions", "info"): 2},
    "Genio with no age known": {("LabelledPatient", "info"): 2},  # age and index
}
