"""Files made to harm: each is refused with one line that names the place, or read as what it is.

What would end the process (deep nesting overflows the stack of the parser) runs in a process of its own.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest

from neuromod_onto.dataset import read_quads
from neuromod_onto.dataset.checked import DEEPEST, DEEPEST_XML, CheckedBytes
from neuromod_onto.errors import InputError

from .conftest import Neuromod

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
XML = f"<rdf:RDF {RDF}><e:A><e:p>%s</e:p></e:A></rdf:RDF>"
TRIPLE = b'<http://a> <http://p> "x" .\n'


def laughs(levels: int = 9) -> str:
    """XML whose entities grow tenfold at each level."""
    entities = ['<!ETITY l0 "lol">'.replace("ETITY", "ENTITY")]
    entities += [f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, levels + 1)]
    return f"<!DOCTYPE r [{''.join(entities)}]>" + XML % f"&l{levels};"


HOSTILE = [
    ("laughs.rdf", laughs(), ":1:", "DTD"),
    ("outside.rdf", '<!DOCTYPE r SYSTEM "file:///etc/hostname">' + XML % "x", ":1:", "DTD"),
    (
        "outside.owl",
        '\n\n<!doctype r [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + XML % "&a;",
        ":3:",
        "DTD",
    ),
    ("wide.rdf", (XML % "x").encode("utf-16"), ":1:", "UTF-16"),
    ("latin.rdf", ('<?xml version="1.0" encoding="ISO-8859-1"?>' + XML % "é").encode("latin-1"), "", "UTF-8"),
    ("remote.jsonld", {"@context": "http://example.org/c", "@id": "http://a"}, "", "not fetched"),
    ("local.jsonld", {"@context": "file:///etc/hostname", "@id": "http://a"}, "", "not fetched"),
    ("beside.jsonld", {"@context": "context.jsonld", "@id": "http://a"}, "", "not fetched"),
    ("import.jsonld", {"@context": {"@version": 1.1, "@import": "http://example.org/c"}}, "", "not fetched"),
    (
        "scoped.jsonld",
        {"@context": {"p": {"@id": "http://a/p", "@context": "http://example.org/c"}}, "p": {"q": 1}},
        "",
        "not fetched",
    ),
    ("deep.jsonld", '{"http://a/p":' * 3000 + "1" + "}" * 3000, ":1:", "nested"),
    ("deep-list.jsonld", "[\n" * 3000 + "]" * 3000, ":", "nested"),
    ("masked.jsonld", '{"http://a/p\\"}}}}}":' * 3000 + "1" + "}" * 3000, ":1:", "nested"),
    ("deep.rdf", "\n" + XML % ("<a>" * 50_000), ":2:", "nested"),
    ("veiled.rdf", "\n" + XML % ("<a b='/>'>" * 50_000), ":2:", "nested"),
    ("noted.rdf", "\n" + XML % ("<a><!-- </a> --><![CDATA[</a>]]><?a </a>?>" * 50_000), ":2:", "nested"),
    (
        "deep.ttl",
        "<http://a> <http://p> " + "<<( <a:a> <a:p> " * 30_000 + "1" + " )>>" * 30_000 + " .",
        ":1:",
        "triple terms",
    ),
    (
        "deep.nt",
        "<http://a> <http://p> " + "<<( <a:a> <a:p> " * 30_000 + "<a:b>" + " )>>" * 30_000 + " .\n",
        ":1:",
        "triple terms",
    ),
    ("nul.rdf", "\n\n" + XML % "a\0b", ":3:", "NUL"),
    ("nul.jsonld", '\n{"@id": "http://a", "http://p": "a\0b"}', ":2:", "not allowed"),
    ("bytes.ttl", TRIPLE * 4 + TRIPLE.replace(b"x", b"\xff"), ":5:", "UTF-8"),
    ("wide.ttl", TRIPLE.decode().encode("utf-16"), ":1:", "UTF-16"),
    ("long.ttl", TRIPLE + TRIPLE.replace(b"x", b"x" * (2**24 + 1)), ":2:", "16 MB"),
    ("unclosed.ttl", TRIPLE + b'<http://a> <http://p> """' + b"x\n" * 2**24, ":", "16 MB"),
    ("surrogate.ttl", TRIPLE + TRIPLE.replace(b"x", b"\\uD800"), ":2:", "D800"),
    ("short.ttl.gz", gzip.compress(TRIPLE * 1000)[:-20], "", "too early"),
    ("not-packed.ttl.gz", TRIPLE, "", "gzip"),
    ("damaged.ttl.gz", gzip.compress(os.urandom(2000))[:500] + b"\xff" * 2000, "", ""),
]


