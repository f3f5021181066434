"""What must be told apart, and what must be found together: past mistakes about therapies and devices.

The answers are read from the shipped dataset, that is, after inference.
"""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.terms import ancestors, scope_of

#: A kind and what it is a kind of.
IS = [
    (
        "vagus nerve stimulation is generic",
        "TranscutaneousAuricularVagusNerveStimulation",
        "VagusNerveStimulation",
    ),
    ("vagus nerve stimulation is generic", "CyclicVagusNerveStimulation", "VagusNerveStimulation"),
    (
        "peripheral nerve stimulation is generic",
        "TemporaryPercutaneousPeripheralNerveStimulation",
        "PeripheralNerveStimulation",
    ),
    (
        "repetitive magnetic stimulation has a class",
        "IntermittentThetaBurstStimulation",
        "RepetitiveTranscranialMagneticStimulation",
    ),
    (
        "repetitive magnetic stimulation has a class",
        "DeepTMSOfMedialPrefrontalCortex",
        "RepetitiveTranscranialMagneticStimulation",
    ),
    ("theta burst is told by its pattern", "BilateralThetaBurstStimulation", "ThetaBurstStimulation"),
    (
        "implanted prostheses are implanted therapies",
        "CochlearImplantStimulation",
        "ImplantedElectricalNeuromodulation",
    ),
    (
        "implanted prostheses are implanted therapies",
        "SacralAnteriorRootStimulation",
        "ImplantedElectricalNeuromodulation",
    ),
    (
        "implanted prostheses are implanted therapies",
        "ImplantedPeronealNerveStimulation",
        "ImplantedElectricalNeuromodulation",
    ),
    (
        "implanted prostheses are implantable stimulators",
        "SacralRootStimulator",
        "ImplantableNeurostimulator",
    ),
    (
        "a ganglion stimulator is implantable",
        "SphenopalatineGanglionStimulator",
        "ImplantableNeurostimulator",
    ),
    (
        "any sensed signal closes the loop",
        "PostureResponsiveSpinalCordStimulation",
        "ClosedLoopNeuromodulation",
    ),
    (
        "any sensed signal closes the loop",
        "HeartRateTriggeredVagusNerveStimulation",
        "ClosedLoopNeuromodulation",
    ),
    (
        "any sensed signal closes the loop",
        "EEGSynchronizedTranscranialMagneticStimulation",
        "ClosedLoopNeuromodulation",
    ),
    (
        "tibial continence stimulators serve the pelvic floor",
        "PercutaneousTibialNerveStimulator",
        "PelvicFloorNerveStimulator",
    ),
    (
        "ten kilohertz is high frequency",
        "TenKilohertzSpinalCordStimulation",
        "HighFrequencySpinalCordStimulation",
    ),
    ("a surgery is told by what it implants", "DeepBrainStimulationLeadInsertion", "ElectrodeImplantation"),
]


@pytest.mark.parametrize(("why", "kind", "genus"), IS, ids=[f"{w}: {k}" for w, k, _ in IS])
def test_found_together(dataset: Dataset, why: str, kind: str, genus: str) -> None:
    assert NEUROMOD + genus in ancestors(dataset, NEUROMOD + kind), why


#: What looks like a kind of something and is not.
IS_NOT = [
    ("a single pulse is no train", "SinglePulseTranscranialMagneticStimulation", "RepetitiveTranscranialMagneticStimulation"),
    ("active recharge is not passive", "ActiveRechargeBurstSpinalCordStimulation", "PassiveRechargeBurstSpinalCordStimulation"),
    ("posture is not an evoked potential", "PostureResponsiveSpinalCordStimulation", "EvokedPotentialControlledSpinalCordStimulation"),
    ("the ear is not the neck", "TranscutaneousAuricularVagusNerveStimulation", "TranscutaneousCervicalVagusNerveStimulation"),
    ("a bladder stimulator treats no headache", "TranscutaneousTibialNerveStimulator", "TranscutaneousHeadacheStimulator"),
    ("a magnet on a limb is not on the head", "PeripheralMagneticStimulator", "TranscranialMagneticStimulator"),
    ("gene and light stay at the border", "OptogeneticNeuromodulation", "NeuromodulationTherapy"),
    ("pain therapy by interferential current is not transcranial", "InterferentialCurrentTherapy", "TemporalInterferenceStimulation"),
    ("paired stimuli to head and nerve are not peripheral magnetic", "PairedAssociativeStimulation", "PeripheralMagneticStimulation"),
    ("a combination is none of its parts", "BilateralThetaBurstStimulation", "ContinuousThetaBurstStimulation"),
    ("a combination is none of its parts", "BilateralThetaBurstStimulation", "IntermittentThetaBurstStimulation"),
    ("combined occipital and trigeminal is no forehead device", "CombinedOccipitalAndTrigeminalNeurostimulation", "ExternalTrigeminalNerveStimulation"),
    ("epidural stimulation for movement is not for pain", "EpiduralMotorStimulation", "SpinalCordStimulation"),
    ("a pump is no neurostimulator", "ImplantableInfusionPump", "Neurostimulator"),
    ("radiofrequency through the skin needs no needle", "TranscutaneousPulsedRadiofrequencyTreatment", "PulsedRadiofrequencyTreatment"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "kind", "genus"), IS_NOT, ids=[f"{w}: {k}" for w, k, _ in IS_NOT])
