"""Published limits and rules: each with records on both sides of it, and with inputs missing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from neuromod_onto.dataset import Dataset, read_rdf
from neuromod_onto.findings import Finding
from neuromod_onto.model.namespaces import compact
from neuromod_onto.model.vocabulary import LABEL, SUBCLASS_OF
from neuromod_onto.validation import validate
from neuromod_onto.validation.shacl import shape_files

from .conftest import ROOT
from .safety_cases import CASES
from .safety_cases.findings import TOLD_OFTEN, VALUES
from .safety_cases.own_terms import OWN_TERMS
from .safety_cases.rules import KEPT, NOT_ASSESSABLE

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")

PREFIXES = """@prefix : <https://example.org/record/> . @prefix neuromod: <https://w3id.org/neuromod-onto/> .
@prefix product: <https://w3id.org/neuromod-onto/product/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

_KIND = re.compile(
    r"(neuromod:records(?:Therapy|Condition|Exposure|AdverseEvent|Comorbidity|Circumstance|Device)) neuromod:(\w+)"
)


def written() -> str:
    """Return all records, then each once more of other patients, with kinds of the user's own far below."""
    statements = [one for one, _ in CASES.values()]
    kinds = sorted({match[2] for one in statements for match in _KIND.finditer(one)})
    own = [
        f':below{kind} rdfs:subClassOf :between{kind} ; rdfs:label "own {kind}"@en , "{kind} propre"@fr .'
        f" :between{kind} rdfs:subClassOf neuromod:{kind} ."
        for kind in kinds
    ]
    deep = [
        _KIND.sub(r"\1 :below\2", one).replace(
            'neuromod:patientPseudonym "', 'neuromod:patientPseudonym "Other'
        )
        for one in statements
    ]
    lines = [
        *(f":r{n} {one} ." for n, one in enumerate(statements)),
        *(f":deep{n} {one} ." for n, one in enumerate(deep)),
    ]
    return PREFIXES + OWN_TERMS + "\n".join([*own, *lines])


def check(folder: Path, language: str) -> list[Finding]:
    """Check all records in one run."""
    file = folder / "records.ttl"
    file.write_text(written(), "utf-8")
    return validate([file], shapes=["safety"], language=language).findings


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """Return what was found of each record."""
    by_record: dict[str, list[Finding]] = {}
    for finding in check(tmp_path_factory.mktemp("safety"), "en"):
        by_record.setdefault(finding.focus.rpartition("/")[2], []).append(finding)
    return by_record


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_a_record_breaks_the_rules_it_should_and_no_other(
    found: dict[str, list[Finding]], number: int, case: str
) -> None:
    broken = {(f.rule.rpartition("/")[2], f.severity) for f in found.get(f"r{number}", [])}
    assert broken == CASES[case][1]


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_what_holds_of_a_kind_holds_of_the_kinds_below_it(
    found: dict[str, list[Finding]], number: int, case: str
) -> None:
    broken = {(f.rule.rpartition("/")[2], f.severity) for f in found.get(f"deep{number}", [])}
    assert broken == CASES[case][1]


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES)), ids=list(CASES))
def test_what_a_record_breaks_is_told_once(found: dict[str, list[Finding]], number: int, case: str) -> None:
    told = Counter((f.rule.rpartition("/")[2], f.severity) for f in found.get(f"r{number}", []))
    assert {rule: often for rule, often in told.items() if often > 1} == TOLD_OFTEN.get(case, {})


@pytest.mark.parametrize("case", VALUES)
def test_the_figures_of_a_finding_are_those_of_the_arithmetic(
    found: dict[str, list[Finding]], case: str
) -> None:
    rule, value, limit = VALUES[case]
    (finding,) = [f for f in found[f"r{list(CASES).index(case)}"] if f.rule.rpartition("/")[2] == rule]
    assert (Decimal(finding.value), finding.limit and Decimal(finding.limit)) == (
        Decimal(value),
        limit and Decimal(limit),
    )


@pytest.mark.parametrize(
    ("case", "sources"),
    [
        ("5 mA for 20 min", {"ANTAL26", "BIK16"}),
        ("baclofen 1 mg/d, cerebral origin", {"GABLOFEN-MPR", "ITB-MAINT"}),
        ("a scan of the trunk with it", {"MDT-MRI-RAD", "MDT-OCD-STATEMENT"}),
    ],
)
def test_a_finding_names_all_sources_of_its_limit(
    found: dict[str, list[Finding]], case: str, sources: set[str]
) -> None:
    (finding,) = [f for f in found[f"r{list(CASES).index(case)}"] if f.message.endswith(").")]
    told = finding.message.rpartition("(")[2].removesuffix(").").split(", ")
    assert sorted(told) == sorted(sources)
    assert set(finding.sources) == {f"source:{source}" for source in sources}


CARRIED = "anticoagulants under the infusion"


