"""Answers as data frames."""

from __future__ import annotations

import sys

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import Rows
from neuromod_onto.engine.dataframes import plain_value
from neuromod_onto.engine.results import Term
from neuromod_onto.errors import MissingPartError
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import XSD
from neuromod_onto.terms import labelled


def typed(text: str, kind: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


ROWS = Rows(
    ("term", "n", "x", "yes", "text"),
    [
        (
            ox.NamedNode(NEUROMOD + "VagusNerve"),
            typed("3", "integer"),
            typed("2.50", "decimal"),
            typed("true", "boolean"),
            ox.Literal("a", language="fr"),
        ),
        (None, None, None, None, None),
    ],
)
FIRST = ("neuromod:VagusNerve", 3, 2.5, True, "a")


def test_pandas_has_a_column_for_each_variable() -> None:
    pytest.importorskip("pandas")
    frame = ROWS.to_pandas()
    assert list(frame.columns) == list(ROWS.variables)
    assert tuple(frame.iloc[0]) == FIRST
    assert frame.iloc[1].isna().all()
    assert ROWS.to_pandas(iri=True)["term"][0] == NEUROMOD + "VagusNerve"


def test_polars_has_the_same_rows() -> None:
    pytest.importorskip("polars")
    frame = ROWS.to_polars()
    assert frame.columns == list(ROWS.variables)
    assert frame.row(0) == FIRST
    assert frame.row(1) == (None,) * 5


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_without_the_library_a_part_is_missing(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingPartError, match=library) as caught:
        getattr(ROWS, f"to_{library}")()
    assert caught.value.hint == f"pip install {library}"


def test_labels_stand_beside_the_columns_that_have_some(dataset: Dataset) -> None:
    shown = labelled(dataset, ROWS, "fr")
    assert shown.variables == ("term", "term_label", "n", "x", "yes", "text")
    assert [row[1].value for row in shown.rows] == ["nerf vague", ""]
    assert [row[2:] for row in shown.rows] == [row[1:] for row in ROWS.rows]


def test_a_column_of_labels_that_the_query_gave_is_left_as_it_is(dataset: Dataset) -> None:
    nerve = ox.NamedNode(NEUROMOD + "VagusNerve")
    answer = Rows(("term", "term_label"), [(nerve, ox.Literal("mine"))])
    assert labelled(dataset, answer) == answer


def test_terms_without_labels_get_no_column(dataset: Dataset) -> None:
    answer = Rows(("term",), [(ox.NamedNode("https://example.org/unknown"),)])
    assert labelled(dataset, answer) == answer


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (typed("many", "integer"), "many"),
        (typed("half", "decimal"), "half"),
        (typed("1", "boolean"), True),
        (typed("0", "boolean"), False),
        (typed("2020-01-01", "date"), "2020-01-01"),
        (typed("1e3", "double"), 1000.0),
        (ox.BlankNode("x"), "_:x"),
        (None, None),
    ],
)
def test_a_term_as_a_value_of_python(term: Term | None, value: object) -> None:
    assert plain_value(term) == value
    assert type(plain_value(term)) is type(value)
