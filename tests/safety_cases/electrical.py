"""Stimulation by electrodes: charge, period, compliance, output ranges, doses."""

from __future__ import annotations

from .records import DBS, LIMIT, SKIN, Case, phases, pulsed, record

DENSE = ("ChargeDensityOfBrainLeads", "warning")


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


#: record: its statements, and the shapes that it breaks with their severity
CASES: dict[str, Case] = {
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
    "Shannon exactly at damage": (pulsed(70.79, 1000, 70.79), {("ShannonLimit", "violation")}),
    "Shannon exactly at caution": (pulsed(31.62, 1000, 31.62), {("ShannonCaution", "warning")}),
    # charge density of brain leads
    "brain lead at 30 uC/cm2": (
        pulsed(3.0, 600, 0.06, recordsTherapy=DBS),
        {("ShannonCaution", "warning")},
    ),
    "brain lead at 33 uC/cm2": (
        pulsed(3.3, 600, 0.06, recordsTherapy=DBS),
        {("ChargeDensityOfBrainLeads", "warning"), ("ShannonCaution", "warning")},
    ),
    "a lead of deep brain stimulation at 33 uC/cm2": (
        pulsed(3.3, 600, 0.06, recordsTherapy="neuromod:DeepBrainStimulation"),
        {DENSE, ("ShannonCaution", "warning")},
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
    # compliance
    "5 V of 12 V": (pulsed(5.0, 60, 0.06, electrodeImpedance=1000, complianceVoltage=12), set()),
    "20 V of 12 V": (
        pulsed(10.0, 60, 0.06, electrodeImpedance=2000, complianceVoltage=12),
        {("OutputVoltage", "warning")},
    ),
    "compliance without impedance": (
        pulsed(5.0, 60, 0.06, complianceVoltage=12),
        {("OutputVoltageInputs", "info")},
    ),
    "compliance exactly met": (pulsed(6.0, 60, 0.06, electrodeImpedance=2000, complianceVoltage=12), set()),
    "an impedance alone": (pulsed(5.0, 60, 4.0, electrodeImpedance=1000), {("OutputVoltageInputs", "info")}),
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
    "no pulse width to speak of": (pulsed(1.0, 0, 4.0), {("PositiveQuantities-pulseWidth", "violation")}),
    "a pulse width of half a microsecond": (pulsed(1.0, 0.5, 4.0), set()),
    "a pulse width of minus half a microsecond": (
        pulsed(1.0, -0.5, 4.0),
        {("PositiveQuantities-pulseWidth", "violation")},
    ),
    "half a hertz": (pulsed(1.0, 60, 4.0, stimulationFrequency=0.5), set()),
    "half an ohm": (pulsed(1.0, 60, 4.0, electrodeImpedance=0.5, complianceVoltage=12), set()),
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
    "a model of which only the width is known": (
        record("PulsedStimulationProgram", recordsDevice="product:Intellis", pulseWidth=60, contactArea=2.0),
        {
            ("PublishedLimitInputs", "info"),
            ("ShannonLimit-currentAmplitude", "info"),
            ("PulseFitsPeriod-stimulationFrequency", "info"),
        },
    ),
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
