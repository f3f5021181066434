"""``CodeSystem/$lookup`` and ``CodeSystem/$validate-code``: our terms are codes of a system of ours."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from neuromod_onto.codes import load_authority
from neuromod_onto.model.languages import pick
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.version import __version__
from neuromod_onto.model.vocabulary import DEFINITION, DEPRECATED
from neuromod_onto.serve.interfaces.fhir.operation import (
    Asked,
    Coding,
    Resource,
    display_of,
    is_ours,
    parameters,
    system_called,
)
from neuromod_onto.serve.service import is_iri
from neuromod_onto.terms import children, names_of, parents


def look_up(asked: Asked) -> Resource:
    """Return the names, definition and neighbours in the hierarchy of a term of ours."""
    one = asked.codings()[0]
    if not is_ours(one.system):
        raise HTTPException(404, f"only codes of the system {NEUROMOD} are looked up")
    iri = NEUROMOD + one.code
    if not _exists(asked, one):
        raise HTTPException(404, f"no code {one.code!r} in {NEUROMOD}")
    dataset = asked.service.dataset
    label, definition = (
        asked.service.explorer.label(iri, asked.language),
        pick(dataset.literals(iri, DEFINITION), asked.language),
    )
    hierarchy = [("parent", above) for above in parents(dataset, iri)]
    hierarchy += [("child", below) for below in children(dataset, iri)]
    return parameters(
        {"name": "name", "valueString": "neuromod-onto"},
        {"name": "version", "valueString": __version__},
        {"name": "display", "valueString": label},
        *(
            {
                "name": "designation",
                "part": [
                    *([{"name": "language", "valueCode": name.language}] if name.language else []),
                    {"name": "value", "valueString": name.text},
                ],
            }
            for name in names_of(dataset, iri)
        ),
        _property("definition", {"valueString": definition}) if definition else None,
        _property("inactive", {"valueBoolean": bool(dataset.literals(iri, DEPRECATED))}),
        *(
            _property(
                code,
                {"valueCode": other.removeprefix(NEUROMOD)},
                asked.service.explorer.label(other, asked.language),
            )
            for code, other in hierarchy
            if other.startswith(NEUROMOD)
        ),
    )


def validate_code(asked: Asked) -> Resource:
    """Say whether a code exists, in our system or in one whose codes are shipped."""
    one = asked.codings(system="url" if "url" in asked else "system")[0]
    exists, display = _exists(asked, one), ""
    if exists and is_ours(one.system):
        display = asked.service.explorer.label(NEUROMOD + one.code, asked.language)
    elif exists:
        display = display_of(system_called(one.system), one.code)
    message = "" if exists else f"no code {one.code!r} in {one.system}"
    if exists is None:
        message = f"whether {one.code!r} exists in {one.system} is not known here"
    return parameters(
        {"name": "result", "valueBoolean": bool(exists)},
        {"name": "message", "valueString": message} if message else None,
        {"name": "display", "valueString": display} if display else None,
    )


def _exists(asked: Asked, one: Coding) -> bool | None:
    """Say whether a code exists; None when that cannot be told."""
    if is_ours(one.system):
        iri = NEUROMOD + one.code
        return bool(one.code) and is_iri(iri) and iri in asked.service.dataset
    authority = load_authority(system_called(one.system).prefix)
    return authority.exists(one.code) if authority else None


def _property(code: str, value: Resource, description: str = "") -> Resource:
    described = [{"name": "description", "valueString": description}] if description else []
    return {
        "name": "property",
        "part": [{"name": "code", "valueCode": code}, {"name": "value", **value}, *described],
    }
