"""A SPARQL 1.1 service elsewhere."""

from __future__ import annotations

import time

import pyoxigraph as ox

from neuromod_onto.engine.guard import check_read_only
from neuromod_onto.engine.results import Answer, Graph, Stream, collect, streamed
from neuromod_onto.errors import InputError, LimitError, NetworkError

_ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9, text/turtle;q=0.5"
_TRIES = 3


class RemoteEngine:
    """Queries a SPARQL 1.1 Protocol service at an address that the user named.

    Args:
        url: address of the service (``http`` or ``https``).
        timeout: seconds to wait for an answer.

    """

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        if not url.startswith(("http://", "https://")):
            raise NetworkError("an endpoint address starts with http:// or https://", place=url)
        self.url = url
        self.timeout = timeout

    def query(self, text: str, *, place: str = "query") -> Answer:
        """Answer a read-only query at the service; passing faults are tried again.

        Raises:
            UsageError: the query writes or reaches out.
            InputError: the service calls the query malformed.
            LimitError: no answer within the timeout.
            NetworkError: the service cannot be reached or answers with something else.

        """
        from urllib.error import HTTPError, URLError
        from urllib.parse import urlencode
        from urllib.request import Request, urlopen

        check_read_only(text)
        request = Request(  # noqa: S310 the scheme is checked above
            self.url,
            data=urlencode({"query": text}).encode(),
            headers={"Accept": _ACCEPT, "Content-Type": "application/x-www-form-urlencoded"},
        )
        fault: Exception | None = None
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(0.2 * 2**attempt)
            try:
                with urlopen(request, timeout=self.timeout) as response:  # noqa: S310
                    return self._parse(response.read(), response.headers.get_content_type())
            except HTTPError as error:
                if error.code == 400:
                    with error:
                        detail = error.read(500).decode("utf-8", "replace").strip().splitlines()
                    raise InputError(
                        f"the service refused the query: {detail[0] if detail else 'status 400'}", place=place
                    ) from error
                error.close()
                fault = error
                if error.code < 500:
                    break
            except TimeoutError as error:
                raise LimitError(
                    f"no answer within {self.timeout:g} s", "raise --timeout", self.url
                ) from error
            except URLError as error:
                if isinstance(error.reason, TimeoutError):
                    raise LimitError(
                        f"no answer within {self.timeout:g} s", "raise --timeout", self.url
                    ) from error
                fault = error
            except OSError as error:
                fault = error
        raise NetworkError(f"the service did not answer: {fault}", "check the address", self.url) from fault

    def stream(self, text: str, *, place: str = "query") -> Stream:
        """Answer with rows."""
        raise NotImplementedError

    def _parse(self, body: bytes, media_type: str) -> Answer:
        try:
            results_format = ox.QueryResultsFormat.from_media_type(media_type)
            if results_format:
                return collect(streamed(ox.parse_query_results(body, format=results_format)))
            rdf_format = ox.RdfFormat.from_media_type(media_type)
            if rdf_format:
                return Graph([quad.triple for quad in ox.parse(body, format=rdf_format)])
        except (SyntaxError, ValueError) as error:
            raise NetworkError(f"the answer cannot be read: {error}", place=self.url) from error
        raise NetworkError(f"the answer has the unknown type {media_type!r}", place=self.url)
