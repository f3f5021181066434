"""The ontology documents that a release is made from, read once and put together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset, read_quads
from neuromod_onto.errors import UsageError
from neuromod_onto.mappings import Mapping, mapping_files, read_mappings
from neuromod_onto.model.namespaces import NEUROMOD, ONTOLOGY
from neuromod_onto.model.vocabulary import DCTERMS, LABEL, OWL, RDF_TYPE

#: The documents of the whole, by the stem of their file in ``ontology/``.
STEMS = ("neuromod", "products", "evidence", "safety", "alignment", "mappings", "inferred")
#: Annotations of the header of ``neuromod.ttl`` that hold for what is derived from it too.
_SHARED = (
    *(f"{DCTERMS}{name}" for name in ("created", "creator", "issued", "license", "modified", "publisher")),
    f"{DCTERMS}description",
    f"{DCTERMS}bibliographicCitation",
    OWL + "versionInfo",
)


class Documents:
    """The documents of ``ontology/`` and the tables of ``mappings/``.

    Blank nodes have names that follow from the content (RDFC-1.0), so that what is written from the same
    files is the same to the byte.

    Args:
        root: folder that holds ``ontology/`` and ``mappings/``.

    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def graphs(self) -> dict[str, list[ox.Triple]]:
        """The statements of each document, by the stem of its file, sorted."""
        return {stem: self._read(stem) for stem in STEMS}

    @cached_property
    def core(self) -> list[ox.Triple]:
        """The statements of ``neuromod.ttl``."""
        return self.graphs["neuromod"]

    @cached_property
    def mappings(self) -> list[Mapping]:
        """The rows of all SSSOM tables, in the order of the files."""
        return [row for path in mapping_files(self.root / "mappings") for row in read_mappings(path)]

    @property
    def inputs(self) -> list[Path]:
        """The files that a release is made from."""
        ontology = [self.root / "ontology" / f"{stem}.ttl" for stem in STEMS]
        return [*ontology, *mapping_files(self.root / "mappings")]

    @cached_property
    def dataset(self) -> Dataset:
        """All documents but the alignment, as queries see them."""
        store = ox.Store()
        for stem in STEMS:
            if stem != "alignment":
                store.bulk_extend(ox.Quad(*triple) for triple in self.graphs[stem])
        return Dataset(store)

    @cached_property
    def version(self) -> str:
        """The ``owl:versionInfo`` of the ontology."""
        return self.header(OWL + "versionInfo")

    @cached_property
    def modified(self) -> str:
        """The day of the last change, as the ontology states it."""
        return self.header(DCTERMS + "modified")

    def header(self, predicate: str) -> str:
        """Return the literal that the header of ``neuromod.ttl`` has for a property, the English one first.

        Raises:
            UsageError: there is none.

        """
        node = ox.NamedNode(ONTOLOGY + "neuromod")
        values = [t.object for t in self.core if t.subject == node and t.predicate.value == predicate]
        found = sorted((v.language != "en", v.value) for v in values if isinstance(v, ox.Literal))
        if not found:
            raise UsageError(f"the ontology has no {predicate}", place="ontology/neuromod.ttl")
        return found[0][1]

    def titled(
        self, stem: str, titles: Iterable[tuple[str, str]], triples: Iterable[ox.Triple]
    ) -> list[ox.Triple]:
        """Return statements as an ontology document of its own, without imports.

        Args:
            stem: names the document; its IRI and version IRI end with it.
            titles: (text, language) pairs; they also choose the languages of the description.
            triples: the statements; headers of other documents among them are left out.

        """
        titles = list(titles)
        core = ox.NamedNode(ONTOLOGY + "neuromod")
        node = ox.NamedNode(ONTOLOGY + stem)
        spoken = {"", *(language for _, language in titles)}
        found = [
            ox.Triple(node, ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Ontology")),
            ox.Triple(
                node,
                ox.NamedNode(OWL + "versionIRI"),
                ox.NamedNode(f"{NEUROMOD}releases/{self.version}/{stem}"),
            ),
        ]
        found += [
            ox.Triple(node, ox.NamedNode(predicate), ox.Literal(text, language=language))
            for text, language in titles
            for predicate in (DCTERMS + "title", LABEL)
        ]
        for triple in self.core:
            value = triple.object
            if triple.subject == core and triple.predicate.value in _SHARED:
                if isinstance(value, ox.Literal) and (value.language or "") not in spoken:
                    continue
                found.append(ox.Triple(node, triple.predicate, value))
        heads = {ox.NamedNode(ONTOLOGY + other) for other in (*STEMS, "full", "present")}
        found += [t for t in triples if t.subject not in heads]
        return sorted(set(found), key=str)

    def _read(self, stem: str) -> list[ox.Triple]:
        dataset = ox.Dataset(read_quads(self.root / "ontology" / f"{stem}.ttl"))
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        renamed = {}
        for quad in dataset:
            for node in (quad.subject, quad.object):
                if isinstance(node, ox.BlankNode):
                    renamed[node] = ox.BlankNode(f"{stem}{node.value.removeprefix('c14n')}")
        return sorted(
            (
                ox.Triple(
                    renamed.get(q.subject, q.subject),
                    q.predicate,
                    renamed.get(q.object, q.object),
                )
                for q in dataset
            ),
            key=str,
        )