@pytest.mark.parametrize(("name", "content", "place", "words"), HOSTILE, ids=[h[0] for h in HOSTILE])
def test_a_harmful_file_is_refused_with_one_line(
    tmp_path: Path, name: str, content: object, place: str, words: str
) -> None:
    file = tmp_path / name
    if isinstance(content, dict):
        content = json.dumps(content)
    file.write_bytes(content if isinstance(content, bytes) else str(content).encode())
    done = subprocess.run(
        [sys.executable, "-m", "neuromod_onto", "convert", str(file), str(tmp_path / "out.nt")],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    first = done.stderr.splitlines()[0]
    assert done.returncode == 3, done
    assert first.startswith(f"neuromod: {file}{place}")
    assert words in first
    assert len(first) < 400
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.nt").exists()


def read(tmp_path: Path, name: str, content: bytes) -> list[ox.Quad]:
    (tmp_path / name).write_bytes(content)
    return list(read_quads(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", TRIPLE),
        ("a.nt", TRIPLE),
        ("a.nq", TRIPLE),
        ("a.trig", TRIPLE),
        ("a.n3", TRIPLE),
        ("a.jsonld", b'{"@id": "http://a",\n "http://p": "x"}\n'),
        (
            "a.rdf",
            f'<rdf:RDF {RDF}>\n<rdf:Description rdf:about="http://a"><n:p xmlns:n="http://">x</n:p></rdf:Description></rdf:RDF>'.encode(),
        ),
    ],
)
def test_byte_order_mark_line_ends_and_packing_do_not_matter(
    tmp_path: Path, name: str, content: bytes
) -> None:
    expected = [ox.Quad(ox.NamedNode("http://a"), ox.NamedNode("http://p"), ox.Literal("x"))]
    assert read(tmp_path, name, content) == expected
    assert read(tmp_path, name, b"\xef\xbb\xbf" + content) == expected
    assert read(tmp_path, name, content.replace(b"\n", b"\r\n")) == expected
    assert read(tmp_path, name + ".gz", gzip.compress(content)) == expected


def test_what_only_looks_harmful_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, "a.ttl", TRIPLE.replace(b"x", b"<!DOCTYPE r [<!ENTITY a 'b'>]> {{{{[[[["))) == 1
    text = json.dumps({"@id": "http://a", "http://p": "{[" * 5000 + '\\"' * 50})
    assert len(read(tmp_path, "a.jsonld", text.encode())) == 1
    nested = '{"http://a/p":' * (DEEPEST - 1) + "1" + "}" * (DEEPEST - 1)
    assert len(read(tmp_path, "b.jsonld", nested.encode())) == DEEPEST - 1
    terms = b"".join(b"<a:%d> <a:p> <<( <a:a> <a:p> <a:b> )>> .\n" % i for i in range(20_000))
    assert len(read(tmp_path, "a.nt", terms)) == 20_000


