"""Finding terms and telling what is known of them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import UnknownTermError
from neuromod_onto.model import vocabulary
from neuromod_onto.model.namespaces import NEUROMOD, compact, expand, prefixes
from neuromod_onto.terms import (
    ancestors,
    children,
    descendants,
    describe,
    fold,
    is_product,
    parents,
    resolve,
    scope_of,
    search,
    tree,
)
from neuromod_onto.terms.origin import origins


def test_every_own_term_that_code_names_exists_in_the_ontology(dataset: Dataset) -> None:
    named = [
        iri
        for name, iri in vars(vocabulary).items()
        if name.isupper() and isinstance(iri, str) and iri.startswith(NEUROMOD) and iri != NEUROMOD
    ]
    assert len(named) > 10
    assert [iri for iri in named if iri not in dataset] == []


@pytest.mark.parametrize(
    "name",
    [
        "neuromod:SpinalCordStimulation",
        "https://w3id.org/neuromod-onto/SpinalCordStimulation",
        "SpinalCordStimulation",
        "spinal cord stimulation",
        "Spinal-Cord Stimulation",
        "stimulation médullaire",
        "STIMULATION MEDULLAIRE",
        "SCS",
        "mesh:D062187",
        "MESH:D062187",
    ],
)
def test_one_term_answers_to_all_its_names(dataset: Dataset, name: str) -> None:
    assert resolve(dataset, name).curie == "neuromod:SpinalCordStimulation"


def test_the_label_comes_in_the_readers_language(dataset: Dataset) -> None:
    assert resolve(dataset, "DBS", language="fr").label == "stimulation cérébrale profonde"
    assert resolve(dataset, "DBS", language="en").label == "deep brain stimulation"


def test_an_unknown_name_is_refused_with_candidates(dataset: Dataset) -> None:
    with pytest.raises(UnknownTermError) as caught:
        resolve(dataset, "deep brane stimulatoin")
    assert any("neuromod:DeepBrainStimulation" in c for c in caught.value.candidates)


def test_an_unknown_code_is_refused(dataset: Dataset) -> None:
    with pytest.raises(UnknownTermError):
        resolve(dataset, "mesh:D999999")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("deep brain stimulation", "neuromod:DeepBrainStimulation"),
        ("stimulation cerebrale profonde", "neuromod:DeepBrainStimulation"),
        ("spinal cord stimulaton", "neuromod:SpinalCordStimulation"),
        ("vagus nerv stim", "neuromod:VagusNerveStimulation"),
        ("mesh:D055536", "neuromod:VagusNerveStimulation"),
    ],
)
def test_search_puts_the_term_meant_first(dataset: Dataset, text: str, first: str) -> None:
    assert compact(search(dataset, text)[0].iri) == first


def test_search_shows_the_name_that_matched(dataset: Dataset) -> None:
    hit = search(dataset, "baclofène")[0]
    assert (compact(hit.iri), hit.match, hit.language) == ("neuromod:Baclofen", "baclofène", "fr")


def test_search_finds_nothing_for_nonsense(dataset: Dataset) -> None:
    assert search(dataset, "qqqqzzzzxxxx") == []


def test_search_keeps_to_a_kind(dataset: Dataset) -> None:
    hits = search(dataset, "stimulation", under=vocabulary.CONDITION, limit=None)
    assert {compact(hit.iri) for hit in search(dataset, "pain", under=vocabulary.CONDITION, limit=None)} >= {
        "neuromod:ChronicPain",
        "neuromod:NeuropathicPain",
    }
    assert all(vocabulary.CONDITION in ancestors(dataset, hit.iri) for hit in hits)


@pytest.mark.parametrize(
    ("brand", "product"),
    [
        ("NeuroStar", "product:NeuroStar"),
        ("IB-Stim", "product:IBStim"),
        ("NSS-2 Bridge", "product:NSS2Bridge"),
        ("VNS Therapy", "product:VNSTherapy"),
        ("ib stim", "product:IBStim"),
    ],
)
def test_a_brand_names_a_product_and_search_puts_it_first(dataset: Dataset, brand: str, product: str) -> None:
    assert resolve(dataset, brand).curie == product
    assert compact(search(dataset, brand)[0].iri) == product


def test_products_are_found_under_their_kind_of_device_and_apart(dataset: Dataset) -> None:
    devices = {
        compact(hit.iri) for hit in search(dataset, "NeuroStar", under=NEUROMOD + "MagneticStimulator")
    }
    assert "product:NeuroStar" in devices
    assert search(dataset, "NeuroStar", under=NEUROMOD + "ImplantableNeurostimulator") == []
    hits = search(dataset, "spinal cord stimulation", products=True, limit=None)
    assert hits
    assert all(is_product(dataset, hit.iri) for hit in hits)
    assert not is_product(dataset, NEUROMOD + "SpinalCordStimulator")


def test_the_card_of_a_product_has_maker_codes_therapy_and_kind(dataset: Dataset) -> None:
    card = describe(dataset, expand("product:RNS"))
    relations = {(compact(p), compact(v)) for p, v in card.relations}
    assert card.kind == "product"
    assert [compact(parent) for parent in card.parents] == ["neuromod:ResponsiveNeurostimulator"]
    assert {
        ("neuromod:manufacturedBy", "maker:NeuroPace"),
        ("neuromod:intendedForTherapy", "neuromod:ResponsiveNeurostimulation"),
        ("neuromod:fdaProductCode", "PFN"),
        ("neuromod:premarketNumber", "P100026"),
    } <= relations


def test_the_card_of_an_obsolete_term_names_its_heir_and_no_other_does(dataset: Dataset) -> None:
    old = resolve(dataset, "Inspire3028").iri
    assert old == NEUROMOD + "product/Inspire3028"
    assert describe(dataset, old).replaced_by == [NEUROMOD + "product/InspireIV"]
    assert describe(dataset, NEUROMOD + "product/InspireIV").replaced_by == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ActivaPC", "product:ActivaPC"),
        ("RNS", "neuromod:ResponsiveNeurostimulation"),
        ("Intrathecal", ""),
        ("product/RNS", ""),
    ],
)
def test_a_model_answers_to_its_local_name_when_nothing_has_that_name(
    dataset: Dataset, name: str, found: str
) -> None:
    if found:
        assert resolve(dataset, name).curie == found
    else:
        with pytest.raises(UnknownTermError):
            resolve(dataset, name)


def test_therapy_kind_of_device_and_maker_list_their_products(dataset: Dataset) -> None:
    for name in (
        "neuromod:ResponsiveNeurostimulation",
        "neuromod:ImplantableBrainStimulator",
        "maker:NeuroPace",
    ):
        assert expand("product:RNS") in describe(dataset, expand(name)).products
    assert expand("product:RNS") not in describe(dataset, expand("neuromod:SpinalCordStimulation")).products


def test_the_hierarchy_is_the_inferred_one(dataset: Dataset) -> None:
    scs = NEUROMOD + "SpinalCordStimulation"
    assert NEUROMOD + "ImplantedElectricalNeuromodulation" in ancestors(dataset, scs)
    assert NEUROMOD + "ElectricalNeuromodulation" not in parents(dataset, scs), "implied by a nearer parent"
    assert scs in descendants(dataset, NEUROMOD + "NeuromodulationTherapy")
    assert all(scs in parents(dataset, child) for child in children(dataset, scs))


def classes(edges: Iterable[tuple[int, int]]) -> Dataset:
    """Return a dataset of classes by number, each pair being a class and one above it."""
    above = ox.NamedNode(vocabulary.SUBCLASS_OF)
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"urn:{a}"), above, ox.NamedNode(f"urn:{b}")) for a, b in edges)
    return Dataset(store)


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] > pair[1])))
def test_a_link_that_others_imply_is_left_out_in_both_directions(edges: set[tuple[int, int]]) -> None:
    reached = set(edges)
    for middle in range(7):
        reached |= {(a, d) for a, b in reached for c, d in reached if b == c == middle}
    direct = {(a, b) for a, b in edges if not any((a, m) in reached and (m, b) in reached for m in range(7))}
    found = classes(edges)
    for number in range(7):
        assert parents(found, f"urn:{number}") == [f"urn:{b}" for a, b in sorted(direct) if a == number]
        assert children(found, f"urn:{number}") == [f"urn:{a}" for a, b in sorted(direct) if b == number]


def test_a_circle_of_classes_keeps_what_is_below_it() -> None:
    """A class that is above and below another is equal to it, no step between it and its children."""
    found = classes([(1, 2), (2, 1), (3, 1)])
    assert children(found, "urn:1") == ["urn:2", "urn:3"]
    assert parents(found, "urn:3") == ["urn:1"]


def test_scope_is_read_off_the_class_that_heads_the_bucket(dataset: Dataset) -> None:
    scopes = {
        name: scope_of(dataset, NEUROMOD + name)
        for name in (
            "DeepBrainStimulation",
            "ElectroconvulsiveTherapy",
            "Pallidotomy",
            "ImplantationProcedure",
            "ParkinsonDisease",
        )
    }
    assert scopes == {
        "DeepBrainStimulation": "in",
        "ElectroconvulsiveTherapy": "border",
        "Pallidotomy": "out",
        "ImplantationProcedure": "surgery",
        "ParkinsonDisease": "",
    }


def test_no_intervention_falls_into_two_scopes(dataset: Dataset) -> None:
    assert [
        iri for iri in descendants(dataset, vocabulary.INTERVENTION) if "+" in scope_of(dataset, iri)
    ] == []


def test_tree_goes_down_and_up_to_the_depth_asked_for(dataset: Dataset) -> None:
    [down] = tree(dataset, NEUROMOD + "SpinalCordStimulation", depth=1)
    assert {node.iri for node in down.nodes} == set(children(dataset, down.iri))
    assert all(not node.nodes for node in down.nodes)
    [up] = tree(dataset, NEUROMOD + "SpinalCordStimulation", up=True)
    assert up.nodes


def test_every_class_hangs_below_some_root(dataset: Dataset) -> None:
    roots = {compact(node.iri) for node in tree(dataset, depth=0)}
    assert roots == {
        "neuromod:AdverseEvent",
        "neuromod:AnatomicalEntity",
        "neuromod:ChemicalAgent",
        "neuromod:Condition",
        "neuromod:ConditionAttribute",
        "neuromod:Device",
        "neuromod:Exposure",
        "neuromod:FieldOfStudy",
        "neuromod:Organization",
        "neuromod:InformationEntity",
        "neuromod:Intervention",
        "neuromod:InterventionAttribute",
        "neuromod:MolecularTarget",
        "neuromod:PatientCircumstance",
        "neuromod:TreatmentOutcome",
    }


def test_a_card_says_axioms_as_sentences(dataset: Dataset) -> None:
    card = describe(dataset, NEUROMOD + "SubthalamicDeepBrainStimulation")
    assert (
        "equivalent",
        "deep brain stimulation and has neural target some subthalamic nucleus",
    ) in card.axioms
    assert not any("_:" in text for _, text in card.axioms)
    french = describe(dataset, NEUROMOD + "SubthalamicDeepBrainStimulation", language="fr")
    assert any("a pour cible nerveuse" in text for _, text in french.axioms)


def test_a_card_tells_what_records_say_current_ones_first(dataset: Dataset) -> None:
    records = describe(dataset, NEUROMOD + "SubthalamicDeepBrainStimulation").evidence
    approval = next(record for record in records if record.number == "P140009")
    assert (approval.year, compact(approval.condition)) == (2015, "neuromod:ParkinsonDisease")
    assert approval.read
    assert approval.sources == ("source:P140009",)
    assert [compact(iri) for iri in approval.jurisdictions] == ["neuromod:UnitedStates"]
    exemption = next(record for record in records if record.number == "H020007")
    assert compact(exemption.status) == "neuromod:SupersededRecord"
    assert records.index(approval) < records.index(exemption)
    assert "P150038" not in {record.number for record in records}


def test_records_are_shown_from_the_side_of_the_condition_too_and_not_as_uses(dataset: Dataset) -> None:
    card = describe(dataset, NEUROMOD + "EssentialTremor", language="fr")
    assert {"P960009", "P150038", "DEN170028"} <= {record.number for record in card.evidence}
    assert "Stimulation unilatérale" in next(r.limits for r in card.evidence if r.number == "P960009")
    assert [subject for subject, _ in card.used_by if compact(subject).startswith("evidence:")] == []


def test_a_general_term_says_how_many_records_its_kinds_have(dataset: Dataset) -> None:
    general = describe(dataset, NEUROMOD + "HypoglossalNerveStimulation")
    numbers = {
        record.number
        for kind in descendants(dataset, general.iri)
        for record in describe(dataset, kind).evidence
    }
    assert {"P130008", "P130008/S090", "P240024"} <= numbers
    assert general.evidence_of_kinds >= len(numbers)
    assert describe(dataset, NEUROMOD + "VagusNerve").evidence_of_kinds == 0


def test_why_tells_asserted_from_inherited_from_inferred(dataset: Dataset) -> None:
    vns = NEUROMOD + "ImplantedVagusNerveStimulation"
    ans = [
        o
        for o in origins(dataset, vns, NEUROMOD + "modulatesSystem")
        if o.value == NEUROMOD + "AutonomicNervousSystem"
    ]
    assert [o.how for o in ans] == ["inferred"]
    stn = NEUROMOD + "SubthalamicDeepBrainStimulation"
    assert [o.how for o in origins(dataset, stn, NEUROMOD + "hasNeuralTarget")] == ["asserted"]
    assert {o.how for o in origins(dataset, stn, NEUROMOD + "usesModality")} == {"inherited"}


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(sorted(prefixes())), st.text("abcXYZ0123456789", min_size=1))
def test_curies_go_there_and_back(prefix: str, local: str) -> None:
    assert expand(compact(expand(f"{prefix}:{local}"))) == expand(f"{prefix}:{local}")
