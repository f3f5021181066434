"""The files of a release: one table says which there are and how each is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.errors import MissingPartError
from neuromod_onto.model.namespaces import ONTOLOGY
from neuromod_onto.model.resources import shipped_root
from neuromod_onto.model.vocabulary import DCTERMS, SUBCLASS_OF
from neuromod_onto.release.building import Stale
from neuromod_onto.release.bundle import sssom_bundle
from neuromod_onto.release.documents import STEMS, Documents
from neuromod_onto.release.el import el_module
from neuromod_onto.release.obo import obo
from neuromod_onto.release.provenance import checksums, metadata
from neuromod_onto.release.sbom import sbom
from neuromod_onto.release.sheets import SHEETS, sheet
from neuromod_onto.release.syntaxes import functional, rdf
from neuromod_onto.release.turtle import to_turtle
from neuromod_onto.release.views import closure, one_language, skos_view
from neuromod_onto.render import write_atomically

RDF_XML = "application/rdf+xml"
TURTLE = "text/turtle"
METADATA = "metadata.ttl"
CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Artefact:
    """One file of a release.

    Attributes:
        name: path of the file in the release folder.
        media_type: registered media type of the format.
        title: what it holds, in English.
        titre: the same in French.
        make: gives the content.

    """

    name: str
    media_type: str
    title: str
    titre: str
    make: Callable[[Documents], bytes]


def _whole(documents: Documents) -> list[ox.Triple]:
    titles = [
        ("Neuromodulation Ontology, all parts in one", "en"),
        ("Ontologie de la neuromodulation, toutes les parties en une", "fr"),
    ]
    return documents.titled("full", titles, (t for stem in STEMS for t in documents.graphs[stem]))


def _named_graphs(documents: Documents) -> list[ox.Quad]:
    return [
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(ONTOLOGY + stem))
        for stem in STEMS
        for t in documents.graphs[stem]
    ]


def _inferred_links(documents: Documents) -> list[ox.Triple]:
    return [t for t in documents.graphs["inferred"] if t.predicate.value == SUBCLASS_OF]


def _english(documents: Documents) -> list[ox.Triple]:
    links = _inferred_links(documents)
    titles = [("Neuromodulation Ontology, English", "en")]
    texts = one_language([*documents.core, *links, *documents.graphs["mappings"]], "en")
    return documents.titled("neuromod-en", titles, texts)


def _el(documents: Documents) -> list[ox.Triple]:
    titles = [
        ("Neuromodulation Ontology within OWL 2 EL", "en"),
        ("Ontologie de la neuromodulation dans OWL 2 EL", "fr"),
    ]
    return documents.titled("neuromod-el", titles, [*el_module(documents.core), *_inferred_links(documents)])


def _obo(documents: Documents) -> bytes:
    header = {name: documents.header(DCTERMS + name) for name in ("title", "description")}
    licence = documents.dataset.iris(ONTOLOGY + "neuromod", DCTERMS + "license")[0]
    return obo(documents.dataset, {**header, "version": documents.version, "license": licence})


def _turtle(triples: list[ox.Triple]) -> bytes:
    return to_turtle(ox.Quad(*t) for t in triples).encode()


ARTEFACTS = (
    Artefact(
        "neuromod.owl",
        RDF_XML,
        "The ontology as RDF/XML",
        "L’ontologie en RDF/XML",
        lambda d: rdf(d.core, ox.RdfFormat.RDF_XML),
    ),
    Artefact(
        "neuromod.ofn",
        "text/owl-functional",
        "The ontology in OWL functional syntax",
        "L’ontologie en syntaxe fonctionnelle OWL",
        lambda d: functional(d.core),
    ),
    Artefact(
        "neuromod-full.ttl",
        TURTLE,
        "All parts merged, as Turtle",
        "Toutes les parties réunies, en Turtle",
        lambda d: _turtle(_whole(d)),
    ),
    Artefact(
        "neuromod-full.owl",
        RDF_XML,
        "All parts merged, as RDF/XML",
        "Toutes les parties réunies, en RDF/XML",
        lambda d: rdf(_whole(d), ox.RdfFormat.RDF_XML),
    ),
    Artefact(
        "neuromod-full.jsonld",
        "application/ld+json",
        "All parts merged, as JSON-LD",
        "Toutes les parties réunies, en JSON-LD",
        lambda d: rdf(_whole(d), ox.RdfFormat.JSON_LD),
    ),
    Artefact(
        "neuromod-full.nq",
        "application/n-quads",
        "All parts, each in a named graph, as N-Quads",
        "Toutes les parties, chacune dans un graphe nommé, en N-Quads",
        lambda d: rdf(_named_graphs(d), ox.RdfFormat.N_QUADS),
    ),
    Artefact(
        "neuromod-en.owl",
        RDF_XML,
        "The ontology with its inferred hierarchy and mappings, English only",
        "L’ontologie avec sa hiérarchie inférée et ses alignements, en anglais seulement",
        lambda d: rdf(_english(d), ox.RdfFormat.RDF_XML),
    ),
    Artefact(
        "neuromod-en.obo",
        "text/obo",
        "Classes and relations in OBO format, English only",
        "Classes et relations au format OBO, en anglais seulement",
        _obo,
    ),
    Artefact(
        "neuromod-el.owl",
        RDF_XML,
        "The ontology within the profile OWL 2 EL, with its inferred hierarchy",
        "L’ontologie dans le profil OWL 2 EL, avec sa hiérarchie inférée",
        lambda d: rdf(_el(d), ox.RdfFormat.RDF_XML),
    ),
    Artefact(
        "neuromod-closure.ttl",
        TURTLE,
        "All subclass links and class-level relations that follow",
        "Tous les liens de sous-classe et relations entre classes qui en découlent",
        lambda d: _turtle(closure(d.dataset, d.graphs["inferred"])),
    ),
    Artefact(
        "neuromod-skos.ttl",
        TURTLE,
        "The classes as a SKOS concept scheme",
        "Les classes en schéma de concepts SKOS",
        lambda d: _turtle(skos_view(d.dataset)),
    ),
    Artefact(
        "neuromod.sssom.tsv",
        "text/tab-separated-values",
        "All mappings as one SSSOM table",
        "Tous les alignements en une table SSSOM",
        lambda d: sssom_bundle(d.root / "mappings", version=d.version, modified=d.modified),
    ),
    *(
        Artefact(
            f"tables/{name}.csv",
            "text/csv",
            f"Table of {name}",
            f"Table : {titre}",
            lambda d, name=name: sheet(name, d),  # type: ignore[misc]
        )
        for name, titre in zip(
            SHEETS,
            ("termes", "noms", "hiérarchie", "relations", "alignements", "produits", "preuves", "sources"),
            strict=True,
        )
    ),
    Artefact(
        "neuromod-onto.cdx.json",
        "application/vnd.cyclonedx+json",
        "Software bill of materials (CycloneDX)",
        "Nomenclature logicielle (CycloneDX)",
        lambda d: sbom(d.root, d.inputs),
    ),
)


#: The libraries of the extra ``release``: module, package.
_LIBRARIES = {
    "fastobo": "fastobo",
    "pyhornedowl": "py-horned-owl",
    "cyclonedx": "cyclonedx-python-lib",
    "packaging": "packaging",
}


def require_libraries() -> None:
    """Refuse at once, rather than after half the work, when a library that writes a file is missing.

    Raises:
        MissingPartError: one is.

    """
    for module, package in _LIBRARIES.items():
        if find_spec(module) is None:
            raise MissingPartError(
                f"release files need the package {package}", "pip install 'neuromod-onto[release]'"
            )


def distribute(
    folder: Path,
    *,
    check: bool = False,
    root: Path | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Stale]:
    """Write the files of a release; the same ontology files give the same bytes.

    All content is made before the first file is written, and the checksums are written last.

    Args:
        folder: where the files go; made when it does not exist.
        check: write nothing.
        root: folder that holds ``ontology/`` and ``mappings/``; the shipped one when left out.
        progress: told what is being done.

    Returns:
        The files that were, or with ``check`` would be, written because they differed.

    Raises:
        MissingPartError: a library of the extra ``release`` is not installed.
        InputError: a file cannot be read or written.

    """
    require_libraries()
    documents = Documents(root or shipped_root())
    files: dict[str, bytes] = {}
    for artefact in ARTEFACTS:
        progress(f"making {artefact.name}")
        files[artefact.name] = artefact.make(documents)
    described = {a.name: (a.media_type, a.title, a.titre) for a in ARTEFACTS}
    files[METADATA] = metadata(documents, files, described)
    files[CHECKSUMS] = checksums(files)
    stale = []
    for name, content in files.items():
        path = folder / name
        if path.is_file() and path.read_bytes() == content:
            continue
        stale.append(Stale(path, "not what the ontology gives"))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
    return stale
