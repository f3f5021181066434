"""``ConceptMap/$translate``: our mappings, from our terms to another system or from there to ours.

The mappings of each system are a concept map, at ``https://w3id.org/neuromod-onto/conceptmap?system=mesh``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from neuromod_onto.codes import System, all_systems
from neuromod_onto.errors import UsageError
from neuromod_onto.linking.valuesets.members import MATCHES
from neuromod_onto.model.namespaces import NEUROMOD, prefixes
from neuromod_onto.model.vocabulary import SKOS
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
from neuromod_onto.terms import resolve

ADDRESS = NEUROMOD + "conceptmap?"
#: What FHIR calls the relation of the target to the source, by our SKOS predicate from source to target.
#: After the definitions of the code system http://hl7.org/fhir/concept-map-equivalence of R4: ``wider`` says
#: that the target means more than the source, as skos:broadMatch does. ``relatedto`` claims the least, that
#: the two are related in a way not known more exactly; it stands for skos:closeMatch (``inexact`` would say
#: that each covers something the other does not) and for skos:relatedMatch. An extension says which it is.
EQUIVALENCE = {
    "exact": "equivalent",
    "close": "relatedto",
    "broad": "wider",
    "narrow": "narrower",
    "related": "relatedto",
}
_BACKWARDS = {**EQUIVALENCE, "broad": "narrower", "narrow": "wider"}
_PREDICATE = NEUROMOD + "fhir/match"


def translate(asked: Asked) -> Resource:
    """Translate a code of ours to other systems, or a foreign code to ours.

    With ``reverse`` the code given is what something is mapped to, and what is mapped to it comes back: the
    meanings of ``source`` and ``targetsystem`` change places, and ``equivalence`` is read from the code that
    comes back to the one given, as the mapping states it.

    R4 answers a code without a mapping with a result that is false. A system that is not known is another
    thing: nothing can be said of it, so that is a fault, whichever parameter names it.

    Raises:
        UsageError: a system is not known, or no code is given with its system.

    """
    reverse = asked.is_true("reverse")
    within = asked.address(ADDRESS, "conceptMap")
    only = system_called(within.get("system", "")) if within is not None else None
    target, source = asked.text("targetsystem") or asked.text("target"), asked.text("source")
    wanted, start = (source, target) if reverse else (target, "")
    to, given = (_system(name) if name else None for name in (wanted, start))
    matches: list[Resource] = []
    for one in asked.codings():
        if not one.system or not one.code:
            raise UsageError("give a code and its system")
        system = _system(one.system)
        if start and given != system:
            continue
        if system is None:
            if is_ours(wanted) or (only and to not in (None, only)):
                continue
            matches += _outward(asked, one, to or only, _BACKWARDS if reverse else EQUIVALENCE)
        elif (not wanted or is_ours(wanted)) and only in (None, system):
            matches += _inward(asked, one, system, EQUIVALENCE if reverse else _BACKWARDS)
    return parameters(
        {"name": "result", "valueBoolean": bool(matches)},
        None if matches else {"name": "message", "valueString": "no mapping is known"},
        *matches,
    )


def _system(name: str) -> System | None:
    """Return the system that a name means; None for ours."""
    return None if is_ours(name) else system_called(name)


def _outward(
    asked: Asked, one: Coding, target: System | None, equivalences: dict[str, str]
) -> Iterator[Resource]:
    iri = resolve(asked.service.dataset, one.code).iri
    by_namespace = {prefixes()[s.prefix].namespace: s for s in ([target] if target else all_systems())}
    for match in MATCHES:
        for code in asked.service.dataset.iris(iri, f"{SKOS}{match}Match"):
            for namespace, system in by_namespace.items():
                if code.startswith(namespace):
                    text = code.removeprefix(namespace)
                    coding = Coding(system.fhir, text, display_of(system, text))
                    yield _match(equivalences[match], match, coding, system)


def _inward(asked: Asked, one: Coding, system: System, equivalences: dict[str, str]) -> Iterator[Resource]:
    iri = prefixes()[system.prefix].namespace + one.code
    if not is_iri(iri):
        raise UsageError(f"not a code: {one.code!r}")
    for match in MATCHES:
        for term in asked.service.dataset.subjects(f"{SKOS}{match}Match", iri):
            if term.startswith(NEUROMOD):
                label = asked.service.explorer.label(term, asked.language)
                coding = Coding(NEUROMOD, term.removeprefix(NEUROMOD), label)
                yield _match(equivalences[match], match, coding, system)


def _match(equivalence: str, match: str, coding: Coding, system: System) -> Resource:
    named: dict[str, Any] = {name: text for name, text in coding._asdict().items() if text}
    asserted = [{"url": _PREDICATE, "valueCode": match}]
    return {
        "name": "match",
        "part": [
            {"name": "equivalence", "valueCode": equivalence, "extension": asserted},
            {"name": "concept", "valueCoding": named},
            {"name": "source", "valueUri": f"{ADDRESS}system={system.prefix}"},
        ],
    }
