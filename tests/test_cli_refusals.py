"""What commands refuse, or say in a form that nobody asks for every day: formats, places, hints, empty answers."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path

import click
import pyoxigraph as ox
import pytest

from neuromod_onto.cli.output import Output, cell
from neuromod_onto.cli.settings import Duration, Memory
from neuromod_onto.dataset.cache import cache_folder, entries, forget
from neuromod_onto.dataset.cache_process import at_work
from neuromod_onto.dataset.manifest import NAME, read_manifest
from neuromod_onto.dataset.read import rdf_files
from neuromod_onto.errors import InputError
from neuromod_onto.render.files import write_atomically

from .conftest import Neuromod

SELECT = "SELECT ?x { VALUES ?x { 1 } }"


@pytest.mark.parametrize(
    ("words", "cause", "hint"),
    [
        (["load"], "load needs --store DIR or --endpoint URL", "name the folder of the store"),
        (["load", "x.ttl", "--store", "s", "--graph", "urn:g"], "--graph goes with --endpoint", ""),
        (["load", "--store", "s"], "load needs a file", "neuromod load --help"),
        (["load", "x.ttl", "--store", "s", "--data", "."], "load takes its files without --data", ""),
        (["valueset", "Pain", "--system", "mesh", "--ecl"], "--ecl is for SNOMED CT", "--system snomed"),
        (
            ["valueset", "Pain", "--system", "fda", "--to", "omop"],
            "is no vocabulary of OMOP",
            "use snomed, mesh",
        ),
        (["term", "Pain", "-f", "csv"], "a term card cannot be written as 'csv'", "table, json"),
        (["sparql", SELECT, "-f", "ttl"], "rows cannot be written as 'ttl'", "use CONSTRUCT for a graph"),
        (
            ["sparql", "CONSTRUCT { ?s a ?s } WHERE { VALUES ?s { <urn:a> } }", "-f", "csv"],
            "a graph cannot",
            "ttl",
        ),
        (["tree", "Pain", "-f", "ttl"], "rows cannot be written as 'ttl'", "tsv"),
        (["tree", "Pain", "-o", "tree.docx"], "the ending of tree.docx names no format", "-f"),
        (["reason", "--report", "x"], "No such option", ""),
        (["check", "--report", "pdf:x"], "'pdf:x' is not of the form junit:F", ""),
        (["check", "--report", "json:"], "'json:' is not of the form junit:F", ""),
        (["no-such-verb"], "no command 'no-such-verb'", "see neuromod --help"),
        (
            ["query", "run", "therapies-for-condition", "Pain"],
            "'Pain' is not of the form parameter=value",
            "query show",
        ),
        (
            ["search-strategy", "Pain", "--target", "pubmed", "--try", "x.csv"],
            "--try needs --text COLUMN",
            "columns",
        ),
        (["search", "DBS", "--timeout", "0s"], "is not a time span", ""),
        (["search", "DBS", "--timeout", "soon"], "is not a time span", ""),
        (["search", "DBS", "--memory", "much"], "is not an amount of memory", ""),
        (["search", "DBS", "--memory", "0GB"], "is not an amount of memory", ""),
    ],
)
def test_wrong_use_has_one_line_with_its_cause_and_a_hint(
    words: list[str],
    cause: str,
    hint: str,
    neuromod: Neuromod,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    result = neuromod(*words)
    assert (result.code, result.out) == (2, "")
    assert cause in result.err
    assert hint in result.err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_command_line_shows_the_help(neuromod: Neuromod) -> None:
    result = neuromod()
    assert (result.code, "Usage: neuromod" in result.err) == (2, True)
    assert neuromod("query").code == 2


# ---- settings ----


@pytest.mark.parametrize(
    ("text", "seconds"), [("30", 30), ("500ms", 0.5), ("2m", 120), ("2min", 120), ("1h", 3600), (1.5, 1.5)]
)
def test_a_time_span_has_a_unit_or_is_in_seconds(text: str | float, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize(("text", "size"), [("500", 500), ("2GB", 2 * 10**9), ("1.5 m", 1_500_000), (7, 7)])
def test_an_amount_of_memory_has_a_unit_or_is_in_bytes(text: str | int, size: int) -> None:
    assert Memory().convert(text, None, None) == size


# ---- output ----


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")), True),
        (ox.Literal("0", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")), False),
        (ox.Literal(7), 7),
        (ox.Literal("2.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")), "2.50"),
        (ox.NamedNode("https://w3id.org/neuromod-onto/Pain"), "neuromod:Pain"),
        (ox.BlankNode("b"), "_:b"),
    ],
)
def test_a_term_is_shown_as_what_it_is(term: object, value: object) -> None:
    assert cell(term) == value  # type: ignore[arg-type]


def test_results_documents_hold_each_kind_of_term(neuromod: Neuromod) -> None:
    query = 'SELECT ?i ?l ?t ?n ?b ?u { VALUES (?i ?l ?t ?n ?u) { (<urn:i> "a"@fr "b" 2.5 UNDEF) } BIND (BNODE() AS ?b) }'
    document = json.loads(neuromod("sparql", query, "-f", "srj").out)
    (row,) = document["results"]["bindings"]
    assert row["i"] == {"type": "uri", "value": "urn:i"}
    assert row["l"] == {"type": "literal", "value": "a", "xml:lang": "fr"}
    assert row["t"] == {"type": "literal", "value": "b"}
    assert row["n"]["datatype"].endswith("#decimal")
    assert row["b"]["type"] == "bnode"
    assert "u" not in row
    quoted = "SELECT (<<( <urn:a> <urn:b> <urn:c> )>> AS ?t) {}"
    refused = neuromod("sparql", quoted, "-f", "srj")
    assert (refused.code, "a results document cannot hold" in refused.err) == (2, True)


@pytest.mark.parametrize("output_format", ["tsv", "srj", "srx"])
def test_an_empty_answer_fails_where_that_is_asked(output_format: str, neuromod: Neuromod) -> None:
    none, some = "SELECT ?x { ?x a <urn:none> }", SELECT
    for query, code in ((none, 1), (some, 0), ("ASK { ?x a <urn:none> }", 1), ("ASK { ?x ?y ?z }", 0)):
        assert neuromod("sparql", query, "-f", output_format, "--fail-empty").code == code
        assert neuromod("sparql", query, "-f", output_format).code == 0
    construct = "CONSTRUCT { ?x a ?x } WHERE { ?x a <urn:none> }"
    assert neuromod("sparql", construct, "--fail-empty").code == 1


def test_a_terminal_gets_a_table_and_nothing_that_steers_it(
    neuromod: Neuromod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert Output(None, None).format == "table"
    shown = neuromod("query", "show", "therapies-for-condition", "-f", "rq")
    assert (shown.code, "\x1b" in shown.out) == (0, False)
    assert "SELECT" in shown.out


def test_a_limit_counts_what_it_leaves_out(neuromod: Neuromod) -> None:
    query = "SELECT ?x { VALUES ?x { 1 2 3 } }"
    result = neuromod("sparql", query, "--limit", "2")
    assert (len(result.rows()), result.err.strip()) == (2, "2 of 3 rows")
    assert neuromod("sparql", query, "--limit", "3").err == ""


# ---- commands ----


def test_a_tree_is_a_table_in_a_file_and_lines_on_a_screen(neuromod: Neuromod, tmp_path: Path) -> None:
    lines = neuromod("tree", "SpinalCordStimulation", "--down", "1").out.splitlines()
    assert lines[1].startswith("  ")
    file = tmp_path / "tree.json"
    assert neuromod("tree", "SpinalCordStimulation", "--down", "1", "-o", file).code == 0
    rows = json.loads(file.read_text("utf-8"))
    assert [row["level"] for row in rows] == [0, *[1] * (len(lines) - 1)]
    assert {row["next_to"] for row in rows[1:]} == {"neuromod:SpinalCordStimulation"}


def test_a_query_is_shown_with_its_parameters_and_an_example(neuromod: Neuromod) -> None:
    card = neuromod("query", "show", "therapies-for-condition").out
    assert "Parameters" in card
    assert "required" in card
    assert "neuromod query run therapies-for-condition condition=" in card
    french = neuromod("query", "show", "therapies-for-condition", "--lang", "fr").out
    assert french != card
    plain = neuromod("query", "show", "discontinuation-risks").out
    assert plain.rstrip().endswith("neuromod query run discontinuation-risks")


def test_a_query_that_no_longer_gives_what_its_header_says_fails(neuromod: Neuromod, tmp_path: Path) -> None:
    shown = neuromod("query", "show", "discontinuation-risks", "-f", "rq").out
    (tmp_path / "own-risks.rq").write_text(shown.replace("discontinuation-risks", "own-risks"), "utf-8")
    good = neuromod("query", "test", tmp_path)
    assert (good.code, good.err.strip()) == (0, "1 queries, 0 failures")
    empty = shown.replace("discontinuation-risks", "own-risks").rstrip()
    (tmp_path / "own-risks.rq").write_text(empty.rpartition("}")[0] + " FILTER (false) }", "utf-8")
    wrong = neuromod("query", "test", tmp_path)
    assert (wrong.code, "own-risks" in wrong.out) == (1, True)


def test_rules_of_the_check_are_listed_in_both_languages(neuromod: Neuromod) -> None:
    english = neuromod("check", "--list").rows()
    french = neuromod("check", "--list", "--lang", "fr").rows()
    assert [row["rule"] for row in english] == [row["rule"] for row in french]
    assert sum(a["summary"] != b["summary"] for a, b in zip(english, french, strict=True)) > 10
    assert any(row["origin"] == "docs/performance.md" for row in english)


def test_a_query_comes_from_an_argument_a_file_or_standard_input(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "q.rq"
    file.write_text(SELECT)
    answers = {
        neuromod("sparql", SELECT).out,
        neuromod("sparql", file).out,
        neuromod("sparql", "-", stdin=SELECT).out,
    }
    assert answers == {"x\n1\n"}
    missing = neuromod("sparql", tmp_path / "none.rq")
    assert (missing.code, "a file that holds one, or -" in missing.err) == (3, True)


def test_a_value_set_without_members_or_codes_says_which(neuromod: Neuromod) -> None:
    nobody = neuromod("valueset", "SpinalCordStimulation and Device", "--system", "mesh", "--fail-empty")
    assert (nobody.code, "no class meets this expression" in nobody.err) == (1, True)
    codeless = neuromod("valueset", "BurstSpinalCordStimulation", "--system", "mesh", "--match", "exact")
    assert (codeless.code, "3 codes do not match as asked" in codeless.err) == (0, True)
    members = neuromod("valueset", "SpinalCordStimulation", "--system", "mesh", "--members").rows()
    reasons = {row["term"]: row["reason"] for row in members}
    assert reasons["neuromod:SpinalCordStimulation"] == "the class itself"
    assert reasons["neuromod:BurstSpinalCordStimulation"].startswith("kind of spinal cord stimulation")


def test_a_value_set_names_the_concepts_that_a_vocabulary_lacks(neuromod: Neuromod, tmp_path: Path) -> None:
    vocabulary = tmp_path / "CONCEPT.csv"
    head = (
        "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code"
    )
    vocabulary.write_text(f"{head}\tinvalid_reason\n1\tx\tProcedure\tMeSH\tx\tS\tD000000\t\n")
    result = neuromod(
        "valueset", "SpinalCordStimulation", "--system", "mesh", "--to", "omop", "--vocab", vocabulary
    )
    assert result.code == 0
    assert "not in CONCEPT.csv: D062187" in result.err


def test_the_language_is_no_part_of_a_search_of_registries(neuromod: Neuromod) -> None:
    for target, told in (("ctgov", True), ("pubmed", False)):
        result = neuromod("search-strategy", "DBS", "--target", target, "--language", "en")
        assert result.code == 0
        assert ("set it in the filters of the site" in result.err) == told


def test_bad_rows_of_claims_and_texts_are_named(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "claims.csv"
    words = ("lint-codes", file, "--system", "mesh", "--term", "term", "--code", "code")
    file.write_text("term,code\n\nSCS,D062187\n\n")
    assert neuromod(*words).code == 0
    file.write_text('term,code\nSCS,"D062187\n')
    assert "not CSV" in neuromod(*words).err
    file.write_text("term,code\nSCS\n")
    result = neuromod(*words)
    assert (result.code, f"{file}:2: 1 cells where the header has 2" in result.err) == (3, True)


# ---- failures ----


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/somewhere/store"),
            "cannot write: No space left on device",
        ),
        (
            OSError("IO error: No space left on device: While appending to file: /somewhere/000009.sst"),
            "cannot write: No space left on device",
        ),
        (
            FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp', '/var/tmp']"),
            "no folder for temporary files can be written",
        ),
    ],
    ids=["system", "engine", "read-only"],
)
def test_a_fault_of_the_disk_names_its_cause(
    neuromod: Neuromod, monkeypatch: pytest.MonkeyPatch, fault: OSError, told: str
) -> None:
    import neuromod_onto.terms.searching

    def full(_dataset: object) -> None:
        raise fault

    monkeypatch.setattr(neuromod_onto.terms.searching, "index_of", full)
    result = neuromod("search", "x")
    assert (result.code, told in result.err) == (3, True)
    assert "TMPDIR" in result.err


def test_memory_that_is_not_there_is_a_limit(neuromod: Neuromod, monkeypatch: pytest.MonkeyPatch) -> None:
    import neuromod_onto.terms.searching

    def too_much(_dataset: object) -> None:
        raise MemoryError

    monkeypatch.setattr(neuromod_onto.terms.searching, "index_of", too_much)
    result = neuromod("search", "x")
    assert (result.code, "out of memory" in result.err) == (6, True)


def test_an_interruption_is_told(neuromod: Neuromod, monkeypatch: pytest.MonkeyPatch) -> None:
    import neuromod_onto.terms.searching

    for interruption in (KeyboardInterrupt, click.Abort):

        def stop(_dataset: object, kind: type[BaseException] = interruption) -> None:
            raise kind

        monkeypatch.setattr(neuromod_onto.terms.searching, "index_of", stop)
        assert neuromod("search", "x").code == 130


def test_a_line_of_a_fault_is_bounded_and_an_argument_is_text(neuromod: Neuromod) -> None:
    long = neuromod("term", "x" * 10_000)
    assert long.code == 2
    assert max(map(len, long.err.splitlines())) < 3_000
    assert "an argument is not UTF-8" in neuromod("term", "\udcff").err


# ---- files, stores, cache ----


@pytest.mark.parametrize(
    ("platform", "variables", "folder"),
    [
        ("linux", {"XDG_CACHE_HOME": "/x/cache"}, "/x/cache/neuromod-onto"),
        ("linux", {"XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/neuromod-onto"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Caches/neuromod-onto"),
        ("win32", {"LOCALAPPDATA": "/w/Local"}, "/w/Local/neuromod-onto"),
        ("linux", {"NEUROMOD_CACHE": "/elsewhere"}, "/elsewhere"),
        ("linux", {"NEUROMOD_CACHE": ""}, None),
    ],
)
def test_the_cache_lies_where_the_system_keeps_caches(
    platform: str, variables: dict[str, str], folder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NEUROMOD_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == folder


def test_only_entries_of_the_cache_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUROMOD_CACHE", str(tmp_path / "none"))
    assert entries(tmp_path / "none") == []
    assert not at_work(tmp_path / "none")
    forget()
    (tmp_path / "photos").mkdir()
    monkeypatch.setenv("NEUROMOD_CACHE", str(tmp_path))
    forget()
    assert [path.name for path in tmp_path.iterdir()] == ["photos"]
    monkeypatch.setenv("NEUROMOD_CACHE", "")
    forget()


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[]", "its manifest cannot be read"),
        ("{", "its manifest cannot be read"),
        ('{"format": 0}', "written by another version"),
        ('{"format": FORMAT}', "its manifest cannot be read"),
        ('{"format": FORMAT, "files": [{"strange": 1}]}', "its manifest cannot be read"),
        (
            '{"format": FORMAT, "files": [], "generation": "../x", "ontology": "", "tables": {}}',
            "cannot be read",
        ),
    ],
)
def test_a_manifest_that_is_none_is_told(text: str, cause: str, tmp_path: Path) -> None:
    from neuromod_onto.dataset import manifest

    (tmp_path / NAME).write_text(text.replace("FORMAT", json.dumps(manifest._FORMAT)))
    with pytest.raises(InputError, match=cause) as caught:
        read_manifest(tmp_path)
    assert caught.value.place == str(tmp_path / NAME)
    assert "neuromod load --replace" in caught.value.hint
    assert read_manifest(tmp_path / "none") is None


def test_a_folder_of_data_holds_a_file_of_rdf(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "b.ttl").mkdir()
    with pytest.raises(InputError, match="no RDF file in this folder"):
        rdf_files([tmp_path])
    (tmp_path / "a.nt.gz").write_bytes(b"")
    assert rdf_files([tmp_path]) == [tmp_path / "a.nt.gz"]
    with pytest.raises(InputError, match="no such file or folder"):
        rdf_files([tmp_path / "none.ttl"])


def test_what_is_no_file_is_written_through(tmp_path: Path) -> None:
    """A device, such as the null device, is not replaced by a file."""
    write_atomically(Path("/dev/null"), ["a", b"b"])
    assert Path("/dev/null").is_char_device()
    with pytest.raises(InputError):
        write_atomically(tmp_path / "none" / "x.txt", "a")
