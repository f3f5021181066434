"""Sources: identifiers that last have their form, and readers are sent to them rather than to copies."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from neuromod_onto.dataset import Dataset, load
from neuromod_onto.model.namespaces import prefixes
from neuromod_onto.quality import load_rules
from neuromod_onto.quality.rules import run_rule
from neuromod_onto.terms.sources import source_of

from .conftest import Neuromod

FORMS = {
    "http://purl.org/ontology/bibo/doi": r"10\.\d{4,9}/\S+",
    "http://purl.org/ontology/bibo/pmid": r"[1-9]\d{5,7}",
    "http://purl.org/ontology/bibo/uri": "|".join(
        (
            r"https://pmc\.ncbi\.nlm\.nih\.gov/articles/PMC\d{5,8}",
            r"https://www\.ncbi\.nlm\.nih\.gov/books/NBK\d+",
            r"https://clinicaltrials\.gov/study/NCT\d{8}",
            r"https://arxiv\.org/abs/\d{4}\.\d{5}",
            r"https://www\.accessdata\.fda\.gov/scripts/cdrh/cfdocs/cfpmn/pmn\.cfm\?ID=K\d{6}",
            r"https://www\.accessdata\.fda\.gov/scripts/cdrh/cfdocs/cfpmn/denovo\.cfm\?id=DEN\d{6}",
            r"https://www\.accessdata\.fda\.gov/scripts/cdrh/cfdocs/cfpma/pma\.cfm\?id=P\d{6}(S\d{3})?",
            r"https://www\.accessdata\.fda\.gov/scripts/cdrh/cfdocs/cfpma/pma_pas\.cfm\?c_id=\d+&t_id=\d+",
            r"https://www\.accessdata\.fda\.gov/scripts/cdrh/cfdocs/cfhde/hde\.cfm\?id=H\d{6}(S\d{3})?",
            r"https://www\.accessdata\.fda\.gov/scripts/cdrh/cfdocs/cfPCD/classification\.cfm\?id=[A-Z]{3}",
            r"https://www\.nice\.org\.uk/(guidance|advice)/(ipg|ta|mtg|mib|htg)\d+",
            r"https://www\.ecfr\.gov/current/title-21/section-8\d\d\.\d{4}",
            r"https://www\.federalregister\.gov/(d/\d{4}-\d{5}|citation/\d+-FR-\d+)",
            r"https://www\.legifrance\.gouv\.fr/jorf/(id/JORFTEXT|article_jo/JORFARTI)\d{12}",
            r"https://www\.has-sante\.fr/jcms/[cp]_\d+",
            r"https://www\.cambridge\.org/core/\S+/[0-9A-F]{32}(/core-reader)?",
            r"https://journals\.lww\.com/\S+\.aspx",
            r"https://www\.nature\.com/articles/s[\d-]+",
            r"https://www\.jove\.com/pt/science-education/\d+/",
        )
    ),
}


@pytest.mark.parametrize("property_", FORMS)
def test_identifiers_have_their_form_and_are_of_a_source(dataset: Dataset, property_: str) -> None:
    found = dataset.select(f"?found <{property_}> ?value")
    assert found
    for iri in found:
        assert iri.startswith("https://w3id.org/neuromod-onto/source/")
        for text, _ in dataset.literals(iri, property_):
            assert re.fullmatch(FORMS[property_], text), (iri, text)


def _written(tmp_path: Path, statements: str) -> Path:
    file = tmp_path / "own.ttl"
    head = "".join(f"@prefix {p.prefix}: <{p.namespace}> .\n" for p in prefixes().values())
    file.write_text(f"{head}source:X {statements} .", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("statements", "address", "read_at"),
    [
        ("bibo:locator 'https://copies.example/1'", "https://copies.example/1", ""),
        ("bibo:locator 'https://a.example/1 ; https://a.example/2'", "https://a.example/1", ""),
        (
            "bibo:locator 'https://copies.example/1' ; bibo:pmid '9448642'",
            "https://pubmed.ncbi.nlm.nih.gov/9448642/",
            "https://copies.example/1",
        ),
        (
            "bibo:pmid '9448642' ; bibo:uri 'https://pmc.ncbi.nlm.nih.gov/articles/PMC1' ; bibo:doi '10.1000/x'",
            "https://doi.org/10.1000/x",
            "",
        ),
        (
            "bibo:locator 'http://nice.org.uk/guidance/ipg1/chapter/2' ; "
            "bibo:uri 'https://www.nice.org.uk/guidance/ipg1'",
            "https://www.nice.org.uk/guidance/ipg1",
            "",
        ),
        ("bibo:locator 'file in a public source repository'", "", ""),
        ("bibo:uri 'javascript:alert(1)' ; bibo:locator 'ftp://example.org/x'", "", ""),
        (
            "bibo:locator 'http://[broken' ; bibo:doi '10.1000/x'",
            "https://doi.org/10.1000/x",
            "http://[broken",
        ),
    ],
)
def test_the_address_is_the_one_that_lasts(
    tmp_path: Path, statements: str, address: str, read_at: str
) -> None:
    own = load([_written(tmp_path, f"dcterms:title 'A paper' ; {statements}")])
    source = source_of(own, "https://w3id.org/neuromod-onto/source/X")
    assert (source.id, source.title) == ("source:X", "A paper")
    assert (source.address, source.read_at) == (address, read_at)


def test_a_card_sends_to_the_paper_and_says_where_it_was_read(neuromod: Neuromod) -> None:
    told = neuromod("term", "neuromod:TranscranialPulseStimulation").out
    line = next(line for line in told.splitlines() if "source:TPS-AD " in line)
    assert line.endswith("https://doi.org/10.3389/fneur.2022.948204  (read at frontiersin.org)")
    french = neuromod("--lang", "fr", "term", "neuromod:TranscranialPulseStimulation").out
    assert "https://doi.org/10.3389/fneur.2022.948204  (lu sur frontiersin.org)" in french


def test_a_card_in_json_keeps_both_addresses(neuromod: Neuromod) -> None:
    told = json.loads(neuromod("term", "neuromod:TranscranialPulseStimulation", "-f", "json").out)
    source = next(source for source in told["sources"] if source["id"] == "source:TPS-AD")
    assert source["address"] == "https://doi.org/10.3389/fneur.2022.948204"
    assert source["read_at"].startswith(("https://frontiersin.org/", "https://www.frontiersin.org/"))


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ("dcterms:type 'paper' ; bibo:locator 'https://vdocuments.net/a.html'", True),
        ("dcterms:type 'paper' ; bibo:locator 'https://tr.scribd.com/document/1'", True),
        ("dcterms:type 'paper' ; bibo:locator 'https://qa00.mdedge.com/a'", True),
        ("dcterms:type 'paper' ; bibo:locator 'https://www.mdedge.com/a'", False),
        ("dcterms:type 'paper' ; bibo:locator 'https://notvdocuments.net/a.html'", False),
        ("dcterms:type 'manufacturer' ; bibo:locator 'https://vdocuments.net/a.html'", False),
        ("dcterms:type 'paper' ; bibo:locator 'https://vdocuments.net/a.html' ; bibo:pmid '9448642'", False),
    ],
)
def test_a_copy_without_an_identifier_is_told(tmp_path: Path, statements: str, told: bool) -> None:
    rule = next(rule for rule in load_rules() if rule.name == "copy-without-identifier")
    findings = run_rule(rule, load([_written(tmp_path, f"a neuromod:BibliographicSource ; {statements}")]))
    assert any(finding.focus == "source:X" for finding in findings) is told
