"""The command line: every verb, its output formats, its exit codes and its words for bad input."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pyoxigraph as ox
import pytest

from neuromod_onto.cli import VERBS
from neuromod_onto.cli.failures import EXIT_CODES
from neuromod_onto.cli.group import VerbGroup

from .conftest import ROOT, Neuromod

ARMS = ROOT / "examples" / "trial_arms.csv"


def commands() -> Iterator[tuple[str, click.Command]]:
    group = VerbGroup(VERBS)
    context = click.Context(group)
    for name in VERBS:
        command = group.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for sub, inner in command.commands.items():
                yield f"{name} {sub}", inner


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_and_option_has_help(neuromod: Neuromod, name: str, command: click.Command) -> None:
    assert command.help, name
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"
    result = neuromod(*name.split(), "--help")
    assert result.code == 0
    assert "Usage:" in result.out


def test_the_table_of_verbs_says_what_the_commands_say(neuromod: Neuromod) -> None:
    listing = neuromod("--help").out
    assert all(name in listing for name in VERBS)


def test_global_options_go_before_or_after_the_verb(neuromod: Neuromod) -> None:
    before = neuromod("--lang", "fr", "search", "DBS", "--limit", "1")
    after = neuromod("search", "DBS", "--limit", "1", "--lang", "fr")
    assert before == after
    assert before.rows()[0]["label"] == "stimulation cérébrale profonde"


# ---- formats


def test_the_texts_of_an_answer_are_in_the_language_of_the_reader(neuromod: Neuromod) -> None:
    asked = ("query", "run", "scan-conditions", "device=Proclaim XR")
    assert "Any region at 1.5 T" in neuromod(*asked).out
    assert "Toute région à 1,5 T" in neuromod(*asked, "--lang", "fr").out
    assert "Any region at 1.5 T" in neuromod(*asked, "language=en", "--lang", "fr").out
    names = neuromod("query", "run", "names-of-term", "term=DBS", "--lang", "fr")
    assert "deep-brain stimulation" in names.out


def test_exposures_of_a_model_are_those_of_its_kinds(neuromod: Neuromod) -> None:
    rows = neuromod("query", "run", "exposures-to-avoid", "device=Activa PC").rows()
    kinds = {row["exposure"]: row["kind"] for row in rows}
    assert kinds["neuromod:ShortwaveDiathermyExposure"] == "neuromod:ImplantableNeurostimulator"
    assert kinds["neuromod:ElectroconvulsiveTherapyExposure"] == "neuromod:DeepBrainStimulator"


def test_tsv_is_the_default_in_a_pipe_and_labels_stand_beside_identifiers(neuromod: Neuromod) -> None:
    rows = neuromod("query", "run", "therapies-for-condition", "condition=Parkinson disease").rows()
    assert {
        "therapy": "neuromod:SubthalamicDeepBrainStimulation",
        "therapy_label": "subthalamic nucleus deep brain stimulation",
    }.items() <= next(r for r in rows if r["therapy"] == "neuromod:SubthalamicDeepBrainStimulation").items()


@pytest.mark.parametrize("table_format", ["tsv", "csv", "json", "jsonl", "md", "table"])
def test_all_table_formats_hold_the_same_rows(neuromod: Neuromod, table_format: str) -> None:
    out = neuromod("query", "run", "discontinuation-risks", "-f", table_format).out
    assert "neuromod:IntrathecalBaclofenTherapy" in out
    if table_format == "json":
        assert json.loads(out)[0]["therapy"] == "neuromod:IntrathecalBaclofenTherapy"
    if table_format == "csv":
        assert next(csv.DictReader(io.StringIO(out)))["therapy"] == "neuromod:IntrathecalBaclofenTherapy"


def test_srj_and_srx_are_sparql_results(neuromod: Neuromod) -> None:
    for name, kind in (("srj", ox.QueryResultsFormat.JSON), ("srx", ox.QueryResultsFormat.XML)):
        out = neuromod(
            "sparql",
            "SELECT ?x ?y { VALUES (?x ?y) { (1 UNDEF) ('a\"'@fr neuromod:DeepBrainStimulation) } }",
            "-f",
            name,
        ).out
        answer = ox.parse_query_results(out, format=kind)
        assert isinstance(answer, ox.QuerySolutions)
        rows = [(row["x"], row["y"]) for row in answer]
        assert rows[0] == (ox.Literal(1), None)
        assert rows[1][0] == ox.Literal('a"', language="fr")


@pytest.mark.parametrize("graph_format", ["ttl", "nt", "jsonld", "rdfxml", "trig"])
def test_graphs_come_in_all_graph_formats(neuromod: Neuromod, graph_format: str) -> None:
    from neuromod_onto.dataset.read import FORMATS

    ending = {"rdfxml": ".rdf"}.get(graph_format, f".{graph_format}")
    out = neuromod(
        "sparql",
        "CONSTRUCT { ?s rdfs:subClassOf neuromod:Modality } { ?s rdfs:subClassOf neuromod:Modality }",
        "-f",
        graph_format,
    ).out
    assert len(list(ox.parse(out, format=FORMATS[ending]))) >= 6


def test_ask_answers_in_one_word(neuromod: Neuromod) -> None:
    assert neuromod("sparql", "ASK { neuromod:DeepBrainStimulation a owl:Class }").out == "true\n"


def test_iri_option_gives_full_iris(neuromod: Neuromod) -> None:
    assert (
        "https://w3id.org/neuromod-onto/IntrathecalBaclofenTherapy"
        in neuromod("query", "run", "discontinuation-risks", "--iri").out
    )


def test_a_limit_is_never_silent(neuromod: Neuromod) -> None:
    result = neuromod("query", "run", "kinds-of", "class=Intervention", "--limit", "3")
    assert len(result.rows()) == 3
    assert "3 of " in result.err


def test_an_empty_answer_says_why(neuromod: Neuromod) -> None:
    result = neuromod(
        "query", "run", "therapies-for-condition", "condition=EssentialTremor", "reversible=false"
    )
    assert result.code == 0
    assert "0 rows" in result.err
    assert (
        neuromod(
            "query",
            "run",
            "therapies-for-condition",
            "condition=EssentialTremor",
            "reversible=false",
            "--fail-empty",
        ).code
        == 1
    )


def test_output_to_a_file_takes_its_format_from_the_ending(neuromod: Neuromod, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    assert neuromod("query", "run", "discontinuation-risks", "-o", target).out == ""
    assert json.loads(target.read_text("utf-8"))


def test_a_failed_command_leaves_the_old_file_whole(neuromod: Neuromod, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    assert neuromod("query", "run", "therapies-for-condition", "condition=nosuch", "-o", target).code == 2
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_formulas_and_control_characters_are_made_harmless(neuromod: Neuromod) -> None:
    query = r"SELECT ?x { VALUES ?x { '=1+1' '-5' '\u001b[31mred' } }"
    assert "'=1+1" in neuromod("sparql", query, "-f", "csv").out
    assert "\n-5\n" in neuromod("sparql", query, "-f", "csv").out
    assert "\x1b" not in neuromod("sparql", query, "-f", "table").out


# ---- bad input: one line, a hint, a documented exit code


BAD = [
    ("an unknown verb", ["serach", "x"], 2, "did you mean search"),
    ("an unknown option", ["search", "x", "--colour"], 2, "--colour"),
    ("an unknown term", ["term", "deep brane stimulation"], 2, "no term is called"),
    ("an ambiguous name", ["term", "PNS"], 2, "names 2 terms"),
    ("an unknown query", ["query", "run", "therapies-for-conditon"], 2, "no query"),
    ("an unknown parameter", ["query", "run", "discontinuation-risks", "x=1"], 2, "no parameter"),
    ("a parameter without a value", ["query", "run", "kinds-of", "class"], 2, "parameter=value"),
    (
        "a query that writes",
        ["sparql", "INSERT DATA { <http://a> <http://b> <http://c> }"],
        2,
        "only reading",
    ),
    ("a wrong time span", ["--timeout", "soon", "search", "x"], 2, "time span"),
    ("an unknown format", ["search", "DBS", "-f", "pdf"], 2, "pdf"),
    ("an unknown vocabulary", ["map", "DBS", "--to", "nosuch"], 2, "unknown code system"),
    ("a column that is not there", ["annotate", str(ARMS), "--text", "nosuch"], 2, "no column"),
    ("broken SPARQL", ["sparql", "SELECT ?x {\n ?x ?y }"], 3, "query:2:"),
    ("a missing file", ["sparql", "nosuch.rq"], 3, "nosuch.rq"),
    ("a missing data file", ["--data", "nosuch.ttl", "search", "x"], 3, "nosuch.ttl"),
    ("a missing text file", ["annotate", "nosuch.csv", "--text", "x"], 3, "nosuch.csv"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_bad_input_gets_one_clear_line(
    neuromod: Neuromod, arguments: list[str], code: int, words: str
) -> None:
    result = neuromod(*arguments)
    first = result.err.splitlines()[0]
    assert result.code == code
    assert first.startswith("neuromod: ")
    assert words in result.err
    assert "Traceback" not in result.err
    assert result.out == ""


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("broken.ttl", b"@prefix : <http://e/> .\n:a :b .\n", "broken.ttl:2:"),
        ("broken.nt", b"<http://a> <http://b> .\n", "broken.nt:1:"),
        ("latin.ttl", "<http://a> <http://b> 'é' .".encode("latin-1"), "latin.ttl"),
        ("broken.rdf", b"<rdf:RDF>", "broken.rdf"),
        ("broken.jsonld", b'{"@id": 1', "broken.jsonld"),
        ("file.xyz", b"", "file.xyz"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_place(
    neuromod: Neuromod, tmp_path: Path, name: str, content: bytes, place: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    result = neuromod("--data", file, "search", "x")
    assert result.code == 3
    assert place in result.err.splitlines()[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"arm\n\xff\xfe\n", "not UTF-8"),
        (b'arm,b\n"unclosed,1\n', "arms.csv:"),
        (b"arm,b\nDBS\n", "arms.csv:2"),
        (b"arm,b\nDBS,1\nSCS,2,3\n", "arms.csv:3"),
    ],
)
def test_a_broken_table_is_named_with_the_line(
    neuromod: Neuromod, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "arms.csv"
    file.write_bytes(content)
    result = neuromod("annotate", file, "--text", "arm")
    assert result.code == 3
    assert words in result.err


def test_a_broken_query_header_is_named_with_the_line(neuromod: Neuromod, tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text("#+ name: mine\n#+ tags: [a\nASK {}\n")
    result = neuromod("query", "list", "--queries", tmp_path)
    assert result.code == 3
    assert "mine.rq:" in result.err


def test_missing_java_is_a_missing_part(neuromod: Neuromod, monkeypatch: pytest.MonkeyPatch) -> None:
    from neuromod_onto.reasoning import hermit

    hermit.find_java.cache_clear()
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(hermit, "find_spec", lambda name: None)
    result = neuromod("reason", "--check")
    hermit.find_java.cache_clear()
    assert result.code == 4
    assert "neuromod-onto[java]" in result.err


def test_a_time_limit_ends_the_work() -> None:
    heavy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?a != ?d && ?g != ?d) }"
    done = subprocess.run(
        [sys.executable, "-m", "neuromod_onto", "--timeout", "500ms", "sparql", heavy],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == EXIT_CODES[next(k for k in EXIT_CODES if k.__name__ == "LimitError")] == 6
    assert "stopped after 0.5 s" in done.stderr


def test_a_bug_is_reported_without_a_trace(neuromod: Neuromod, monkeypatch: pytest.MonkeyPatch) -> None:
    import neuromod_onto.terms.searching

    monkeypatch.setattr(neuromod_onto.terms.searching, "index_of", lambda dataset: 1 / 0)
    result = neuromod("search", "x")
    assert result.code == 70
    assert "bug: ZeroDivisionError" in result.err
    assert "Traceback" not in result.err


def test_a_closed_pipe_is_not_an_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m neuromod_onto tree | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 1


# ---- other verbs


def test_convert_goes_there_and_back(neuromod: Neuromod, tmp_path: Path) -> None:
    source = ROOT / "ontology" / "alignment.ttl"
    assert neuromod("convert", source, tmp_path / "a.owl").code == 0
    assert neuromod("convert", tmp_path / "a.owl", tmp_path / "a.ttl").code == 0
    assert (tmp_path / "a.ttl").read_text("utf-8") == source.read_text("utf-8")
    assert neuromod("convert", source, tmp_path / "a.xyz").code == 2


def test_doctor_names_every_part(neuromod: Neuromod) -> None:
    parts = {row["part"] for row in neuromod("doctor").rows()}
    assert {"pyoxigraph", "rdflib", "pyshacl", "owlready2", "java"} <= parts


def test_cite_gives_the_citation_of_the_ontology(neuromod: Neuromod) -> None:
    assert "neuromod-onto" in neuromod("cite").out


def test_reason_lists_and_explains(neuromod: Neuromod) -> None:
    listed = neuromod("reason", "--limit", "2")
    assert listed.code == 0
    assert len(listed.rows()) == 2
    assert neuromod("reason", "Parent").code == 2


@pytest.mark.parametrize("words", [["--check"], ["--explain", "SpinalCordStimulation", "Intervention"]])
def test_reason_says_that_it_is_at_work_before_it_answers(words: list[str]) -> None:
    """It takes seconds, so the line comes before the answer, in a pipe as on a terminal."""
    command = [sys.executable, "-m", "neuromod_onto", "reason", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        first = process.stderr.readline()
        assert process.poll() is None
        process.terminate()
    assert first.startswith("HermiT ")


def test_reason_check_fails_on_a_contradiction(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "wrong.ttl"
    file.write_text(
        "@prefix n: <https://w3id.org/neuromod-onto/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . n:Pallidotomy rdfs:subClassOf n:NeuromodulationTherapy ."
    )
    result = neuromod("reason", "--check", "-q", "--data", file)
    assert (result.code, result.err) == (1, "")
    assert "unsatisfiable: neuromod:Pallidotomy" in result.out
