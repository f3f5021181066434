"""Ask the FHIR interface; every answer is read by the models of fhir.resources."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

OURS = "https://w3id.org/neuromod-onto/"
MESH = "https://www.nlm.nih.gov/mesh"
FHIR = {"content-type": "application/fhir+json"}


def get(client: TestClient, operation: str, **given: str) -> dict[str, Any]:
    """Ask by GET; return the resource, which must be valid."""
    return valid(client.get(f"/fhir/{operation}", params=given), 200)


def post(client: TestClient, operation: str, *given: dict[str, Any]) -> dict[str, Any]:
    """Ask by POST with a Parameters resource."""
    body = {"resourceType": "Parameters", "parameter": list(given)}
    return valid(client.post(f"/fhir/{operation}", json=body, headers=FHIR), 200)


def valid(answer: Any, status: int) -> dict[str, Any]:
    """Return the resource of an answer after the models of fhir.resources have read it."""
    from fhir.resources.R4B import get_fhir_model_class

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    resource: dict[str, Any] = answer.json()
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


def outcome(answer: Any, status: int) -> str:
    """Return the type of the one issue of an OperationOutcome."""
    resource = valid(answer, status)
    assert resource["resourceType"] == "OperationOutcome"
    (issue,) = resource["issue"]
    assert issue["diagnostics"]
    return str(issue["code"])


def named(resource: dict[str, Any], name: str) -> list[Any]:
    """Return the values of the out-parameters of a name; parts as a dictionary."""
    return [_value(p) for p in resource["parameter"] if p["name"] == name]


def _value(parameter: dict[str, Any]) -> Any:
    if "part" in parameter:
        return {part["name"]: _value(part) for part in parameter["part"]}
    return next(v for k, v in parameter.items() if k.startswith("value"))


def matches(resource: dict[str, Any]) -> list[tuple[str, str]]:
    found = named(resource, "match")
    assert named(resource, "result") == [bool(found)]
    return [(match["equivalence"], match["concept"]["code"]) for match in found]
