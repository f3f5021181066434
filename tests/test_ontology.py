"""The ontology says what the seed says: claims, traps, and mutations that must be noticed.

The numbers are those of the reading of the seed, a French paragraph that defines neuromodulation claim by
claim. Each claim that has an axiom is checked here with the reasoner, on the real ontology.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset, read_quads
from neuromod_onto.model.namespaces import NEUROMOD, ONTOLOGY
from neuromod_onto.model.vocabulary import OWL, RDF_TYPE
from neuromod_onto.reasoning import Taxonomy, classify
from neuromod_onto.reasoning.axioms import logical_triples

from .conftest import ROOT

PREFIXES = f"""@prefix : <{NEUROMOD}> . @prefix owl: <{OWL}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
N = NEUROMOD


def some(prop: str, filler: str) -> str:
    return f"[ a owl:Restriction ; owl:onProperty :{prop} ; owl:someValuesFrom {filler} ]"


def every(*parts: str) -> str:
    return f"[ a owl:Class ; owl:intersectionOf ( {' '.join(parts)} ) ]"


def ontology_with(extra: str = "", *files: str, without: Iterable[tuple[str, str]] = ()) -> Taxonomy:
    """Classify the ontology with statements added and (subject, predicate) pairs left out."""
    store = ox.Store()
    for name in ("neuromod", *files):
        store.bulk_extend(read_quads(ROOT / "ontology" / f"{name}.ttl"))
    for subject, predicate in without:
        quads = list(store.quads_for_pattern(ox.NamedNode(N + subject), ox.NamedNode(predicate), None))
        assert quads, f"{subject} {predicate} is not in the ontology: the mutation mutates nothing"
        for quad in quads:
            store.remove(quad)
    store.extend(ox.parse(PREFIXES + extra, format=ox.RdfFormat.TURTLE))
    return classify(logical_triples(store))


#: Implantable devices that are no pumps.
Q22 = f":Q22 a owl:Class ; owl:equivalentClass {every(':ImplantableNeuromodulationDevice', '[ a owl:Class ; owl:complementOf :ImplantableInfusionPump ]')} ."

#: Classes that ask the reasoner a question: each is defined, and then found above or below others.
PROBES = f"""
:Q10 a owl:Class ; owl:equivalentClass {every(":NeuromodulationTherapy", some("modulatesSystem", ":AutonomicNervousSystem"))} .
:Q8 a owl:Class ; owl:equivalentClass {every(":Intervention", some("hasNeuralTarget", ":NeuralStructure"))} .
:Q8some a owl:Class ; owl:equivalentClass {some("hasEffect", ":AlterationOfNeuralActivity")} .
:Q7 a owl:Class ; owl:equivalentClass {some("hasIntent", ":TherapeuticIntent")} .
:Q9 a owl:Class ; owl:equivalentClass {some("usesModality", ":Modality")} .
:Q10any a owl:Class ; owl:equivalentClass {some("modulatesSystem", ":NervousSystemDivision")} .
:Q15new a owl:Class ; rdfs:subClassOf :Intervention ,
    {some("hasNeuralTarget", ":TibialNerve")} , {some("usesModality", ":OpticalModality")} , {some("hasIntent", ":TherapeuticIntent")} ,
    [ a owl:Restriction ; owl:onProperty :isReversible ; owl:hasValue true ] ,
    [ a owl:Restriction ; owl:onProperty :isDestructive ; owl:hasValue false ] ,
    [ a owl:Restriction ; owl:onProperty :isAdjustable ; owl:hasValue true ] .
:Q20 a owl:Class ; owl:equivalentClass {some("hasGoal", "[ a owl:Class ; owl:unionOf ( :QualityOfLife :Functioning ) ]")} .
{Q22}
:Q33 a owl:Class ; owl:equivalentClass {some("delivers", ":CochlearImplantStimulation")} .
:Q40 a owl:Class ; owl:equivalentClass {some("hasNeuralTarget", ":NerveWithMotorFibres")} .
:Q40muscle a owl:Class ; owl:equivalentClass {some("actsOnMuscle", ":SkeletalMuscle")} .
:Q42 a owl:Class ; owl:equivalentClass {some("hasDeliveryRoute", ":DirectNeuralRoute")} .
:Q43 a owl:Class ; owl:equivalentClass {some("deliveredBy", ":ImplantableDrugDeliverySystem")} .
:X2 a owl:Class ; rdfs:subClassOf :SpinalCordStimulator , :NeuromodulationTherapy .
:X5 a owl:Class ; rdfs:subClassOf :InhibitoryEffect , :ExcitatoryEffect .
:X8 a owl:Class ; rdfs:subClassOf :CardiacPacing , :NeuromodulationTherapy .
:X12 a owl:Class ; rdfs:subClassOf :MRgFUSThalamotomy , :NeuromodulationTherapy .
:X14 a owl:Class ; rdfs:subClassOf :BotulinumToxinTherapy , :NeuromodulationTherapy .
:X18 a owl:Class ; rdfs:subClassOf :ImplantedDelivery , :NonImplantedDelivery .
:X33 a owl:Class ; rdfs:subClassOf :CochlearImplantation , :CochlearImplantStimulation .
:X34 a owl:Class ; rdfs:subClassOf :SacralNeuromodulation , :SacralAnteriorRootStimulation .
:X41 a owl:Class ; rdfs:subClassOf :ElectricalConductionBlock , :ElectricalStimulationTherapy .
:X42 a owl:Class ; rdfs:subClassOf :OralBaclofenTherapy , :ChemicalNeuromodulation .
:X44 a owl:Class ; rdfs:subClassOf :EpiduralRoute , :IntrathecalRoute .
:X44open a owl:Class ; rdfs:subClassOf :ChemicalNeuromodulation , {some("hasDeliveryRoute", ":IntracerebroventricularRoute")} .
:XPns a owl:Class ; rdfs:subClassOf :PeripheralNerveStimulation , :PeripheralNervousSystem .
"""


