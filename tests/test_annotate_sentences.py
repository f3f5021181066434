"""Hard sentences in both languages, each beside one that looks like it and means something else."""

from __future__ import annotations

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.linking import Annotator, best_therapies
from neuromod_onto.model.namespaces import NEUROMOD


@pytest.fixture(scope="module")
def annotator(dataset: Dataset) -> Annotator:
    return Annotator(dataset)


def best(annotator: Annotator, text: str, context: str = "") -> dict[str, str]:
    found = best_therapies(annotator, text, context)
    return {
        term.removeprefix(NEUROMOD): status for term, status in zip(found.terms, found.statuses, strict=True)
    }


@pytest.mark.parametrize(
    ("text", "therapy"),
    [
        ("130 Hz stimulation on the STN", "SubthalamicDeepBrainStimulation"),
        ("stimulation électrique des noyaux sous-thalamiques", "SubthalamicDeepBrainStimulation"),
        ("stimulation of the left DLPFC with TMS", "TranscranialMagneticStimulation"),
        ("anodal direct current over M1", "TranscranialDirectCurrentStimulation"),
        ("transcutaneous electrical stimulation of the tibial nerve", "TranscutaneousTibialNerveStimulation"),
        ("stimulation transcutanée du nerf tibial", "TranscutaneousTibialNerveStimulation"),
        ("percutaneous stimulation of the tibial nerve", "PercutaneousTibialNerveStimulation"),
        ("implanted stimulation of the tibial nerve", "ImplantedTibialNerveStimulation"),
        ("transcutaneous electrical stimulation", "TranscutaneousElectricalNerveStimulation"),
        ("vagus nerve non-invasive electrical stimulation", "NonInvasiveVagusNerveStimulation"),
        ("closed-loop stimulation of the spinal cord", "ClosedLoopSpinalCordStimulation"),
        ("10 kHz SCS", "TenKilohertzSpinalCordStimulation"),
        ("burst SCS", "BurstSpinalCordStimulation"),
        ("1 Hz rTMS of the right dorsolateral prefrontal cortex", "LowFrequencyRTMSOfRightDLPFC"),
        ("repetitive magnetic stimulation over the right DLPFC at 1 Hz", "LowFrequencyRTMSOfRightDLPFC"),
        ("Stimulator, hypoglossal nerve, implanted, apnea", "HypoglossalNerveStimulation"),
        ("temporal interference (TI) electrical stimulation", "TemporalInterferenceStimulation"),
        ("deep brain stimulator implantation", "DeepBrainStimulation"),
        ("stimulateurs médullaires implantables", "SpinalCordStimulation"),
        ("taVNS", "TranscutaneousAuricularVagusNerveStimulation"),
        ("baclofène intrathécal", "IntrathecalBaclofenTherapy"),
        ("Trancranial magnetic stimulation", "TranscranialMagneticStimulation"),
    ],
)
def test_parts_of_a_phrase_make_the_most_specific_therapy(
    annotator: Annotator, text: str, therapy: str
) -> None:
    assert best(annotator, text) == {therapy: "actual"}


@pytest.mark.parametrize(
    "text",
    [
        "recordings from the STN",
        "magnetic resonance imaging of the spinal cord",
        "cognitive stimulation therapy",
        "ovarian stimulation with FSH",
        "thyroid-stimulating hormone",
        "deep peripheral sensory stimulation",
        "stimulation de l’ovulation",
        "dorsal root entry into the spinal cord",
        "oral tablets for the bladder",
        "left ventricular lead",
        "tens of patients with pain",
        "simulateur de conduite",
    ],
)
def test_what_only_looks_like_stimulation_is_none(annotator: Annotator, text: str) -> None:
    assert best(annotator, text) == {}


