"""How an operation is asked and answered: parameters by GET or POST, a resource back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cache
from inspect import iscoroutinefunction
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from neuromod_onto.codes import System, all_systems, find_system
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.linking.valuesets.members import code_names
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.serve.bodies import read_json
from neuromod_onto.serve.negotiation import best_of
from neuromod_onto.serve.service import Service, language_of, service_of

MEDIA = "application/fhir+json"
_JSON = (MEDIA, "application/json")
_MOST_CODINGS = 100
Resource = dict[str, Any]


class Coding(NamedTuple):
    """A code of a system; what it is called where the asker said so."""

    system: str
    code: str
    display: str = ""


class Asked:
    """The in-parameters of an operation.

    Attributes:
        service: what is asked.
        language: of displays.

    """

    def __init__(self, service: Service, language: str, given: dict[str, list[Any]]) -> None:
        self.service = service
        self._given = given
        wanted = self.text("displayLanguage")[:2].casefold()
        self.language = wanted if wanted in LANGUAGES else language

    def __contains__(self, name: str) -> bool:
        return bool(self._given.get(name))

    def text(self, name: str) -> str:
        """Return the one value of a parameter, or an empty string."""
        values = self._given.get(name) or [""]
        if len(values) > 1 or not isinstance(values[0], str):
            raise UsageError(f"{name} is one text")
        return values[0]

    def whole(self, name: str) -> int | None:
        """Return a parameter that is a whole number."""
        value = self._given.get(name, [None])[0]
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        if not isinstance(value, str) or not value.isascii() or not value.isdecimal() or len(value) > 9:
            raise UsageError(f"{name} is a whole number")
        return int(value)

    def is_true(self, name: str) -> bool:
        """Say whether a boolean parameter is given and true."""
        value = self._given.get(name, [False])[0]
        if value not in (True, False, "true", "false"):
            raise UsageError(f"{name} is true or false")
        return value in (True, "true")

    def codings(self, *, system: str = "system") -> list[Coding]:
        """Return the codes asked about, by one of ``code``, ``coding`` and ``codeableConcept``.

        Args:
            system: the parameter that names the system of ``code``.

        """
        given = [name for name in ("code", "coding", "codeableConcept") if name in self]
        if len(given) != 1:
            raise UsageError("give one of code, coding and codeableConcept", "a code needs its system too")
        if given == ["code"]:
            return [Coding(self.text(system), self.text("code"), self.text("display"))]
        value = self._given[given[0]][0]
        inside = [value] if given == ["coding"] else value.get("coding") if isinstance(value, dict) else None
        if not isinstance(inside, list) or not inside:
            raise UsageError(f"{given[0]} holds no coding")
        if len(inside) > _MOST_CODINGS:
            raise UsageError(f"at most {_MOST_CODINGS} codings at once")
        return [_coding(one) for one in inside]

    def address(self, start: str, resource: str) -> dict[str, str] | None:
        """Return the parameters in the canonical ``url`` or that of the resource; None without one.

        Raises:
            HTTPException: 404, the address is none of ours.

        """
        url = self.text("url")
        for value in self._given.get(resource, []):
            known = value.get("url") if isinstance(value, dict) else None
            if url or not isinstance(known, str) or not known.startswith(start):
                raise HTTPException(501, f"a {resource} is taken only by its url, {start}...")
            url = known
        if not url:
            return None
        if not url.startswith(start):
            raise HTTPException(404, f"not known here: {url}; known are {start}...")
        return {name: values[0] for name, values in parse_qs(url.removeprefix(start)).items()}


def _coding(value: Any) -> Coding:
    fields = [value.get(name, "") for name in Coding._fields] if isinstance(value, dict) else [None]
    texts = [field for field in fields if isinstance(field, str)]
    if len(texts) != len(Coding._fields):
        raise UsageError("a coding has a system and a code, both texts")
    return Coding(*texts)


#: One that waits for a process is a coroutine; the others run in a thread.
Operation = Callable[[Asked], Resource] | Callable[[Asked], Awaitable[Resource]]


def endpoint(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    """Return the handler of an operation."""

    async def handle(request: Request) -> Response:
        given = await _posted(request) if request.method == "POST" else _in_query(request)
        asked = Asked(service_of(request), language_of(request), given)
        resource: Any = await (
            operation(asked) if iscoroutinefunction(operation) else run_in_threadpool(operation, asked)
        )
        return respond(request, resource)

    return handle


def respond(request: Request, resource: Resource) -> Response:
    """Return a resource as JSON, the only format offered."""
    wanted = request.query_params.get("_format", "")
    if wanted not in ("", "json", *_JSON) or not best_of(request.headers.get("accept", ""), _JSON):
        raise HTTPException(406, f"offered: {MEDIA}")
    return JSONResponse(resource, media_type=MEDIA, headers={"cache-control": "no-store"})


def parameters(*given: Resource | None) -> Resource:
    """Return a Parameters resource; what is None is left out."""
    return {"resourceType": "Parameters", "parameter": [one for one in given if one]}


def system_called(name: str) -> System:
    """Return the system that a FHIR URI or one of our names means."""
    return next((s for s in all_systems() if s.fhir == name), None) or find_system(name)


def display_of(system: System, code: str) -> str:
    """Return what a code of another system means, or an empty string; never of SNOMED CT."""
    return _names(system).get(code, "")


@cache
def _names(system: System) -> dict[str, str]:
    return code_names(system)


def _in_query(request: Request) -> dict[str, list[Any]]:
    given: dict[str, list[Any]] = {}
    for name, value in request.query_params.multi_items():
        if value:
            given.setdefault(name, []).append(value)
    return given


async def _posted(request: Request) -> dict[str, list[Any]]:
    """Return the parameters of a posted Parameters resource."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    if kind not in _JSON:
        raise HTTPException(415, f"the body is {MEDIA}")
    body = read_json(await request.body(), "the body")
    entries = body.get("parameter", []) if isinstance(body, dict) else None
    if not isinstance(entries, list) or body.get("resourceType") != "Parameters":
        raise InputError("the body is a Parameters resource")
    given = _in_query(request)
    for entry in entries:
        if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
            raise InputError("each parameter has a name")
        values = [v for k, v in entry.items() if k == "resource" or k.startswith("value")]
        if len(values) != 1:
            raise InputError(f"the parameter {entry['name']} has one value or resource")
        given.setdefault(entry["name"], []).append(values[0])
    return given


def is_ours(system: str) -> bool:
    """Say whether a system is the ontology itself."""
    return system == NEUROMOD
