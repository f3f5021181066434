"""FHIR R4 terminology operations: ValueSet/$expand and ConceptMap/$translate."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from neuromod_onto import __version__
from neuromod_onto.codes import System, all_systems, find_system
from neuromod_onto.errors import UsageError
from neuromod_onto.expressions import members_of, parse_expression
from neuromod_onto.linking import valueset
from neuromod_onto.linking.valuesets.members import MATCHES, SAFE_MATCHES, code_names
from neuromod_onto.model.namespaces import NEUROMOD, prefixes
from neuromod_onto.model.vocabulary import SKOS
from neuromod_onto.serve.service import Service, language_of, service_of
from neuromod_onto.terms import resolve

#: What FHIR calls the relation of the target to the source; a broad match says that the target is wider.
EQUIVALENCE = {
    "exact": "equivalent",
    "close": "relatedto",
    "broad": "wider",
    "narrow": "narrower",
    "related": "relatedto",
}
_BACKWARDS = {**EQUIVALENCE, "broad": "narrower", "narrow": "wider"}
_PREFIX = NEUROMOD + "valueset?"


def capabilities(request: Request) -> Response:
    """Return the CapabilityStatement."""
    operations = [("ValueSet", "expand"), ("ConceptMap", "translate")]
    return _fhir(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": datetime.now(UTC).date().isoformat(),
            "kind": "instance",
            "software": {"name": "neuromod-onto", "version": __version__},
            "implementation": {"description": "neuromod-onto", "url": str(request.base_url) + "fhir"},
            "fhirVersion": "4.0.1",
            "format": ["application/fhir+json"],
            "rest": [
                {
                    "mode": "server",
                    "resource": [
                        {
                            "type": kind,
                            "operation": [
                                {
                                    "name": name,
                                    "definition": f"http://hl7.org/fhir/OperationDefinition/{kind}-{name}",
                                }
                            ],
                        }
                        for kind, name in operations
                    ],
                }
            ],
        }
    )


def expand(request: Request) -> Response:
    """Expand a class expression into codes.

    ``url`` is ``https://w3id.org/neuromod-onto/valueset?expression=...&system=...``; both may be given as
    parameters of their own instead. Without a system the codes are our own terms.
    """
    from urllib.parse import parse_qs

    service, language = service_of(request), language_of(request)
    given = {k: v[0] for k, v in parse_qs(request.query_params.get("url", "").removeprefix(_PREFIX)).items()}
    given.update({k: v for k in ("expression", "system") if (v := request.query_params.get(k))})
    if not given.get("expression"):
        raise UsageError(f"give url={_PREFIX}expression=..., or an expression")
    count, offset = _whole(request, "count"), _whole(request, "offset") or 0
    codes = _codes(service, given["expression"], given.get("system", ""), language)
    wanted = request.query_params.get("filter", "").casefold()
    codes = [c for c in codes if wanted in f"{c['code']} {c.get('display', '')}".casefold()]
    shown = codes[offset : None if count is None else offset + count]
    return _fhir(
        {
            "resourceType": "ValueSet",
            "status": "draft",
            "name": "Expansion",
            "title": given["expression"],
            "expansion": {
                "identifier": f"urn:uuid:{uuid.uuid4()}",
                "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
                "total": len(codes),
                "offset": offset,
                "contains": shown,
            },
        }
    )


def _codes(service: Service, expression: str, system: str, language: str) -> list[dict[str, str]]:
    if system and system != NEUROMOD:
        found = valueset(
            service.dataset, expression, _system(system).prefix, match=SAFE_MATCHES, language=language
        )
        return [
            {"system": found.system.fhir, "code": e.code, **({"display": e.name} if e.name else {})}
            for e in found.codes()
        ]
    members = members_of(
        service.dataset, parse_expression(service.dataset, expression, language=language), language=language
    )
    return [{"system": NEUROMOD, "code": m.iri.removeprefix(NEUROMOD), "display": m.label} for m in members]


def translate(request: Request) -> Response:
    """Translate a code of ours to another system, or a foreign code to ours."""
    service, language = service_of(request), language_of(request)
    code, system = request.query_params.get("code", ""), request.query_params.get("system", "")
    if not code or not system:
        raise UsageError("give a code and its system")
    target = request.query_params.get("targetsystem", request.query_params.get("target", ""))
    if system == NEUROMOD:
        matches = _outward(service, resolve(service.dataset, code).iri, _system(target) if target else None)
    else:
        matches = _inward(service, _system(system), code, language)
    parameters: list[dict[str, Any]] = [{"name": "result", "valueBoolean": bool(matches)}]
    if not matches:
        parameters.append({"name": "message", "valueString": f"no mapping of {system}|{code}"})
    return _fhir({"resourceType": "Parameters", "parameter": [*parameters, *matches]})


def _outward(service: Service, iri: str, target: System | None) -> list[dict[str, Any]]:
    found = []
    by_namespace = {prefixes()[s.prefix].namespace: s for s in ([target] if target else all_systems())}
    for match in MATCHES:
        for code in service.dataset.iris(iri, f"{SKOS}{match}Match"):
            for namespace, system in by_namespace.items():
                if code.startswith(namespace):
                    text = code.removeprefix(namespace)
                    display = code_names(system).get(text, "")
                    found.append(_match(EQUIVALENCE[match], system.fhir, text, display))
    return found


def _inward(service: Service, system: System, code: str, language: str) -> list[dict[str, Any]]:
    iri = prefixes()[system.prefix].namespace + code
    if any(ch in iri for ch in ' <>"{}|^`\\') or not iri.isprintable():
        raise UsageError(f"not a code: {code!r}")
    return [
        _match(
            _BACKWARDS[match], NEUROMOD, term.removeprefix(NEUROMOD), service.explorer.label(term, language)
        )
        for match in MATCHES
        for term in service.dataset.subjects(f"{SKOS}{match}Match", iri)
        if term.startswith(NEUROMOD)
    ]


def _match(equivalence: str, system: str, code: str, display: str) -> dict[str, Any]:
    coding = {"system": system, "code": code, **({"display": display} if display else {})}
    return {
        "name": "match",
        "part": [
            {"name": "equivalence", "valueCode": equivalence},
            {"name": "concept", "valueCoding": coding},
        ],
    }


def _system(name: str) -> System:
    """Return the system that a FHIR URI or one of our names means."""
    return next((s for s in all_systems() if s.fhir == name), None) or find_system(name)


def _whole(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not text.isdecimal():
        raise UsageError(f"{name} is a whole number")
    return int(text)


def _fhir(resource: dict[str, Any]) -> Response:
    return JSONResponse(resource, media_type="application/fhir+json", headers={"cache-control": "no-store"})


def unknown(_: Request) -> Response:
    """Say that nothing else is offered."""
    raise HTTPException(404, "only ValueSet/$expand and ConceptMap/$translate are offered")


ROUTES = [
    Route("/fhir/metadata", capabilities),
    Route("/fhir/ValueSet/$expand", expand),
    Route("/fhir/ConceptMap/$translate", translate),
    Route("/fhir/{rest:path}", unknown),
]
