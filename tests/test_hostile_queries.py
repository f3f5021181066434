"""Queries and parameter values made to harm: none reaches out, none ends the process, none leaks into the text.

What Oxigraph would follow was found by asking it: each of the refused texts below is one that it parses.
"""

from __future__ import annotations

import contextlib
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.catalog.binding import bind
from neuromod_onto.catalog.header import Parameter
from neuromod_onto.catalog.values import read_value
from neuromod_onto.dataset import Dataset, read_rdf
from neuromod_onto.engine import LocalEngine
from neuromod_onto.engine.guard import DEEPEST, MOST_STEPS, check_read_only
from neuromod_onto.errors import InputError, NeuromodError, UsageError
from neuromod_onto.validation.reference import require_valid
from neuromod_onto.validation.shacl import run_shapes

from .conftest import Neuromod, dataset_of


@pytest.fixture
def bait() -> Iterator[tuple[str, list[bytes]]]:
    """An address that notes who calls."""
    calls: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            with connection:
                connection.settimeout(2)
                calls.append(connection.recv(1000))

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", calls
    stop.set()
    thread.join()
    server.close()


#: Texts that a SPARQL engine follows to another address, %s; the last column says that Oxigraph does.
REACHING_OUT = [
    ("SELECT * { SERVICE <%s> { ?s ?p ?o } }", True),
    ("SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }", True),
    ("SELECT*{SeRvIcE<%s>{?s ?p ?o}}", True),
    ("SELECT * { VALUES ?x { <%s> } SERVICE ?x { ?s ?p ?o } }", False),
    ("SELECT * { { SELECT * { OPTIONAL { SERVICE <%s> { ?s ?p ?o } } } } }", True),
    ("ASK { FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }", True),
    ("CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <%s> { ?s ?p ?o } }", True),
    ("DESCRIBE ?s WHERE { SERVICE <%s> { ?s ?p ?o } }", True),
    ("PREFIX : <%s> SELECT * { SERVICE:x { ?s ?p ?o } }", True),
    ("PREFIX e: <%s> SELECT * { SERVICEe:x { ?s ?p ?o } }", True),
    ("SELECT * { VALUES (?a ?b) { (1 1) } BIND(1e5 AS ?x) SERVICE <%s> { ?s ?p ?o } }", True),
    ("SELECT * { ?a ?b 1e5 . SERVICE <%s> { ?s ?p ?o } }", False),
    ("SELECT * { BIND('\\u0022' AS ?q) SERVICE <%s> { ?s ?p ?o } BIND('\\u0022' AS ?r) }", True),
    ('ASK { BIND("\\u0022" AS ?x) SERVICE <%s> { ?s ?p ?o } BIND("" AS ?y) }', True),
    ("ASK { # comment \r SERVICE <%s> { ?s ?p ?o } }", True),
    ("SELECT * { \\u0053ERVICE <%s> { ?s ?p ?o } }", False),
    ("SELECT * { SERV\\U00000049CE <%s> { ?s ?p ?o } }", False),
    ("SELECT * FROM <%s> { ?s ?p ?o }", False),
    ("SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }", False),
    ("SELECT * FR\\u004FM <%s> { ?s ?p ?o }", False),
    ("PREFIX : <%s> SELECT * FROM:x {}", False),
    ("ASKFROM<%s>{}", False),
    ("DESCRIBE*FROM<%s>{?s ?p ?o}", False),
    ("SELECT * { ?s ?p 1e5SERVICE<%s>{?s ?p ?o}}", False),
    ("SELECT * { ?s ?p trueSERVICE<%s>{?s ?p ?o}}", False),
    ("LOAD <%s>", False),
    ("LOAD SILENT <%s> INTO GRAPH <http://a>", False),
    ("L\\u004fAD <%s>", False),
    ("PREFIX e: <http://e/> LOAD <%s> ; SELECT * {}", False),
    ("INSERT DATA { <%s> <http://b> <http://c> }", False),
    ("DELETE { ?s ?p ?o } USING <%s> WHERE { ?s ?p ?o }", False),
]