def test_a_tag_that_is_cut_by_the_end_of_a_chunk_is_read(tmp_path: Path) -> None:
    """Tried in all its ways, the part of a tag before the border took longer the longer its name: hours."""
    name = "n" * 200
    blanks = "\n" * (2**18 - len(XML.partition("%s")[0]) - 100)
    file = tmp_path / "long.rdf"
    file.write_text(XML % f"{blanks}<e:{name}/>", "utf-8")
    count = "from neuromod_onto.dataset import read_quads; print(sum(1 for _ in read_quads(__import__('pathlib').Path({!r}))))"
    run = [sys.executable, "-c", count.format(str(file))]
    assert subprocess.run(run, capture_output=True, text=True, timeout=60, check=True).stdout == "3\n"


def test_a_packed_bomb_ends_early(tmp_path: Path) -> None:
    """1 GB of one comment packs into 1 MB; no more than the allowance is ever unpacked."""
    file = tmp_path / "bomb.ttl.gz"
    with gzip.open(file, "wb", compresslevel=9) as stream:
        for _ in range(400):
            stream.write(b"#" * 2**20 + b"\n")
    with pytest.raises(InputError, match="250 times"):
        list(read_quads(file))


def test_chunks_do_not_hide_what_lies_across_their_border() -> None:
    class Drip:
        def __init__(self, content: bytes) -> None:
            self.rest = content

        def read(self, size: int = -1) -> bytes:
            taken, self.rest = self.rest[:1], self.rest[1:]
            return taken

    for rdf_format, content in (
        (ox.RdfFormat.RDF_XML, b"<a/><!DOCTYPE x>"),
        (ox.RdfFormat.RDF_XML, b"<a b='/>'><!-- </a> --><![CDATA[</a>]]>" * (DEEPEST_XML + 1)),
        (ox.RdfFormat.JSON_LD, b'["\\"{"' + b'["\\\\",' * DEEPEST),
        (ox.RdfFormat.N_TRIPLES, b"\n" + b"<<" * 101),
    ):
        with pytest.raises(InputError):
            CheckedBytes(Drip(content), rdf_format, "x").read()  # type: ignore[arg-type]
    flat = b"<a b='>'><b c=\"/\"/></a ><!-- <a> <a> --><![CDATA[<a><a>]]><? <a> ?>" * 2 * DEEPEST_XML
    assert CheckedBytes(Drip(flat), ox.RdfFormat.RDF_XML, "x").read() == flat  # type: ignore[arg-type]
    fine = b'{"a": "[[[[{{{{' + b"[" * DEEPEST + b'\\"' + b"{" * DEEPEST + b'"}'
    assert CheckedBytes(Drip(fine), ox.RdfFormat.JSON_LD, "x").read() == fine  # type: ignore[arg-type]


def test_nested_blank_nodes_are_read_and_written_in_linear_time(tmp_path: Path) -> None:
    """Written as Turtle, each level was once written twice, so 40 levels took longer than the universe."""
    deep = "<http://a> <http://p> " + "[ <http://p> " * 60 + "1" + " ]" * 60 + " ."
    (tmp_path / "a.ttl").write_text(deep)
    command = [sys.executable, "-m", "neuromod_onto", "convert", "a.ttl", "b.ttl"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=30, capture_output=True)
    assert len(list(read_quads(tmp_path / "b.ttl"))) == 61
    deeper = "<http://a> <http://p> " + "[ <http://p> " * 5000 + "1" + " ]" * 5000 + " ."
    (tmp_path / "a.ttl").write_text(deeper)
    subprocess.run(command, cwd=tmp_path, check=True, timeout=30, capture_output=True)
    assert len(list(read_quads(tmp_path / "b.ttl"))) == 5001


