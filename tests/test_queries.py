"""Canned queries: each answers its question, on two engines alike, and takes nothing but values."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from neuromod_onto.catalog import CannedQuery, bind, check_query, load_catalog, run_query
from neuromod_onto.catalog.values import read_values
from neuromod_onto.dataset import Dataset
from neuromod_onto.engine import LocalEngine, Rows, check_read_only
from neuromod_onto.errors import InputError, UnknownTermError, UsageError
from neuromod_onto.model.languages import LANGUAGES
from neuromod_onto.model.namespaces import NEUROMOD
from neuromod_onto.model.vocabulary import ABOUT_THERAPY, DC_SOURCE, DEFINITION, RDF_TYPE, SCOPE_NOTE
from neuromod_onto.terms import ancestors

CATALOG = load_catalog()


@pytest.mark.parametrize("query", CATALOG.values(), ids=list(CATALOG))
def test_the_tests_in_its_header_pass(dataset: Dataset, query: CannedQuery) -> None:
    assert check_query(dataset, query) == []


@pytest.mark.parametrize("query", CATALOG.values(), ids=list(CATALOG))
def test_the_header_is_complete(query: CannedQuery) -> None:
    assert set(query.summary) == set(LANGUAGES)
    assert set(query.question) == set(LANGUAGES)
    assert query.tags
    assert query.tests
    assert all(set(parameter.summary) == set(LANGUAGES) for parameter in query.params)


def test_there_are_enough_queries() -> None:
    assert len(CATALOG) >= 15


#: Classes that the first test of some query names, or that its answer holds.
SAMPLE = [
    "SpinalCordStimulation",
    "TenKilohertzSpinalCordStimulation",
    "ImplantedVagusNerveStimulation",
    "TranscutaneousCervicalVagusNerveStimulation",
    "SubthalamicDeepBrainStimulation",
    "AdaptiveDeepBrainStimulation",
    "HypoglossalNerveStimulation",
    "PercutaneousTibialNerveStimulation",
    "CochlearImplantStimulation",
    "IntrathecalBaclofenTherapy",
    "IntrathecalMorphineTherapy",
    "RemoteElectricalNeuromodulation",
    "RepetitiveTranscranialMagneticStimulation",
    "ElectroconvulsiveTherapy",
    "PulsedRadiofrequencyTreatment",
    "BotulinumToxinTherapy",
    "MRgFUSThalamotomy",
    "Pallidotomy",
    "SpinalCordStimulator",
    "ParkinsonDisease",
    "MDSUPDRS",
    "ShortwaveDiathermyExposure",
    "SpinalCordInjury",
    "MajorDepressiveDisorder",
    "NeuropathicPain",
    "MigraineDisorder",
    "DeepBrainStimulation",
    "SacralNeuromodulation",
    "DorsalRootGanglionStimulation",
    "FunctionalElectricalStimulation",
]
#: Therapies of the sample whose evidence records are in it: every further node costs rdflib time.
RECORDED = [
    "DeepBrainStimulation",
    "SpinalCordStimulation",
    "HighFrequencyRTMSOfPrimaryMotorCortex",
    "SubthalamicDeepBrainStimulation",
    "RemoteElectricalNeuromodulation",
    "DorsalRootGanglionStimulation",
    "FunctionalElectricalStimulation",
]


#: Marketed models that the first test of some query names.
MODELS = ["RNS", "VNSTherapy", "SynchroMedII", "Vercise", "ActivaPC"]
PRODUCT = NEUROMOD + "product/"


@pytest.fixture(scope="module")
def sample(dataset: Dataset) -> Dataset:
    """A part of the dataset: rdflib needs minutes for the whole where pyoxigraph needs milliseconds."""
    wanted = {NEUROMOD + name for name in SAMPLE}
    assert all(iri in dataset for iri in wanted)
    wanted |= {a for iri in wanted for a in ancestors(dataset, iri)}
    wanted |= {
        a
        for iri in (
            "TibialNerve",
            "MagneticModality",
            "NonInvasiveDelivery",
            "PremarketApproval",
            "PremarketClearance",
        )
        for a in (NEUROMOD + iri, *ancestors(dataset, NEUROMOD + iri))
    }
    wanted |= {NEUROMOD + name for name in ("hasNeuralTarget", "treatsCondition", "isReversible")}
    wanted |= {record for name in RECORDED for record in dataset.subjects(ABOUT_THERAPY, NEUROMOD + name)}
    models = {PRODUCT + name for name in MODELS}
    wanted |= models
    wanted |= {
        iri
        for model in models
        for predicate in (RDF_TYPE, NEUROMOD + "manufacturedBy", NEUROMOD + "intendedForTherapy")
        for one in dataset.iris(model, predicate)
        for iri in (one, *ancestors(dataset, one))
    }
    limits = {
        q.subject.value
        for name in ("limitsProperty", "limitsAgent")
        for q in dataset.store.quads_for_pattern(None, ox.NamedNode(NEUROMOD + name), None, None)
        if isinstance(q.subject, ox.NamedNode)
    }
    limits |= {rule for model in models for rule in dataset.subjects(NEUROMOD + "limitsProduct", model)}
    wanted |= limits
    return statements(dataset, wanted, limits)


def statements(
    dataset: Dataset, subjects: AbstractSet[str], whole: AbstractSet[str] = frozenset()
) -> Dataset:
    """Return what is said of subjects, texts that no query reads left out but of those that are ``whole``."""
    store = ox.Store()
    unread = {DEFINITION, SCOPE_NOTE, DC_SOURCE}
    store.extend(
        q
        for q in dataset.store
        if isinstance(q.subject, ox.NamedNode)
        and q.subject.value in subjects
        and (q.predicate.value not in unread or q.subject.value in whole)
        and not isinstance(q.object, ox.BlankNode)
    )
    return Dataset(store)


def as_graph(dataset: Dataset) -> rdflib.Graph:
    triples = ox.serialize((q.triple for q in dataset.store), format=ox.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=triples, format="nt")


@pytest.fixture(scope="module")
def other_engine(sample: Dataset) -> rdflib.Graph:
    return as_graph(sample)


def cells(row: object) -> tuple[str, ...]:
    return tuple("" if term is None else str(getattr(term, "value", term)).lower() for term in row)  # type: ignore[attr-defined]


#: What of the sample the queries get that rdflib answers in time that grows with its square.
SMALLER = {
    "ambiguous-abbreviations": [
        "PeripheralNerveStimulation",
        "PeripheralNervousSystem",
        "DeepBrainStimulation",
        "SpinalCordStimulation",
        "SpinalCordInjury",
    ],
    "labels-for-condition": [
        "RemoteElectricalNeuromodulation",
        "HighFrequencyRTMSOfPrimaryMotorCortex",
        "MigraineDisorder",
        "NeuropathicPain",
    ],
    "therapies-by-target": [
        "PercutaneousTibialNerveStimulation",
        "SacralNeuromodulation",
        "TibialNerve",
    ],
}


#: Those over records of treatment are compared in test_analytic_queries.py.
OVER_TERMS = {name: query for name, query in CATALOG.items() if "analytic" not in query.tags}


@pytest.mark.parametrize("query", OVER_TERMS.values(), ids=list(OVER_TERMS))
def test_rdflib_gives_the_same_rows(
    dataset: Dataset, sample: Dataset, other_engine: rdflib.Graph, query: CannedQuery
) -> None:
    given = {p.name: query.tests[0][p.name] for p in query.params if p.name in query.tests[0]}
    typed = {
        k: [str(x).lower() if isinstance(x, bool) else str(x) for x in (v if isinstance(v, list) else [v])]
        for k, v in given.items()
    }
    text = bind(query.text, read_values(query, typed, dataset))
    if query.name in SMALLER:
        named = {NEUROMOD + name for name in SMALLER[query.name]}
        above = {iri for name in named for iri in ancestors(dataset, name)}
        records = {record for name in named for record in dataset.subjects(ABOUT_THERAPY, name)}
        sample = statements(dataset, named | above | records)
        other_engine = as_graph(sample)
    ours = LocalEngine(sample.store).query(text)
    assert isinstance(ours, Rows)
    assert ours.rows
    theirs = other_engine.query(text)
    assert tuple(str(v) for v in theirs.vars or ()) == ours.variables
    assert sorted(map(cells, theirs)) == sorted(map(cells, ours.rows))  # type: ignore[arg-type]


@pytest.mark.parametrize("query", CATALOG.values(), ids=list(CATALOG))
def test_the_file_runs_unchanged(dataset: Dataset, query: CannedQuery) -> None:
    assert LocalEngine(dataset.store).query(query.text) is not None


# ---- parameters are values and nothing else


HOSTILE = st.one_of(
    st.text(),
    st.sampled_from(
        [
            '" } #',
            "'} UNION { ?s ?p ?o } #",
            "\\",
            '"""',
            "<a>",
            "?x",
            "}",
            "\u2028",
            "\\u0022 }",
            '" . ?s ?p ?o . "',
        ]
    ).flatmap(lambda core: st.text(max_size=5).map(lambda rest: core + rest)),
)
ECHO = "SELECT ?value WHERE { VALUES ?value { UNDEF } }"