@pytest.mark.parametrize(("text", "followed"), REACHING_OUT, ids=[text for text, _ in REACHING_OUT])
def test_a_query_that_reaches_out_is_refused(
    bait: tuple[str, list[bytes]], neuromod: Neuromod, text: str, followed: bool
) -> None:
    address, calls = bait
    query = text.replace("%s", address)
    with pytest.raises(UsageError, match=r"not allowed|only reading"):
        LocalEngine(ox.Store()).query(query)
    assert neuromod("sparql", query).code == (2 if "{" in query else 3)  # else it names a file
    assert not calls
    if followed:  # the danger is real: without the guard the engine calls
        with contextlib.suppress(OSError, RuntimeError, SyntaxError, TypeError):
            list(ox.Store().query(query))  # type: ignore[arg-type]
        assert calls


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { BIND(\'SERVICE <http://e/>\' AS ?service) BIND("""FROM <x>""" AS ?from) }',
        "SELECT * { ?s <http://e/SERVICE#FROM> ?o } # SERVICE <http://e/> FROM <http://e/>",
        "PREFIX e: <http://e/> SELECT * { ?s e:SERVICE e:FROM , _:SERVICE , 'a'@from }",
        "SELECT ?LOAD { ?LOAD ?INSERT ?DELETE }",
    ],
)
def test_a_query_that_only_speaks_of_it_runs(text: str) -> None:
    LocalEngine(ox.Store()).query(text)


DEEP = {
    "groups": lambda n: "SELECT * " + "{" * n + "}" * n,
    "brackets": lambda n: "SELECT * { FILTER " + "(" * n + "1" + ")" * n + " }",
    "brackets between comparisons": lambda n: "SELECT * { FILTER (1<" + "(" * n + "1" + ")" * n + ">0) }",
    "calls": lambda n: "SELECT * { FILTER " + "STR(" * n + "1" + ")" * n + " }",
    "not": lambda n: "SELECT * { FILTER (" + "!" * n + "1) }",
    "not between comparisons": lambda n: "SELECT * { FILTER (1<" + "!" * n + "1>0) }",
    "paths": lambda n: "SELECT * { ?s " + "(" * n + "<a:p>" + ")" * n + " ?o }",
    "steps of a path": lambda n: "SELECT * { ?s <a:p>" + "|<a:p>" * n + " ?o }",
    "blank nodes": lambda n: "SELECT * { ?s <a:p> " + "[<a:p> " * n + "1" + "]" * n + " }",
    "lists": lambda n: "SELECT * { ?s <a:p> " + "(" * n + "1" + ")" * n + " }",
    "triple terms": lambda n: "SELECT * { ?s <a:p> " + "<<( <a:a> <a:p> " * n + "1" + " )>>" * n + " }",
    "exists": lambda n: "SELECT * { " + "FILTER EXISTS {" * n + "}" * n + "}",
    "optional": lambda n: "SELECT * { " + " OPTIONAL {?s ?p ?o}" * n + " }",
    "unions": lambda n: "SELECT * { {}" + " UNION {}" * n + " }",
    "filters": lambda n: "SELECT * { " + " FILTER(?s)" * n + " }",
    "binds": lambda n: "SELECT * { " + " ".join(f"BIND(1 AS ?x{i})" for i in range(n)) + " }",
    "columns": lambda n: "SELECT " + " ".join(f"(1 AS ?x{i})" for i in range(n)) + " { }",
    "and": lambda n: "SELECT * { FILTER (" + "1&&" * n + "1) }",
    "sum": lambda n: "SELECT * { FILTER (" + "1+" * n + "1) }",
    "escaped": lambda n: "SELECT * " + "\\u007B" * n + "\\u007D" * n,
}


@pytest.mark.parametrize("name", DEEP)
def test_a_query_nested_too_deep_is_refused_before_it_ends_the_process(name: str) -> None:
    with pytest.raises(UsageError, match="nested"):
        check_read_only(DEEP[name](30_000))


@pytest.mark.parametrize("name", [name for name in DEEP if name not in ("escaped", "blank nodes", "lists")])
def test_the_deepest_query_that_passes_does_not_end_the_process(name: str) -> None:
    for n in (MOST_STEPS, MOST_STEPS // 4 - 2, DEEPEST - 3):
        try:
            check_read_only(DEEP[name](n))
            break
        except UsageError:
            continue
    else:
        pytest.fail("even a modest query is refused")
    program = "import sys, pyoxigraph; pyoxigraph.Store().query(sys.stdin.read())"
    done = subprocess.run(
        [sys.executable, "-c", program], input=DEEP[name](n), text=True, timeout=60, check=False
    )
    assert done.returncode in (0, 1)  # 1: a syntax fault, but no signal


def test_many_values_are_no_nesting() -> None:
    values = " ".join(f"<http://e/{i}>" for i in range(50_000)) + ' "a-b"@en 1.5 "2"^^<http://e/t>' * 900
    check_read_only(f"SELECT * {{ VALUES ?x {{ {values} }} }}")


@pytest.mark.parametrize(
    "text", ["ASK { BIND('\udc80' AS ?x) }", "ASK { BIND('\0' AS ?x) }", "", "\ufeffASK {}", "{" * 50]
)
def test_odd_characters_are_no_bug(neuromod: Neuromod, text: str) -> None:
    assert neuromod("sparql", text).code in (0, 2, 3)


@pytest.mark.parametrize(
    "bomb",
    [
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
        "SELECT (MAX(STRLEN(?x)) AS ?n) { VALUES ?i { 1 2 3 4 5 6 7 8 9 } ?s rdfs:label ?l . ?t rdfs:label ?m . "
        "?u rdfs:label ?o BIND(CONCAT(?l, ?m, ?o) AS ?x) }",
        "SELECT * { ?s (<a:b>|!<a:b>)* ?o . ?o (<a:b>|!<a:b>)* ?t }",
        "SELECT * { " + " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(400)) + " }",
    ],
)
def test_a_query_without_end_is_stopped_at_the_limit(bomb: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "neuromod_onto",
            "--timeout",
            "1s",
            "sparql",
            bomb,
            "-o",
            "/dev/null",
            "-f",
            "tsv",
        ],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 6, done
    assert done.stderr.startswith("neuromod: ")


