"""Any bytes and any text: a result or a typed error with a cause, never a bug, never a hang.

Longer runs with coverage guidance: ``fuzz/``. What was found there or here has a test of its own elsewhere.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neuromod_onto.catalog.header import read_query
from neuromod_onto.codes.tables import read_table
from neuromod_onto.dataset import Dataset, read_quads
from neuromod_onto.dataset.read import FORMATS
from neuromod_onto.engine import LocalEngine
from neuromod_onto.errors import NeuromodError
from neuromod_onto.expressions import parse_expression
from neuromod_onto.linking import Annotator, Columns, read_texts
from neuromod_onto.linking.claims import read_rows
from neuromod_onto.mappings import read_mappings
from neuromod_onto.records.quantities.units import convert
from neuromod_onto.terms import resolve

_RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
_FEWER = settings(_RELAXED, max_examples=60)

#: Pieces of the languages, so that random texts get past their first character.
_PIECES = st.sampled_from(
    [
        "<http://e/a>",
        "a",
        '"x"@en',
        '"""',
        "'",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "<<",
        ">>",
        "<<(",
        ")>>",
        "@prefix",
        "PREFIX",
        "GRAPH",
        ";",
        ",",
        ".",
        "#",
        "^^",
        "_:b",
        "true",
        "1.5e3",
        "-1",
        "\\u0041",
        "\\",
        "\n",
        "\r",
        "\x00",
        "\ufeff",
        '{"',
        '"@id":',
        '"@context":',
        ":",
        "null",
        "[1,2]",
        "<rdf:RDF",
        "</a>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&lt;",
        "&x;",
        "<?xml",
        "?>",
        "é",
        "é",
        "SELECT",
        "ASK",
        "WHERE",
        "VALUES",
        "OPTIONAL",
        "FILTER",
        "BIND",
        "?x",
        "$y",
        "*",
        "+",
        "|",
        "^",
        "UNDEF",
        "\ud7ff",
        "\U0010ffff",
        "=",
        "and",
        "some",
        "not",
        "or",
        ",",
        ";",
        "\t",
        "#+",
        "-",
        ":",
    ]
)
_TEXTS = st.one_of(
    st.text(), st.lists(_PIECES, max_size=30).map(" ".join), st.lists(_PIECES, max_size=30).map("".join)
)
_BYTES = st.one_of(st.binary(max_size=200), _TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")))


@contextmanager
def typed(path: Path | None = None) -> Iterator[None]:
    """Let a typed error pass, if it has a cause and names the file."""
    try:
        yield
    except NeuromodError as error:
        if not error.cause or (path and not error.place.startswith(str(path))):
            pytest.fail(f"an error that does not say what and where: {error!r} {error.place!r}")


@pytest.mark.parametrize("ending", [*FORMATS, ".ttl.gz"])
@_RELAXED
@given(_BYTES)
def test_any_bytes_are_read_or_refused(ending: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{ending}"
        path.write_bytes(gzip.compress(content) if ending.endswith("gz") else content)
        with typed(path):
            list(read_quads(path))


@_RELAXED
@given(_BYTES, st.sampled_from([b"a,b\n", b"a\tb\n", b'{"a": 1}\n', b"a;b\r\n", b""]), st.booleans())
def test_any_table_is_read_or_refused(content: bytes, header: bytes, packed: bool) -> None:
    content = header + content
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_bytes(gzip.compress(content) if packed else content)
        for read in (
            lambda: list(read_texts(path, Columns("a", ("b",)))),
            lambda: list(read_texts(path, Columns())),
            lambda: list(read_rows(path, ["a", "b"])),
        ):
            with typed():
                read()


@_FEWER
@given(_BYTES, st.sampled_from(["a.rq", "a.sssom.tsv", "a.tsv"]))
def test_any_file_of_ours_is_read_or_refused(content: bytes, name: str) -> None:
    read = {"a.rq": read_query, "a.sssom.tsv": lambda path: list(read_mappings(path)), "a.tsv": read_table}[
        name
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with typed(path):
            read(path)


@pytest.fixture(scope="module")
def annotator(dataset: Dataset) -> Annotator:
    return Annotator(dataset)


_NAMES = st.sampled_from(
    [
        "DBS",
        "SCS",
        "VNS",
        "rTMS",
        "tDCS",
        "deep",
        "brain",
        "stimulation",
        "sham",
        "sans",
        "moelle",
        "épinière",
        "stimulation",
        "pump",
        "INS",
        "off",
    ]
)


@_RELAXED
@given(
    st.one_of(_TEXTS, st.lists(st.one_of(_NAMES, _PIECES), max_size=15).map(" ".join)),
    st.one_of(st.text(), _NAMES),
)
def test_any_text_is_annotated(annotator: Annotator, text: str, context: str) -> None:
    end = 0
    for mention in annotator.mentions(text, context):
        assert text[mention.start : mention.end] == mention.match
        assert 0 <= mention.start < mention.end <= len(text)
        assert mention.start >= end or mention.end > end
        end = max(end, mention.end)


@settings(_RELAXED, max_examples=25)
@given(st.one_of(_TEXTS, st.lists(st.one_of(_NAMES, _PIECES), max_size=8).map(" ".join)))
def test_any_name_and_expression_is_read_or_refused(dataset: Dataset, text: str) -> None:
    for read in (resolve, parse_expression):
        with typed():
            read(dataset, text)


@_RELAXED
@given(_TEXTS)
def test_any_query_is_answered_or_refused(text: str) -> None:
    import pyoxigraph as ox

    with typed():
        LocalEngine(ox.Store()).query(text)


_NUMBERS = st.one_of(
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.floats().map(str),
    st.sampled_from(
        [
            "1",
            "-0",
            "1e400",
            "1e-999",
            "٣",
            "²",
            "1,5",
            "1 000",
            "0x10",
            "1_0",
            "",
            "nan",
            "∞",
            "1e",
            "+-1",
            "9" * 120,
        ]
    ),
)
_UNITS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["mA", "A", "uA", "µA", "μA", "V", "mV", "Hz", "kHz", "us", "ms", "s", "min", "h", "d", "ug/d", "mg/mL", "%", "%MSO", "Ohm", "kOhm", "T", "W/cm2", "degC", "Cel", "K", "[iU]", "{beats}", "mA.s", "m/s2", "1/s", "**", "__import__('os')"]),
    st.lists(st.sampled_from(["mA", "/", ".", "*", "2", "-1", "(", ")", "[", "]", "{", "}", "^", "**", "s", "m", "g", "µ", "k", "10*", "1e9", "9999999"]), max_size=8).map("".join),
)  # fmt: skip


@settings(_RELAXED, max_examples=400)
@given(_NUMBERS, _UNITS, _UNITS, st.sampled_from(["mA", "us", "Hz", "ug/d", "Cel", "V", ""]))
def test_any_quantity_is_converted_or_refused(number: str, own: str, unit: str, canonical: str) -> None:
    with typed():
        result = convert(f"{number} {own}", unit, canonical)
        assert isinstance(result, Decimal)
        assert result.is_finite()


@_FEWER
@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.floats(), st.text()),
        lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(), v, max_size=3),
        max_leaves=10,
    )
)
def test_any_json_line_is_read_or_refused(value: object) -> None:
    content = (json.dumps({"t": "DBS"}) + "\n" + json.dumps(value) + "\n").encode()
    with typed():
        list(read_texts(io.BytesIO(content), Columns("t")))


def test_a_converted_number_can_be_compared_with_a_limit() -> None:
    """Oxigraph compares decimals of 18 places only: a longer one would pass every limit unseen."""
    import pyoxigraph as ox

    for text, unit, canonical in (("100", "/min", "Hz"), ("1", "deg", "rad")):
        value = convert(text, unit, canonical)
        found = ox.Store().query(f"ASK {{ FILTER({value:f} > 0.000000001) }}")
        assert found, value
    for text, unit, canonical in (("1e25", "A", "mA"), ("1e-20", "mA", "mA"), ("1e300", "", "")):
        with pytest.raises(
            NeuromodError, match=r"too large or too small|no number with a unit that can be read"
        ):
            convert(text, unit, canonical)
