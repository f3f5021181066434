"""Sources of statements: where each can be found for good, and where it was read."""

from __future__ import annotations

import re
from typing import NamedTuple

import pyoxigraph as ox

from neuromod_onto.dataset import Dataset
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import DCTERMS

_BIBO = "http://purl.org/ontology/bibo/"
#: Identifiers that last, the best first, with the address that each stands for.
_LASTING = (
    (_BIBO + "doi", "https://doi.org/{}"),
    (_BIBO + "uri", "{}"),
    (_BIBO + "pmid", "https://pubmed.ncbi.nlm.nih.gov/{}/"),
)


class Source(NamedTuple):
    """What a statement was read in.

    Attributes:
        id: its CURIE.
        title: what it is called.
        address: where to find it: by its DOI, in the register that keeps it, in PubMed, else where it was
            read; "" when it has no address.
        read_at: the page that was read, when it is on another host than ``address``; else "".

    """

    id: str
    title: str
    address: str
    read_at: str

    @property
    def host(self) -> str:
        """Return the host of ``read_at``."""
        return host_of(self.read_at)


def source_of(dataset: Dataset, iri: str) -> Source:
    """Return what is known of a source; of one that is not there, its CURIE alone."""
    facts = dataset.facts(iri)

    def texts(predicate: str) -> list[str]:
        return sorted(value.value for value in facts.get(predicate, ()) if isinstance(value, ox.Literal))

    pages = [page for text in texts(_BIBO + "locator") for page in text.split(" ; ")]
    read = [page for page in pages if _on_the_web(page)]
    lasting = [form.format(text) for predicate, form in _LASTING for text in texts(predicate)]
    lasting = [page for page in lasting if _on_the_web(page)]
    address = next(iter(lasting + read), "")
    elsewhere = [page for page in read if lasting and host_of(page) != host_of(address)]
    title = next(iter(texts(DCTERMS + "title")), "")
    return Source(compact(iri), title, address, next(iter(elsewhere), ""))


def host_of(address: str) -> str:
    """Return the host of an address without a leading ``www.``; "" for what is no address.

    >>> host_of("https://www.nice.org.uk:443/guidance/ta159"), host_of("no address")
    ('nice.org.uk', '')
    """
    found = re.match(r"https?://(?:[^/?#@]*@)?([^/?#:]*)", address)  # urllib takes 2 ms to import
    return found[1].lower().removeprefix("www.") if found else ""


def _on_the_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))
