"""Build what is generated from what is written by hand, or say what is stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset, read_quads
from neuromod_onto.errors import UsageError
from neuromod_onto.mappings import mapping_triples
from neuromod_onto.model.namespaces import ONTOLOGY
from neuromod_onto.model.resources import is_checkout, shipped_root
from neuromod_onto.model.vocabulary import DCTERMS, LABEL, OWL, RDF_TYPE, SCOPE, SUBCLASS_OF
from neuromod_onto.reasoning import Taxonomy, class_relations, reason
from neuromod_onto.release.turtle import to_turtle
from neuromod_onto.render import write_atomically

#: Files of ``ontology/`` written by hand, each kept in normal form.
SOURCES = (
    "neuromod.ttl",
    "products.ttl",
    "evidence.ttl",
    "safety.ttl",
    "alignment.ttl",
    "present.ttl",
    "full.ttl",
)


@dataclass(frozen=True)
class Stale:
    """A file that is not what the build would write."""

    path: Path
    reason: str


def build(
    *, check: bool = False, root: Path | None = None, progress: Callable[[str], None] = lambda _: None
) -> list[Stale]:
    """Bring the generated files up to date.

    Normalises the Turtle written by hand, generates ``mappings.ttl`` from the SSSOM tables and
    ``inferred.ttl`` from what the reasoner concludes.

    Args:
        check: write nothing.
        root: the source checkout; the one the package runs from when left out.
        progress: told what is being done.

    Returns:
        The files that were, or with ``check`` would be, rewritten.

    Raises:
        UsageError: there is no source checkout to write to.
        MissingPartError: no Java.

    """
    if root is None:
        if not is_checkout():
            raise UsageError(
                "build works in a source checkout",
                "clone the repository and install it with pip install -e .",
            )
        root = shipped_root()
    folder = root / "ontology"
    stale: list[Stale] = []

    def settle(path: Path, text: str, why: str) -> None:
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(Stale(path, why))
            if not check:
                write_atomically(path, text)

    for name in SOURCES:
        path = folder / name
        if path.exists():
            progress(f"normalising {name}")
            settle(path, to_turtle(read_quads(path)), "not in normal form")
    version = _version(folder / "neuromod.ttl")
    progress("generating mappings.ttl")
    settle(
        folder / "mappings.ttl",
        to_turtle(_document("mappings", version, mapping_triples(root / "mappings"))),
        "not what mappings/ gives",
    )
    progress("reasoning")
    settle(
        folder / "inferred.ttl",
        to_turtle(_document("inferred", version, inferred_triples(folder / "neuromod.ttl"))),
        "not what the reasoner concludes",
    )
    return stale


def inferred_triples(ontology: Path) -> list[ox.Triple]:
    """Return what follows from an ontology file: new direct subclass links and class-level relations.

    Raises:
        UsageError: the ontology is inconsistent or has unsatisfiable classes.

    """
    store = ox.Store()
    store.bulk_extend(read_quads(ontology))
    conclusion = reason(Dataset(store, [ontology]))
    if not conclusion.sound:
        faults = ", ".join(sorted(conclusion.taxonomy.unsatisfiable)) or "no model at all"
        raise UsageError(f"the ontology contradicts itself: {faults}", "see neuromod reason --explain")
    triples = [
        ox.Triple(ox.NamedNode(sub), ox.NamedNode(SUBCLASS_OF), ox.NamedNode(sup))
        for sub, sup in conclusion.inferred
    ]
    triples += [
        ox.Triple(ox.NamedNode(r.subject), ox.NamedNode(r.property), r.value)
        for r in class_relations(store, conclusion.taxonomy)
    ]
    triples += inherited_scopes(store, conclusion.taxonomy)
    return triples


def inherited_scopes(store: ox.Store, taxonomy: Taxonomy) -> list[ox.Triple]:
    """Return the scope of every class below one that heads a bucket: in, border, out or surgery."""
    scope = ox.NamedNode(SCOPE)
    heads = {q.subject.value: q.object for q in store.quads_for_pattern(None, scope, None)}  # type: ignore[union-attr]
    return [
        ox.Triple(ox.NamedNode(iri), scope, heads[above])
        for iri in sorted(taxonomy.direct)
        for above in sorted(taxonomy.ancestors(iri) & heads.keys())
    ]


_TITLES = {
    "mappings": ("Mappings of neuromod-onto (generated)", "Alignements de neuromod-onto (générés)"),
    "inferred": (
        "What the reasoner concludes from neuromod-onto (generated)",
        "Conclusions du raisonneur sur neuromod-onto (générées)",
    ),
}


def _document(stem: str, version: str, triples: list[ox.Triple]) -> list[ox.Quad]:
    """Return ``triples`` with the header of a generated ontology document."""
    document = ox.NamedNode(ONTOLOGY + stem)
    title_en, title_fr = _TITLES[stem]
    header: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (RDF_TYPE, ox.NamedNode(OWL + "Ontology")),
        (OWL + "versionIRI", ox.NamedNode(f"{ONTOLOGY.replace('ontology/', 'releases/')}{version}/{stem}")),
        (OWL + "imports", ox.NamedNode(ONTOLOGY + "neuromod")),
        (DCTERMS + "title", ox.Literal(title_en, language="en")),
        (DCTERMS + "title", ox.Literal(title_fr, language="fr")),
        (LABEL, ox.Literal(title_en, language="en")),
        (LABEL, ox.Literal(title_fr, language="fr")),
        (DCTERMS + "license", ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")),
    ]
    return [ox.Quad(document, ox.NamedNode(p), o) for p, o in header] + [
        ox.Quad(t.subject, t.predicate, t.object) for t in triples
    ]


def _version(ontology: Path) -> str:
    for quad in read_quads(ontology):
        if quad.predicate.value == OWL + "versionInfo" and isinstance(quad.object, ox.Literal):
            return quad.object.value
    raise UsageError("the ontology has no owl:versionInfo", place=str(ontology))