@pytest.mark.parametrize(
    ("language", "carried"),
    [
        ("en", {"SynchroMed II", "intrathecal ziconotide therapy"}),
        ("fr", {"SynchroMed II", "administration intrathécale de ziconotide"}),
    ],
)
def test_messages_name_terms_by_their_labels(tmp_path: Path, language: str, carried: set[str]) -> None:
    focus = f"r{list(CASES).index(CARRIED)}"
    told = {f.message for f in check(tmp_path, language) if f.focus.rpartition("/")[2] == focus}
    assert all(any(name in message for message in told) for name in carried), told


def labels_of(store: ox.Store) -> dict[str, set[str]]:
    """Return the labels of each language, with those of none and the names of what has no label."""
    labels: dict[str, set[str]] = {
        "en": {"condition", "age", "therapy", "jurisdiction"},
        "fr": {"affection", "âge", "traitement", "territoire"},
    }
    named = set()
    for quad in store.quads_for_pattern(None, ox.NamedNode(LABEL), None):
        if isinstance(quad.object, ox.Literal):
            named.add(quad.subject)
            for known in [labels[tag] for tag in labels if quad.object.language in (tag, None)]:
                known.add(quad.object.value)
    for quad in store.quads_for_pattern(None, ox.NamedNode(SUBCLASS_OF), None):
        if isinstance(quad.subject, ox.NamedNode) and quad.subject not in named:
            for known in labels.values():
                known.add(re.split("[/#:]", quad.subject.value)[-1])
    return labels


@cache
def _messages() -> list[tuple[str, rdflib.Literal]]:
    graph = rdflib.Graph()
    for file in shape_files(["safety", "records"]):
        graph.parse(file)
    return [(str(node), message) for node, message in graph.subject_objects(SH.message)]  # type: ignore[misc]


@cache
def templates(shape: str, language: str) -> list[re.Pattern[str]]:
    """Return the messages of a shape in a language, with a group for each label that is filled in."""
    found = []
    for node, message in _messages():
        if message.language == language and node.rpartition("/")[2].partition("-")[0] == shape:
            labelled = re.sub(
                r"\\\{\\\?(english|french|missing|absent|(?:recorded|carried|given|part)(?:French)?)\\\}",
                r"(?P<\1>.+)",
                re.escape(str(message)),
            )
            found.append(re.compile(re.sub(r"\\\{\\\?\w+\\\}", ".*?", labelled)))
    return found


def in_another_language(
    findings: Iterable[Finding], labels: dict[str, set[str]], language: str
) -> Iterator[Finding]:
    """Yield what fills a label of another language, or nothing, into its message."""
    for finding in findings:
        matches = [
            match
            for pattern in templates(finding.rule.rpartition("/")[2].partition("-")[0], language)
            if (match := pattern.fullmatch(finding.message))
        ]
        filled = "{" not in finding.message
        if not filled or not any(set(match.groups()) <= labels[language] for match in matches):
            yield finding


def without_unit(findings: Iterable[Finding], store: ox.Store) -> Iterator[Finding]:
    """Yield what tells a value that is outside of a limit without the unit of its property."""
    quads = store.quads_for_pattern(None, ox.NamedNode("http://qudt.org/schema/qudt/ucumCode"), None)
    units = {compact(quad.subject.value): quad.object.value for quad in quads}  # type: ignore[union-attr]
    for finding in findings:
        limited = (
            re.search("/PublishedLimit(Violation|Warning|Info)$", finding.rule) and finding.path in units
        )
        if limited and not finding.message.startswith(f"{finding.value} {units[finding.path]} "):
            yield finding


def test_a_value_is_told_with_its_unit(tmp_path: Path, dataset: Dataset) -> None:
    assert list(without_unit(check(tmp_path, "en"), dataset.store)) == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_message_speaks_one_language(tmp_path: Path, dataset: Dataset, language: str) -> None:
    findings = check(tmp_path, language)
    own = read_rdf([tmp_path / "records.ttl"])
    labels = {tag: known | labels_of(own)[tag] for tag, known in labels_of(dataset.store).items()}
    assert len(findings) > 100
    assert list(in_another_language(findings, labels, language)) == []


def test_a_finding_says_value_limit_and_source(found: dict[str, list[Finding]]) -> None:
    number = list(CASES).index("ziconotide 20 ug/d in the US")
    (finding,) = found[f"r{number}"]
    assert finding.message == "0.02 mg/d is outside 0 – 0.0192: ziconotide daily dose, US label (ZIC-US)."
    assert (finding.path, finding.value, finding.limit, finding.sources) == (
        "neuromod:dailyDose",
        "0.02",
        "0 – 0.0192",
        ("source:ZIC-US",),
    )


def test_a_core_constraint_says_its_limit(found: dict[str, list[Finding]]) -> None:
    number = list(CASES).index("120 % of stimulator output")
    (finding,) = found[f"r{number}"]
    assert (finding.value, finding.limit) == ("120", "<= 100")


