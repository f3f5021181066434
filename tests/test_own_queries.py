"""A folder of queries of one's own: found, shown, run, and their tests told apart from those that fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuromod_onto.catalog import bind, read_query, run_query
from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError, UsageError

from .conftest import Neuromod

HEAD = "#+ summary: {en: Kinds, fr: Sortes}\n#+ question: {en: Which kinds?, fr: Quelles sortes ?}\n#+ tags: [own]\n"
#: The parts of a spinal cord stimulation: three rows, of which the first column names the kinds.
KINDS = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX neuromod: <https://w3id.org/neuromod-onto/>
SELECT ?kind ?n { VALUES (?kind ?n) { (neuromod:Baclofen 1) (neuromod:Morphine UNDEF) } }
"""


def write(folder: Path, name: str, body: str = KINDS, *lines: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.rq"
    path.write_text(f"#+ name: {name}\n{HEAD}" + "".join(f"#+ {line}\n" for line in lines) + body)
    return path


@pytest.mark.parametrize(
    ("test", "faults"),
    [
        ("{rows: 2, min_rows: 2, contains: [neuromod:Baclofen, 1], lacks: [neuromod:Clonidine]}", []),
        ("{equals: [neuromod:Baclofen, neuromod:Morphine]}", []),
        ("{min_rows: 3}", ["2 rows, at least 3 expected"]),
        ("{rows: 1}", ["2 rows, 1 expected"]),
        ("{contains: [neuromod:Clonidine]}", ["neuromod:Clonidine is missing"]),
        ("{lacks: [neuromod:Baclofen]}", ["neuromod:Baclofen should not be there"]),
        ("{equals: [neuromod:Baclofen, neuromod:Clonidine]}",
         ["neuromod:Clonidine is missing", "neuromod:Morphine is too much"]),
    ],
)  # fmt: skip
def test_a_test_in_a_header_says_what_it_missed(
    neuromod: Neuromod, tmp_path: Path, test: str, faults: list[str]
) -> None:
    write(tmp_path, "mine", KINDS, f"test: {test}")
    result = neuromod("query", "test", tmp_path)
    assert result.out.splitlines() == [f"mine: test 1: {fault}" for fault in faults]
    assert result.code == (1 if faults else 0)
    assert result.err.strip() == f"1 queries, {len(faults)} failures"


def test_a_query_without_a_test_and_one_without_rows_fail(neuromod: Neuromod, tmp_path: Path) -> None:
    write(tmp_path, "untested")
    write(tmp_path, "whether", "ASK {}", "test: {rows: 1}")
    write(
        tmp_path,
        "none",
        KINDS.replace("(neuromod:Baclofen 1) (neuromod:Morphine UNDEF)", ""),
        "test: {rows: 1}",
    )
    assert set(neuromod("query", "test", tmp_path).out.splitlines()) == {
        "untested: no test in the header",
        "whether: test 1: a canned query test needs rows",
        "none: test 1: 0 rows, 1 expected",
    }


def test_a_test_brings_its_own_data_and_values(neuromod: Neuromod, tmp_path: Path) -> None:
    (tmp_path / "more.ttl").write_text("<http://e/a> <http://e/known> true, false .")
    body = "SELECT ?s { VALUES ?flag { UNDEF } ?s <http://e/known> ?flag }"
    params = "params: [{name: flag, type: boolean}]"
    write(
        tmp_path,
        "mine",
        body,
        params,
        "tests: [{data: more.ttl, rows: 2}, {data: more.ttl, flag: true, rows: 1}]",
    )
    result = neuromod("query", "test", tmp_path)
    assert (result.code, result.out) == (0, "")


def test_a_name_that_a_shipped_query_has_is_refused_with_its_folder(
    neuromod: Neuromod, tmp_path: Path
) -> None:
    path = write(tmp_path, "kinds-of")
    result = neuromod("query", "list", "--queries", tmp_path)
    assert result.code == 3
    assert result.err.startswith(f"neuromod: {path}: the query kinds-of exists already in ")


def test_a_folder_that_is_not_there_is_named(neuromod: Neuromod, tmp_path: Path) -> None:
    result = neuromod("query", "list", "--queries", tmp_path / "none")
    assert (result.code, result.err.splitlines()[0]) == (
        3, f"neuromod: {tmp_path / 'none'}: no such folder of queries",
    )  # fmt: skip


def test_a_name_near_to_none_leads_to_the_list(neuromod: Neuromod, tmp_path: Path) -> None:
    write(tmp_path, "mine")
    assert "see neuromod query list" in neuromod("query", "show", "%%%", "--queries", tmp_path).err
    assert "did you mean mine" in neuromod("query", "show", "mime", "--queries", tmp_path).err


def test_a_card_shows_parameters_their_values_and_a_call_that_works(
    neuromod: Neuromod, tmp_path: Path
) -> None:
    body = "SELECT ?what { VALUES ?what { UNDEF } VALUES ?which { UNDEF } }"
    write(
        tmp_path, "mine", body,
        "params:",
        "  - {name: what, type: enum, values: [low back, leg], many: true, summary: {fr: Où}}",
        "  - {name: which, type: class, under: Condition, required: true}",
        "test: {what: [low back, leg], which: Pain, rows: 2}",
    )  # fmt: skip
    card = neuromod("query", "show", "mine", "--queries", tmp_path, "--lang", "fr").out.splitlines()
    assert "  what: enum; facultatif; plusieurs valeurs possibles; low back, leg. Où" in card
    assert "  which: class sous Condition; obligatoire." in card
    assert card[-1] == '  neuromod query run mine what="low back" what=leg which=Pain'
    assert neuromod("query", "show", "mine", "--queries", tmp_path, "-f", "rq").out.endswith(body)
    listed = neuromod("query", "list", "--queries", tmp_path, "--tag", "own").rows()
    assert [(row["name"], row["parameters"]) for row in listed] == [("mine", "what which")]


def test_a_tag_that_no_query_has_is_said_so(neuromod: Neuromod) -> None:
    result = neuromod("query", "list", "--tag", "nosuch")
    assert (result.code, result.rows(), result.err.strip()) == (0, [], "no query has the tag 'nosuch'")


@pytest.mark.parametrize(
    "body", ["SELECT ?x {}", "SELECT ?x { VALUES ?x", "SELECT ?x { VALUES ?x { 1", "VALUES ?x ?y ?z"]
)
def test_a_parameter_without_a_whole_block_is_refused(body: str) -> None:
    with pytest.raises(InputError, match=r"no block VALUES \?x"):
        bind(body, {"x": []})


def test_a_parameter_given_no_value_is_left_open(dataset: Dataset, tmp_path: Path) -> None:
    params = "params: [{name: what, type: string, many: true}]"
    query = read_query(write(tmp_path, "mine", 'SELECT ?what { VALUES ?what { "a" "b" } }', params))
    assert len(run_query(dataset, query, {"what": []}).rows) == 2  # type: ignore[union-attr]
    with pytest.raises(UsageError, match="no parameter 'other'"):
        run_query(dataset, query, {"other": "x"})


def test_a_limit_runs_the_query_apart(dataset: Dataset, tmp_path: Path) -> None:
    query = read_query(write(tmp_path, "mine"))
    assert run_query(dataset, query, timeout=30) == run_query(dataset, query)
