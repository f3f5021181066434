"""A CycloneDX software bill of materials: the package, the ontology files it carries, what it depends on.

Versions and licences are those installed where the release is made; a dependency that is not installed is
listed without a version. An installation no longer knows the checksum of the file that it came from:
checksums are those of the checkout's lock file, and a dependency in another version than the locked one has
none. Nothing depends on the clock but ``SOURCE_DATE_EPOCH``, and the serial number is derived from the
content, so that the same environment gives the same bytes.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from neuromod_onto.errors import InputError
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.version import __version__
from neuromod_onto.release.lockfile import LOCK, read_lock

if TYPE_CHECKING:
    from cyclonedx.model import ExternalReference
    from cyclonedx.model.component import Component
    from cyclonedx.model.license import License
    from packageurl import PackageURL
    from packaging.requirements import Requirement
    from packaging.version import Version

    #: SHA-256 of the files of a name and version.
    Locked = dict[tuple[str, Version], tuple[str, ...]]

NAME = "neuromod-onto"
#: Extras that serve the project's own development, and not its users.
_OURS = {"test", "dev"}
_LICENCE = "License :: OSI Approved :: "
#: Longer texts are the licence itself, not its name.
_LONGEST_NAME = 100


def sbom(root: Path, carried: Sequence[Path]) -> bytes:
    """Return the bill of materials as CycloneDX 1.6 in JSON.

    Args:
        root: of the shipped files; its ``pyproject.toml``, if there, says what is declared, and its
            ``requirements/dev.lock`` which checksums the files of the dependencies have.
        carried: files of data that the package carries, below ``root``.

    Raises:
        InputError: ``SOURCE_DATE_EPOCH`` is no number of seconds, or the lock file cannot be read.

    """
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    package = Component(
        name=NAME,
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref=NAME,
        purl=PackageURL("pypi", name=NAME, version=__version__),
        licenses=[_licence("Apache-2.0 AND CC-BY-4.0")],
        components=[_data(path, root) for path in sorted(carried)],
    )
    required, optional = _declared(root)
    locked = _locked(root / LOCK)
    known: dict[str, Component] = {}
    links: dict[str, set[str]] = {NAME: {_key(one.name) for one in (*required, *optional)}}
    needed = _reached(required, links)
    for name in sorted(needed | _reached(optional, links)):
        known[name] = _component(name, locked, optional=name not in needed)
    bom = Bom(components=known.values(), serial_number=uuid5(NAMESPACE_URL, NEUROMOD))
    bom.metadata.component = package
    bom.metadata.timestamp = _moment()  # type: ignore[assignment]
    components = {NAME: package, **known}
    for name, below in links.items():
        bom.register_dependency(components[name], [components[one] for one in sorted(below)])
    bom.serial_number = uuid5(NAMESPACE_URL, JsonV1Dot6(bom).output_as_string())
    text = JsonV1Dot6(bom).output_as_string()
    return (json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _moment() -> datetime | None:
    """Return the time that ``SOURCE_DATE_EPOCH`` names."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return None
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(f"SOURCE_DATE_EPOCH is no number of seconds: {given!r}") from error


def _declared(root: Path) -> tuple[list[Requirement], list[Requirement]]:
    """Return what the package requires, and what its extras do."""
    from packaging.requirements import Requirement

    project = root / "pyproject.toml"
    if project.is_file():
        table = tomllib.loads(project.read_text("utf-8"))["project"]
        extras = table["optional-dependencies"].items()
        plain = [Requirement(one) for one in table["dependencies"]]
        more = [Requirement(one) for extra, listed in extras if extra not in _OURS for one in listed]
    else:
        all_of_it = [Requirement(one) for one in metadata.requires(NAME) or ()]
        plain = [one for one in all_of_it if not one.marker or one.marker.evaluate({"extra": ""})]
        offered = set(metadata.metadata(NAME).get_all("Provides-Extra") or ()) - _OURS
        more = [
            one
            for one in all_of_it
            if one not in plain and one.marker and any(one.marker.evaluate({"extra": e}) for e in offered)
        ]
    return plain, [one for one in more if _key(one.name) != NAME]


def _reached(requirements: Sequence[Requirement], links: dict[str, set[str]]) -> set[str]:
    """Return the names of all that is needed for requirements, and enter who needs what."""
    waiting = list(requirements)
    reached: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        one = waiting.pop()
        name, extras = _key(one.name), frozenset(one.extras)
        if (name, extras) in reached:
            continue
        reached.add((name, extras))
        below = list(_needs(name, extras))
        links.setdefault(name, set()).update(_key(other.name) for other in below)
        waiting += below
    return {name for name, _ in reached}


def _needs(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    from packaging.requirements import Requirement

    try:
        listed = metadata.requires(name) or ()
    except metadata.PackageNotFoundError:
        return
    for text in listed:
        one = Requirement(text)
        if not one.marker or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield one


def _field(about: metadata.PackageMetadata, name: str) -> str:
    return about[name] if name in about else ""  # noqa: SIM401  (the protocol has no get)


def _locked(path: Path) -> Locked:
    """Return the checksums that a lock file gives, none when there is no such file."""
    from packaging.version import Version

    pins = read_lock(path) if path.is_file() else []
    return {(_key(pin.requirement.name), Version(pin.version)): pin.sha256 for pin in pins}


def _distribution(purl: PackageURL, checksums: Sequence[str]) -> ExternalReference:
    """Return where a package comes from: one of the files with these checksums, one for each platform."""
    from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri

    return ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(purl.to_string()),
        comment="SHA-256 of each file of this version, source and wheels, by the project's lock file",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in checksums],
    )


def _component(name: str, locked: Locked, *, optional: bool) -> Component:
    from cyclonedx.model.component import Component, ComponentScope, ComponentType
    from packageurl import PackageURL
    from packaging.version import Version

    scope = ComponentScope.OPTIONAL if optional else ComponentScope.REQUIRED
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        purl = PackageURL("pypi", name=name)
        return Component(name=name, type=ComponentType.LIBRARY, bom_ref=name, purl=purl, scope=scope)
    version = about["Version"]
    licence = _field(about, "License-Expression") or _classified(about.get_all("Classifier") or ())
    licence = licence or _field(about, "License")
    purl = PackageURL("pypi", name=name, version=version)
    checksums = locked.get((name, Version(version)), ())
    return Component(
        name=about["Name"],
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=name,
        purl=purl,
        scope=scope,
        external_references=[_distribution(purl, checksums)] if checksums else [],
        licenses=[_licence(licence)] if 0 < len(licence) <= _LONGEST_NAME else [],
    )


def _classified(classifiers: Sequence[str]) -> str:
    """Return the licence that classifiers name, if they name one."""
    found = [one.removeprefix(_LICENCE) for one in classifiers if one.startswith(_LICENCE)]
    return found[0] if len(found) == 1 else ""


def _licence(text: str) -> License:
    from cyclonedx.contrib.license.factories import LicenseFactory

    return LicenseFactory().make_from_string(text)


def _data(path: Path, root: Path) -> Component:
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.component import Component, ComponentType

    name = path.relative_to(root).as_posix()
    digest = HashType(alg=HashAlgorithm.SHA_256, content=sha256(path.read_bytes()).hexdigest())
    return Component(name=name, version=__version__, type=ComponentType.DATA, bom_ref=name, hashes=[digest])


def _key(name: str) -> str:
    """Return a name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()
