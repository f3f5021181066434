"""From a therapy to what a code system codes instead of it: devices, their parts, operations, agents."""

from __future__ import annotations

from typing import NamedTuple

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import DEVICE
from neuromod_onto.terms import ancestors, descendants, label_of

_DELIVERED_BY = NEUROMOD + "deliveredBy"
_DELIVERS = NEUROMOD + "delivers"
_AGENT = NEUROMOD + "deliversAgent"
_COMPONENT = NEUROMOD + "hasComponent"
_IMPLANTS = NEUROMOD + "implantsDevice"
_WORDS = {
    "en": {
        "delivers": "{0} delivers {1}",
        "part": "{0} is a part of {1}",
        "agent": "{1} delivers {0}",
        "above": "{1} is a kind of {0}",
        "operation": "{0} concerns {1}",
    },
    "fr": {
        "delivers": "{0} délivre {1}",
        "part": "{0} est une partie de {1}",
        "agent": "{1} délivre {0}",
        "above": "{1} est une sorte de {0}",
        "operation": "{0} porte sur {1}",
    },
}


class Related(NamedTuple):
    """A term that stands in for a therapy.

    Attributes:
        iri: the device, part, operation or agent.
        wide: whether it serves other therapies as well.
        reason: how it is related, in words.

    """

    iri: str
    wide: bool
    reason: str


def related_terms(dataset: Dataset, therapy: str, follow: str, language: str = "en") -> list[Related]:
    """Return the devices (with their parts and wider kinds), operations or agents of a therapy.

    Args:
        therapy: IRI of a therapy class.
        follow: any of ``devices``, ``procedures`` and ``agents``, in one text.

    """

    def tell(how: str, iri: str, other: str) -> str:
        return _WORDS[language][how].format(
            label_of(dataset, iri, language), label_of(dataset, other, language)
        )

    found: dict[str, Related] = {}
    if "agents" in follow:
        for agent in dataset.iris(therapy, _AGENT):
            found[agent] = Related(agent, False, tell("agent", agent, therapy))
    if "devices" not in follow and "procedures" not in follow:
        return list(found.values())
    devices: dict[str, Related] = {}
    for device in _devices(dataset, therapy):
        devices.setdefault(device, Related(device, False, tell("delivers", device, therapy)))
        for part in dataset.iris(device, _COMPONENT):
            shared = set(dataset.subjects(_COMPONENT, part)) - {device} - descendants(dataset, device)
            devices.setdefault(part, Related(part, bool(shared), tell("part", part, device)))
    if "procedures" in follow:
        for concerned in devices.values():
            for operation in dataset.subjects(_IMPLANTS, concerned.iri):
                how = tell("operation", operation, concerned.iri)
                found.setdefault(operation, Related(operation, concerned.wide, how))
    if "devices" in follow:
        found.update(devices)
        for device in list(devices):
            for above in sorted(ancestors(dataset, device)):
                if DEVICE in ancestors(dataset, above):
                    found.setdefault(above, Related(above, True, tell("above", above, device)))
    return list(found.values())


def _devices(dataset: Dataset, therapy: str) -> list[str]:
    """Return the devices that deliver a therapy, and kinds of them that deliver it or a kind of it."""
    own = dataset.iris(therapy, _DELIVERED_BY)
    kinds = {therapy} | descendants(dataset, therapy)
    lower = {
        kind
        for device in own
        for kind in descendants(dataset, device)
        if kinds & set(dataset.iris(kind, _DELIVERS))
    }
    return [*own, *sorted(lower - set(own))]
