"""Magnetic resonance imaging of patients with implants."""

from __future__ import annotations

from .records import Case, implant, scan

EXPOSURE = "ContraindicatedExposure"
BODY_COIL, HEAD_COIL = "neuromod:BodyTransmitCoil", "neuromod:HeadTransmitReceiveCoil"


def conditional(patient: str, product: str) -> str:
    return implant(patient, recordsDevice=product, hasMRStatus="neuromod:MRConditional")


#: record: its statements, and the shapes that it breaks with their severity
CASES: dict[str, Case] = {
    # scans
    "an implant that is MR Conditional": (
        implant("P35", recordsDevice="neuromod:VagusNerveStimulator", hasMRStatus="neuromod:MRConditional"),
        set(),
    ),
    "a scan of which no condition is told": (scan("P35"), {("ScanConditions", "info")}),
    "an implant that is MR Unsafe": (
        implant("P36", recordsDevice="neuromod:VagusNerveStimulator", hasMRStatus="neuromod:MRUnsafe"),
        set(),
    ),
    "a scan with the unsafe implant": (
        scan("P36", meetsLabelledConditions=True),
        {("ContraindicatedExposure", "violation")},
    ),
    "a lead left behind by an MR Conditional system": (
        implant(
            "P37",
            recordsDevice="neuromod:VagusNerveStimulator",
            hasMRStatus="neuromod:MRConditional",
            hasLeadState="neuromod:AbandonedLead",
        ),
        set(),
    ),
    "a scan with the lead": (scan("P37", meetsLabelledConditions=True), {("ScanConditions", "info")}),
    "an implant of which the MR status is said to be unknown": (
        implant("P147", recordsDevice="neuromod:VagusNerveStimulator", hasMRStatus="neuromod:MRUnknown"),
        set(),
    ),
    "a scan with that": (
        scan("P147", meetsLabelledConditions=True),
        {("ContraindicatedExposure", "violation")},
    ),
    "a disconnected lead": (
        implant("P154", hasMRStatus="neuromod:MRConditional", hasLeadState="neuromod:DisconnectedLead"),
        set(),
    ),
    "a scan with the disconnected lead": (
        scan("P154", meetsLabelledConditions=True),
        {("ScanConditions", "info")},
    ),
    "a connected lead": (
        implant("P155", hasMRStatus="neuromod:MRConditional", hasLeadState="neuromod:ConnectedLead"),
        set(),
    ),
    "a scan with the connected lead": (scan("P155", meetsLabelledConditions=True), set()),
    # scans of models whose labels give conditions
    "a WaveWriter Alpha": (conditional("P130", "product:WaveWriterAlpha"), set()),
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
    "an Activa PC": (conditional("P131", "product:ActivaPC"), set()),
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
    "a Kinetra": (conditional("P132", "product:Kinetra"), set()),
    "a scan of the head with it": (
        scan("P132", recordsScanRegion="neuromod:HeadScan", recordsTransmitCoil=HEAD_COIL),
        {("ScanConditions", "info")},
    ),
    "a scan of the trunk with it": (
        scan("P132", recordsScanRegion="neuromod:TrunkScan", meetsLabelledConditions=True),
        {(EXPOSURE, "violation")},
    ),
    "a Proclaim XR": (conditional("P133", "product:ProclaimXR"), set()),
    "its Octrode": (conditional("P133", "product:Octrode"), set()),
    "a scan at 1.5 T with the Octrode": (
        scan("P133", staticFieldStrength=1.5, spatialFieldGradient=30, meetsLabelledConditions=True),
        set(),
    ),
    "a scan at 3 T with the Octrode": (
        scan("P133", staticFieldStrength=3, meetsLabelledConditions=True),
        {(EXPOSURE, "violation")},
    ),
    "a SenTiva": (conditional("P135", "product:SenTiva"), set()),
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
    "a model of which no condition is known": (conditional("P134", "product:Eterna"), set()),
    "a scan at 3 T with that model": (
        scan("P134", staticFieldStrength=3, meetsLabelledConditions=True),
        set(),
    ),
}
