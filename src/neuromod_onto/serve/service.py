"""What every handler of the service uses: the dataset, the pages, the canned queries, the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from itertools import count

import pyoxigraph as ox
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request

from neuromod_onto.catalog import CannedQuery, load_catalog
from neuromod_onto.catalog.run import bound_text
from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import Rows
from neuromod_onto.errors import UsageError
from neuromod_onto.expressions import Member
from neuromod_onto.linking import ValueSet
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD, canonical_prefix, expand
from neuromod_onto.pages import Explorer, Renderer
from neuromod_onto.serve.asking import Askers
from neuromod_onto.serve.line import Line
from neuromod_onto.serve.links import ServedLinks
from neuromod_onto.serve.negotiation import best_language
from neuromod_onto.serve.reading import Found, LiteratureSearch, Readers
from neuromod_onto.serve.store import ServedStore
from neuromod_onto.serve.wording import fault_in, grouped, hint_in
from neuromod_onto.terms import Hit
from neuromod_onto.wording import column_in

_LONGEST_EXPRESSION = 500
_MOST_EXPRESSIONS = 8
_SERIALS = count()
#: Seconds beyond the limit of a query that a request waits for its turn.
_PATIENCE = 5.0
NAVIGATION = ("tree", "matrix", "queries", "annotate", "valueset", "strategy", "console")


class _Language(Convertor[str]):
    """A language as the first part of a path: ``{lang:language}``."""

    regex = "|".join(LANGUAGES)

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("language", _Language())


class Service:
    """One dataset, served.

    Args:
        dataset: what is served; the workers see it with the canned queries added.
        workers: how many queries run at once.
        timeout: seconds that a query may take.
        memory: bytes that a worker may hold.

    """

    def __init__(
        self,
        dataset: Dataset,
        *,
        workers: int = 2,
        timeout: float = 10.0,
        memory: int = 1_000_000_000,
    ) -> None:
        self.timeout = timeout
        self._stored = ServedStore(dataset, self.catalog.values())
        #: Never the original, whose files may go away when it is replaced.
        self.dataset = self._stored.dataset
        #: Tells the answers of one service from those of another.
        self.serial = next(_SERIALS)
        wait = timeout + _PATIENCE
        self.askers = Askers(self.dataset, size=workers, timeout=timeout, memory=memory, wait=wait)
        readers = max(workers, 2)
        self.readers = Readers(
            self._stored.folder,
            closed=dataset.closed,
            size=readers,
            timeout=timeout,
            memory=memory,
            wait=wait,
        )
        #: Values of canned queries that are looked up hold up no page.
        self.binding = Line(workers, wait)
        self.searching = Line(readers + 2, wait)
        #: Texts and expressions; one reader is left for searches, however many of these wait.
        self.reading = Line(readers - 1, wait)
        self.explorer = Explorer(self.dataset)
        self.links = ServedLinks()
        self.pages = Renderer(
            self.explorer,
            self.links,
            NAVIGATION,
            ["neuromod_onto.serve"],
            {"fault_in": fault_in, "hint_in": hint_in, "column_in": column_in, "grouped": grouped},
        )

    @cached_property
    def catalog(self) -> dict[str, CannedQuery]:
        """The canned queries by name."""
        return load_catalog()

    async def search(self, text: str, language: str, *, under: str = "", limit: int = 20) -> list[Hit]:
        """Return the terms that a text may mean, best first; none for an empty text."""
        if not text.strip():
            return []
        return await self.searching.run(
            partial(self.readers.search, text, language, under=under, limit=limit)
        )

    async def mentions(self, text: str, context: str = "") -> list[Found]:
        """Return the mentions of terms in a text; none in an empty one."""
        if not text.strip():
            return []
        return await self.reading.run(partial(self.readers.mentions, text, context))

    async def answer(
        self, query: CannedQuery, given: Mapping[str, Sequence[str]], language: str = ""
    ) -> Rows:
        """Return the rows of a canned query, its texts in the language of the reader."""
        bound = partial(bound_text, self.dataset, query, given, language=language)
        text, place = await self.binding.run(bound)
        answer = await (await self.askers.ask(text, place=place)).read()
        assert isinstance(answer, Rows)
        return answer

    async def members(self, expression: str, language: str) -> list[Member]:
        """Return the classes that an expression names."""
        return await self.reading.run(partial(self.readers.members, _bounded(expression), language))

    async def valueset(
        self, expression: str, system: str, language: str, *, match: Sequence[str] = ()
    ) -> ValueSet:
        """Return the codes of an expression."""
        return await self.reading.run(
            partial(self.readers.valueset, _bounded(expression), system, language, match=match)
        )

    async def strategy(
        self, expressions: Sequence[str], target: str, language: str, *, brands: bool = False
    ) -> LiteratureSearch:
        """Return a search of literature for what meets all expressions."""
        if len(expressions) > _MOST_EXPRESSIONS:
            raise UsageError(f"a search has at most {_MOST_EXPRESSIONS} expressions here")
        parts = [_bounded(expression) for expression in expressions]
        return await self.reading.run(partial(self.readers.strategy, parts, target, language, brands=brands))

    def close(self) -> None:
        """End the workers and remove their store."""
        self.askers.close()
        self.readers.close()
        self._stored.close()

    def warm(self) -> None:
        """Prepare what the first visitors would wait for."""
        self.readers.warm()
        self.pages.warm()
        _ = self.explorer.asserted, self.catalog


def service_of(request: Request) -> Service:
    """Return the service that a request reached."""
    service: Service = request.state.service
    return service


def language_of(request: Request) -> str:
    """Return the language of the path, the parameter ``lang`` or the reader's preference; else English."""
    start = request.url.path.split("/", 2)[1]
    asked = request.path_params.get("lang") or (
        start if start in LANGUAGES else request.query_params.get("lang")
    )
    if asked in LANGUAGES:
        return str(asked)
    return best_language(request.headers.get("accept-language", ""), LANGUAGES) or LANGUAGES[0]


def language_option(language: str) -> list[str]:
    """Return the option that makes a command answer in a language, as words of a command line."""
    return [] if language == LANGUAGES[0] else ["--lang", language]


def _bounded(text: str) -> str:
    """Return a class expression that is no longer than people write them.

    Raises:
        UsageError: it is too long.

    """
    if len(text) > _LONGEST_EXPRESSION:
        raise UsageError(f"an expression has at most {_LONGEST_EXPRESSION} characters here")
    return text.strip()


def iri_of(text: str) -> str:
    """Return the IRI that a CURIE, an IRI or a local part stands for.

    >>> iri_of("neuromod:Pain") == iri_of("Pain") == iri_of("https://w3id.org/neuromod-onto/Pain")
    True
    """
    if text.startswith(("http://", "https://")):
        iri = text
    elif canonical_prefix(text.partition(":")[0]) and ":" in text:
        iri = expand(text)
    else:
        iri = NEUROMOD + text
    if not is_iri(iri):
        raise UsageError(f"not an identifier: {text!r}")
    return iri


def is_iri(text: str) -> bool:
    """Say whether a text may stand as an IRI in the store.

    >>> is_iri(NEUROMOD + "Pain"), is_iri(NEUROMOD + "a b"), is_iri("Pain")
    (True, False, False)
    """
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return text.isprintable()
