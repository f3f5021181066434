"""The compiler of SHACL finds what pySHACL finds, whatever it does to the queries of the shapes on the way."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from neuromod_onto.dataset.read import read_rdf
from neuromod_onto.validation import validate
from neuromod_onto.validation.ancestry import KIND
from neuromod_onto.validation.compiled import compile_shapes, run_checks
from neuromod_onto.validation.groups import (
    Filter,
    Other,
    Pattern,
    UnreadError,
    any_property,
    closing,
    question_marks,
    read,
)
from neuromod_onto.validation.reference import run_reference
from neuromod_onto.validation.results import name
from neuromod_onto.validation.shacl import run_shapes
from neuromod_onto.validation.written import NARROW, Forms, noted_shapes

from .test_engines import key

PREFIXES = """@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:prefixes sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] ,
    [ sh:prefix "rdfs" ; sh:namespace "http://www.w3.org/2000/01/rdf-schema#"^^xsd:anyURI ] .
"""


def foci(tmp_path: Path, data: str, select: str, target: str = "sh:targetSubjectsOf ex:has") -> list[str]:
    """Return the focus nodes that break a ``sh:sparql`` constraint, compiled and by pySHACL alike."""
    shapes = f'ex:Shape a sh:NodeShape ; {target} ; sh:sparql [ sh:prefixes ex:prefixes ; sh:select """{select}""" ] .'
    return both(tmp_path, data, shapes)


def both(tmp_path: Path, data: str, shapes: str) -> list[str]:
    """Return the focus nodes of results, the same from both engines, with no shape handed over."""
    (tmp_path / "data.ttl").write_text(PREFIXES + data, "utf-8")
    (tmp_path / "shapes.ttl").write_text(PREFIXES + shapes, "utf-8")
    graph = read_rdf([tmp_path / "shapes.ttl"])
    expected = sorted({key(r) for r in run_reference(graph, read_rdf([tmp_path / "data.ttl"]), "shapes")})
    store = read_rdf([tmp_path / "data.ttl"])
    checks, rest = compile_shapes(graph, store)
    assert rest == []
    assert sorted({key(r) for r in run_checks(checks, store)}) == expected
    return sorted({row[0].removeprefix("<https://example.org/").rstrip(">") for row in expected})


# -- texts within queries stay as they are

NAMES = 'ex:r1 ex:has "a" . ex:r2 ex:has "ab" . ex:r3 ex:has "a$b" . ex:r4 ex:has "rdfs:subClassOf*" .'


@pytest.mark.parametrize(
    ("test", "found"),
    [
        (r"REGEX(?value, '^a$')", ["r1"]),
        (r"REGEX($value, \"^a$\")", ["r1"]),
        (r"$value = 'a$b'", ["r3"]),
        (r"?value = '''a$b''' # $this is not ?that", ["r3"]),
        ("?value = 'rdfs:subClassOf*'", ["r4"]),
        ("?value = 'a' || ?value = '} FILTER EXISTS { x'", ["r1"]),
    ],
)
def test_texts_within_a_query(tmp_path: Path, test: str, found: list[str]) -> None:
    select = f"SELECT $this ?value WHERE {{ $this ex:has ?value . FILTER ({test}\n) }}"
    assert foci(tmp_path, NAMES, select.replace(r"\"", r"\\\"").replace(r"\\\"", r"\"")) == found


def test_parameters_become_variables_outside_texts_only() -> None:
    query = 'SELECT $this { $this <urn:$x> \'$y\' ; ex:p """a"$z""" . # $c\n FILTER ($a = 1) }'
    assert question_marks(query) == query.replace("$this", "?this").replace("$a", "?a")


