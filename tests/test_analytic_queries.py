"""Queries over records of treatment: from files and from a store, on two engines, and against a plain count."""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox
import pytest
import rdflib

from neuromod_onto.catalog import CannedQuery, bind, load_catalog, run_query
from neuromod_onto.catalog.values import read_values
from neuromod_onto.dataset import Dataset, load, load_store, open_store
from neuromod_onto.dataset.counts import counts
from neuromod_onto.engine import LocalEngine, Rows
from neuromod_onto.model.namespaces import NEUROMOD, compact
from neuromod_onto.terms import ancestors

from .conftest import ROOT, Neuromod

EXAMPLE = ROOT / "queries" / "example-records.ttl"
ANALYTIC = {name: query for name, query in load_catalog().items() if "analytic" in query.tags}
#: What a small registry may not hold; the tests in their headers find some.
RARE = {"doses-outside-limits", "exposure-conflicts"}
each_query = pytest.mark.parametrize("query", ANALYTIC.values(), ids=list(ANALYTIC))


def given(query: CannedQuery) -> dict[str, str]:
    return {"therapy": "DeepBrainStimulation"} if query.name == "cohort" else {}


def cell(term: object) -> str:
    """Return a term for comparison; engines write numbers in several ways."""
    text = "" if term is None else str(getattr(term, "value", term))
    if isinstance(term, rdflib.Literal):
        text = str(term)
    try:
        return f"{float(text):.6g}"
    except ValueError:
        return text


