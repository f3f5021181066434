"""Group patterns of SPARQL, as the compiler of shapes reads them."""

from __future__ import annotations

import pytest

from neuromod_onto.validation.groups import (
    Filter,
    Other,
    Pattern,
    UnreadError,
    closing,
    read,
)


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