def test_an_arithmetic_rule_says_its_limit_and_source(found: dict[str, list[Finding]]) -> None:
    number = list(CASES).index("Shannon k 3.22")
    (finding,) = found[f"r{number}"]
    assert (finding.value, finding.limit, finding.sources) == ("1666.667", "70.79", ("source:SHANNON",))


def messages(found: dict[str, list[Finding]], case: str) -> set[str]:
    return {f.message for f in found.get(f"r{list(CASES).index(case)}", [])}


def test_a_scan_says_which_quantity_the_label_needs_and_is_silent_when_one_set_is_met(
    found: dict[str, list[Finding]],
) -> None:
    """B1+rms within its bound is enough: the absorption rate binds scanners that do not tell B1+rms."""
    lacking = messages(found, "a body coil scan of unknown power")
    assert (
        "scan with WaveWriter Alpha, by B1+rms is not assessable: the record does not give: "
        "root mean square of the transmitted radio-frequency field."
    ) in lacking
    assert not any("head coil scan" in message for message in lacking)
    assert not any("does not give" in message for message in messages(found, "a scan at 1.5 T and 2 uT"))


@cache
def safety_shapes() -> rdflib.Graph:
    graph = rdflib.Graph()
    for file in shape_files(["safety"]):
        graph.parse(file)
    return graph


def constraints() -> dict[str, tuple[str, re.Pattern[str]]]:
    """Return the shape and the pattern of the English message of every constraint that has one of its own."""
    graph = safety_shapes()
    found = {}
    for node, message in graph.subject_objects(SH.message):
        if message.language == "en":
            filled = re.sub(r"\\\{\\\?\w+\\\}", ".*", re.escape(str(message)))
            found[node.rpartition("/")[2]] = (node.rpartition("/")[2].partition("-")[0], re.compile(filled))
    return found


def test_every_constraint_has_a_case_that_breaks_it(found: dict[str, list[Finding]]) -> None:
    told = {(f.rule.rpartition("/")[2].partition("-")[0], f.message) for fs in found.values() for f in fs}
    silent = {
        name
        for name, (shape, message) in constraints().items()
        if not any(shape == of and message.fullmatch(text) for of, text in told)
    }
    assert silent == set()


def rules() -> set[str]:
    """Return the node shapes that judge; those named ``...Inputs`` only say what is not assessable."""
    graph = safety_shapes()
    nodes = {node.rpartition("/")[2] for node in graph.subjects(rdflib.RDF.type, SH.NodeShape)}
    return {name for name in nodes if not name.endswith("Inputs")} - {"PatientReview", "ScanConditions"}


def test_every_rule_has_a_record_that_keeps_it() -> None:
    assert set(KEPT) == rules()
    for rule, case in KEPT.items():
        expected = {shape.partition("-")[0] for shape, _ in CASES[case][1]}
        assert rule not in expected, rule


def test_every_rule_says_when_it_is_not_assessable_or_needs_no_more() -> None:
    assert set(NOT_ASSESSABLE) == rules()
    for rule, case in NOT_ASSESSABLE.items():
        if case in CASES:
            assert "info" in {severity for _, severity in CASES[case][1]}, rule
        else:
            assert case.startswith("always:"), rule


def test_every_shape_speaks_both_languages_and_names_its_severity() -> None:
    graph = safety_shapes()
    for node in set(graph.subjects(SH.message)):
        assert {message.language for message in graph.objects(node, SH.message)} == {"en", "fr"}, node


def test_every_rule_names_a_source() -> None:
    graph = safety_shapes()
    sourced = {node.rpartition("/")[2] for node in graph.subjects(rdflib.DCTERMS.source)}
    # limits carry their source in their data; these hold by arithmetic or by what the ontology records
    assert rules() - sourced == {
        "PublishedLimitViolation",
        "PublishedLimitWarning",
        "PublishedLimitInfo",
        "PositiveQuantities",
        "MagneticIntensity",
        "UseWithinLabel",
    }


def test_the_document_lists_every_rule_with_its_severity_sources_and_a_record_that_breaks_it() -> None:
    graph = safety_shapes()
    text = (ROOT / "docs" / "safety.md").read_text("utf-8")
    table = re.findall(r"^\| `(\w+)` \| (\w+) \| .+? \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert {name for name, *_ in table} == rules()
    assert len(table) == len(rules())
    for name, severity, sources, example in table:
        node = rdflib.URIRef(f"https://w3id.org/neuromod-onto/shapes/{name}")
        cited = {source.rpartition("/")[2] for source in graph.objects(node, rdflib.DCTERMS.source)}
        if cited:
            assert set(sources.split(", ")) == cited, name
        broken = {(shape.partition("-")[0], found) for shape, found in CASES[example][1]}
        assert (name, severity) in broken, name