def table(rows: object) -> list[tuple[str, ...]]:
    return sorted(tuple(map(cell, row)) for row in rows)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def registry() -> ModuleType:
    """The generator of a made-up registry, from the benchmarks."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        spec = importlib.util.spec_from_file_location("registry", ROOT / "benchmarks" / "registry.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


@pytest.fixture(scope="module")
def records(registry: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("registry") / "records.nt"
    registry.write(10_000, path)
    return path


@pytest.fixture(scope="module")
def files(records: Path) -> Dataset:
    return load([records])


@pytest.fixture(scope="module")
def store(records: Path, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("stores") / "store"
    load_store([records], folder)
    return open_store(folder)


def test_there_are_twelve() -> None:
    assert len(ANALYTIC) >= 12


@each_query
def test_a_store_answers_as_the_files_do(files: Dataset, store: Dataset, query: CannedQuery) -> None:
    ours, stored = run_query(files, query, given(query)), run_query(store, query, given(query))
    assert isinstance(ours, Rows)
    assert isinstance(stored, Rows)
    in_order = [[tuple(map(cell, row)) for row in answer.rows] for answer in (ours, stored)]
    assert in_order[0] == in_order[1]
    assert ours.rows or query.name in RARE


@pytest.fixture(scope="module")
def sample() -> Dataset:
    """The example records with the terms that they name: rdflib needs minutes for the whole ontology."""
    whole = load([EXAMPLE])
    described = load([EXAMPLE], shipped=False).store
    named = {q.object.value for q in described if isinstance(q.object, ox.NamedNode)}
    named |= {q.predicate.value for q in described}
    named |= {target for iri in named for target in whole.iris(iri, NEUROMOD + "hasNeuralTarget")}
    wanted = named | {above for iri in named for above in ancestors(whole, iri)}
    for link in ("aboutTherapy", "limitsTherapy"):
        wanted |= {s for iri in list(wanted) for s in whole.subjects(NEUROMOD + link, iri)}
    kept = ox.Store()
    kept.extend(described)
    kept.extend(
        q
        for q in whole.store
        if isinstance(q.subject, ox.NamedNode)
        and q.subject.value in wanted
        and not isinstance(q.object, ox.BlankNode)
    )
    return Dataset(kept)


@pytest.fixture(scope="module")
def other_engine(sample: Dataset) -> rdflib.Graph:
    graph = rdflib.Graph()
    text = ox.serialize((q.triple for q in sample.store), format=ox.RdfFormat.N_TRIPLES)
    return graph.parse(data=text, format="nt")


@each_query
def test_rdflib_gives_the_same_rows(sample: Dataset, other_engine: rdflib.Graph, query: CannedQuery) -> None:
    test = {k: v for k, v in query.tests[0].items() if k in {p.name for p in query.params}}
    typed = {k: [str(x) for x in (v if isinstance(v, list) else [v])] for k, v in test.items()}
    text = bind(query.text, read_values(query, typed, sample))
    ours = LocalEngine(sample.store).query(text)
    assert isinstance(ours, Rows)
    assert ours.rows
    assert table(other_engine.query(text)) == table(ours.rows)


def test_the_counts_are_those_of_a_plain_count(records: Path, files: Dataset) -> None:
    facts: dict[str, dict[str, str]] = {}
    for line in records.read_text("utf-8").splitlines():
        subject, predicate, value = line.removesuffix(" .").split(" ", 2)
        facts.setdefault(subject, {})[predicate.strip("<>").rpartition("/")[2]] = value
    treatments = [f for f in facts.values() if f.get("22-rdf-syntax-ns#type", "").endswith("/TherapyRecord>")]
    assert len(treatments) > 50
    in_scope = [f for f in treatments if f["recordsTherapy"] != f"<{NEUROMOD}SpinalCordStimulator>"]
    uses = {
        (f["recordsTherapy"], f["recordsCondition"], f["patientPseudonym"])
        for f in in_scope
        if "patientPseudonym" in f and "recordsCondition" in f
    }
    wanted = Counter((therapy, condition) for therapy, condition, _ in uses)
    answer = run_query(files, "patients-by-therapy-and-condition")
    assert isinstance(answer, Rows)
    found = {(f"<{r[0].value}>", f"<{r[1].value}>"): int(r[2].value) for r in answer.rows}  # type: ignore[union-attr]
    assert found == dict(wanted)
    missing = run_query(files, "missing-data", {"kind": "TherapyRecord"})
    assert isinstance(missing, Rows)
    by_property = {compact(r[1].value): int(r[3].value) for r in missing.rows}  # type: ignore[union-attr]
    assert by_property.get("neuromod:patientPseudonym", 0) == sum(
        "patientPseudonym" not in f for f in treatments
    )
    assert by_property["neuromod:recordsDevice"] == sum("recordsDevice" not in f for f in treatments) > 0


def test_they_run_from_the_command_line(neuromod: Neuromod, tmp_path: Path) -> None:
    asked = ("query", "run", "cohort", "therapy=DBS", "condition=Parkinson disease", "-f", "csv")
    from_files = neuromod("--data", str(EXAMPLE), *asked).out
    assert [row["patient"] for row in csv.DictReader(from_files.splitlines())] == ["P-1", "P-2"]
    folder = str(tmp_path / "store")
    neuromod("load", str(EXAMPLE), "--store", folder)
    assert neuromod("--store", folder, *asked).out == from_files


def test_a_day_without_a_time_is_as_early_as_it_says() -> None:
    """SPARQL leaves open how days and moments are ordered; rdflib and Jena take every day for the earliest."""
    days = ('"2020-05-02T09:00:00"^^xsd:dateTime', '"2021-03-01"^^xsd:date', '"2022-06-07"^^xsd:date')
    data = f"""@prefix : <{NEUROMOD}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix r: <urn:r:> .
        :DeepBrainStimulation rdfs:subClassOf :Intervention . :ParkinsonDisease rdfs:subClassOf :Condition .""" + "".join(
        f"""r:{n} a :TherapyRecord ; :recordsTherapy :DeepBrainStimulation ; :recordsCondition :ParkinsonDisease ;
            :patientPseudonym "P-{n}" ; :startedAt {day} ."""
        for n, day in enumerate(days)
    )
    data += """ r:9 a :TherapyRecord ; :recordsTherapy :DeepBrainStimulation ; :recordsCondition :ParkinsonDisease ;
        :patientPseudonym "P-9" ."""  # says no day
    text = ANALYTIC["patients-by-therapy-and-condition"].text
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)
    answer = LocalEngine(store).query(text)
    assert isinstance(answer, Rows)
    for (row,) in (table(answer.rows), table(rdflib.Graph().parse(data=data).query(text))):
        assert row[2:] == ("4", "2020-05-02T09:00:00", "2022-06-07")


def test_a_device_whose_use_ended_is_not_continued_and_counts_once() -> None:
    """Followed for a year from the start; the end of use and a discontinuation of the same treatment are one stop."""
    ends = {
        "still in use": "",
        "ended within the year": ':endedAt "2020-09-01T09:00:00"^^xsd:dateTime',
        "ended on a day within the year": ':endedAt "2020-09-01"^^xsd:date',
        "ended later": ':endedAt "2021-09-01T09:00:00"^^xsd:dateTime',
        "ended before it began": ':endedAt "2019-09-01T09:00:00"^^xsd:dateTime',
        "stopped": "stop 2020-10-01",
        "ended and stopped": ':endedAt "2020-09-01T09:00:00"^^xsd:dateTime stop 2020-08-30',
        "ended and stopped later": ':endedAt "2020-09-01T09:00:00"^^xsd:dateTime stop 2022-01-01',
    }
    data = (
        f"@prefix : <{NEUROMOD}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix r: <urn:r:> .\n"
    )
    for n, end in enumerate(ends.values()):
        ended, _, stop = end.partition("stop ")
        data += f"""r:{n} a :TherapyRecord ; :recordsTherapy :DeepBrainStimulation ; :patientPseudonym "P-{n}" ;
            :recordsDevice :DeepBrainStimulator ; :startedAt "2020-03-01T09:00:00"^^xsd:dateTime {ended and "; " + ended} .\n"""
        if stop:
            data += f"""r:{n}-stop a :DiscontinuationRecord ; :recordsTherapy :DeepBrainStimulation ;
            :patientPseudonym "P-{n}" ; :occurredAt "{stop}T09:00:00"^^xsd:dateTime .\n"""
    text = ANALYTIC["device-continuation"].text
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)
    answer = LocalEngine(store).query(text)
    assert isinstance(answer, Rows)
    for rows in (table(answer.rows), table(rdflib.Graph().parse(data=data).query(text))):
        assert rows == [(NEUROMOD + "DeepBrainStimulator", "8", "5", "0.375")]


STARTS_AND_STOPS = {
    "two stops": (
        '"2020-03-05"^^xsd:date',
        ['"2022-04-01"^^xsd:date', '"2020-09-01T08:00:00"^^xsd:dateTime'],
    ),
    "a stop before the start": ('"2020-03-05T10:00:00"^^xsd:dateTime', ['"2020-03-04"^^xsd:date']),
    "a stop that is no day": ('"2020-03-05"^^xsd:date', ['"2020-some-day"']),
    "a stop after exactly a year": ('"2020-03-05"^^xsd:date', ['"2021-03-01"^^xsd:date']),
    "a start that is no day": ('"2020-some-day"', ['"2020-09-01"^^xsd:date']),
    "followed to the last day": ('"2025-01-05"^^xsd:date', []),
    "followed for too short": ('"2025-02-05"^^xsd:date', ['"2025-06-05"^^xsd:date']),
}


@pytest.mark.parametrize(
    ("after", "year", "followed", "stopped"),
    [(1, 2025, 5, 1), (2, 2025, 4, 2), (3, 2025, 4, 2), (1, 2020, 0, 0), (5, 2025, 4, 2), (6, 2025, 0, 0)],
)
def test_a_treatment_goes_on_until_its_first_stop(after: int, year: int, followed: int, stopped: int) -> None:
    data = f"""@prefix : <{NEUROMOD}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix r: <urn:r:> . """
    for n, (start, stops) in enumerate(STARTS_AND_STOPS.values()):
        who = f':patientPseudonym "P-{n}" ; :recordsTherapy :DeepBrainStimulation'
        data += (
            f"r:{n} a :TherapyRecord ; :recordsDevice :DeepBrainStimulator ; {who} ; :startedAt {start} . "
        )
        data += "".join(f"[] a :DiscontinuationRecord ; {who} ; :occurredAt {day} . " for day in stops)
    query = ANALYTIC["device-continuation"]
    text = bind(query.text, {"after": [ox.Literal(after)], "year": [ox.Literal(year)]})
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)
    store.extend(list(counts(store)))
    wanted = [(str(followed), str(stopped))] if followed else []
    for engine in (LocalEngine(store), LocalEngine(store, closed=True)):
        answer = engine.query(text)
        assert isinstance(answer, Rows)
        assert [row[1:3] for row in table(answer.rows)] == wanted
    assert [row[1:3] for row in table(rdflib.Graph().parse(data=data).query(text))] == wanted


def test_the_first_programme_of_a_patient_is_a_day_or_a_moment() -> None:
    """SPARQL leaves open how days and moments are ordered; all engines take the one that is written first."""
    started = {
        "1.0": '"2020-05-02T09:00:00"^^xsd:dateTime',
        "2.0": '"2020-05-01"^^xsd:date',
        "3.5": '"2021-06-07"^^xsd:date',
    }
    data = (
        f"@prefix : <{NEUROMOD}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix r: <urn:r:> .\n"
        + "".join(
            f""":r{value} a :PulsedStimulationProgram ; :recordsTherapy :DeepBrainStimulation ; :patientPseudonym "P" ;
            :currentAmplitude {value} ; :startedAt {time} .\n"""
            for value, time in started.items()
        )
    )
    text = ANALYTIC["dose-changes"].text
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)
    answer = LocalEngine(store).query(text)
    assert isinstance(answer, Rows)
    for (row,) in (table(answer.rows), table(rdflib.Graph().parse(data=data).query(text))):
        assert row[2:] == ("3", "2020-05-01", "2", "2021-06-07", "3.5", "1.5")


SWITCHES = {
    "a day, then a moment": ('"2020-05-02"^^xsd:date', '"2021-05-03T09:00:00"^^xsd:dateTime'),
    "a moment, then a day": ('"2020-05-02T09:00:00"^^xsd:dateTime', '"2021-06-01"^^xsd:date'),
    "two moments of a day": ('"2020-05-02T09:00:00"^^xsd:dateTime', '"2020-05-02T10:00:00"^^xsd:dateTime'),
    "the other way round": ('"2021-05-03T09:00:00"^^xsd:dateTime', '"2020-05-02"^^xsd:date'),
    "a day, and a moment of it": ('"2020-05-02"^^xsd:date', '"2020-05-02T09:00:00"^^xsd:dateTime'),
    "no day": ('"2020-05-02"^^xsd:date', '"2021-some-day"'),
}


def test_a_patient_goes_from_one_therapy_to_another_between_days_and_moments() -> None:
    """A moment of the same day does not say whether it was before or after what only the day is known of."""
    data = (
        f"@prefix : <{NEUROMOD}> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix r: <urn:r:> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . :From rdfs:subClassOf :Intervention .\n"
    )
    for n, (start, change) in enumerate(SWITCHES.values()):
        for therapy, day in (("From", start), ("To", change)):
            data += f"""r:{n}{therapy} a :TherapyRecord ; :patientPseudonym "P-{n}" ; :recordsTherapy :{therapy} ;
                :startedAt {day} .\n"""
    text = ANALYTIC["therapy-switches"].text
    store = ox.Store()
    store.load(data.encode(), format=ox.RdfFormat.TURTLE)
    answer = LocalEngine(store).query(text)
    assert isinstance(answer, Rows)
    for rows in (table(answer.rows), table(rdflib.Graph().parse(data=data).query(text))):
        assert rows == [(f"{NEUROMOD}From", f"{NEUROMOD}To", "3", f"{round((12 + 13 + 0) / 3, 1):.6g}")]
