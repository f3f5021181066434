"""``ValueSet/$expand`` and ``ValueSet/$validate-code``: a class expression is a value set.

Its address is ``https://w3id.org/neuromod-onto/valueset?expression=...&system=...``; without a system its
codes are our own terms.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from neuromod_onto.errors import UsageError
from neuromod_onto.linking.valuesets.members import SAFE_MATCHES
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.serve.interfaces.fhir.operation import Asked, Resource, is_ours, parameters, system_called
from neuromod_onto.serve.service import Service

ADDRESS = NEUROMOD + "valueset?"


async def expand(asked: Asked) -> Resource:
    """Expand a class expression into codes; expression and system may be parameters of their own as well."""
    given = {
        "expression": asked.text("expression"),
        "system": asked.text("system"),
        **(asked.address(ADDRESS, "valueSet") or {}),
    }
    if not given["expression"]:
        raise UsageError(f"give url={ADDRESS}expression=..., or an expression")
    count, offset = asked.whole("count"), asked.whole("offset") or 0
    codes = await _codes(asked.service, given["expression"], given["system"], asked.language)
    wanted = asked.text("filter").casefold()
    codes = [c for c in codes if wanted in f"{c['code']} {c.get('display', '')}".casefold()]
    return {
        "resourceType": "ValueSet",
        "status": "draft",
        "name": "Expansion",
        "title": given["expression"],
        "expansion": {
            "identifier": f"urn:uuid:{uuid.uuid4()}",
            "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
            "total": len(codes),
            "offset": offset,
            "contains": codes[offset : None if count is None else offset + count],
        },
    }


async def validate_code(asked: Asked) -> Resource:
    """Say whether a code, or one of several, is in the value set of an address."""
    given = asked.address(ADDRESS, "valueSet")
    if not given or not given.get("expression"):
        raise UsageError(f"give url={ADDRESS}expression=...")
    codes = await _codes(asked.service, given["expression"], given.get("system", ""), asked.language)
    display = {(c["system"], c["code"]): c.get("display", "") for c in codes}
    for one in asked.codings():
        if (one.system, one.code) in display:
            name = display[one.system, one.code]
            return parameters(
                {"name": "result", "valueBoolean": True},
                {"name": "display", "valueString": name} if name else None,
            )
    return parameters(
        {"name": "result", "valueBoolean": False},
        {"name": "message", "valueString": f"not in the value set: {given['expression']}"},
    )


async def _codes(service: Service, expression: str, system: str, language: str) -> list[dict[str, str]]:
    if system and not is_ours(system):
        known = system_called(system)
        found = await service.valueset(expression.strip(), known.prefix, language, match=SAFE_MATCHES)
        return [_contained(known.fhir, e.code, e.name) for e in found.codes()]
    members = await service.members(expression.strip(), language)
    return [_contained(NEUROMOD, m.iri.removeprefix(NEUROMOD), m.label) for m in members]


def _contained(system: str, code: str, display: str) -> dict[str, str]:
    """Return a code of an expansion; FHIR has no empty texts."""
    return {"system": system, "code": code, **({"display": display} if display else {})}
