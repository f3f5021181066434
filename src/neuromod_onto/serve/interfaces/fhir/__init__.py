"""FHIR R4 terminology operations over our systems: expand, validate, translate, look up."""

from __future__ import annotations

from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from neuromod_onto.model.version import __version__
from neuromod_onto.serve.interfaces.fhir import code_systems, concept_maps, value_sets
from neuromod_onto.serve.interfaces.fhir.operation import Operation, endpoint, respond

#: What is offered, by resource and name.
OPERATIONS: dict[tuple[str, str], Operation] = {
    ("CodeSystem", "lookup"): code_systems.look_up,
    ("CodeSystem", "validate-code"): code_systems.validate_code,
    ("ConceptMap", "translate"): concept_maps.translate,
    ("ValueSet", "expand"): value_sets.expand,
    ("ValueSet", "validate-code"): value_sets.validate_code,
}


#: What a client cannot know from the definition of an operation alone.
_NOTES = {
    (
        "ConceptMap",
        "translate",
    ): "Mappings are followed from our codes and to them, also with reverse=true: then "
    "what is mapped to the code given comes back, with the equivalence of the mapping as it is stated.",
}


def capabilities(request: Request) -> Response:
    """Return the CapabilityStatement."""
    offered: dict[str, list[dict[str, str]]] = {}
    for kind, name in OPERATIONS:
        definition = f"http://hl7.org/fhir/OperationDefinition/{kind}-{name}"
        note = {"documentation": _NOTES[kind, name]} if (kind, name) in _NOTES else {}
        offered.setdefault(kind, []).append({"name": name, "definition": definition, **note})
    return respond(
        request,
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": datetime.now(UTC).date().isoformat(),
            "kind": "instance",
            "software": {"name": "neuromod-onto", "version": __version__},
            "implementation": {"description": "neuromod-onto", "url": str(request.base_url) + "fhir"},
            "fhirVersion": "4.0.1",
            "format": ["json"],
            "rest": [
                {
                    "mode": "server",
                    "resource": [
                        {"type": kind, "operation": operations} for kind, operations in offered.items()
                    ],
                }
            ],
        },
    )


def unknown(_: Request) -> Response:
    """Say that nothing else is offered."""
    names = ", ".join(f"{kind}/${name}" for kind, name in OPERATIONS)
    raise HTTPException(404, f"only metadata, {names} are offered")


ROUTES = [
    Route("/fhir/metadata", capabilities),
    *(
        Route(f"/fhir/{kind}/${name}", endpoint(operation), methods=["GET", "POST"])
        for (kind, name), operation in OPERATIONS.items()
    ),
    Route("/fhir/{rest:path}", unknown),
]