def test_a_regular_expression_takes_linear_time() -> None:
    text = f"ASK {{ FILTER(REGEX('{'a' * 50_000}', '^(a|a|aa)*(a*)*b$')) }}"
    assert LocalEngine(ox.Store()).query(text) is False


# -- shapes

SHAPE = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://e/> a owl:Ontology ; owl:imports <%s> ; sh:shapesGraph <%s> .
<http://e/shape> a sh:NodeShape ; sh:targetSubjectsOf rdfs:label ; sh:message "m" ; %s ."""


@pytest.mark.parametrize("engine", ["compiled", "pyshacl"])
@pytest.mark.parametrize(
    ("constraint", "code"),
    [
        ("sh:nodeKind sh:IRI", 0),  # owl:imports and sh:shapesGraph alone: not followed
        (
            'sh:sparql [ sh:message "m" ; sh:select "SELECT $this { $this ?p ?o . SERVICE <%s> { ?s ?p ?o } }" ]',
            3,
        ),
        ('sh:sparql [ sh:message "m" ; sh:select "SELECT $this FROM <%s> { $this ?p ?o }" ]', 3),
        (
            'sh:sparql [ sh:message "m" ; sh:select "SELECT $this { $this ?p ?o . SERV\\\\u0049CE <%s> { ?s ?p ?o } }" ]',
            3,
        ),
        (
            'sh:sparql [ sh:message "m" ; sh:select "SELECT $this { $this ?p ?o %s }" ]'
            % ("{" * 3000 + "}" * 3000),
            3,
        ),
        (
            'sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT { $this ?p ?o } WHERE { SERVICE <%s> { ?s ?p ?o } }" ]',
            3,
        ),
        (
            'sh:property [ sh:path rdfs:label ; sh:maxCount "1) } SERVICE <%s> { ?s ?p ?o } #"^^xsd:integer ]',
            3,
        ),
        ('sh:property [ sh:path rdfs:label ; sh:maxCount "1) } SERVICE <%s> { ?s ?p ?o } #" ]', 3),
        ('sh:pattern "a" ; sh:flags "i) } SERVICE <%s> { ?s ?p ?o } #"', 0),
        ('sh:pattern "(a|a)*\\\\"', 0),
    ],
)
def test_shapes_reach_nothing(
    bait: tuple[str, list[bytes]], tmp_path: Path, engine: str, constraint: str, code: int
) -> None:
    address, calls = bait
    (tmp_path / "shapes.ttl").write_text(SHAPE.replace("%s .", constraint + " .").replace("%s", address))
    (tmp_path / "data.ttl").write_text('<http://e/a> <http://www.w3.org/2000/01/rdf-schema#label> "a" .')
    shapes, data = read_rdf([tmp_path / "shapes.ttl"]), read_rdf([tmp_path / "data.ttl"])
    refused = 0
    try:
        require_valid(shapes, "shapes.ttl")
        run_shapes(shapes, data, "shapes.ttl", engine)
    except InputError:
        refused = 3
    assert not calls
    assert refused in {code, 3}


def test_imports_of_data_are_not_followed(
    bait: tuple[str, list[bytes]], neuromod: Neuromod, tmp_path: Path
) -> None:
    address, calls = bait
    (tmp_path / "data.ttl").write_text(
        f"<http://e/> a <http://www.w3.org/2002/07/owl#Ontology> ; <http://www.w3.org/2002/07/owl#imports> <{address}> ; "
        f"<http://www.w3.org/ns/shacl#shapesGraph> <{address}> ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{address}> ."
    )
    for engine in ("compiled", "pyshacl"):
        assert neuromod("validate", tmp_path / "data.ttl", "--engine", engine).code == 0
    assert neuromod("--data", tmp_path / "data.ttl", "sparql", "ASK { ?s owl:imports ?o }").out == "true\n"
    assert neuromod("convert", tmp_path / "data.ttl", tmp_path / "out.rdf").code == 0
    neuromod("reason", "--data", tmp_path / "data.ttl", "--check")
    assert not calls


