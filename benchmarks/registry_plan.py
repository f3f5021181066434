"""What the made-up registry is made of: treatments, their outcomes and events, the faults that are planted.

The classes are those of the ontology. The numbers are invented: they lie within the limits of
``ontology/safety.ttl`` and have the shape of a registry, and none is a finding about patients.
"""

from __future__ import annotations

from dataclasses import dataclass, field

#: Share of patients treated in each jurisdiction, where the arm allows it.
PLACES = {"UnitedStates": 6, "UnitedKingdom": 2, "France": 2}


@dataclass(frozen=True)
class Arm:
    """One treatment of one condition.

    Attributes:
        therapy, condition: local names.
        share: weight among the arms.
        kind: of programme: ``pulsed``, ``magnetic``, ``direct`` or ``infusion``.
        devices: models (local names with ``product/``) or classes.
        places: jurisdictions in which evidence records back the use.
        measure: outcome measure, its mean at the start, its worst and its best score.
        settings: least and greatest value of each setting.
        events: kinds of adverse event, the commonest first.
        rate: adverse events a patient-year.
        off_label: a condition for which no jurisdiction backs the therapy.
        trial: a trial comes before the implant.
        sides: the records say which side.
        followed_by: the therapy that some begin after a stop.

    """

    therapy: str
    condition: str
    share: int
    kind: str
    devices: tuple[str, ...]
    places: tuple[str, ...]
    measure: tuple[str, float, float, float]
    settings: dict[str, tuple[float, float]]
    events: tuple[str, ...]
    rate: float
    off_label: str
    trial: bool = False
    sides: bool = False
    agent: str = ""
    contacts: tuple[int, ...] = field(default=(0, 1))
    followed_by: str = ""

    @property
    def implanted(self) -> bool:
        """Say whether a device lies in the patient."""
        return self.kind in ("pulsed", "infusion")


_HARDWARE = ("ImplantSitePain", "ImplantSiteInfection", "LeadMigration")
_PUMP = ("ImplantSiteInfection", "PumpInversion")