@pytest.mark.parametrize(
    "content",
    [
        b"_:a <http://p> _:b . _:b <http://p> _:a .",  # a circle
        b"@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . <http://a> <http://p> [ rdf:first 1 ] .",
        b"@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . <http://a> <http://p> "
        b"[ rdf:first 1, 2 ; rdf:rest () ; <http://q> 3 ] .",
        b'<http://a> <http://p> "\0", "\\u0000\\u0008\\u001B[31m\\u007F\\u009B\\u202E" .',
        b'<http://a> <http://p> "NaN"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
        b"<http://a> <http://p> 1.50, 01, 'INF'^^<http://www.w3.org/2001/XMLSchema#double> .",
    ],
)
@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld"])
def test_convert_loses_nothing(neuromod: Neuromod, tmp_path: Path, content: bytes, ending: str) -> None:
    (tmp_path / "a.ttl").write_bytes(content)
    result = neuromod("convert", tmp_path / "a.ttl", tmp_path / f"b.{ending}")
    assert result.code == 0, result
    before = ox.Dataset(read_quads(tmp_path / "a.ttl"))
    after = ox.Dataset(read_quads(tmp_path / f"b.{ending}"))
    for graph in (before, after):
        graph.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert before == after


# -- tables


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"term,code,term\nDBS,MHY,x\n", ":1: two columns are called 'term'"),
        (b"term,code\nDBS,\0\n", ":2: a NUL character"),
        (b"term,code\nDBS,MHY\n\xff,x\n", ":3: not UTF-8"),
        (b'term,code\nDBS,"MHY\n', ":2: not CSV"),
        (b'term,code\nDBS,"MHY"x\n', ":2: not CSV"),
        (b"term,code\nDBS,MHY,more\n", ":2: 3 cells where the header has 2"),
        (b"term,code\nDBS\n", ":2: 1 cells where the header has 2"),
        (b"term,code\nDBS," + b"x" * (2**24 + 1) + b"\n", ":2: a line longer than"),
        (b"\xff\xfet\0e\0r\0m\0", ":1: not UTF-8"),
    ],
)
@pytest.mark.parametrize("command", ["lint-codes", "annotate"])
def test_a_harmful_table_is_refused_with_its_line(
    neuromod: Neuromod, tmp_path: Path, command: str, content: bytes, words: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    options = {"lint-codes": ("--system", "fda"), "annotate": ("--text", "term")}[command]
    result = neuromod(command, file, *options)
    assert result.code == 3
    assert result.err.splitlines()[0].startswith(f"neuromod: {file}{words}"), result.err


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_table_may_have_a_mark_and_any_line_ends(
    neuromod: Neuromod, tmp_path: Path, start: bytes, end: bytes
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(start + b"term,code" + end + b'"deep brain\r\nstimulation",x' + end)
    result = neuromod("annotate", file, "--text", "term")
    assert [row["term"] for row in result.rows()] == ["neuromod:DeepBrainStimulation"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"t": "DBS"}\n' + b'{"t": ' * 100_000, ":2:599995: JSON nested too deep"),
        (b'{"t": "DBS"}\n{"t": ' + b"9" * 5000 + b"}", ":2: not JSON"),
        (b'{"t": "DBS"}\n[1]\n', ":2: not a JSON object"),
        (gzip.compress(b"t\n" + b"x" * 2**25, mtime=0), ":2: a line longer than"),
        (gzip.compress(b"t\nDBS\n" * 1000, mtime=0)[:-9], ":"),
        (gzip.compress(b"t\nDBS\n" * 1000, mtime=0)[:20] + b"\xff" * 40, ":"),
    ],
)
def test_harmful_lines_are_refused_with_their_number(
    neuromod: Neuromod, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "a"
    file.write_bytes(content)
    result = neuromod("annotate", file, "--text", "t")
    assert result.code == 3
    assert result.err.startswith(f"neuromod: {file}{words}"), result.err


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_composed_and_decomposed_letters_are_the_same(neuromod: Neuromod, form: str) -> None:
    name = unicodedata.normalize(form, "stimulation médullaire")  # type: ignore[arg-type]
    assert "neuromod:SpinalCordStimulation" in neuromod("term", name).out
    assert neuromod("search", name, "--limit", "1").rows()[0]["term"] == "neuromod:SpinalCordStimulation"
    found = neuromod("annotate", "-", stdin=name).rows()
    assert [row["term"] for row in found] == ["neuromod:SpinalCordStimulation"]
    assert found[0]["match"] == name