@pytest.mark.parametrize(
    ("meant", "therapy", "other"),
    [
        ("TMS for depression", "TranscranialMagneticStimulation", "Trimethoprim-sulfamethoxazole (TMS)"),
        ("DBS in dystonia", "DeepBrainStimulation", "Dried blood spots (DBS) for HIV viral load"),
        ("SCS for back pain", "SpinalCordStimulation", "SCS in Churg-Strauss vasculitis"),
        ("FES of the hand in stroke", "FunctionalElectricalStimulation", "18F-FES PET in breast cancer"),
        ("BAT for resistant hypertension", "BaroreflexActivationTherapy", "Basophil activation test (BAT)"),
        ("TPS in Alzheimer disease", "TranscranialPulseStimulation", "Titanium plasma spray (TPS) implants"),
        ("MST, a convulsive therapy", "MagneticSeizureTherapy", "Multisystemic therapy (MST) for youth"),
        ("MCS for neuropathic facial pain", "MotorCortexStimulation", "MCS after coma: minimally conscious"),
        ("ECT in catatonia", "ElectroconvulsiveTherapy", "ECT: ecarin clotting time"),
        ("CES for insomnia", "CranialElectrotherapyStimulation", "CES: cauda equina syndrome"),
        ("SNS for urinary incontinence", "SacralNeuromodulation", "SNS and sympathetic tone"),
        ("DRG stimulation", "DorsalRootGanglionStimulation", "DRG database of diagnosis-related groups"),
        (
            "ondes de choc et spasticité",
            "ExtracorporealShockWaveTherapy",
            "shock wave lithotripsy for stones",
        ),
    ],
)
def test_an_abbreviation_is_read_by_its_neighbours(
    annotator: Annotator, meant: str, therapy: str, other: str
) -> None:
    assert best(annotator, meant) == {therapy: "actual"}
    assert best(annotator, other) == {}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("sham tDCS", "sham"),
        ("tDCS - Sham", "sham"),
        ("tDCS fictive", "sham"),
        ("remotely supervised sham tDCS", "sham"),
        ("tDCS (placebo)", "sham"),
        ("sham-controlled trial of tDCS", "actual"),
        ("tDCS versus sham stimulation", "actual"),
        ("active versus sham tDCS", "actual"),
        ("tDCS active contre tDCS fictive", "actual"),
        ("without tDCS", "negated"),
        ("sans tDCS", "negated"),
        ("neither tDCS nor drugs", "negated"),
        ("drugs instead of tDCS", "negated"),
        ("not only tDCS but exercise", "actual"),
        ("tDCS without drugs", "actual"),
        ("tDCS turned off", "off"),
        ("OFF-tDCS", "off"),
        ("off-label tDCS", "actual"),
        ("tDCS, off medication", "actual"),
    ],
)
def test_a_cue_has_its_reach(annotator: Annotator, text: str, status: str) -> None:
    assert best(annotator, text) == {"TranscranialDirectCurrentStimulation": status}


def test_coordinated_targets_are_each_named(annotator: Annotator) -> None:
    both = {"SubthalamicDeepBrainStimulation": "actual", "PallidalDeepBrainStimulation": "actual"}
    assert best(annotator, "bilateral STN and GPi DBS") == both
    assert best(annotator, "STN versus GPi deep brain stimulation") == both
    assert best(annotator, "recordings of STN and GPi, then DBS") == {"DeepBrainStimulation": "actual"}


@pytest.mark.parametrize(
    ("text", "context", "found"),
    [
        ("Group 2", "Spinal cord stimulation for back pain", {"SpinalCordStimulation": "actual"}),
        ("Sham device", "tDCS in aphasia", {"TranscranialDirectCurrentStimulation": "sham"}),
        ("Stimulation OFF", "Deep brain stimulation in tremor", {"DeepBrainStimulation": "off"}),
        ("Left DLPFC stimulation", "rTMS in depression", {"RepetitiveTranscranialMagneticStimulation": "actual"}),
        ("Groupe témoin, stimulation fictive", "tDCS et aphasie", {"TranscranialDirectCurrentStimulation": "sham"}),
        ("VNS", "Transcutaneous auricular vagus nerve stimulation", {"TranscutaneousAuricularVagusNerveStimulation": "actual"}),
        ("Control group", "tDCS in aphasia", {}),
        ("Waitlist", "tDCS in aphasia", {}),
        ("Aerobic exercise", "Exercise with deep brain stimulation", {}),
        ("Intervention", "Exercise for patients with deep brain stimulation", {}),
        ("Group 1", "TMS or tDCS for pain", {}),
        ("Group 1", "Autobiography in nursing homes", {}),
    ],
)  # fmt: skip
def test_the_context_decides_only_what_the_text_leaves_open(
    annotator: Annotator, text: str, context: str, found: dict[str, str]
) -> None:
    assert best(annotator, text, context) == found


def test_a_context_that_names_the_therapy_does_not_make_it_less_specific(annotator: Annotator) -> None:
    found = best(annotator, "130Hz stimulation on the STN", "Parkinson Disease, Deep Brain Stimulation")
    assert list(found) == ["SubthalamicDeepBrainStimulation"]


def test_a_short_french_word_is_not_read_in_an_english_text(annotator: Annotator) -> None:
    spleen = NEUROMOD + "Spleen"
    assert [m.entry.iri for m in annotator.mentions("stimulation de la rate")] == [spleen]
    assert annotator.mentions("response rate at six months") == []
    assert annotator.mentions("HIV Rates in Kenya") == []


def test_an_extension_study_names_no_lead_extension(annotator: Annotator) -> None:
    assert annotator.mentions("Open-Label Extension Study") == []
    (mention,) = annotator.mentions("fracture of a lead extension cable")
    assert mention.entry.iri.endswith("/LeadExtension")


def test_why_names_the_reasons(annotator: Annotator) -> None:
    (confirmed,) = annotator.mentions("BAT for resistant hypertension")[:1]
    assert confirmed.why == "abbreviation 'BAT'; confirmed by 'hypertension'"
    (composed,) = annotator.mentions("sham stimulation of the subthalamic nucleus")
    assert composed.status == "sham"
    assert composed.why.endswith("'sham' says sham")
    assert "SubthalamicNucleus" in best_therapies(annotator, "stimulation on the STN").why[0]