def test_told_apart(dataset: Dataset, why: str, kind: str, genus: str) -> None:
    assert ancestors(dataset, NEUROMOD + kind), f"{kind} is unknown"
    assert ancestors(dataset, NEUROMOD + genus), f"{genus} is unknown"
    assert NEUROMOD + genus not in ancestors(dataset, NEUROMOD + kind), why


def values(dataset: Dataset, term: str, prop: str) -> set[str]:
    found = dataset.store.quads_for_pattern(
        ox.NamedNode(NEUROMOD + term), ox.NamedNode(NEUROMOD + prop), None
    )
    return {
        quad.object.value.removeprefix(NEUROMOD) for quad in found if isinstance(quad.object, ox.NamedNode)
    }


#: Values that a catalogue had wrong.
VALUES = [
    ("DorsalRhizotomy", "hasInvasiveness", {"OpenSurgicalAccess"}),
    ("RadiofrequencyThalamotomy", "hasInvasiveness", {"StereotacticAccess"}),
    ("DiaphragmPacing", "hasInvasiveness", {"PartlyImplantedDelivery"}),
    ("IntermittentThetaBurstStimulation", "hasNeuralTarget", {"CorticalRegion"}),
    ("IntrathecalBaclofenTherapy", "hasNeuralTarget", {"SpinalCord"}),
    ("IntrathecalBaclofenTherapy", "hasMolecularTarget", {"SpinalGABABReceptor"}),
    ("PercutaneousTibialNerveStimulation", "hasStimulationSite", {"TibialNerve"}),
    ("HighFrequencyRTMSOfPrimaryMotorCortex", "hasEffect", {"ExcitatoryEffect", "ModifyingEffect"}),
    ("TranscranialDirectCurrentStimulation", "hasStimulationPattern", {"DirectCurrent"}),
    ("HeartRateTriggeredVagusNerveStimulation", "hasControlMode", {"HeartRateFeedback"}),
    ("TonicSpinalCordStimulation", "hasPerceivedIntensity", {"SensoryIntensity"}),
    ("DaytimeIntraoralNeuromuscularTongueStimulation", "hasInvasiveness", {"IntracavitaryDelivery"}),
]


@pytest.mark.parametrize(("term", "prop", "expected"), VALUES, ids=[f"{t} {p}" for t, p, _ in VALUES])
def test_value_is_the_corrected_one(dataset: Dataset, term: str, prop: str, expected: set[str]) -> None:
    assert values(dataset, term, prop) == expected


@pytest.mark.parametrize(
    ("term", "scope"),
    [
        ("TumourTreatingFieldsTherapy", "out"),
        ("FocusedUltrasoundBloodBrainBarrierOpening", "out"),
        ("Cardioneuroablation", "out"),
        ("TranscutaneousPulsedRadiofrequencyTreatment", "border"),
        ("UltrabriefPulseElectroconvulsiveTherapy", "border"),
        ("CardiovascularEpiduralSpinalStimulation", "in"),
        ("TranscutaneousPhrenicNerveStimulation", "in"),
    ],
)
def test_scope(dataset: Dataset, term: str, scope: str) -> None:
    assert scope_of(dataset, NEUROMOD + term) == scope
