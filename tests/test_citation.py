"""How to cite: the command, the file and the ontology say the same."""

from __future__ import annotations

import yaml

import neuromod_onto
from neuromod_onto.dataset import Dataset
from neuromod_onto.model.vocabulary import DCTERMS, OWL
from neuromod_onto.terms.citation import cite

from .conftest import ROOT, Neuromod


def test_the_citation_is_that_of_the_ontology(neuromod: Neuromod, dataset: Dataset) -> None:
    iri = cite(dataset).iri
    [(cited, _)] = dataset.literals(iri, DCTERMS + "bibliographicCitation")
    [licence] = dataset.iris(iri, DCTERMS + "license")
    [version] = dataset.iris(iri, OWL + "versionIRI")
    assert neuromod("cite").out.splitlines() == [cited, f"Version: {version}", f"Licence: {licence}"]


def test_a_french_reader_gets_the_french_title(neuromod: Neuromod, dataset: Dataset) -> None:
    cited, version, licence = neuromod("cite", "--lang", "fr").out.splitlines()
    assert "Ontologie de la neuromodulation (neuromod-onto), version 0.1.0." in cited
    assert version.startswith("Version\u00a0: https://")
    assert licence == f"Licence\u00a0: {cite(dataset).licence}"


def test_an_entry_for_bibtex(neuromod: Neuromod, dataset: Dataset) -> None:
    entry = neuromod("cite", "-f", "bibtex").out
    assert entry.startswith(f"@misc{{neuromod-onto-{neuromod_onto.__version__},\n")
    assert entry.endswith("\n}\n")
    assert entry.count("{") == entry.count("}")
    citation = cite(dataset)
    for part in ("author  = {{The neuromod-onto authors}},", "year    = {2026},", citation.version_iri):
        assert part in entry
    odd = citation._replace(title="Nerves & {pain}_50 %").as_bibtex()
    assert r"Nerves \& \{pain\}\_50 \%" in odd
    assert neuromod("cite", "-f", "word").code == 2


def test_the_citation_file_agrees_with_the_ontology(dataset: Dataset) -> None:
    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    citation = cite(dataset)
    assert cff["title"] == f"{citation.title} (neuromod-onto)"
    assert (cff["version"], cff["url"]) == (citation.version, citation.iri)
    assert cff["identifiers"][0]["value"] == citation.version_iri
    assert cff["authors"] == [{"name": citation.authors}]
    [(issued, _)] = dataset.literals(citation.iri, DCTERMS + "issued")
    assert str(cff["date-released"]) == issued
    assert cff["license"] == "CC-BY-4.0"
    assert citation.licence.endswith("/by/4.0/")