@given(HOSTILE)
@settings(max_examples=2000, deadline=None)
def test_any_text_comes_back_as_the_one_value_it_is(text: str) -> None:
    try:
        literal = ox.Literal(text)
        text.encode("utf-8")
    except (ValueError, UnicodeEncodeError):
        return
    bound = bind(ECHO, {"value": [literal]})
    answer = LocalEngine(ox.Store()).query(bound)
    assert isinstance(answer, Rows)
    assert [row[0].value for row in answer.rows if row[0] is not None] == [text]  # type: ignore[union-attr]


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_a_hostile_value_never_reaches_a_query_as_text(dataset_for_fuzz: Dataset, text: str) -> None:
    query = CATALOG["therapies-for-condition"]
    with pytest.raises((UsageError, InputError)):  # no term of an empty dataset is called so
        run_query(dataset_for_fuzz, query, {"condition": text})


@pytest.fixture(scope="module")
def dataset_for_fuzz() -> Dataset:
    """A small dataset: refusing a name takes time in proportion to the number of names."""
    store = ox.Store()
    return Dataset(store)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("boolean", "perhaps"),
        ("integer", "1.5"),
        ("decimal", "NaN"),
        ("date", "2026-02-30"),
        ("lang", "de"),
        ("enum", "other"),
        ("iri", "http://e/ x"),
        ("curie", "nosuch:1"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(
    dataset: Dataset, kind: str, value: str, tmp_path: Path
) -> None:
    file = tmp_path / "q.rq"
    file.write_text(
        f"#+ name: q\n#+ params: [{{name: v, type: {kind}, values: [one]}}]\n{ECHO.replace('value', 'v')}\n"
    )
    with pytest.raises(UsageError):
        run_query(dataset, "q", {"v": value}, folders=[tmp_path])


@pytest.mark.parametrize(
    ("kind", "value", "out"),
    [
        ("boolean", "vrai", "true"),
        ("integer", "-7", "-7"),
        ("decimal", "1e2", "100"),
        ("date", "2026-01-31", "2026-01-31"),
        ("lang", "fr", "fr"),
        ("enum", "one", "one"),
        ("string", 'a "b"', 'a "b"'),
        ("curie", "MESH:D062187", "http://id.nlm.nih.gov/mesh/D062187"),
    ],
)
def test_a_value_of_the_right_type_is_taken(
    dataset: Dataset, kind: str, value: str, out: str, tmp_path: Path
) -> None:
    file = tmp_path / "q.rq"
    file.write_text(
        f"#+ name: q\n#+ params: [{{name: v, type: {kind}, values: [one]}}]\n{ECHO.replace('value', 'v')}\n"
    )
    answer = run_query(dataset, "q", {"v": value}, folders=[tmp_path])
    assert isinstance(answer, Rows)
    assert [row[0].value for row in answer.rows] == [out]  # type: ignore[union-attr]


def test_a_class_must_fall_under_the_one_asked_for(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="is not a kind of"):
        run_query(dataset, "therapies-for-condition", {"condition": "SpinalCordStimulation"})


def test_an_ambiguous_name_is_settled_by_the_class_asked_for(dataset: Dataset) -> None:
    by_name = run_query(dataset, "therapies-modulating-system", {"system": "peripheral nervous system"})
    by_abbreviation = run_query(dataset, "therapies-modulating-system", {"system": "PNS"})
    assert by_name == by_abbreviation


def test_a_missing_or_unknown_parameter_is_refused(dataset: Dataset) -> None:
    with pytest.raises(UsageError, match="needs a value for condition"):
        run_query(dataset, "therapies-for-condition")
    with pytest.raises(UsageError, match="no parameter 'colour'"):
        run_query(dataset, "therapies-for-condition", {"condition": "Epilepsy", "colour": "red"})
    with pytest.raises(UsageError, match="takes one value"):
        run_query(
            dataset, "therapies-for-condition", {"condition": "Epilepsy", "reversible": ["true", "false"]}
        )
    with pytest.raises(UnknownTermError):
        run_query(dataset, "therapies-for-condition", {"condition": "epilepsi"})


def test_several_values_of_one_parameter_add_up(dataset: Dataset) -> None:
    both = run_query(dataset, "therapies-for-condition", {"condition": ["Epilepsy", "Spasticity"]})
    one = run_query(dataset, "therapies-for-condition", {"condition": "Epilepsy"})
    assert isinstance(both, Rows)
    assert isinstance(one, Rows)
    assert set(one.rows) < set(both.rows)


# ---- only reading


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://a> <http://b> <http://c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX e: <http://e/> LOAD <http://example.org/x>",
        "CLEAR ALL",
        "SELECT * { SERVICE <http://10.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://10.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { SERV\\u0049CE <http://10.0.0.1/> { ?s ?p ?o } }",
        "SELECT * FROM <http://example.org/x> { ?s ?p ?o }",
        'SELECT * { ?s ?p "a" } # \n FROM <http://x>',
    ],
)
def test_a_query_that_writes_or_reaches_out_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        check_read_only(text)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?service ?from "SERVICE INSERT" }',
        "SELECT * { <http://e/SERVICE> <http://e/FROM> ?o } # SERVICE <http://x>",
        "PREFIX e: <http://e/> SELECT * { ?s e:SERVICE ?o ; e:FROM 1 }",
        "SELECT ?load { BIND ('''DELETE''' AS ?load) }",
        "ASK { ?s ?p 'INSERT' }",
    ],
)
def test_words_that_only_look_like_writing_are_allowed(text: str) -> None:
    check_read_only(text)


def test_a_values_block_inside_a_string_or_comment_is_not_one() -> None:
    text = 'SELECT * { BIND ("VALUES ?v { 1 }" AS ?s) } # VALUES ?v { 2 }'
    with pytest.raises(InputError, match="no block"):
        bind(text, {"v": [ox.Literal("x")]})
