"""What commands answer in each format, in both languages, and when there is nothing to answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import ROOT, Neuromod

TRIPLE = "SELECT ?t { BIND (<<( <http://e/a> <http://e/b> 1 )>> AS ?t) }"


# ---- queries


@pytest.mark.parametrize(
    ("query", "words", "out"),
    [
        ("ASK { ?s ?p 'no such text' }", [], "false\n"),
        ("ASK {}", ["-f", "srj"], '{"head": {}, "boolean": true}\n'),
        ("SELECT ?x { VALUES ?x { 7 } }", [], "x\n7\n"),
        ("SELECT ?x { VALUES ?x { true } }", ["-f", "jsonl"], '{"x": true}\n'),
        ("SELECT ?x ?y { VALUES (?x ?y) { (UNDEF 'a') } }", [], "x\ty\n\ta\n"),
        ("SELECT ?s ?s_label { BIND (neuromod:VagusNerve AS ?s) BIND ('own' AS ?s_label) }", [],
         "s\ts_label\nneuromod:VagusNerve\town\n"),
        ("SELECT ?s { BIND (neuromod:VagusNerve AS ?s) }", ["--lang", "fr"],
         "s\ts_label\nneuromod:VagusNerve\tnerf vague\n"),
        ("SELECT ?s { BIND (<http://e/unknown> AS ?s) }", [], "s\nhttp://e/unknown\n"),
        ("SELECT ?s ?o { VALUES (?s ?o) { (neuromod:VagusNerve 'a') ('b' neuromod:VagusNerve) } }", [],
         "s\ts_label\to\to_label\nneuromod:VagusNerve\tvagus nerve\ta\t\nb\t\tneuromod:VagusNerve\tvagus nerve\n"),
    ],
)  # fmt: skip
def test_an_answer_is_written_as_what_it_is(
    neuromod: Neuromod, query: str, words: list[str], out: str
) -> None:
    result = neuromod("sparql", query, *words)
    assert (result.code, result.out) == (0, out)


@pytest.mark.parametrize(
    ("query", "format", "out"),
    [
        ("SELECT ?x { BIND (BNODE() AS ?x) }", "srj", '"type": "bnode"'),
        ("SELECT ?x { BIND ('2.50'^^xsd:decimal AS ?x) }", "srj", "XMLSchema#decimal"),
        ("SELECT ?x { BIND ('plain' AS ?x) }", "srj", '{"type": "literal", "value": "plain"}'),
        ("SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) (2 3) } }", "srx", '<binding name="y">'),
        ("SELECT ?x { BIND (BNODE() AS ?x) }", "tsv", "_:"),
    ],
)  # fmt: skip
def test_terms_of_each_kind_are_written(neuromod: Neuromod, query: str, format: str, out: str) -> None:
    assert out in neuromod("sparql", query, "-f", format).out


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (["sparql", "SELECT ?x { BIND (1 AS ?x) }", "-f", "ttl"], "rows cannot be written as 'ttl'"),
        (["sparql", "CONSTRUCT {} {}", "-f", "csv"], "a graph cannot be written as 'csv'"),
        (["sparql", TRIPLE, "-f", "srj"], "a results document cannot hold"),
        (["search", "DBS", "-f", "srj"], "rows cannot be written as 'srj'"),
        (["term", "DBS", "-f", "csv"], "a term card cannot be written as 'csv'"),
        (["search", "DBS", "-o", "out.xyz"], "the ending of out.xyz names no format"),
        (["valueset", "DBS", "--system", "mesh", "--ecl"], "--ecl is for SNOMED CT"),
        (["valueset", "DBS", "--system", "fda", "--to", "omop"], "is no vocabulary of OMOP"),
        (["search-strategy", "DBS", "--target", "pubmed", "--try", "x.csv"], "--try needs --text COLUMN"),
        (["annotate", "-", "--jobs", "2"], "--jobs says how many processes --dask local has"),
        (["annotate", "-", "--dask", "local", "--store", "x"], "--dask takes no --store"),
        (["validate", "--dask", "local"], "--dask checks one .nt or .nq file"),
        (["load", "x.ttl"], "load needs --store DIR or --endpoint URL"),
        (["load", "--store", "x"], "load needs a file"),
        (["load", "x.ttl", "--store", "x", "--graph", "http://e/g"], "--graph goes with --endpoint"),
        (["load", "x.ttl", "--store", "x", "--data", "y.ttl"], "load takes its files without --data"),
        (["query", "run", "kinds-of", "--report", "x"], "--report"),
        (["check", "--report", "pdf:x"], "is not of the form junit:F"),
        (["check", "--report", "junit:"], "is not of the form junit:F"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_before_anything_is_done(
    neuromod: Neuromod, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], cause: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = neuromod(*words)
    assert (result.code, result.out) == (2, "")
    assert any(cause in line for line in result.err.splitlines() if line.startswith("neuromod: "))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["sparql", "ASK { ?s ?p 'no such text' }"], ""),
        (["sparql", "SELECT ?s { ?s ?p 'no such text' }"], "0 rows: nothing in the dataset matches"),
        (["sparql", "SELECT ?s { ?s ?p 'no such text' }", "-f", "srj"], ""),
        (["sparql", "CONSTRUCT { ?s ?p 1 } { ?s ?p 'no such text' }"], ""),
        (["query", "run", "off-label-uses"], "0 rows: nothing in the dataset matches"),
        (["query", "run", "therapies-for-condition", "condition=EssentialTremor", "reversible=false"], "recorded for condition=EssentialTremor reversible=false"),
        (["search", "qqqqqqqq"], "no term is called anything like 'qqqqqqqq'"),
        (["map", "Intervention", "--to", "snomed"], "Intervention has no mapping to snomed"),
        (["valueset", "Thalamotomy and SpinalCordStimulation", "--system", "mesh"], "no class meets this expression"),
        (["valueset", "SpinalCordStimulation", "--system", "mesh", "--match", "related"], "do not match as asked"),
        (["valueset", "VagusNerve", "--system", "icd10cm"], "has a code in"),
        (["valueset", "VagusNerve", "--system", "icd10cm", "--to", "json"], ""),
    ],
)  # fmt: skip
def test_nothing_found_is_1_with_fail_empty_and_says_why(
    neuromod: Neuromod, words: list[str], told: str
) -> None:
    assert neuromod(*words).code == 0
    result = neuromod(*words, "--fail-empty")
    assert result.code == 1
    assert told in result.err


# ---- terms


def test_the_card_of_a_term_is_written_in_french(neuromod: Neuromod) -> None:
    card = neuromod("term", "SpinalCordStimulation", "--lang", "fr").out
    for heading in (
        "Noms",
        "Définition",
        "Champ",
        "Sorte de",
        "Sortes",
        "Relations",
        "Alignements",
        "Sources",
    ):
        assert f"\n{heading}\n" in card
    assert "\nNames\n" not in card


def test_the_card_of_an_obsolete_model_names_its_heir(neuromod: Neuromod) -> None:
    assert "Replaced by\n  Inspire IV (product:InspireIV)\n" in neuromod("term", "Inspire3028").out
    assert (
        "Remplacé par\n  Inspire IV (product:InspireIV)\n"
        in neuromod("term", "Inspire3028", "--lang", "fr").out
    )
    heirs = [{"id": "product:InspireIV", "label": "Inspire IV"}]
    for name, expected in (("Inspire3028", heirs), ("InspireIV", [])):
        assert json.loads(neuromod("term", name, "-f", "json").out)["replaced_by"] == expected


def test_the_card_of_a_term_as_json_names_each_term_with_its_label(neuromod: Neuromod) -> None:
    card = json.loads(neuromod("term", "SpinalCordStimulation", "-f", "json").out)
    assert card["id"] == "neuromod:SpinalCordStimulation"
    assert {"id": "neuromod:BurstSpinalCordStimulation", "label": "burst spinal cord stimulation"} in card[
        "children"
    ]
    relations = {(row["property"], row["value"] if isinstance(row["value"], str) else row["value"]["id"])
                 for row in card["relations"]}  # fmt: skip
    assert ("neuromod:isReversible", "true") in relations
    assert ("neuromod:usesModality", "neuromod:ElectricalModality") in relations
    assert all(record["sources"] for record in card["evidence"])


def test_why_says_where_a_relation_comes_from(neuromod: Neuromod) -> None:
    rows = neuromod("term", "BurstSpinalCordStimulation", "--why", "uses modality").rows()
    assert [(row["value"], row["value_label"]) for row in rows] == [
        ("neuromod:ElectricalModality", "electrical modality")
    ]
    values = neuromod("term", "BurstSpinalCordStimulation", "--why", "isReversible").rows()
    assert [(row["value"], row["value_label"]) for row in values] == [("true", "")]
    empty = neuromod("term", "VagusNerve", "--why", "treatsCondition")
    assert (empty.rows(), empty.err.strip()) == ([], "neuromod:VagusNerve has no neuromod:treatsCondition")


def test_a_tree_says_how_much_lies_below_its_cut(neuromod: Neuromod) -> None:
    drawn = neuromod("tree", "SpinalCordStimulation", "--down", "0", "-f", "table").out
    assert drawn.startswith("spinal cord stimulation  neuromod:SpinalCordStimulation  (+")
    rows = neuromod("tree", "SpinalCordStimulation", "--down", "1", "-f", "csv").out.splitlines()
    assert rows[1] == "0,neuromod:SpinalCordStimulation,spinal cord stimulation,"
    assert (
        "1,neuromod:BurstSpinalCordStimulation,burst spinal cord stimulation,neuromod:SpinalCordStimulation"
        in rows
    )
    assert (
        neuromod("tree", "BurstSpinalCordStimulation", "--up", "-f", "tsv").rows()[1]["term"]
        == "neuromod:SpinalCordStimulation"
    )


def test_codes_and_terms_come_as_full_addresses_on_request(neuromod: Neuromod) -> None:
    row = neuromod("map", "mesh:D062187", "--iri").rows()[0]
    assert row["term"].startswith("https://w3id.org/neuromod-onto/")
    assert row["code"] == "http://id.nlm.nih.gov/mesh/D062187"
    assert neuromod("search", "DBS", "--kind", "therapy", "--limit", "1", "--iri").rows()[0]["term"] == (
        "https://w3id.org/neuromod-onto/DeepBrainStimulation"
    )


def test_a_citation_comes_for_bibtex(neuromod: Neuromod) -> None:
    assert neuromod("cite", "-f", "bibtex").out.startswith("@")


def test_a_picture_without_a_file_goes_to_standard_output(neuromod: Neuromod) -> None:
    assert neuromod("draw", "DBS").out.startswith("<svg")


# ---- codes


def test_members_come_with_their_reasons_and_no_codes(neuromod: Neuromod) -> None:
    rows = neuromod(
        "valueset", "SpinalCordStimulation", "--system", "mesh", "--members", "--lang", "fr"
    ).rows()
    reasons = {row["term"]: row["reason"] for row in rows}
    assert reasons["neuromod:SpinalCordStimulation"] == "la classe elle-même"
    full = neuromod("valueset", "SpinalCordStimulation", "--system", "mesh", "--members", "--iri").rows()
    assert all(row["term"].startswith("https://w3id.org/") for row in full)


def test_codes_that_the_users_concepts_lack_are_named(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "CONCEPT.csv"
    columns = "concept_id concept_name domain_id vocabulary_id concept_class_id standard_concept concept_code invalid_reason"
    file.write_text(columns.replace(" ", "\t") + "\n")
    words = ("valueset", "SpinalCordStimulation", "--system", "mesh", "--to", "omop")
    result = neuromod(*words, "--vocab", file)
    assert "not in CONCEPT.csv: " in result.err
    assert "D062187" in result.err
    assert "CONCEPT_ID is 0 throughout" in neuromod(*words).err
    missing = neuromod(*words, "--vocab", tmp_path / "none.csv")
    assert (missing.code, "none.csv" in missing.err) == (3, True)


def test_a_list_that_agrees_with_a_value_set_is_0(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("code\nD062187\n")
    words = ("valueset", "SpinalCordStimulation", "--system", "mesh", "--match", "exact", "--against", file)
    agreed = neuromod(*words)
    assert [(row["list"], row["verdict"]) for row in agreed.rows()] == [("list.csv", "agrees")]
    assert agreed.code == 0
    file.write_text("code\nD062187\nD000001\n")
    assert neuromod(*words).code == 1


def test_claims_keep_columns_that_are_called_as_ours(neuromod: Neuromod) -> None:
    result = neuromod("lint-codes", "-", "--system", "fda", stdin="term,code,verdict\nSCS,LGW,sure\n")
    row = result.rows()[0]
    assert (row["verdict"], row["lint_verdict"]) == ("sure", "right")
    none = neuromod("lint-codes", "-", "--system", "fda", stdin="term,code\n")
    assert (none.code, none.err.strip()) == (0, "no claims")


# ---- searches


def test_what_a_search_leaves_to_the_site_is_said(neuromod: Neuromod) -> None:
    words = ("search-strategy", "DBS", "--target", "ctgov", "--language", "fr")
    assert "the language is not part of this search" in neuromod(*words).err


def test_records_found_are_named_by_their_line_without_an_id(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "records.csv"
    file.write_text("title\nspinal cord stimulation for pain\nknee replacement\n")
    words = (
        "search-strategy",
        "SpinalCordStimulation",
        "--target",
        "pubmed",
        "--try",
        file,
        "--text",
        "title",
    )
    result = neuromod(*words)
    assert [row["id"] for row in result.rows()] == ["2"]
    assert "the free text finds 1 of 2 records" in result.err


# ---- what is installed and stored


def test_the_doctor_looks_at_a_store(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "own.nt"
    file.write_text("<http://e/a> <http://e/b> <http://e/c> .\n")
    store = tmp_path / "store"
    assert neuromod("load", file, "--store", store).code == 0
    states = {row["part"]: row["state"] for row in neuromod("doctor", "--store", store).rows()}
    assert states["store"].startswith("whole, ")
    states = {row["part"]: row["state"] for row in neuromod("doctor", "--store", tmp_path / "none").rows()}
    assert not states["store"].startswith("whole")


# ---- checks


def test_findings_are_grouped_and_timed_on_request(neuromod: Neuromod) -> None:
    faulty = ROOT / "examples" / "records-faulty.ttl"
    result = neuromod("validate", faulty, "--shapes", "safety", "--group", "--profile", "--lang", "fr")
    rows = result.rows()
    assert len({row["rule"] for row in rows}) == len(rows)
    assert " s  " in result.err
    single = neuromod("validate", faulty, "--shapes", "safety").rows()
    assert sum(int(row["findings"]) for row in rows) == len(single)