@pytest.fixture(scope="module")
def seed() -> Taxonomy:
    return ontology_with(PROBES)


def kinds_of(taxonomy: Taxonomy, name: str) -> set[str]:
    return {iri.removeprefix(N) for iri in taxonomy.direct if N + name in taxonomy.ancestors(iri)}


def test_the_ontology_is_consistent_and_every_class_can_have_instances(seed: Taxonomy) -> None:
    asked = {"X2", "X8", "X12", "X14", "X18", "X33", "X34", "X41", "X42", "X44", "XPns"}
    assert seed.consistent
    assert {iri.removeprefix(N) for iri in seed.unsatisfiable} == asked


SUBCLASSES = [
    ("2: neuromodulation is a process", "NeuromodulationTherapy", "Intervention"),
    ("3: it inhibits", "InhibitoryEffect", "AlterationOfNeuralActivity"),
    ("4: it stimulates", "ExcitatoryEffect", "AlterationOfNeuralActivity"),
    ("5: it modifies", "ModifyingEffect", "AlterationOfNeuralActivity"),
    ("6: it regulates; feedback is closed loop", "ResponsiveNeurostimulation", "ClosedLoopNeuromodulation"),
    ("7: the effect is an alteration", "NeuromodulationTherapy", "Q8some"),
    ("7: the intent is therapeutic", "NeuromodulationTherapy", "Q7"),
    ("8: what is altered is neural", "NeuromodulationTherapy", "Q8"),
    ("9: by a means", "NeuromodulationTherapy", "Q9"),
    ("10: of a division of the nervous system", "NeuromodulationTherapy", "Q10any"),
    ("10: vagus nerve stimulation is autonomic by the chain", "ImplantedVagusNerveStimulation", "Q10"),
    ("11: ultrasound is mechanical", "TranscranialUltrasoundStimulation", "MechanicalNeuromodulation"),
    ("11: the science is a field, not a therapy", "NeuromodulationScience", "FieldOfStudy"),
    (
        "15: the three properties, target, means and intent suffice",
        "NeuromodulationTherapy",
        "StrictNeuromodulation",
    ),
    ("15: a new procedure is classified from its properties", "Q15new", "StrictNeuromodulation"),
    ("16: the society's field", "NeuromodulationField", "FieldOfStudy"),
    ("17: implantable technologies", "SpinalCordStimulation", "ImplantedElectricalNeuromodulation"),
    (
        "18: non-implantable technologies",
        "TranscutaneousElectricalNerveStimulation",
        "NonImplantedElectricalNeuromodulation",
    ),
    (
        "18: a temporary percutaneous lead is not an implant",
        "TemporaryPercutaneousPeripheralNerveStimulation",
        "NonImplantedElectricalNeuromodulation",
    ),
    ("20: the field aims at quality of life or functioning", "NeuromodulationField", "Q20"),
    ("21: every strict neuromodulation is a broad one", "StrictNeuromodulation", "BroadNeuromodulation"),
    ("22: implantable neurostimulators", "ImplantableNeurostimulator", "ImplantableNeuromodulationDevice"),
    ("22: implantable pumps", "ImplantableInfusionPump", "ImplantableNeuromodulationDevice"),
    ("24: chronic pain, through a kind of it", "SpinalCordStimulation", "ChronicPainNeuromodulation"),
    ("25: movement disorders", "VimDeepBrainStimulation", "MovementDisorderNeuromodulation"),
    ("26: psychiatric disorders", "SubthalamicDeepBrainStimulation", "PsychiatricNeuromodulation"),
    ("27: epilepsy", "ResponsiveNeurostimulation", "EpilepsyNeuromodulation"),
    ("28: dysmotility", "GastricElectricalStimulation", "DysmotilityNeuromodulation"),
    ("29: pacing disorders", "DiaphragmPacing", "PacingDisorderNeuromodulation"),
    ("30: spasticity", "IntrathecalBaclofenTherapy", "SpasticityNeuromodulation"),
    ("32: neuroprostheses are neurostimulators", "Neuroprosthesis", "Neurostimulator"),
    (
        "33: a cochlear implant is an implantable neurostimulator",
        "CochlearImplant",
        "ImplantableNeurostimulator",
    ),
    (
        "33: and delivers a neuroprosthetic therapy",
        "CochlearImplantStimulation",
        "NeuroprostheticStimulation",
    ),
    ("34: sacral root stimulators", "SacralRootStimulator", "Neuroprosthesis"),
    ("35: electrical stimulation of the brain", "DeepBrainStimulation", "BrainNeuromodulation"),
    ("36: of the spinal cord", "SpinalCordStimulation", "CentralNeuromodulation"),
    ("37: of peripheral nerves", "TranscutaneousElectricalNerveStimulation", "PeripheralNeuromodulation"),
    ("38: of nerve plexuses", "SacralPlexus", "NervePlexus"),
    ("39: of the autonomic system", "BaroreflexActivationTherapy", "AutonomicNeuromodulation"),
    (
        "40: functional stimulation acts through nerves with motor fibres",
        "FunctionalElectricalStimulation",
        "Q40",
    ),
    ("40: on the muscle", "FunctionalElectricalStimulation", "Q40muscle"),
    (
        "41: stimulation is a kind of electrical neuromodulation",
        "ElectricalStimulationTherapy",
        "ElectricalNeuromodulation",
    ),
    ("41: and so is conduction block", "ElectricalConductionBlock", "ElectricalNeuromodulation"),
    ("42: chemical means direct placement", "ChemicalNeuromodulation", "Q42"),
    ("43: by implant technologies", "ChemicalNeuromodulation", "Q43"),
    ("44: the intrathecal route is direct", "IntrathecalRoute", "DirectNeuralRoute"),
    ("44: so is the epidural one", "EpiduralRoute", "DirectNeuralRoute"),
]


