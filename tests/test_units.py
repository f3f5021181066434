"""Numbers with units, as people write them, come out in the canonical unit or are refused with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuromod_onto.dataset import Dataset
from neuromod_onto.records.quantities import quantities
from neuromod_onto.records.quantities.units import UnitError, convert

READ = [
    # text, unit of the heading, canonical unit, value
    ("0.008", "A", "mA", "8"),
    ("6.0 mA", "A", "mA", "6"),  # its own unit wins
    ("6.0mA", "", "mA", "6"),
    ("2900 uA", "", "mA", "2.9"),
    ("2900 µA", "", "mA", "2.9"),  # micro sign
    ("2900 μA", "", "mA", "2.9"),  # Greek mu
    ("0.001", "s", "us", "1000"),
    ("200", "Microseconds", "us", "200"),
    ("0.06 ms", "us", "us", "60"),
    ("1.2 kHz", "", "Hz", "1200"),
    ("10", "pps", "Hz", "10"),
    ("20 mcg/day", "", "mg/d", "0.02"),
    ("10 ug/h", "", "mg/d", "0.24"),
    ("6 mm2", "", "cm2", "0.06"),
    ("1.9", "Tesla", "T", "1.9"),
    ("2 °C", "", "Cel", "2"),  # a rise, not a point on the scale
    ("2 K", "", "Cel", "2"),
    ("50 %", "", "%", "50"),
    ("1e-3 A", "", "mA", "1"),
    ("-2 mA", "", "mA", "-2"),
    ("3", "", "", "3"),
    ("1e2 A", "", "mA", "100000"),
    ("1E+2 A", "", "mA", "100000"),
    ("1e-03 A", "", "mA", "1"),
    (".5 A", "", "mA", "500"),
    ("5. A", "", "mA", "5000"),
    ("1 mg/wk", "", "mg/d", "0.142857142857143"),  # a seventh, to 15 places
    ("1e-15", "mA", "mA", "1e-15"),  # the least, and nearly the greatest
    ("99999999999999999999", "mA", "mA", "99999999999999999999"),
    ("2 Cel", "", "K", "275.15"),  # a point on the scale where no rise is wanted
    ("1 Volt", "", "V", "1"),  # words in any case
    ("1 Hertz", "", "Hz", "1"),
    ("1 HERTZ", "", "Hz", "1"),
    ("1 AMPERE", "", "mA", "1000"),
    ("0" * 96 + "1 mA", "", "mA", "1"),  # 100 characters
]
REFUSED = [
    ("8", "", "mA", "missing unit"),
    ("8 xyz", "", "mA", "unknown unit"),
    ("8 us", "", "mA", "other dimension"),
    ("8 ma", "", "mA", "other dimension"),  # in UCUM a thousandth of a year
    ("8", "s", "mA", "other dimension"),
    ("8 mA", "", "", "other dimension"),
    ("1,5 mA", "", "mA", "number"),
    ("6,000 mA", "", "mA", "number"),
    ("nan", "mA", "mA", "number"),
    ("inf mA", "", "mA", "number"),
    ("", "mA", "mA", "number"),
    ("mA", "", "mA", "number"),
    ("1 2 mA", "", "mA", "unknown unit"),
    ("1e9999", "mA", "mA", "number"),
    ("1e-003 A", "", "mA", "number"),
    ("1e A", "", "mA", "other dimension"),
    ("9e-16", "mA", "mA", "number"),
    ("-9e-16", "mA", "mA", "number"),
    ("1e20", "mA", "mA", "number"),
    ("-1e20", "mA", "mA", "number"),
    ("8 mA", "", "Cel", "other dimension"),
    ("1 Sec", "", "s", "unknown unit"),  # short ones mean other things in another case
    ("0" * 97 + "1 mA", "", "mA", "number"),  # 101 characters
    ("9" * 200, "mA", "mA", "number"),
]


@pytest.mark.parametrize(("text", "unit", "canonical", "value"), READ)
def test_a_quantity_comes_out_in_the_canonical_unit(text: str, unit: str, canonical: str, value: str) -> None:
    assert convert(text, unit, canonical) == Decimal(value)


@pytest.mark.parametrize(("text", "unit", "canonical", "kind"), REFUSED)
def test_a_text_that_is_no_such_quantity_is_refused(text: str, unit: str, canonical: str, kind: str) -> None:
    with pytest.raises(UnitError) as caught:
        convert(text, unit, canonical)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nan", "'nan' is no finite number"),
        ("-inf mA", "'-inf mA' is no finite number"),
        ("+Infinity", "'+Infinity' is no finite number"),
        ("nanoampere", "'nanoampere' does not begin with a number"),
        ("6,000 mA", "'6,000 mA' has a comma"),
        ("-6,0", "'-6,0' has a comma"),
    ],
)
def test_the_cause_says_what_stands_there(text: str, words: str) -> None:
    with pytest.raises(UnitError) as caught:
        convert(text, "mA", "mA")
    assert caught.value.cause == words


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("6.0 mA", "6.0"),  # as precise as it was stated
        ("0.100000000000000 mA", "0.100000000000000"),
        ("0.1000000000000000001 mA", "0.1"),
    ],
)
def test_a_number_keeps_its_digits_or_is_rounded(text: str, written: str) -> None:
    assert str(convert(text, "", "mA")) == written


def test_every_canonical_unit_of_the_ontology_is_known(dataset: Dataset) -> None:
    units = {quantity.ucum for quantity in quantities(dataset).values() if quantity.ucum}
    assert {"mA", "us", "Hz", "mg/d"} <= units
    for unit in units:
        assert convert("1.5", unit, unit) == Decimal("1.5"), unit


@given(st.decimals(min_value=-(10**6), max_value=10**6, allow_nan=False, places=6))
def test_no_digit_is_lost(number: Decimal) -> None:
    assert convert(f"{number:f}", "A", "mA") == number * 1000
    assert "E" not in str(convert(f"{number:f}", "A", "A")) or number == 0 or abs(number) < Decimal("1e-6")


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        assert convert(text, "", "mA").is_finite()
    except UnitError as error:
        cause = error.cause
    else:
        cause = ""
    assert "\n" not in cause
