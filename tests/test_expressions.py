"""Class expressions: read, written back, and answered with reasons."""

from __future__ import annotations

import contextlib

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import Rows
from neuromod_onto.errors import InputError, UnknownTermError, UsageError
from neuromod_onto.expressions import members_of, parse_expression, write_expression
from neuromod_onto.expressions.reading import WORDS
from neuromod_onto.model.expressions import (
    Combined,
    Expression,
    HasValue,
    Named,
    Not,
    Restriction,
    sentence,
)
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import XSD

from .conftest import dataset_of

CLASSES = [
    "DeepBrainStimulation",
    "SpinalCordStimulation",
    "ChronicPain",
    "ElectricalModality",
    "Thalamotomy",
]
OBJECT = ["usesModality", "treatsCondition", "hasNeuralTarget"]
TRUE = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))


def names(dataset: Dataset, text: str, language: str = "en") -> set[str]:
    expression = parse_expression(dataset, text, language=language)
    return {m.iri.removeprefix(NEUROMOD) for m in members_of(dataset, expression)}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("SpinalCordStimulation", "SpinalCordStimulation"),
        ("neuromod:SpinalCordStimulation", "SpinalCordStimulation"),
        ("spinal cord stimulation", "SpinalCordStimulation"),
        ('"stimulation médullaire"', "SpinalCordStimulation"),
        ("DBS or SpinalCordStimulation", "DeepBrainStimulation or SpinalCordStimulation"),
        ("mesh:D062187", "SpinalCordStimulation"),
        (
            "DeepBrainStimulation OR SpinalCordStimulation AND Thalamotomy",
            "DeepBrainStimulation or (SpinalCordStimulation and Thalamotomy)",
        ),
        ("not Thalamotomy", "not Thalamotomy"),
        ("treats condition some chronic pain", "treatsCondition some ChronicPain"),
        ("isReversible value true", "isReversible value true"),
        ("usesModality some (not ElectricalModality)", "usesModality some not ElectricalModality"),
        (
            "stimulation médullaire et treatsCondition au moins « douleur chronique »",
            "SpinalCordStimulation and treatsCondition some ChronicPain",
        ),
        ("isReversible vaut vrai ou non Thalamotomy", "isReversible value true or not Thalamotomy"),
        (
            "ventral capsule and ventral striatum deep brain stimulation",
            "VentralCapsuleDeepBrainStimulation",
        ),
    ],
)
def test_what_is_read(dataset: Dataset, text: str, written: str) -> None:
    assert write_expression(parse_expression(dataset, text)) == written


