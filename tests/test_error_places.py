"""Where input is wrong, the one line that says so names the file, and the line and column where there is one.

One table: what is written, what reads it, and the place that is told. ``>`` marks the line at fault in a text;
the mark is taken out before the file is written, so the expected line is read from the input itself.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from neuromod_onto.errors import InputError
from neuromod_onto.mappings import read_mappings

from .conftest import Neuromod

RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
QUERY = "#+ name: a\n#+ summary: {en: a, fr: b}\n#+ question: {en: a, fr: b}\n#+ tags: [x]\n"
RULE = "#+ name: a\n#+ level: error\n#+ summary: {en: a, fr: b}\n#+ origin: x\n#+ over: asserted\n#+ violation: x\n"
READS = "--data FILE search x"
CSV = "ingest csv FILE -o OUT"
FHIR = "ingest fhir FILE -o OUT"
EVENTS = "bids/sub-01/ieeg/sub-01_task-x_run-01_events"
BIDS = "ingest bids DIR/bids -o OUT"
CONCEPTS = b"concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\tinvalid_reason"
SSSOM = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"

#: file, text, command, column (0 where only the line is known; None where only the file is), word of the cause
BAD: list[tuple[str, str | bytes, str, int | None, str]] = [
    # RDF
    ("a.ttl", "@prefix : <http://e/> .\n>:a :b .\n", READS, 7, "object"),
    ("open.ttl", "@prefix : <http://e/> .\n:a :b <http://e/c>\n>", READS, 1, "end"),
    ("iri.ttl", "@prefix : <http://e/> .\n\n>:a :b <http://e/ x> .\n", READS, 7, "IRI"),
    ("prefix.ttl", "<http://a> <http://b>\n\n>  no:c .\n", READS, 3, "prefix"),
    ("bytes.ttl", b"@prefix : <http://e/> .\n>:a :b '\xff' .\n", READS, 8, "UTF-8"),
    ("a.nt", "<http://a> <http://b> <http://c> .\n><http://a> <http://b> .\n", READS, 23, "object"),
    ("a.nq", "<http://a> <http://b> <http://c> <http://d> .\n><http://a> 1 2 .\n", READS, 12, ""),
    ("a.trig", "<http://a> {\n><http://b> <http://c> }\n", READS, 23, "object"),
    ("a.n3", "@prefix : <http://e/> .\n:a :b\n>", READS, 1, "end"),
    ("close.rdf", RDF + "<rdf:Description>\n></rdf:RDF>", READS, 0, "rdf:Description"),
    ("iri.rdf", RDF + '\n><rdf:Description rdf:about="x y"/>\n\n</rdf:RDF>', READS, 0, "IRI"),
    ("prefix.owl", RDF + "\n\n><no:p/>\n</rdf:RDF>", READS, 0, "prefix"),
    ("dtd.xml", "\n><!DOCTYPE a>" + RDF + "</rdf:RDF>", READS, 0, "DTD"),
    ("a.jsonld", '{"@id": "http://a",\n> "http://b": }', READS, 14, ""),
    ("value.jsonld", '{"@id": "http://a",\n> "http://b": {"@value": {}}, "http://c": 1}', READS, 15, "@value"),
    ("type.jsonld", '{"@id": "http://a", "@type": "http://b",\n>"@type": 5,\n"http://p": {"@type": "http://X"},\n\n"http://c": 1}', READS, 1, "@type"),
    ("id.jsonld", '{"http://b": "a \\"@id\\": 4",\n"http://c": "@id",\n>"@id": 4,\n\n"http://d": 1\n}', READS, 1, "@id"),
    ("language.jsonld", '{"http://b": {"@value": "x",\n>"@language":\n3\n\n}}', READS, 1, "@language"),
    ("graph.jsonld", '{"@graph": [{"@id": "http://a",\n>"@type": {}\n\n},\n{"@type": 5}\n]}', READS, 1, "@type"),
    ("both.jsonld", '[{"@id": "http://a"},\n{"http://b": {"@value": "x", "@type": "http://c",\n> "@language": "en"}}, 5]', READS, 2, "together"),
    ("list.jsonld", '[1, {"http://b": {"@list": [1],\n>"@id": "http://x"}}]', READS, 1, "only keys"),
    ("context.jsonld", '{"@context": {"a": {"@id": "http://b",\n> "@container": "@foo"}},\n "a": 1}', READS, 2, "@container"),
    ("reverse.jsonld", '{"http://a": {"@reverse":\n{"http://b": [{"@id": "http://c"},\n> 5]}}}', READS, 2, "reverse"),
    ("away.jsonld", '{"@id": "http://a",\n> "@context": "http://e/c", "http://b": 1}', READS, 2, "not fetched"),
    ("a.nt", ">?", "convert FILE DIR/out.ttl", 1, ""),
    ("a.nt", ">?", "load FILE --store DIR/store", 1, ""),
    ("a.nt", ">?", "validate FILE", 1, ""),
    ("a.nt", ">?", "diff FILE FILE", 1, ""),
    ("a.nt", ">?", "draw DBS --data FILE -o DIR/x.svg", 1, ""),
    ("a.nt", ">?", "reason --check --data FILE", 1, ""),
    ("shapes.ttl", "\n>a", "validate --shapes FILE", 1, ""),
    # queries and rules
    ("a.rq", "SELECT ?x {\n> ?x ?y }", "sparql FILE", 9, "SPARQL"),
    ("bytes.rq", b"SELECT ?x {\n> ?x ?y '\xff' }", "sparql FILE", 9, "UTF-8"),
    ("a.rq", "SELECT ?x {\n> ?x ?y }", "sparql FILE --data DIR/none.ttl", None, "none.ttl"),
    ("q/a.rq", "#+ name: a\n#+ tags: [a\n>ASK {}\n", "query list --queries DIR/q", 4, "YAML"),
    ("q/a.rq", QUERY + ">#+ colour: red\nASK {}\n", "query list --queries DIR/q", 0, "colour"),
    ("q/a.rq", ">" + QUERY.replace("name: a", "name: b") + "ASK {}", "query list --queries DIR/q", 0, "'b'"),
    ("q/a.rq", QUERY + "#+ params:\n>#+   - {name: p, type: x}\nASK {}", "query show a --queries DIR/q", 0, "'x'"),
    ("q/a.rq", QUERY + ">#+ params:\n#+   - {nom: p}\nASK {}", "query show a --queries DIR/q", 0, "nom"),
    ("q/a.rq", ">ASK {}\n", "query list --queries DIR/q", 0, "header"),
    ("q/a.rq", QUERY + ">#+ waive: {nosuch: because}\nASK {}", "check --queries DIR/q", 0, "nosuch"),
    ("q/a.rq", QUERY + ">#+ waive: {a: ''}\nASK {}", "check --queries DIR/q", 0, "reason"),
    ("q/a.rq", QUERY + "SELECT ?x {\n> ?x ?y }", "query run a --queries DIR/q", 9, "SPARQL"),
    ("q/a.rq", b">#+ name: a\xff\nASK {}\n", "query list --queries DIR/q", 11, "UTF-8"),
    ("r/a.rq", "#+ name: a\n#+ level: [\n>ASK {}\n", "check --rules DIR/r --list", 4, "YAML"),
    ("r/a.rq", RULE.replace("#+ level: error", ">#+ level: loud") + "ASK {}", "check --rules DIR/r --list", 0, "loud"),
    ("r/a.rq", RULE + ">#+ colour: red\nASK {}", "check --rules DIR/r --list", 0, "colour"),
    ("r/a.rq", "\n>" + RULE.replace("#+ origin: x\n", "") + "ASK {}", "check --rules DIR/r --list", 0, "origin"),
    ("r/a.rq", ">" + RULE.replace("name: a", "name: b") + "ASK {}", "check --rules DIR/r --list", 0, "'b'"),
    ("r/a.rq", ">ASK {}\n", "check --rules DIR/r --list", 0, "header"),
    # tables
    ("a.csv", "id,term\n1,DBS\n>2,SCS,x\n", "annotate FILE --text term", 0, "3 cells"),
    ("a.csv", b"id,term\n1,DBS\n>2,\xff\n", "annotate FILE --text term", 0, "UTF-8"),
    ("a.csv", '>id,term\n1,DBS\n', "annotate FILE --text nosuch", None, "no column"),
    ("a.jsonl", '{"t": "DBS"}\n>{"t": }\n', "annotate FILE --text t", 7, "JSON"),
    ("a.csv", "id,term\n>1,DBS,x\n", "lint-codes FILE --system mesh --term term --code id", 0, "3 cells"),
    ("a.csv", b"id,term\n1,a\n>\xff,b\n", "lint-codes FILE --system mesh --term term --code id", 0, "UTF-8"),
    ("CONCEPT.csv", ">concept_id\n1\n", "valueset DBS -q --system snomed --to omop --vocab FILE", 0, "no column"),
    ("CONCEPT.csv", CONCEPTS + b"\n>\xff\n", "valueset DBS -q --system snomed --to omop --vocab FILE", 0, ""),
    # records
    ("a.csv", "record,id,currentAmplitude [mA]\n>StimulationProgram,p1,much\n", CSV, 3, "much"),
    ("a.csv", "record,id,currentAmplitude [mA]\n>StimulationProgram,p1\n", CSV, 0, "2 cells"),
    ("a.csv", 'record,id,currentAmplitude [mA]\n>StimulationProgram,p1,"1\n', CSV, 0, "not CSV"),
    ("a.csv", b"record,id\nStimulationProgram,p1\n>StimulationProgram,\xff\n", CSV, 0, "UTF-8"),
    ("a.csv", ">record,id,id\n", CSV, 3, "two columns"),
    ("a.json", '{"resourceType": "Bundle",\n> "entry": [}', FHIR, 12, "JSON"),
    ("a.json", '{"resourceType": "Bundle",\n> "entry": [{"x": 1}]}', FHIR, 12, "resource"),
    ("a.json", '{"a": "NaN",\n> "b": NaN}', FHIR, 7, "NaN"),
    ("a.json", '{"a":\n> 1' + "0" * 5000 + "}", FHIR, 2, "JSON"),
    ("a.json", b'{"a":\n> "\xff"}', FHIR, 3, "UTF-8"),
    ("a.json", b'\xef\xbb\xbf{"a":\n> "\xff"}', FHIR, 3, "UTF-8"),
    ("a.json", '{"a":\n>' + "[" * 100_000, FHIR, 100_000, "nested"),
    ("a.json", '{"a":\n> "[[", "b":' + "[" * 5_000 + "]" * 5_000 + "\n}", FHIR, 5_011, "nested"),
    ("a.ndjson", '{"resourceType": "Device"}\n>' + "[" * 5_000 + "\n", FHIR, 5_000, "nested"),
    ("a.jsonl", '{"t": "DBS"}\n>{"t":' + "[" * 5_000 + "\n", "annotate FILE --text t", 5_005, "nested"),
    ("deep.jsonld", '{"a": "[[",\n "b":' + "[" * 98 + "1,\n>" + "[[]]," + "\n" * 9 + "[[[[", READS, 0, "nested"),
    ("a.ndjson", '{"resourceType": "Device"}\n>{"resourceType": }\n', FHIR, 18, "JSON"),
    ("a.json", '{"Groups":\n> }', "ingest percept FILE -o OUT", 2, "JSON"),
    ("a.json", '{"x":\n 1}', "ingest percept FILE -o OUT", None, "session report"),
    (f"{EVENTS}.tsv", "onset\tduration\ttrial_type\n>1\t0.001\n", BIDS, 0, "2 cells"),
    (f"{EVENTS}.tsv", b"onset\tduration\n>1\t\xff\n", BIDS, 0, "UTF-8"),
    (f"{EVENTS}.tsv", "onset\tduration\ttrial_type\telectrical_stimulation_current\n"
     ">1\t0.1\telectrical_stimulation\tmuch\n", BIDS, 4, "much"),
    (f"{EVENTS}.json", '{\n> "onset": }', BIDS, 11, "JSON"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "line", "column", "word"), BAD, ids=[f"{b[0]}: {b[4] or b[2]}" for b in BAD]
)
def test_the_place_of_what_is_wrong_is_told(
    neuromod: Neuromod, tmp_path: Path, name: str, content: str | bytes, line: str, column: int | None, word: str
) -> None:  # fmt: skip
    raw = content if isinstance(content, bytes) else content.encode()
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    number, text = marked(raw)
    file.write_bytes(text)
    if "bids" in line:
        (tmp_path / "bids" / "dataset_description.json").write_text('{"Name": "x"}')
        if name.endswith(".json"):  # a sidecar says something of events
            file.with_suffix(".tsv").write_text("onset\tduration\n1\t0.1\n")
    words = [
        w.replace("FILE", str(file)).replace("DIR", str(tmp_path)).replace("OUT", str(tmp_path / "out.ttl"))
        for w in line.split()
    ]
    result = neuromod(*words)
    told = result.err.splitlines()[0]
    assert result.code in (1, 2, 3), result
    assert word in told, told
    if word == "none.ttl":
        file = tmp_path / word
    elif word == "no column":
        assert str(file) in result.err or "term" in result.err
        return
    place = f"neuromod: {file}"
    if column is not None:
        place += f":{number}" + (f":{column}" if column else "")
    assert told.startswith(place + ": "), told


def marked(raw: bytes) -> tuple[int, bytes]:
    """Return the number of the line that begins with ``>``, and the content without the mark."""
    lines = raw.split(b"\n")
    for index, line in enumerate(lines):
        if line.startswith(b">") and not line.startswith(b"><http://a> <http://b>\t"):
            return index + 1, b"\n".join([*lines[:index], line[1:], *lines[index + 1 :]])
    return 0, raw


def test_a_packed_file_has_lines_too(neuromod: Neuromod, tmp_path: Path) -> None:
    file = tmp_path / "a.rdf.gz"
    file.write_bytes(gzip.compress(f"{RDF}\n\n<no:p/></rdf:RDF>".encode()))
    assert neuromod("--data", file, "search", "x").err.startswith(f"neuromod: {file}:4: ")


@pytest.mark.parametrize(
    ("table", "line", "word"),
    [
        (f"#x: y\n{SSSOM}neuromod:DBS\tskos:exactMatch\tmesh:X\tsemapv:x\n", 3, "mesh:X"),
        (f"{SSSOM}\n", 0, ""),
        (f"{SSSOM}neuromod:DBS\towl:sameAs\tmesh:D001\tsemapv:x\n", 2, "owl:sameAs"),
        (f"{SSSOM}neuromod:DBS\tskos:exactMatch\tnosuch:1\tsemapv:x\n", 2, "nosuch"),
        (f"{SSSOM}neuromod:DBS\tskos:exactMatch\tMESH:D1\tsemapv:x\n", 2, "MESH"),
        ("#a: b\n#c: d\nsubject_id\tobject_id\n", 3, "predicate_id"),
        (f"{SSSOM}neuromod:DBS\tskos:exactMatch\tmesh:D000001\n", 2, "cells"),
        (f"{SSSOM}neuromod:DBS\tskos:exactMatch\tmesh:D000001\tsemapv:x\tmore\n", 2, "cells"),
        (f"{SSSOM[:-1]}\tconfidence\nneuromod:DBS\tskos:exactMatch\tmesh:D000001\tsemapv:x\thigh\n", 2, "high"),
        ("", 1, "missing columns"),
        ("# a comment\n\r\x01", 2, "no table"),
        (f"{SSSOM}neuromod:DBS\tskos:exactMatch\tmesh:D000001\tsemapv:\rx\n", 2, "no table"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, table: str, line: int, word: str
) -> None:
    file = tmp_path / "m.sssom.tsv"
    file.write_text(table, newline="")
    if not line:
        assert list(read_mappings(file)) == []
        return
    with pytest.raises(InputError, match=word) as caught:
        list(read_mappings(file))
    assert caught.value.place.split(":")[:2] == [str(file), str(line)]


SHACL = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <http://e/> .
e:Good a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ] .

e:S a sh:NodeShape ;
  sh:targetClass e:C ;
"""
#: what ends the file, with the mark before the column at fault
NO_SHACL = {
    "a count that is no number": "  sh:property [ sh:path e:q ;\n    ^sh:minCount 'x' ] .",
    "a path that is a text": "  sh:property [ ^sh:path 'x' ] .",
    "no path": "  sh:property [\n  ^sh:minCount 1 ] .",
    "a kind of node that is none": "  sh:property [ sh:path e:q ; ^sh:nodeKind e:X ] .",
    "a severity that is a text": "  ^sh:severity 'much' .",
    "a list that is none": "  sh:property [ sh:path e:q ;\n  ^sh:in e:a ] .",
    "two counts": "  sh:property e:P .\ne:P sh:path e:q ; ^sh:minCount 1 , 2 .",
}


@pytest.mark.parametrize("name", NO_SHACL)
def test_shapes_that_are_no_shacl_give_one_line(neuromod: Neuromod, tmp_path: Path, name: str) -> None:
    text = SHACL + NO_SHACL[name]
    before = text.partition("^")[0]
    file = tmp_path / "shapes.ttl"
    file.write_text(text.replace("^", ""))
    result = neuromod("validate", "--shapes", file)
    assert result.code == 3
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert result.err.splitlines()[0].startswith(f"neuromod: {file}:{line}:{column}: not valid SHACL: ")
