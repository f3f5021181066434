"""Queries at a SPARQL 1.1 service elsewhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import urlencode

import pyoxigraph as ox

from neuromod_onto.dataset.closure import KIND_OF
from neuromod_onto.engine.closure import without_walks
from neuromod_onto.engine.guard import check_read_only, tokens
from neuromod_onto.engine.results import Answer, Row, RowStream, Stream, Term, collect, parse_answer
from neuromod_onto.engine.service import Reading, Service, first_line
from neuromod_onto.errors import InputError, NetworkError, UsageError
from neuromod_onto.model.namespaces import NEUROMOD

# Asked for by the form of the query, for Virtuoso answers CONSTRUCT with rows when both are welcome.
_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
_GRAPH = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"
_DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
_BOOLEAN = ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean")


class RemoteEngine:
    """Queries a SPARQL 1.1 Protocol service at an address that the user named.

    Args:
        url: address of the service (``http`` or ``https``).
        timeout: seconds for an answer, all of it.
        page_size: ask for so many rows at once, of a query with ORDER BY; 0 asks for all in one answer.

    Raises:
        NetworkError: the address is none.
        UsageError: the address holds a password, or credentials would go out without encryption.

    """

    def __init__(self, url: str, timeout: float = 30.0, page_size: int = 0) -> None:
        self.service = Service(url, timeout)
        self.page_size = page_size
        self._closed: bool | None = None

    def query(self, text: str, *, place: str = "query") -> Answer:
        """Answer a read-only query at the service; passing faults are tried again.

        Raises:
            UsageError: the query writes or reaches out.
            InputError: the service calls the query malformed.
            LimitError: no answer within the timeout.
            NetworkError: the service cannot be reached or answers with something else.

        """
        return collect(self.stream(text, place=place))

    def stream(self, text: str, *, place: str = "query") -> Stream:
        """Answer a read-only query; rows are read as they come, which raises the same errors."""
        check_read_only(text)
        try:
            text = self._without_walks(text)
            if not self.page_size:
                return self._ask(text)
            _check_pages(text)
            first = self._ask(_page(text, 0, self.page_size))
        except InputError as error:
            raise InputError(error.cause, error.hint, place) from None
        return RowStream(first.variables, self._pages(text, first)) if isinstance(first, RowStream) else first

    def _without_walks(self, text: str) -> str:
        """Use the subclass closure that ``neuromod load`` puts there: walks are slow, in Virtuoso wrong.

        Virtuoso is as wrong about steps that may be left out: only terms that are listed match themselves.
        """
        shorter = without_walks(text, of_no_step=False)
        if shorter == text:
            return text
        if self._closed is None:
            top = f"<{NEUROMOD}Intervention>"
            self._closed = self._ask(f"ASK {{ {top} <{KIND_OF}> {top} }}") is True
        return shorter if self._closed else text

    def _pages(self, text: str, answer: RowStream) -> Iterator[Row]:
        start = 0
        while True:
            count = 0
            for row in answer.rows:
                count += 1
                yield row
            start += self.page_size
            if count < self.page_size:
                return
            following = self._ask(_page(text, start, self.page_size))
            if not isinstance(following, RowStream):
                raise NetworkError("a page of rows is something else", place=self.service.url)
            answer = following

    def _ask(self, text: str) -> Stream:
        body = urlencode({"query": text}).encode()
        accept = _GRAPH if _form(text) in ("CONSTRUCT", "DESCRIBE") else _ROWS
        headers = {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"}
        reading = self.service.read("POST", self.service.url, headers, body)
        answer = _Answer(reading).parse()
        return _plain(answer) if isinstance(answer, RowStream) else answer


class _Answer:
    """An answer that is read while it comes; what is wrong with it is said in the words of the network."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def parse(self) -> Stream:
        reading = self._reading
        if reading.media_type in ("text/html", "application/xhtml+xml", "text/plain"):
            with reading:
                said = first_line(reading.read(20_000) or b"", reading.media_type)
            kind = "a web page" if "html" in reading.media_type else "plain text"
            raise NetworkError(
                f"the service answered with {kind} instead of results: {said or 'empty'}",
                "check the address; a page may ask to sign in",
                reading.place,
            )
        buffer: BinaryIO = io.BufferedReader(reading, 64_000)
        try:
            answer = parse_answer(buffer, reading.media_type)
        except (SyntaxError, ValueError) as error:
            buffer.close()
            raise self._unreadable(error) from None
        if isinstance(answer, RowStream):
            return RowStream(answer.variables, self._rows(answer.rows, buffer))
        buffer.close()
        if answer is None:
            raise NetworkError(
                f"the service answered with {reading.media_type!r}, which holds no results",
                "check the address",
                reading.place,
            )
        return answer

    def _rows(self, rows: Iterator[Row], buffer: BinaryIO) -> Iterator[Row]:
        with buffer:
            try:
                yield from rows
            except (SyntaxError, ValueError) as error:
                raise self._unreadable(error) from None

    def _unreadable(self, error: Exception) -> NetworkError:
        if "end of file" in str(error):
            return NetworkError("the answer breaks off", "try again", self._reading.place)
        return NetworkError(f"the answer cannot be read: {error}", place=self._reading.place)


def _plain(answer: RowStream) -> Stream:
    """Return what the standard wants: Virtuoso answers ASK with a row, and writes true as 1."""
    if answer.variables == ("__ASK_RETVAL",):
        return any(isinstance(row[0], ox.Literal) and row[0].value in ("1", "true") for row in answer.rows)
    return RowStream(answer.variables, (tuple(map(_canonical, row)) for row in answer.rows))


def _canonical(term: Term | None) -> Term | None:
    """Write booleans and decimals as the embedded engine does: true for 1, 0.5 for 0.50."""
    if isinstance(term, ox.Literal):
        if term.datatype == _BOOLEAN and term.value in ("0", "1"):
            return ox.Literal(term.value == "1")
        if term.datatype == _DECIMAL and "." in term.value:
            return ox.Literal(term.value.rstrip("0").rstrip("."), datatype=_DECIMAL)
    return term


def _check_pages(text: str) -> None:
    """Refuse to cut a query into pages that may overlap or leave rows out.

    Raises:
        UsageError: the query has no order or a LIMIT of its own.

    """
    depth, words = 0, set()
    for kind, word, _ in tokens(text):
        depth += (word == "{") - (word == "}")
        if kind == "word" and not depth:
            words.add(word.upper())
    if _form(text) == "SELECT" and ("ORDER" not in words or words & {"LIMIT", "OFFSET"}):
        raise UsageError(
            "only a query with ORDER BY and without LIMIT can be read in pages", "leave --page-size out"
        )


def _form(text: str) -> str:
    words = (word.upper() for kind, word, _ in tokens(text) if kind == "word")
    return next((word for word in words if word in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")), "")


def _page(text: str, start: int, size: int) -> str:
    """Return the query for one page of rows; other forms stay whole."""
    if _form(text) != "SELECT":
        return text
    place = _trailing_values(text)
    return f"{text[:place]}\nLIMIT {size} OFFSET {start}\n{text[place:]}"


def _trailing_values(text: str) -> int:
    """Return where a VALUES block behind the query begins, which LIMIT stands before; else the end."""
    depth = 0
    for kind, word, offset in tokens(text):
        depth += (word == "{") - (word == "}")
        if kind == "word" and not depth and word.upper() == "VALUES":
            return offset
    return len(text)