@pytest.mark.parametrize(
    ("text", "place", "cause"),
    [
        ("", "expression:1:1", "ends where a name"),
        ("DeepBrainStimulation and", "expression:1:25", "ends where a name"),
        ("(DeepBrainStimulation", "expression:1:22", "closing parenthesis"),
        ("DeepBrainStimulation)", "expression:1:21", "found ')'"),
        ('"DeepBrainStimulation', "expression:1:1", "not closed"),
        ("usesModality only ElectricalModality", "expression:1:14", "'only' cannot be answered"),
        ("treatsCondition", "expression:1:1", "is a property"),
        ("DeepBrainStimulation and treatsCondition some", "expression:1:46", "ends where a name"),
    ],
)
def test_faults_give_the_column(dataset: Dataset, text: str, place: str, cause: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_expression(dataset, text)
    assert caught.value.place == place
    assert cause in caught.value.cause


def test_unknown_names_bring_candidates(dataset: Dataset) -> None:
    with pytest.raises(UnknownTermError) as caught:
        parse_expression(dataset, "DeepBrainStimulation or spinl cord stimulation")
    assert caught.value.place == "expression:1:25"
    assert "neuromod:SpinalCordStimulation spinal cord stimulation" in caught.value.candidates
    with pytest.raises(UnknownTermError) as caught:
        parse_expression(dataset, "treatsConditon some ChronicPain")
    assert caught.value.candidates[0] == "neuromod:treatsCondition treats condition"


def test_a_class_brings_its_kinds_and_nothing_else(dataset: Dataset) -> None:
    found = names(dataset, "SpinalCordStimulation")
    assert {"SpinalCordStimulation", "BurstSpinalCordStimulation"} <= found
    assert not found & {
        "DeepBrainStimulation",
        "DorsalRootGanglionStimulation",
        "ElectricalStimulationTherapy",
    }


def test_relations_are_followed_to_kinds_of_the_filler(dataset: Dataset) -> None:
    found = names(dataset, "ImplantedElectricalNeuromodulation and treatsCondition some ChronicPain")
    assert {"SpinalCordStimulation", "DorsalRootGanglionStimulation"} <= found
    assert not found & {"TranscutaneousElectricalNerveStimulation", "IntrathecalMorphineTherapy"}


def test_or_joins_not_takes_away_and_value_asks_for_a_truth_value(dataset: Dataset) -> None:
    dbs, scs = names(dataset, "DeepBrainStimulation"), names(dataset, "SpinalCordStimulation")
    assert names(dataset, "DeepBrainStimulation or SpinalCordStimulation") == dbs | scs
    therapies = names(dataset, "NeuromodulationTherapy")
    assert names(dataset, "NeuromodulationTherapy and not DeepBrainStimulation") == therapies - dbs
    assert "Thalamotomy" in names(dataset, "isReversible value false")
    assert "Thalamotomy" not in names(dataset, "isReversible value true")
    assert names(dataset, "not NeuromodulationTherapy and SpinalCordStimulation") == set()


def test_fillers_may_be_expressions(dataset: Dataset) -> None:
    both = names(dataset, "usesModality some (MagneticModality or AcousticModality)")
    assert both == names(dataset, "usesModality some MagneticModality") | names(
        dataset, "usesModality some AcousticModality"
    )


def test_each_member_has_its_reasons(dataset: Dataset) -> None:
    expression = parse_expression(
        dataset, "ImplantedElectricalNeuromodulation and treatsCondition some ChronicPain"
    )
    member = next(m for m in members_of(dataset, expression) if m.iri.endswith("/SpinalCordStimulation"))
    assert member.reasons[0] == "kind of implanted electrical neuromodulation (inferred)"
    assert member.reasons[1].startswith("treats condition: neuropathic pain ⊑ chronic pain (asserted)") or (
        "neuropathic pain ⊑ chronic pain (asserted)" in member.reasons[1]
    )
    itself = parse_expression(dataset, "SpinalCordStimulation")
    reasons = {m.label: m.reasons for m in members_of(dataset, itself)}
    assert reasons["spinal cord stimulation"] == ("the class itself",)
    assert reasons["burst spinal cord stimulation"][0].startswith("kind of spinal cord stimulation (")
    pains = members_of(dataset, parse_expression(dataset, "ChronicPain"))
    reasons = {m.label: m.reasons for m in pains}
    assert reasons["neuropathic pain"] == ("kind of chronic pain (asserted)",)
    french = {m.label: m.reasons for m in members_of(dataset, itself, language="fr")}
    assert french["stimulation médullaire"] == ("la classe elle-même",)


def test_a_users_own_class_can_be_a_member() -> None:
    from neuromod_onto.dataset import load

    own = load()
    own.store.add(
        ox.Quad(
            ox.NamedNode("https://example.org/MyStimulation"),
            ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            ox.NamedNode("http://www.w3.org/2002/07/owl#Class"),
        )
    )
    own.store.add(
        ox.Quad(
            ox.NamedNode("https://example.org/MyStimulation"),
            ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf"),
            ox.NamedNode(NEUROMOD + "SpinalCordStimulation"),
        )
    )
    expression = parse_expression(own, "SpinalCordStimulation")
    assert "https://example.org/MyStimulation" in {m.iri for m in members_of(own, expression)}


#: ``Low`` is used with ``Device``, which holds ``left``; ``left`` itself is no class.
SMALL = """
@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Low a owl:Class ; rdfs:label "beta"@en ; :uses :Device . :Other a owl:Class ; rdfs:label "Alpha"@en ; :uses :left .
:Device a owl:Class ; rdfs:label "device"@en ; rdfs:subClassOf :Thing ; :holds :Part ; :on :left .
:Part a owl:Class ; rdfs:label "part"@en ; :on :left . :Thing a owl:Class ; rdfs:label "Gamma"@en . :left :on :left .
"""
EX = "https://example.org/"
USES_ALL = Restriction("some", EX + "uses", Restriction("some", EX + "holds", Named(EX + "Part")))
ON = HasValue(EX + "on", ox.NamedNode(EX + "left"))


USES = EX + "uses"
THING_ON = Combined("and", (Named(EX + "Thing"), ON))


@pytest.mark.parametrize(
    ("expression", "label", "reasons"),
    [
        (Restriction("some", USES, Named(EX + "Thing")), "beta", ["uses: device ⊑ Gamma"]),
        (USES_ALL, "beta", ["uses: device"]),
        (Restriction("some", USES, THING_ON), "beta", ["uses: device"]),
        (ON, "device", ["on: left"]),
        (THING_ON, "device", ["kind of Gamma", "on: left"]),
    ],
)
def test_only_what_is_said_of_the_member_itself_is_a_reason(
    expression: Expression, label: str, reasons: list[str]
) -> None:
    members = {member.label: member.reasons for member in members_of(dataset_of(SMALL), expression)}
    assert [reason.replace(EX, "").partition(" (")[0] for reason in members[label]] == reasons


def test_what_is_taken_from_a_filler_need_not_be_a_class() -> None:
    """A value that is no class is none of the class that is taken away either."""
    filler = Combined("and", (ON, Not(Named(EX + "Thing"))))
    members = members_of(dataset_of(SMALL), Restriction("some", EX + "uses", filler))
    assert [member.label for member in members] == ["Alpha"]


def test_members_stand_in_the_order_of_the_alphabet() -> None:
    members = members_of(dataset_of(SMALL), Not(Named(EX + "Part")))
    assert [member.label for member in members] == ["Alpha", "beta", "device", "Gamma"]


def test_a_value_may_be_a_term_or_a_text(dataset: Dataset) -> None:
    for text in ("hasLaterality value LeftSide", 'contactLabel value "C0"'):
        assert write_expression(parse_expression(dataset, text)) == text
    assert parse_expression(dataset, "contactLabel value C0") == HasValue(
        NEUROMOD + "contactLabel", ox.Literal("C0")
    )


@pytest.mark.parametrize(
    ("text", "column", "cause"),
    [
        ("(" * 61 + "DBS" + ")" * 61, 61, "nested too deeply"),
        ("isReversible value (", 20, "true, false or a name"),
        ("LeftSide", 1, "'LeftSide' is not a class"),
        ("SpinalCordStimulation some ChronicPain", 1, "is not a property"),
        ("DeepBrainStimulation or PNS", 25, "'PNS' names 2 terms"),
    ],
)
def test_what_cannot_stand_there_is_told_with_its_column(
    dataset: Dataset, text: str, column: int, cause: str
) -> None:
    with pytest.raises(UsageError) as caught:
        parse_expression(dataset, text)
    assert cause in caught.value.cause
    assert caught.value.place == f"expression:1:{column}"


def test_several_classes_may_be_taken_away_from_all(dataset: Dataset) -> None:
    found = names(dataset, "not NeuromodulationTherapy and not Condition")
    assert {"VagusNerve", "Thalamotomy"} <= found
    assert not found & {"SpinalCordStimulation", "ChronicPain"}


def test_a_service_that_answers_something_else_is_an_input_error(dataset: Dataset) -> None:
    """Members are IRIs in rows; a row of another kind is passed over, an answer without rows refused."""

    class Service:
        def __init__(self, answer: object) -> None:
            self.query = lambda text, place: answer

    asked = parse_expression(dataset, "SpinalCordStimulation")
    rows = Rows(("member", "w1"), [(ox.Literal("x"), None), (ox.NamedNode(NEUROMOD + "Thalamotomy"), None)])
    members = members_of(dataset, asked, engine=Service(rows))  # type: ignore[arg-type]
    assert [(m.label, m.reasons) for m in members] == [("thalamotomy", ())]
    with pytest.raises(InputError, match="did not answer with rows"):
        members_of(dataset, asked, engine=Service(True))  # type: ignore[arg-type]


def test_a_query_that_fails_elsewhere_is_told_as_of_the_expression(dataset: Dataset) -> None:
    class Service:
        def query(self, text: str, place: str) -> Rows:
            raise InputError("too long", place=place)

    with pytest.raises(InputError) as caught:
        members_of(dataset, parse_expression(dataset, "SpinalCordStimulation"), engine=Service())  # type: ignore[arg-type]
    assert caught.value.place == "expression"


@pytest.mark.parametrize(
    ("expression", "english", "french"),
    [
        (Not(Named("a")), "not a", "non a"),
        (HasValue("p", TRUE), "p: true", "p: vrai"),
        (HasValue("p", ox.NamedNode("http://e/x")), "p: http://e/x", "p: http://e/x"),
        (
            Restriction("only", "p", Combined("or", (Named("a"), Not(Named("b"))))),
            "p only (a or not b)",
            "p seulement (a ou non b)",
        ),
    ],
)
def test_an_expression_is_said_in_either_language(expression: Expression, english: str, french: str) -> None:
    assert sentence(expression, str, "en") == english
    assert sentence(expression, str, "fr") == french


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    st.one_of(
        st.sampled_from(CLASSES).map(lambda name: Named(NEUROMOD + name)),
        st.just(HasValue(NEUROMOD + "isReversible", TRUE)),
    ),
    lambda inner: st.one_of(
        inner.map(Not),
        st.tuples(st.sampled_from(OBJECT), inner).map(lambda p: Restriction("some", NEUROMOD + p[0], p[1])),
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)).map(
            lambda p: Combined(p[0], tuple(p[1]))
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expression=EXPRESSIONS)
def test_what_is_written_reads_back_as_the_same(dataset: Dataset, expression: Expression) -> None:
    assert parse_expression(dataset, write_expression(expression)) == expression


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expression=EXPRESSIONS)
def test_every_expression_can_be_answered(dataset: Dataset, expression: Expression) -> None:
    members_of(dataset, expression)


PIECES = st.sampled_from([*WORDS, "(", ")", '"', "«", "“", *CLASSES, *OBJECT, "isReversible", "\\", "{", "}"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=9))
def test_no_text_brings_the_reader_down(dataset: Dataset, pieces: list[str]) -> None:
    with contextlib.suppress(UsageError):
        parse_expression(dataset, " ".join(pieces))
