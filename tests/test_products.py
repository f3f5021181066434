"""Marketed models: codes that agree with their kind of device, names that mean one thing, numbers of the right form."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset, load, load_asserted
from neuromod_onto.model.namespaces import NEUROMOD, compact, expand, prefixes
from neuromod_onto.model.vocabulary import (
    DEPRECATED,
    INTENDED_FOR_THERAPY,
    LABEL,
    MANUFACTURED_BY,
    RDF_TYPE,
    REPLACED_BY,
)
from neuromod_onto.quality import load_rules
from neuromod_onto.quality.rules import run_rule
from neuromod_onto.terms import ancestors, fold, label_of, names_of, resolve

from .conftest import ROOT

PRODUCT = NEUROMOD + "product/"
COMPONENT = NEUROMOD + "DeviceComponent"
#: Product codes that do not lie on the line of the model's kind of device, each reviewed.
FILED_ELSEWHERE = {
    (
        "product:FlowFL100",
        "JXK",
    ): "the FDA files this direct current device as cranial electrotherapy stimulator",
    (
        "product:AccessPatientController",
        "LGW",
    ): "approved in one supplement with controllers of spinal cord stimulators; it is that of Kinetra",
}
#: Names that two models share, each reviewed.
SHARED_NAMES: dict[str, str] = {}


@pytest.fixture(scope="module")
def products(dataset: Dataset) -> list[str]:
    return [s for s in subjects(dataset, MANUFACTURED_BY) if s.startswith(PRODUCT)]


def subjects(dataset: Dataset, predicate: str) -> list[str]:
    import pyoxigraph as ox

    quads = dataset.store.quads_for_pattern(None, ox.NamedNode(predicate), None)
    return sorted({q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)})


def values(dataset: Dataset, product: str, name: str) -> list[str]:
    return sorted(text for text, _ in dataset.literals(product, NEUROMOD + name))


def on_one_line(dataset: Dataset, one: str, other: str) -> bool:
    return one == other or one in ancestors(dataset, other) or other in ancestors(dataset, one)


def delivered(dataset: Dataset, device: str) -> set[str]:
    return set(dataset.iris(device, NEUROMOD + "delivers")) | set(
        dataset.subjects(NEUROMOD + "deliveredBy", device)
    )


def classes_by_code() -> dict[str, set[str]]:
    found = defaultdict(set)
    with (ROOT / "mappings" / "fda.sssom.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        for row in rows:
            if row["predicate_id"] != "skos:relatedMatch":
                found[row["object_id"].partition(":")[2]].add(expand(row["subject_id"]))
    return found


def test_there_are_products_of_every_great_family(dataset: Dataset, products: list[str]) -> None:
    assert len(products) >= 150
    families = [
        "DeepBrainStimulator",
        "SpinalCordStimulator",
        "VagusNerveStimulator",
        "HypoglossalNerveStimulator",
        "SacralNeuromodulationDevice",
        "TranscranialMagneticStimulator",
        "CochlearImplant",
        "ImplantableInfusionPump",
        "NonInvasiveVagusNerveStimulator",
    ]
    above = [ancestors(dataset, product) for product in products]
    assert [f for f in families if not any(NEUROMOD + f in classes for classes in above)] == []


def test_product_codes_agree_with_the_kind_of_device(dataset: Dataset, products: list[str]) -> None:
    """A model's code is mapped to its kind of device, one above or below; a component's to what it serves."""
    mapped = classes_by_code()
    wrong = []
    for product in products:
        kinds = [iri for iri in dataset.iris(product, RDF_TYPE) if iri.startswith(NEUROMOD)]
        therapies = dataset.iris(product, INTENDED_FOR_THERAPY)
        component = COMPONENT in ancestors(dataset, product)
        for code in values(dataset, product, "fdaProductCode"):
            if code not in mapped:
                continue
            if component:
                agrees = any(
                    on_one_line(dataset, therapy, given)
                    for device in mapped[code]
                    for given in delivered(dataset, device)
                    for therapy in therapies
                )
            else:
                agrees = any(on_one_line(dataset, kind, device) for kind in kinds for device in mapped[code])
            if not agrees:
                wrong.append((compact(product), code))
    assert sorted(wrong) == sorted(FILED_ELSEWHERE)


def test_the_kind_of_device_delivers_the_therapy(dataset: Dataset, products: list[str]) -> None:
    wrong = []
    for product in products:
        above = {iri for iri in ancestors(dataset, product) if iri.startswith(NEUROMOD)}
        if COMPONENT in above:
            continue
        given = {therapy for device in above for therapy in delivered(dataset, device)}
        wrong += [
            (compact(product), compact(therapy))
            for therapy in dataset.iris(product, INTENDED_FOR_THERAPY)
            if not any(on_one_line(dataset, therapy, other) for other in given)
        ]
    assert wrong == []


def test_no_two_products_have_one_name(dataset: Dataset, products: list[str]) -> None:
    bearers = defaultdict(set)
    for product in products:
        for name in names_of(dataset, product):
            bearers[fold(name.text)].add(compact(product))
    shared = {name: sorted(who) for name, who in bearers.items() if len(who) > 1}
    assert sorted(shared) == sorted(SHARED_NAMES), shared


def test_names_of_makers_and_products_have_no_language(dataset: Dataset, products: list[str]) -> None:
    makers = {maker for product in products for maker in dataset.iris(product, MANUFACTURED_BY)}
    assert all(iri.startswith(NEUROMOD + "maker/") for iri in makers)
    tagged = [n for iri in (*products, *makers) for n in names_of(dataset, iri) if n.language]
    assert tagged == []
    assert all(len(dataset.literals(iri, LABEL)) == 1 for iri in makers)


def test_premarket_numbers_have_the_form_of_their_kind(dataset: Dataset, products: list[str]) -> None:
    """PMA, HDE, 510(k) and De Novo numbers begin with the year of filing; supplements are of PMAs and HDEs."""
    forms = r"P\d{6}(/S\d{3})?|H\d{6}(/S\d{3})?|K\d{6}|DEN\d{6}"
    wrong = [
        (compact(product), number)
        for product in products
        for number in values(dataset, product, "premarketNumber")
        if not re.fullmatch(forms, number)
    ]
    assert wrong == []


def test_what_is_off_the_market_says_so(dataset: Dataset) -> None:
    assert values(dataset, PRODUCT + "ArgusII", "isMarketed") == ["false"]
    assert values(dataset, PRODUCT + "NeuroStar", "isMarketed") == ["true"]


@pytest.mark.parametrize(
    ("brand", "kind"),
    [
        ("Activa", "DeepBrainStimulator"),
        ("Percept PC BrainSense", "SensingDeepBrainStimulator"),
        ("Kinetra", "DeepBrainStimulator"),
        ("Libra XP", "DeepBrainStimulator"),
        ("Eon Mini", "SpinalCordStimulator"),
        ("RestoreUltra SureScan MRI", "SpinalCordStimulator"),
        ("Versitrel", "SpinalCordStimulator"),
        ("Algovita", "SpinalCordStimulator"),
        ("Lamitrode 44", "SpinalLead"),
        ("AspireSR", "VagusNerveStimulator"),
        ("SenTiva Duo", "VagusNerveStimulator"),
        ("Inspire IV", "HypoglossalNerveStimulator"),
        ("Rapid2 Therapy System", "TranscranialMagneticStimulator"),
        ("MagVita", "TranscranialMagneticStimulator"),
        ("Deep TMS System", "HCoilMagneticStimulator"),
    ],
)
def test_a_brand_leads_to_its_kind_of_device(dataset: Dataset, brand: str, kind: str) -> None:
    assert NEUROMOD + kind in ancestors(dataset, resolve(dataset, brand).iri)


def test_former_names_of_makers_lead_to_them(dataset: Dataset) -> None:
    assert label_of(dataset, resolve(dataset, "MicroTransponder").iri) == "Mobia Medical"
    assert label_of(dataset, resolve(dataset, "Cyberonics").iri) == "LivaNova"


def test_a_model_listed_twice_is_one_and_its_old_address_leads_there(dataset: Dataset) -> None:
    """The patient manual is titled Inspire IV Generator Model 3028: a name and a number of one generator."""
    old, kept = PRODUCT + "Inspire3028", PRODUCT + "InspireIV"
    for name in ("Inspire IV IPG", "Inspire Model 3028 IPG", "Inspire IV Generator Model 3028"):
        assert resolve(dataset, name).iri == kept
    assert dataset.literals(old, DEPRECATED)
    assert list(dataset.iris(old, REPLACED_BY)) == [kept]
    assert list(dataset.iris(old, MANUFACTURED_BY)) == []
    assert resolve(dataset, "Inspire II").iri != kept


def test_every_name_of_a_model_resolves_to_it(dataset: Dataset, products: list[str]) -> None:
    wrong = [
        (name.text, compact(product))
        for product in products
        for name in names_of(dataset, product)
        if resolve(dataset, name.text).iri != product
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("Protege IPG", "Protege IPG MRI"),
        ("Precision Montage", "Precision Montage MRI"),
        ("RestoreUltra", "RestoreUltra SureScan MRI"),
        ("Vectris", "Vectris SureScan MRI"),
        ("Activa SC Model 37602", "Activa SC Model 37603"),
        ("CloudTMS Edge", "CloudTMS Edge for OCD"),
    ],
)
def test_models_whose_labels_differ_are_two(dataset: Dataset, plain: str, other: str) -> None:
    """MRI status and indication belong to the exact model; no name of one may lead to the other."""
    one, two = resolve(dataset, plain).iri, resolve(dataset, other).iri
    assert one != two
    assert ancestors(dataset, one) == ancestors(dataset, two)
    assert not {fold(n.text) for n in names_of(dataset, one)} & {fold(n.text) for n in names_of(dataset, two)}


def test_not_every_sacral_neurostimulator_has_a_battery_in_the_body(dataset: Dataset) -> None:
    """The FDA approved a sacral system without implanted battery (P240031)."""
    fully, partly = NEUROMOD + "FullyImplantedNeurostimulator", NEUROMOD + "PartlyImplantedNeurostimulator"
    kind = NEUROMOD + "SacralNeuromodulationDevice"
    assert fully not in ancestors(dataset, kind)
    above = ancestors(dataset, PRODUCT + "NeusperaSNM")
    assert {kind, partly} <= above
    assert fully not in above
    for model in ("InterStim", "InterStimII", "InterStimMicro", "AxonicsSNM"):
        assert {kind, fully} <= ancestors(dataset, PRODUCT + model)


def test_a_controller_serves_the_stimulator_that_its_maker_names(dataset: Dataset) -> None:
    """Access is the patient programmer of Kinetra, Access Review that of Soletra: both of deep brain stimulation."""
    for name in ("Access Therapy Patient Controller", "Access Review Therapy Controller"):
        therapies = list(dataset.iris(resolve(dataset, name).iri, INTENDED_FOR_THERAPY))
        assert therapies == [NEUROMOD + "DeepBrainStimulation"]


SOUND_MODELS = {
    "mri-model-under-plain-name": (
        'product:X rdfs:label "Acme One MRI" ; skos:altLabel "Acme MRI" ; neuromod:manufacturedBy maker:LivaNova .'
    ),
    "model-without-control-mode": (
        "product:X a neuromod:VagusNerveStimulator ; neuromod:manufacturedBy maker:LivaNova ;"
        " neuromod:intendedForTherapy neuromod:HeartRateTriggeredVagusNerveStimulation ;"
        " neuromod:offersControlMode neuromod:HeartRateFeedback ."
    ),
}


@pytest.mark.parametrize("name", SOUND_MODELS)
def test_a_rule_of_models_lets_a_sound_one_pass(name: str, tmp_path: Path) -> None:
    """That each finds a faulty model is tested with the other rules (tests/test_quality.py)."""
    rule = next(rule for rule in load_rules() if rule.name == name)
    given = tmp_path / "sound.ttl"
    head = "".join(f"@prefix {p.prefix}: <{p.namespace}> .\n" for p in prefixes().values())
    given.write_text(head + SOUND_MODELS[name], encoding="utf-8")
    assert run_rule(rule, load_asserted([given]) if rule.over == "asserted" else load([given])) == []