# -- parameters

_SPIKES = [
    "} SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } #",
    '" } INSERT DATA { <a> <b> <c> } #',
    "'''", '"""', "\\", '\\"', "\\u0022", "\\u007D", "<http://e/>", "> } #", "?x", "UNDEF", "#", "\n", "\r", "\0",
    "\u2028", "\u202e", "\ud7ff", "\U0010ffff", "é", "e\u0301", "٣", "²", "1e400", "-0", "0x10", "NaN", "INF",
    "http://e/ } #", "http://e/\u00a0", "http://[", "urn:x:}", "neuromod:", "neuromod:}", "2026-02-30", "2026-01-31", "20260131", "0000-01-01",
    "true", "TRUE", "%7D", "a:b:c", "_:b", "en", "fr", "DBS", "x" * 3000, " ", "", "@en", "^^<x>", "{", "}", "(", ")",
]  # fmt: skip
TYPES = ("class", "iri", "curie", "string", "lang", "integer", "decimal", "boolean", "date", "enum")
COUNT = 20_000


def hostile_values(seed: str) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(COUNT):
        match chance.randrange(4):
            case 0:
                yield chance.choice(_SPIKES)
            case 1:
                yield "".join(chance.choices(_SPIKES[:-9], k=chance.randrange(1, 4)))
            case 2:
                yield "".join(
                    chr(chance.choice((chance.randrange(0x80), chance.randrange(0xD800))))
                    for _ in range(chance.randrange(12))
                )
            case _:
                yield chance.choice(
                    ("http://e/", "urn:", "neuromod:", "2026-01-", "1", "-1.", "")
                ) + chance.choice(_SPIKES)


QUERY = "SELECT ?v ?mark { VALUES ?v { <http://e/default> } BIND ('untouched' AS ?mark) }"


@pytest.fixture(scope="module")
def few_names() -> Dataset:
    return dataset_of(
        "<https://w3id.org/neuromod-onto/DBS> a <http://www.w3.org/2002/07/owl#Class> ; "
        '<http://www.w3.org/2000/01/rdf-schema#label> "DBS"@en .'
    )


@pytest.mark.parametrize("kind", TYPES)
def test_hostile_values_never_leak(few_names: Dataset, kind: str) -> None:
    """Each of 20,000 values is refused, or comes back from both engines as the one term that it is."""
    from rdflib import Graph

    parameter = Parameter("v", kind, values=("a", "} #"))
    terms = []
    for text in dict.fromkeys(hostile_values(kind)):
        try:
            terms.append(read_value(parameter, text, few_names))
        except NeuromodError:
            continue
    distinct = list(dict.fromkeys(terms))
    assert distinct
    assert len(distinct) > {"string": 5000, "iri": 100, "integer": 5, "decimal": 5}.get(kind, 0)
    engine = LocalEngine(ox.Store())
    for term in distinct:
        answer = engine.query(bind(QUERY, {"v": [term]}))
        assert not isinstance(answer, bool)
        assert [tuple(row) for row in answer.rows] == [(_canonical(term), ox.Literal("untouched"))]  # type: ignore[union-attr]
    for start in range(0, len(distinct), 500):  # rdflib is slow: many values at once
        batch = distinct[start : start + 500]
        rows = list(Graph().query(bind(QUERY, {"v": batch})))
        assert [str(row[1]) for row in rows] == ["untouched"] * len(batch)  # type: ignore[index]
        assert [_from_rdflib(row[0]) for row in rows] == [(_kind(t), t.value) for t in batch]  # type: ignore[index]


def _canonical(term: ox.NamedNode | ox.Literal) -> object:
    """Return a term as the store gives it back: numbers in their canonical form."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("a:a"), ox.NamedNode("a:b"), term))
    return next(iter(store)).object


def _kind(term: ox.NamedNode | ox.Literal) -> str:
    return "iri" if isinstance(term, ox.NamedNode) else term.datatype.value


def _from_rdflib(node: object) -> tuple[str, str]:
    from rdflib import Literal, URIRef

    if isinstance(node, URIRef):
        return "iri", str(node)
    assert isinstance(node, Literal)
    return str(node.datatype or "http://www.w3.org/2001/XMLSchema#string"), str(node)