ARMS = (
    Arm(
        "TonicSpinalCordStimulation",
        "PersistentSpinalPainSyndromeType2",
        24,
        "pulsed",
        ("product/Intellis", "product/Itrel4", "product/PrimeAdvanced", "SpinalCordStimulator"),
        ("UnitedStates",),
        ("VisualAnalogueScaleForPain", 7.5, 10, 0),
        {
            "currentAmplitude": (1, 4),
            "pulseWidth": (200, 450),
            "stimulationFrequency": (30, 80),
            "contactArea": (0.12, 0.13),
        },
        (*_HARDWARE, "UncomfortableStimulation", "DuralPuncture"),
        0.12,
        "EssentialTremor",
        trial=True,
        followed_by="TenKilohertzSpinalCordStimulation",
    ),
    Arm(
        "TenKilohertzSpinalCordStimulation",
        "NeuropathicPain",
        12,
        "pulsed",
        ("product/Senza", "product/HFXiQ"),
        ("UnitedStates", "UnitedKingdom", "France"),
        ("OswestryDisabilityIndex", 55, 100, 0),
        {
            "currentAmplitude": (0.5, 4),
            "pulseWidth": (30, 30),
            "stimulationFrequency": (10000, 10000),
            "contactArea": (0.12, 0.13),
        },
        (*_HARDWARE, "PocketSeroma"),
        0.10,
        "Tinnitus",
        trial=True,
        followed_by="TonicSpinalCordStimulation",
    ),
    Arm(
        "SubthalamicDeepBrainStimulation",
        "ParkinsonDisease",
        18,
        "pulsed",
        ("product/Vercise", "product/PerceptPC", "product/ActivaPC", "DeepBrainStimulator"),
        ("UnitedStates", "UnitedKingdom", "France"),
        ("MDSUPDRSPartIII", 45, 132, 0),
        {
            "currentAmplitude": (1, 4),
            "pulseWidth": (30, 90),
            "stimulationFrequency": (100, 180),
            "contactArea": (0.059, 0.061),
        },
        (*_HARDWARE, "StimulationDysarthria", "LeadMisplacement", "IntracranialHaemorrhage"),
        0.15,
        "OveractiveBladder",
        sides=True,
        contacts=(0, 1, 2, 3),
    ),
    Arm(
        "ImplantedVagusNerveStimulation",
        "DrugResistantEpilepsy",
        9,
        "pulsed",
        ("product/SenTiva", "product/AspireSR", "product/DemipulseDuo", "VagusNerveStimulator"),
        ("UnitedKingdom", "UnitedStates"),
        ("SeizureFrequency", 18, 60, 0),
        {
            "currentAmplitude": (0.25, 2.25),
            "pulseWidth": (130, 500),
            "stimulationFrequency": (20, 30),
            "contactArea": (0.2, 0.3),
        },
        ("StimulationHoarseness", "StimulationCough", "StimulationDyspnoea", "ImplantSiteInfection"),
        0.25,
        "OveractiveBladder",
        sides=True,
    ),
    Arm(
        "SacralNeuromodulation",
        "OveractiveBladder",
        10,
        "pulsed",
        (
            "product/InterStimII",
            "product/InterStimMicro",
            "product/AxonicsSNM",
            "SacralNeuromodulationDevice",
        ),
        ("UnitedStates", "UnitedKingdom"),
        ("BladderDiary", 14, 30, 2),
        {
            "currentAmplitude": (0.5, 4),
            "pulseWidth": (180, 240),
            "stimulationFrequency": (10, 20),
            "contactArea": (0.12, 0.13),
        },
        ("ImplantSitePain", "LeadMigration", "UncomfortableStimulation", "VoidingChange"),
        0.18,
        "MigraineDisorder",
        trial=True,
    ),
    Arm(
        "SacralNeuromodulation",
        "FecalIncontinence",
        4,
        "pulsed",
        ("product/InterStim", "product/AxonicsSNM"),
        ("UnitedStates",),
        ("ClevelandClinicIncontinenceScore", 14, 20, 0),
        {
            "currentAmplitude": (0.5, 4),
            "pulseWidth": (180, 240),
            "stimulationFrequency": (10, 20),
            "contactArea": (0.12, 0.13),
        },
        ("ImplantSitePain", "BowelFunctionChange"),
        0.15,
        "MigraineDisorder",
        trial=True,
    ),
    Arm(
        "IntrathecalBaclofenTherapy",
        "SevereSpasticity",
        7,
        "infusion",
        ("product/SynchroMedII", "product/Prometra"),
        ("UnitedStates",),
        ("AshworthScale", 3.2, 4, 0),
        {"dailyDose": (0.1, 0.65)},
        (*_PUMP, "BaclofenSomnolence", "BaclofenHypotonia"),
        0.2,
        "Tinnitus",
        agent="Baclofen",
    ),
    Arm(
        "IntrathecalZiconotideTherapy",
        "ChronicPain",
        3,
        "infusion",
        ("product/SynchroMedII",),
        ("UnitedStates", "UnitedKingdom"),
        ("VisualAnalogueScaleForPain", 8, 10, 0),
        {"dailyDose": (0.0024, 0.019)},
        ("ZiconotideDizziness", "ZiconotideNausea", *_PUMP),
        0.4,
        "Tinnitus",
        agent="Ziconotide",
    ),
    Arm(
        "RepetitiveTranscranialMagneticStimulation",
        "MajorDepressiveDisorder",
        9,
        "magnetic",
        ("product/NeuroStar", "product/MagVentureTMS", "product/MagPro", "TranscranialMagneticStimulator"),
        ("UnitedStates", "UnitedKingdom"),
        ("MADRS", 31, 60, 0),
        {"percentMotorThreshold": (80, 120)},
        ("StimulationHeadache", "ScalpDiscomfort"),
        0.6,
        "OveractiveBladder",
        followed_by="TranscranialDirectCurrentStimulation",
    ),
    Arm(
        "TranscranialDirectCurrentStimulation",
        "MajorDepressiveDisorder",
        4,
        "direct",
        ("product/FlowFL100", "TranscranialDirectCurrentStimulator"),
        ("UnitedStates", "UnitedKingdom"),
        ("PHQ9", 16, 27, 0),
        {"currentAmplitude": (1, 2), "sessionDuration": (20, 30)},
        ("SkinIrritation", "ItchingUnderElectrode", "StimulationHeadache"),
        0.5,
        "OveractiveBladder",
        followed_by="RepetitiveTranscranialMagneticStimulation",
    ),
)