@pytest.mark.parametrize(("claim", "sub", "sup"), SUBCLASSES, ids=[c for c, _, _ in SUBCLASSES])
def test_claim_holds(seed: Taxonomy, claim: str, sub: str, sup: str) -> None:
    assert seed.entails_subclass(N + sub, N + sup), claim


NOT_SUBCLASSES = [
    (
        "10: spinal cord stimulation is not autonomic by accident",
        "SpinalCordStimulation",
        "AutonomicNeuromodulation",
    ),
    ("31: indications are not closed", "OveractiveBladder", "ChronicPain"),
    (
        "36: the dorsal root ganglion is not the cord",
        "DorsalRootGanglionStimulation",
        "SpinalCordStimulation",
    ),
    (
        "38: tibial nerve stimulation is not autonomic",
        "PercutaneousTibialNerveStimulation",
        "AutonomicNeuromodulation",
    ),
    (
        "41: not all electrical neuromodulation stimulates",
        "ElectricalNeuromodulation",
        "ElectricalStimulationTherapy",
    ),
    ("23: an external pump is not an implantable one", "InfusionPump", "ImplantableInfusionPump"),
    (
        "32: not every neuroprosthesis is implanted",
        "FunctionalElectricalStimulator",
        "ImplantableNeurostimulator",
    ),
    ("21: what is broad need not be strict", "BroadNeuromodulation", "StrictNeuromodulation"),
]


