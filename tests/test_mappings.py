"""Mappings: valid SSSOM, well-formed codes, and none of the errors seen elsewhere."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuromod_onto.dataset import Dataset
from neuromod_onto.errors import InputError, UsageError
from neuromod_onto.mappings import (
    Mapping,
    faults_of_code,
    map_term,
    mapping_files,
    read_mappings,
    sctid_is_valid,
)
from neuromod_onto.model.namespaces import NEUROMOD, expand, prefixes
from neuromod_onto.terms import ancestors

from .conftest import ROOT, Neuromod

FILES = mapping_files()
MAPPINGS = [m for path in FILES for m in read_mappings(path)]
JUSTIFICATIONS = {
    "semapv:ManualMappingCuration",
    "semapv:LexicalMatching",
    "semapv:MappingChaining",
    "semapv:LogicalReasoning",
}


def test_there_are_mappings_to_snomed_ct_and_mesh() -> None:
    counts = defaultdict(int)
    for m in MAPPINGS:
        counts[m.object.partition(":")[0]] += 1
    assert counts["mesh"] > 300
    assert counts["snomedct"] > 200


@pytest.mark.parametrize("path", FILES, ids=[p.name for p in FILES])
def test_the_file_is_valid_sssom(path: Path) -> None:
    sssom = pytest.importorskip("sssom_pydantic")
    pack = sssom.read(path)
    mappings = list(pack.mappings) if hasattr(pack, "mappings") else list(pack[0])
    assert len(mappings) == len(list(read_mappings(path)))


def test_every_subject_is_a_term_and_every_prefix_known(dataset: Dataset) -> None:
    assert [m.place for m in MAPPINGS if expand(m.subject) not in dataset] == []
    assert {m.object.partition(":")[0] for m in MAPPINGS} <= set(prefixes())


def test_every_mapping_says_why_and_from_where() -> None:
    assert {m.justification for m in MAPPINGS} <= JUSTIFICATIONS
    assert [m.place for m in MAPPINGS if not m.source] == []
    assert [m.place for m in MAPPINGS if m.confidence is not None and not 0 < m.confidence <= 1] == []


def test_no_snomed_ct_description_is_published() -> None:
    assert [
        m.place
        for m in MAPPINGS
        if m.object.startswith("snomedct:")
        and (m.object_label or "(procedure)" in m.comment or "(finding)" in m.comment)
    ] == []


def exact(kind: str = "skos:exactMatch") -> list[Mapping]:
    return [m for m in MAPPINGS if m.predicate == kind]


def test_no_code_is_exactly_two_of_our_terms_and_no_term_exactly_two_codes_of_one_vocabulary() -> None:
    by_object, by_subject = defaultdict(set), defaultdict(set)
    for m in exact():
        by_object[m.object].add(m.subject)
        by_subject[m.subject, m.object.partition(":")[0]].add(m.object)
    assert {k: v for k, v in by_object.items() if len(v) > 1} == {}
    assert {k: v for k, v in by_subject.items() if len(v) > 1} == {}


def test_no_pair_is_mapped_in_two_ways() -> None:
    pairs = defaultdict(set)
    for m in MAPPINGS:
        pairs[m.subject, m.object].add(m.predicate)
    assert {k: v for k, v in pairs.items() if len(v) > 1} == {}


#: What looks right and is wrong, with the reason; each was met in public code or in a first draft.
TRAPS = [
    ("snomedct:420287000", "the intraventricular route is the cardiac one"),
    ("snomedct:360058005", "an intraventricular pump is a cardiac device"),
    ("snomedct:22872007", "a diagnostic carotid sinus test, not baroreflex activation"),
    ("snomedct:128968000", "a vagal challenge of imaging, not vagus nerve stimulation"),
    ("snomedct:228545004", "sensory stimulation in coma"),
    ("snomedct:118378005", "a pacemaker pulse generator is cardiac"),
    ("snomedct:88098001", "cordotomy of the vocal cord"),
    ("snomedct:70711000119100", "not electroconvulsive therapy"),
    ("mesh:D055909", "magnetic field therapy is not transcranial magnetic stimulation"),
    ("mesh:D057086", "high-intensity ultrasound ablates"),
    ("mesh:D019054", "motor evoked potentials are not the motor threshold"),
    ("fdacode:KRG", "a cardiac pacemaker programmer"),
    ("fdacode:KRF", "a cardiac pacemaker charger"),
    ("fdacode:DTG", "a cardiac test magnet"),
]


@pytest.mark.parametrize(("code", "why"), TRAPS, ids=[code for code, _ in TRAPS])
def test_a_code_that_looks_right_and_is_wrong_means_no_therapy_or_device(
    dataset: Dataset, code: str, why: str
) -> None:
    wrong = [
        m.place
        for m in MAPPINGS
        if m.object == code
        and m.predicate in ("skos:exactMatch", "skos:closeMatch")
        and NEUROMOD + "RelatedIntervention" not in ancestors(dataset, expand(m.subject))
    ]
    assert wrong == [], why


@pytest.mark.parametrize(
    ("code", "term"),
    [
        ("fdacode:LGW", "SpinalCordStimulator"),
        ("fdacode:GZB", "SpinalCordStimulator"),
        ("fdacode:PMP", "DorsalRootGanglionStimulator"),
        ("snomedct:23835007", "ElectroconvulsiveTherapy"),
        ("mesh:D050781", "TranscranialMagneticStimulation"),
        ("mesh:D062187", "SpinalCordStimulation"),
        ("mesh:D046690", "DeepBrainStimulation"),
    ],
)
def test_a_code_that_public_lists_get_wrong_stands_at_the_right_term(code: str, term: str) -> None:
    assert any(
        m.subject == f"neuromod:{term}"
        and m.object == code
        and m.predicate in ("skos:exactMatch", "skos:closeMatch", "skos:narrowMatch")
        for m in MAPPINGS
    )


def test_a_pens_only_entry_term_of_tens_is_not_exact() -> None:
    assert not any(
        m.subject == "neuromod:PercutaneousElectricalNerveStimulation" and m.object == "mesh:D004561"
        for m in exact()
    )


def test_what_is_exactly_a_therapy_is_not_exactly_its_device_or_surgery(dataset: Dataset) -> None:
    """A device code (FDA) may be exact for devices only, a surgery code (ICD-10-PCS) for no therapy."""
    wrong = []
    for m in exact():
        above = {
            iri.removeprefix(NEUROMOD) for iri in (expand(m.subject), *ancestors(dataset, expand(m.subject)))
        }
        if m.object.startswith("fdacode:") and "Device" not in above:
            wrong.append(m.place)
        if m.object.startswith("icd10pcs:") and "NeuromodulationTherapy" in above:
            wrong.append(m.place)
    assert wrong == []


def test_verhoeff_catches_every_single_wrong_digit_and_swap() -> None:
    codes = {m.object.partition(":")[2] for m in MAPPINGS if m.object.startswith("snomedct:")}
    assert all(sctid_is_valid(code) for code in codes)
    for code in sorted(codes)[:40]:
        for i in range(len(code)):
            for digit in "0123456789":
                changed = code[:i] + digit + code[i + 1 :]
                assert changed == code or not sctid_is_valid(changed)
            if i + 1 < len(code) and code[i] != code[i + 1]:
                assert not sctid_is_valid(code[:i] + code[i + 1] + code[i] + code[i + 2 :])


@given(st.text())
def test_any_text_is_judged_without_failing(text: str) -> None:
    for prefix in ("snomedct", "mesh", "icd10pcs", "fdacode"):
        faults_of_code(prefix, text)


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        ("mesh", "D62187"),
        ("mesh", "062187"),
        ("icd10pcs", "00H00MO"),
        ("fdacode", "LG"),
        ("snomedct", "82423002"),
        ("snomedct", "0"),
        ("UBERON", "955"),
    ],
)
def test_malformed_codes_are_named(prefix: str, code: str) -> None:
    assert faults_of_code(prefix, code)


HEADER = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("neuromod:X\tskos:exactMatch\tmesh:D62187\tsemapv:ManualMappingCuration", "not of the form"),
        ("neuromod:X\tskos:exactMatch\tnosuch:1\tsemapv:ManualMappingCuration", "unknown prefix"),
        ("neuromod:X\tskos:exactMatch\tMESH:D062187\tsemapv:ManualMappingCuration", "write mesh"),
        ("neuromod:X\towl:sameAs\tmesh:D062187\tsemapv:ManualMappingCuration", "unknown predicate"),
    ],
)
def test_a_faulty_row_is_named_with_its_line(tmp_path: Path, row: str, words: str) -> None:
    file = tmp_path / "x.sssom.tsv"
    file.write_text(f"# a comment\n{HEADER}{row}\n", "utf-8")
    with pytest.raises(InputError) as caught:
        list(read_mappings(file))
    assert caught.value.place == f"{file}:3"
    assert words in f"{caught.value.cause} {caught.value.hint}"


def test_map_goes_both_ways(dataset: Dataset) -> None:
    assert any(m.object == "mesh:D062187" for m in map_term(dataset, "spinal cord stimulation"))
    assert any(m.subject == "neuromod:SpinalCordStimulation" for m in map_term(dataset, "MESH:D062187"))
    assert {m.object.partition(":")[0] for m in map_term(dataset, "Parkinson disease", to="mesh")} == {"mesh"}
    with pytest.raises(UsageError, match="no term of ours"):
        map_term(dataset, "mesh:D999999")


def test_map_shows_predicate_justification_and_source(neuromod: Neuromod) -> None:
    row = next(r for r in neuromod("map", "DBS", "--to", "mesh").rows())
    assert (row["predicate"], row["code"], row["code_label"]) == (
        "skos:exactMatch",
        "mesh:D046690",
        "Deep Brain Stimulation",
    )
    assert row["justification"]
    assert row["source"]


def test_what_is_unmapped_is_listed_with_the_reason(dataset: Dataset) -> None:
    lines = (ROOT / "mappings" / "unmapped.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    assert lines[0].split("\t") == ["term", "label", "vocabulary", "reason"]
    assert all(row[3] for row in rows)
    mapped = {
        (m.subject, m.object.partition(":")[0])
        for m in MAPPINGS
        if m.predicate in ("skos:exactMatch", "skos:closeMatch")
    }
    assert [row for row in rows if (row[0], row[2]) in mapped] == []
    listed = {(row[0], row[2]) for row in rows}
    from neuromod_onto.terms import descendants

    for therapy in descendants(dataset, NEUROMOD + "NeuromodulationTherapy"):
        curie = therapy.replace(NEUROMOD, "neuromod:")
        for vocabulary in ("mesh", "snomedct"):
            assert (curie, vocabulary) in mapped | listed, f"{curie} {vocabulary}"


@pytest.mark.parametrize(
    ("code", "term", "predicate"),
    [
        ("icd10cm:Z45.42", "neuromod:ImplantableNeurostimulator", "skos:relatedMatch"),
        ("icd10cm:z4542", "neuromod:ImplantableNeurostimulator", "skos:relatedMatch"),
        ("ICD10CM:T85.110A", "neuromod:ImplantableBrainStimulator", "skos:relatedMatch"),
        ("icd10cm:Z96.21", "neuromod:CochlearImplant", "skos:relatedMatch"),
    ],
)
def test_a_code_of_a_family_leads_to_its_term(
    neuromod: Neuromod, code: str, term: str, predicate: str
) -> None:
    rows = neuromod("map", code).rows()
    assert [(row["term"], row["predicate"]) for row in rows] == [(term, predicate)]


def test_the_codes_of_families_are_told_where_their_vocabulary_is_asked_for(neuromod: Neuromod) -> None:
    asked = neuromod("map", "spinal cord stimulator", "--to", "icd10cm").rows()
    assert {"icd10cm:T85.112A", "icd10cm:T85.733S"} <= {row["code"] for row in asked}
    assert "icd10cm:T85.110A" not in {row["code"] for row in asked}
    assert not [row for row in neuromod("map", "spinal cord stimulator").rows() if "icd10cm" in row["code"]]


def test_a_mapping_that_a_family_repeats_is_told_once(neuromod: Neuromod) -> None:
    rows = neuromod("map", "icd10pcs:00H00MZ").rows()
    assert [row["term"] for row in rows] == ["neuromod:DeepBrainStimulationLeadInsertion"]


def test_a_code_that_no_family_holds_is_refused(neuromod: Neuromod) -> None:
    result = neuromod("map", "icd10cm:Z99.99")
    assert (result.code, result.out) == (2, "")
    assert "no term of ours is mapped to icd10cm:Z99.99" in result.err
