"""Literals are judged as the file writes them, not as the store keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuromod_onto.validation.written import NARROW

from .small_shapes import by_pyshacl, data_of, judged, property_shapes

#: Integer types by how many bits they have, and whether one of them is a sign.
BOUNDS = {
    **{
        n: (-(2 ** (b - 1)), 2 ** (b - 1) - 1)
        for n, b in (("byte", 8), ("short", 16), ("int", 32), ("long", 64))
    },
    **{f"unsigned{n}": (0, 2**b - 1) for n, b in (("Byte", 8), ("Short", 16), ("Int", 32), ("Long", 64))},
}
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


#: Forms of XML Schema 1.1, part 2: those of a type, and those just beside.
RIGHT = {
    **{name: [str(low), str(high), f"+{high}"] for name, (low, high) in BOUNDS.items()},
    "integer": ["+10", "-9", "0", "9" * 30],
    "decimal": [
        "1.",
        "9.09",
        ".09",
        ".90",
        "-0.5",
        "+90",
        "09.90",
        "0",
        "." + "0129" * 9,
        "." + "9" * 40,
        "9" * 50,
    ],
    "nonNegativeInteger": ["0", "-0", "-00", "+5", "+0", "90", "19"],
    "positiveInteger": ["1", "+01", "+9", "90", "19", "009"],
    "nonPositiveInteger": ["0", "-0", "+0", "+00", "00", "-10", "-9", "-19"],
    "negativeInteger": ["-1", "-01", "-009", "-10", "-90", "-19"],
    "dateTimeStamp": [f"2020-01-01T00:00:00{zone}" for zone in ("Z", "+00:00", "+09:59", "-13:09", "-10:50")],
    "dateTime": ["2020-01-01T00:00:00", "2020-01-01T00:00:00Z"],
    "date": ["2020-02-29", "2020-01-31Z"],
    "double": ["1e5", "INF", "-0"],
    "float": ["1E5", "NaN", "5"],
    "boolean": ["true", "false", "1", "0"],
}
WRONG = {
    **{name: [str(low - 1), str(high + 1), "1.0", ""] for name, (low, high) in BOUNDS.items()},
    "integer": ["1.0", "", "+", "1e3", "5 5"],
    "decimal": ["", ".", "+", "1.5.5", "1e3", "-.", "1,5"],
    "nonNegativeInteger": ["-1", "-01", "", "-", "+", "1.0", "++1"],
    "positiveInteger": ["0", "+0", "-1", "", "1.0", "00"],
    "nonPositiveInteger": ["1", "+1", "-", "", "01", "-1.0"],
    "negativeInteger": ["0", "-0", "1", "-", "-00", "-1.0", ""],
    "dateTimeStamp": ["2020-01-01T00:00:00", "2020-01-01T00:00:00+1:00", "2020-02-30T00:00:00Z", "Z"],
    "dateTime": ["2020-02-30T00:00:00", "2020-01-01"],
    "date": ["2020-02-30", "2020-01-01T00:00:00"],
    "double": ["x", "", "1e"],
    "float": ["x", "", "1e"],
    "boolean": ["yes", "TRUE", "2", ""],
}


def test_each_type_has_its_forms_and_none_beside(tmp_path: Path) -> None:
    right = [(form, kind) for kind, forms in RIGHT.items() for form in forms]
    wrong = [(form, kind) for kind, forms in WRONG.items() for form in forms]
    shapes = property_shapes({f"is-{kind}": f"sh:datatype xsd:{kind}" for kind in RIGHT})
    found = {(focus, shape) for focus, _, shape in judged(tmp_path, data_of(right + wrong), shapes)}
    own = {f"n{n}": (form, kind) for n, (form, kind) in enumerate(right + wrong)}
    assert [literal for n, literal in own.items() if (n, f"is-{literal[1]}") in found] == wrong
    assert all(
        (n, f"is-{kind}") in found for n, (_, own_kind) in own.items() for kind in RIGHT if kind != own_kind
    )


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