@pytest.mark.parametrize(("claim", "sub", "sup"), NOT_SUBCLASSES, ids=[c for c, _, _ in NOT_SUBCLASSES])
def test_claim_does_not_say_too_much(seed: Taxonomy, claim: str, sub: str, sup: str) -> None:
    assert not seed.entails_subclass(N + sub, N + sup), claim


def test_effects_are_not_disjoint_and_routes_are_not_closed(seed: Taxonomy) -> None:
    assert not {N + "X5", N + "X44open"} & seed.unsatisfiable


def test_trap_3_a_composite_with_a_lesion_stays_satisfiable(seed: Taxonomy) -> None:
    name = "SacralAnteriorRootStimulationWithRhizotomy"
    above = {iri.removeprefix(N) for iri in seed.ancestors(N + name)}
    assert N + name not in seed.unsatisfiable
    assert not {"NeuromodulationTherapy", "LesioningProcedure", "SacralAnteriorRootStimulation"} & above


def test_trap_9_device_therapy_and_surgery_are_three_things(seed: Taxonomy) -> None:
    for name, top in {
        "CochlearImplant": "Device",
        "CochlearImplantStimulation": "NeuromodulationTherapy",
        "CochlearImplantation": "SurgicalProcedure",
    }.items():
        assert seed.entails_subclass(N + name, N + top)


def test_what_is_out_or_at_the_border_is_never_strict(seed: Taxonomy) -> None:
    related = kinds_of(seed, "RelatedIntervention")
    assert len(related) >= 15
    assert related & kinds_of(seed, "StrictNeuromodulation") == set()


def test_the_broad_reading_lets_in_what_the_strict_one_does_not(seed: Taxonomy) -> None:
    extra = (
        kinds_of(seed, "BroadNeuromodulation")
        - kinds_of(seed, "StrictNeuromodulation")
        - {"StrictNeuromodulation"}
    )
    assert {
        "BotulinumToxinTherapy",
        "PulsedRadiofrequencyTreatment",
        "OptogeneticNeuromodulation",
        "ElectroconvulsiveTherapy",
    } <= extra
    assert not {"Pallidotomy", "CardiacPacing", "SystemicDrugTherapy", "Neurofeedback"} & extra


# ---- individuals and mutations: each needs a run of the reasoner of its own


def test_trap_2_one_individual_cannot_be_a_lesion_and_a_neuromodulation() -> None:
    assert not ontology_with(":x a :DorsalRhizotomy , :NeuromodulationTherapy .").consistent


def test_claim_13_an_irreversible_neuromodulation_is_inconsistent() -> None:
    assert not ontology_with(":x a :NeuromodulationTherapy ; :isReversible false .").consistent


DISJOINT = ("NeuromodulationTherapy", OWL + "disjointWith")
THALAMOTOMY = ":MRgFUSThalamotomy rdfs:subClassOf :NeuromodulationTherapy ."


def test_mutation_without_the_disjointness_the_booleans_still_find_the_clash() -> None:
    assert N + "MRgFUSThalamotomy" in ontology_with(THALAMOTOMY, without=[DISJOINT]).unsatisfiable