_PULSED = ("pulsed",)
_IMPLANTED = ("pulsed", "infusion")
_ALL = ("pulsed", "infusion", "magnetic", "direct")


@dataclass(frozen=True)
class Fault:
    """A fault that is planted.

    Attributes:
        shapes: the shapes that it breaks, once for each patient in whom it is planted.
        kinds: of programme that can have it.
        therapies: the therapies that can have it; any when empty.
        place: jurisdiction that it needs.

    """

    shapes: tuple[str, ...]
    kinds: tuple[str, ...] = _ALL
    therapies: tuple[str, ...] = ()
    place: str = ""


_SPINAL = ("TonicSpinalCordStimulation",)
FAULTS = {
    "pulse longer than its period": Fault(("PulseFitsPeriod",), _PULSED, ("SacralNeuromodulation",)),
    "current with its unit": Fault(("DoseRecordShape-quantity",), _PULSED),
    "comma in a decimal number": Fault(("DoseRecordShape-quantity",), _PULSED),
    "no pseudonym": Fault(("TherapyRecordShape-patientPseudonym",)),
    "name for a pseudonym": Fault(("TherapyRecordShape-patientPseudonym",)),
    "device for a therapy": Fault(
        ("TherapyRecordShape-therapyIsAnIntervention", "UseWithinLabel-hasJurisdiction")
    ),
    "lesion for a therapy": Fault(
        ("TherapyRecordShape-therapyInScope", "LesionIsNotNeuromodulation", "UseWithinLabel-hasJurisdiction")
    ),
    "day without a time": Fault(("TherapyRecordShape-startedAt",)),
    "charge that damages": Fault(("ShannonLimit",), _PULSED, _SPINAL),
    "contact without area": Fault(("PositiveQuantities-contactArea",), _PULSED),
    "frequency of a tonic therapy": Fault(("PublishedLimitWarning",), _PULSED, _SPINAL),
    "shortwave diathermy": Fault(("ContraindicatedExposure",), _PULSED),
    "scan outside the conditions": Fault(("ContraindicatedExposure",), _PULSED),
    "magnetic stimulation over a brain lead": Fault(
        ("ContraindicatedExposure",), _PULSED, ("SubthalamicDeepBrainStimulation",)
    ),
    "electrosurgery": Fault(("ExposureWithPrecaution",), _PULSED, _SPINAL),
    "no trial before the implant": Fault(
        ("TrialBeforeImplant",),
        _PULSED,
        (*_SPINAL, "TenKilohertzSpinalCordStimulation", "SacralNeuromodulation"),
    ),
    "dose above the label": Fault(
        ("PublishedLimitViolation",), ("infusion",), ("IntrathecalZiconotideTherapy",), "UnitedStates"
    ),
    "dose that is not concentration times flow": Fault(("Infusion",), ("infusion",)),
    "infusion without its agent": Fault(("Infusion-recordsAgent",), ("infusion",)),
    "abrupt stop": Fault(("BaclofenStop",), ("infusion",), ("IntrathecalBaclofenTherapy",)),
    "trains too close": Fault(("MagneticTrains",), ("magnetic",)),
    "pulses that do not add up": Fault(("MagneticTrains",), ("magnetic",)),
    "current above 4 mA": Fault(("PublishedLimitViolation",), ("direct",)),
    "score in words": Fault(("OutcomeRecordShape-outcomeValue",)),
    "device for an adverse event": Fault(("AdverseEventRecordShape-eventIsOne",)),
}

#: What a registry leaves out, does outside the label or tells of a device, without being wrong: shapes and
#: share of patients.
GAPS = {
    "no condition": (("TherapyRecordShape-recordsCondition", "UseWithinLabel-recordsCondition"), 0.01),
    "no device": (("TherapyRecordShape-recordsDevice",), 0.03),
    "off label": (("UseWithinLabel",), 0.05),
}
