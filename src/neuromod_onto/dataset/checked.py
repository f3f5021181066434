"""The bytes of a file on their way to a parser, refused where they would harm it.

A parser is only as safe as what it is fed: entities of XML grow without end, deeply nested JSON-LD or triple
terms overflow the stack and end the process, a packed file of a few kilobytes can hold terabytes. All of this
is seen in the bytes, before the parser acts on them, in one pass and a fixed amount of memory.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import IO

import pyoxigraph as ox

from neuromod_onto.errors import InputError

#: Deepest nesting of objects and arrays in JSON-LD.
DEEPEST = 100
#: Deepest nesting of elements in RDF/XML, whose parser takes time by its square.
DEEPEST_XML = 1_000
#: Most triple terms in a file, or in a line where a line is a statement.
TRIPLE_TERMS = 10_000
TRIPLE_TERMS_A_LINE = 100
#: A packed file may grow to this many bytes, and beyond by this factor.
PACKED_ALLOWANCE = 2**26
PACKED_FACTOR = 250
#: Longest token (a literal, say) that the parser takes, in bytes.
LONGEST_TOKEN = 2**24

_CHUNK = 2**18
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: A comment, a section of plain text or an instruction, which may go on in the next part; or a tag. What was
#: taken is not given back (``+`` after ``+`` or ``*``): a tag that is cut off could be read in endless ways.
_MARKUP = re.compile(
    rb"""(?P<note><!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z))"""
    rb"""|<(?P<end>/)?[^<>"'/](?:[^<>"'/]++|"[^"<]*+"|'[^'<]*+'|/(?!>))*+(?P<empty>/)?>""",
    re.DOTALL,
)
_NOTES = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_NOT_BRACKETS = bytes(b for b in range(256) if b not in b"[]{}")
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_LINES = (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)


class CheckedBytes:
    """A readable stream of bytes that raises ``InputError`` at what no parser should see.

    Args:
        raw: the bytes as they lie in the file.
        rdf_format: what they are.
        name: the file, for faults.
        packed: the stream as it lies on disk when ``raw`` unpacks it.

    """

    def __init__(
        self, raw: IO[bytes], rdf_format: ox.RdfFormat, name: str, packed: IO[bytes] | None = None
    ) -> None:
        self._raw = raw
        self._packed = packed
        self._format = rdf_format
        self._name = name
        self._waiting = b""
        self._at = 0
        self._total = 0
        self._line = 1
        self._tail = b""
        self._depth = 0
        self._in_string = False
        self._markup = b""
        self._triple_terms = 0

    @property
    def place(self) -> str:
        """The file and the line that the parser has about reached."""
        line = self._line + self._waiting.count(b"\n", 0, self._at)
        return f"{self._name}:{line}"

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at the most ``size``; none at the end."""
        if size < 0:
            parts = [self.read(_CHUNK)]
            while parts[-1]:
                parts.append(self.read(_CHUNK))
            return b"".join(parts)
        if self._at >= len(self._waiting):
            self._line += self._waiting.count(b"\n")
            self._waiting, self._at = self._next(), 0
        taken = self._waiting[self._at : self._at + size]
        self._at += len(taken)
        return taken

    def _next(self) -> bytes:
        chunk = self._raw.read(_CHUNK)
        if not self._total:
            if kind := _OTHER_BOMS.get(chunk[:2]):
                raise self._fault(0, chunk, f"the file is {kind}", "save it as UTF-8")
            chunk = chunk.removeprefix(_BOM)
        self._total += len(chunk)
        if not chunk:
            return chunk
        self._bounded()
        if self._format == ox.RdfFormat.RDF_XML:
            if (nul := chunk.find(b"\0")) >= 0:  # Turtle and its kin allow it
                raise self._fault(nul, chunk, "a NUL character", "it is no text file, or a damaged one")
            self._without_entities(chunk)
            self._not_too_nested(chunk)
        elif self._format == ox.RdfFormat.JSON_LD:
            self._not_too_deep(chunk)
        else:
            self._few_triple_terms(chunk)
        return chunk

    def _fault(self, offset: int, chunk: bytes, cause: str, hint: str) -> InputError:
        line = self._line + chunk.count(b"\n", 0, offset)
        return InputError(cause, hint, f"{self._name}:{line}")

    def _bounded(self) -> None:
        """Refuse a packed file that grows out of all proportion."""
        if self._packed is None or self._total <= PACKED_ALLOWANCE:
            return
        if self._total > PACKED_ALLOWANCE + PACKED_FACTOR * self._packed.tell():
            raise InputError(
                f"the packed file grows to more than {PACKED_FACTOR} times its size",
                "unpack it first if you trust it",
                self._name,
            )

    def _without_entities(self, chunk: bytes) -> None:
        """Refuse XML that declares a document type: its entities can grow without end."""
        text = self._tail + chunk
        if found := _DECLARATION.search(text):
            raise self._fault(
                max(0, found.start() - len(self._tail)),
                chunk,
                "a document type declaration (DTD), whose entities are not read",
                "save the file without it: as Turtle, or as RDF/XML with full IRIs",
            )
        self._tail = text[-16:]

    def _not_too_nested(self, chunk: bytes) -> None:
        """Refuse XML whose elements are nested so deep that to parse them would take hours."""
        text = self._markup + chunk
        done = 0
        for match in _MARKUP.finditer(text):
            kind = match.lastgroup
            if kind == "note":
                begin, end = next(pair for pair in _NOTES.items() if text.startswith(pair[0], match.start()))
                inside = match.start() + len(begin)
                if not text.endswith(end, inside, match.end()):  # it goes on; what it says does not matter
                    self._markup = begin + text[max(inside, len(text) - 2) :]
                    return
            elif kind == "end":
                self._depth -= 1
            elif kind is None:
                self._depth += 1
                if self._depth > DEEPEST_XML:
                    at = max(0, match.start() - len(self._markup))
                    cause = f"elements nested more than {DEEPEST_XML:,} deep"
                    raise self._fault(at, chunk, cause, "flatten the document")
            done = match.end()
        begun = text.find(b"<", done)
        self._markup = text[begun:] if begun >= 0 else b""

    def _not_too_deep(self, chunk: bytes) -> None:
        """Refuse JSON nested so deep that the parser's stack would overflow."""
        text = _ESCAPED.sub(b"", self._tail + chunk)
        self._tail = b""
        if text.endswith(b"\\"):
            text, self._tail = text[:-1], b"\\"
        parts = text.split(b'"')
        began_inside = self._in_string
        outside = b"".join(parts[self._in_string :: 2])
        self._in_string ^= len(parts) % 2 == 0
        brackets = outside.translate(None, _NOT_BRACKETS)
        if not brackets:
            return
        depths = list(accumulate(map(_STEP.__getitem__, brackets), initial=self._depth))
        if max(depths) > DEEPEST:
            deeper = next(n for n, depth in enumerate(depths) if depth > DEEPEST)
            line = self._line + text.count(b"\n", 0, _bracket(text, began_inside, deeper))
            cause = f"nested more than {DEEPEST} deep"
            raise InputError(cause, "flatten the document", f"{self._name}:{line}")
        self._depth = depths[-1]

    def _few_triple_terms(self, chunk: bytes) -> None:
        """Refuse so many triple terms that they might be nested deeper than the parser's stack."""
        text = self._tail + chunk
        if self._format in _LINES:
            if text.count(b"<<") > TRIPLE_TERMS_A_LINE and any(
                line.count(b"<<") > TRIPLE_TERMS_A_LINE for line in text.split(b"\n")
            ):
                raise self._fault(
                    0, chunk, f"more than {TRIPLE_TERMS_A_LINE} triple terms in a line", "nest them less deep"
                )
            self._tail = text.rpartition(b"\n")[2][-LONGEST_TOKEN:]
            return
        self._triple_terms += text.count(b"<<")
        self._tail = b"<" if chunk.endswith(b"<") and not chunk.endswith(b"<<") else b""
        if self._triple_terms > TRIPLE_TERMS:
            raise self._fault(
                0,
                chunk,
                f"more than {TRIPLE_TERMS:,} triple terms",
                "write the file as N-Triples or N-Quads, which are read line by line",
            )


def _bracket(text: bytes, inside: int, number: int) -> int:
    """Return where the bracket of some number, from 1, stands outside the strings of JSON without escapes."""
    for at, byte in enumerate(text):
        inside ^= byte == ord('"')
        number -= not inside and byte in _STEP
        if number == 0:
            return at
    return len(text)