# -- groups


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("?a ex:p/ex:q ?b", [Pattern("?a", "ex:p", "?step0"), Pattern("?step0", "ex:q", "?b")]),
        ("?a (ex:p/ex:q*) ?b", [Pattern("?a", "ex:p", "?step0"), Pattern("?step0", "ex:q*", "?b")]),
        ("?a ex:p|ex:q/ex:r ?b", [Pattern("?a", "ex:p|ex:q/ex:r", "?b")]),
        ("?a (ex:p|^ex:q)/a ?b", [Pattern("?a", "(ex:p|^ex:q)", "?step0"), Pattern("?step0", "a", "?b")]),
        ("?a ex:p 1 ; ; ex:q 2", [Pattern("?a", "ex:p", "1"), Pattern("?a", "ex:q", "2")]),
        ("?a ex:p '1'^^ex:t . # ?b ex:q 2", [Pattern("?a", "ex:p", "'1'^^ex:t")]),
        ("?a ex:p true", [Pattern("?a", "ex:p", "true")]),
        ("?a ex:p 'x'@en , -1.5 ; .", [Pattern("?a", "ex:p", "'x'@en"), Pattern("?a", "ex:p", "-1.5")]),
        ("?step0 ex:p/ex:q ?b", [Pattern("?step0", "ex:p", "?step1"), Pattern("?step1", "ex:q", "?b")]),
        (
            "OPTIONAL { ?a ex:p ?b } FILTER NOT EXISTS { ?a ex:q ?c } BIND (1 AS ?d)",
            [Other("OPTIONAL { ?a ex:p ?b }"), Filter("NOT EXISTS { ?a ex:q ?c }"), Other("BIND (1 AS ?d)")],
        ),
    ],
)
def test_groups_are_read(text: str, elements: list[object]) -> None:
    assert read(text) == elements


@pytest.mark.parametrize(
    "text",
    [
        "?a ex:p [ ex:q ?b ]",
        "?a ex:p _:b",
        "?a ex:p (1 2)",
        "?a ex:p",
        "?a (ex:p",
        "?a (ex:p ?b",
        "FILTER (?a",
        "FILTER",
        "OPTIONAL { ?a ex:p ?b",
    ],
)
def test_groups_that_are_not_read_say_so(text: str) -> None:
    with pytest.raises(UnreadError):
        read(text)


@pytest.mark.parametrize(("text", "end"), [("{ }", 2), ("{ { } }", 6), ("{ { }", 5), ("{", 1)])
def test_a_group_ends_at_its_brace_or_with_the_text(text: str, end: int) -> None:
    assert closing(text, 0) == end


# -- classes first

