"""Values of parameters: which texts are taken for each type, as which RDF term, and where they go in a query."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.catalog import CannedQuery, bind
from neuromod_onto.catalog.binding import written
from neuromod_onto.catalog.header import Parameter
from neuromod_onto.catalog.values import read_value, read_values
from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import XSD

#: By type: a text, and the text of the literal that it makes.
TAKEN = {
    "boolean": {
        **dict.fromkeys(("true", "yes", "1", "vrai", "oui", "OUI", "True"), "true"),
        **dict.fromkeys(("false", "no", "0", "faux", "non", "NON", "False"), "false"),
    },
    "integer": {text: text for text in ("0", "-7", "+5", "007", "90", "19", "9" * 300)},
    "decimal": {
        "1e2": "100", "-0.50": "-0.50", "5": "5", "1e-29": f"0.{28 * '0'}1", "1e29": f"1{29 * '0'}",
        "-9e29": f"-9{29 * '0'}", "0": "0",
    },
    "date": {"2026-01-31": "2026-01-31", "2024-02-29": "2024-02-29", "20260131": "2026-01-31"},
}  # fmt: skip
REFUSED = {
    "boolean": ("a truth value", ["", "perhaps", "2", "truefalse"]),
    "integer": ("a whole number", ["", "1.5", "+", "1e3", "9" * 301, " 5", "5\n", "٣"]),
    "decimal": ("a decimal number", ["", "x", "NaN", "Infinity", "1e30", "1e-30", "1,5"]),
    "date": ("a date like 2026-01-31", ["", "2026-02-30", "31.01.2026", "2026-01-31T00:00:00"]),
    "lang": ("a language (en, fr)", ["", "de", "EN"]),
    "enum": ("one of one, two", ["", "other", "ONE"]),
}
NOWHERE = Dataset(ox.Store())


def of_type(kind: str, under: str = "") -> Parameter:
    return Parameter("v", kind, under, values=("one", "two"))


@pytest.mark.parametrize(
    ("kind", "text", "made"), [(kind, text, made) for kind in TAKEN for text, made in TAKEN[kind].items()]
)
def test_a_text_makes_a_literal_of_its_type(kind: str, text: str, made: str) -> None:
    assert read_value(of_type(kind), text, NOWHERE) == ox.Literal(made, datatype=ox.NamedNode(XSD + kind))


@pytest.mark.parametrize(
    ("kind", "text"), [("string", 'a "b"'), ("string", ""), ("lang", "fr"), ("enum", "two")]
)
def test_other_texts_are_taken_as_they_are(kind: str, text: str) -> None:
    assert read_value(of_type(kind), text, NOWHERE) == ox.Literal(text)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in REFUSED for text in REFUSED[kind][1]])
def test_what_is_not_of_the_type_is_refused_with_what_is(kind: str, text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_value(of_type(kind), text, NOWHERE)
    expected = "true or false" if kind == "boolean" else REFUSED[kind][0]
    assert caught.value.cause == f"the parameter v takes {expected}, not {text!r}"


@pytest.mark.parametrize("kind", ["iri", "curie"])
@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("http://e/x", "http://e/x"),
        ("https://e/x", "https://e/x"),
        ("urn:x:y", "urn:x:y"),
        ("MESH:D062187", "http://id.nlm.nih.gov/mesh/D062187"),
        ("neuromod:Epilepsy", NEUROMOD + "Epilepsy"),
    ],
)
def test_an_iri_is_taken_in_full_or_with_a_prefix(kind: str, text: str, iri: str) -> None:
    assert read_value(of_type(kind), text, NOWHERE) == ox.NamedNode(iri)


@pytest.mark.parametrize(
    "text", [*(f"http://e/{sign}x" for sign in '\x00\x1f \n<>"{}|^`\\'), "nosuch:1", "http:// /"]
)
def test_what_is_no_iri_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_value(of_type("iri"), text, NOWHERE)


def test_a_name_is_taken_for_an_iri_or_a_class(dataset: Dataset) -> None:
    assert read_value(of_type("iri"), "epilepsy", dataset) == ox.NamedNode(NEUROMOD + "Epilepsy")
    assert read_value(of_type("class"), "epilepsy", dataset) == ox.NamedNode(NEUROMOD + "Epilepsy")
    for text in ("Epilepsy", "epilepsy", "Condition"):  # the class itself is under it
        under = read_value(of_type("class", "Condition"), text, dataset)
        assert under == ox.NamedNode(NEUROMOD + text.capitalize())
    with pytest.raises(UsageError, match="is not a kind of neuromod:Condition") as caught:
        read_value(of_type("class", "Condition"), "DeepBrainStimulation", dataset)
    assert caught.value.hint == "parameter v"


def query(*parameters: Parameter) -> CannedQuery:
    return CannedQuery("q", {}, {}, (), parameters, (), "", Path("q.rq"))


def test_values_are_read_for_the_parameters_that_have_some() -> None:
    asked = query(Parameter("a", "string", many=True), Parameter("b", "string"), Parameter("c", "string"))
    read = read_values(asked, {"a": ["x", "y"], "b": [], "c": ["z"]}, NOWHERE)
    assert read == {"a": [ox.Literal("x"), ox.Literal("y")], "c": [ox.Literal("z")]}


@pytest.mark.parametrize(
    ("parameters", "given", "cause", "hint"),
    [
        ([], {"x": ["1"]}, "the query q has no parameter 'x'", "it takes none"),
        (["a", "b"], {"x": ["1"]}, "the query q has no parameter 'x'", "parameters: a, b"),
        (["a", "b"], {"a": []}, "the query q needs a value for a, b", "see neuromod query show q"),
        (["a"], {"a": ["1", "2"]}, "the parameter a takes one value, 2 were given", None),
    ],
)
def test_what_is_given_must_fit_the_parameters(
    parameters: list[str], given: dict[str, list[str]], cause: str, hint: str | None
) -> None:
    with pytest.raises(UsageError) as caught:
        read_values(query(*(Parameter(name, "string", required=True) for name in parameters)), given, NOWHERE)
    assert caught.value.cause == cause
    assert hint is None or caught.value.hint == hint


ONE, TWO = ox.Literal("1"), ox.NamedNode("http://e/2")


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("ASK { VALUES ?v { } }", 'ASK { VALUES ?v { "1" <http://e/2> } }'),
        ("ASK { values $v {UNDEF 3} }", 'ASK { values $v { "1" <http://e/2> } }'),
        (
            "ASK { VALUES ?v { 1 } ?s ?p '?v { 1 }' VALUES ?v { 2 } }",
            'ASK { VALUES ?v { "1" <http://e/2> } ?s ?p \'?v { 1 }\' VALUES ?v { "1" <http://e/2> } }',
        ),
        ("ASK { } VALUES ?v {}", 'ASK { } VALUES ?v { "1" <http://e/2> }'),
        ("ASK { ?s ?p ?v } VALUES ?v { '}' }", 'ASK { ?s ?p ?v } VALUES ?v { "1" <http://e/2> }'),
        (
            "ASK { VALUES (?v ?w) { (1 2) } VALUES ?v {3} { ?v ?v ?v } }",
            'ASK { VALUES (?v ?w) { (1 2) } VALUES ?v { "1" <http://e/2> } { ?v ?v ?v } }',
        ),
    ],
)
def test_values_take_the_place_of_what_a_block_holds(text: str, bound: str) -> None:
    assert bind(text, {"v": [ONE, TWO]}) == bound
    ox.Store().query(bound)


def test_blocks_of_several_variables_are_filled_in_their_places() -> None:
    text = "ASK { VALUES ?b { } VALUES ?a { 5 } ?a ?b ?c VALUES ?b { 7 } VALUES ?c { 8 } }"
    bound = 'ASK { VALUES ?b { <http://e/2> } VALUES ?a { "1" } ?a ?b ?c VALUES ?b { <http://e/2> } VALUES ?c { 8 } }'
    assert bind(text, {"a": [ONE], "b": [TWO]}) == bound


@pytest.mark.parametrize(
    "text", ["ASK { ?s ?p ?v }", "ASK { VALUES (?v) { (1) } }", "ASK { VALUES ?w { ?v } }", "", "?v { }"]
)
def test_a_query_without_the_block_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"no block VALUES \?v \{ \}") as caught:
        bind(text, {"v": [ONE]}, place="here")
    assert caught.value.place == "here"
    with pytest.raises(InputError) as caught:
        bind(text, {"v": [ONE]})
    assert caught.value.place == "query"


@pytest.mark.parametrize("sign", "\x01\x0b\x0e\x0f\x1a\x19\x1f\x7f\ufffe")
def test_a_sign_that_is_escaped_has_all_digits_whatever_follows(sign: str) -> None:
    """Else an engine that takes up to eight digits would take those of the text too."""
    assert written(ox.Literal(f"{sign}g")) == f'"\\U{ord(sign):08X}g"'
    assert written(ox.Literal(f"{sign}1F")) == f'"\\U{ord(sign):08X}1F"'


@pytest.mark.parametrize(
    ("text", "out"),
    [
        (r"\u007D", r'"\\\U00000075007D"'),
        (r"\U0000007D", r'"\\\U000000550000007D"'),
        (r"\\n", r'"\\\\n"'),
        ("\\\n", r'"\\\n"'),
        ("\\\x01", r'"\\\U00000001"'),
        ('a"u', r'"a\"u"'),
    ],
)
def test_a_backslash_of_the_value_begins_no_escape(text: str, out: str) -> None:
    assert written(ox.Literal(text)) == out
    bound = bind("SELECT ?v { VALUES ?v { } }", {"v": [ox.Literal(text)]})
    assert [row["v"] for row in ox.Store().query(bound)] == [ox.Literal(text)]  # type: ignore[union-attr]