def test_mutation_without_functional_booleans_the_disjointness_still_finds_the_clash() -> None:
    functional = [(name, RDF_TYPE) for name in ("isReversible", "isDestructive", "isAdjustable")]
    again = "".join(f":{name} a owl:DatatypeProperty . " for name, _ in functional)
    assert N + "MRgFUSThalamotomy" in ontology_with(THALAMOTOMY + again, without=functional).unsatisfiable


def test_mutation_without_either_the_clash_is_lost() -> None:
    functional = [(name, RDF_TYPE) for name in ("isReversible", "isDestructive", "isAdjustable")]
    again = "".join(f":{name} a owl:DatatypeProperty . " for name, _ in functional)
    assert (
        N + "MRgFUSThalamotomy"
        not in ontology_with(THALAMOTOMY + again, without=[DISJOINT, *functional]).unsatisfiable
    )


def test_mutation_without_the_chain_vagus_nerve_stimulation_is_no_longer_autonomic() -> None:
    taxonomy = ontology_with(without=[("modulatesSystem", OWL + "propertyChainAxiom")])
    assert not taxonomy.entails_subclass(N + "ImplantedVagusNerveStimulation", N + "AutonomicNeuromodulation")


def test_claim_22_at_present_an_implantable_device_that_is_no_pump_is_a_neurostimulator(
    seed: Taxonomy,
) -> None:
    assert ontology_with(Q22, "present").entails_subclass(N + "Q22", N + "ImplantableNeurostimulator")
    assert not seed.entails_subclass(N + "Q22", N + "ImplantableNeurostimulator"), (
        "only the optional closure says so"
    )


def test_all_parts_together_are_consistent() -> None:
    taxonomy = ontology_with("", "alignment", "inferred", "mappings")
    assert taxonomy.consistent
    assert not taxonomy.unsatisfiable
    assert taxonomy.entails_subclass(N + "DeepBrainStimulation", "http://purl.obolibrary.org/obo/BFO_0000015")


# ---- what is written, not inferred


def test_claim_1_growth_is_a_remark_and_no_axiom(dataset: Dataset) -> None:
    [remark] = [
        text
        for text, language in dataset.literals(
            ONTOLOGY + "neuromod", "http://www.w3.org/2000/01/rdf-schema#comment"
        )
        if language == "en"
    ]
    assert "growing" in remark


@pytest.mark.parametrize(
    ("name", "seed_words"),
    [
        ("DysmotilityDisorder", "dismotilité"),
        ("PacingDisorder", "troubles de la stimulation"),
        ("ImplantableInfusionPump", "pompe à microperfusion"),
        ("SacralRootStimulator", "stimulateur de la racine sacrée"),
    ],
)
def test_the_words_of_the_seed_find_the_term(dataset: Dataset, name: str, seed_words: str) -> None:
    from neuromod_onto.terms import names_of

    assert any(seed_words in n.text for n in names_of(dataset, N + name))


def test_trap_10_french_labels_do_not_follow_the_calques_of_the_seed(dataset: Dataset) -> None:
    from neuromod_onto.terms import label_of

    assert label_of(dataset, N + "PacingDisorder", "fr") != "trouble de la stimulation"
    assert "racines" in label_of(dataset, N + "SacralRootStimulator", "fr")


def test_trap_6_no_class_is_placed_under_a_foreign_class(dataset: Dataset) -> None:
    foreign = [
        str(q.object)
        for q in dataset.store.quads_for_pattern(
            None, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf"), None
        )
        if isinstance(q.object, ox.NamedNode) and not q.object.value.startswith(N)
    ]
    assert foreign == []


def test_full_imports_resolve_offline_by_the_catalog() -> None:
    from xml.etree import ElementTree

    catalog = {
        e.get("name"): e.get("uri")
        for e in ElementTree.parse(ROOT / "ontology" / "catalog-v001.xml").getroot()
    }
    imports = [
        q.object.value
        for path in sorted((ROOT / "ontology").glob("*.ttl"))
        for q in read_quads(path)
        if q.predicate.value == OWL + "imports"
    ]
    assert len(imports) >= 5
    assert [iri for iri in imports if not (ROOT / "ontology" / str(catalog.get(iri))).is_file()] == []