CLASSES = """
ex:Pump rdfs:subClassOf ex:Device . ex:Lead rdfs:subClassOf ex:Device . ex:DualLead rdfs:subClassOf ex:Lead .
ex:Heat rdfs:subClassOf ex:Exposure . ex:Device rdfs:subClassOf ex:Thing . ex:Exposure rdfs:subClassOf ex:Thing .
ex:Lead ex:excludes ex:Heat , ex:Pump , ex:Cold . ex:Pump ex:excludes ex:Heat .
ex:model a ex:DualLead . ex:odd ex:alone ex:odd .
ex:r1 ex:has ex:model ; ex:of "p1" . ex:r2 ex:has ex:Heat ; ex:of "p1" . ex:r3 ex:has ex:Heat ; ex:of "p2" .
ex:r4 ex:has ex:Pump ; ex:of "p1" . ex:r5 ex:has ex:odd ; ex:of "p3" . ex:r6 ex:has ex:unheard ; ex:of "p4" .
ex:r7 ex:has ex:Lead ; ex:of "p5" .
"""
QUERIES = {
    "what one record names excludes what another names": (
        "SELECT DISTINCT $this ?value WHERE { $this ex:has ?value ; ex:of ?p . ?value a?/rdfs:subClassOf* ?k ."
        " ?k ex:excludes ?h . ?other ex:of ?p ; ex:has ?thing . ?thing a?/rdfs:subClassOf* ?h }",
        ["r1", "r4"],
    ),
    "in both directions": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?value ; ex:of ?p . ?value a?/rdfs:subClassOf* ?k ."
        " ?k ex:excludes|^ex:excludes ?h . ?other ex:of ?p ; ex:has/a?/rdfs:subClassOf* ?h }",
        ["r1", "r2", "r4"],
    ),
    "every row, not distinct": (
        "SELECT $this ?k WHERE { $this ex:has ?value . ?value a?/rdfs:subClassOf* ?k . ?k ex:excludes ?h }",
        ["r1", "r4", "r7"],
    ),
    "with what is only there sometimes": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?value . OPTIONAL { ?value ex:excludes ?h }"
        " ?k ex:excludes ?h . FILTER (BOUND(?h)) }",
        ["r1", "r2", "r3", "r4", "r5", "r6", "r7"],
    ),
    "of a node that is its own kind": (
        "SELECT DISTINCT $this WHERE { $this ex:has/a?/rdfs:subClassOf* ?k . ?k ex:alone ?any }",
        ["r5"],
    ),
    "of a node that nothing is said about": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?v . ?v a?/rdfs:subClassOf* ?k . FILTER (?k = ex:unheard) }",
        ["r6"],
    ),
    "steps within steps": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?value . FILTER NOT EXISTS { ?value rdfs:subClassOf*/ex:excludes ?h"
        " . FILTER NOT EXISTS { ?other ex:has/a?/rdfs:subClassOf* ?h } } }",
        ["r1", "r2", "r3", "r4", "r5", "r6"],
    ),
    "a class of which nothing is said is at or below itself": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?v . ?v rdfs:subClassOf* ?k . FILTER (?k = ex:unheard) }",
        ["r6"],
    ),
    "each node, with classes or without": (
        "SELECT $this ?value WHERE { $this ex:has/rdfs:subClassOf* ?value }",
        ["r1", "r2", "r3", "r4", "r5", "r6", "r7"],
    ),
    "a walk down": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?v . ex:unheard ^rdfs:subClassOf* ?v }",
        ["r6"],
    ),
    "a name that nothing else holds": (
        "SELECT DISTINCT $this WHERE { $this ex:of ?p . ex:nowhere rdfs:subClassOf* ex:nowhere . FILTER (?p = 'p4') }",
        ["r6"],
    ),
    "a subject that is no object": (
        "SELECT DISTINCT $this WHERE { $this ex:of 'p1' . $this rdfs:subClassOf* ?k . FILTER (?k = ex:r2) }",
        ["r2"],
    ),
    "names of the same node in two groups": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?any . FILTER NOT EXISTS { $this ex:of ?x . ?x rdfs:subClassOf* ex:Lead }"
        " FILTER NOT EXISTS { $this ex:has ?x . ?x rdfs:subClassOf* ?k . FILTER (?k = ex:unheard) } }",
        ["r1", "r2", "r3", "r4", "r5", "r7"],
    ),
    "no record names a class above what none names": (
        "SELECT DISTINCT $this WHERE { $this ex:has ?v . FILTER NOT EXISTS { ?v rdfs:subClassOf* ?k . ?k ex:alone ?k } }",
        ["r1", "r2", "r3", "r4", "r6", "r7"],
    ),
    "of the focus node": (
        "SELECT DISTINCT $this WHERE { $this a?/rdfs:subClassOf* ex:Lead }",
        ["DualLead", "Lead", "model"],
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_queries_about_classes_and_records(tmp_path: Path, name: str) -> None:
    select, found = QUERIES[name]
    target = (
        "sh:targetNode ex:Lead , ex:DualLead , ex:model , ex:Pump"
        if "focus" in name
        else "sh:targetSubjectsOf ex:has"
    )
    assert foci(tmp_path, CLASSES, select, target) == found


def test_kinds_are_listed_of_the_nodes_that_queries_start_from() -> None:
    store, shapes = ox.Store(), ox.Store()
    store.load((PREFIXES + CLASSES).encode(), format=ox.RdfFormat.TURTLE)
    select = QUERIES["what one record names excludes what another names"][0]
    text = f'ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:has ; sh:sparql [ sh:prefixes ex:prefixes ; sh:select "{select}" ] .'
    shapes.load((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
    list(run_checks(compile_shapes(shapes, store)[0], store))
    started = {quad.subject for quad in store.quads_for_pattern(None, KIND, None)}
    assert started == {
        ox.NamedNode(f"https://example.org/{n}") for n in ("model", "Heat", "Pump", "odd", "unheard", "Lead")
    }


# -- what no record may meet, answered once

LABELS = "".join(
    f"ex:l{n} ex:status ex:Current ; ex:about ex:{about} ; ex:place ex:{place} ."
    for n, (about, place) in enumerate([("Lead", "US"), ("Pump", "EU"), ("Exposure", "US")])
)
USES = "".join(
    f"ex:u{n} ex:has ex:{('Lead', 'DualLead', 'Pump', 'Heat', 'odd')[n % 5]} ; ex:place ex:{('US', 'EU')[n % 2]} ."
    for n in range(10)
) + "".join(f"ex:f{n} ex:fills {n} ." for n in range(300))
LABELLED = "?l ex:status ex:Current ; ex:about ?kind ; ex:place ?place . ?thing rdfs:subClassOf* ?kind ."
APART = {
    "plain": (f"$this ex:has ?thing ; ex:place ?place . FILTER NOT EXISTS {{ {LABELLED} }}", True),
    "a filter of its own": (
        f"$this ex:has ?thing ; ex:place ?place . FILTER NOT EXISTS {{ {LABELLED} FILTER (?kind != ex:Lead) }}",
        True,
    ),
    "asked before what it shares is named": (
        f"$this ex:has ?thing . FILTER NOT EXISTS {{ {LABELLED} }} $this ex:place ?place .",
        True,
    ),
    "a filter on what is outside": (
        f"$this ex:has ?thing ; ex:place ?place ; ex:has ?two . FILTER NOT EXISTS {{ {LABELLED} FILTER (?kind != ?two) }}",
        False,
    ),
    "of the focus node": (
        "$this ex:has ?thing . FILTER NOT EXISTS { ?l ex:status ex:Current ; ex:about ?kind ; ex:place ?place ."
        " $this ex:place ?place . ?thing rdfs:subClassOf* ?kind }",
        False,
    ),
    "shares what is only there sometimes": (
        f"$this ex:has ?thing . OPTIONAL {{ $this ex:nowhere ?place }} FILTER NOT EXISTS {{ {LABELLED} }}",
        False,
    ),
    "shares nothing": (
        f"$this ex:has ?one . FILTER NOT EXISTS {{ {LABELLED} ?thing ex:nowhere ?kind }}",
        False,
    ),
    "of records": (
        "$this ex:has ?thing ; ex:place ?place . FILTER NOT EXISTS { ?other ex:has ?thing . ?other ex:place ?where ."
        " ?l ex:place ?where ; ex:status ex:Current }",
        False,
    ),
    "one thing within another": (
        f"$this ex:has ?thing ; ex:place ?place . FILTER NOT EXISTS {{ {LABELLED} FILTER NOT EXISTS {{ ?l ex:ended ?when }} }}",
        False,
    ),
}


@pytest.mark.parametrize("name", APART)
def test_what_asks_about_rules_alone_is_taken_away(tmp_path: Path, name: str) -> None:
    group, expected = APART[name]
    foci(tmp_path, CLASSES + LABELS + USES, f"SELECT $this ?thing WHERE {{ {group} }}")
    store = read_rdf([tmp_path / "data.ttl"])
    checks, _ = compile_shapes(read_rdf([tmp_path / "shapes.ttl"]), store)
    assert ("MINUS" in checks[0].query) is expected


# -- literals as the file writes them

XSD = "http://www.w3.org/2001/XMLSchema#"
LITERALS = [
    *(
        ("5", name)
        for name in NARROW
        if name not in ("dateTimeStamp", "nonPositiveInteger", "negativeInteger")
    ),
    *(("-5", name) for name in NARROW if name != "dateTimeStamp"),
    *(
        ("0", name)
        for name in ("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger")
    ),
    *(
        (form, "integer")
        for form in ("01", "+1", "-0", "9223372036854775807", "99999999999999999999", "x", "1.0")
    ),
    *(
        (form, "decimal")
        for form in ("2.50", "2.", ".5", "5", "0.1234567890123456789012", "2,0", "1 000", ".")
    ),
    *((form, "decimal") for form in ("123456789012345678901234567890.5", "1.0000000000000000000000000000")),
    *(("300", name) for name in ("byte", "unsignedByte", "short")),
    ("-129", "byte"),
    ("05", "nonNegativeInteger"),
    ("99999999999999999999", "nonNegativeInteger"),
    ("2147483648", "int"),
    ("4294967296", "unsignedInt"),
    ("2020-01-01T00:00:00.000Z", "dateTime"),
    ("2020-01-01T00:00:00Z", "dateTimeStamp"),
    ("2020-02-30", "date"),
    ("1.50E0", "double"),
    ("0.10", "float"),
    ("1", "boolean"),
    ("yes", "boolean"),
    ("5", "string"),
]
TYPES = sorted({kind for _, kind in LITERALS} - {"string"})


def data_of(literals: list[tuple[str, str]]) -> str:
    return "".join(
        f'<https://example.org/n{n}> <https://example.org/has> "{form}"^^<{XSD}{kind}> .\n'
        for n, (form, kind) in enumerate(literals)
    )


def judged(
    tmp_path: Path, data: str, shapes: str, *, engine: str = "compiled", batch: int = 0
) -> set[tuple[str, str, str]]:
    """Return (focus node, value, shape) of what validation of a file finds."""
    (tmp_path / "data.nt").write_text(data, "utf-8")
    (tmp_path / "shapes.ttl").write_text(PREFIXES + shapes, "utf-8")
    report = validate(
        [tmp_path / "data.nt"], shapes=[str(tmp_path / "shapes.ttl")], engine=engine, batch=batch, jobs=1
    )
    return {(f.focus.rpartition("/")[2], f.value, f.rule.rpartition("/")[2]) for f in report.findings}


def by_pyshacl(data: str, shapes: str) -> set[tuple[str, str]]:
    """Return (focus node, shape) of what pySHACL finds in the text of a file."""
    graph, shape_graph = rdflib.Graph(), rdflib.Graph()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)  # else 01 is read as 1
        graph.parse(data=data, format="nt")
        shape_graph.parse(data=PREFIXES + shapes, format="turtle")
    _, results, _ = pyshacl.validate(graph, shacl_graph=shape_graph, inference="none")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    return {
        tuple(str(results.value(node, sh[part])).rpartition("/")[2] for part in ("focusNode", "sourceShape"))
        for node in results.objects(None, sh.result)  # not the details within
    }


def property_shapes(constraints: dict[str, str]) -> str:
    return (
        "ex:Shape a sh:NodeShape ; sh:targetSubjectsOf ex:has ; sh:property "
        + " , ".join(f"ex:{name}" for name in constraints)
        + " .\n"
        + "".join(f"ex:{name} sh:path ex:has ; {text} .\n" for name, text in constraints.items())
    )


SHAPES_OF_TYPES = property_shapes({f"is-{kind}": f"sh:datatype xsd:{kind}" for kind in TYPES})


@pytest.mark.parametrize("engine", ["compiled", "pyshacl"])
def test_datatypes_are_judged_as_the_file_writes_them(tmp_path: Path, engine: str) -> None:
    data = data_of(LITERALS)
    found = judged(tmp_path, data, SHAPES_OF_TYPES, engine=engine)
    expected = by_pyshacl(data, SHAPES_OF_TYPES)
    assert {(focus, shape) for focus, _, shape in found} == expected
    right = {(f"n{n}", f"is-{kind}") for n, (_, kind) in enumerate(LITERALS) if kind != "string"} - expected
    assert len(right) > 30
    assert {form for n, (form, kind) in enumerate(LITERALS) if (f"n{n}", f"is-{kind}") in expected} >= {
        "300",
        "2,0",
        "-5",
    }


def test_values_in_results_are_those_of_the_file(tmp_path: Path) -> None:
    shapes = property_shapes({"short": "sh:maxLength 3"})
    found = judged(tmp_path, data_of([("2.500", "decimal"), ("2.5", "decimal"), ("0005", "byte")]), shapes)
    assert found == {("n0", "2.500", "short"), ("n2", "0005", "short")}


#: Where we follow XML Schema and pySHACL (or rdflib below it) does not.
STRICTER = {
    ("1e3", "decimal"): False,
    ("99999999999999999999", "long"): False,
    ("2020-01-01", "dateTime"): False,
    ("2020-01-01T24:00:00Z", "dateTime"): True,
    ("2020-01-01T00:00:00", "dateTimeStamp"): False,
    (" 5 ", "integer"): False,
}


@pytest.mark.parametrize("literal", STRICTER)
def test_where_xml_schema_decides_against_the_reference(tmp_path: Path, literal: tuple[str, str]) -> None:
    shapes = property_shapes({"typed": f"sh:datatype xsd:{literal[1]}"})
    data = data_of([literal])
    assert (judged(tmp_path, data, shapes) == set()) is STRICTER[literal]
    assert (by_pyshacl(data, shapes) == set()) is not STRICTER[literal]


@pytest.mark.parametrize(
    "constraint",
    [
        'sh:pattern "^[0-9]+[.][0-9]{2}$"',
        "sh:minLength 4",
        "sh:not [ sh:maxLength 3 ]",
        "sh:or ( [ sh:datatype xsd:byte ] [ sh:datatype xsd:decimal ] )",
        "sh:node [ sh:datatype xsd:long ]",
        "sh:datatype xsd:int ; sh:maxInclusive 4",
        "sh:qualifiedValueShape [ sh:datatype xsd:byte ] ; sh:qualifiedMinCount 1",
        "sh:nodeKind sh:Literal ; sh:minExclusive 2.5",
    ],
)
def test_other_constraints_read_the_form_of_the_file(tmp_path: Path, constraint: str) -> None:
    data = data_of(
        [("2.50", "decimal"), ("2.5", "decimal"), ("5", "byte"), ("5", "long"), ("4", "int"), ("5", "int")]
    )
    shapes = property_shapes({"form": constraint})
    found = {(focus, shape) for focus, _, shape in judged(tmp_path, data, shapes)}
    assert found == by_pyshacl(data, shapes)
    assert 0 < len(found) < 6 or "nodeKind" in constraint


def test_forms_below_a_path_of_several_steps_go_to_the_reference(tmp_path: Path) -> None:
    data = data_of([("5", "byte"), ("5", "int")]) + "".join(
        f"<https://example.org/m{n}> <https://example.org/see> <https://example.org/n{n}> .\n" for n in (0, 1)
    )
    shapes = "ex:S a sh:NodeShape ; sh:targetSubjectsOf ex:see ; sh:property ex:far . ex:far sh:path ( ex:see ex:has ) ; sh:datatype xsd:byte ."
    assert {(focus, value) for focus, value, _ in judged(tmp_path, data, shapes)} == {("m1", "5")}
    assert {focus for focus, _ in by_pyshacl(data, shapes)} == {"m1"}


def test_forms_within_another_shape(tmp_path: Path) -> None:
    data = data_of([("5", "byte"), ("5", "int"), ("5", "integer")]) + "".join(
        f"<https://example.org/m{n}> <https://example.org/see> <https://example.org/n{n}> .\n"
        for n in (0, 1, 2)
    )
    shapes = property_shapes({}).partition(" ; sh:property")[0].replace("ex:has", "ex:see") + (
        " ; sh:property ex:inner . ex:inner sh:path ex:see ;"
        " sh:node [ sh:property [ sh:path [ sh:alternativePath ( ex:has ex:had ) ] ; sh:datatype xsd:byte ] ] ."
    )
    found = {(focus, shape) for focus, _, shape in judged(tmp_path, data, shapes)}
    assert found == by_pyshacl(data, shapes) == {("m1", "inner"), ("m2", "inner")}


def test_parts_judge_forms_too(tmp_path: Path) -> None:
    patient = '<https://example.org/n{0}> <https://w3id.org/neuromod-onto/patientPseudonym> "P-{0}" .\n'
    literals = [("5", "byte"), ("5", "integer"), ("300", "byte"), ("2.50", "decimal")]
    lines = data_of(literals).splitlines(keepends=True)
    data = "".join(patient.format(n) + line for n, line in enumerate(lines))
    shapes = property_shapes({"byte": "sh:datatype xsd:byte", "form": "sh:maxLength 3"})
    whole = judged(tmp_path, data, shapes)
    assert judged(tmp_path, data, shapes, batch=1) == whole
    assert whole == {
        ("n1", "5", "byte"),
        ("n2", "300", "byte"),
        ("n3", "2.50", "byte"),
        ("n3", "2.50", "form"),
    }


# -- terms, not values

TERMS = """
ex:n0 ex:has 2.5 ; ex:had 2.5 . ex:n1 ex:has 2.50 ; ex:had 2.5 . ex:n2 ex:has 2.50 ; ex:had 2.50 .
ex:n3 ex:has 1 ; ex:had 01 . ex:n4 ex:has "01"^^xsd:integer ; ex:had 1 . ex:n5 ex:has "1"^^xsd:byte ; ex:had 1 .
ex:n6 ex:has true ; ex:had "1"^^xsd:boolean . ex:n7 ex:has "1"^^xsd:boolean ; ex:had true .
ex:n8 ex:has "2020-01-01T01:00:00+01:00"^^xsd:dateTime ; ex:had "2020-01-01T00:00:00Z"^^xsd:dateTime .
ex:n9 ex:has "2020-01-01T00:00:00+00:00"^^xsd:dateTime ; ex:had "2020-01-01T00:00:00Z"^^xsd:dateTime .
ex:n10 ex:has "2020-01-01T00:00:00Z"^^xsd:dateTime ; ex:had "2020-01-01T00:00:00Z"^^xsd:dateTime .
ex:n11 ex:has "2.5" ; ex:had "2.5" . ex:n12 ex:has "a"@en ; ex:had "a"@EN . ex:n13 ex:has ex:a ; ex:had ex:a .
ex:n14 ex:has 2.5 , 2.50 , 02.5 ; ex:had 2.5 , 2.50 .
ex:n15 ex:has ex:a , 2.50 , "a"@en ; ex:had ex:a , 2.50 , "a"@en .
ex:n16 ex:has "1.0"^^xsd:double , 1.0 ; ex:had 1e0 . ex:n17 ex:has "x"^^xsd:integer ; ex:had "x"^^xsd:integer .
ex:n18 ex:has "a"@en , "b"@EN , "c"@fr . ex:n19 ex:has "a"@en , "a"@fr , 2.50 . ex:n20 ex:has 2.5 ; ex:had ex:a .
ex:m0 ex:see ex:n1 . ex:m1 ex:see ex:n0 .
"""
#: constraint on ex:has: numbers of the nodes that break it, where they are worth reading
OF_TERMS: dict[str, set[int] | None] = {
    "sh:in ( 2.5 1 true ex:a )": {1, 2, 4, 5, *range(7, 13), *range(14, 20)},
    "sh:in ( 2.50 01 '1'^^xsd:boolean )": {0, 3, 5, 6, *range(8, 21)},
    "sh:in ( '2020-01-01T00:00:00Z'^^xsd:dateTime 'a'@EN '2.5' 'x'^^xsd:integer )": None,
    "sh:hasValue 2.5": {*range(1, 14), *range(15, 20)},
    "sh:hasValue 2.50": {0, *range(3, 14), 16, 17, 18, 20},
    "sh:hasValue 01": {*range(21)} - {4},
    "sh:hasValue '1'^^xsd:byte": {*range(21)} - {5},
    "sh:hasValue true": {*range(21)} - {6},
    "sh:hasValue '1'^^xsd:boolean": {*range(21)} - {7},
    "sh:hasValue '2020-01-01T00:00:00+00:00'^^xsd:dateTime": {*range(21)} - {9},
    "sh:hasValue '2020-01-01T01:00:00+01:00'^^xsd:dateTime": {*range(21)} - {8},
    "sh:hasValue 'a'@EN": {*range(21)} - {12, 15, 18, 19},
    "sh:not [ sh:hasValue 2.50 ]": None,
    "sh:not [ sh:in ( 2.50 ) ]": None,
    "sh:or ( [ sh:in ( 2.5 ex:a ) ] [ sh:hasValue 01 ] )": None,
    "sh:xone ( [ sh:in ( 2.5 2.50 ) ] [ sh:hasValue 2.50 ] )": None,
    "sh:qualifiedValueShape [ sh:hasValue 2.50 ] ; sh:qualifiedMinCount 1": {*range(21)} - {1, 2, 14, 15, 19},
    "sh:qualifiedValueShape [ sh:in ( 2.5 2.50 02.5 ) ] ; sh:qualifiedMaxCount 2": {14},
    "sh:hasValue 2.50 ; sh:minCount 3": None,
    "sh:hasValue 2.50 ; sh:maxCount 2": None,
    "sh:equals ex:had": {1, 3, 4, 5, 6, 7, 8, 9, 14, 16, 18, 19, 20},
    "sh:disjoint ex:had": {0, 2, 10, 11, 12, 13, 14, 15, 17},
    "sh:lessThanOrEquals ex:had": None,
    "sh:uniqueLang true": {18},
}


def as_ntriples(text: str) -> str:
    """Return Turtle as N-Triples, each literal as it is written."""
    triples = (quad.triple for quad in ox.parse(PREFIXES + text, format=ox.RdfFormat.TURTLE))
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def by_engine(data: str, shapes: str, engine: str) -> set[tuple[str, str, str]]:
    """Return (focus node, value, shape) of what an engine finds in data alone, without the ontology."""
    triples = ox.parse(PREFIXES + shapes, format=ox.RdfFormat.TURTLE)
    graph, store = noted_shapes(triples), ox.Store()
    store.bulk_extend(Forms(graph).noted(ox.parse(data, format=ox.RdfFormat.N_TRIPLES)))
    return {
        tuple(name(node).rpartition("/")[2] for node in (result.focus, result.value, result.shape))
        for result in run_shapes(graph, store, "shapes", engine)
    }


@cache
def of_terms(engine: str) -> set[tuple[str, str, str]]:
    """Return what an engine finds with all constraints of ``OF_TERMS``, each a shape called by its number."""
    shapes = property_shapes({f"s{n}": constraint for n, constraint in enumerate(OF_TERMS)})
    if engine == "by itself":
        return {(focus, "", shape) for focus, shape in by_pyshacl(as_ntriples(TERMS), as_ntriples(shapes))}
    return by_engine(as_ntriples(TERMS), shapes, engine)


@pytest.mark.parametrize("constraint", OF_TERMS)
def test_terms_are_compared_as_the_files_write_them(constraint: str) -> None:
    shape = f"s{list(OF_TERMS).index(constraint)}"
    found = {one for one in of_terms("compiled") if one[2] == shape}
    assert found == {one for one in of_terms("pyshacl") if one[2] == shape}
    numbers = {int(focus.removeprefix("n")) for focus, _, _ in found}
    itself = {focus for focus, _, one in of_terms("by itself") if one == shape}
    assert itself == {f"n{number}" for number in numbers}
    expected = OF_TERMS[constraint]
    assert 0 < len(numbers) < 21
    assert expected is None or numbers == expected


@pytest.mark.parametrize(
    ("target", "constraint", "expected"),
    [
        ("sh:targetObjectsOf ex:had", "sh:in ( 2.5 1 ex:a )", None),
        ("sh:targetNode 2.50 , 2.5", "sh:hasValue 2.50", {"2.5"}),
        ("sh:targetNode 2.50 , 2.5", "sh:not [ sh:in ( 2.50 ) ]", {"2.50"}),
        (
            "sh:targetSubjectsOf ex:see",
            "sh:property [ sh:path ( ex:see ex:has ) ; sh:hasValue 2.50 ]",
            {"m1"},
        ),
        (
            "sh:targetSubjectsOf ex:see",
            "sh:property [ sh:path ex:see ; sh:node [ sh:property [ sh:path ex:has ; sh:hasValue 2.50 ] ] ]",
            {"m1"},
        ),
        (
            "sh:targetSubjectsOf ex:see",
            "sh:property [ sh:path ex:see ; sh:not [ sh:property [ sh:path ex:has ; sh:in ( 2.50 ) ] ] ]",
            {"m0"},
        ),
    ],
)
def test_terms_elsewhere_in_shapes(target: str, constraint: str, expected: set[str] | None) -> None:
    data, shapes = as_ntriples(TERMS), f"ex:one a sh:NodeShape ; {target} ; {constraint} ."
    found = {focus for focus, _, _ in by_engine(data, shapes, "compiled")}
    assert found == {focus for focus, _ in by_pyshacl(data, as_ntriples(shapes))}
    assert found
    assert expected is None or found == expected


def test_values_that_differ_only_in_form_are_reported_each() -> None:
    found = by_engine(as_ntriples(TERMS), property_shapes({"one": "sh:in ( 02.5 )"}), "compiled")
    assert {value for focus, value, _ in found if focus == "n14"} == {"2.5", "2.50"}


def test_terms_that_the_store_keeps_as_they_are_stay_fast() -> None:
    shapes = ox.Store()
    text = property_shapes({"one": "sh:in ( 'a' ex:b 'c'@en )", "two": "sh:hasValue ex:b , 'x'"})
    shapes.load((PREFIXES + text).encode(), format=ox.RdfFormat.TURTLE)
    assert not Forms(shapes).properties
    assert not Forms(shapes).asked_in(as_ntriples(TERMS).encode())
    checks, rest = compile_shapes(shapes, ox.Store())
    assert rest == []
    assert not any("STR(" in check.query or "OPTIONAL" in check.query for check in checks)


# -- queries for any property

ANY_PROPERTY = [
    "$this ?p ?o .",
    "$this ex:has ?o . ?o ?p 5",
    "$this ex:has ?o ; ?p ?x",
    "$this !ex:has ?o",
    "$this (ex:has|!ex:of) ?o",
    "$this ex:has/!ex:of ?o",
    "$this ex:has ?o . FILTER NOT EXISTS { ?o ?p ?x }",
    "$this ex:has ?o . ?o ?p [ ex:of ?x ]",
]
SOME_PROPERTY = [
    "$this ex:has ?o . FILTER (!BOUND(?x) && !(?o = 5))",
    "?rule ex:limits ?p . $this ?p ?o",
    "$this ex:has ?o , ?x . BIND (?o AS ?p) FILTER (?p IN (?x, 5))",
    "$this ex:has ?o . FILTER (REGEX(?o, '?a ?b ?c', 'i'))",
]


@pytest.mark.parametrize("pattern", [*ANY_PROPERTY, *SOME_PROPERTY])
def test_queries_for_any_property_are_told_apart(pattern: str) -> None:
    assert any_property(f"SELECT $this ?p ?o WHERE {{ {pattern} }}") is (pattern in ANY_PROPERTY)


def test_a_query_for_any_property_does_not_see_what_was_added(tmp_path: Path) -> None:
    shapes = (
        'ex:Shape a sh:NodeShape ; sh:targetNode ex:Lead , ex:model ; sh:sparql [ sh:select """'
        'SELECT $this ?value WHERE { $this ?value ?o }""" ] .'
    )
    (tmp_path / "data.ttl").write_text(PREFIXES + CLASSES, "utf-8")
    (tmp_path / "shapes.ttl").write_text(PREFIXES + shapes, "utf-8")
    graph, store = read_rdf([tmp_path / "shapes.ttl"]), read_rdf([tmp_path / "data.ttl"])
    found = sorted({key(result) for result in run_shapes(graph, store, "shapes")})
    assert found == sorted(
        {key(r) for r in run_reference(graph, read_rdf([tmp_path / "data.ttl"]), "shapes")}
    )
    assert len(found) == 3
