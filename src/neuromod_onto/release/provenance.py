"""What a release is made of and by: DCAT and PROV metadata, checksums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version

import pyoxigraph as ox

from neuromod_onto.model.namespaces import NEUROMOD, ONTOLOGY
from neuromod_onto.model.vocabulary import DCTERMS, OWL, RDF_TYPE, RDFS, XSD
from neuromod_onto.release.documents import Documents
from neuromod_onto.release.turtle import to_turtle

DCAT = "http://www.w3.org/ns/dcat#"
PROV = "http://www.w3.org/ns/prov#"
SPDX = "http://spdx.org/rdf/terms#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
#: Programs whose version can change the bytes of a release.
_TOOLS = ("neuromod-onto", "pyoxigraph", "py-horned-owl", "fastobo")

_Statement = tuple[str, str, ox.NamedNode | ox.Literal]


def checksums(files: Mapping[str, bytes]) -> bytes:
    """Return the lines that ``sha256sum --check`` reads, one for each file, sorted by name."""
    return "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def metadata(
    documents: Documents, files: Mapping[str, bytes], described: Mapping[str, tuple[str, str, str]]
) -> bytes:
    """Return the release as a ``dcat:Dataset`` in Turtle: its files, what they were made from and by what.

    Args:
        documents: what the release was made from.
        files: the content of each file of the release, by name.
        described: media type, English title and French title of each file.

    """
    base = f"{NEUROMOD}releases/{documents.version}/"
    found = [
        *_dataset(documents, base),
        *(s for name in sorted(files) for s in _distribution(base, name, files[name], described[name])),
        *_activity(documents, base),
    ]
    quads = [ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o) for s, p, o in found]
    return to_turtle(quads).encode()


def _dataset(documents: Documents, base: str) -> Iterable[_Statement]:
    yield base, RDF_TYPE, ox.NamedNode(DCAT + "Dataset")
    yield base, RDF_TYPE, ox.NamedNode(PROV + "Entity")
    yield base, OWL + "versionInfo", ox.Literal(documents.version)
    yield base, DCTERMS + "isVersionOf", ox.NamedNode(ONTOLOGY + "neuromod")
    yield base, PROV + "wasGeneratedBy", ox.NamedNode(base + "build")
    core = ox.NamedNode(ONTOLOGY + "neuromod")
    names = ("title", "description", "license", "creator", "publisher", "issued", "modified")
    kept = {DCTERMS + name for name in names}
    for triple in documents.core:
        value = triple.object
        if triple.subject == core and triple.predicate.value in kept and not isinstance(value, ox.BlankNode):
            yield base, triple.predicate.value, value  # type: ignore[misc]


def _distribution(
    base: str, name: str, content: bytes, described: tuple[str, str, str]
) -> Iterable[_Statement]:
    media_type, english, french = described
    iri, checksum = base + name, f"{base}{name}#sha256"
    yield base, DCAT + "distribution", ox.NamedNode(iri)
    yield iri, RDF_TYPE, ox.NamedNode(DCAT + "Distribution")
    yield iri, DCTERMS + "title", ox.Literal(english, language="en")
    yield iri, DCTERMS + "title", ox.Literal(french, language="fr")
    yield iri, DCTERMS + "identifier", ox.Literal(name)
    yield iri, DCAT + "mediaType", ox.NamedNode(_MEDIA + media_type)
    yield iri, DCAT + "byteSize", _number(len(content))
    yield iri, SPDX + "checksum", ox.NamedNode(checksum)
    yield checksum, RDF_TYPE, ox.NamedNode(SPDX + "Checksum")
    yield checksum, SPDX + "algorithm", ox.NamedNode(SPDX + "checksumAlgorithm_sha256")
    yield checksum, SPDX + "checksumValue", _hex(content)


def _activity(documents: Documents, base: str) -> Iterable[_Statement]:
    build = base + "build"
    yield build, RDF_TYPE, ox.NamedNode(PROV + "Activity")
    yield build, RDFS + "label", ox.Literal("neuromod build", language="en")
    for tool in _TOOLS:
        agent = f"{build}#{tool}"
        yield build, PROV + "wasAssociatedWith", ox.NamedNode(agent)
        yield agent, RDF_TYPE, ox.NamedNode(PROV + "SoftwareAgent")
        yield agent, RDFS + "label", ox.Literal(f"{tool} {_version(tool)}")
    for path in documents.inputs:
        iri = f"{base}source/{path.relative_to(documents.root).as_posix()}"
        content = path.read_bytes()
        yield build, PROV + "used", ox.NamedNode(iri)
        yield iri, RDF_TYPE, ox.NamedNode(PROV + "Entity")
        yield iri, DCTERMS + "identifier", ox.Literal(path.relative_to(documents.root).as_posix())
        yield iri, SPDX + "checksum", ox.NamedNode(iri + "#sha256")
        yield iri + "#sha256", RDF_TYPE, ox.NamedNode(SPDX + "Checksum")
        yield iri + "#sha256", SPDX + "algorithm", ox.NamedNode(SPDX + "checksumAlgorithm_sha256")
        yield iri + "#sha256", SPDX + "checksumValue", _hex(content)


def _version(package: str) -> str:
    if package == "neuromod-onto":
        from neuromod_onto.model.version import __version__

        return __version__
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def _number(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(XSD + "nonNegativeInteger"))


def _hex(content: bytes) -> ox.Literal:
    return ox.Literal(sha256(content).hexdigest(), datatype=ox.NamedNode(XSD + "hexBinary"))
