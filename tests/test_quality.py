"""Authoring rules: each one catches what it is for, and the ontology breaks none."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset, load, load_asserted
from neuromod_onto.errors import InputError
from neuromod_onto.model.namespaces import prefixes
from neuromod_onto.quality import Rule, check, load_rules, load_traps
from neuromod_onto.quality.rules import run_rule

from .conftest import Neuromod

RULES = load_rules()
HEADER = (
    '#+ name: bad\n#+ level: error\n#+ summary: {en: "bad", fr: "mauvais"}\n#+ origin: our house\n'
    '#+ over: dataset\n#+ violation: ""\n'
)


def test_the_ontology_breaks_no_rule() -> None:
    report = check()
    assert [f for f in report.findings if f.severity != "info"] == []
    assert report.checked > 30_000


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_catches_what_it_is_for(rule: Rule, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    head = "".join(f"@prefix {p.prefix}: <{p.namespace}> .\n" for p in prefixes().values())
    broken.write_text(head + rule.violation, encoding="utf-8")
    dataset = load_asserted([broken]) if rule.over == "asserted" else load([broken])
    assert run_rule(rule, dataset), rule.violation


PAIRED = (
    "neuromod:X a owl:Class ; rdfs:subClassOf neuromod:TranscranialMagneticStimulation ; "
    "neuromod:usesModality neuromod:MagneticModality , neuromod:ElectricalModality "
)
SOUND = {
    ("means-without-device", "the second means comes with a part"): PAIRED
    + "; neuromod:hasPart neuromod:PeripheralNerveStimulation .",
    ("means-without-device", "a device is made for both"): PAIRED
    + ". neuromod:D neuromod:delivers neuromod:X .",
    ("chronic-discontinuation-effect", "it is acute"): "neuromod:X a owl:Class ; "
    "rdfs:subClassOf neuromod:DiscontinuationEffect ; neuromod:hasCourse neuromod:AcuteCourse .",
    ("narrower-than-device", "the wider one is told as well"): "neuromod:X a owl:Class ; "
    "neuromod:deliveredBy neuromod:ImplantableInfusionPump ; "
    "neuromod:hasContraindication neuromod:Sepsis , neuromod:Infection .",
    ("source-twice", "the pages differ"): "source:X a neuromod:BibliographicSource ; "
    "bibo:locator 'http://example.org/a' . source:Y a neuromod:BibliographicSource ; "
    "bibo:locator 'https://www.example.org/b' .",
    (
        "brand-names-a-class",
        "the class that shares the word is neither device nor therapy",
    ): "neuromod:X a owl:Class ; "
    'rdfs:subClassOf neuromod:AnatomicalEntity ; rdfs:label "acme one"@en . '
    'neuromod:Y a owl:Class ; rdfs:subClassOf neuromod:Device ; skos:hiddenLabel "Acme Two"@en . '
    '<https://w3id.org/neuromod-onto/product/X> rdfs:label "Acme One" ; '
    "neuromod:manufacturedBy <https://w3id.org/neuromod-onto/maker/Acme> .",
    (
        "brand-names-a-class",
        "the maker named is the only one",
    ): "neuromod:X a owl:Class ; rdfs:subClassOf neuromod:Device ; "
    'skos:hiddenLabel "Acme"@en . <https://w3id.org/neuromod-onto/product/X> a neuromod:X ; '
    "neuromod:manufacturedBy <https://w3id.org/neuromod-onto/maker/Acme> . "
    '<https://w3id.org/neuromod-onto/maker/Acme> rdfs:label "Acme" .',
    ("name-of-a-kind", "neither is a kind of the other"): 'neuromod:X a owl:Class ; skos:altLabel "x"@en . '
    'neuromod:Y a owl:Class ; skos:hiddenLabel "x"@en .',
}


@pytest.mark.parametrize(("name", "why"), SOUND)
def test_a_rule_lets_pass_what_is_sound(name: str, why: str, tmp_path: Path) -> None:
    sound = tmp_path / "sound.ttl"
    head = "".join(f"@prefix {p.prefix}: <{p.namespace}> .\n" for p in prefixes().values())
    sound.write_text(head + SOUND[name, why], encoding="utf-8")
    rule = next(rule for rule in RULES if rule.name == name)
    assert run_rule(rule, load([sound])) == [], why


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_says_in_both_languages_what_is_wrong_and_where_it_comes_from(rule: Rule) -> None:
    assert set(rule.summary) == {"en", "fr"}
    assert rule.origin


def test_rules_of_the_user_join_the_shipped_ones(neuromod: Neuromod, tmp_path: Path) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "no-dbs.rq").write_text(
        '#+ name: no-dbs\n#+ level: warning\n#+ summary: {en: "DBS is here.", fr: "La SCP est là."}\n'
        '#+ origin: our house\n#+ over: asserted\n#+ violation: ""\n'
        "PREFIX neuromod: <https://w3id.org/neuromod-onto/>\n"
        "SELECT ?entity WHERE { VALUES ?entity { neuromod:DeepBrainStimulation } ?entity ?p ?o }\n",
        encoding="utf-8",
    )
    done = neuromod("check", "--rules", str(folder), "--fail-on", "warning", "--format", "json")
    assert done.code == 1
    assert [row["rule"] for row in json.loads(done.out) if row["severity"] == "warning"] == ["no-dbs"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT ?entity WHERE { ?entity ?p ?o }\n", "no header"),
        ("#+ name: other\nSELECT ?entity WHERE { ?entity ?p ?o }\n", "header of a rule lacks 'level'"),
        (HEADER + "#+ colour: red\nSELECT ?entity WHERE { ?entity ?p ?o }\n", "has no key 'colour'"),
        (HEADER.replace("bad", "good") + "SELECT ?entity WHERE { ?entity ?p ?o }\n", "name 'good' is not"),
        (HEADER.replace("error", "fatal") + "SELECT ?entity WHERE { ?entity ?p ?o }\n", "no level of a rule"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as caught:
        load_rules([tmp_path])
    assert "bad.rq" in str(caught.value)


@pytest.mark.parametrize("query", ["ASK { ?s ?p ?o }", "SELECT ?term WHERE { ?term ?p ?o }"])
def test_a_rule_that_selects_no_entity_is_a_fault_of_its_file(query: str, tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text(f"{HEADER}{query}\n", encoding="utf-8")
    rule = load_rules([tmp_path])[-1]
    with pytest.raises(InputError, match="selects \\?entity") as caught:
        run_rule(rule, Dataset(ox.Store(), []))
    assert str(tmp_path / "bad.rq") in str(caught.value)


def test_what_a_rule_finds_may_be_a_text_or_a_nameless_node(tmp_path: Path) -> None:
    query = "SELECT ?entity ?property ?value WHERE { ?s ?property ?value BIND (STR(?value) AS ?entity) }"
    (tmp_path / "bad.rq").write_text(f"{HEADER}{query}\n", encoding="utf-8")
    store = ox.Store()
    store.load(b'<urn:s> <urn:p> "x" , <urn:o> .', format=ox.RdfFormat.TURTLE)
    found = run_rule(load_rules([tmp_path])[-1], Dataset(store, []), "fr")
    assert {(f.focus, f.focus_label, f.path, f.value, f.message) for f in found} == {
        ('"x"', "", "urn:p", "x", "mauvais"),
        ('"urn:o"', "", "urn:p", "urn:o", "mauvais"),
    }


def test_a_folder_of_rules_that_does_not_exist_is_named(neuromod: Neuromod) -> None:
    done = neuromod("check", "--rules", "no-such-folder")
    assert done.code == 3
    assert "no-such-folder" in done.err


def test_findings_in_data_go_to_report_files(neuromod: Neuromod, tmp_path: Path) -> None:
    data = tmp_path / "mine.ttl"
    data.write_text(
        "@prefix neuromod: <https://w3id.org/neuromod-onto/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'neuromod:Mine rdfs:label "stimulation d\'un nerf"@fr .\n',
        encoding="utf-8",
    )
    junit, sarif = tmp_path / "r.xml", tmp_path / "r.sarif"
    done = neuromod("check", "--data", str(data), "--report", f"junit:{junit}", "--report", f"sarif:{sarif}")
    assert done.code == 1
    assert "straight-apostrophe" in done.out
    assert int(ElementTree.parse(junit).getroot().get("failures", "0")) >= 1
    log = json.loads(sarif.read_text(encoding="utf-8"))
    assert "straight-apostrophe" in {result["ruleId"] for result in log["runs"][0]["results"]}


def test_a_turtle_report_is_refused_since_rules_are_not_shapes(neuromod: Neuromod, tmp_path: Path) -> None:
    done = neuromod("check", "--report", f"ttl:{tmp_path / 'r.ttl'}")
    assert done.code == 2
    assert not (tmp_path / "r.ttl").exists()


def test_rules_are_listed_in_french(neuromod: Neuromod) -> None:
    done = neuromod("check", "--list", "--lang", "fr", "--format", "tsv")
    assert done.code == 0
    assert len(done.out.splitlines()) == len(RULES) + len(load_traps()) + 1
    assert "apostrophe droite" in done.out
